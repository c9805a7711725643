package groups

import (
	"context"

	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// operated notes what was done to a space from outside, for its members to read.
func (g *Groups) operated(tx *store.Tx, space, act string) error {
	_, err := tx.Exec(`INSERT INTO operator_act (id, space_id, act, day) VALUES ($1, $2, $3, $4)`, store.NewPersonID(), space, act, int64(g.today()))
	return err
}

// Act is something done to a group's space from outside. What: opened.
type Act struct {
	What string
	Day  schedule.Date
}

// Acts lists what was done to the actor's group from outside, the latest first. Members only.
func (g *Groups) Acts(ctx context.Context, by people.Actor) (all []Act, err error) {
	scan := func(r store.Row) (a Act, err error) {
		err = r.Scan(&a.What, &a.Day)
		return a, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err = store.Collect(tx, scan, `SELECT act, day FROM operator_act WHERE space_id = $1 ORDER BY day DESC, act`, by.Space)
		return err
	})
	return all, err
}
