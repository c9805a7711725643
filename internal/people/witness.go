package people

import (
	"context"

	"kith/internal/fault"
	"kith/internal/store"
)

// Witness makes a persona that has no way in: somebody without a device, who is present. It is for operations of groups,
// which decide who may, and it is for an admission to say what else comes with it.
func (p *People) Witness(tx *store.Tx, space string, s Self) (persona string, err error) {
	persona = store.NewPersonID()
	if err := p.Create(tx, persona, space, s); err != nil {
		return "", err
	}
	_, err = tx.Exec(`UPDATE persona SET witnessed = TRUE WHERE id = $1`, persona)
	return persona, err
}

// Witnessed lists the personas of a space that were recorded by a witness and have had no way in yet, by name. It is for
// operations that have decided that the actor may know.
func (p *People) Witnessed(tx *store.Tx, space string) ([]Persona, error) {
	return store.Collect(tx, scanPersona, `SELECT `+personaColumns+` FROM persona WHERE space_id = $1 AND witnessed ORDER BY likeness`, space)
}

// OfferCardTo makes the code of a card for another persona, whom the actor has before them: Handed gives it back. Who
// may is decided by the operation that keeps it. From is counted as for BeginEntry.
func (p *People) OfferCardTo(ctx context.Context, space, persona, from string) (Offer, error) {
	if err := p.begun.try(from); err != nil {
		return Offer{}, err
	}
	return p.offerCard(ctx, ceremony{act: handing, space: space, persona: persona})
}

// Handed ends the offer of a card to another persona: whose it is, and the card as it will be kept. Invalid as for
// EnterWithCard. It is for operations that have decided who may.
func (p *People) Handed(tx *store.Tx, space, typed string) (Credential, error) {
	code, err := readCode(typed)
	if err != nil {
		return Credential{}, err
	}
	c, err := p.take(tx, handing, space, HashOf(code))
	if err != nil {
		return Credential{}, err
	}
	return enrolCard(c)
}

// FirstCard keeps the first card of a persona that was recorded by a witness. Conflict when it has had a way in: then nobody
// else can give it another. It is for operations that have decided that the actor may.
func (p *People) FirstCard(tx *store.Tx, space string, c Credential, k Keys) error {
	n, err := tx.Exec(`UPDATE persona SET witnessed = FALSE WHERE id = $1 AND space_id = $2 AND witnessed
		AND NOT EXISTS (SELECT 1 FROM credential WHERE persona_id = $1)`, c.persona, space)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "witness.has_way", nil)
	}
	return p.keep(tx, space, c, k)
}

// Of is the persona whose credential it is.
func (c Credential) Of() string { return c.persona }
