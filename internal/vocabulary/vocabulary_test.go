package vocabulary

import (
	"slices"
	"testing"
)

func TestAConcernMayHaveSeveralWiderOnes(t *testing.T) {
	got := Ancestors(FacetConcern, "postpartum")
	if want := []string{"postpartum", "pregnancy_and_birth", "mental_health"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !slices.Contains(Children(FacetConcern, "mental_health"), "postpartum") {
		t.Error("mental health does not lead to postpartum")
	}
	if got := Ancestors(FacetConcern, "nobody_knows"); !slices.Equal(got, []string{"nobody_knows"}) {
		t.Errorf("an unknown concern has ancestors %v", got)
	}
}

func TestWidenNamesEachOnce(t *testing.T) {
	got := Widen(FacetConcern, []string{"lupus", "diabetes"})
	if want := []string{"lupus", "diabetes", "autoimmune", "illness"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := Widen(FacetLanguage, []string{"es-MX"}); !slices.Equal(got, []string{"es-MX", "es"}) {
		t.Errorf("got %v", got)
	}
	if got := Widen(FacetAudience, nil); len(got) != 0 {
		t.Errorf("nothing widens to %v", got)
	}
}

func TestTheWholeOfTheMapIsThere(t *testing.T) {
	for _, code := range []string{
		"addiction", "someone_elses_addiction", "illness", "mental_health", "grief", "family", "abuse", "disability",
		"separation", "pregnancy_and_birth", "money_and_work", "growth", "shared_life", "mutual_aid",
	} {
		if !slices.Contains(TopConcerns(), code) {
			t.Errorf("%s is not a top concern", code)
		}
	}
	for _, code := range []string{"myasthenia_gravis", "psychiatric_survivors", "savings_group", "caring", "loss_of_a_child", "loneliness"} {
		if c, ok := ConcernByCode(code); !ok || len(c.Parents) == 0 {
			t.Errorf("%s is missing", code)
		}
	}
	if _, ok := ConcernByCode("nobody_knows"); ok {
		t.Error("a concern nobody knows was found")
	}
	if len(Concerns()) != len(Codes(FacetConcern)) {
		t.Error("Concerns and Codes differ")
	}
}

func TestName(t *testing.T) {
	for _, c := range []struct {
		facet            Facet
		code, lang, want string
	}{
		{FacetConcern, "grief", "en", "Grief and loss"},
		{FacetConcern, "grief", "es-MX", "Duelo y pérdida"},
		{FacetConcern, "grief", "ja", "Grief and loss"},
		{FacetConcern, "grief", "", "Grief and loss"},
		{FacetFormat, "discussion", "sv", "Diskussion"},
		{FacetProgramme, "aa", "es", "Alcohólicos Anónimos"},
		{FacetLanguage, "es", "es", "Español"},
		{FacetLanguage, "pl", "en", "Polish"},
		{FacetLanguage, "pl", "fr", "Polonais"},
		{FacetLanguage, "fil", "en", "Tagalog (Filipino)"},
		{FacetLanguage, "no", "en", "Norwegian"},
		{FacetLanguage, "ase", "es", "Lengua de señas americana"},
		{FacetLanguage, "tlh", "en", "Klingon"},
		{FacetLanguage, "not a language", "en", "not a language"},
		{FacetOpen, "nobody_knows", "en", "nobody_knows"},
	} {
		if got := Name(c.facet, c.code, c.lang); got != c.want {
			t.Errorf("%s %s in %q is called %q, want %q", c.facet, c.code, c.lang, got, c.want)
		}
	}
	if got := LanguageSelf("ar"); got != "العربية" {
		t.Errorf("Arabic calls itself %q", got)
	}
	if got := LanguageSelf("ase"); got != "American Sign Language" {
		t.Errorf("American Sign Language calls itself %q", got)
	}
}

func TestValid(t *testing.T) {
	for _, term := range []Term{{FacetAttend, "hybrid"}, {FacetLanguage, "es"}, {FacetLanguage, "es-MX"}, {FacetLanguage, "fcs"}} {
		if !Valid(term.Facet, term.Code) {
			t.Errorf("%s is refused", term)
		}
	}
	for _, term := range []Term{{FacetAttend, "zoom"}, {FacetLanguage, "ES"}, {FacetLanguage, "tl"}, {FacetLanguage, "und"}, {FacetLanguage, ""}, {FacetUnknown, "X"}, {"colour", "red"}} {
		if Valid(term.Facet, term.Code) {
			t.Errorf("%s is accepted", term)
		}
	}
}

func TestCanonicalLanguage(t *testing.T) {
	for in, want := range map[string]string{"ES": "es", " spa ": "es", "es_mx": "es-MX", "tl": "fil", "per": "fa", "zh-hant": "zh-Hant", "": "", "und": "", "??": "", "spanish!": ""} {
		got, ok := CanonicalLanguage(in)
		if got != want || ok != (want != "") {
			t.Errorf("%q is %q %v, want %q", in, got, ok, want)
		}
	}
}

func TestProgrammeIn(t *testing.T) {
	for text, want := range map[string]string{
		"Seattle Intergroup of Alcoholics Anonymous": "aa",
		"Narcotics Anonymous – Greater New York":     "na",
		"Nar-Anon Family Groups":                     "nar_anon",
		"AL-ANON":                                    "al_anon",
		"Alcohólicos Anónimos, Ciudad de México":     "aa",
		"Gamblers Anonymous":                         "ga",
		"CA":                                         "ca",
		"Grief support, Oakland CA":                  "",
		"AA and NA of the valley":                    "",
		"A quiet circle":                             "",
		"":                                           "",
	} {
		if got, ok := ProgrammeIn(text); got != want || ok != (want != "") {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

func TestProgrammes(t *testing.T) {
	p, ok := ProgrammeByCode("na")
	if !ok || p.Short != "NA" || p.Kind != TwelveStep || !slices.Equal(p.Concerns, []string{"drugs"}) {
		t.Errorf("NA is %+v", p)
	}
	if ProgrammeOfBMLT() != "na" {
		t.Errorf("a BMLT server lists %q", ProgrammeOfBMLT())
	}
	if code, ok := ProgrammeOfTSML("al-anon"); !ok || code != "al_anon" {
		t.Errorf("TSML's al-anon is %q", code)
	}
	if _, ok := ProgrammeOfTSML(""); ok {
		t.Error("no TSML code names a programme")
	}
	if _, ok := ProgrammeByCode("nobody"); ok {
		t.Error("a programme nobody knows was found")
	}
}
