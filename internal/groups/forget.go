package groups

import (
	"context"

	"kith/internal/clock"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Forget deletes what is over in every space: notes at the door and of who lost every way in
// after their thirty days, guests and delegates after their last day, what
// a former member of a board said of themself, services that ended, wishes
// after their year, first companions when the newcomer's protection ends, what was to be decided about roles and was not,
// what was written about a removal ninety days after it, and what people.Forget names. It is for who keeps the server going,
// now and again: a note is promised to be gone, on a quiet server too. It also counts the wishes of the day.
func Forget(ctx context.Context, db *store.DB, c clock.Clock) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`DELETE FROM knock WHERE expires <= $1`, store.Millis(c.Now())); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM recovery WHERE expires <= $1 AND starts = 0`, store.Millis(c.Now())); err != nil {
			return err
		}
		today := schedule.DateOf(c.Now().UTC().Date())
		if _, err := tx.Exec(`DELETE FROM first_companion WHERE until < $1`, int64(today)); err != nil {
			return err
		}
		if err := forgetRoles(tx, today); err != nil {
			return err
		}
		if err := forgetGuests(tx, c.Now()); err != nil {
			return err
		}
		if err := forgetBody(tx, today); err != nil {
			return err
		}
		if err := countWishes(tx, c.Now()); err != nil {
			return err
		}
		if err := New(db, c, nil).forgetRemovals(tx); err != nil {
			return err
		}
		return people.Forget(tx, c.Now())
	})
}

// forgetRoles deletes fillings that came to something or to nothing, questions that may be asked again, and what was ticked
// when a role was handed on.
func forgetRoles(tx *store.Tx, today schedule.Date) error {
	if _, err := tx.Exec(`DELETE FROM filling WHERE accepted AND open_until < $1 OR NOT accepted AND day < $2`, int64(today), int64(today.AddDays(-acceptDays))); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM handed_on WHERE NOT EXISTS (SELECT 1 FROM role r
		WHERE r.persona_id = handed_on.persona_id AND r.role = handed_on.role AND r.until >= $1)`, int64(today.AddDays(-handoverDays))); err != nil {
		return err
	}
	return forgetQuestions(tx, today)
}
