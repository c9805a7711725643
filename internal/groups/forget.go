package groups

import (
	"context"

	"kith/internal/clock"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Forget deletes what is over in every space: notes at the door after their thirty days, first companions when the
// newcomer's protection ends, what was written about a removal ninety days after it, and what people.Forget names. It
// is for who keeps the server going, now and again: a note is promised to be gone, on a quiet server too.
func Forget(ctx context.Context, db *store.DB, c clock.Clock) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`DELETE FROM knock WHERE expires <= $1`, store.Millis(c.Now())); err != nil {
			return err
		}
		today := schedule.DateOf(c.Now().UTC().Date())
		if _, err := tx.Exec(`DELETE FROM first_companion WHERE until < $1`, int64(today)); err != nil {
			return err
		}
		if err := New(db, c, nil).forgetRemovals(tx); err != nil {
			return err
		}
		return people.Forget(tx, c.Now())
	})
}
