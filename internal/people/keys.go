package people

import (
	"context"
	"encoding/base64"
	"fmt"

	"kith/internal/fault"
	"kith/internal/sealed"
	"kith/internal/store"
)

// Keys are what a browser made for a way in, in base64url: the persona's public keys, and its private ones wrapped for
// this way in (doc/sealing.md). Both are empty where it made none: without script, and with a passkey that has no secret.
type Keys struct{ Public, Wrapped string }

// KeyRing is what the browser of a persona needs to open its keys.
type KeyRing struct {
	Space   string     `json:"space"`
	Persona string     `json:"persona"`
	Public  string     `json:"public"` // empty: none were made yet
	Shared  bool       `json:"shared"` // signed in on a device that others use too
	Ways    []Wrapping `json:"ways"`
}

// Wrapping is the private keys as one credential opens them.
type Wrapping struct {
	Kind    string `json:"kind"`    // Passkey or Card
	Handle  string `json:"handle"`  // by which a browser asks for a passkey; empty for a card
	Wrapped string `json:"wrapped"` // empty: it opens nothing
}

// KeyRing reads the actor's own keys in the session that asks. Forbidden for a stranger.
func (p *People) KeyRing(ctx context.Context, by Actor, session string) (ring KeyRing, err error) {
	if err := mustBeSomebody(by); err != nil {
		return ring, err
	}
	ring = KeyRing{Space: by.Space, Persona: by.Persona, Ways: []Wrapping{}}
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		err := tx.QueryRow(`SELECT p.public_keys, s.shared FROM persona p JOIN session s ON s.persona_id = p.id WHERE p.id = $1 AND s.id = $2`, by.Persona, session).
			Scan(&ring.Public, &ring.Shared)
		if err != nil {
			return err
		}
		ways, err := store.Collect(tx, scanWrapping, `SELECT kind, CASE kind WHEN $2 THEN handle ELSE '' END, wrapped_keys FROM credential
			WHERE persona_id = $1 ORDER BY created, id`, by.Persona, Passkey)
		ring.Ways = append([]Wrapping{}, ways...)
		return err
	})
	return ring, err
}

func scanWrapping(r store.Row) (w Wrapping, err error) {
	err = r.Scan(&w.Kind, &w.Handle, &w.Wrapped)
	return w, err
}

// AddKeys keeps keys that a browser made or opened for a passkey that the actor has already and that opens nothing yet.
// Handle is the passkey's own id. Invalid when they are not the actor's, Conflict when the actor has others or the passkey
// opens them already, NotFound when it is not the actor's, Forbidden (ProveFirst) when they showed no way in of late: keys stand
// for a persona from then on, so whoever finds a device with its lock open adds none.
func (p *People) AddKeys(ctx context.Context, by Actor, handle string, k Keys) error {
	if err := mustHaveProved(by); err != nil {
		return err
	}
	if err := k.check(by.Space, by.Persona, Passkey); err != nil {
		return err
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		known, err := credentialOf(tx, by.Space, Passkey, handle)
		if err == nil && known.persona != by.Persona {
			err = fault.New(fault.NotFound, "persona.no_credential", nil)
		}
		if err != nil {
			return err
		}
		if err := p.publish(tx, by.Persona, k); err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE credential SET wrapped_keys = $2 WHERE id = $1 AND wrapped_keys = ''`, known.ID, k.Wrapped)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "keys.there", nil)
		}
		return err
	})
}

// check refuses, with Invalid, what are no keys of a persona wrapped for a kind of credential. What is wrapped in them the
// server cannot know.
func (k Keys) check(space, persona, kind string) error {
	if err := checkPublic(space, persona, k.Public); err != nil {
		return err
	}
	wrapped, err := unbase64(k.Wrapped)
	if err != nil {
		return err
	}
	w, err := sealed.ParseWrapped(wrapped)
	if err == nil && w.Kind != opening[kind] {
		err = &fault.Error{Kind: fault.Invalid, Key: "sealed.form", Cause: fmt.Errorf("keys wrapped for kind %d come with a %s", w.Kind, kind)}
	}
	return err
}

// checkPublic refuses, with Invalid, what are no public keys of a persona.
func checkPublic(space, persona, text string) error {
	public, err := unbase64(text)
	if err == nil {
		_, err = sealed.ParsePublicKeys(sealed.Owner{Space: space, Persona: persona}, public)
	}
	return err
}

// opening is what a kind of credential opens wrapped keys with.
var opening = map[string]sealed.Kind{Passkey: sealed.PRF, Card: sealed.Card}

// unbase64 reads base64url without padding in its one canonical spelling.
func unbase64(text string) ([]byte, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err == nil && base64.RawURLEncoding.EncodeToString(b) != text { // a line's end within is overlooked
		err = fmt.Errorf("base64url in another spelling")
	}
	if err != nil {
		err = &fault.Error{Kind: fault.Invalid, Key: "sealed.form", Cause: err}
	}
	return b, err
}

// publish keeps a persona's public keys if it has none yet. They never change by this: Conflict when it has others.
func (p *People) publish(tx *store.Tx, persona string, k Keys) error {
	n, err := tx.Exec(`UPDATE persona SET public_keys = $2 WHERE id = $1 AND public_keys IN ('', $2)`, persona, k.Public)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "keys.others", nil)
	}
	return err
}
