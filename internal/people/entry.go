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

// EnterWithPasskey brings somebody in with the passkey that the browser made, and signs them in. The admission decides who
// may, and its errors are given back.
func (p *People) EnterWithPasskey(ctx context.Context, space string, response []byte, shared bool, admit Admission) (SignedIn, error) {
	made, err := parsePasskey(response)
	if err != nil {
		return SignedIn{}, err
	}
	return p.enter(ctx, space, shared, made.challenge, made.enrol(p), admit)
}

// OfferCode makes a code for a new persona. It is shown once; the persona is made only when the person has typed it in
// (EnterWithCode), so nobody is locked out who did not write it down. From is as for BeginEntry. Anybody may.
func (p *People) OfferCode(ctx context.Context, space, from, label string) (code string, err error) {
	if err := p.begun.try(from); err != nil {
		return "", err
	}
	return p.offerCode(ctx, ceremony{act: joining, space: space, persona: store.NewPersonID(), label: label})
}

// EnterWithCode brings somebody in with the code that was offered to them, and signs them in. Who may is decided as for
// EnterWithPasskey.
func (p *People) EnterWithCode(ctx context.Context, space, typed string, shared bool, admit Admission) (SignedIn, error) {
	code, err := readCode(typed)
	if err != nil {
		return SignedIn{}, err
	}
	return p.enter(ctx, space, shared, HashOf(code), enrolCode, admit)
}

// enter makes a persona, if it is admitted, with its first credential, and signs it in.
func (p *People) enter(ctx context.Context, space string, shared bool, id string, enrol enrolment, admit Admission) (in SignedIn, err error) {
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		c, err := p.take(tx, joining, space, id)
		if err != nil {
			return err
		}
		made, err := enrol(c)
		if err != nil {
			return err
		}
		if err := admit(tx, c.persona); err != nil {
			return err
		}
		if err := p.keep(tx, made); err != nil {
			return err
		}
		in, err = p.signIn(tx, made.persona, made.ID, shared)
		return err
	})
	return in, err
}
