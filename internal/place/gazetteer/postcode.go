package gazetteer

import (
	"strings"

	"kith/internal/place"
)

// beside is how far in kilometres a postal code may be from the town written with it.
const beside = 60

// postcode finds the postal code in an address such as "94607", "94607-1234" or "Oakland CA 94607". What stands beside
// it must fit: a code of five digits is a place in many countries.
func (g *Gazetteer) postcode(words []string, o Options) (Place, bool) {
	for i, word := range words {
		code, ok := g.coded(word)
		if !ok {
			continue
		}
		end := i + 1
		if end < len(words) && isExtension(words[end]) {
			end++
		}
		rest := append(append([]string{}, words[:i]...), words[end:]...)
		if g.fits(code, rest, o) {
			return code, true
		}
	}
	return Place{}, false
}

// fits reports whether the words around a postal code mean its surroundings.
func (g *Gazetteer) fits(code Place, rest []string, o Options) bool {
	if len(rest) == 0 {
		return o.Country == "" || o.Country == code.Country
	}
	if areas, ok := g.qualify(rest); ok && len(g.fitting(g.named(code.Name), "", areas)) > 0 {
		return true
	}
	for _, h := range g.find(rest, g.named) {
		if place.Distance(pointOf(g.record(h.id)), code.Point) <= beside {
			return true
		}
	}
	return false
}

// coded returns the postal code that a word is.
func (g *Gazetteer) coded(word string) (Place, bool) {
	if len(word) != 5 || !isNumber(word) {
		return Place{}, false
	}
	for _, id := range g.named(word) {
		if id >= g.towns {
			return g.place(id), true
		}
	}
	return Place{}, false
}

// isExtension reports whether a word is the last part of a ZIP+4 code.
func isExtension(word string) bool { return len(word) == 4 && isNumber(word) }

func isNumber(word string) bool { return strings.Trim(word, "0123456789") == "" }
