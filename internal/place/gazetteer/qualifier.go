package gazetteer

import (
	"slices"
	"strings"

	"kith/internal/place/gazetteer/layout"
)

// area is what a qualifier after a town may mean: "ca" is California and Canada. See layout for the numbers.
type area []uint32

const longestArea = 6 // words: "saint vincent and the grenadines"

// qualify reads words as names or codes of countries and regions, one after another.
func (g *Gazetteer) qualify(words []string) ([]area, bool) {
	if len(words) == 0 {
		return nil, true
	}
	for n := min(len(words), longestArea); n > 0; n-- {
		here := g.look(g.qualifiers, strings.Join(words[:n], " "))
		if here == nil {
			continue
		}
		if rest, ok := g.qualify(words[n:]); ok {
			return append(rest, here), true
		}
	}
	return nil, false
}

// lies reports whether a place is in one of the countries or regions that an area may mean.
func (g *Gazetteer) lies(r layout.Record, a area) bool {
	country := uint32(g.sections.Region(r.Region).Country)
	return slices.ContainsFunc(a, func(number uint32) bool {
		if number%2 == 0 {
			return number/2 == country
		}
		return number/2 == uint32(r.Region)
	})
}
