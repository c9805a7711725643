package vocabulary

import (
	"slices"
	"strings"
	"sync"

	"kith/internal/fold"
)

// Meaning is what the first words of a typed sentence say.
type Meaning struct {
	Term  Term
	Words int  // how many words it took, 1 or more
	Weak  bool // the words are also an everyday word or a place ("CA"): let any other reading go first
}

// Understand reads the longest phrase at the start of words that means something here; words are folded
// (fold.Words). The reader's language is looked up first, then English, then Spanish, so that either is understood on
// every page; a longer phrase wins over the language. It is false when the first word begins nothing.
func Understand(words []string, lang string) (Meaning, bool) {
	langs := [...]string{baseOf(lang), "en", "es"}
	for n := min(len(words), lexicons().longest); n > 0; n-- {
		phrase := strings.Join(words[:n], " ")
		for _, l := range langs {
			if said, ok := lexicons().byLang[l][phrase]; ok {
				return Meaning{said.term, n, said.weak}, true
			}
		}
	}
	return Meaning{}, false
}

type saying struct {
	term Term
	weak bool
}

type lexicon struct {
	byLang  map[string]map[string]saying // language → folded phrase → meaning
	longest int                          // words in the longest phrase
}

// lexicons is built once from the data files.
var lexicons = sync.OnceValue(func() *lexicon {
	x := &lexicon{byLang: map[string]map[string]saying{}}
	for _, f := range spokenFacets() {
		for _, e := range tables().entries[f] {
			for _, lang := range languagesOf(e) {
				x.add(f, e, lang)
			}
		}
	}
	return x
})

// spokenFacets are those that people search by; the first to claim a phrase keeps it.
func spokenFacets() []Facet {
	return []Facet{
		FacetProgramme, FacetConcern, FacetAttend, FacetAudience, FacetAccess, FacetOpen, FacetLed, FacetBelief,
		FacetFormat, FacetLanguage,
	}
}

func (x *lexicon) add(f Facet, e *entry, lang string) {
	if x.byLang[lang] == nil {
		x.byLang[lang] = map[string]saying{}
	}
	for _, said := range spoken(f, e, lang) {
		words := fold.Words(said)
		if len(words) == 0 {
			continue
		}
		phrase := strings.Join(words, " ")
		if _, taken := x.byLang[lang][phrase]; taken {
			continue
		}
		x.byLang[lang][phrase] = saying{Term{f, e.Code}, e.WeakShort && said == e.Short}
		x.longest = max(x.longest, len(words))
	}
}

// Find gives the term of a facet that a source names in words or by our own code, whole and in any language ("Wheelchair
// accessible", "en_linea", "Español"). It is false when nothing is called so.
func Find(f Facet, said string) (Term, bool) {
	code, ok := callings()[f][fold.Fold(said)]
	return Term{f, code}, ok
}

// callings holds for each facet what its codes are called, folded, in every language; the first to claim a name keeps it.
var callings = sync.OnceValue(func() map[Facet]map[string]string {
	all := map[Facet]map[string]string{}
	for _, f := range Facets() {
		all[f] = map[string]string{}
		for _, code := range Codes(f) {
			for _, said := range append(Synonyms(Term{f, code}), code) {
				if phrase := fold.Fold(said); all[f][phrase] == "" {
					all[f][phrase] = code
				}
			}
		}
	}
	return all
})

// spoken lists the phrases that a sentence may use for an entry: those it is called by, and for a language the ways to
// ask for it.
func spoken(f Facet, e *entry, lang string) []string {
	said := phrases(f, e, lang)
	if f == FacetLanguage {
		return askedFor(said, lang)
	}
	return said
}

// phrases lists what an entry is called in one language: its words, its name, a programme's short name, a language's
// name for itself.
func phrases(f Facet, e *entry, lang string) []string {
	said := append([]string{}, e.Words[lang]...)
	switch f {
	case FacetProgramme:
		said = append(said, e.Short)
	case FacetLanguage:
		said = append(said, languageName(e.Code, lang), LanguageSelf(e.Code))
	}
	said = append(said, e.Names[lang])
	return slices.DeleteFunc(said, func(s string) bool { return s == "" })
}

// askedFor adds the ways in which a language is asked for: "in Polish", "Polish speaking", "habla polaco".
func askedFor(names []string, lang string) []string {
	said := names
	for _, name := range names {
		switch lang {
		case "en":
			said = append(said, "in "+name, name+" speaking", name+" language", "speaking "+name, "speaks "+name)
		case "es":
			said = append(said, "en "+name, "habla "+name, "de habla "+name, "en idioma "+name)
		}
	}
	return said
}
