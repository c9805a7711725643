package vocabulary

import (
	"slices"
	"strings"
	"testing"

	"kith/internal/fold"
)

func TestUnderstandEverydayWords(t *testing.T) {
	for _, c := range []struct {
		said, lang, want string
		words            int
	}{
		{"grief tonight", "en", "concern:grief", 1},
		{"lost my husband last year", "en", "concern:loss_of_a_partner", 3},
		{"drinking too much", "en", "concern:alcohol", 3},
		{"my son drinks", "en", "concern:someone_elses_drinking", 3},
		{"sober", "en", "concern:alcohol", 1},
		{"mi hijo bebe", "es", "concern:someone_elses_drinking", 3},
		{"borracho", "es", "concern:alcohol", 1},
		{"luto", "es", "concern:grief", 1},
		{"duelo por suicidio", "es", "concern:loss_by_suicide", 3},
		{"luto", "en", "concern:grief", 1}, // Spanish is understood on the English page
		{"grief", "es", "concern:grief", 1},
		{"grief", "ar", "concern:grief", 1},
		{"AA", "en", "programme:aa", 1},
		{"Alcoholics Anonymous near me", "en", "programme:aa", 2},
		{"alanon", "en", "programme:al_anon", 1},
		{"Al-Anon", "es", "programme:al_anon", 2},
		{"doble A", "es", "programme:aa", 2},
		{"in Spanish", "en", "language:es", 2},
		{"en español", "es", "language:es", 2},
		{"Polish speaking", "en", "language:pl", 2},
		{"habla inglés", "es", "language:en", 2},
		{"Deutsch", "en", "language:de", 1},
		{"in tagalog", "en", "language:fil", 2},
		{"ASL", "en", "language:ase", 1},
		{"online", "en", "attend:online", 1},
		{"on Zoom", "en", "", 0},
		{"zoom", "es", "attend:online", 1},
		{"face-to-face", "en", "attend:in_person", 3},
		{"por teléfono", "es", "attend:phone", 2},
		{"wheelchair", "en", "access:wheelchair_said", 1},
		{"step-free", "en", "access:step_free_door", 2},
		{"silla de ruedas", "es", "access:wheelchair_said", 3},
		{"women's", "en", "audience:women", 1},
		{"women’s meeting", "en", "audience:women", 2},
		{"para mujeres", "es", "audience:women", 2},
		{"my first meeting", "en", "audience:newcomers", 3},
		{"secular", "en", "belief:secular", 1},
		{"Big Book", "en", "format:big_book", 2},
		{"open meeting", "en", "open:anyone", 2},
		{"peer-led", "en", "led:members", 2},
		{"hearing voices", "en", "concern:hearing_voices", 2},
		{"myasthenia gravis", "en", "concern:myasthenia_gravis", 2},
		{"savings group", "en", "concern:savings_group", 2},
		{"cuidadores", "es", "concern:caring", 1},
		{"mi marido me pega", "es", "concern:domestic_violence", 4},
		{"Oakland", "en", "", 0},
		{"tonight", "en", "", 0},
		{"near", "en", "", 0},
	} {
		m, ok := Understand(fold.Words(c.said), c.lang)
		got := ""
		if ok {
			got = m.Term.String()
		}
		if got != c.want || m.Words != c.words {
			t.Errorf("%q in %s: %q, %d words; want %q, %d", c.said, c.lang, got, m.Words, c.want, c.words)
		}
	}
}

func TestShortNamesThatArePlacesAreWeak(t *testing.T) {
	for said, weak := range map[string]bool{"ca": true, "ma": true, "ga": true, "aa": false, "na": false, "cocaine anonymous": false, "ca meeting": false} {
		if m, ok := Understand(strings.Fields(said), "en"); !ok || m.Term.Facet != FacetProgramme || m.Weak != weak {
			t.Errorf("%q is %+v, want a programme, weak %v", said, m, weak)
		}
	}
}

// Words that carry a sentence must not be taken for what it is about.
func TestWordsThatJoinSayNothing(t *testing.T) {
	for _, said := range strings.Fields("a an and the for of in on at to near with today tomorrow tonight now monday free meeting meetings group groups " +
		"el la los las un una y o de en a con por para hoy manana ahora cerca lunes gratis reunion reuniones grupo grupos") {
		for _, lang := range []string{"en", "es"} {
			if m, ok := Understand([]string{said}, lang); ok {
				t.Errorf("%q in %s was taken for %s", said, lang, m.Term)
			}
		}
	}
}

func TestEveryNameIsUnderstoodAsItself(t *testing.T) {
	for _, f := range spokenFacets() {
		for _, code := range Codes(f) {
			for _, lang := range complete {
				words := fold.Words(Name(f, code, lang))
				if m, ok := Understand(words, lang); !ok || m.Term != (Term{f, code}) || m.Words != len(words) {
					t.Errorf("%v in %s is %+v, want %s:%s", words, lang, m, f, code)
				}
			}
		}
	}
}

func TestSynonyms(t *testing.T) {
	got := Synonyms(Term{FacetConcern, "grief"})
	for _, want := range []string{"Grief and loss", "luto", "bereaved"} {
		if !slices.Contains(got, want) {
			t.Errorf("grief is not also %q", want)
		}
	}
	if slices.Contains(Synonyms(Term{FacetLanguage, "pl"}), "in Polish") {
		t.Error("Polish is found by the word in")
	}
	if got := Synonyms(Unknown("ZZ9")); got != nil {
		t.Errorf("an unknown code is also %v", got)
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		facet      Facet
		said, want string
	}{
		{FacetAttend, "Online", "online"},
		{FacetAttend, "in_person", "in_person"},
		{FacetAttend, "Presencial", "in_person"},
		{FacetLanguage, "Español", "es"},
		{FacetLanguage, "polaco", "pl"},
		{FacetLanguage, "es", "es"},
		{FacetAudience, "Women’s", "women"},
		{FacetAudience, "Hommes", "men"},
		{FacetOrganisation, "self-help clearinghouse", "clearinghouse"},
		{FacetProgramme, "SMART Recovery", "smart"},
		{FacetConcern, "Duelo", "grief"},
		{FacetConcern, "Women", ""},
		{FacetAttend, "", ""},
	} {
		if got, ok := Find(c.facet, c.said); got.Code != c.want || ok != (c.want != "") {
			t.Errorf("%s %q is %q, want %q", c.facet, c.said, got.Code, c.want)
		}
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, s := range []string{"", "grief tonight near oakland in spanish", "mi hijo bebe", "AA", "en", "in in in", "العربية", "\xff", strings.Repeat("a ", 100)} {
		f.Add(s, "en")
		f.Add(s, "es-MX")
	}
	f.Fuzz(func(t *testing.T, said, lang string) {
		words := fold.Words(said)
		m, ok := Understand(words, lang)
		if ok != (m.Words > 0) || m.Words > len(words) {
			t.Fatalf("%q: %+v of %d words, %v", said, m, len(words), ok)
		}
		if ok && !Valid(m.Term.Facet, m.Term.Code) {
			t.Fatalf("%q means %s, which is not there", said, m.Term)
		}
		_, _ = ProgrammeIn(said)
	})
}

func FuzzPublishedCodes(f *testing.F) {
	f.Add("OPEN", "O", "en")
	f.Add("LANG", "SL", "de")
	f.Add("", "Ö", "sv")
	f.Add("S-D", "SD", "")
	f.Fuzz(func(t *testing.T, world, key, lang string) {
		for _, from := range []func() ([]Term, bool){
			func() ([]Term, bool) { return FromBMLT(world, key, lang) },
			func() ([]Term, bool) { return FromMeetingGuide(key) },
			func() ([]Term, bool) { return FromTSML(lang, key) },
		} {
			terms, ok := from()
			for _, term := range terms {
				if Valid(term.Facet, term.Code) != ok {
					t.Fatalf("%q %q %q: %s, %v", world, key, lang, term, ok)
				}
			}
		}
	})
}

func BenchmarkUnderstand(b *testing.B) {
	words := fold.Words("somewhere tonight near oakland online in spanish")
	b.ReportAllocs()
	for b.Loop() {
		Understand(words, "en")
	}
}
