package notices

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Means is how somebody is told.
type Means string

// The means.
const (
	ByMail Means = "mail"
	ByPush Means = "push"
)

// contact is all that is kept of how a persona is told. It lies in the database as one sealed text, so that nothing of it,
// not even a zone or an hour, can be compared with another's.
type contact struct {
	Means    Means         `json:"means"`
	Address  string        `json:"address,omitempty"`  // of mail
	Push     *Subscription `json:"push,omitempty"`     // of push
	Code     string        `json:"code,omitempty"`     // sent, and not typed in yet; empty: it is confirmed
	CodeDay  schedule.Date `json:"code_day,omitempty"` // on which the code was made
	Slips    int           `json:"slips,omitempty"`    // wrong codes
	Broken   bool          `json:"broken,omitempty"`   // what was sent did not arrive
	Token    string        `json:"token"`              // of the link that ends notices
	LastHour int64         `json:"last,omitempty"`     // in which a notice was sent, in hours since 1970
	Choices
}

// counts says whether notices are sent to it.
func (c *contact) counts() bool { return c.Code == "" && !c.Broken }

// seal encrypts a contact for one persona of one space: the key is derived for these two alone, so that the same address
// elsewhere is encrypted otherwise. A block of sealedBlock bytes hides how long the address is, and whether it is one.
func (k Keys) seal(space, persona string, c contact) (string, error) {
	aead, err := k.of(space, persona)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	padding := sealedBlock - len(text)%sealedBlock
	text = append(text, bytes.Repeat([]byte{' '}, padding)...)
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nil, nil, text, nil)), nil
}

const sealedBlock = 2048

var errSealed = errors.New("notices: a contact cannot be opened with the key in the data folder")

// unseal is the reverse of seal. It fails when the key is another than it was sealed with, or the text that of another persona.
func (k Keys) unseal(space, persona, sealed string) (c contact, err error) {
	aead, err := k.of(space, persona)
	if err != nil {
		return c, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return c, errSealed
	}
	text, err := aead.Open(nil, nil, raw, nil)
	if err != nil {
		return c, errSealed
	}
	return c, json.Unmarshal(text, &c)
}

// of is AES-256-GCM with random nonces under the key of a persona (HKDF-SHA256, RFC 5869).
func (k Keys) of(space, persona string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, k.contact, nil, "kith contact 1 "+space+" "+persona, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// load reads a persona's contact. NotFound when there is none, and while the persona is removed: then it is told nothing.
func (n *Notices) load(tx *store.Tx, space, persona string) (c contact, err error) {
	sealed, err := store.Scalar[string](tx.QueryRow(`SELECT c.sealed FROM contact c JOIN persona p ON p.id = c.persona_id
		WHERE c.persona_id = $1 AND c.space_id = $2 AND p.removed < $3`, persona, space, int64(n.today())))
	if err != nil {
		return c, err
	}
	return n.Keys.unseal(space, persona, sealed)
}

// save writes a persona's contact.
func (n *Notices) save(tx *store.Tx, space, persona string, c contact) error {
	sealed, err := n.Keys.seal(space, persona, c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO contact (persona_id, space_id, sealed, ending) VALUES ($1, $2, $3, $4)
		ON CONFLICT (persona_id) DO UPDATE SET sealed = excluded.sealed, ending = excluded.ending`, persona, space, sealed, people.HashOf(c.Token))
	return err
}

// read is load in a transaction of its own.
func (n *Notices) read(ctx context.Context, space, persona string) (c contact, err error) {
	err = n.DB.Read(ctx, func(tx *store.Tx) error {
		c, err = n.load(tx, space, persona)
		return err
	})
	return c, err
}

// change loads a persona's contact, lets it be changed, and writes it.
func (n *Notices) change(ctx context.Context, space, persona string, by func(tx *store.Tx, c *contact) error) error {
	return n.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := n.load(tx, space, persona)
		if err != nil {
			return err
		}
		if err := by(tx, &c); err != nil {
			return err
		}
		return n.save(tx, space, persona, c)
	})
}

// Unreadable counts the contacts of a database and those that the keys do not open. It is for the operator.
func Unreadable(ctx context.Context, db *store.DB, k Keys) (closed, all int, err error) {
	type one struct{ persona, space, sealed string }
	scan := func(r store.Row) (o one, err error) {
		err = r.Scan(&o.persona, &o.space, &o.sealed)
		return o, err
	}
	var rows []one
	err = db.Read(ctx, func(tx *store.Tx) error {
		rows, err = store.Collect(tx, scan, `SELECT persona_id, space_id, sealed FROM contact`)
		return err
	})
	for _, o := range rows {
		if _, err := k.unseal(o.space, o.persona, o.sealed); err != nil {
			closed++
		}
	}
	return closed, len(rows), err
}

// mustBelong refuses who is no member of a space: a stranger, a guest, and who is removed.
func mustBelong(by people.Actor) error {
	switch {
	case by.Persona == "":
		return fault.New(fault.NotFound, "", nil)
	case by.Guest:
		return fault.New(fault.Forbidden, "guest.members_only", nil)
	case by.Removed:
		return fault.New(fault.Forbidden, "removal.out", nil)
	}
	return nil
}
