package index

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestSearchAgreesWithReadingEveryEntry(t *testing.T) {
	for seed := range uint64(5) {
		r := random{rand.New(rand.NewPCG(seed, 1))}
		var entries []Entry
		for id := range 300 {
			entries = append(entries, r.entry(id))
		}
		ix, ref := New(slices.Values(entries), Options{Words: someWords}), newReference(entries)
		for round := range 10 {
			for range 50 {
				compareAnswers(t, r.now(), r.query(), ix, ref)
			}
			changeBoth(r, round, ix, ref)
		}
	}
}

// changeBoth changes, adds and removes some entries.
func changeBoth(r random, round int, ix *Index, ref *reference) {
	var changed []Entry
	var removed []string
	for range 1 + r.IntN(40) {
		changed = append(changed, r.entry(r.IntN(300+round*20)))
	}
	for range r.IntN(40) {
		removed = append(removed, fmt.Sprintf("id-%d", r.IntN(500)))
	}
	ix.Apply(changed, removed)
	ref.change(changed, removed)
}

func compareAnswers(t *testing.T, now time.Time, q Query, ix *Index, ref *reference) {
	t.Helper()
	got, err := ix.Search(now, q)
	if err != nil {
		t.Fatalf("Search(%v, %+v): %v", now, q, err)
	}
	want := ref.search(now, q)
	describe := fmt.Sprintf("Search(%v, %+v)", now, q)
	if got.Total != want.Total {
		t.Fatalf("%s: total %d, want %d", describe, got.Total, want.Total)
	}
	compareHits(t, describe, got.Hits, want.Hits)
	compareHits(t, describe+" groups", got.Groups, want.Groups)
	for name, counts := range want.Facets {
		if !maps.Equal(got.Facets[name], counts) {
			t.Fatalf("%s: facet %s %v, want %v", describe, name, got.Facets[name], counts)
		}
	}
	if (got.Facets != nil) != q.Facets {
		t.Fatalf("%s: facets %v", describe, got.Facets)
	}
}

func compareHits(t *testing.T, describe string, got, want []Hit) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d hits, want %d", describe, len(got), len(want))
	}
	for i := range got {
		g, w := got[i], want[i]
		if !reflect.DeepEqual(*g.Entry, *w.Entry) || !g.Next.Equal(w.Next) || !g.End.Equal(w.End) || g.DistanceKM != w.DistanceKM {
			t.Fatalf("%s: hit %d\n%+v %v %v %v, want\n%+v %v %v %v", describe, i,
				*g.Entry, g.Next, g.End, g.DistanceKM, *w.Entry, w.Next, w.End, w.DistanceKM)
		}
	}
}
