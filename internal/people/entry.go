package people

import (
	"context"

	"kith/internal/store"
)

// Admission decides, in the transaction that brings somebody in, whether they may come in. It makes the persona (Create)
// and whatever comes with it.
type Admission func(tx *store.Tx, persona string) error

// BeginEntry begins to make the first passkey of a new persona and gives what the browser's navigator.credentials.create
// wants, as JSON. Label is what the person calls it; it stands in the device's picker, so it is neutral unless they choose.
// From is where the request comes from; it is counted, never kept: TooMany when too much came from there. Anybody may.
func (p *People) BeginEntry(ctx context.Context, space, from, label string) (options []byte, err error) {
	if err := p.begun.try(from); err != nil {
		return nil, err
	}
	return p.beginPasskey(ctx, ceremony{act: joining, space: space, persona: store.NewPersonID(), label: label}, nil)
}

// EnterWithPasskey brings somebody in with the passkey and the keys that the browser made, and signs them in. The admission
// decides who may, and its errors are given back.
func (p *People) EnterWithPasskey(ctx context.Context, space string, response []byte, k Keys, shared bool, admit Admission) (SignedIn, error) {
	made, err := parsePasskey(response)
	if err != nil {
		return SignedIn{}, err
	}
	return p.enter(ctx, space, shared, entrance{made.challenge, made.enrol(p), k}, admit)
}

// Offer is a member card that waits to be kept: its code, and the persona whose card it will be, so that a browser can make
// that persona's keys.
type Offer struct{ Code, Persona string }

// OfferCard makes the code of a card for a new persona. It is shown once; the persona is made only when the person has
// typed it in (EnterWithCard), so nobody is locked out who did not write it down. From is as for BeginEntry. Anybody may.
func (p *People) OfferCard(ctx context.Context, space, from, label string) (Offer, error) {
	if err := p.begun.try(from); err != nil {
		return Offer{}, err
	}
	return p.offerCard(ctx, ceremony{act: joining, space: space, persona: store.NewPersonID(), label: label})
}

// EnterWithCard brings somebody in with the card whose code was offered to them and the keys that the browser made, and
// signs them in. Who may is decided as for EnterWithPasskey.
func (p *People) EnterWithCard(ctx context.Context, space, typed string, k Keys, shared bool, admit Admission) (SignedIn, error) {
	code, err := readCode(typed)
	if err != nil {
		return SignedIn{}, err
	}
	return p.enter(ctx, space, shared, entrance{HashOf(code), enrolCard, k}, admit)
}

// entrance is how somebody comes in: the ceremony that was begun, the credential made in it, the keys made for that.
type entrance struct {
	ceremony string
	enrol    enrolment
	keys     Keys
}

// enter makes a persona, if it is admitted, with its first credential, and signs it in.
func (p *People) enter(ctx context.Context, space string, shared bool, e entrance, admit Admission) (in SignedIn, err error) {
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		c, err := p.take(tx, joining, space, e.ceremony)
		if err != nil {
			return err
		}
		made, err := e.enrol(c)
		if err != nil {
			return err
		}
		if err := admit(tx, c.persona); err != nil {
			return err
		}
		if err := p.keep(tx, space, made, e.keys); err != nil {
			return err
		}
		in, err = p.signIn(tx, made.persona, made.ID, shared)
		return err
	})
	return in, err
}
