package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// OfferRecovery makes the code of the new card for somebody two members vouched for, in whose presence one of the two prints
// it. Only these two may, while they are members: NotFound for everybody else, and when the card is prepared. From is counted,
// never kept.
func (g *Groups) OfferRecovery(ctx context.Context, by people.Actor, id, from string) (r Recovery, o people.Offer, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		r, err = vouched(tx, by, id)
		return err
	})
	return g.offerRecovery(ctx, by.Space, r, from, err)
}

// OfferLost is OfferRecovery for the person themselves, on their page. Whoever has its secret may.
func (g *Groups) OfferLost(ctx context.Context, space, secret, from string) (o people.Offer, err error) {
	r, err := g.LostBy(ctx, space, secret)
	_, o, err = g.offerRecovery(ctx, space, r, from, err)
	return o, err
}

func (g *Groups) offerRecovery(ctx context.Context, space string, r Recovery, from string, err error) (Recovery, people.Offer, error) {
	if err == nil && (r.Persona == "" || r.Ready) {
		err = fault.New(fault.NotFound, "", nil)
	}
	if err != nil {
		return r, people.Offer{}, err
	}
	o, err := g.people.OfferCardTo(ctx, space, r.Persona, from)
	return r, o, err
}

// vouched reads a recovery that the actor vouched for.
func vouched(tx *store.Tx, by people.Actor, id string) (Recovery, error) {
	if _, err := inside(tx, by); err != nil {
		return Recovery{}, err
	}
	return scanRecovery(tx.QueryRow(`SELECT `+recoveryColumns+` WHERE r.id = $1 AND r.space_id = $2 AND (r.by_persona = $3 OR r.with_persona = $3)`,
		id, by.Space, by.Persona))
}

// PrepareRecovery keeps the new card that was offered, with its keys. It starts to work after seven days. Who may is as for
// OfferRecovery; Conflict when another card was prepared meanwhile.
func (g *Groups) PrepareRecovery(ctx context.Context, by people.Actor, id, typed string, k people.Keys) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		r, err := vouched(tx, by, id)
		if err != nil {
			return err
		}
		return g.prepare(tx, by.Space, r, typed, k)
	})
}

// PrepareLost is PrepareRecovery for the person themselves.
func (g *Groups) PrepareLost(ctx context.Context, space, secret, typed string, k people.Keys) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		r, err := g.lostBy(tx, space, secret)
		if err != nil {
			return err
		}
		return g.prepare(tx, space, r, typed, k)
	})
}

func (g *Groups) prepare(tx *store.Tx, space string, r Recovery, typed string, k people.Keys) error {
	card, err := g.people.Prepare(tx, space, typed, k)
	if err != nil {
		return err
	}
	if r.Persona == "" || card.Persona != r.Persona {
		return fault.New(fault.NotFound, "", nil)
	}
	n, err := tx.Exec(`UPDATE recovery SET handle = $2, public_keys = $3, wrapped_keys = $4, starts = $5 WHERE id = $1 AND handle = ''`,
		r.ID, card.Handle, k.Public, k.Wrapped, int64(g.today().AddDays(vetoDays)))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "recovery.prepared", nil)
	}
	return err
}

// RecoveryOf is the recovery under way for the actor itself, for each way in that is left to see; false when there is none.
func (g *Groups) RecoveryOf(ctx context.Context, by people.Actor) (r Recovery, under bool, err error) {
	if by.Persona == "" { // a note for which nobody has vouched yet is nobody's
		return r, false, nil
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		all, err := store.Collect(tx, scanRecovery, `SELECT `+recoveryColumns+` WHERE r.persona_id = $1 AND r.space_id = $2 AND (r.expires > $3 OR r.starts > 0)`,
			by.Persona, by.Space, g.now())
		if under = len(all) > 0; under {
			r = all[0]
			r.Due = r.Ready && r.Starts <= g.today()
		}
		return err
	})
	return r, under, err
}

// StopRecovery ends a recovery: the persona whose it would be may, by any way in that is left and even while removed, and so
// may the two who vouched, while they are members. The group sees it. NotFound for everybody else, and when it has been
// carried out.
func (g *Groups) StopRecovery(ctx context.Context, by people.Actor, id string) error {
	if by.Persona == "" {
		return fault.New(fault.NotFound, "", nil)
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		about, err := store.Scalar[string](tx.QueryRow(`DELETE FROM recovery WHERE id = $1 AND space_id = $2
			AND (persona_id = $3 OR NOT $4 AND (by_persona = $3 OR with_persona = $3)) RETURNING persona_id`, id, by.Space, by.Persona, by.Removed || by.Guest))
		if err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "recovery_stopped", By: by.Persona, About: about})
	})
}

// Recover carries out what is due in a space: from its day on a prepared card is the persona's one way in, and the group sees
// it. It is done before anybody signs in there, so that the old ways in end when the new one begins.
func (g *Groups) Recover(ctx context.Context, space string) error {
	var due []Recovery
	err := g.db.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = g.due(tx, space)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error { return g.recover(tx, space) })
}

func (g *Groups) due(tx *store.Tx, space string) ([]Recovery, error) {
	return store.Collect(tx, scanRecovery, `SELECT `+recoveryColumns+` WHERE r.space_id = $1 AND r.starts > 0 AND r.starts <= $2 AND p.id IS NOT NULL`, space, int64(g.today()))
}

func (g *Groups) recover(tx *store.Tx, space string) error {
	due, err := g.due(tx, space)
	if err != nil {
		return err
	}
	for _, r := range due {
		if _, err := tx.Exec(`DELETE FROM recovery WHERE id = $1`, r.ID); err != nil {
			return err
		}
		if err := g.people.Replace(tx, space, r.card); err != nil {
			return err
		}
		if err := g.note(tx, space, Recorded{Act: "recovered", By: r.by, With: r.with, About: r.Persona}); err != nil {
			return err
		}
	}
	return nil
}
