package directory

import (
	"context"
	"encoding/json"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// importRecord is one import as it is kept.
type importRecord struct {
	ImportRecord
	settled int64
}

// ImportRecord is one import as it is kept: when, by whom, how it ended.
type ImportRecord struct {
	ID      string
	Source  string // the source's id
	State   string
	Started int64 // unix milliseconds
	Touched int64
	Ended   int64
	By      string
	Counts  Counts

	firstID, lastID string
}

func importsWhere(tx *store.Tx, where string, args ...any) ([]importRecord, error) {
	scan := func(row store.Row) (r importRecord, err error) {
		var counts string
		if err := row.Scan(&r.ID, &r.Source, &r.State, &r.Started, &r.Touched, &r.Ended, &r.By, &counts, &r.firstID, &r.lastID, &r.settled); err != nil {
			return r, err
		}
		return r, json.Unmarshal([]byte(counts), &r.Counts)
	}
	return store.Collect(tx, scan, `SELECT id, source_id, state, started, touched, ended, by_persona, counts, first_id, last_id, settled
		FROM import WHERE `+where, args...)
}

// Imports lists imports, n at most: those that wait for a person, then the latest. Steward only.
func (d *Directory) Imports(ctx context.Context, by people.Actor, n int) (all []ImportRecord, err error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		rs, err := importsWhere(tx, `id <> '' ORDER BY CASE WHEN state = 'held' THEN 0 ELSE 1 END, started DESC, id DESC LIMIT $1`, n)
		for _, r := range rs {
			all = append(all, r.ImportRecord)
		}
		return err
	})
	return all, err
}

// LastRead says when each source was last read to the end, by its id, in unix milliseconds.
func (d *Directory) LastRead(ctx context.Context) (ended map[string]int64, err error) {
	ended = map[string]int64{}
	type last struct {
		source string
		ended  int64
	}
	scan := func(r store.Row) (l last, err error) {
		err = r.Scan(&l.source, &l.ended)
		return l, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		all, err := store.Collect(tx, scan, `SELECT source_id, MAX(ended) FROM import WHERE state = 'done' GROUP BY source_id`)
		for _, l := range all {
			ended[l.source] = l.ended
		}
		return err
	})
	return ended, err
}

// Unchanged notes that a source was asked and has nothing new, and counts what it has. Steward only.
func (d *Directory) Unchanged(ctx context.Context, by people.Actor, source Source) (Counts, error) {
	if err := mustSteward(by); err != nil {
		return Counts{}, err
	}
	n, err := d.LiveOf(ctx, source.ID)
	if err != nil {
		return Counts{}, err
	}
	c := Counts{Read: n, Unchanged: n}
	text, err := json.Marshal(c)
	if err != nil {
		return c, err
	}
	return c, d.db.Write(ctx, func(tx *store.Tx) error {
		now := d.now()
		return insertImport(tx, store.NewListingID(), source.ID, ImportDone, now, now, by.By(), string(text))
	})
}

func insertImport(tx *store.Tx, id, source, state string, started, ended int64, by, counts string) error {
	_, err := tx.InsertMany("import", []string{"id", "source_id", "state", "started", "touched", "ended", "by_persona", "counts",
		"first_id", "last_id", "settled"}, [][]any{{id, source, state, started, started, ended, by, counts, "", "", 0}}, "")
	return err
}

// Import reads one import; NotFound when there is none of that id. Steward only.
func (d *Directory) Import(ctx context.Context, by people.Actor, id string) (r ImportRecord, err error) {
	if err := mustSteward(by); err != nil {
		return r, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		found, err := importsWhere(tx, `id = $1`, id)
		if err == nil && len(found) == 0 {
			err = fault.New(fault.NotFound, "import.none", nil)
		}
		if err == nil {
			r = found[0].ImportRecord
		}
		return err
	})
	return r, err
}

// Problems reads the report of an import in the order of the source. Steward only.
func (d *Directory) Problems(ctx context.Context, by people.Actor, importID string) (all []Problem, err error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	scan := func(r store.Row) (p Problem, err error) {
		err = r.Scan(&p.Where, &p.Field, &p.Value, &p.Why, &p.Do, &p.Skipped)
		return p, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scan, `SELECT at, field, value, why, remedy, skipped FROM import_problem WHERE import_id = $1 ORDER BY n`, importID)
		return err
	})
	return all, err
}
