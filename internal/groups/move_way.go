package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// Elsewhere is what a member of a group that has moved is told at the old place.
type Elsewhere struct {
	Move
	Secret string // of the member's own way in at the new place, for those who have passkeys alone; empty: they need none
}

// Elsewhere tells the actor where its group lives now, or is about to, and the actor's own way in there. Guests may ask, and
// who is removed, who has an answer there to read: they go along too. NotFound for strangers, and where no group is on its
// way.
func (g *Groups) Elsewhere(ctx context.Context, by people.Actor) (e Elsewhere, err error) {
	if by.Persona == "" {
		return e, fault.New(fault.NotFound, "", nil)
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if e.Move, err = moveOf(tx, by.Space); err != nil {
			return err
		}
		if e.Going != Still && e.Going != Gone {
			return fault.New(fault.NotFound, "", nil)
		}
		secrets, err := store.Collect(tx, store.Scalar[string], `SELECT secret FROM moving_way WHERE persona_id = $1`, by.Persona)
		if err == nil && len(secrets) > 0 {
			e.Secret = secrets[0]
		}
		return err
	})
	return e, err
}

// KnockedElsewhere tells a seeker whose note the group took along where their page is now: the address of the new server.
// NotFound when the group is not gone, or there was no such note.
func (g *Groups) KnockedElsewhere(ctx context.Context, way Way) (address string, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		address, err = store.Scalar[string](tx.QueryRow(`SELECT d.address FROM departure d JOIN knock k ON k.space_id = d.space_id
			WHERE d.space_id = $1 AND d.state = $2 AND k.hash = $3 AND k.expires > $4`, way.Space, string(Gone), people.HashOf(way.Knock), g.now()))
		return err
	})
	return address, err
}

// ListedElsewhere is the address of the door at the new place of a group that has moved, for its listing's page. NotFound
// when it has none, or does not want it shown.
func (g *Groups) ListedElsewhere(ctx context.Context, listing string) (address string, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		address, err = store.Scalar[string](tx.QueryRow(`SELECT address || '/g/' || space_id || '/door' FROM departure
			WHERE listing_id = $1 AND state = $2 AND shown AND ends >= $3`, listing, string(Gone), int64(g.today())))
		return err
	})
	return address, err
}

// Comer is somebody who comes from the old place by a way of their own.
type Comer struct {
	Persona string
	Self    people.Self
	Group   string // its name
}

// Comer reads whose way a secret opens, and uses nothing up. NotFound when it opens none. Whoever has the secret may.
func (g *Groups) Comer(ctx context.Context, space, secret string) (c Comer, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := load(tx, space)
		if err != nil {
			return err
		}
		c.Group = group.Name
		return tx.QueryRow(`SELECT p.id, p.name FROM moving_way w JOIN persona p ON p.id = w.persona_id
			WHERE w.hash = $1 AND w.space_id = $2 AND w.secret = '' AND w.until >= $3`, people.HashOf(secret), space, int64(g.today())).Scan(&c.Persona, &c.Self.Name)
	})
	return c, err
}

// Return lets in, once, the member whose way a secret opens: what they made is their way in from now on. NotFound when it
// opens none any more.
func (g *Groups) Return(space, secret string) people.Admission {
	return func(tx *store.Tx, persona string) error {
		n, err := tx.Exec(`DELETE FROM moving_way WHERE hash = $1 AND space_id = $2 AND persona_id = $3 AND secret = '' AND until >= $4`,
			people.HashOf(secret), space, persona, int64(g.today()))
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "", nil)
		}
		return err
	}
}
