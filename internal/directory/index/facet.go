package index

import (
	"encoding/binary"
	"strings"
)

// The facets of a listing. own is no facet to search by: it holds the concerns named on the listing itself.
const (
	attend = iota
	concern
	programme
	format
	audience
	led
	belief
	access
	language
	organisation
	day
	facetCount
	own = facetCount
)

// facetNames are the facets' names as search parameters and in Answer.Facets.
var facetNames = [facetCount]string{
	"attend", "concern", "programme", "format", "audience", "led", "belief", "access", "lang", "org", "day",
}

// facet is what the listings of a segment say of one matter. Most listings say the same as many others: a listing
// holds the number of its list of codes. List 0 is empty.
type facet struct {
	codes []string
	ids   map[string]uint32
	lists [][]uint32 // numbers of codes, in the listing's order
	names [][]string // the same, as codes
	of    column     // listing → list
	sets  []set      // code → the listings that bear it
}

// columns are the facets and own.
const columns = facetCount + 1

// column gives a listing's list of one facet.
type column struct {
	rows  []row
	which int
}

func (c column) len() int           { return len(c.rows) }
func (c column) at(i uint32) uint32 { return c.rows[i].lists[c.which] }

// facetBuilder fills a facet, listing by listing.
type facetBuilder struct {
	facet
	known map[string]uint32 // list, written as bytes → its number
	key   []byte
	list  []uint32
}

func newFacetBuilder() *facetBuilder {
	return &facetBuilder{
		facet: facet{ids: map[string]uint32{}, lists: [][]uint32{nil}, names: [][]string{nil}},
		known: map[string]uint32{"": 0},
	}
}

// number gives the number of a list of codes; empty ones are left out.
func (b *facetBuilder) number(codes ...string) uint32 {
	b.key, b.list = b.key[:0], b.list[:0]
	for _, code := range codes {
		if code != "" {
			id := b.id(code)
			b.list = append(b.list, id)
			b.key = binary.AppendUvarint(b.key, uint64(id))
		}
	}
	number, ok := b.known[string(b.key)]
	if !ok {
		number = b.append(b.list)
		b.known[string(b.key)] = number
	}
	return number
}

func (b *facetBuilder) id(code string) uint32 {
	id, ok := b.ids[code]
	if !ok {
		id = uint32(len(b.codes))
		code = strings.Clone(code)
		b.codes, b.ids[code] = append(b.codes, code), id
	}
	return id
}

func (f *facet) append(list []uint32) uint32 {
	names := make([]string, len(list))
	for i, id := range list {
		names[i] = f.codes[id]
	}
	f.lists, f.names = append(f.lists, append([]uint32(nil), list...)), append(f.names, names)
	return uint32(len(f.lists) - 1)
}

// collect makes the set of every code. A code that a listing bears twice counts once.
func (f *facet) collect() {
	lists := make([][]uint32, len(f.codes))
	for i := range uint32(f.of.len()) {
		for _, id := range f.lists[f.of.at(i)] {
			if last := len(lists[id]) - 1; last < 0 || lists[id][last] != i {
				lists[id] = append(lists[id], i)
			}
		}
	}
	f.sets = make([]set, len(f.codes))
	for id, list := range lists {
		f.sets[id] = newSet(list, f.of.len())
	}
}

// wish is a Choice in the numbers of one segment's codes: each element of all is a set of codes of which one must be
// there.
type wish struct {
	any   []uint32
	all   [][]uint32
	not   []uint32
	wants bool // any names something, though perhaps nothing known here
}

func (w *wish) empty() bool { return !w.wants && len(w.all) == 0 && len(w.not) == 0 }

// wish translates a choice into w, whose memory is used again. A language stands for its regional forms as well (RFC 4647
// §3.3.1, basic filtering).
func (f *facet) wish(w *wish, c Choice, ranges bool) {
	w.wants, w.any, w.all, w.not = len(c.Any) > 0, w.any[:0], w.all[:0], w.not[:0]
	for _, code := range c.Any {
		w.any = f.matching(w.any, code, ranges)
	}
	for _, code := range c.All {
		w.all = append(w.all, f.matching(nil, code, ranges))
	}
	for _, code := range c.Not {
		w.not = f.matching(w.not, code, ranges)
	}
}

// matching appends the numbers of the codes that a code stands for.
func (f *facet) matching(ids []uint32, code string, ranges bool) []uint32 {
	if !ranges {
		if id, ok := f.ids[code]; ok {
			return append(ids, id)
		}
		return ids
	}
	for id, tag := range f.codes {
		if inRange(tag, code) {
			ids = append(ids, uint32(id))
		}
	}
	return ids
}

// inRange tells whether a language tag is the wanted one or a form of it: es-MX is in the range es.
func inRange(tag, wanted string) bool {
	if len(tag) < len(wanted) || !strings.EqualFold(tag[:len(wanted)], wanted) {
		return false
	}
	return len(tag) == len(wanted) || tag[len(wanted)] == '-'
}

// apply leaves in hits what the wish allows. spare is empty before and after.
func (f *facet) apply(w wish, hits, spare bitmap, over []span) {
	if w.wants {
		f.require(w.any, hits, spare, over)
	}
	for _, ids := range w.all {
		f.require(ids, hits, spare, over)
	}
	for _, id := range w.not {
		f.sets[id].removeFrom(hits, over)
	}
}

func (f *facet) require(ids []uint32, hits, spare bitmap, over []span) {
	if len(ids) == 1 && f.sets[ids[0]].bits != nil {
		hits.and(f.sets[ids[0]].bits, over)
		return
	}
	for _, id := range ids {
		f.sets[id].addTo(spare, over)
	}
	hits.and(spare, over)
	spare.clear(over)
}

// count adds to counts how many of hits bear each code.
func (f *facet) count(hits bitmap, n int, over []span, counts map[string]int) {
	switch total := f.of.len(); {
	case n == total:
		for id, code := range f.codes {
			counts[code] += f.sets[id].n
		}
	case n < total/32:
		f.countListings(hits, over, counts)
	default:
		for id, code := range f.codes {
			if n := f.sets[id].common(hits, over); n > 0 {
				counts[code] += n
			}
		}
	}
}

// countListings is for few hits: it counts lists first, as most are the same, then the codes on them.
func (f *facet) countListings(hits bitmap, over []span, counts map[string]int) {
	lists := map[uint32]int{}
	hits.each(over, func(i uint32) { lists[f.of.at(i)]++ })
	for number, n := range lists {
		for at, id := range f.lists[number] {
			if !contains(f.lists[number][:at], id) {
				counts[f.codes[id]] += n
			}
		}
	}
}

func contains(list []uint32, id uint32) bool {
	for _, other := range list {
		if other == id {
			return true
		}
	}
	return false
}
