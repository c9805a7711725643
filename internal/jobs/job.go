// Package jobs does work after a commit. A job is written in the transaction of the act that asks for it, so that it is done
// if the act happened, and only then; it is done at least once, by one process at a time, and tried again when it fails.
//
// A job holds ids and days, nothing else of anybody: when within a day it is tried is kept in memory alone.
package jobs

import (
	"context"

	"kith/internal/schedule"
	"kith/internal/store"
)

// Job is something to be done. One job of a kind waits for a subject: who asks for more of the same asks for it once.
type Job struct {
	Kind    string        // whose handler does it
	Space   string        // the space that it belongs to; empty: none
	Subject string        // id of what it is about
	Day     schedule.Date // not before this day in UTC; 0: at once
}

// Enqueue asks for jobs, once the transaction is committed. A job that was given up is taken up again. It is for operations
// that have decided that the actor may.
func Enqueue(tx *store.Tx, all ...Job) error {
	rows := make([][]any, len(all))
	for i, j := range all {
		rows[i] = []any{store.NewPersonID(), j.Kind, j.Space, j.Subject, int64(j.Day), 1, 0, 0}
	}
	_, err := tx.InsertMany("job", []string{"id", "kind", "space_id", "subject", "due", "asked", "attempts", "dead"}, rows,
		`ON CONFLICT (kind, subject) DO UPDATE SET asked = job.asked + 1, due = CASE WHEN job.due < excluded.due THEN job.due ELSE excluded.due END,
			attempts = CASE WHEN job.dead > 0 THEN 0 ELSE job.attempts END, dead = 0`)
	return err
}

// EnqueueFirst asks for a job of a kind of which none waits, whatever its subject. It is for work that asks for itself again.
func EnqueueFirst(tx *store.Tx, j Job) error {
	there, err := store.Collect(tx, store.Scalar[string], `SELECT id FROM job WHERE kind = $1 AND dead = 0 LIMIT 1`, j.Kind)
	if err != nil || len(there) > 0 {
		return err
	}
	return Enqueue(tx, j)
}

// Dead is how many jobs of a kind were given up.
type Dead struct {
	Kind string
	N    int
}

// Given lists what was given up in the last thirty days, by kind. It is for the operator.
func Given(ctx context.Context, db *store.DB) (all []Dead, err error) {
	scan := func(r store.Row) (d Dead, err error) {
		err = r.Scan(&d.Kind, &d.N)
		return d, err
	}
	err = db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scan, `SELECT kind, COUNT(*) FROM job WHERE dead > 0 GROUP BY kind ORDER BY kind`)
		return err
	})
	return all, err
}

// deadDays is how long a job that was given up is kept.
const deadDays = 30

// Forget deletes what was given up more than thirty days ago. It is for who keeps the server going, now and again.
func (q *Queue) Forget(ctx context.Context) error {
	return q.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM job WHERE dead > 0 AND dead < $1`, int64(q.today().AddDays(-deadDays)))
		return err
	})
}
