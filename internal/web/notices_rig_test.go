package web

import (
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kith/internal/jobs"
	"kith/internal/message"
	"kith/internal/notices"
	"kith/internal/notices/noticestest"
	"kith/internal/people"
	"kith/internal/store"
)

// toldRig is where a site's notices go.
type toldRig struct {
	notices *notices.Notices
	queue   *jobs.Queue
	mails   *noticestest.MailServer
	pushes  *noticestest.PushService
}

func newToldRig(t *testing.T, k *deskRig, words *message.Catalogue, log *slog.Logger, address string) (r toldRig) {
	t.Helper()
	r.mails, r.pushes = noticestest.NewMailServer(t), noticestest.NewPushService(t)
	keys, err := notices.MakeKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte(r.mails.Password), 0o600); err != nil {
		t.Fatal(err)
	}
	r.queue = jobs.New(k.db, k.clock, log)
	r.notices = notices.New(notices.Options{DB: k.db, Clock: k.clock, Log: log, Queue: r.queue, Keys: keys, Words: words, BaseURL: address, Client: r.pushes.Client,
		Mail: &notices.Mail{Server: r.mails.Address, From: "post@kith.example", Name: r.mails.Name, PasswordFile: password, Roots: r.mails.Roots}})
	return r
}

// works does every job that is due.
func (k *deskRig) works() {
	k.t.Helper()
	if _, err := k.told.queue.Work(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
}

const endPath = notices.EndPath

var codeSent = regexp.MustCompile(`[0-9]{4} [0-9]{4}`)

// lastCode is the code that was sent last, by mail or by push.
func (k *deskRig) lastCode(by string) string {
	k.t.Helper()
	k.works()
	text := ""
	if all := k.told.mails.Mails(); by == "mail" && len(all) > 0 {
		text = all[len(all)-1].Body
	}
	if all := k.told.pushes.Pushes(); by == "push" && len(all) > 0 {
		text = all[len(all)-1].Text
	}
	return codeSent.FindString(text)
}

// zonesOfPersons are one for each: a choice that nobody else makes.
var zonesOfPersons = map[string]string{"one": "Antarctica/Troll", "two": "Pacific/Chatham", "three": "Asia/Kathmandu"}

// wantsNotices gives a persona a contact: the person's one mail address, or their browser, and choices that are theirs alone.
func (s *scan) wantsNotices(t *testing.T, l *lived) {
	t.Helper()
	base, address := "/g/"+l.space+"/me/notices", "person."+l.person+"@mail.example"
	form, by := url.Values{"address": {address}, "zone": {zonesOfPersons[l.person]}}, "mail"
	if l.person == "three" {
		b := s.k.told.pushes.Browser(t)
		form, by = url.Values{"endpoint": {b.Endpoint}, "p256dh": {b.P256dh}, "auth": {b.Auth}}, "push"
		s.hidden = append(s.hidden, b.Endpoint, b.P256dh, b.Auth)
		s.sent[l] = append(s.sent[l], b.Endpoint)
	} else {
		s.hidden = append(s.hidden, address)
	}
	pace := "once"
	if l.person == "two" && l.space != s.spaces[1] {
		pace = "weekly" // something is still to be sent
	}
	for _, step := range []struct {
		path string
		form func() url.Values
	}{
		{"/" + by, func() url.Values { return form }},
		{"/confirm", func() url.Values { return url.Values{"code": {s.k.lastCode(by)}} }},
		{"", func() url.Values {
			return url.Values{"kind": {"door", "agreement"}, "pace": {pace}, "from": {"4"}, "to": {"4"}, "zone": {zonesOfPersons[l.person]}}
		}},
	} {
		if w := s.k.ask(l.token, base+step.path, step.form()); w.Code != http.StatusSeeOther {
			t.Errorf("%s gives a contact, %q: status %d\n%.1000s", l.person, step.path, w.Code, text(w.Body.String()))
		}
	}
}

// areTold has somebody ask at every door, so that all are told of it, and notes what went to whom.
func (s *scan) areTold(t *testing.T) {
	t.Helper()
	for _, space := range s.spaces {
		if w := s.k.ask("", "/g/"+space+"/door/knock", url.Values{"note": {"May I come?"}}); w.Code != http.StatusSeeOther {
			t.Errorf("a knock: status %d", w.Code)
		}
	}
	s.k.works()
	notices := 0
	for _, mail := range s.k.told.mails.Mails() {
		_, token, isNotice := strings.Cut(strings.Trim(mail.Header.Get("List-Unsubscribe"), "<>"), endPath)
		if !isNotice {
			continue
		}
		notices++
		l := s.toldBy(t, token)
		delete(mail.Header, "Date") // the moment at which it was sent
		delete(mail.Header, "To")
		whole := strings.ReplaceAll(mail.Body, "=\r\n", "")
		for _, values := range mail.Header {
			whole += "\n" + strings.Join(values, "\n")
		}
		for _, word := range strings.FieldsFunc(whole, func(r rune) bool { return strings.ContainsRune(" \r\n<>@/", r) }) {
			if len(word) >= 6 {
				s.sent[l] = append(s.sent[l], word)
			}
		}
	}
	if notices < 3 || len(s.k.told.pushes.Pushes()) < 6 {
		t.Errorf("%d mails and %d pushes: the scan sees too little", notices, len(s.k.told.pushes.Pushes()))
	}
}

// toldBy is whose notice has a link that ends it.
func (s *scan) toldBy(t *testing.T, token string) *lived {
	t.Helper()
	var persona string
	err := s.k.db.Read(t.Context(), func(tx *store.Tx) error {
		return tx.QueryRow(`SELECT persona_id FROM contact WHERE ending = $1`, people.HashOf(token)).Scan(&persona)
	})
	for _, l := range s.lives {
		if l.persona == persona {
			return l
		}
	}
	t.Fatal("a notice of nobody: ", err)
	return nil
}

// shown are the contacts that stand where nobody may see them: in a table, a page or the log.
func (s *scan) shown(t *testing.T) (found []string) {
	t.Helper()
	var places strings.Builder
	places.WriteString(s.k.log.String())
	for _, pages := range s.pages {
		places.WriteString(strings.Join(pages, "\n"))
	}
	for _, row := range s.rows(t) {
		places.WriteString(strings.Join(row, "\n"))
	}
	for _, contact := range s.hidden {
		if strings.Contains(places.String(), contact) {
			found = append(found, "a contact is shown: "+contact)
		}
	}
	return found
}

// actor is who holds a session's token in a space.
func (k *deskRig) actor(base, token string) people.Actor {
	k.t.Helper()
	by, _, err := k.who.Who(k.t.Context(), strings.TrimPrefix(base, "/g/"), token)
	if err != nil {
		k.t.Fatal(err)
	}
	return by
}
