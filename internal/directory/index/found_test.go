package index

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A row read in place says what the copied entry of the same search says.
func TestRowsSayWhatHitsSay(t *testing.T) {
	r := random{rand.New(rand.NewPCG(7, 1))}
	var entries []Entry
	for id := range 300 {
		e := r.entry(id)
		e.Sources = []Source{{"someone", e.ID}, {"<another>", "2"}}[:r.IntN(3)]
		entries = append(entries, e)
	}
	ix := New(slices.Values(entries), Options{Words: someWords})
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
			compareRow(t, &found.Rows[i], &hits.Hits[i])
		}
	}
}

func compareRow(t *testing.T, r *Row, h *Hit) {
	t.Helper()
	e := h.Entry
	for what, same := range map[string]bool{
		"slug": r.Slug() == e.Slug, "name": r.Name() == e.Name, "group": r.Group() == e.Group, "venue": r.Venue() == e.Venue,
		"address": r.Address() == e.Address, "attend": r.Attend() == e.Attend, "programme": r.Programme() == e.Programme, "led": r.Led() == e.Led,
		"approximate": r.Approximate() == e.Approximate, "sample": r.Sample() == e.Sample, "verified": r.Verified() == e.Verified,
		"next": r.Next().Equal(h.Next), "distance": r.DistanceKM == h.DistanceKM, "schedule": r.Schedule().Start == e.Schedule.Start && r.Schedule().Zone == e.Schedule.Zone,
		"sources": slices.Equal(slices.Collect(r.Sources), e.Sources), "concerns": listed(r.ConcernsJSON(), e.Own), "formats": listed(r.FormatsJSON(), e.Formats),
		"languages": listed(r.LanguagesJSON(), e.Languages), "access": listed(r.AccessJSON(), e.Access),
	} {
		if !same {
			t.Errorf("%s: %s is another in place", e.Slug, what)
		}
	}
	if at, ok := r.At(); ok != e.Located || ok && at != e.At {
		t.Errorf("%s is at %v %v in place", e.Slug, at, ok)
	}
}

func listed(text string, codes []string) bool {
	var list []string
	return json.Unmarshal([]byte(text), &list) == nil && slices.Equal(list, codes)
}

// Plain is said only of what every writer of JSON leaves as it is.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{"Überleben", "東京断酒会", `a "quote"`, "Tom & Ana", "<b>", "a\tb", "\u2028", "\xff", `\`, "\x7f", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := Entry{Slug: "a", Sources: []Source{{Name: s, ID: "1"}}}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		same := utf8.ValidString(s) && string(text) == `"`+s+`"`
		if plain := e.plain() == markPlain; plain && !same || same && !plain && !strings.Contains(s, "\x7f") {
			t.Errorf("%q is plain: %v; in JSON it is %s", s, plain, text)
		}
	})
}
