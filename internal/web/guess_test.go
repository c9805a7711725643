package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

var (
	spaceRoute  = regexp.MustCompile(`"(?:([A-Z]+) )?(/g/\{space\}/[^"]*)"(\+way\+"([^"]*)")?`)
	placeholder = regexp.MustCompile(`\{[a-z]+(?:\.\.\.)?\}`)
)

// spaceRoutes are the addresses under a space that the program's text names, so that a new one is seen by itself.
func spaceRoutes(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range spaceRoute.FindAllStringSubmatch(string(code), -1) {
			if m[3] == "" {
				all = append(all, m[2])
				continue
			}
			for _, way := range []string{"join/{token}", "door", "knock/{knock}"} {
				all = append(all, m[2]+way+m[4])
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// random are values that are new in each answer and tell nothing: challenges and offered codes.
var random = regexp.MustCompile(`challenge&#34;:&#34;[A-Za-z0-9_-]+`)

// TestNoAnswerTellsWhatExists asks every address under a space that opens to invitations alone, and under one that does not
// exist, as a stranger and as somebody from elsewhere, and compares the answers to the byte.
func TestNoAnswerTellsWhatExists(t *testing.T) {
	k := newDeskRig(t)
	there, elsewhere := k.circle("Circle", "Marigold"), k.circle("Other circle", "Sparrow")
	marigold, _, err := k.who.Who(t.Context(), there.space, there.token)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.groups.SetDoor(t.Context(), marigold, pack.Invitation, ""); err != nil {
		t.Fatal(err)
	}
	routes := spaceRoutes(t)
	if len(routes) < 50 {
		t.Fatalf("only %d routes are seen", len(routes))
	}
	secret := people.NewSecret()
	ask := func(method, route, space, token string, form url.Values) (int, string, string) {
		path := strings.Replace(strings.Replace(route, "{space}", space, 1), "{$}", "", 1)
		path = placeholder.ReplaceAllString(path, secret)
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
		}
		if token != "" {
			r.AddCookie(&http.Cookie{Name: sessionCookie, Value: token})
		}
		r.RemoteAddr = store.NewPersonID() + ":1" // no limit gets in the way
		w := httptest.NewRecorder()
		k.site.ServeHTTP(w, r)
		body := random.ReplaceAllString(strings.ReplaceAll(w.Body.String(), space, "SPACE"), "")
		return w.Code, headerText(w.Header()), body
	}
	forms := []url.Values{nil, {"x": {"1"}}, {"code": {there.code}, "offered": {there.code}, "name": {"Marigold"}, "note": {"Hello"}, "version": {"1"}, "response": {"{}"}},
		{"name": {"Marigold"}, "id": {marigold.Persona}, "member": {marigold.Persona}}}
	for _, route := range routes {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete} {
			for n, form := range forms {
				if strings.HasSuffix(route, "/sign-in") && form.Get("code") != "" || (n > 0) != (method == http.MethodPost) {
					continue // the code of somebody who is there opens it: that is what it is for
				}
				for name, token := range map[string]string{"a stranger": "", "somebody from elsewhere": elsewhere.token} {
					code, header, body := ask(method, route, there.space, token, form)
					otherCode, otherHeader, otherBody := ask(method, route, store.NewPersonID(), token, form)
					if code != otherCode || header != otherHeader || body != otherBody {
						t.Errorf("%s %s, form %d: %s learns whether the space is there: %d and %d", method, route, n, name, code, otherCode)
					}
				}
			}
		}
	}
}

// TestLimitsLockNobodyOut: whoever guesses from an address is slowed there alike for what exists and what does not, and those who
// are in, and those elsewhere, notice nothing.
func TestLimitsLockNobodyOut(t *testing.T) {
	k := newDeskRig(t)
	p := k.circle("Circle", "Marigold")
	try := func(from, base, code string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, base+"/sign-in", strings.NewReader(url.Values{"code": {code}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = from + ":1"
		w := httptest.NewRecorder()
		k.site.ServeHTTP(w, r)
		return w
	}
	const wrong = "0000-0000-0000-0000-0000-0000-0000"
	nowhere := "/g/" + store.NewPersonID()
	for range 25 {
		try("198.51.100.7", nowhere, wrong)
	}
	here, there := try("198.51.100.7", p.base, wrong), try("198.51.100.7", nowhere, wrong)
	if here.Code != there.Code || here.Body.String() != there.Body.String() {
		t.Errorf("the limit tells what exists: %d and %d", here.Code, there.Code)
	}
	want(t, here.Body.String(), "too many tries")
	if w := try("198.51.100.8", p.base, p.code); w.Code != http.StatusSeeOther {
		t.Errorf("Marigold is locked out by another's tries: %d", w.Code)
	}
	want(t, k.ask(p.token, p.base+"/", nil).Body.String(), "Marigold")
}
