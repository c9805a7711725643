package message

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func load(t testing.TB, extra ...map[string]string) *Catalogue {
	t.Helper()
	c, err := Load(Builtin())
	if len(extra) > 0 {
		c, err = Load(Builtin(), files(extra[0]))
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func files(texts map[string]string) fstest.MapFS {
	system := fstest.MapFS{}
	for name, text := range texts {
		system[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return system
}

func TestEnglishAndSpanishSayTheSameThings(t *testing.T) {
	c := load(t)
	english, spanish := c.In("en").texts, c.In("es").texts
	for key, text := range english {
		other, ok := spanish[key]
		if !ok {
			t.Errorf("Spanish lacks %s", key)
			continue
		}
		if !slices.Equal(text.names(), other.names()) {
			t.Errorf("%s takes %v in English and %v in Spanish", key, text.names(), other.names())
		}
		if (text.forms == nil) != (other.forms == nil) {
			t.Errorf("%s has plural forms in one language only", key)
		}
	}
	for key := range spanish {
		if _, ok := english[key]; !ok {
			t.Errorf("English lacks %s", key)
		}
	}
}

func TestNoMessageHoldsMarkupOrWordsWeDoNotUse(t *testing.T) {
	for _, lang := range load(t).Languages() {
		for key, text := range load(t).In(lang).texts {
			for _, p := range text.patterns() {
				for _, part := range p {
					for _, bad := range []string{"<", ">", "&amp;", "&#", "invalid", "Submit", "submit", " user "} {
						if strings.Contains(part.words, bad) {
							t.Errorf("%s %s: %q holds %q", lang, key, part.words, bad)
						}
					}
				}
			}
		}
	}
}

func TestOperatorAddsALanguageAndAWording(t *testing.T) {
	c := load(t, map[string]string{
		"pl.json": `{"time.in.minutes": {"one": "za {n} minutę", "few": "za {n} minuty", "many": "za {n} minut", "other": "za {n} minuty"}}`,
		"en.json": `{"layout.help": "Help, now"}`,
	})
	pl := c.In("pl")
	for minutes, want := range map[int]string{1: "za 1 minutę", 3: "za 3 minuty", 5: "za 5 minut", 22: "za 22 minuty"} {
		if have := pl.In(time.Duration(minutes) * time.Minute); have != want {
			t.Errorf("in %d minutes: %q, want %q", minutes, have, want)
		}
	}
	if have := pl.Weekday(time.Monday); have != "Monday" {
		t.Errorf("a missing text is %q, want the English one", have)
	}
	if have := c.In("en").Say("layout.help"); have != "Help, now" {
		t.Errorf("the operator's wording is %q", have)
	}
	if have := c.Languages(); !slices.Equal(have, []string{"en", "es", "pl"}) {
		t.Errorf("languages %v", have)
	}
}

func TestBadCataloguesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"xx1.json":   `{}`,
		"en.a.json":  `{"a": 1}`,
		"en.b.json":  `{"a": "an open {brace"}`,
		"en.c.json":  `{"a": "a closed } brace"}`,
		"en.d.json":  `{"a": {"one": "no other"}}`,
		"en.e.json":  `{"a": {"other": "x", "lots": "y"}}`,
		"en.f.json":  `{"a": "{two words}"}`,
		"not a.json": `{}`,
		"en.json":    `[`,
	} {
		if _, err := Load(Builtin(), files(map[string]string{name: text})); err == nil {
			t.Errorf("%s %s was taken", name, text)
		}
	}
	if _, err := Load(files(map[string]string{"en.json": `{"a":"b"}`, "en.more.json": `{"a":"c"}`})); err == nil {
		t.Error("a key that stands twice was taken")
	}
	if _, err := Load(files(map[string]string{"es.json": `{}`})); err == nil {
		t.Error("a catalogue without English was taken")
	}
}

func TestMatchesTheBrowsersLanguage(t *testing.T) {
	c := load(t)
	for accept, want := range map[string]string{
		"": "en", "es": "es", "es-MX,es;q=0.9,en;q=0.5": "es", "en-GB": "en", "fr,es;q=0.3": "es", "xx": "en", "de": "en", "*": "en", ";;;": "en", "es;q=0,en": "en",
	} {
		if have := c.Match(accept); have != want {
			t.Errorf("%q gives %s, want %s", accept, have, want)
		}
	}
}

func TestTime(t *testing.T) {
	c := load(t)
	at := time.Date(2026, time.November, 23, 18, 5, 0, 0, time.UTC)
	for _, tc := range []struct{ lang, have, want string }{
		{"en", c.In("en").Clock(at), "18:05"},
		{"en", c.In("en").Day(at), "Monday 23 November"},
		{"es", c.In("es").Day(at), "lunes 23 de noviembre"},
		{"en", c.In("en").Date(at), "23 November 2026"},
		{"es", c.In("es").Date(at), "23 de noviembre de 2026"},
		{"en", c.In("en").In(20 * time.Second), "now"},
		{"en", c.In("en").In(time.Minute), "in 1 minute"},
		{"en", c.In("en").In(25 * time.Minute), "in 25 minutes"},
		{"en", c.In("en").In(59*time.Minute + 40*time.Second), "in 1 hour"},
		{"en", c.In("en").In(47 * time.Hour), "in 2 days"},
		{"es", c.In("es").Started(5 * time.Minute), "empezó hace 5 minutos"},
		{"en", c.In("en").Ago(3 * time.Hour), "3 hours ago"},
		{"en", c.In("en").Starts(at, at.Add(time.Hour), at.Add(2*time.Hour)), "in 1 hour"},
		{"en", c.In("en").Starts(at, at.Add(-5*time.Minute), at.Add(time.Hour)), "started 5 minutes ago"},
		{"en", c.In("en").Starts(at, at, at), "now"},
		{"en", c.In("en").Starts(at, at.Add(-2*time.Hour), at.Add(-time.Hour)), ""},
		{"en", c.In("en").Distance(-1), ""},
		{"en", c.In("en").Distance(0.42), "400 m"},
		{"en", c.In("en").Distance(2.14), "2.1 km"},
		{"es", c.In("es").Distance(2.14), "2,1 km"},
		{"en", c.In("en").Distance(9.97), "10 km"},
		{"en", c.In("en").Distance(1234), "1,234 km"},
	} {
		if tc.have != tc.want {
			t.Errorf("%s: %q, want %q", tc.lang, tc.have, tc.want)
		}
	}
}

func TestTwelveHourClockIsASettingOfTheCatalogue(t *testing.T) {
	w := load(t, map[string]string{"en.json": `{"clock": "{h12}:{mm} {half}"}`}).In("en")
	for minutes, want := range map[int]string{0: "12:00 am", 9*60 + 5: "9:05 am", 12 * 60: "12:00 pm", 18*60 + 30: "6:30 pm"} {
		if have := w.ClockAt(minutes); have != want {
			t.Errorf("%d minutes: %q, want %q", minutes, have, want)
		}
	}
}

func TestNumbersListsAndNames(t *testing.T) {
	c := load(t)
	en, es := c.In("en"), c.In("es")
	for _, tc := range []struct{ have, want string }{
		{en.Number(2914), "2,914"}, {en.Number(7), "7"}, {en.Number(-3), "-3"}, {en.Decimal(2.25, 1), "2.2"},
		{en.List(), ""}, {en.List("a"), "a"}, {en.List("a", "b"), "a and b"}, {es.List("a", "b", "c"), "a, b y c"},
		{en.Language("es"), "Spanish"}, {es.Language("en"), "inglés"}, {en.Language("no language"), "no language"},
		{en.Country("IE"), "Ireland"}, {es.Country("US"), "Estados Unidos"}, {en.Country("??"), "??"}, {OwnName("es"), "español"},
		{en.Say("no.such.key"), "no.such.key"}, {en.Say("help.call"), "Call {number}"},
		{en.Fill("filter.chosen", map[string]any{"n": 3}), "3 chosen"}, {es.Count("filter.chosen", 1), "1 elegido"},
	} {
		if tc.have != tc.want {
			t.Errorf("%q, want %q", tc.have, tc.want)
		}
	}
	names := []string{"zorro", "ñandú", "Árbol", "nube"}
	SortBy(es, names, func(s string) string { return s })
	if want := []string{"Árbol", "nube", "ñandú", "zorro"}; !slices.Equal(names, want) {
		t.Errorf("sorted %v, want %v", names, want)
	}
}

func TestDirection(t *testing.T) {
	for lang, want := range map[string]string{"en": "ltr", "ar": "rtl", "he": "rtl", "fa": "rtl", "ur": "rtl", "az-Arab": "rtl", "yi": "rtl", PseudoRTL: "rtl", Pseudo: "ltr", "": "ltr"} {
		if have := DirOf(lang); have != want {
			t.Errorf("%q runs %s, want %s", lang, have, want)
		}
	}
}

func TestPseudoIsLongerAndKeepsItsValues(t *testing.T) {
	c := load(t).WithPseudo()
	w := c.In(PseudoRTL)
	if have := w.Say("help.call", "number", "112"); !strings.Contains(have, "112") || have == "Call 112" {
		t.Errorf("pseudo says %q", have)
	}
	if w.Dir() != "rtl" || slices.Contains(c.Languages(), Pseudo) || c.Match("qps-ploc") != English {
		t.Error("the pseudo-locales must be found by name alone")
	}
	if have := w.ClockAt(18*60 + 30); have != "18:30" {
		t.Errorf("pseudo clock %q", have)
	}
}

func FuzzPattern(f *testing.F) {
	for _, seed := range []string{"", "plain", "{n} meetings", "a {b} c {d}", "{", "}", "{}", "{a{b}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePattern(s)
		if err != nil {
			return
		}
		var b strings.Builder
		for _, part := range p {
			if part.value != "" {
				b.WriteString("{" + part.value + "}")
			}
			b.WriteString(part.words)
		}
		if b.String() != s {
			t.Errorf("%q became %q", s, b.String())
		}
	})
}
