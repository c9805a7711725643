package feeds

import (
	"kith/internal/lists"
	"kith/internal/vocabulary"
)

// terms is what the codes of a row say, in Kith's own vocabulary.
type terms struct {
	formats, audience, languages, access, concerns []string
	open, led, belief, programme                   string
	closed, online, hybrid                         bool
	unknown                                        []string // as they came
}

// add puts a term where it belongs.
func (t *terms) add(x vocabulary.Term) {
	switch x.Facet {
	case vocabulary.FacetFormat:
		t.formats = lists.With(t.formats, x.Code)
	case vocabulary.FacetAudience:
		t.audience = lists.With(t.audience, x.Code)
	case vocabulary.FacetLanguage:
		t.languages = lists.With(t.languages, x.Code)
	case vocabulary.FacetAccess:
		t.access = lists.With(t.access, x.Code)
	case vocabulary.FacetConcern:
		t.concerns = lists.With(t.concerns, x.Code)
	case vocabulary.FacetOpen:
		t.open = x.Code
	case vocabulary.FacetLed:
		t.led = x.Code
	case vocabulary.FacetBelief:
		t.belief = x.Code
	case vocabulary.FacetProgramme:
		t.programme = x.Code
	case vocabulary.FacetAttend:
		t.closed = t.closed || x.Code == "closed"
		t.online = t.online || x.Code == "online" || x.Code == "hybrid"
		t.hybrid = t.hybrid || x.Code == "hybrid"
	}
}

// wordFacets are the facets that a row may have a field of its own for.
var wordFacets = []vocabulary.Facet{
	vocabulary.FacetOpen, vocabulary.FacetLanguage, vocabulary.FacetProgramme, vocabulary.FacetAudience, vocabulary.FacetConcern,
	vocabulary.FacetLed, vocabulary.FacetBelief, vocabulary.FacetAccess, vocabulary.FacetFormat,
}

// terms reads a row's types, by code or by name, and what it says in fields of their own.
func (r *row) terms() terms {
	var t terms
	for _, code := range r.all("types") {
		code, _ = shortened(plainLine(code), maxCode)
		r.out.meetingGuideTerm(r.where, &t, code)
	}
	for _, facet := range wordFacets {
		for _, word := range r.all(string(facet)) {
			r.out.wordTerm(r.where, &t, facet, word)
		}
	}
	return t
}
