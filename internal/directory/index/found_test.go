package index

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// Rows are the hits of the same search, and what is told of them is made of their entries: once.
func TestRowsAreTheHitsOfTheSameSearch(t *testing.T) {
	r := random{rand.New(rand.NewPCG(7, 1))}
	var entries []Entry
	for id := range 300 {
		entries = append(entries, r.entry(id))
	}
	ix := New(slices.Values(entries), Options{Words: someWords})
	told := map[*Told]*Entry{}
	tell := func(e *Entry) *Told {
		t := &Told{Before: e.Slug}
		told[t] = e
		return t
	}
	for range 300 {
		now, q := r.now(), r.query()
		hits, err := ix.Search(now, q)
		if err != nil {
			t.Fatal(err)
		}
		found, err := ix.Rows(now, q)
		if err != nil || found.Total != hits.Total || found.Cursor != hits.Cursor || len(found.Rows) != len(hits.Hits) {
			t.Fatalf("%+v: %d of %d %q, want %d of %d %q (%v)", q, len(found.Rows), found.Total, found.Cursor, len(hits.Hits), hits.Total, hits.Cursor, err)
		}
		for i := range found.Rows {
			row, hit := &found.Rows[i], &hits.Hits[i]
			if e := told[row.Told(tell)]; !reflect.DeepEqual(e, hit.Entry) || !row.Next().Equal(hit.Next) || row.DistanceKM != hit.DistanceKM {
				t.Fatalf("%+v: row %d\n%+v %v %v, want\n%+v %v %v", q, i, e, row.Next(), row.DistanceKM, hit.Entry, hit.Next, hit.DistanceKM)
			}
		}
	}
	if len(told) > len(entries) {
		t.Errorf("%d listings were told %d times", len(entries), len(told))
	}
}

func TestWhatIsToldOfAChangedListingIsMadeAnew(t *testing.T) {
	r := random{rand.New(rand.NewPCG(7, 1))}
	e := r.entry(1)
	e.Kind, e.Name = Meeting, "Before"
	ix := New(slices.Values([]Entry{e}), Options{})
	names := func() string {
		found, err := ix.Rows(r.now(), Query{Limit: 1})
		if err != nil || len(found.Rows) != 1 {
			t.Fatal(found, err)
		}
		return found.Rows[0].Told(func(e *Entry) *Told { return &Told{Before: e.Name} }).Before
	}
	before := names()
	e.Name = "After"
	ix.Apply([]Entry{e}, nil)
	if after := names(); before != "Before" || after != "After" {
		t.Errorf("%q, then %q", before, after)
	}
}
