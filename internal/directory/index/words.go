package index

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kith/internal/fold"
)

const (
	maxTerm  = 60 // letters; of longer words the rest is not looked at
	maxWords = 12 // words of a query
)

// eachTerm gives the terms under which a text is found. Scripts that set no space between words are found from every
// letter on.
func eachTerm(text string, do func(string)) {
	for word := range strings.SplitSeq(fold.Fold(text), " ") {
		if word == "" {
			continue
		}
		word = shorten(word)
		do(word)
		if !unspaced(word) {
			continue
		}
		for i := range word {
			if i > 0 {
				do(word[i:])
			}
		}
	}
}

func shorten(word string) string {
	if len(word) <= maxTerm {
		return word
	}
	n := 0
	for i := range word {
		if n == maxTerm {
			return word[:i]
		}
		n++
	}
	return word
}

func unspaced(word string) bool {
	for _, r := range word {
		if r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao,
			unicode.Khmer, unicode.Myanmar) {
			return true
		}
	}
	return false
}

// typosIn is how many slips are forgiven in a folded word: one from 4 letters, two from 8. A number is meant as it is
// typed.
func typosIn(word string) int {
	if strings.ContainsFunc(word, unicode.IsNumber) {
		return 0
	}
	switch n := utf8.RuneCountInString(word); {
	case n < 4 || n > maxTerm:
		return 0
	case n < 8:
		return 1
	}
	return 2
}

// words are the distinct words of a query.
func words(text string) []string {
	var list []string
	for _, word := range fold.Words(text) {
		word = shorten(word)
		if len(list) < maxWords && !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}

// dictionary is a trie of terms. Its nodes stand in preorder: the children of a node follow it, and next leads past
// them to its sibling. The last node is only an end.
type dictionary struct {
	letter []rune
	next   []uint32
	term   []uint32 // the number of terms that end before the node; a term that ends in it has this number
}

// newDictionary makes the trie of terms that ascend.
func newDictionary(terms []string) dictionary {
	var d dictionary
	var path []uint32 // nodes down to the last term
	var last []rune
	for number, term := range terms {
		letters := []rune(term)
		common := 0
		for common < len(last) && common < len(letters) && last[common] == letters[common] {
			common++
		}
		d.close(path[common:])
		path = path[:common]
		for _, r := range letters[common:] {
			path = append(path, uint32(len(d.letter)))
			d.letter, d.next, d.term = append(d.letter, r), append(d.next, 0), append(d.term, uint32(number))
		}
		last = letters
	}
	d.close(path)
	d.letter, d.next = append(d.letter, 0), append(d.next, 0)
	d.term = append(d.term, uint32(len(terms)))
	return d
}

func (d *dictionary) close(nodes []uint32) {
	for _, node := range nodes {
		d.next[node] = uint32(len(d.letter))
	}
}

func (d *dictionary) end() uint32 { return uint32(len(d.letter) - 1) }

// all gives every term, ascending.
func (d *dictionary) all(do func(string)) {
	var path []rune
	var ends []uint32 // of the nodes on the path
	for node := range d.end() {
		for len(ends) > 0 && ends[len(ends)-1] <= node {
			path, ends = path[:len(path)-1], ends[:len(ends)-1]
		}
		path, ends = append(path, d.letter[node]), append(ends, d.next[node])
		if d.term[node+1] > d.term[node] {
			do(string(path))
		}
	}
}

// beginning gives the span of terms that begin with prefix.
func (d *dictionary) beginning(prefix string) span {
	node, end := uint32(0), d.end()
	found := span{0, d.term[end]}
	for _, r := range prefix {
		for node < end && d.letter[node] != r {
			node = d.next[node]
		}
		if node >= end {
			return span{}
		}
		end = d.next[node]
		found = span{d.term[node], d.term[end]}
		node++
	}
	return found
}

// similar gives the terms that differ from word by at most that many slips: a letter too many, missing, or another,
// or two neighbours changed (the restricted Damerau–Levenshtein distance).
func (d *dictionary) similar(word string, slips int) []uint32 {
	s := similarity{dictionary: d, slips: slips, masks: map[rune]uint64{}}
	n := 0
	for _, r := range word {
		s.masks[r] |= 2 << n
		n++
	}
	for r, mask := range s.masks {
		if r < utf8.RuneSelf {
			s.ascii[r] = mask
		}
	}
	s.whole = 1 << n
	begin := states{1, 3, 7}
	s.visit(0, d.end(), begin, states{}, 0)
	return s.found
}

// states are the letters of the word that may have been read after 0, 1 and 2 slips: bit n says that n were.
type states [3]uint64

// similarity walks the trie with all ways to read the word at once, as bits (after Wu and Manber, 1992).
type similarity struct {
	*dictionary
	slips int
	whole uint64
	ascii [utf8.RuneSelf]uint64
	masks map[rune]uint64 // letter → the bits that reading it may set
	found []uint32
}

func (s *similarity) mask(r rune) uint64 {
	if r < utf8.RuneSelf {
		return s.ascii[r]
	}
	return s.masks[r]
}

func (s *similarity) visit(node, end uint32, now, before states, last uint64) {
	for ; node < end; node = s.next[node] {
		mask := s.mask(s.letter[node])
		then := s.read(mask, now, before, last)
		if then[s.slips]&(2*s.whole-1) == 0 {
			continue
		}
		if then[s.slips]&s.whole != 0 && s.term[node+1] > s.term[node] {
			s.found = append(s.found, s.term[node])
		}
		s.visit(node+1, s.next[node], then, now, mask)
	}
}

// read gives the states after one more letter, whose mask is given; last is the mask of the letter before it.
func (s *similarity) read(mask uint64, now, before states, last uint64) states {
	then := states{now[0] << 1 & mask}
	for i := 1; i <= s.slips; i++ {
		match := now[i] << 1 & mask
		extra, other, missing := now[i-1], now[i-1]<<1, then[i-1]<<1
		changed := before[i-1] << 2 & (mask << 1) & last
		then[i] = match | extra | other | missing | changed
	}
	return then
}
