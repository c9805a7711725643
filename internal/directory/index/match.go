package index

// matcher is a word of a query with the terms that match it: those that begin with it or, where no listing has one,
// those that differ from it by few slips.
type matcher struct {
	terms map[*segment][]span
}

func match(words []string, parts []part) []matcher {
	list := make([]matcher, len(words))
	for i, word := range words {
		list[i] = matchBeginning(word, parts)
		if slips := typosIn(word); slips > 0 && !list[i].alive(parts) {
			list[i] = matchSimilar(word, slips, parts)
		}
	}
	return list
}

func matchBeginning(word string, parts []part) matcher {
	m := matcher{make(map[*segment][]span, len(parts))}
	for _, p := range parts {
		m.terms[p.segment] = []span{p.words.beginning(word)}
	}
	return m
}

func matchSimilar(word string, slips int, parts []part) matcher {
	m := matcher{make(map[*segment][]span, len(parts))}
	for _, p := range parts {
		for _, term := range p.words.similar(word, slips) {
			m.terms[p.segment] = append(m.terms[p.segment], span{term, term + 1})
		}
	}
	return m
}

// alive tells whether any listing has one of the terms.
func (m *matcher) alive(parts []part) bool {
	for i := range parts {
		for _, terms := range m.terms[parts[i].segment] {
			if parts[i].mentions(terms) {
				return true
			}
		}
	}
	return false
}

// mentions tells whether a listing that is alive has one of the terms.
func (p *part) mentions(terms span) bool {
	found := false
	p.words.each(terms, func(i uint32) bool {
		found = p.has(i)
		return !found
	})
	if found {
		return true
	}
	for _, code := range p.words.codes(terms) {
		if p.any(&p.facets[code.facet].sets[code.code]) {
			return true
		}
	}
	return false
}

func (p *part) any(s *set) bool {
	if p.dead == nil {
		return s.n > 0
	}
	whole := []span{{0, uint32(len(p.dead))}}
	return s.common(p.dead, whole) < s.n
}
