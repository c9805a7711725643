package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kith/internal/browsertest"
	"kith/internal/directory"
)

// circle is a group with one member, who comes in with a code.
type circle struct{ space, base, token, code string }

// circle makes a listed group with a space of its own, and its first member.
func (k *deskRig) circle(group, member string) circle {
	k.t.Helper()
	l, err := k.dir.Add(k.t.Context(), k.ana, directory.Entered{Content: &directory.Group{Name: group, Concerns: []string{"grief"}, Rhythm: "contact"}})
	if err != nil {
		k.t.Fatal(err)
	}
	if err := k.dir.Load(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	_, path, _ := strings.Cut(k.firstMembers(l.ID), "/g/")
	s := &scan{k: k, pages: map[string][]string{}}
	in := s.comesIn(k.t, member, member, "/g/"+path)
	return circle{space: in.space, base: "/g/" + in.space, token: in.token, code: in.secrets[1]}
}

// comesIn signs a browser in to a place with its code.
func (p circle) comesIn(b *browsertest.Browser, address string, shared bool) {
	b.Open(address + p.base + "/")
	b.Type("#code", p.code)
	if shared {
		b.Eval(`document.querySelector('form[action="sign-in"] input[name="shared"]').checked = true`, nil)
	}
	b.Follow(`form[action="sign-in"] button`)
}

// form sends one as a member and gives the answer.
func (k *deskRig) form(p circle, path string, form url.Values) (status int, to string) {
	k.t.Helper()
	w := k.ask(p.token, p.base+path, form)
	return w.Code, strings.TrimPrefix(w.Header().Get("Location"), p.base)
}

// TestWaysInAreChangedAfterShowingOne walks the way of somebody who is signed in since this morning.
func TestWaysInAreChangedAfterShowingOne(t *testing.T) {
	k := newDeskRig(t)
	p := k.circle("Circle", "Marigold")
	k.clock.Add(time.Hour)
	for _, path := range []string{"/me/passkey", "/me/card"} {
		if status, to := k.form(p, path, url.Values{"label": {"x"}}); status != http.StatusSeeOther || to != "/me/prove" {
			t.Errorf("%s: status %d, to %s", path, status, to)
		}
	}
	if status, to := k.form(p, "/me/remove", url.Values{"credential": {"x"}}); status != http.StatusSeeOther || to != "/me/prove" {
		t.Errorf("remove: status %d, to %s", status, to)
	}
	want(t, k.ask(p.token, p.base+"/me/prove", nil).Body.String(), "Show once more that it is you")
	w := k.ask(p.token, p.base+"/sign-in", url.Values{"code": {"0000-0000-0000-0000-0000-0000-0000"}, "to": {"me"}})
	if !strings.Contains(w.Body.String(), `name="to" value="me"`) {
		t.Error("a slip forgets where it leads")
	}
	w = k.ask(p.token, p.base+"/sign-in", url.Values{"code": {p.code}, "to": {"me"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != p.base+"/me" {
		t.Fatalf("status %d, to %s", w.Code, w.Header().Get("Location"))
	}
	if w := k.ask(p.token, p.base+"/me", nil); strings.Contains(w.Body.String(), "Marigold") {
		t.Error("the old session of this browser is left behind")
	}
	p.token = w.Result().Cookies()[0].Value
	want(t, k.ask(p.token, p.base+"/me/card", url.Values{"label": {"x"}}).Body.String(), "code")
	if w := k.ask(p.token, p.base+"/sign-in", url.Values{"code": {p.code}, "to": {"//evil.example"}}); w.Header().Get("Location") != p.base+"/" {
		t.Errorf("signing in leads to %s", w.Header().Get("Location"))
	}
}

// TestOneClickSignsOutEverywhereElse: this browser stays.
func TestOneClickSignsOutEverywhereElse(t *testing.T) {
	k := newDeskRig(t)
	p := k.circle("Circle", "Marigold")
	other := k.ask("", p.base+"/sign-in", url.Values{"code": {p.code}}).Result().Cookies()[0].Value
	want(t, k.ask(p.token, p.base+"/me", nil).Body.String(), "Sign out everywhere else")
	k.form(p, "/me/remove", url.Values{"others": {"1"}})
	if page := k.ask(other, p.base+"/", nil).Body.String(); strings.Contains(page, "Marigold") {
		t.Error("another browser is still in")
	}
	page := k.ask(p.token, p.base+"/me", nil).Body.String()
	want(t, page, "Marigold")
	if strings.Contains(page, "Sign out everywhere else") {
		t.Error("offered where there is nothing to end")
	}
}

// TestACookiePutBesideLetsNobodyIn: a script of another space put cookies under a longer path, which come first.
func TestACookiePutBesideLetsNobodyIn(t *testing.T) {
	k := newDeskRig(t)
	p := k.circle("Circle", "Marigold")
	mallory := k.ask("", p.base+"/sign-in", url.Values{"code": {p.code}}).Result().Cookies()[0].Value
	ask := func(cookies string) string {
		r, w := httptest.NewRequest(http.MethodGet, p.base+"/", nil), httptest.NewRecorder()
		r.Header.Set("Cookie", cookies)
		k.site.ServeHTTP(w, r)
		return w.Body.String()
	}
	name := sessionCookie + "="
	want(t, ask(name+"junk; "+name+p.token), "Marigold")
	if strings.Contains(ask(name+mallory+"; "+name+p.token), "Marigold") {
		t.Error("it is unclear who asks, and somebody was let in")
	}
	want(t, ask(name+p.token+"; "+name+p.token), "Marigold")
}
