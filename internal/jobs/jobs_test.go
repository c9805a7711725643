package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

var morning = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

// rig is a queue on a database whose time stands still.
type rig struct {
	*Queue
	t     *testing.T
	clock *clock.Manual
	log   *bytes.Buffer
}

func each(t *testing.T, f func(t *testing.T, r *rig)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) { f(t, newRig(t, db, clock.At(morning))) })
}

func newRig(t *testing.T, db *store.DB, c *clock.Manual) *rig {
	log := new(bytes.Buffer)
	return &rig{Queue: New(db, c, slog.New(slog.NewTextHandler(log, nil))), t: t, clock: c, log: log}
}

// asks enqueues jobs in a transaction of their own.
func (r *rig) asks(all ...Job) {
	r.t.Helper()
	if err := r.db.Write(r.t.Context(), func(tx *store.Tx) error { return Enqueue(tx, all...) }); err != nil {
		r.t.Fatal(err)
	}
}

// works does what is due, and gives when the next is.
func (r *rig) works() time.Time {
	r.t.Helper()
	next, err := r.Work(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return next
}

// counts makes a handler that notes what it did.
func (r *rig) counts(kind string, fails func(n int) error) *[]Try {
	var mu sync.Mutex
	done := new([]Try)
	r.Handle(kind, func(_ context.Context, try Try) error {
		mu.Lock()
		defer mu.Unlock()
		*done = append(*done, try)
		if fails == nil {
			return nil
		}
		return fails(len(*done))
	})
	return done
}

func (r *rig) waiting() (n int) {
	r.t.Helper()
	err := r.db.Read(r.t.Context(), func(tx *store.Tx) (err error) {
		n, err = store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM job WHERE dead = 0`))
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

func TestAJobIsDoneAfterItsCommitAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		done := r.counts("try", nil)
		_ = r.db.Write(t.Context(), func(tx *store.Tx) error {
			if err := Enqueue(tx, Job{Kind: "try", Subject: "undone"}); err != nil {
				t.Error(err)
			}
			return errors.New("rolled back")
		})
		r.asks(Job{Kind: "try", Space: "here", Subject: "one"}, Job{Kind: "other", Subject: "nobody does it"})
		r.works()
		if len(*done) != 1 || (*done)[0] != (Try{Space: "here", Subject: "one"}) || r.waiting() != 1 {
			t.Error(*done, r.waiting())
		}
	})
}

func TestTheSameIsAskedForOnce(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		done := r.counts("try", nil)
		for range 3 {
			r.asks(Job{Kind: "try", Subject: "one"})
		}
		r.works()
		if len(*done) != 1 || r.waiting() != 0 {
			t.Error(*done, r.waiting())
		}
	})
}

// TestAskedForWhileItIsDone: what happened after the handler looked must not be lost.
func TestAskedForWhileItIsDone(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		n := 0
		r.Handle("try", func(context.Context, Try) error {
			if n++; n == 1 {
				r.asks(Job{Kind: "try", Subject: "one"})
			}
			return nil
		})
		r.asks(Job{Kind: "try", Subject: "one"})
		r.works()
		if n != 2 || r.waiting() != 0 {
			t.Error(n, r.waiting())
		}
	})
}

func TestFailingIsTriedAgainEverMoreSeldomAndGivenUp(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		done := r.counts("try", func(int) error { return errors.New("no") })
		r.asks(Job{Kind: "try", Subject: "one"})
		var rests []time.Duration
		for range attempts - 1 {
			next := r.works()
			rests = append(rests, next.Sub(r.clock.Now()))
			r.works() // before its time nothing happens
			r.clock.Set(next)
		}
		r.works()
		want := []time.Duration{time.Minute, 3 * time.Minute, 9 * time.Minute, 27 * time.Minute, 81 * time.Minute, 243 * time.Minute, 6 * time.Hour, 6 * time.Hour}
		if fmt.Sprint(rests) != fmt.Sprint(want) {
			t.Error(rests)
		}
		if len(*done) != attempts || !(*done)[attempts-1].Last || (*done)[attempts-2].Last {
			t.Error(*done)
		}
		dead, err := Given(t.Context(), r.db)
		if err != nil || len(dead) != 1 || dead[0] != (Dead{"try", 1}) || r.waiting() != 0 {
			t.Error(dead, err)
		}
		r.clock.Add(24 * time.Hour)
		if next := r.works(); len(*done) != attempts || !next.IsZero() {
			t.Error("a dead job was tried")
		}
		r.asks(Job{Kind: "try", Subject: "one"}) // asked for anew, it lives again
		if r.waiting() != 1 {
			t.Error("it stays dead")
		}
	})
}

func TestADeadJobIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		err := r.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO job (id, kind, space_id, subject, due, asked, attempts, dead) VALUES ('x', 'try', '', 'one', 0, 1, 9, $1)`, int64(r.today()))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for days, left := range []int{1, 0} {
			r.clock.Add(time.Duration(30+days) * 24 * time.Hour)
			if err := r.Forget(t.Context()); err != nil {
				t.Fatal(err)
			}
			if dead, err := Given(t.Context(), r.db); err != nil || len(dead) != left {
				t.Error(days, dead, err)
			}
		}
	})
}

func TestLaterIsNoFailure(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		soon, tomorrow := morning.Add(2*time.Hour), morning.Add(26*time.Hour)
		done := r.counts("try", func(n int) error {
			switch n {
			case 1:
				return Later(soon)
			case 2:
				return Later(tomorrow)
			}
			return nil
		})
		r.asks(Job{Kind: "try", Subject: "one"})
		if next := r.works(); !next.Equal(soon) {
			t.Error(next)
		}
		r.clock.Set(soon)
		r.works()
		var due int64
		if err := r.db.Read(t.Context(), func(tx *store.Tx) error { return tx.QueryRow(`SELECT due FROM job`).Scan(&due) }); err != nil || due != int64(dayOf(tomorrow)) {
			t.Error(due, err)
		}
		r.clock.Set(tomorrow)
		r.works()
		if len(*done) != 3 || r.waiting() != 0 {
			t.Error(*done, r.waiting())
		}
	})
}

func TestAPanicIsAFailureThatTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.Handle("try", func(context.Context, Try) error { panic("marigold@example.org") })
		r.asks(Job{Kind: "try", Subject: "one"})
		if next := r.works(); next.IsZero() {
			t.Error("it is not tried again")
		}
		if said := r.log.String(); !strings.Contains(said, "kind=try") || strings.Contains(said, "marigold") {
			t.Error(said)
		}
	})
}

// TestTwoNodesNeverDoTheSameJobAtOnce has two processes' queues work on one database.
func TestTwoNodesNeverDoTheSameJobAtOnce(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		const many = 60
		var mu sync.Mutex
		busy, times := map[string]bool{}, map[string]int{}
		both := []*rig{r, newRig(t, r.db, r.clock)}
		for _, node := range both {
			node.Handle("try", func(_ context.Context, try Try) error {
				mu.Lock()
				if busy[try.Subject] {
					t.Error("done twice at the same time:", try.Subject)
				}
				busy[try.Subject] = true
				times[try.Subject]++
				mu.Unlock()
				_ = r.db.Read(t.Context(), func(tx *store.Tx) error { return nil }) // takes a while
				mu.Lock()
				busy[try.Subject] = false
				mu.Unlock()
				return nil
			})
		}
		for n := range many {
			r.asks(Job{Kind: "try", Subject: fmt.Sprint(n)})
		}
		for r.waiting() > 0 {
			var wg sync.WaitGroup
			for _, node := range both {
				wg.Go(func() {
					if _, err := node.Work(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		for subject, n := range times {
			if n != 1 {
				t.Errorf("%s was done %d times", subject, n)
			}
		}
		if len(times) != many {
			t.Errorf("%d were done", len(times))
		}
	})
}

// TestOneNodeLeavesTheJobsToAnother: a lease holds until its time is over, and no longer.
func TestOneNodeLeavesTheJobsToAnother(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		other := newRig(t, r.db, r.clock)
		done := r.counts("try", nil)
		r.asks(Job{Kind: "try", Subject: "one"})
		if mine, err := other.take(t.Context()); err != nil || !mine {
			t.Fatal(mine, err)
		}
		if r.works(); len(*done) != 0 {
			t.Error("done although another has the lease")
		}
		r.clock.Add(leaseTime)
		if r.works(); len(*done) != 1 {
			t.Error("not done although the lease is over")
		}
	})
}

// TestRunStopsInTheMiddle: what was begun when the program ends is tried again.
func TestRunStopsInTheMiddle(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		ctx, stop := context.WithCancel(t.Context())
		var begun atomic.Int32
		r.Handle("try", func(ctx context.Context, _ Try) error {
			begun.Add(1)
			stop()
			<-ctx.Done()
			return ctx.Err()
		})
		r.asks(Job{Kind: "try", Subject: "one"})
		r.Run(ctx)
		if begun.Load() != 1 || r.waiting() != 1 {
			t.Error(begun.Load(), r.waiting())
		}
		again := newRig(t, r.db, r.clock)
		done := again.counts("try", nil)
		if again.works(); len(*done) != 1 {
			t.Error("it was not tried again")
		}
	})
}

func TestEnqueueFirst(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		for n := range 2 {
			if err := r.db.Write(t.Context(), func(tx *store.Tx) error { return EnqueueFirst(tx, Job{Kind: "try", Subject: fmt.Sprint(n)}) }); err != nil {
				t.Fatal(err)
			}
		}
		if r.waiting() != 1 {
			t.Error(r.waiting())
		}
	})
}
