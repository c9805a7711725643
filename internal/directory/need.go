package directory

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/store"
	"kith/internal/vocabulary"
)

// Need is what people looked for and did not find: which concern, in which cell of the map, in which month, how often.
type Need struct {
	Concern string // vocabulary; empty: none was named
	Cell    string // package place, Coarse; empty: anywhere
	Month   string // "2026-11"
	Count   int64
}

// fewShown is from how many on a count is shown: fewer could point at somebody.
const fewShown = 5

// mostNeeds is how many different needs are counted in one month. Anybody can search, and must not fill the disk by it.
const mostNeeds = 20_000

// mostTallied is how many different needs wait to be written. What does not fit any more is not counted.
const mostTallied = 1000

// tally holds the searches in vain that are not written yet: who searches does not wait for the database. The zero value
// is empty.
type tally struct {
	mu     sync.Mutex
	counts map[Need]int64 // by need without its count
}

func (t *tally) add(n Need) {
	count := n.Count
	n.Count = 0
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[Need]int64{}
	}
	if _, known := t.counts[n]; known || len(t.counts) < mostTallied {
		t.counts[n] += count
	}
}

// take empties the tally. What it held is in one order on every node, so that none waits for another that waits for it.
func (t *tally) take() []Need {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []Need
	for n, count := range t.counts {
		n.Count = count
		all = append(all, n)
	}
	t.counts = nil
	slices.SortFunc(all, func(a, b Need) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Concern, b.Concern), cmp.Compare(a.Cell, b.Cell))
	})
	return all
}

// Miss counts one search that found nothing: in memory, until KeepMisses. Nothing else of the search is kept. A concern
// that is not in the vocabulary and a cell that is none are not counted.
func (d *Directory) Miss(concern, cell string) {
	if concern != "" && !vocabulary.Valid(vocabulary.FacetConcern, concern) {
		return
	}
	if _, err := place.CoarseBox(cell); cell != "" && err != nil {
		return
	}
	d.missed.add(Need{Concern: concern, Cell: cell, Month: d.clock.Now().UTC().Format("2006-01"), Count: 1})
}

// KeepMisses adds what Miss counted to the database. What could not be written is kept for the next time.
func (d *Directory) KeepMisses(ctx context.Context) error {
	all := d.missed.take()
	if len(all) == 0 {
		return nil
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error { return addNeeds(tx, all) })
	if err != nil {
		for _, n := range all {
			d.missed.add(n)
		}
	}
	return err
}

func addNeeds(tx *store.Tx, all []Need) error {
	room := map[string]int64{} // by month
	for _, n := range all {
		known, err := tx.Exec(`UPDATE need SET n = n + $1 WHERE concern = $2 AND cell = $3 AND month = $4`, n.Count, n.Concern, n.Cell, n.Month)
		if err != nil {
			return err
		}
		if known > 0 {
			continue
		}
		if _, asked := room[n.Month]; !asked {
			counted, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM need WHERE month = $1`, n.Month))
			if err != nil {
				return err
			}
			room[n.Month] = mostNeeds - counted
		}
		if room[n.Month]--; room[n.Month] < 0 {
			continue
		}
		if _, err := tx.Exec(`INSERT INTO need (concern, cell, month, n) VALUES ($1, $2, $3, $4)`, n.Concern, n.Cell, n.Month, n.Count); err != nil {
			return err
		}
	}
	return nil
}

// Needs lists what was looked for in vain five times and more, the latest month first. Steward only.
func (d *Directory) Needs(ctx context.Context, by people.Actor) (all []Need, err error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	scan := func(r store.Row) (n Need, err error) {
		err = r.Scan(&n.Concern, &n.Cell, &n.Month, &n.Count)
		return n, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scan, `SELECT concern, cell, month, n FROM need WHERE n >= $1 ORDER BY month DESC, n DESC, concern, cell LIMIT 500`, fewShown)
		return err
	})
	return all, err
}
