package jobs

import (
	"context"
	"sync"
	"time"

	"kith/internal/store"
)

// leaseTime is how long others leave the jobs to a process that says nothing more. It is longer than a handler may take, so
// that no job is done by two at the same time; the clocks of several machines have to agree within half a minute.
const leaseTime = 2 * time.Minute

// spareTime is what must be left of the lease when a handler begins.
const spareTime = handlerTime + 30*time.Second

// lease is the right to do jobs.
type lease struct {
	holder string

	mu    sync.Mutex
	until time.Time
}

// take gets the lease, or another turn of it; false when another process has it.
func (q *Queue) take(ctx context.Context) (bool, error) {
	now := q.clock.Now()
	until := now.Add(leaseTime)
	var n int64
	err := q.db.Write(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.Exec(`INSERT INTO job_runner (one, holder, until) VALUES (1, $1, $2)
			ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE job_runner.holder = excluded.holder OR job_runner.until <= $3`,
			q.lease.holder, store.Millis(until), store.Millis(now))
		return err
	})
	if err != nil || n == 0 {
		return false, err
	}
	q.lease.mu.Lock()
	defer q.lease.mu.Unlock()
	q.lease.until = until
	return true, nil
}

// keep says whether a handler may begin, and renews the lease where too little is left of it.
func (q *Queue) keep(ctx context.Context) (bool, error) {
	q.lease.mu.Lock()
	left := q.lease.until.Sub(q.clock.Now())
	q.lease.mu.Unlock()
	if left >= spareTime {
		return true, nil
	}
	return q.take(ctx)
}

// give lets others have the jobs.
func (q *Queue) give(ctx context.Context) error {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterStop)
	defer cancel()
	return q.db.Write(last, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM job_runner WHERE holder = $1`, q.lease.holder)
		return err
	})
}
