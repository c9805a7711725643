package people

import "kith/internal/store"

// Lost counts a note that somebody who lost every way in leaves at the door of a space, and refuses with TooMany more than
// five a day from one place. It counts alike whether there is such a space or not, so that it tells nothing. From is where
// the request comes from; it is counted, never kept.
func (p *People) Lost(from string) error { return p.losses.try(from) }

// Prepared is a card that waits to take the place of all other ways in of a persona.
type Prepared struct {
	Persona string
	Handle  string // the hash of its code
	Keys    Keys
}

// Prepare ends the offer of a card to another persona (OfferCardTo). Invalid as for EnterWithCard. It is for operations that
// have decided who may.
func (p *People) Prepare(tx *store.Tx, space, typed string, k Keys) (Prepared, error) {
	card, err := p.Handed(tx, space, typed)
	if err != nil {
		return Prepared{}, err
	}
	if k != (Keys{}) {
		err = k.check(space, card.persona, Card)
	}
	return Prepared{Persona: card.persona, Handle: card.handle, Keys: k}, err
}

// Replace ends every session and every other way in of a persona: the prepared card is the one it has from now on, and the
// card's keys take the place of those it had. It is for operations that have decided so.
func (p *People) Replace(tx *store.Tx, space string, with Prepared) error {
	for _, statement := range []string{
		`DELETE FROM session WHERE persona_id = $1`, `DELETE FROM credential WHERE persona_id = $1`, `DELETE FROM ceremony WHERE persona_id = $1`,
		`UPDATE persona SET public_keys = '', witnessed = FALSE WHERE id = $1`,
	} {
		if _, err := tx.Exec(statement, with.Persona); err != nil {
			return err
		}
	}
	card := Credential{ID: store.NewPersonID(), Kind: Card, Label: DefaultLabel, persona: with.Persona, handle: with.Handle}
	return p.keep(tx, space, card, with.Keys)
}
