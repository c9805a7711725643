package gazetteer

import (
	"unicode/utf8"

	"github.com/blevesearch/vellum/levenshtein"
)

// shortestMisspelt is the least letters of a name in which a mistake is forgiven: shorter names are too alike.
const shortestMisspelt = 5

// misspelt returns the places whose name is one mistake, after the first letter, away from key.
func (g *Gazetteer) misspelt(key string) []uint32 {
	if g.names == nil || utf8.RuneCountInString(key) < shortestMisspelt || isNumber(key) {
		return nil
	}
	builder, err := levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	if err != nil {
		return nil
	}
	automaton, err := builder.BuildDfa(key, 1)
	if err != nil {
		return nil
	}
	var ids []uint32
	_, first := utf8.DecodeRuneInString(key) // people seldom get it wrong, and the rest of the table need not be read
	it, err := g.names.Search(automaton, []byte(key[:first]), after(key[:first]))
	for err == nil {
		_, value := it.Current()
		ids = g.sections.List(ids, value)
		err = it.Next()
	}
	return ids
}
