package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kith/internal/groups"
)

// wishing is the form of a wish for grief near Oakland.
func wishing() url.Values {
	return url.Values{"about": {"grief"}, "attend": {groups.InPerson}, "lang": {"en"}, "near": {"oakland-california-us"}}
}

// TestPagesTellNothingBelowFive wants the page before and after each of the first wishes to be the same to the byte, and the
// wish's own page as well.
func TestPagesTellNothingBelowFive(t *testing.T) {
	k := newDeskRig(t)
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	start := "/start?concern=grief&near=oakland-california-us"
	before := k.ask("", start, nil).Body.String()
	w := k.ask("", "/start/wish", wishing())
	own := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(own, "/wish/") {
		t.Fatalf("status %d to %s: %s", w.Code, own, text(w.Body.String()))
	}
	mine := k.ask("", own, nil).Body.String()
	if strings.Contains(k.log.String(), strings.TrimPrefix(own, "/wish/")) {
		t.Error("the secret stands in the log")
	}
	night := func() {
		t.Helper()
		k.clock.Add(24 * time.Hour)
		if err := groups.Forget(t.Context(), k.db, k.clock); err != nil {
			t.Fatal(err)
		}
	}
	for n := 2; n <= 4; n++ {
		k.ask("", "/start/wish", wishing())
		night()
		if k.ask("", start, nil).Body.String() != before {
			t.Errorf("with %d the page says something else", n)
		}
		if k.ask("", own, nil).Body.String() != mine {
			t.Errorf("with %d the own page says something else", n)
		}
	}
	k.ask("", "/start/wish", wishing())
	if k.ask("", start, nil).Body.String() != before {
		t.Error("the fifth shows at once")
	}
	night()
	if after := k.ask("", start, nil).Body.String(); !strings.Contains(after, "At least 5 people") {
		t.Error("the fifth does not show the next day")
	}
	for _, path := range []string{"/api/v1/groups", "/feeds/meetings.json", "/sitemap.xml"} {
		if strings.Contains(k.ask("", path, nil).Body.String(), "wish") {
			t.Errorf("%s has wishes", path)
		}
	}
}

func TestAWishThatLacksSomethingIsShownAgain(t *testing.T) {
	k := newDeskRig(t)
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	form := wishing()
	form.Set("about", "")
	form.Set("words", strings.Repeat("long ", 40))
	w := k.ask("", "/start/wish", form)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "long long") {
		t.Errorf("status %d: %s", w.Code, text(w.Body.String()))
	}
	if w := k.ask("", "/start/group", url.Values{"pack": {"open-circle"}}); w.Code != http.StatusForbidden {
		t.Errorf("a stranger starts a group: status %d", w.Code)
	}
	for _, path := range []string{"/wish/none", "/wish/none/share", "/start/wish/none/report"} {
		if w := k.ask("", path, nil); w.Code != http.StatusNotFound && w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}

// TestAFlyerIsMade begins a group from the desk and takes its flyer, in letters that its file has and in others.
func TestAFlyerIsMade(t *testing.T) {
	k := newDeskRig(t)
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := k.ask(k.token, k.base+"/wishes/start", url.Values{"pack": {"open-circle"}, "lang": {"en"}})
	_, link, _ := strings.Cut(w.Body.String(), `<code class="link-text" dir="ltr">`)
	link, _, _ = strings.Cut(link, "<")
	_, path, ok := strings.Cut(link, "/g/")
	if !ok {
		t.Fatalf("no link: status %d", w.Code)
	}
	l := (&scan{k: k, pages: map[string][]string{}}).liveOn(t, "one", "Rosa", "/g/"+path)
	base := "/g/" + l.space
	for words, made := range map[string]bool{"Los martes a las siete: ¡ven, niño o señor!": true, "كل يوم ثلاثاء": false} {
		if w := k.ask(l.token, base+"/flyer", url.Values{"flyer": {words}}); w.Code != http.StatusSeeOther {
			t.Fatalf("status %d", w.Code)
		}
		if page := k.ask(l.token, base+"/flyer", nil); !strings.Contains(page.Body.String(), words) {
			t.Errorf("the page does not say %q", words)
		}
		pdf := k.ask(l.token, base+"/flyer.pdf", nil)
		if got := pdf.Code == http.StatusOK && bytes.HasPrefix(pdf.Body.Bytes(), []byte("%PDF-")); got != made {
			t.Errorf("%q: a file was made: %v (status %d)", words, got, pdf.Code)
		}
	}
}

// TestFoundingLinksNobody has one person wish for two things, come in by both wishes, and take a task in each group; others
// do the same elsewhere. Nothing leads from one to the other, nor from a wish to who came in by it.
func TestFoundingLinksNobody(t *testing.T) {
	s := &scan{k: newDeskRig(t), pages: map[string][]string{}}
	if err := s.k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	come := func(person, name, country string) *lived {
		t.Helper()
		secret, err := s.k.groups.Wish(t.Context(), name, groups.Need{Concern: "grief", Attend: groups.Online, Lang: "en", Country: country})
		if err != nil {
			t.Fatal(err)
		}
		w := s.k.ask("", "/wish/"+secret+"/share", url.Values{"shares": {"1"}})
		mine, err := s.k.groups.Wisher(t.Context(), secret)
		if err != nil || w.Code != http.StatusSeeOther {
			t.Fatal(w.Code, err)
		}
		if mine.Space == "" {
			return nil
		}
		s.spaces = append(s.spaces, mine.Space)
		l := s.liveOn(t, person, name, "/g/"+mine.Space+"/wish/"+secret)
		l.secrets = append(l.secrets, secret)
		return l
	}
	for _, country := range []string{"US", "MX"} {
		come("nobody", "waits in "+country, country) // somebody who only waits
	}
	for _, one := range [][3]string{{"one", "Marigold", "US"}, {"one", "Sparrow", "MX"}, {"two", "Captain", "US"}, {"two", "Pebbles", "MX"}} {
		l := come(one[0], one[1], one[2])
		if l == nil {
			t.Fatal(one, "was not called")
		}
		for path, form := range map[string]url.Values{
			"/plan/task/place": {"do": {"take"}}, "/plan/place": {"place": {"Room of " + one[1]}}, "/plan/name": {"name": {"Circle of " + one[1]}},
		} {
			if w := s.k.ask(l.token, "/g/"+l.space+path, form); w.Code >= 400 && w.Code != http.StatusConflict {
				t.Errorf("%s does %s: status %d", one[1], path, w.Code)
			}
		}
		s.pages[l.space] = append(s.pages[l.space], s.k.ask(l.token, "/g/"+l.space+"/plan", nil).Body.String())
	}
	for _, link := range s.links(t) {
		t.Error(link)
	}
}
