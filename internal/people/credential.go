package people

import (
	"context"

	"kith/internal/fault"
	"kith/internal/schedule"
	"kith/internal/store"
)

// DefaultLabel is what a credential is called unless the person chooses: it tells a stranger with the device nothing.
const DefaultLabel = "Kith"

// The kinds of credential.
const (
	Passkey = "passkey"
	Card    = "card"
)

// Credential is one way in of a persona: a passkey, or a member card.
// A card has a code, by which one signs in, and words, which no server sees.
type Credential struct {
	ID      string
	Kind    string
	Label   string
	Created schedule.Date
	Opens   bool // what is sealed for the persona: its keys are wrapped for this way in

	persona   string
	handle    string // the passkey's own id, or the hash of the card's code
	publicKey string
}

// enrolment makes the credential that a ceremony was begun for.
type enrolment func(ceremony) (Credential, error)

// enrolCard makes the credential of an offered card: the ceremony's id is the hash of its code.
func enrolCard(c ceremony) (Credential, error) {
	return Credential{ID: store.NewPersonID(), Kind: Card, Label: c.label, persona: c.persona, handle: c.id}, nil
}

// mostWays is how many ways in a persona has at most.
const mostWays = 10

// roomForWay refuses, with Conflict, a further way in of a persona that has enough.
func roomForWay(have int) error {
	if have >= mostWays {
		return fault.New(fault.Conflict, "persona.ways_many", map[string]any{"most": mostWays})
	}
	return nil
}

// keep writes a new way in down, with the keys that came with it. Conflict when the persona has enough.
func (p *People) keep(tx *store.Tx, space string, c Credential, k Keys) error {
	have, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM credential WHERE persona_id = $1`, c.persona))
	if err != nil {
		return err
	}
	if err := roomForWay(have); err != nil {
		return err
	}
	if k != (Keys{}) {
		if err := k.check(space, c.persona, c.Kind); err != nil {
			return err
		}
		if err := p.publish(tx, c.persona, k); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`INSERT INTO credential (id, persona_id, kind, handle, public_key, label, created, wrapped_keys) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.ID, c.persona, c.Kind, c.handle, c.publicKey, c.Label, int64(p.today()), k.Wrapped)
	return err
}

// offerCard begins a ceremony that ends when the code is typed in.
func (p *People) offerCard(ctx context.Context, c ceremony) (Offer, error) {
	offer := Offer{Code: newCode(), Persona: c.persona}
	c.id = HashOf(offer.Code)
	return offer, p.begin(ctx, c)
}

// Credentials lists the actor's own ways in.
func (p *People) Credentials(ctx context.Context, by Actor) (all []Credential, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		all, err = credentialsOf(tx, by.Persona)
		return err
	})
	return all, err
}

func credentialsOf(tx *store.Tx, persona string) ([]Credential, error) {
	return store.Collect(tx, scanCredential, `SELECT `+credentialColumns+` FROM credential c WHERE persona_id = $1 ORDER BY created, label, id`, persona)
}

const credentialColumns = `c.id, c.persona_id, c.kind, c.handle, c.public_key, c.label, c.created, c.wrapped_keys <> ''`

func scanCredential(r store.Row) (c Credential, err error) {
	err = r.Scan(&c.ID, &c.persona, &c.Kind, &c.handle, &c.publicKey, &c.Label, &c.Created, &c.Opens)
	return c, err
}

// credentialOf finds a credential of a space by its handle.
func credentialOf(tx *store.Tx, space, kind, handle string) (Credential, error) {
	return scanCredential(tx.QueryRow(`SELECT `+credentialColumns+` FROM credential c
		JOIN persona p ON p.id = c.persona_id WHERE c.handle = $1 AND c.kind = $2 AND p.space_id = $3`, handle, kind, space))
}

// BeginPasskey begins to make a further passkey for the actor; see BeginEntry. Forbidden (ProveFirst) when they showed no way in of late,
// Conflict when they have enough.
func (p *People) BeginPasskey(ctx context.Context, by Actor, label string) (options []byte, err error) {
	if err := mustHaveProved(by); err != nil {
		return nil, err
	}
	have, err := p.Credentials(ctx, by)
	if err != nil {
		return nil, err
	}
	if err := roomForWay(len(have)); err != nil {
		return nil, err
	}
	return p.beginPasskey(ctx, ceremony{act: adding, space: by.Space, persona: by.Persona, label: label}, have)
}

// AddPasskey keeps the further passkey that the browser made for the actor, with the keys that it made or opened for it.
func (p *People) AddPasskey(ctx context.Context, by Actor, response []byte, k Keys) error {
	made, err := parsePasskey(response)
	if err != nil {
		return err
	}
	return p.add(ctx, by, made.challenge, made.enrol(p), k)
}

// NewCard offers the actor the code of a further card, to be typed in with AddCard. Forbidden (ProveFirst) when they showed no
// way in of late, Conflict when they have enough.
func (p *People) NewCard(ctx context.Context, by Actor, label string) (Offer, error) {
	if err := mustHaveProved(by); err != nil {
		return Offer{}, err
	}
	have, err := p.Credentials(ctx, by)
	if err != nil {
		return Offer{}, err
	}
	if err := roomForWay(len(have)); err != nil {
		return Offer{}, err
	}
	return p.offerCard(ctx, ceremony{act: adding, space: by.Space, persona: by.Persona, label: label})
}

// AddCard keeps the card whose code was offered to the actor, with the keys that the browser made or opened for it.
func (p *People) AddCard(ctx context.Context, by Actor, typed string, k Keys) error {
	code, err := readCode(typed)
	if err != nil {
		return err
	}
	return p.add(ctx, by, HashOf(code), enrolCard, k)
}

func (p *People) add(ctx context.Context, by Actor, id string, enrol enrolment, k Keys) error {
	if err := mustBeSomebody(by); err != nil {
		return err
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		c, err := p.take(tx, adding, by.Space, id)
		if err != nil {
			return err
		}
		if c.persona != by.Persona {
			return fault.New(fault.Forbidden, "", nil)
		}
		made, err := enrol(c)
		if err != nil {
			return err
		}
		return p.keep(tx, by.Space, made, k)
	})
}

// RemoveCredential takes away one of the actor's ways in and ends every session that began with it. Conflict for the last
// one, which stays; Forbidden (ProveFirst) when they showed no way in of late.
func (p *People) RemoveCredential(ctx context.Context, by Actor, id string) error {
	if err := mustHaveProvedEvenRemoved(by); err != nil {
		return err
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		have, err := credentialsOf(tx, by.Persona)
		if err != nil {
			return err
		}
		if len(have) < 2 {
			return fault.New(fault.Conflict, "persona.last_credential", nil)
		}
		if _, err := tx.Exec(`DELETE FROM session WHERE credential_id = $1 AND persona_id = $2`, id, by.Persona); err != nil {
			return err
		}
		n, err := tx.Exec(`DELETE FROM credential WHERE id = $1 AND persona_id = $2`, id, by.Persona)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "persona.no_credential", nil)
		}
		return err
	})
}

func mustBeSomebody(by Actor) error {
	if by.Persona == "" || by.Removed {
		return fault.New(fault.Forbidden, "", nil)
	}
	return nil
}
