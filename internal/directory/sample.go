package directory

import (
	"context"

	"kith/internal/people"
	"kith/internal/store"
)

// RemoveSample takes away every sample source with all it brought, history and all, and says how many meetings went. A
// listing that somebody entered by hand below a sample group has to be moved first: until then the error is a Conflict.
// Steward only.
func (d *Directory) RemoveSample(ctx context.Context, by people.Actor) (meetings int64, err error) {
	if err := mustSteward(by); err != nil {
		return 0, err
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return 0, err
	}
	for _, s := range sources {
		if !s.Sample {
			continue
		}
		n, err := d.LiveOf(ctx, s.ID)
		if err != nil {
			return meetings, err
		}
		if err := d.removeSource(ctx, s.ID); err != nil {
			return meetings, err
		}
		meetings += n
	}
	return meetings, nil
}

// removeSource deletes a source with all it brought, in short transactions; the source itself goes last, so that a
// removal that is interrupted can be done again.
func (d *Directory) removeSource(ctx context.Context, id string) error {
	of := `(SELECT id FROM listing WHERE source_id = $1)`
	steps := []string{
		`DELETE FROM doubt WHERE id IN (SELECT id FROM doubt WHERE listing_id IN ` + of + ` LIMIT 500)`,
		`DELETE FROM likeness WHERE one IN ` + of + ` OR other IN ` + of,
		`UPDATE listing SET merged_into = NULL WHERE merged_into IN ` + of,
		`DELETE FROM change WHERE id IN (SELECT id FROM change WHERE listing_id IN ` + of + ` LIMIT 500)`,
	}
	for _, kind := range []Kind{KindMeeting, KindGroup, KindVenue} {
		steps = append(steps, `DELETE FROM listing WHERE id IN (SELECT id FROM listing WHERE source_id = $1 AND kind = '`+string(kind)+`' LIMIT 500)`)
	}
	steps = append(steps, `DELETE FROM listing WHERE id IN (SELECT o.id FROM listing o WHERE o.source_id = $1 AND o.kind = 'organisation'
		AND NOT EXISTS (SELECT 1 FROM listing below WHERE below.parent_id = o.id) LIMIT 500)`)
	reports := `(SELECT id FROM import WHERE source_id = $1)`
	steps = append(steps, `DELETE FROM import_row WHERE import_id IN `+reports, `DELETE FROM import_problem WHERE import_id IN `+reports)
	for _, step := range steps {
		if err := d.repeat(ctx, step, id); err != nil {
			return err
		}
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if err := lockFeed(tx); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM import WHERE source_id = $1`, id); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM source WHERE id = $1`, id); err != nil {
			return err
		}
		tx.AfterCommit(d.wake)
		return tell(tx, id, "") // followers find nothing behind it and build the index anew
	})
}
