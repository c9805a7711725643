package query

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"kith/internal/vocabulary"
)

// saying is how a sentence in one language speaks of place and time, in words that Parse understands again.
type saying struct {
	near, now, today, tonight, tomorrow string
	days                                [7]string // from Sunday
}

// sayings are by language; others are spoken in English.
var sayings = map[string]saying{
	"en": {"near ", "now", "today", "tonight", "tomorrow",
		[7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}},
	"es": {"cerca de ", "ahora", "hoy", "esta noche", "mañana",
		[7]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}},
}

// Sentence says what, where and when a search is for, as one could have typed it in a language (BCP 47), and gives the
// parameters that the sentence leaves out. Parse of the sentence beside those is the same search.
func Sentence(v url.Values, language string) (text string, rest url.Values) {
	rest = maps.Clone(v)
	said, ok := sayings[strings.ToLower(language[:min(2, len(language))])]
	if !ok {
		said = sayings["en"]
	}
	var words []string
	words = append(words, rest["q"]...)
	rest.Del("q")
	for _, f := range []vocabulary.Facet{vocabulary.FacetConcern, vocabulary.FacetProgramme} {
		if code, ok := only(rest, params[f]); ok && !strings.HasPrefix(code, "!") {
			words = append(words, vocabulary.Name(f, code, language))
			rest.Del(params[f])
		}
	}
	words = append(words, said.when(rest)...)
	if near, ok := only(rest, "near"); ok {
		words = append(words, said.near+near)
		rest.Del("near")
	}
	return strings.Join(words, " "), rest
}

// only gives the one value of a parameter.
func only(v url.Values, name string) (string, bool) {
	if len(v[name]) != 1 {
		return "", false
	}
	return v[name][0], true
}

// when takes what it can say of day and time out of v.
func (s saying) when(v url.Values) []string {
	var words []string
	if v.Get("when") == "now" {
		words = append(words, s.now)
		v.Del("when")
	}
	day, ok := only(v, "day")
	switch {
	case !ok:
		return words
	case day == "today" && slices.Equal(v["from"], []string{Evening}) && len(v["to"]) == 0:
		words = append(words, s.tonight)
		v.Del("from")
	case day == "today":
		words = append(words, s.today)
	case day == "tomorrow":
		words = append(words, s.tomorrow)
	case len(day) == 1 && day >= "0" && day <= "6":
		words = append(words, s.days[day[0]-'0'])
	default:
		return words
	}
	v.Del("day")
	return words
}
