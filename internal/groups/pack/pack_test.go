package pack

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// complete are the languages in which every pack that comes with Kith is written.
var complete = []string{"en", "es"}

func TestTheKindsOfGroupThatHaveAPack(t *testing.T) {
	want := []string{
		"consumer-survivor", "crisis-mutual-aid", "disease-specific", "grief-and-family", "identity-or-profession",
		"mutual-assistance", "open-circle", "personal-growth", "secular-tools", "service-body", "twelve-step",
	}
	var got []string
	for _, p := range All() {
		got = append(got, p.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("packs are %q, want %q", got, want)
	}
}

func TestFind(t *testing.T) {
	p, ok := Find("twelve-step")
	if !ok || p.Words[Companion].In("es") != "padrino o madrina" || p.Door != Open {
		t.Errorf("twelve-step: %v, %q at the door %q", ok, p.Words[Companion], p.Door)
	}
	if p, ok := Find("personal-growth"); !ok || p.Sessions == 0 {
		t.Errorf("personal growth has %d sessions, want a set number", p.Sessions)
	}
	if p, ok := Find("nothing"); ok || p.ID != "" {
		t.Errorf("a pack nobody wrote was found: %q", p.ID)
	}
}

func TestTextFallsBack(t *testing.T) {
	both, spanish := Text{"en": "circle", "es": "círculo", "pt-BR": "roda"}, Text{"es": "círculo", "fr": "cercle"}
	for _, c := range []struct {
		text       Text
		lang, want string
	}{
		{both, "es", "círculo"},
		{both, "es-MX", "círculo"},
		{both, "pt-BR", "roda"},
		{both, "pt", "circle"},
		{both, "", "circle"},
		{both, "zh-Hant-TW", "circle"},
		{spanish, "de", "círculo"},
		{spanish, "fr", "cercle"},
		{Text{}, "en", ""},
		{nil, "en", ""},
	} {
		if got := c.text.In(c.lang); got != c.want {
			t.Errorf("%v in %q is %q, want %q", c.text, c.lang, got, c.want)
		}
	}
}

func TestEveryPackIsWholeInBothLanguages(t *testing.T) {
	for _, p := range All() {
		if got := p.Name.Languages(); !slices.Equal(got, complete) {
			t.Errorf("%s is written in %q, want %q", p.ID, got, complete)
		}
		for _, text := range texts(p) {
			if len(text["en"]) > 30 && text["en"] == text["es"] {
				t.Errorf("%s: not translated: %q", p.ID, text["en"])
			}
		}
	}
}

// TestEverySentenceIsPlain holds sentences to a length that can be read aloud in one breath.
func TestEverySentenceIsPlain(t *testing.T) {
	ends := regexp.MustCompile(`[.:;?!]`)
	for _, p := range All() {
		for _, text := range texts(p) {
			for lang, s := range text {
				for _, sentence := range ends.Split(s, -1) {
					if n := len(strings.Fields(sentence)); n > 26 {
						t.Errorf("%s, %s: %d words: %s", p.ID, lang, n, strings.TrimSpace(sentence))
					}
				}
			}
		}
	}
}

func TestConfidentialityNamesItsLimits(t *testing.T) {
	limits := map[string][]string{
		"en": {"computer program", "a member who tells", " life ", "child", "may call"},
		"es": {"programa informático", "un miembro que lo cuenta", " vida ", "un niño", "puede pedir ayuda|puede llamar"},
	}
	for _, p := range All() {
		clause := p.Clauses[slices.Index(Kinds(), KindConfidentiality)]
		for lang, wanted := range limits {
			for _, w := range wanted {
				if !regexp.MustCompile(w).MatchString(clause.Text.In(lang)) {
					t.Errorf("%s does not say %q about confidentiality in %s", p.ID, w, lang)
				}
			}
		}
	}
}

// TestWhoeverProtectsKnowsTheGroup holds for groups that last: there, somebody under a newcomer's own protection of 90
// days neither reads reports nor removes anybody.
func TestWhoeverProtectsKnowsTheGroup(t *testing.T) {
	short := []string{"crisis-mutual-aid", "personal-growth"}
	for _, p := range All() {
		for _, r := range p.Roles {
			if r.Holds(Protect) && r.NeededDays < 90 && !slices.Contains(short, p.ID) {
				t.Errorf("%s: %s protects after %d days", p.ID, r.ID, r.NeededDays)
			}
		}
	}
}

func TestAFileSaysWhereItIsWrong(t *testing.T) {
	good, err := files.ReadFile("data/open-circle.json")
	if err != nil {
		t.Fatal(err)
	}
	unknown := strings.Replace(string(good), `"seats"`, `"chairs"`, 1)
	for name, c := range map[string]struct{ data, want string }{
		"data/open-circle.json": {unknown, "data/open-circle.json: invalid /roles/0/chairs:pack.unknown"},
		"data/other.json":       {string(good), `data/other.json: /id: "open-circle" is not the file's name`},
	} {
		_, err := load(fstest.MapFS{name: {Data: []byte(c.data)}})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// texts finds every text in a pack, so that none is forgotten when the format grows.
func texts(p Pack) []Text {
	var found []Text
	var look func(v reflect.Value)
	look = func(v reflect.Value) {
		if text, ok := v.Interface().(Text); ok {
			found = append(found, text)
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for _, field := range v.Fields() {
				look(field)
			}
		case reflect.Slice:
			for i := range v.Len() {
				look(v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				look(v.MapIndex(key))
			}
		}
	}
	look(reflect.ValueOf(p))
	return found
}

func TestTheDocumentSaysWhatIs(t *testing.T) {
	raw, err := os.ReadFile("../../../doc/packs.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(raw)
	from, to := strings.Index(doc, "\n    {\n"), strings.Index(doc, "\n    }\n")
	if _, err := Parse([]byte(doc[from : to+len("\n    }")])); err != nil {
		t.Errorf("the example: %v", err)
	}
	for _, p := range All() {
		if row := fmt.Sprintf("| `%s` | %s | %d days |", p.ID, p.Door, p.RetentionDays); !strings.Contains(doc, row) {
			t.Errorf("no row %s", row)
		}
	}
	for _, permission := range Permissions() {
		if !strings.Contains(doc, fmt.Sprintf("| `%s` | ", permission)) {
			t.Errorf("nothing about %s", permission)
		}
	}
}
