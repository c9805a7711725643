package people

import (
	"context"

	"kith/internal/fault"
	"kith/internal/store"
)

// Moved is the kind of a space whose group lives on another server. Nothing is left in it but the ways in of its members, so
// that they can be told where to go.
const Moved = "moved"

// NewPassphrase makes a passphrase for a file: a code like that of a card, in which lie 128 random bits.
func NewPassphrase() string { return newCode() }

// ReadPassphrase brings a passphrase as somebody typed it into its one form. Invalid names the field "code" when it cannot
// be one.
func ReadPassphrase(typed string) (string, error) { return readCode(typed) }

// BeginReturn begins to make a passkey for a persona that is there and has no way in at this server; else it is as BeginEntry.
// An admission decides whether the persona is the one who stands at the door.
func (p *People) BeginReturn(ctx context.Context, space, persona, from, label string) (options []byte, err error) {
	if err := p.begun.try(from); err != nil {
		return nil, err
	}
	return p.beginPasskey(ctx, ceremony{act: joining, space: space, persona: persona, label: label}, nil)
}

// OfferReturn offers a card to a persona that is there and has no way in at this server; else it is as OfferCard.
func (p *People) OfferReturn(ctx context.Context, space, persona, from, label string) (Offer, error) {
	if err := p.begun.try(from); err != nil {
		return Offer{}, err
	}
	return p.offerCard(ctx, ceremony{act: joining, space: space, persona: persona, label: label})
}

// Settle makes the likenesses of personas that came from another server. Invalid when one of them says of itself what no
// persona here could, or shows keys that are not its own. It is for operations that bring a space in.
func (p *People) Settle(tx *store.Tx, space string) error {
	all, err := store.Collect(tx, scanPersona, `SELECT `+personaColumns+` FROM persona WHERE space_id = $1`, space)
	if err != nil {
		return err
	}
	for _, one := range all {
		if self, err := one.proper(); err != nil || self != one.Self {
			return fault.New(fault.Invalid, "archive.broken", nil)
		}
		if _, err := tx.Exec(`UPDATE persona SET likeness = $2 WHERE id = $1`, one.ID, likeness(one.Name)); err != nil {
			return err
		}
	}
	return settleKeys(tx, space)
}

// settleKeys refuses, with Invalid, keys that are not their persona's, and forgets public ones whose private halves no way in
// that came along opens, so that their persona can have others.
func settleKeys(tx *store.Tx, space string) error {
	type way struct {
		persona string
		Keys
	}
	scan := func(r store.Row) (w way, err error) {
		err = r.Scan(&w.persona, &w.Public, &w.Wrapped)
		return w, err
	}
	all, err := store.Collect(tx, scan, `SELECT p.id, p.public_keys, COALESCE(c.wrapped_keys, '') FROM persona p LEFT JOIN credential c ON c.persona_id = p.id
		WHERE p.space_id = $1 AND (p.public_keys <> '' OR c.wrapped_keys <> '')`, space)
	if err != nil {
		return err
	}
	for _, w := range all {
		if w.Wrapped == "" {
			err = checkPublic(space, w.persona, w.Public)
		} else {
			err = w.check(space, w.persona, Card)
		}
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(`UPDATE persona SET public_keys = '' WHERE space_id = $1 AND NOT EXISTS
		(SELECT 1 FROM credential c WHERE c.persona_id = persona.id AND c.wrapped_keys <> '')`, space)
	return err
}

// Vacate ends a space whose group has moved: what its personas said of themselves goes, with their keys; their ways in stay
// and lead to nothing but the way to the new place. It is for operations that have decided so.
func (p *People) Vacate(tx *store.Tx, space string) error {
	for _, statement := range []string{
		`UPDATE space SET kind = '` + Moved + `', created = $2 WHERE id = $1`,
		`UPDATE persona SET name = '', likeness = '', pronouns = '', line = '', public_keys = '', witnessed = FALSE, removed = 0,
			created = $2 WHERE space_id = $1`,
		`UPDATE credential SET label = '` + DefaultLabel + `', wrapped_keys = '', created = $2 WHERE persona_id IN (SELECT id FROM persona WHERE space_id = $1)`,
	} {
		if _, err := tx.Exec(statement, space, int64(p.today())); err != nil {
			return err
		}
	}
	return nil
}
