package vocabulary

import (
	"kith/internal/fold"
)

// Kind says on what a programme builds.
type Kind string

// The kinds of programme.
const (
	TwelveStep Kind = "twelve_step"
	Secular    Kind = "secular"
	Spiritual  Kind = "spiritual"
	OtherKind  Kind = "other"
)

// Programme is a way of working that groups share across places, such as AA or SMART. Its names are proper nouns; Name
// gives the full one.
type Programme struct {
	Code     string
	Short    string // as its members say it: "AA"
	Kind     Kind
	Concerns []string // what its groups are about
	TSML     string   // its code on TSML sites; empty: TSML has none
	BMLT     bool     // BMLT servers list it unless they say otherwise
}

// Programmes lists all of them.
func Programmes() []Programme {
	all := make([]Programme, 0, len(tables().entries[FacetProgramme]))
	for _, e := range tables().entries[FacetProgramme] {
		all = append(all, programmeOf(e))
	}
	return all
}

// ProgrammeByCode finds one programme.
func ProgrammeByCode(code string) (Programme, bool) {
	e := tables().byTerm[Term{FacetProgramme, code}]
	if e == nil {
		return Programme{}, false
	}
	return programmeOf(e), true
}

func programmeOf(e *entry) Programme {
	return Programme{e.Code, e.Short, e.Kind, e.Concerns, e.TSML, e.BMLT}
}

// ProgrammeOfBMLT is the programme of a BMLT server that does not name one: the software was made for it and nearly all
// servers list it.
func ProgrammeOfBMLT() string {
	for _, e := range tables().entries[FacetProgramme] {
		if e.BMLT {
			return e.Code
		}
	}
	return ""
}

// ProgrammeOfTSML finds a programme by the code that TSML sites use for it ("al-anon").
func ProgrammeOfTSML(code string) (string, bool) {
	for _, e := range tables().entries[FacetProgramme] {
		if e.TSML != "" && e.TSML == code {
			return e.Code, true
		}
	}
	return "", false
}

// ProgrammeIn finds the one programme that a feed's entity, organisation or title names ("Seattle Intergroup of
// Alcoholics Anonymous"). It is false when none or more than one is named. Short names that are also everyday words or
// places count only when they are all there is.
func ProgrammeIn(text string) (string, bool) {
	words := fold.Words(text)
	found := ""
	for i := 0; i < len(words); {
		m, ok := Understand(words[i:], "en")
		if !ok {
			i++
			continue
		}
		if m.Term.Facet == FacetProgramme && (!m.Weak || m.Words == len(words)) {
			if found != "" && found != m.Term.Code {
				return "", false
			}
			found = m.Term.Code
		}
		i += m.Words
	}
	return found, found != ""
}
