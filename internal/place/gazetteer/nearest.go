package gazetteer

import (
	"math"
	"sort"

	"kith/internal/place"
	"kith/internal/place/gazetteer/layout"
)

// Nearest returns the town nearest to p and its distance in kilometres; parts of towns do not count. It reports false
// where no town is within 800 km.
func (g *Gazetteer) Nearest(p place.Point) (Place, float64, bool) {
	if !p.Valid() {
		return Place{}, 0, false
	}
	for _, km := range [...]float64{12.5, 50, 200, 800} {
		if id, d, ok := g.nearestWithin(p, km); ok {
			return g.place(id), d, true
		}
	}
	return Place{}, 0, false
}

func (g *Gazetteer) nearestWithin(p place.Point, km float64) (best uint32, nearest float64, found bool) {
	nearest = km
	g.within(place.BoxAround(p, km), func(id uint32, r layout.Record) {
		if d := place.Distance(p, pointOf(r)); !r.Part && d <= nearest {
			best, nearest, found = id, d, true
		}
	})
	return best, nearest, found
}

// within calls visit for each town in a box, and some just outside it.
func (g *Gazetteer) within(box place.Box, visit func(uint32, layout.Record)) {
	spans := [][2]int32{{layout.Units(box.West), layout.Units(box.East)}}
	if box.West > box.East {
		spans = [][2]int32{{layout.Units(box.West), math.MaxInt32}, {math.MinInt32, layout.Units(box.East)}}
	}
	for row := layout.Row(layout.Units(box.South)); row <= layout.Row(layout.Units(box.North)); row++ {
		for _, span := range spans {
			for id := g.firstTown(row, span[0]); id < g.towns; id++ {
				r := g.record(id)
				if layout.Row(r.Lat) != row || r.Lng > span[1] {
					break
				}
				visit(id, r)
			}
		}
	}
}

// firstTown returns the first town of a row, or of the rows after it, that is not west of lng.
func (g *Gazetteer) firstTown(row, lng int32) uint32 {
	return uint32(sort.Search(int(g.towns), func(i int) bool {
		r := g.record(uint32(i))
		at := layout.Row(r.Lat)
		return at > row || at == row && r.Lng >= lng
	}))
}
