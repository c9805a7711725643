package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kith/internal/people"
	"kith/internal/store"
)

// TestAStrangerLearnsNothing compares what a space that exists answers with what one answers that does not, to the byte.
func TestAStrangerLearnsNothing(t *testing.T) {
	k := newDeskRig(t)
	paths := []string{"/", "/members", "/find", "/imports", "/listings/0198/edit", "/nowhere/at/all"}
	for _, path := range paths {
		for _, form := range []url.Values{nil, {"x": {"1"}}} {
			real := k.ask("", k.base+path, form)
			for name, other := range map[string]*httptest.ResponseRecorder{
				"no such space":   k.ask("", "/g/"+store.NewPersonID()+path, form),
				"no id":           k.ask("", "/g/x"+path, form),
				"a foreign token": k.ask(strings.Repeat("A", 43), k.base+path, form),
				"Ana's elsewhere": k.ask(k.token, "/g/"+store.NewPersonID()+path, form),
			} {
				if real.Code != other.Code || real.Body.String() != other.Body.String() {
					t.Errorf("%s, %s: status %d and %d, or another body", path, name, real.Code, other.Code)
				}
				if a, b := headerText(real.Header()), headerText(other.Header()); a != b {
					t.Errorf("%s, %s: headers differ:\n%s\n%s", path, name, a, b)
				}
			}
		}
	}
	if w := k.ask("", k.base+"/", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `action="sign-in"`) {
		t.Errorf("the door: status %d", w.Code)
	}
	if w := k.ask("", k.base+"/listings/1/edit", nil); !strings.Contains(w.Body.String(), `action="../../sign-in"`) {
		t.Error("deeper in, the door does not lead back")
	}
}

func headerText(h http.Header) string {
	var b strings.Builder
	if err := h.Write(&b); err != nil {
		return err.Error()
	}
	return b.String()
}

func TestWrongCodeSaysTheSameEverywhere(t *testing.T) {
	k := newDeskRig(t)
	_, bos, _ := k.join("Bo")
	form := url.Values{"code": {bos}}
	elsewhere := k.ask("", "/g/"+store.NewPersonID()+"/sign-in", form)
	unknown := k.ask("", k.base+"/sign-in", url.Values{"code": {"0000-0000-0000-0000-0000-0000-0000"}})
	if elsewhere.Code != http.StatusBadRequest || unknown.Code != http.StatusBadRequest {
		t.Errorf("status %d and %d", elsewhere.Code, unknown.Code)
	}
	want(t, elsewhere.Body.String(), "This code opens nothing here")
	if elsewhere.Header().Get("Set-Cookie") != "" {
		t.Error("a cookie was set")
	}
}

func TestSigningInAndOut(t *testing.T) {
	k := newDeskRig(t)
	w := k.ask("", k.base+"/sign-in", url.Values{"code": {strings.ToLower(k.code)}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != k.base+"/" {
		t.Fatalf("status %d, to %s", w.Code, w.Header().Get("Location"))
	}
	cookie := w.Result().Cookies()[0]
	if cookie.Name != "__Secure-kith" || !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != k.base+"/" || cookie.Expires.IsZero() {
		t.Errorf("cookie %v", cookie)
	}
	if w := k.ask(cookie.Value, k.base+"/", nil); !strings.Contains(w.Body.String(), "Hello Ana") {
		t.Error("not signed in")
	}
	w = k.ask("", k.base+"/sign-in", url.Values{"code": {k.code}, "shared": {"1"}})
	if shared := w.Result().Cookies()[0]; !shared.Expires.IsZero() || shared.MaxAge != 0 {
		t.Errorf("on a shared device the cookie outlives the browser: %v", shared)
	}
	w = k.ask(cookie.Value, k.base+"/sign-out", url.Values{})
	if w.Code != http.StatusSeeOther || w.Result().Cookies()[0].MaxAge >= 0 {
		t.Errorf("signing out: status %d, %v", w.Code, w.Result().Cookies())
	}
	if w := k.ask(cookie.Value, k.base+"/", nil); strings.Contains(w.Body.String(), "Ana") {
		t.Error("the session outlives signing out")
	}
}

func TestPagesOfASpaceStayInside(t *testing.T) {
	k := newDeskRig(t)
	for _, path := range []string{"/", "/find", "/add/group", "/me", "/nowhere"} {
		h := k.ask(k.token, k.base+path, nil).Header()
		own := "example.com" + k.base + "/" // httptest's host
		for _, part := range []string{"connect-src " + own + ";", "form-action " + own + ";", "frame-src " + own + ";", "base-uri 'none'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"} {
			if !strings.Contains(h.Get("Content-Security-Policy"), part) {
				t.Errorf("%s: the policy lacks %q: %s", path, part, h.Get("Content-Security-Policy"))
			}
		}
		if h.Get("Cache-Control") != "private, no-store" || h.Get("Cross-Origin-Opener-Policy") != "noopener-allow-popups" {
			t.Errorf("%s: %s, %s", path, h.Get("Cache-Control"), h.Get("Cross-Origin-Opener-Policy"))
		}
	}
}

func TestAnotherSiteCannotActForASteward(t *testing.T) {
	k := newDeskRig(t)
	r := httptest.NewRequest(http.MethodPost, k.base+"/stewards", strings.NewReader("name=Eve"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: k.token})
	w := httptest.NewRecorder()
	k.site.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
}

func TestLanguageOfASpaceIsChosenOnce(t *testing.T) {
	k := newDeskRig(t)
	w := k.ask(k.token, "/es"+k.base+"/find?q=x", nil)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != k.base+"/find?q=x" {
		t.Fatalf("status %d, to %s", w.Code, w.Header().Get("Location"))
	}
	r := httptest.NewRequest(http.MethodGet, k.base+"/", nil)
	r.AddCookie(w.Result().Cookies()[0])
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: k.token})
	w = httptest.NewRecorder()
	k.site.ServeHTTP(w, r)
	want(t, w.Body.String(), "Hola, Ana")
}

func TestInvitationPages(t *testing.T) {
	k := newDeskRig(t)
	page := k.ask(k.token, k.base+"/stewards", url.Values{"name": {"Bo"}})
	want(t, page.Body.String(), "A link for Bo")
	_, link, _ := strings.Cut(text(page.Body.String()), k.base+"/join/")
	token, _, _ := strings.Cut(link, " ")
	join := k.base + "/join/" + token
	want(t, k.ask("", join, nil).Body.String(), "Welcome, Bo", "Make a passkey", "member card")

	w := k.ask("", join+"/card", url.Values{})
	_, rest, _ := strings.Cut(w.Body.String(), `name="offered" value="`)
	code, _, _ := strings.Cut(rest, `"`)
	want(t, w.Body.String(), code)
	w = k.ask("", join+"/card", url.Values{"offered": {code}, "code": {code[:len(code)-1]}})
	if w.Code != http.StatusBadRequest {
		t.Errorf("a slip: status %d", w.Code)
	}
	want(t, w.Body.String(), code, "There is a slip")
	w = k.ask("", join+"/card", url.Values{"offered": {code}, "code": {code}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("joining: status %d %s", w.Code, text(w.Body.String()))
	}
	want(t, k.ask(w.Result().Cookies()[0].Value, k.base+"/", nil).Body.String(), "Hello Bo")
	w = k.ask("", join, nil)
	if w.Code != http.StatusNotFound {
		t.Errorf("the link again: status %d", w.Code)
	}
	want(t, w.Body.String(), "This link was used already")
	if strings.Contains(k.log.String(), token) || strings.Contains(k.log.String(), k.base) {
		t.Error("the log tells a link or a space")
	}
}

func TestTermOver(t *testing.T) {
	k := newDeskRig(t)
	k.clock.Set(now.AddDate(1, 0, 3))
	w := k.ask("", k.base+"/sign-in", url.Values{"code": {k.code}})
	token := w.Result().Cookies()[0].Value
	want(t, k.ask(token, k.base+"/", nil).Body.String(), "Your term is over")
	if w := k.ask(token, k.base+"/find", nil); w.Code != http.StatusForbidden {
		t.Errorf("the desk is still open: status %d", w.Code)
	}
}

func TestNoSecretStandsInTheDatabase(t *testing.T) {
	k := newDeskRig(t)
	path, err := k.who.InviteSteward(t.Context(), people.Operator(), "Bo")
	if err != nil {
		t.Fatal(err)
	}
	stored := fmt.Sprint((&scan{k: k}).rows(t))
	if !strings.Contains(stored, people.HashOf(k.token)) {
		t.Fatal("the session is not seen, so that this shows nothing")
	}
	for _, secret := range []string{k.token, k.code, strings.ReplaceAll(k.code, "-", ""), path[strings.LastIndex(path, "/")+1:]} {
		if strings.Contains(stored, secret) {
			t.Errorf("the database has %q", secret)
		}
	}
}
