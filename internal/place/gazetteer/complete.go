package gazetteer

import (
	"slices"
	"strings"

	"github.com/blevesearch/vellum"

	"kith/internal/fold"
)

const mostKeys = 20_000 // names read to complete one prefix

// Complete returns at most n places of which a name, or a name with its region or country, starts with what somebody
// has typed so far, the likeliest first. One Latin letter or digit starts too many names to be worth an answer.
func (g *Gazetteer) Complete(prefix string, n int, o Options) []Place {
	if n <= 0 || len(prefix) > longestText {
		return nil
	}
	words := fold.Words(prefix)
	if len(words) == 0 || len(words) > longestName || len(words) == 1 && len(words[0]) == 1 {
		return nil
	}
	o.Limit = n
	k := ranking{g: g, options: o}
	g.startingWith(strings.Join(words, " "), k.offer)
	if !k.full() {
		for _, h := range g.areaStartingWith(words) {
			k.offer(h)
		}
	}
	return k.places()
}

// startingWith visits, for each name with the prefix, the places of that name.
func (g *Gazetteer) startingWith(prefix string, visit func(hit)) {
	var ids []uint32
	g.scan(g.names, prefix, func(key string, value uint64) {
		ids = g.sections.List(ids[:0], value)
		for _, id := range ids {
			visit(hit{id, key})
		}
	})
}

// areaStartingWith reads the last words as the start of a region or country: "oakland cali".
func (g *Gazetteer) areaStartingWith(words []string) []hit {
	for n := len(words) - 1; n > 0; n-- {
		key := strings.Join(words[:n], " ")
		ids := g.named(key)
		if len(ids) == 0 {
			continue
		}
		var begun area
		g.scan(g.qualifiers, strings.Join(words[n:], " "), func(_ string, value uint64) {
			begun = g.sections.List(begun, value)
		})
		return g.fitting(ids, key, []area{begun})
	}
	return nil
}

// scan visits the keys of a dictionary that start with prefix, in order.
func (g *Gazetteer) scan(dictionary *vellum.FST, prefix string, visit func(string, uint64)) {
	if dictionary == nil {
		return
	}
	it, err := dictionary.Iterator([]byte(prefix), after(prefix))
	for range mostKeys {
		if err != nil {
			return
		}
		key, value := it.Current()
		visit(string(key), value)
		err = it.Next()
	}
}

// after returns the least bytes above every text that starts with prefix.
func after(prefix string) []byte {
	end := slices.Clone([]byte(prefix)) // of UTF-8, in which no byte is 0xFF
	end[len(end)-1]++
	return end
}
