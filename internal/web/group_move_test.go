package web

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"kith/internal/groups"
	"kith/internal/store"
)

// packed is a life of three people in five groups, each of which is then packed up for another server; some members have
// passkeys alone.
func packed(t *testing.T) *scan {
	s := live(t)
	for _, space := range s.spaces {
		s.k.leaves(space)
		var in []*lived
		for _, l := range s.lives {
			if l.space == space {
				l.token = s.k.signIn(space, l.secrets[1])
				l.secrets = append(l.secrets, l.token)
				in = append(in, l)
			}
		}
		err := s.k.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE credential SET kind = 'passkey' WHERE persona_id = $1`, in[0].persona)
			if err == nil && len(in) == 1 { // a second one, so that two can decide
				_, err = tx.Exec(`INSERT INTO departure (space_id, state, address, decided, how, notice, ready, ends, keep, shown) VALUES ($1, 'announced', 'https://new.example', 1, 'so', 0, 1, 0, 30, FALSE)`, space)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(in) > 1 {
			plan := url.Values{"address": {"g" + space + ".example"}, "decided": {now.Format(time.DateOnly)}, "how": {"By hands in " + space}, "notice": {"14"}, "keep": {"30"}}
			s.does(in[0], "/move", plan)
			page := s.k.ask(in[1].token, "/g/"+space+"/move", nil).Body.String()
			_, id, _ := strings.Cut(page, `name="id" value="`)
			id, _, _ = strings.Cut(id, `"`)
			s.does(in[1], "/move/step", url.Values{"step": {string(groups.Away)}, "act": {"join"}, "id": {id}})
		}
		err = s.k.db.Write(t.Context(), func(tx *store.Tx) error { // the notice is over
			_, err := tx.Exec(`UPDATE departure SET ready = 1 WHERE space_id = $1`, space)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s.does(in[0], "/move/archive", url.Values{})
		for _, l := range in {
			for _, part := range []string{"/", "/move", "/outside", "/record"} {
				s.pages[space] = append(s.pages[space], s.k.ask(l.token, "/g/"+space+part, nil).Body.String())
			}
		}
	}
	return s
}

func (s *scan) does(l *lived, part string, form url.Values) {
	s.k.t.Helper()
	if w := s.k.ask(l.token, "/g/"+l.space+part, form); w.Code >= 400 {
		s.k.t.Fatalf("POST %s: status %d %s", part, w.Code, text(w.Body.String()))
	}
}

// TestMovingLinksNobody: what is kept and shown of a move links no two personas of one person.
func TestMovingLinksNobody(t *testing.T) {
	s := packed(t)
	for _, link := range s.links(t) {
		t.Error(link)
	}
}

// TestNothingChangesWhilePackedUp tries every form there is inside a space.
func TestNothingChangesWhilePackedUp(t *testing.T) {
	s := packed(t)
	l := s.lives[0]
	routes, err := os.ReadFile("routes.go")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, m := range regexp.MustCompile(`inside\("POST /g/\{space\}(/[^"]*)"`).FindAllStringSubmatch(string(routes), -1) {
		path := regexp.MustCompile(`\{[a-z.]+\}`).ReplaceAllString(m[1], "x")
		if strings.HasPrefix(path, "/move") || path == "/sign-out" {
			continue
		}
		tried++
		if w := s.k.ask(l.token, "/g/"+l.space+path, url.Values{"name": {"Other"}}); w.Code != http.StatusConflict {
			t.Errorf("POST %s: status %d", path, w.Code)
		}
	}
	if tried < 20 {
		t.Errorf("only %d forms were tried", tried)
	}
}
