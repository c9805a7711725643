package directory

import (
	"context"
	"encoding/json"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// fewest is how many listings a source may lose at once without anybody being asked, whatever its size.
const fewest = 4

// Finish ends the reading: what is no longer in the source is retired, and the whole is put in, or held for a person when
// too much would go. A source of which nothing could be used changes nothing; the error is then Invalid.
func (m *Import) Finish(ctx context.Context) (counts Counts, held bool, err error) {
	defer m.stop()
	if err := m.flush(ctx); err != nil {
		return m.counts, false, err
	}
	if m.counts.Read > 0 && m.counts.Read == m.counts.Skipped {
		m.Abort(ctx)
		return m.counts, false, fault.New(fault.Invalid, "import.nothing_usable", nil)
	}
	live, err := m.findGone(ctx)
	if err != nil {
		return m.counts, false, err
	}
	if err := m.warnMoved(ctx, m.left); err != nil {
		return m.counts, false, err
	}
	held = m.options.Hold || m.counts.Retired > fewest && float64(m.counts.Retired) > m.options.ShrinkShare*float64(live)
	if m.options.DryRun {
		return m.counts, held, nil
	}
	state := ImportCommitted
	if held {
		state = ImportHeld
	}
	if err := m.close(ctx, state); err != nil || held {
		return m.counts, held, err
	}
	return m.counts, false, m.d.settleDecided(ctx, m.id)
}

// Abort gives an import up: nothing of it remains but its record.
func (m *Import) Abort(ctx context.Context) {
	m.stop()
	if m.options.DryRun {
		return
	}
	if err := m.d.discard(context.WithoutCancel(ctx), m.id); err != nil {
		m.d.log.Error("an import could not be discarded", "import", m.id, "err", err)
	}
}

// ID is the import's id, under which its report is kept.
func (m *Import) ID() string { return m.id }

// Noted is what the import itself found wrong, beside what it was told (Problem): rows whose id another of the source has,
// withheld places without a way to get in touch, meetings that seem to have moved and left corrections behind.
func (m *Import) Noted() []Problem { return m.noted }

// Counts is how far the import has got.
func (m *Import) Counts() Counts { return m.counts }

// close ends the reading with its outcome.
func (m *Import) close(ctx context.Context, state string) error {
	counts, err := json.Marshal(m.counts)
	if err != nil {
		return err
	}
	return m.d.db.Write(ctx, func(tx *store.Tx) error {
		now := m.d.now()
		n, err := tx.Exec(`UPDATE import SET state = $2, touched = $3, ended = $3, counts = $4, first_id = $5, last_id = $6
			WHERE id = $1 AND state = 'reading'`, m.id, state, now, string(counts), m.first, m.last)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "import.taken_over", nil)
		}
		return err
	})
}

// findGone stages for retirement what this source brought earlier and does not have any more, and counts what it had.
func (m *Import) findGone(ctx context.Context) (live int64, err error) {
	after := ""
	for {
		var page []known
		err := m.d.db.Read(ctx, func(tx *store.Tx) (err error) {
			page, err = store.Collect(tx, scanKnown, `SELECT `+knownColumns+` FROM listing l WHERE l.source_id = $1 AND l.id > $2
				AND l.state <> 'retired' AND l.hash <> '' AND l.kind IN ('meeting', 'group') AND `+settledOnly+`
				ORDER BY l.id LIMIT 2000`, m.source.ID, after)
			return err
		})
		if err != nil || len(page) == 0 {
			return live, err
		}
		after = page[len(page)-1].ID
		live += int64(len(page))
		if err := m.stageGone(ctx, page); err != nil {
			return live, err
		}
	}
}

func (m *Import) stageGone(ctx context.Context, page []known) error {
	standsFor, err := m.standFor(ctx, page)
	if err != nil {
		return err
	}
	var b batch
	for i := range page {
		l := &page[i]
		there := l.Kind == KindMeeting && m.seen.Contains(uint64(l.Number)) || l.Kind == KindGroup && (m.groups[l.ID] || m.met[l.ID])
		if !there && !l.kept && !standsFor[l.ID] {
			b.rows = append(b.rows, stagedRow{act: actGone, listing: l.ID})
			if l.mended && len(m.left) < mostProblems {
				m.left = append(m.left, l.ID)
			}
		}
	}
	m.counts.Retired += int64(len(b.rows))
	if len(b.rows) == 0 || m.options.DryRun {
		return nil
	}
	err = m.d.db.Write(ctx, func(tx *store.Tx) error { return m.write(tx, &b) })
	m.accept(&b)
	return err
}

// standFor are those of the listings into which a public one was merged. They stay when their source no longer has them, as
// somebody else still says that they are there.
func (m *Import) standFor(ctx context.Context, page []known) (map[string]bool, error) {
	all := map[string]bool{}
	err := m.d.db.Read(ctx, func(tx *store.Tx) error {
		ids, err := store.Collect(tx, func(r store.Row) (id string, err error) { return id, r.Scan(&id) },
			`SELECT merged_into FROM listing WHERE merged_into >= $1 AND merged_into <= $2 AND state = 'published'`, page[0].ID, page[len(page)-1].ID)
		for _, id := range ids {
			all[id] = true
		}
		return err
	})
	return all, err
}

// Accept puts a held import in. Steward only.
func (d *Directory) Accept(ctx context.Context, by people.Actor, importID string) error {
	if err := d.decide(ctx, by, importID, ImportCommitted); err != nil {
		return err
	}
	return d.settleDecided(ctx, importID)
}

// Unsettled is the key of the fault when an import is decided and kept, but could not be settled to its end. It is finished
// by Resume, or by the next import of its source.
const Unsettled = "import.unsettled"

func (d *Directory) settleDecided(ctx context.Context, importID string) error {
	err := d.settle(ctx, importID)
	if err != nil {
		err = &fault.Error{Kind: fault.Unavailable, Key: Unsettled, Cause: err}
	}
	return err
}

// Discard throws a held import away. Steward only.
func (d *Directory) Discard(ctx context.Context, by people.Actor, importID string) error {
	if err := d.decide(ctx, by, importID, ImportDiscarding); err != nil {
		return err
	}
	return d.discard(ctx, importID)
}

func (d *Directory) decide(ctx context.Context, by people.Actor, importID, state string) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`UPDATE import SET state = $2, by_persona = $3 WHERE id = $1 AND state = 'held'`, importID, state, by.By())
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "import.not_held", nil)
		}
		return err
	})
}

// discard takes back everything that an undecided import brought, in short transactions, children first.
func (d *Directory) discard(ctx context.Context, importID string) error {
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE import SET state = 'discarding' WHERE id = $1 AND state = 'reading'`, importID)
		return err
	})
	if err != nil {
		return err
	}
	steps := []string{
		`DELETE FROM import_row WHERE import_id = $1 AND n IN (SELECT n FROM import_row WHERE import_id = $1 LIMIT 500)`,
	}
	for _, kind := range []Kind{KindMeeting, KindGroup, KindVenue} {
		steps = append(steps, `DELETE FROM listing WHERE id IN (SELECT id FROM listing WHERE born = $1 AND kind = '`+string(kind)+`' LIMIT 500)`)
	}
	// An organisation may stand above another: only those with nothing below go in each round.
	steps = append(steps, `DELETE FROM listing WHERE id IN (SELECT o.id FROM listing o WHERE o.born = $1 AND o.kind = 'organisation'
		AND NOT EXISTS (SELECT 1 FROM listing below WHERE below.parent_id = o.id) LIMIT 500)`)
	for _, step := range steps {
		if err := d.repeat(ctx, step, importID); err != nil {
			return err
		}
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE import SET state = 'discarded', ended = $2 WHERE id = $1 AND state = 'discarding'`, importID, d.now())
		return err
	})
}

// repeat runs a statement that changes a limited number of rows until it changes none, each time in a transaction of its
// own.
func (d *Directory) repeat(ctx context.Context, statement string, args ...any) error {
	for {
		var n int64
		err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = tx.Exec(statement, args...)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
		d.breathe()
	}
}
