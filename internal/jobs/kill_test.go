package jobs

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// Where the program that is killed finds its database.
const (
	envDir = "KITH_TEST_JOBS_DIR"
	envURL = "KITH_TEST_JOBS_URL"
)

// TestMain is the program that is killed, where it is told where its database is: it begins a job, says so and never ends it.
func TestMain(m *testing.M) {
	dir := os.Getenv(envDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: dir, URL: os.Getenv(envURL)})
	if err != nil {
		panic(err)
	}
	q := newRig(nil, db, clock.At(morning))
	q.Handle("first", func(context.Context, Try) error { return nil })
	q.Handle("second", func(ctx context.Context, _ Try) error {
		fmt.Println("begun")
		select {} // until it is killed
	})
	q.Run(ctx)
}

// TestKilledAndStartedAgain kills a program in the middle of a job. What it had done is done; what it was at is done by the
// next one, once the lease of the dead is over.
func TestKilledAndStartedAgain(t *testing.T) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := storetest.Options(t, engine)
			db, err := store.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			r := newRig(t, db, clock.At(morning))
			r.asks(Job{Kind: "first", Subject: "one"})
			r.asks(Job{Kind: "second", Subject: "two", Day: 1}) // after it
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), envDir+"="+o.Dir, envURL+"="+o.URL)
			out, err := child.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			if line := bufio.NewScanner(out); !line.Scan() || line.Text() != "begun" {
				t.Fatal("it did not begin: ", line.Text())
			}
			_ = child.Process.Kill()
			_ = child.Wait() // killed, as wanted

			done := r.counts("second", nil)
			first := r.counts("first", nil)
			if r.works(); len(*done) != 0 {
				t.Error("the lease of the dead still holds")
			}
			r.clock.Add(leaseTime + time.Second)
			if r.works(); len(*done) != 1 || r.waiting() != 0 {
				t.Error(*done, r.waiting())
			}
			if len(*first) > 1 {
				t.Error("done more than twice:", *first)
			}
		})
	}
}
