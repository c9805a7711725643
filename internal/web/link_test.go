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
	"kith/internal/groups"
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
	k        *deskRig
	lives    []*lived
	spaces   []string
	listings []string
	pages    map[string][]string // space → what its members were shown
	sent     map[*lived][]string // what went out to a persona: words of mails, and where pushes went
	hidden   []string            // addresses and endpoints, which stand nowhere
}

// ownWords are those of the domain that a column holds. They say nothing about anybody.
var ownWords = []string{"card", "passkey", "invited", "hands", "volunteered", "founder", people.DefaultLabel, "welcome", "waiting",
	"door_open", "filled_hands", "filled_volunteered", "took_on", "objected", "spans", "role", "coordinator", "host", "Host", "guest", "guest_invited", `["members"]`, "door",
	"listing", "verified", "verify", "named",
	"invitation", "forming", "online", "in_person", "open", "open-circle", "grief", "en", "US", "MX",
	"notice.send", "notice.code", "notice.sort.door", "notice.sort.agreement", "notice.sort.role", "notice.sort.joint", "move_decided", "move_packed"}

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
	task := func(t struct {
		Task  groups.Task
		Weeks int
	}) bool {
		return string(t.Task) == v
	}
	if v == "" || slices.Contains(ownWords, v) || slices.ContainsFunc(groups.Tasks(), task) || slices.Contains(s.spaces, v) || slices.Contains(s.listings, v) {
		return false
	}
	if _, err := time.Parse(time.DateOnly, v); err == nil {
		return false // a day, as histories have it
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
		mine := s.owned(t, l)
		for _, word := range s.sent[l] {
			mine[word] = true
		}
		for v := range mine {
			holders[v] = append(holders[v], l)
		}
	}
	found = append(found, s.shown(t)...)
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

// liveOn brings a person into a group by a link, lets them be told of what happens, and look at every page.
func (s *scan) liveOn(t *testing.T, person, name, path string) *lived {
	t.Helper()
	l := s.comesIn(t, person, name, path)
	s.wantsNotices(t, l)
	for _, part := range []string{"/", "/agreement", "/agreement/versions", "/members", "/roles", "/roles/host", "/roles/new", "/roles/host/change", "/guests", "/entrance", "/me", "/me/notices", "/record", "/meetings", "/doubts", "/leave", "/leave/data", "/first", "/stories", "/removals"} {
		w := s.k.ask(l.token, "/g/"+l.space+part, nil)
		if w.Code != http.StatusOK && part != "/doubts" { // which a group has that is listed
			t.Errorf("%s looks at %s: status %d", name, part, w.Code)
		}
		s.pages[l.space] = append(s.pages[l.space], w.Body.String())
	}
	return l
}

// comesIn brings a person into a group by a link, without script.
func (s *scan) comesIn(t *testing.T, person, name, path string) *lived {
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
	return l
}

// live is three people in five groups: each comes in, says something of themselves, and does what members do.
func live(t *testing.T) *scan {
	s := &scan{k: newDeskRig(t), pages: map[string][]string{}, sent: map[*lived][]string{}}
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
		s.listings = append(s.listings, l.ID)
		_, path, _ := strings.Cut(s.k.firstMembers(l.ID), "/g/")
		founders = append(founders, "/g/"+path)
		space, _, _ := strings.Cut(path, "/")
		s.spaces = append(s.spaces, space)
	}
	err := s.k.db.Write(t.Context(), func(tx *store.Tx) error { // so that who came today can offer to serve
		_, err := tx.Exec(`UPDATE role_kind SET needed_days = 0, seats = 9 WHERE role = 'host'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
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
				"/roles/host/fill":  {"member": {l.persona}, "how": {"volunteered"}},
				"/roles/spans":      {"object": {"5"}, "silent": {"20"}},
				"/guests":           {"purpose": {"Speaks to " + names[person][i]}, "days": {"9"}, "sees": {"members"}},
				"/meetings/all":     {"place": {"Ring at " + names[person][i]}},
				"/listings/" + s.listings[n] + "/confirm": {"do": {"1"}},
				"/me/company": {"willing": {"1"}},
				"/stories":    {"text": {"I was " + names[person][i]}, "agreed": {"1"}},
			} {
				if w := s.k.ask(l.token, base+path, form); w.Code >= 400 {
					t.Errorf("%s does %s: status %d", person, path, w.Code)
				}
			}
			s.pickFirst(t, l)
		}
	}
	s.areTold(t)
	for _, path := range []string{"/", "/search", "/feeds/meetings.json", "/api/v1/groups", "/feeds/meetings.csv", "/sitemap.xml", "/groups/circle-2", "/groups/circle-2/door"} {
		s.pages["public"] = append(s.pages["public"], s.k.ask("", path, nil).Body.String())
	}
	return s
}

// pickFirst picks the first companion whom the page offers, where it offers one.
func (s *scan) pickFirst(t *testing.T, l *lived) {
	t.Helper()
	page := s.k.ask(l.token, "/g/"+l.space+"/first", nil).Body.String()
	s.pages[l.space] = append(s.pages[l.space], page)
	_, rest, ok := strings.Cut(page, `name="companion" value="`)
	if !ok {
		return
	}
	id, _, _ := strings.Cut(rest, `"`)
	if w := s.k.ask(l.token, "/g/"+l.space+"/first/pick", url.Values{"companion": {id}}); w.Code != http.StatusSeeOther {
		t.Errorf("picking: status %d", w.Code)
	}
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
		"the same contact, as it is": func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE contact SET sealed = 'bees@mail.example' WHERE persona_id IN ($1, $2)`, one.persona, other.persona)
			return err
		},
		"the moment of a notice": func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE job SET due = $2 WHERE subject = $1`, s.lives[4].persona, now.UnixMilli()+1)
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
	for _, l := range s.lives[:2] {
		s.sent[l] = append(s.sent[l], "the-same-in-both")
	}
	if len(s.links(t)) == 0 {
		t.Error("a word in two mails of one person was not found")
	}
	s = live(t)
	s.k.log.WriteString("mail to " + s.hidden[0])
	if len(s.links(t)) == 0 {
		t.Error("an address in the log was not found")
	}
	s = live(t)
	s.pages["public"] = append(s.pages["public"], s.lives[0].persona)
	if len(s.links(t)) == 0 {
		t.Error("a persona's id in a public page was not found")
	}
}
