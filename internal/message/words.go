package message

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	textmessage "golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Words speaks one language. It does not change and may be used by several goroutines.
type Words struct {
	lang     string
	tag      language.Tag
	rules    language.Tag // whose plural forms, digits and order are used
	texts    map[string]text
	fallback map[string]text
	fallen   *Words // speaks for the texts that fall back to English; nil in English
	printer  *textmessage.Printer
	latin    bool // small numbers are written 0 to 9
}

func newWords(lang string, texts, english map[string]text) *Words {
	tag := language.Make(lang)
	w := &Words{lang: lang, tag: tag, rules: tag, texts: texts, fallback: english}
	if strings.HasPrefix(lang, "qps-") {
		w.rules = language.English
	}
	w.printer = textmessage.NewPrinter(w.rules)
	w.latin = w.printer.Sprint(number.Decimal(7)) == "7"
	if lang != English {
		w.fallen = newWords(English, english, nil)
	}
	return w
}

// Lang is the language's BCP 47 tag, for the lang attribute.
func (w *Words) Lang() string { return w.lang }

// Dir is "ltr" or "rtl", for the dir attribute.
func (w *Words) Dir() string { return DirOf(w.lang) }

// Say gives the message of a key. Pairs are names and values for its {placeholders}: Say("help.call", "number", "112").
// A whole number among the values is written as the language writes numbers. A key that no catalogue has gives the key.
func (w *Words) Say(key string, pairs ...any) string {
	t, speaker, ok := w.find(key)
	if !ok {
		return key
	}
	return speaker.fill(t.form(speaker, 0), pairs)
}

// Count gives the message of a key in the plural form for n things; {n} in it is n.
func (w *Words) Count(key string, n int, pairs ...any) string {
	t, speaker, ok := w.find(key)
	if !ok {
		return key
	}
	return speaker.fill(t.form(speaker, n), append([]any{"n", n}, pairs...))
}

// Fill is Say with the values in a map, as a fault carries them. A value "n" chooses the plural form.
func (w *Words) Fill(key string, values map[string]any) string {
	pairs := make([]any, 0, 2*len(values))
	for name, value := range values {
		pairs = append(pairs, name, value)
	}
	if n, ok := values["n"].(int); ok {
		return w.Count(key, n, pairs...)
	}
	return w.Say(key, pairs...)
}

// Has says whether the key has a message, here or in English.
func (w *Words) Has(key string) bool {
	_, _, ok := w.find(key)
	return ok
}

// find gives a key's text and who speaks it: English where this language lacks it.
func (w *Words) find(key string) (t text, speaker *Words, ok bool) {
	if t, ok = w.texts[key]; ok {
		return t, w, true
	}
	t, ok = w.fallback[key]
	return t, w.fallen, ok
}

// fill puts values into a pattern. A placeholder without its value stands as it is, so that it is seen.
func (w *Words) fill(p pattern, pairs []any) string {
	if len(p) == 1 && p[0].value == "" {
		return p[0].words
	}
	var b strings.Builder
	for _, part := range p {
		if part.value == "" {
			b.WriteString(part.words)
			continue
		}
		b.WriteString(w.value(part.value, pairs))
	}
	return b.String()
}

// value is the text of a named value.
func (w *Words) value(name string, pairs []any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] != name {
			continue
		}
		switch v := pairs[i+1].(type) {
		case string:
			return v
		case int:
			return w.Number(v)
		case int64:
			return w.Number(int(v))
		case float64:
			return w.Decimal(v, 1)
		default:
			return fmt.Sprint(v)
		}
	}
	return "{" + name + "}"
}

// Number writes a whole number: 2,914.
func (w *Words) Number(n int) string {
	if w.latin && n >= 0 && n < 1000 {
		return strconv.Itoa(n)
	}
	return w.printer.Sprint(number.Decimal(n))
}

// Decimal writes a number with at most so many digits after the point: 2.1.
func (w *Words) Decimal(x float64, digits int) string {
	return w.printer.Sprint(number.Decimal(x, number.MaxFractionDigits(digits)))
}

// List joins things: "a", "a and b", "a, b and c".
func (w *Words) List(things ...string) string {
	switch len(things) {
	case 0:
		return ""
	case 1:
		return things[0]
	}
	last := len(things) - 1
	return w.Say("list.last", "before", strings.Join(things[:last], w.Say("list.comma")), "last", things[last])
}

// Language is the name of a language in this one: "Spanish" for es. A tag without a known name is given back.
func (w *Words) Language(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return orTag(display.Tags(w.rules).Name(parsed), tag)
}

// Country is the name of a country in this language: "Ireland" for IE (ISO 3166-1 alpha-2). A code without a known name
// is given back.
func (w *Words) Country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return orTag(display.Regions(w.rules).Name(region), code)
}

// OwnName is the name a language has for itself: "español" for es.
func OwnName(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return orTag(display.Self.Name(parsed), tag)
}

func orTag(name, tag string) string {
	if name == "" {
		return tag
	}
	return name
}

// SortBy puts a list into the order of a language, by the name each thing has in it.
func SortBy[T any](w *Words, list []T, name func(T) string) {
	order := collate.New(w.rules, collate.IgnoreCase)
	slices.SortStableFunc(list, func(a, b T) int { return order.CompareString(name(a), name(b)) })
}

// rightToLeft are the scripts (ISO 15924) in use today that run from the right.
var rightToLeft = []string{"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Samr", "Mand"}

// DirOf is the direction, "ltr" or "rtl", of text in a language (BCP 47), as its likely script runs.
func DirOf(lang string) string {
	if lang == PseudoRTL {
		return "rtl"
	}
	script, _ := language.Make(lang).Script()
	if slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}
