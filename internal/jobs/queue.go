package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kith/internal/clock"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	lookEvery   = time.Minute     // for what other processes asked for
	handlerTime = time.Minute     // that a handler may take
	workers     = 4               // jobs at the same time
	attempts    = 9               // before a job is given up: about a day
	firstPause  = time.Minute     // before the second attempt; then three times as long each time
	longPause   = 6 * time.Hour   // and never longer
	afterStop   = 5 * time.Second // to write down what was done, when the program ends
)

// Handler does a job. It may be called again for what it has done already: after a failure, and when the program was killed
// before it was written down. Its error is logged, so it names nobody; Later is none.
type Handler func(ctx context.Context, t Try) error

// Try is one attempt at a job.
type Try struct {
	Space   string
	Subject string
	Last    bool // after it, the job is given up
}

// later is what a handler gives that wants to be asked again.
type later struct{ until time.Time }

func (l later) Error() string { return "later" }

// Later is given by a handler that has nothing to do before a moment. It counts as no attempt.
func Later(until time.Time) error { return later{until} }

// Queue does the jobs of one database. It is safe for use by several goroutines, and several processes may have one each.
type Queue struct {
	db       *store.DB
	clock    clock.Clock
	log      *slog.Logger
	handlers map[string]Handler
	woken    chan struct{}
	lease    lease

	mu   sync.Mutex
	held map[string]time.Time // job → not before
}

// New makes the queue of an open database.
func New(db *store.DB, c clock.Clock, log *slog.Logger) *Queue {
	return &Queue{db: db, clock: c, log: log, handlers: map[string]Handler{}, woken: make(chan struct{}, 1),
		lease: lease{holder: store.NewPersonID()}, held: map[string]time.Time{}}
}

// Handle says who does the jobs of a kind. It comes before Run and Work.
func (q *Queue) Handle(kind string, h Handler) { q.handlers[kind] = h }

// Wake has Run look at once, for instance after a commit.
func (q *Queue) Wake() {
	select {
	case q.woken <- struct{}{}:
	default:
	}
}

// Run does jobs until ctx ends. While there are none it reads once a minute and writes nothing.
func (q *Queue) Run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := lookEvery
		next, err := q.Work(ctx)
		if err != nil && ctx.Err() == nil {
			q.log.Error("jobs cannot be looked at", "err", err)
		}
		if !next.IsZero() {
			wait = max(min(wait, next.Sub(q.clock.Now())), time.Second)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-q.woken:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Work does all that is due now, and what that asks for, unless another process is at it. It gives the moment before which
// nothing that is known of is due; the zero time when nothing is.
func (q *Queue) Work(ctx context.Context) (next time.Time, err error) {
	for {
		ready, next, err := q.ready(ctx)
		if err != nil || len(ready) == 0 {
			return next, err
		}
		mine, err := q.take(ctx)
		if err != nil || !mine {
			return next, err
		}
		// What was read before the lease was taken may have been done by who held it.
		if ready, _, err = q.ready(ctx); err == nil {
			err = q.doAll(ctx, ready)
		}
		if err := errors.Join(err, q.give(ctx)); err != nil {
			return next, err
		}
	}
}

// row is a job as it waits.
type row struct {
	id       string
	kind     string
	try      Try
	asked    int
	attempts int
}

// ready reads what is due now, and when the next is that is held back.
func (q *Queue) ready(ctx context.Context) (all []row, next time.Time, err error) {
	scan := func(r store.Row) (j row, err error) {
		err = r.Scan(&j.id, &j.kind, &j.try.Space, &j.try.Subject, &j.asked, &j.attempts)
		return j, err
	}
	var due []row
	err = q.db.Read(ctx, func(tx *store.Tx) error {
		due, err = store.Collect(tx, scan, `SELECT id, kind, space_id, subject, asked, attempts FROM job WHERE dead = 0 AND due <= $1 ORDER BY due, id`, int64(q.today()))
		return err
	})
	q.mu.Lock()
	defer q.mu.Unlock()
	held := map[string]time.Time{}
	for _, j := range due {
		until := q.heldUntil(j)
		held[j.id] = until
		switch {
		case q.handlers[j.kind] == nil:
		case until.After(q.clock.Now()):
			if next.IsZero() || until.Before(next) {
				next = until
			}
		default:
			all = append(all, j)
		}
	}
	if err == nil {
		q.held = held // what is gone is forgotten
	}
	return all, next, err
}

// heldUntil is before when a job is not tried. Who sees one for the first time that failed elsewhere, or before a restart,
// waits as long as if it had failed now.
func (q *Queue) heldUntil(j row) time.Time {
	until, seen := q.held[j.id]
	if !seen && j.attempts > 0 {
		return q.clock.Now().Add(pause(j.attempts))
	}
	return until
}

// pause is how long a job rests that has failed n times.
func pause(n int) time.Duration {
	p := firstPause
	for range n - 1 {
		p = min(3*p, longPause)
	}
	return p
}

// doAll does jobs, a few at a time, as long as the lease can be kept.
func (q *Queue) doAll(ctx context.Context, all []row) (err error) {
	var wg sync.WaitGroup
	free := make(chan struct{}, workers)
	for _, j := range all {
		free <- struct{}{}
		var mine bool
		if mine, err = q.keep(ctx); err != nil || !mine {
			break
		}
		wg.Go(func() {
			q.do(ctx, j)
			<-free
		})
	}
	wg.Wait()
	return err
}

// do tries a job and writes down what became of it.
func (q *Queue) do(ctx context.Context, j row) {
	j.try.Last = j.attempts+1 >= attempts
	err := q.handle(ctx, j)
	if err != nil && ctx.Err() != nil {
		return // the program ends: it is tried again
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterStop)
	defer cancel()
	if err := q.db.Write(last, func(tx *store.Tx) error { return q.settle(tx, j, err) }); err != nil {
		q.hold(j.id, q.clock.Now().Add(firstPause))
		q.log.Error("what became of a job cannot be written down", "kind", j.kind, "err", err)
	}
}

// handle calls the handler of a job. A panic is a failure.
func (q *Queue) handle(ctx context.Context, j row) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic in a job of kind %s: %T", j.kind, caught) // what it says could name somebody
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, handlerTime)
	defer cancel()
	return q.handlers[j.kind](ctx, j.try)
}

// settle writes down what became of a job.
func (q *Queue) settle(tx *store.Tx, j row, err error) error {
	var wait later
	switch {
	case err == nil:
		return q.finish(tx, j)
	case errors.As(err, &wait):
		return q.postpone(tx, j, wait.until)
	case j.try.Last:
		q.log.Error("a job was given up", "kind", j.kind, "err", err)
		_, err := tx.Exec(`UPDATE job SET attempts = $2, dead = $3 WHERE id = $1`, j.id, j.attempts+1, int64(q.today()))
		return err
	}
	q.log.Warn("a job failed and will be tried again", "kind", j.kind, "attempt", j.attempts+1, "err", err)
	q.hold(j.id, q.clock.Now().Add(pause(j.attempts+1)))
	_, err = tx.Exec(`UPDATE job SET attempts = $2 WHERE id = $1`, j.id, j.attempts+1)
	return err
}

// finish takes a job away, unless it was asked for again while it was done: then it is done once more.
func (q *Queue) finish(tx *store.Tx, j row) error {
	n, err := tx.Exec(`DELETE FROM job WHERE id = $1 AND asked = $2`, j.id, j.asked)
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec(`UPDATE job SET attempts = 0 WHERE id = $1`, j.id)
	return err
}

// postpone lets a job wait: within the day in memory, beyond it in the database as well.
func (q *Queue) postpone(tx *store.Tx, j row, until time.Time) error {
	q.hold(j.id, until)
	day := dayOf(until)
	if day <= q.today() {
		return nil
	}
	_, err := tx.Exec(`UPDATE job SET due = $2 WHERE id = $1 AND asked = $3`, j.id, int64(day), j.asked)
	return err
}

func (q *Queue) hold(id string, until time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.held[id] = until
}

func (q *Queue) today() schedule.Date { return dayOf(q.clock.Now()) }

func dayOf(t time.Time) schedule.Date { return schedule.DateOf(t.UTC().Date()) }
