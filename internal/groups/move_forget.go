package groups

import (
	"context"

	"kith/internal/clock"
	"kith/internal/people"
	"kith/internal/store"
)

// EndMoves carries out what the days bring: a group that was packed up long ago and neither stayed nor said that it has
// arrived is erased here; where the way was shown for as long as the group said, nothing is left. It is for who keeps the
// server going, now and again.
func EndMoves(ctx context.Context, db *store.DB, c clock.Clock) error {
	p, err := people.New(people.Options{DB: db, Clock: c})
	if err != nil {
		return err
	}
	g := New(db, c, p)
	return db.Write(ctx, func(tx *store.Tx) error {
		over, err := store.Collect(tx, store.Scalar[string], `SELECT space_id FROM departure WHERE state = $1 AND ends < $2`, string(Still), int64(g.today()))
		if err != nil {
			return err
		}
		for _, space := range over {
			if err := g.vacate(tx, space); err != nil {
				return err
			}
		}
		gone, err := store.Collect(tx, store.Scalar[string], `SELECT space_id FROM departure WHERE state = $1 AND ends < $2`, string(Gone), int64(g.today()))
		if err != nil {
			return err
		}
		for _, space := range gone {
			if err := g.close(tx, space); err != nil {
				return err
			}
		}
		_, err = tx.Exec(`DELETE FROM moving_way WHERE until < $1`, int64(g.today()))
		return err
	})
}

// close takes away what still showed the way.
func (g *Groups) close(tx *store.Tx, space string) error {
	members, err := store.Collect(tx, store.Scalar[string], `SELECT id FROM persona WHERE space_id = $1`, space)
	if err != nil {
		return err
	}
	for _, table := range []string{"moving_way", "departure", "knock"} {
		if _, err := tx.Exec(`DELETE FROM `+table+` WHERE space_id = $1`, space); err != nil {
			return err
		}
	}
	for _, persona := range members {
		if err := people.Erase(tx, persona); err != nil {
			return err
		}
	}
	tx.Forget()
	_, err = tx.Exec(`DELETE FROM space WHERE id = $1`, space)
	return err
}
