package directory

import (
	"context"

	"kith/internal/people"
	"kith/internal/store"
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

// Miss counts one search that found nothing. Nothing else of the search is kept.
func (d *Directory) Miss(ctx context.Context, concern, cell string) error {
	month := d.clock.Now().UTC().Format("2006-01")
	return d.db.Write(ctx, func(tx *store.Tx) error {
		known, err := tx.Exec(`UPDATE need SET n = n + 1 WHERE concern = $1 AND cell = $2 AND month = $3`, concern, cell, month)
		if err != nil || known > 0 {
			return err
		}
		counted, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM need WHERE month = $1`, month))
		if err != nil || counted >= mostNeeds {
			return err
		}
		_, err = tx.Exec(`INSERT INTO need (concern, cell, month, n) VALUES ($1, $2, $3, 1)`, concern, cell, month)
		return err
	})
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
