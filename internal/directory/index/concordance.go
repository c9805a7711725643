package index

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// concordance says in which listings a term stands. Terms that stand for a code (a concern's names and synonyms) are
// in it too, and lead to the code.
type concordance struct {
	dictionary
	begin []uint32 // term → where its listings begin in lists; one more for the end
	lists []byte   // the ascending listings of each term: uvarint differences
	coded []coded  // by term
}

// coded is a term by which a code can be found.
type coded struct {
	term  uint32
	facet int
	code  uint32
}

// add puts the listings of some terms into hits.
func (c *concordance) add(terms span, facets []facet, hits bitmap, all []span) {
	c.each(terms, func(i uint32) bool {
		hits.add(i)
		return true
	})
	for _, code := range c.codes(terms) {
		facets[code.facet].sets[code.code].addTo(hits, all)
	}
}

// codes are those that some terms stand for.
func (c *concordance) codes(terms span) []coded {
	byTerm := func(a coded, term uint32) int { return cmp.Compare(a.term, term) }
	from, _ := slices.BinarySearchFunc(c.coded, terms.lo, byTerm)
	to, _ := slices.BinarySearchFunc(c.coded, terms.hi, byTerm)
	return c.coded[from:to]
}

// each gives the listings of some terms until do says false.
func (c *concordance) each(terms span, do func(uint32) bool) {
	for term := terms.lo; term < terms.hi; term++ {
		list := c.lists[c.begin[term]:c.begin[term+1]]
		for i := uint32(0); len(list) > 0; {
			gap, size := uint64(list[0]), 1
			if gap >= 0x80 {
				gap, size = binary.Uvarint(list)
			}
			i += uint32(gap)
			if !do(i) {
				return
			}
			list = list[size:]
		}
	}
}

// concordanceBuilder gathers the terms of listings, listing by listing.
type concordanceBuilder struct {
	numbers map[string]uint32 // term → its number by first appearance
	terms   []string
	last    []uint32 // term → the last listing noted + 1
	pairs   []pair
	codes   []coded // with the term's number by first appearance
}

type pair struct{ term, listing uint32 }

func newConcordanceBuilder() *concordanceBuilder {
	return &concordanceBuilder{numbers: map[string]uint32{}}
}

func (b *concordanceBuilder) number(term string) uint32 {
	number, ok := b.numbers[term]
	if !ok {
		number = uint32(len(b.terms))
		term = string(append([]byte(nil), term...))
		b.numbers[term], b.terms, b.last = number, append(b.terms, term), append(b.last, 0)
	}
	return number
}

func (b *concordanceBuilder) numbersOf(text string, into []uint32) []uint32 {
	eachTerm(text, func(term string) { into = append(into, b.number(term)) })
	return into
}

// note says that a term stands in a listing; listings ascend.
func (b *concordanceBuilder) note(term, listing uint32) {
	if b.last[term] != listing+1 {
		b.last[term] = listing + 1
		b.pairs = append(b.pairs, pair{term, listing})
	}
}

// name adds the words by which a code can be found.
func (b *concordanceBuilder) name(facet int, code uint32, words []string) {
	for _, text := range words {
		eachTerm(text, func(term string) {
			b.codes = append(b.codes, coded{b.number(term), facet, code})
		})
	}
}

func (b *concordanceBuilder) build() concordance {
	order := make([]uint32, len(b.terms)) // new number → old
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return cmp.Compare(b.terms[x], b.terms[y]) })
	terms, renumbered := make([]string, len(order)), make([]uint32, len(order))
	for i, old := range order {
		terms[i], renumbered[old] = b.terms[old], uint32(i)
	}
	c := concordance{dictionary: newDictionary(terms)}
	c.begin, c.lists = b.lists(renumbered)
	c.coded = b.coded(renumbered)
	return c
}

// lists sorts the pairs by term, counting, and writes them down.
func (b *concordanceBuilder) lists(renumbered []uint32) ([]uint32, []byte) {
	next := make([]uint32, len(renumbered)+1)
	for _, p := range b.pairs {
		next[renumbered[p.term]+1]++
	}
	for i := range renumbered {
		next[i+1] += next[i]
	}
	sorted := make([]uint32, len(b.pairs))
	for _, p := range b.pairs {
		term := renumbered[p.term]
		sorted[next[term]] = p.listing
		next[term]++
	}
	return writeLists(sorted, next[:len(renumbered)])
}

// writeLists writes lists that stand one after the other and end at ends.
func writeLists(sorted, ends []uint32) ([]uint32, []byte) {
	begin, lists := make([]uint32, 1, len(ends)+1), make([]byte, 0, len(sorted)*2)
	from := uint32(0)
	for _, to := range ends {
		last := uint32(0)
		for _, listing := range sorted[from:to] {
			lists = binary.AppendUvarint(lists, uint64(listing-last))
			last = listing
		}
		begin, from = append(begin, uint32(len(lists))), to
	}
	return begin, slices.Clip(lists)
}

func (b *concordanceBuilder) coded(renumbered []uint32) []coded {
	for i := range b.codes {
		b.codes[i].term = renumbered[b.codes[i].term]
	}
	slices.SortFunc(b.codes, func(x, y coded) int {
		return cmp.Or(cmp.Compare(x.term, y.term), cmp.Compare(x.facet, y.facet), cmp.Compare(x.code, y.code))
	})
	return slices.Compact(b.codes)
}
