package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestAFormingGroupIsPublicOnceRead: a steward reads at the desk what a group says, lets it stand, and takes it away again when
// somebody reports it.
func TestAFormingGroupIsPublicOnceRead(t *testing.T) {
	k := newDeskRig(t)
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := k.ask(k.token, k.base+"/wishes/start", url.Values{"pack": {"open-circle"}, "lang": {"en"}})
	_, link, _ := strings.Cut(w.Body.String(), `<code class="link-text" dir="ltr">`)
	link, _, _ = strings.Cut(link, "<")
	_, path, _ := strings.Cut(link, "/g/")
	l := (&scan{k: k, pages: map[string][]string{}}).liveOn(t, "one", "Rosa", "/g/"+path)
	does := func(token, path string, form url.Values) {
		t.Helper()
		if w := k.ask(token, path, form); w.Code != http.StatusSeeOther && w.Code != http.StatusOK {
			t.Fatalf("%s: status %d: %s", path, w.Code, text(w.Body.String()))
		}
	}
	says := func(token, path, words string, want bool) {
		t.Helper()
		if got := strings.Contains(k.ask(token, path, nil).Body.String(), words); got != want {
			t.Errorf("%s says %q: %v", path, words, got)
		}
	}
	const start, line = "/start?concern=grief&near=oakland-california-us", "We look for two more."
	base, desk := "/g/"+l.space, k.base+"/wishes"
	does(l.token, base+"/plan/about", url.Values{"about": {"grief"}, "attend": {"in_person"}, "near": {"oakland-california-us"}})
	does(l.token, base+"/plan/name", url.Values{"name": {"Circle of Rosa"}})
	does(l.token, base+"/plan/show", url.Values{"shown": {"1"}, "line": {line}})
	says("", start, line, false)
	says(l.token, base+"/plan", "A steward reads your name", true)
	says(k.token, desk, line, true)
	read := url.Values{"name": {"Circle of Rosa"}, "line": {line}, "words": {""}}
	read.Set("stand", l.space)
	does(k.token, desk, read)
	says(k.token, desk, line, false)
	says("", start, line, true)
	report := "/start/forming/" + l.space + "/report"
	says("", start, report, true)
	says("", report, "Circle of Rosa", true)
	does("", report, url.Values{"words": {"That is about me."}})
	says(k.token, desk, "That is about me.", true)
	read.Del("stand")
	read.Set("away", l.space)
	does(k.token, desk, read)
	says("", start, line, false)
	if w := k.ask("", report, nil); w.Code != http.StatusNotFound {
		t.Errorf("what does not stand can be reported: status %d", w.Code)
	}
	if w := k.ask(k.token, desk, read); w.Code != http.StatusConflict {
		t.Errorf("what is gone is taken away: status %d", w.Code)
	}
}
