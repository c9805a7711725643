package gazetteer

import (
	"strings"
	"unicode/utf8"
)

// Match returns the likeliest place that the longest possible start of words names, and how many words name it; 0 if
// none. The words are those of fold.Words. Misspellings are not forgiven, and names that are common words as short as
// "la" or "me" do not count, for the words are a question and not an address.
func (g *Gazetteer) Match(words []string, o Options) (Place, int) {
	o.Limit = 1
	for n := min(len(words), longestName); n > 0; n-- {
		key := strings.Join(words[:n], " ")
		ids := g.plain(g.named(key), key)
		if len(ids) == 0 {
			continue
		}
		if p, ok := g.matchCode(ids[0], words, n, o); ok {
			return p, n
		}
		if end, hits := g.extend(words, n, ids, key); len(hits) > 0 {
			return g.best(hits, o)[0], end
		}
	}
	return Place{}, 0
}

// matchCode returns a postal code; a bare one of another country than the directory's does not count, as in Find.
func (g *Gazetteer) matchCode(id uint32, words []string, n int, o Options) (Place, bool) {
	if id < g.towns || !g.fits(g.place(id), nil, o) {
		return Place{}, false
	}
	return g.place(id), true
}

// extend adds the most words that say in which region or country the place of the first n words is.
func (g *Gazetteer) extend(words []string, n int, ids []uint32, key string) (int, []hit) {
	for end := min(len(words), n+longestName); end > n; end-- {
		if end < len(words) && smallWords[words[end-1]] {
			continue
		}
		if areas, ok := g.qualify(words[n:end]); ok {
			if hits := g.fitting(ids, key, areas); len(hits) > 0 {
				return end, hits
			}
		}
	}
	return n, g.fitting(ids, key, nil)
}

// smallWords are English and Spanish words that are also codes of regions and countries. They say where a place is
// only as the last word: "portland me", but not "portland in person".
var smallWords = map[string]bool{
	"al": true, "am": true, "as": true, "at": true, "be": true, "by": true, "de": true, "do": true, "es": true,
	"hi": true, "id": true, "in": true, "is": true, "it": true, "la": true, "me": true, "my": true, "ni": true,
	"no": true, "oh": true, "ok": true, "or": true, "pm": true, "se": true, "so": true, "su": true, "to": true,
	"tu": true, "us": true, "va": true, "ya": true,
}

// plain drops the places for which a folded name is too short to mean them in a question.
func (g *Gazetteer) plain(ids []uint32, key string) []uint32 {
	if utf8.RuneCountInString(key) < len(key) || len(key) > 3 {
		return ids
	}
	var kept []uint32
	for _, id := range ids {
		if r := g.record(id); len(key) == 3 && (g.isNamed(r, key) || r.Population >= metropolis) {
			kept = append(kept, id)
		}
	}
	return kept
}

// metropolis is the number of people from which a town is known by three letters: "nyc".
const metropolis = 500_000
