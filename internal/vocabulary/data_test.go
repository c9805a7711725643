package vocabulary

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"kith/internal/fold"
)

// complete are the languages in which every code must have a name.
var complete = []string{"en", "es"}

func TestEveryCodeIsPlainAndNamed(t *testing.T) {
	plain := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	for _, f := range Facets() {
		if len(Codes(f)) == 0 {
			t.Errorf("facet %s has no codes", f)
		}
		seen := map[string]bool{}
		for _, e := range tables().entries[f] {
			if f != FacetLanguage && !plain.MatchString(e.Code) {
				t.Errorf("%s %q is not lower snake case", f, e.Code)
			}
			if seen[e.Code] {
				t.Errorf("%s %s stands twice", f, e.Code)
			}
			seen[e.Code] = true
			checkNames(t, f, e)
		}
	}
}

func checkNames(t *testing.T, f Facet, e *entry) {
	t.Helper()
	for _, lang := range complete {
		name := Name(f, e.Code, lang)
		if name == "" || name == e.Code || name != strings.TrimSpace(name) {
			t.Errorf("%s %s has no good name in %s: %q", f, e.Code, lang, name)
		}
		if f != FacetLanguage && e.Names[lang] == "" {
			t.Errorf("%s %s is not named in %s", f, e.Code, lang)
		}
	}
	for lang, words := range e.Words {
		for _, w := range words {
			if len(fold.Words(w)) == 0 {
				t.Errorf("%s %s has an empty word %q in %s", f, e.Code, w, lang)
			}
		}
	}
}

func TestNamesWithinAFacetDiffer(t *testing.T) {
	for _, f := range Facets() {
		for _, lang := range complete {
			names := map[string]string{}
			for _, code := range Codes(f) {
				name := fold.Fold(Name(f, code, lang))
				if other := names[name]; other != "" {
					t.Errorf("%s: %s and %s are both %q in %s", f, code, other, name, lang)
				}
				names[name] = code
			}
		}
	}
}

// A phrase said on one page must mean one thing, whichever facet it belongs to.
func TestNoPhraseHasTwoMeanings(t *testing.T) {
	for _, lang := range complete {
		owners := map[string]Term{}
		for _, f := range spokenFacets() {
			for _, e := range tables().entries[f] {
				for _, said := range spoken(f, e, lang) {
					phrase, term := fold.Fold(said), Term{f, e.Code}
					if owner, ok := owners[phrase]; ok && owner != term {
						t.Errorf("%q in %s means both %s and %s", phrase, lang, owner, term)
					}
					owners[phrase] = term
				}
			}
		}
	}
}

func TestNoPhraseStandsTwiceInOneEntry(t *testing.T) {
	for _, f := range Facets() {
		for _, e := range tables().entries[f] {
			for lang, words := range e.Words {
				folded := []string{}
				for _, w := range words {
					folded = append(folded, fold.Fold(w))
				}
				slices.Sort(folded)
				if n := len(slices.Compact(slices.Clone(folded))); n != len(folded) {
					t.Errorf("%s %s repeats a word in %s: %v", f, e.Code, lang, folded)
				}
			}
		}
	}
}

func TestParentsExistAndNothingIsItsOwnAncestor(t *testing.T) {
	for _, f := range Facets() {
		for _, e := range tables().entries[f] {
			for _, p := range e.Parents {
				if tables().byTerm[Term{f, p}] == nil {
					t.Errorf("%s %s is within %s, which is not there", f, e.Code, p)
				}
				if slices.Contains(Ancestors(f, p), e.Code) {
					t.Errorf("%s %s is within itself through %s", f, e.Code, p)
				}
			}
		}
	}
}

func TestProgrammesNameConcernsAndKinds(t *testing.T) {
	kinds := []Kind{TwelveStep, Secular, Spiritual, OtherKind}
	for _, p := range Programmes() {
		if len(p.Concerns) == 0 || p.Short == "" || !slices.Contains(kinds, p.Kind) {
			t.Errorf("programme %s is not whole: %+v", p.Code, p)
		}
		for _, c := range p.Concerns {
			if !Valid(FacetConcern, c) {
				t.Errorf("programme %s is about %s, which is no concern", p.Code, c)
			}
		}
	}
}

func TestMappingsNameKnownTerms(t *testing.T) {
	check := func(where string, terms []Term) {
		for _, term := range terms {
			if !Valid(term.Facet, term.Code) {
				t.Errorf("%s maps to %s, which is not there", where, term)
			}
		}
	}
	for _, g := range tables().guide.types {
		check("Meeting Guide "+g.Type, g.Terms)
	}
	for _, r := range tables().bmlt.rows {
		check("BMLT "+r.Key, r.Terms)
	}
	for _, d := range tables().dialects {
		for code, terms := range d.Types {
			check(d.Code+" "+code, terms)
		}
		if len(d.Marks) == 0 && !Valid(FacetProgramme, d.Code) {
			t.Errorf("dialect %s is neither a programme's nor marked", d.Code)
		}
	}
}
