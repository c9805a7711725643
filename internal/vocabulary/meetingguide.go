package vocabulary

import (
	"slices"

	"kith/internal/fold"
)

// guideType is one code of the Meeting Guide format (github.com/code4recovery/spec) as the data file has it.
type guideType struct {
	Type   string      `json:"type"`
	Status guideStatus `json:"status"`
	Names  []string    `json:"names"` // English: the specification's, then those of older TSML sites
	Terms  []Term      `json:"terms"` // the first is the one that maps back
}

type guideStatus string

const (
	guideSpec     guideStatus = ""         // one of the specification's types
	guideReserved guideStatus = "reserved" // set aside by the specification
	guideLocal    guideStatus = "local"    // outside the specification, written by every TSML site
	guideHeard    guideStatus = "heard"    // outside the specification: read, never written
)

type guideFile struct {
	Types []guideType `json:"types"`
}

type guideTable struct {
	types  []guideType
	bySaid map[string]*guideType // by folded type or name
	byTerm map[Term]string
}

func newGuideTable(types []guideType) guideTable {
	t := guideTable{types, map[string]*guideType{}, map[Term]string{}}
	for i := range types {
		g := &types[i]
		for _, said := range append([]string{g.Type}, g.Names...) {
			t.bySaid[fold.Fold(said)] = g
		}
		if _, taken := t.byTerm[g.Terms[0]]; g.Status != guideHeard && !taken {
			t.byTerm[g.Terms[0]] = g.Type
		}
	}
	return t
}

// FromMeetingGuide says what a Meeting Guide type means, given by its code or, as in TSML's CSV, by its English name;
// letter case does not matter. A type may say more than one thing (ASL: a language and a help for deaf people). An
// unknown type gives its Unknown term and false.
func FromMeetingGuide(code string) ([]Term, bool) {
	g, ok := tables().guide.bySaid[fold.Fold(code)]
	if !ok {
		return []Term{Unknown(code)}, false
	}
	return slices.Clone(g.Terms), true
}

// ToMeetingGuide gives the type that says a term, or says the nearest wider one (a Basic Text meeting is LIT). It is
// false when the format has no word for it. A type that was never understood goes out as it came in.
func ToMeetingGuide(t Term) (string, bool) {
	if t.Facet == FacetUnknown {
		return t.Code, t.Code != ""
	}
	for _, code := range Ancestors(t.Facet, t.Code) {
		if g, ok := tables().guide.byTerm[Term{t.Facet, code}]; ok {
			return g, true
		}
	}
	return "", false
}

// MeetingGuideTypes lists the types of the specification, reserved ones left out.
func MeetingGuideTypes() []string {
	var spec []string
	for _, g := range tables().guide.types {
		if g.Status == guideSpec {
			spec = append(spec, g.Type)
		}
	}
	return spec
}

// MeetingGuideName is the specification's English name of a type, which TSML's CSV writes in place of the code. A type
// nobody knows is its own name.
func MeetingGuideName(code string) string {
	g, ok := tables().guide.bySaid[fold.Fold(code)]
	if !ok || len(g.Names) == 0 {
		return code
	}
	return g.Names[0]
}
