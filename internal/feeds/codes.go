package feeds

import (
	"regexp"
	"strings"

	"kith/internal/lists"
	"kith/internal/vocabulary"
)

var (
	typesInHead = regexp.MustCompile(`"types"\s*:\s*\[([^\]]*)\]`)
	textInTypes = regexp.MustCompile(`"([^"]*)"`)
)

// dialectOf finds, from the beginning of a source, whose own codes it uses; the programme's where nothing gives it away.
func dialectOf(head []byte, programme string) string {
	var codes []string
	for _, types := range typesInHead.FindAllSubmatch(head, -1) {
		for _, code := range textInTypes.FindAllSubmatch(types[1], -1) {
			codes = append(codes, string(code[1]))
		}
	}
	return first(vocabulary.DialectOf(codes), programme)
}

// meetingGuideTerm reads a type, by its code or by its name in any language.
func (out *output) meetingGuideTerm(where string, t *terms, code string) {
	found, ok := vocabulary.FromTSML(out.dialect, code)
	if !ok {
		found, ok = findAny(code)
	}
	out.addTerms(where, t, "types", code, found, ok)
}

// bmltTerm reads a format of a BMLT server.
func (out *output) bmltTerm(where string, t *terms, f bmltFormat) {
	found, ok := vocabulary.FromBMLT(f.world, f.key, f.lang)
	out.addTerms(where, t, "formats", f.key, found, ok)
}

// wordTerm reads what a column of one facet says in words; what is not of that facet may be of another.
func (out *output) wordTerm(where string, t *terms, facet vocabulary.Facet, word string) {
	word, _ = shortened(plainLine(word), maxCode)
	if found, ok := vocabulary.Find(facet, word); ok {
		t.add(found)
		return
	}
	if tag, ok := vocabulary.CanonicalLanguage(word); ok && facet == vocabulary.FacetLanguage {
		t.add(vocabulary.Term{Facet: facet, Code: tag})
		return
	}
	found, ok := findAny(word)
	out.addTerms(where, t, string(facet), word, found, ok)
}

func findAny(word string) ([]vocabulary.Term, bool) {
	for _, facet := range vocabulary.Facets() {
		if found, ok := vocabulary.Find(facet, word); ok {
			return []vocabulary.Term{found}, true
		}
	}
	return nil, false
}

// addTerms adds what was found; a code that nobody here knows is kept as it came and told of the first time.
func (out *output) addTerms(where string, t *terms, field, code string, found []vocabulary.Term, ok bool) {
	if ok {
		for _, x := range found {
			t.add(x)
		}
		return
	}
	if code == "" || len(t.unknown) >= maxCodes {
		return
	}
	t.unknown = lists.With(t.unknown, code)
	if out.once("code " + strings.ToLower(code)) {
		out.warn(where, field, code, "unknown_code", "tell_code")
	}
}
