package vocabulary

import (
	"slices"
	"strings"
)

// Name is how a code is shown to a reader of lang (BCP 47). Without a name in that language it is the base language's,
// then English, then the code itself, which is also the name of an unknown term.
func Name(f Facet, code, lang string) string {
	e := tables().byTerm[Term{f, code}]
	if e != nil {
		if name := pick(e.Names, lang); name != "" {
			return name
		}
	}
	if f == FacetLanguage {
		if name := languageName(code, lang); name != "" {
			return name
		}
	}
	if e != nil && e.Names["en"] != "" {
		return e.Names["en"]
	}
	return code
}

// Synonyms lists what people say for a term in any language, names included, so that free text can find it. Nil for an
// unknown term.
func Synonyms(t Term) []string {
	e := tables().byTerm[t]
	if e == nil {
		return nil
	}
	var said []string
	for _, lang := range languagesOf(e) {
		said = append(said, phrases(t.Facet, e, lang)...)
	}
	slices.Sort(said)
	return slices.Compact(said)
}

// pick gives the value for lang or for its base language.
func pick[V any](m map[string]V, lang string) V {
	if v, ok := m[lang]; ok {
		return v
	}
	return m[baseOf(lang)]
}

func baseOf(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	return strings.ToLower(base)
}

// languagesOf lists the languages in which an entry says something; English and Spanish always, since the names of
// languages come from CLDR.
func languagesOf(e *entry) []string {
	langs := []string{"en", "es"}
	for lang := range e.Names {
		langs = append(langs, lang)
	}
	for lang := range e.Words {
		langs = append(langs, lang)
	}
	slices.Sort(langs)
	return slices.Compact(langs)
}
