package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// Witness records a member who has no device: somebody present, who said yes and heard the agreement that holds. The member
// stands among the others and has no way in until a card is made (HandCard). Roles with the permission "greet" may. Invalid
// when the name cannot be kept, or when it is not said that the person is here and agrees.
func (g *Groups) Witness(ctx context.Context, by people.Actor, name string, present bool) error {
	if !present {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "present", Key: "witness.not_present"}}}
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayDo(tx, by, pack.Greet)
		if err != nil {
			return err
		}
		persona, err := g.people.Witness(tx, by.Space, people.Self{Name: name})
		if err != nil {
			return err
		}
		if err := accept(tx, persona, group.Agreed); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "witnessed", By: by.Persona, About: persona})
	})
}

// Witnessed lists members who were recorded by a witness and have no way in yet. Roles with the permission "greet" may.
func (g *Groups) Witnessed(ctx context.Context, by people.Actor) (all []people.Persona, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Greet); err != nil {
			return err
		}
		all, err = g.people.Witnessed(tx, by.Space)
		return err
	})
	return all, err
}

// OfferCard makes the code of a card for a witnessed member, in whose presence it is printed. Roles with the permission
// "greet" may. NotFound when there is no such member without a way in. From is counted, never kept.
func (g *Groups) OfferCard(ctx context.Context, by people.Actor, persona, from string) (who people.Persona, o people.Offer, err error) {
	all, err := g.Witnessed(ctx, by)
	if err != nil {
		return who, o, err
	}
	for _, one := range all {
		if one.ID == persona {
			o, err = g.people.OfferCardTo(ctx, by.Space, persona, from)
			return one, o, err
		}
	}
	return who, o, fault.New(fault.NotFound, "", nil)
}

// HandCard keeps the card that was offered for a witnessed member, with the keys that the browser made. Roles with the
// permission "greet" may. Conflict when the member has had a way in: then only they can add one.
func (g *Groups) HandCard(ctx context.Context, by people.Actor, typed string, k people.Keys) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Greet); err != nil {
			return err
		}
		card, err := g.people.Handed(tx, by.Space, typed)
		if err != nil {
			return err
		}
		if err := g.people.FirstCard(tx, by.Space, card, k); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "card_handed", By: by.Persona, About: card.Of()})
	})
}
