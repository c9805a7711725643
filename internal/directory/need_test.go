package directory

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"kith/internal/store"
)

func TestSearchesInVainFillNoDisk(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		var rows [][]any
		for i := range mostNeeds {
			rows = append(rows, []any{"", strconv.Itoa(i), "2026-11", 4})
		}
		rows[7][1] = "37.75,-122.50"
		r.must(r.db.Write(ctx(t), func(tx *store.Tx) error {
			_, err := tx.InsertMany("need", []string{"concern", "cell", "month", "n"}, rows, "")
			return err
		}))
		r.Miss("grief", "37.75,-122.50")
		r.Miss("", "37.75,-122.50")
		r.must(r.KeepMisses(ctx(t)))
		if n := r.count(`SELECT COUNT(*) FROM need`); n != mostNeeds {
			t.Errorf("%d are counted", n)
		}
		if ns, err := r.Needs(ctx(t), ada); err != nil || len(ns) != 1 || ns[0].Concern != "" || ns[0].Cell != "37.75,-122.50" {
			t.Errorf("%+v, %v", ns, err)
		}
	})
}

// TestVainSearchesAtOnceAreAllCounted has many people miss the same thing in one moment, on two nodes that write it down
// together.
func TestVainSearchesAtOnceAreAllCounted(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		nodes := []*Directory{r.Directory, New(Options{DB: r.db, Clock: r.clock, Log: r.log})}
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				nodes[i%2].Miss("grief", "")
				if err := nodes[i%2].KeepMisses(ctx(t)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := r.count(`SELECT n FROM need`); n != 16 {
			t.Errorf("%d of 16 are counted", n)
		}
	})
}

// TestAMissedSearchWaitsForNoDatabase counts while somebody else writes, and while the database does not answer.
func TestAMissedSearchWaitsForNoDatabase(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.must(r.db.Write(ctx(t), func(*store.Tx) error {
			r.Miss("grief", "")
			return nil
		}))
		gone, cancel := context.WithCancel(ctx(t))
		cancel()
		if err := r.KeepMisses(gone); err == nil {
			t.Error("written to a database that did not answer")
		}
		r.Miss("grief", "")
		r.must(r.KeepMisses(ctx(t)))
		r.must(r.KeepMisses(ctx(t)))
		if n := r.count(`SELECT n FROM need`); n != 2 {
			t.Errorf("%d of 2 are counted", n)
		}
	})
}

func TestAFullTallyGrowsNoMore(t *testing.T) {
	var full tally
	for i := range mostTallied {
		full.add(Need{Cell: strconv.Itoa(i), Month: "2026-11", Count: 1})
	}
	full.add(Need{Cell: "one more", Month: "2026-11", Count: 1})
	full.add(Need{Cell: "0", Month: "2026-11", Count: 3})
	all := full.take()
	if len(all) != mostTallied || all[0] != (Need{Cell: "0", Month: "2026-11", Count: 4}) {
		t.Errorf("%d needs, the first %+v", len(all), all[0])
	}
	if len(full.take()) != 0 {
		t.Error("what was taken is still there")
	}
}
