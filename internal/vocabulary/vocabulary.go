// Package vocabulary is the one list of what a listing can say: what a group is about, which programme it follows, how
// a meeting goes, who it is for, how one attends. Every code is lower snake case of plain English and has names and
// everyday words in English and Spanish; other standards' codes (Meeting Guide, BMLT, TSML) map to it and back. It is
// data (data/*.json, embedded) with a small exact interface; it is pure and safe for concurrent use.
package vocabulary

import (
	"slices"
	"strings"
)

// Facet is one kind of thing that a listing can say. Its text is also the first half of a Term's text.
type Facet string

// The facets.
const (
	FacetConcern      Facet = "concern"      // what the group is about
	FacetProgramme    Facet = "programme"    // AA, SMART …
	FacetFormat       Facet = "format"       // how a meeting goes, what is read, house rules
	FacetAudience     Facet = "audience"     // who it is for
	FacetOpen         Facet = "open"         // whether visitors may come
	FacetAccess       Facet = "access"       // accessibility, each a separate fact
	FacetAttend       Facet = "attend"       // in person, online …
	FacetLed          Facet = "led"          // who leads
	FacetBelief       Facet = "belief"       // spiritual, secular, either
	FacetLanguage     Facet = "language"     // BCP 47 codes, sign languages included
	FacetOrganisation Facet = "organisation" // kinds of organisation
	FacetPlace        Facet = "place"        // how much of a place is told
	FacetRhythm       Facet = "rhythm"       // whether a group meets on a schedule
	FacetUnknown      Facet = "unknown"      // a source's code that nothing here matches, kept as it came
)

// Facets lists the facets that have codes, in the order in which a listing is described.
func Facets() []Facet {
	return []Facet{
		FacetConcern, FacetProgramme, FacetFormat, FacetAudience, FacetOpen, FacetAccess, FacetAttend, FacetLed,
		FacetBelief, FacetLanguage, FacetOrganisation, FacetPlace, FacetRhythm,
	}
}

// Term is one statement about a listing: a code of a facet. With FacetUnknown the code is the source's own.
type Term struct {
	Facet Facet
	Code  string
}

// String writes the term as "facet:code", the form used in the data files.
func (t Term) String() string { return string(t.Facet) + ":" + t.Code }

// ParseTerm reads what String writes. It is false unless the facet and its code are known.
func ParseTerm(s string) (Term, bool) {
	facet, code, _ := strings.Cut(s, ":")
	t := Term{Facet(facet), code}
	return t, Valid(t.Facet, t.Code)
}

// Unknown keeps a code that a source published and nothing here matches.
func Unknown(published string) Term { return Term{FacetUnknown, published} }

// Codes lists a facet's codes in the order of its data file; nil for a facet without codes.
func Codes(f Facet) []string {
	entries := tables().entries[f]
	codes := make([]string, 0, len(entries))
	for _, e := range entries {
		codes = append(codes, e.Code)
	}
	return codes
}

// Valid reports whether a listing may carry the code. Any well-formed language that BCP 47 registers is valid, in its
// canonical form; the codes listed for FacetLanguage are those offered for choosing.
func Valid(f Facet, code string) bool {
	if tables().byTerm[Term{f, code}] != nil {
		return true
	}
	return f == FacetLanguage && isLanguage(code)
}

// Ancestors lists the code and everything wider than it, nearest first, each once: a regional language has its base
// language (es-MX, es). A code nobody knows has only itself.
func Ancestors(f Facet, code string) []string { return Widen(f, []string{code}) }

// Widen lists the codes and everything wider than them, each once, the codes themselves first: what a listing must be
// found under.
func Widen(f Facet, codes []string) []string {
	line := []string{}
	add := func(more []string) {
		for _, code := range more {
			if !slices.Contains(line, code) {
				line = append(line, code)
			}
		}
	}
	add(codes)
	for i := 0; i < len(line); i++ {
		add(parents(f, line[i]))
	}
	return line
}

func parents(f Facet, code string) []string {
	if e := tables().byTerm[Term{f, code}]; e != nil {
		return e.Parents
	}
	if base := baseOf(code); f == FacetLanguage && base != code {
		return []string{base}
	}
	return nil
}

// Children lists the codes directly narrower than code, in the order of the data file.
func Children(f Facet, code string) []string {
	var narrower []string
	for _, e := range tables().entries[f] {
		if slices.Contains(e.Parents, code) {
			narrower = append(narrower, e.Code)
		}
	}
	return narrower
}
