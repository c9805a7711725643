package serve

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"testing"

	bench "kith/bench/index"
	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/directory/index"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/store"
)

// meetings makes n meetings up after the distribution of real ones.
func meetings(n int) iter.Seq[index.Entry] {
	return func(yield func(index.Entry) bool) {
		left := n
		for e := range bench.Generate(n + n/20) { // some are groups without a meeting
			if e.Kind != index.Meeting {
				continue
			}
			if left == 0 || !yield(e) {
				return
			}
			left--
		}
	}
}

// Fill puts n meetings into a database.
func Fill(b testing.TB, o store.Options, n int) {
	b.Helper()
	if err := fill(context.Background(), open(b, o), n); err != nil {
		b.Fatal(err)
	}
}

// open opens a directory for as long as the benchmark takes.
func open(b testing.TB, o store.Options) *directory.Directory {
	b.Helper()
	db, err := store.Open(context.Background(), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return directory.New(directory.Options{DB: db, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
}

func fill(ctx context.Context, d *directory.Directory, n int) error {
	source, err := d.SaveSource(ctx, people.Operator(), directory.Source{Name: "bench", Kind: "kith"})
	if err != nil {
		return err
	}
	m, err := d.StartImport(ctx, people.Operator(), source, directory.ImportOptions{})
	if err != nil {
		return err
	}
	for e := range meetings(n) {
		if err := m.Draft(ctx, draft(&e)); err != nil {
			return err
		}
	}
	_, _, err = m.Finish(ctx)
	return err
}

// draft is what an importer would have made of an entry.
func draft(e *index.Entry) directory.Draft {
	d := directory.Draft{
		Group: &directory.GroupDraft{NativeID: e.GroupSlug, Group: directory.Group{Name: e.Group, About: e.About, Concerns: e.Own,
			Programme: e.Programme, Led: e.Led, Belief: e.Belief}},
		Meeting: &directory.MeetingDraft{NativeID: fmt.Sprint(e.Number), Slug: e.Slug, Number: e.Number, Meeting: directory.Meeting{
			Name: e.Name, Schedule: e.Schedule, Attend: e.Attend, Formats: e.Formats, Audience: e.Audience, Languages: e.Languages, Access: e.Access}},
	}
	if e.Located {
		d.Venue = &directory.VenueDraft{Venue: directory.Venue{Name: e.Venue, Address: e.Address, Locality: e.Locality, Region: e.Region,
			Postal: e.Postal, Country: e.Country, At: &e.At}}
	}
	return d
}

// Points are up to most places where somebody looks for meetings, as dense as meetings are, among n of them.
func Points(n, most int) []place.Point {
	var all []place.Point
	for e := range meetings(n) {
		if e.Located {
			all = append(all, e.At)
		}
	}
	chosen := make([]place.Point, min(most, len(all)))
	for i := range chosen {
		chosen[i] = all[i*len(all)/len(chosen)]
	}
	return chosen
}
