package groups

import (
	"context"

	"kith/internal/clock"
	"kith/internal/people"
	"kith/internal/store"
)

// Forget deletes what is over in every space: notes at the door after their thirty days, those of who lost every way in likewise, and what people.Forget names. It
// is for who keeps the server going, now and again: a note is promised to be gone, on a quiet server too.
func Forget(ctx context.Context, db *store.DB, c clock.Clock) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`DELETE FROM knock WHERE expires <= $1`, store.Millis(c.Now())); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM recovery WHERE expires <= $1 AND starts = 0`, store.Millis(c.Now())); err != nil {
			return err
		}
		return people.Forget(tx, c.Now())
	})
}
