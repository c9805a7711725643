package gazetteer

import (
	"slices"
	"strings"

	"kith/internal/fold"
	"kith/internal/place"
)

const (
	longestText = 200 // bytes of a text that may name a place
	longestName = 8   // words of a place with its region and country
)

// Options say which of several places of one name somebody probably means.
type Options struct {
	Near    *place.Point // where the asker or the directory is; nil if unknown
	Country string       // ISO 3166-1 alpha-2 of the directory; "" if it is for no one country
	Limit   int          // the most places returned; 0 for 10
	Exact   bool         // Find forgives no wrong letter
}

func (o Options) limit() int {
	if o.Limit > 0 {
		return o.Limit
	}
	return 10
}

// Find returns the places that a text may name, the likeliest first: a town in any language of the table with or
// without its region and country, a postal code, or a latitude and a longitude. Where nothing has the name, one wrong,
// missing, added or swapped letter after the first is forgiven. Where several towns have the name, all are returned up to the limit:
// a page then asks which one. A bare postal code of another country than Options.Country is not found, for it means
// another place there.
func (g *Gazetteer) Find(text string, o Options) []Place {
	if len(text) > longestText {
		return nil
	}
	if p, ok := position(text); ok {
		return []Place{g.at(p)}
	}
	words := fold.Words(text)
	if len(words) == 0 || len(words) > longestName {
		return nil
	}
	if p, ok := g.postcode(words, o); ok {
		return []Place{p}
	}
	found := g.find(words, g.named)
	if len(found) == 0 { // "75001 Paris": the table lacks the codes of most countries
		words = slices.DeleteFunc(words, isNumber)
		found = g.find(words, g.named)
	}
	if len(found) == 0 && !o.Exact {
		found = g.find(words, g.misspelt)
	}
	return g.best(found, o)
}

// position reads a text as a point only if it is plainly meant as one.
func position(text string) (place.Point, bool) {
	if !strings.ContainsAny(text, ".°") && !strings.HasPrefix(text, "geo:") {
		return place.Point{}, false
	}
	p, err := place.ParsePoint(text)
	return p, err == nil
}

// hit is a place found under a folded name.
type hit struct {
	id  uint32
	key string
}

// find returns the towns under the longest name at the start of words of which the rest says region or country.
func (g *Gazetteer) find(words []string, look func(string) []uint32) []hit {
	for n := len(words); n > 0; n-- {
		rest, ok := g.qualify(words[n:])
		if !ok {
			continue
		}
		key := strings.Join(words[:n], " ")
		if hits := g.fitting(g.townsOf(look(key)), key, rest); len(hits) > 0 {
			return hits
		}
	}
	return nil
}

// townsOf drops the postal codes among places, which are found by postcode only.
func (g *Gazetteer) townsOf(ids []uint32) []uint32 {
	return slices.DeleteFunc(ids, func(id uint32) bool { return id >= g.towns })
}

// fitting keeps the places that lie in every one of some areas.
func (g *Gazetteer) fitting(ids []uint32, key string, areas []area) []hit {
	var hits []hit
	for _, id := range ids {
		r := g.record(id)
		if !slices.ContainsFunc(areas, func(a area) bool { return !g.lies(r, a) }) {
			hits = append(hits, hit{id, key})
		}
	}
	return hits
}
