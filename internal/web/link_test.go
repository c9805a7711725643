package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/people"
	"kith/internal/store"
)

// lived is one persona of one person, as the test knows it and the server must not.
type lived struct {
	person  string
	space   string
	persona string
	secrets []string // tokens, codes and words of this persona
	token   string
}

// scan looks for what two personas of one person have in common and nobody else has.
type scan struct {
	k      *deskRig
	lives  []*lived
	spaces []string
	pages  map[string][]string // space → what its members were shown
}

// ownWords are those of the domain that a column holds. They say nothing about anybody.
var ownWords = []string{"card", "passkey", "invited", "hands", "volunteered", "founder", people.DefaultLabel, "welcome", "waiting"}

// owned finds, in every table, the values that belong to a persona: those of every row that holds one of its own ids, and
// of the rows which that leads to.
func (s *scan) owned(t *testing.T, l *lived) map[string]bool {
	t.Helper()
	mine := map[string]bool{l.persona: true}
	for grown := true; grown; {
		grown = false
		for _, row := range s.rows(t) {
			if !slices.ContainsFunc(row, func(v string) bool { return mine[v] }) {
				continue
			}
			for _, v := range row {
				if !mine[v] && s.telling(v) {
					mine[v], grown = true, true
				}
			}
		}
	}
	return mine
}

// telling says whether a value could point at anybody: text that is no word of the domain, and moments finer than a day.
func (s *scan) telling(v string) bool {
	if v == "" || slices.Contains(ownWords, v) || slices.Contains(s.spaces, v) {
		return false
	}
	if wholeNumber.MatchString(v) {
		var n int64
		_, _ = fmt.Sscan(v, &n)
		return n > 1e9 && n%(24*time.Hour).Milliseconds() != 0
	}
	return v != "true" && v != "false"
}

var wholeNumber = regexp.MustCompile(`^-?[0-9]+$`)

// rows is every row of every table that could hold anything of people, as text. What is about listings alone is left out.
func (s *scan) rows(t *testing.T) (all [][]string) {
	t.Helper()
	err := s.k.db.Read(t.Context(), func(tx *store.Tx) error {
		tables, err := store.Collect(tx, store.Scalar[string], `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose%'`)
		if err != nil {
			return err
		}
		for _, table := range tables {
			columns, err := store.Collect(tx, store.Scalar[string], `SELECT name FROM pragma_table_info('`+table+`')`)
			if err != nil {
				return err
			}
			scan := func(r store.Row) ([]string, error) {
				row := make([]string, len(columns))
				into := make([]any, len(columns))
				for i := range row {
					into[i] = &row[i]
				}
				return row, r.Scan(into...)
			}
			asText := make([]string, len(columns))
			for i, c := range columns {
				asText[i] = `COALESCE(CAST(` + c + ` AS TEXT), '')`
			}
			rows, err := store.Collect(tx, scan, `SELECT `+strings.Join(asText, ", ")+` FROM `+table)
			if err != nil {
				return err
			}
			all = append(all, rows...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// links are the values that lie in two personas of one person and in nobody else's, and those that show where they should
// not: in a page of another space, or in the log.
func (s *scan) links(t *testing.T) (found []string) {
	t.Helper()
	holders := map[string][]*lived{}
	for _, l := range s.lives {
		for v := range s.owned(t, l) {
			holders[v] = append(holders[v], l)
		}
	}
	for v, who := range holders {
		persons := map[string]bool{}
		for _, l := range who {
			persons[l.person] = true
		}
		if len(who) > 1 && len(persons) == 1 {
			found = append(found, fmt.Sprintf("%q lies in %d personas of %s", v, len(who), who[0].person))
		}
		if wholeNumber.MatchString(v) {
			found = append(found, fmt.Sprintf("%q is a moment, kept of %s", v, who[0].person))
		}
	}
	for _, l := range s.lives {
		for _, v := range slices.Concat(slices.Collect(maps.Keys(s.owned(t, l))), l.secrets) {
			if len(v) < 6 {
				continue // a name as short as that stands in other words
			}
			if strings.Contains(s.k.log.String(), v) {
				found = append(found, fmt.Sprintf("%q of %s stands in the log", v, l.person))
			}
			for space, pages := range s.pages {
				if space != l.space && slices.ContainsFunc(pages, func(page string) bool { return strings.Contains(page, v) }) {
					found = append(found, fmt.Sprintf("%q of %s in %s shows in a page of %s", v, l.person, l.space, space))
				}
			}
		}
	}
	return found
}

// liveOn brings a person into a group by a link, without script, and lets them look at every page.
func (s *scan) liveOn(t *testing.T, person, name, path string) *lived {
	t.Helper()
	space, _, _ := strings.Cut(strings.TrimPrefix(path, "/g/"), "/")
	self := url.Values{"name": {name}, "line": {"I am " + name + " here"}, "version": {"1"}}
	offered := s.k.ask("", path+"/card", self).Body.String()
	_, rest, _ := strings.Cut(offered, `<p class="secret" dir="ltr" translate="no">`)
	code, _, ok := strings.Cut(rest, "</p>")
	if !ok {
		t.Fatalf("no code for %s: %s", name, offered)
	}
	self.Set("code", code)
	self.Set("offered", code)
	w := s.k.ask("", path+"/card", self)
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) == 0 {
		t.Fatalf("%s did not come in: status %d", name, w.Code)
	}
	l := &lived{person: person, space: space, token: w.Result().Cookies()[0].Value}
	by, _, err := s.k.who.Who(t.Context(), space, l.token)
	if err != nil {
		t.Fatal(err)
	}
	l.persona = by.Persona
	l.secrets = []string{l.token, code, name}
	again := s.k.ask("", "/g/"+space+"/sign-in", url.Values{"code": {code}})
	l.secrets = append(l.secrets, again.Result().Cookies()[0].Value)
	s.lives = append(s.lives, l)
	for _, part := range []string{"/", "/agreement", "/agreement/versions", "/members", "/roles", "/entrance", "/me", "/record", "/leave"} {
		w := s.k.ask(l.token, "/g/"+space+part, nil)
		if w.Code != http.StatusOK {
			t.Errorf("%s looks at %s: status %d", name, part, w.Code)
		}
		s.pages[space] = append(s.pages[space], w.Body.String())
	}
	return l
}

// live is three people in five groups: each comes in, says something of themselves, and does what members do.
func live(t *testing.T) *scan {
	s := &scan{k: newDeskRig(t), pages: map[string][]string{}}
	if err := s.k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{"one": {"Marigold", "Sparrow", "Juniper"}, "two": {"Captain", "Pebbles", "Solstice"}, "three": {"Lantern", "Thistle", "Wanderer"}}
	in := map[string][]int{"one": {0, 1, 2}, "two": {1, 2, 3}, "three": {2, 3, 4}}
	var founders []string
	for n := range 5 {
		l, err := s.k.dir.Add(t.Context(), s.k.ana, directory.Entered{Content: &directory.Group{Name: fmt.Sprintf("Circle %d", n), Concerns: []string{"grief"}, Rhythm: "contact"}})
		if err != nil {
			t.Fatal(err)
		}
		_, path, _ := strings.Cut(s.k.firstMembers(l.ID), "/g/")
		founders = append(founders, "/g/"+path)
		space, _, _ := strings.Cut(path, "/")
		s.spaces = append(s.spaces, space)
	}
	for _, person := range []string{"one", "two", "three"} {
		s.k.clock.Add(26*time.Hour + 17*time.Minute)
		for i, n := range in[person] {
			l := s.liveOn(t, person, names[person][i], founders[n])
			base := "/g/" + l.space
			for path, form := range map[string]url.Values{
				"/me/describe":      {"name": {names[person][i] + " B"}, "pronouns": {"they, of " + names[person][i]}},
				"/entrance":         {"door": {"open"}, "welcome": {"Come in."}},
				"/entrance/invite":  {"uses": {"2"}, "days": {"5"}},
				"/agreement/accept": {"version": {"1"}},
			} {
				if w := s.k.ask(l.token, base+path, form); w.Code >= 400 {
					t.Errorf("%s does %s: status %d", person, path, w.Code)
				}
			}
		}
	}
	for _, path := range []string{"/", "/search", "/feeds/meetings.json", "/api/v1/groups", "/feeds/meetings.csv", "/sitemap.xml", "/groups/circle-2", "/groups/circle-2/door"} {
		s.pages["public"] = append(s.pages["public"], s.k.ask("", path, nil).Body.String())
	}
	return s
}

// TestNothingLinksTwoPersonas is the link scan: after the life of three people in five groups nothing is stored, shown or
// logged that two personas of one person share and nobody else has.
func TestNothingLinksTwoPersonas(t *testing.T) {
	s := live(t)
	if len(s.lives) != 9 {
		t.Fatalf("%d personas", len(s.lives))
	}
	for _, l := range s.lives {
		if n := len(s.owned(t, l)); n < 8 {
			t.Errorf("only %d values are known of %s: the scan sees too little", n, l.person)
		}
	}
	for _, link := range s.links(t) {
		t.Error(link)
	}
}

// TestTheScanFindsALink puts links in, one after another, and wants each found.
func TestTheScanFindsALink(t *testing.T) {
	s := live(t)
	one, other := s.lives[0], s.lives[1]
	for name, plant := range map[string]func(tx *store.Tx) error{
		"the same label": func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE credential SET label = 'my blue phone' WHERE persona_id IN ($1, $2)`, one.persona, other.persona)
			return err
		},
		"the same line": func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE persona SET line = 'I keep bees' WHERE id IN ($1, $2)`, one.persona, other.persona)
			return err
		},
		"a moment": func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE persona SET created = $2 WHERE id = $1`, one.persona, now.UnixMilli()+1)
			return err
		},
		"one's persona in another's row": func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE invitation SET name = $1 WHERE by_persona = $2`, one.persona, other.persona)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := s.k.db.Write(t.Context(), plant); err != nil {
				t.Fatal(err)
			}
			if len(s.links(t)) == 0 {
				t.Error("not found")
			}
		})
		s = live(t)
		one, other = s.lives[0], s.lives[1]
	}
	s.k.log.WriteString("request from " + one.token)
	if len(s.links(t)) == 0 {
		t.Error("a token in the log was not found")
	}
	s = live(t)
	s.pages["public"] = append(s.pages["public"], s.lives[0].persona)
	if len(s.links(t)) == 0 {
		t.Error("a persona's id in a public page was not found")
	}
}
