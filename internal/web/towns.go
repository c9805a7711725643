package web

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"kith/internal/directory"
	"kith/internal/directory/index"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
)

// townKnown is a town with how many meetings are in it, and whether any of them is no sample.
type townKnown struct {
	gazetteer.Place
	Meetings int
	Real     bool
}

// towns are the towns that meetings are in. They are worked out once for each state of the directory.
type towns struct {
	mu      sync.Mutex
	version uint64
	known   []townKnown
}

// of gives the towns of an index, those with most meetings first.
func (k *towns) of(ix *index.Index, places *gazetteer.Gazetteer) []townKnown {
	k.mu.Lock()
	defer k.mu.Unlock()
	if version := ix.Version(); k.known == nil || k.version != version {
		k.known, k.version = townsOf(ix, places), version
	}
	return k.known
}

func townsOf(ix *index.Index, places *gazetteer.Gazetteer) []townKnown {
	type spot struct {
		locality string
		lat, lng int // in quarters of a degree: a wrong position of one meeting must not carry others along
	}
	found := map[spot]gazetteer.Place{}
	count, real := map[gazetteer.Place]int{}, map[gazetteer.Place]bool{}
	ix.All(func(e *index.Entry) bool {
		if e.Kind != index.Meeting || !mapped(e) {
			return true
		}
		key := spot{e.Locality, int(math.Floor(e.At.Lat * 4)), int(math.Floor(e.At.Lng * 4))}
		p, ok := found[key]
		if !ok || e.Locality == "" {
			p = townAt(places, e.Locality, e.At)
			found[key] = p
		}
		if p.Slug() != "" {
			count[p]++
			real[p] = real[p] || !e.Sample
		}
		return true
	})
	all := make([]townKnown, 0, len(count))
	for p, n := range count {
		all = append(all, townKnown{p, n, real[p]})
	}
	slices.SortFunc(all, func(a, b townKnown) int { return cmp.Or(b.Meetings-a.Meetings, cmp.Compare(a.Slug(), b.Slug())) })
	return all
}

// farOff is how far the middle of a town can be from an address in it, in kilometres.
const farOff = 40

// townAt is the town of that name about a point, else the nearest of any name.
func townAt(places *gazetteer.Gazetteer, locality string, at place.Point) gazetteer.Place {
	if locality != "" {
		for _, p := range places.Find(locality, gazetteer.Options{Near: &at, Exact: true}) {
			if p.Kind == gazetteer.Town && place.Distance(p.Point, at) < farOff {
				return p
			}
		}
	}
	p, _, _ := places.Nearest(at)
	return p
}

// townOf is the town of a venue; ok is false where it is in none that is known. A misspelt one is not looked for: that takes
// longer than all the rest of a page.
func (s *server) townOf(v *directory.Venue) (gazetteer.Place, bool) {
	if v.At != nil {
		p := townAt(s.Places, v.Locality, *v.At)
		return p, p.Slug() != ""
	}
	found := s.Places.Find(v.Locality+", "+v.Region, gazetteer.Options{Near: s.Home, Country: s.Country, Exact: true})
	if len(found) == 0 || found[0].Kind != gazetteer.Town {
		return gazetteer.Place{}, false
	}
	return found[0], true
}
