package vocabulary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// CanonicalLanguage reads a BCP 47 tag or an ISO 639 code as people write it ("SPA", "es_MX", "tl") and gives the one form
// that listings carry. It is false for what is not a language.
func CanonicalLanguage(tag string) (string, bool) {
	t, err := language.Parse(strings.TrimSpace(tag))
	if err != nil || t.IsRoot() {
		return "", false
	}
	return t.String(), true
}

// isLanguage reports whether code is a registered BCP 47 tag in canonical form.
func isLanguage(code string) bool {
	canonical, ok := CanonicalLanguage(code)
	return ok && canonical == code
}

// languageName is CLDR's name of a language in the reader's language, with a capital; empty when CLDR has none.
func languageName(code, lang string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return ""
	}
	reader, err := language.Parse(lang)
	if err != nil {
		reader = language.English
	}
	name := nameIn(reader, tag)
	if name == "" {
		name = nameIn(language.English, tag)
	}
	return capital(name)
}

func nameIn(reader, tag language.Tag) string {
	if namer := display.Languages(reader); namer != nil {
		return namer.Name(tag)
	}
	return ""
}

// LanguageSelf is the language's own name for itself ("Español"), by which its readers find it; its English name when
// CLDR does not know it.
func LanguageSelf(code string) string {
	if tag, err := language.Parse(code); err == nil {
		if name := display.Self.Name(tag); name != "" {
			return capital(name)
		}
	}
	return Name(FacetLanguage, code, "en")
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
