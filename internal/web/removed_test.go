package web

import (
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/store"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
)

// invited comes in by a link that a founder makes, and gives its session's token.
func (k *deskRig) invited(base, token, name string) string {
	k.t.Helper()
	page := k.ask(token, base+"/entrance/invite", url.Values{"uses": {"1"}, "days": {"7"}}).Body.String()
	_, rest, _ := strings.Cut(page, base+"/join/")
	secret, _, _ := strings.Cut(rest, "<")
	in := k.enter(base+"/join/"+secret, url.Values{"name": {name}, "version": {"1"}})
	if in == "" {
		k.t.Fatal(name, " is not in")
	}
	return in
}

// holds lets somebody hold a role from today on, as if they had said yes to it.
func (k *deskRig) holds(base string, role people.Role, name string) {
	k.t.Helper()
	err := k.db.Write(k.t.Context(), func(tx *store.Tx) error {
		persona, err := store.Scalar[string](tx.QueryRow(`SELECT id FROM persona WHERE space_id = $1 AND name = $2`, base[strings.LastIndex(base, "/")+1:], name))
		if err != nil {
			return err
		}
		return k.who.Hold(tx, people.Term{Persona: persona, Role: role, How: groups.ByHands}, 90, "")
	})
	if err != nil {
		k.t.Fatal(name, err)
	}
}

// removedRig is a group of which Cy is removed by Rosa and Ben.
func removedRig(t *testing.T) (k *deskRig, base, rosa, cy string) {
	t.Helper()
	k, base, _, rosa = doorRig(t)
	ben, cy := k.invited(base, rosa, "Ben"), k.invited(base, rosa, "Cy")
	k.holds(base, "host", "Ben")
	for path, form := range map[string]url.Values{
		"/removals": {"name": {"cy"}, "reason": {"Shouted at Noor."}, "until": {now.AddDate(0, 1, 0).Format("2006-01-02")}},
	} {
		if w := k.ask(rosa, base+path, form); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: status %d %s", path, w.Code, text(w.Body.String()))
		}
	}
	page := k.ask(ben, base+"/removals", nil).Body.String()
	want(t, page, "Cy", "Shouted at Noor.", "Rosa asks for this")
	_, rest, _ := strings.Cut(page, `name="id" value="`)
	waiting, _, _ := strings.Cut(rest, `"`)
	if w := k.ask(ben, base+"/removals/join", url.Values{"id": {waiting}}); w.Code != http.StatusSeeOther {
		t.Fatalf("joining: status %d %s", w.Code, text(w.Body.String()))
	}
	return k, base, rosa, cy
}

var (
	insideRoute = regexp.MustCompile(`\b(inside|evenRemoved)\("(?:(GET|POST) )?/g/\{space\}([^"]*)"`)
	pathValue   = regexp.MustCompile(`\{[^}]*\}`)
)

// TestWhoIsRemovedSeesOnePage at every address of the space that there is, and can do nothing but what concerns it.
func TestWhoIsRemovedSeesOnePage(t *testing.T) {
	k, base, _, cy := removedRig(t)
	code, err := os.ReadFile("routes.go")
	if err != nil {
		t.Fatal(err)
	}
	routes := insideRoute.FindAllStringSubmatch(string(code), -1)
	open := map[string]bool{}
	for _, route := range routes {
		path := strings.ReplaceAll(pathValue.ReplaceAllString(route[3], "x"), "/x...", "/x")
		if route[1] == "evenRemoved" {
			open[route[2]+" "+path] = true
			continue
		}
		if strings.HasSuffix(route[3], "{$}") {
			path = "/"
		}
		var form url.Values
		status := http.StatusOK
		if route[2] == "POST" {
			form, status = url.Values{"name": {"Eve"}, "text": {"x"}, "agreed": {"1"}, "version": {"1"}}, http.StatusForbidden
		}
		w := k.ask(cy, base+path, form)
		if w.Code != status || !strings.Contains(w.Body.String(), "You are removed from this group for a time") {
			t.Errorf("%s %s: status %d\n%.300s", route[2], path, w.Code, text(w.Body.String()))
		}
	}
	if len(routes) < 60 {
		t.Errorf("only %d routes were found", len(routes))
	}
	if len(open) != 5 {
		t.Errorf("open to who is removed: %v", open)
	}
	want(t, k.ask(cy, base+"/", nil).Body.String(), "Shouted at Noor.", "Rosa (Founder)", "Ask others to look again", "Take my data along", "Leave for good")
	if w := k.ask(cy, base+"/removed/answer", url.Values{"answer": {strings.Repeat("x", 2001)}}); w.Code != http.StatusBadRequest {
		t.Errorf("a long answer: status %d", w.Code)
	}
}

// TestAnAppealWaitsInSight of everybody who holds a role.
func TestAnAppealWaitsInSight(t *testing.T) {
	k, base, rosa, cy := removedRig(t)
	if w := k.ask(cy, base+"/removed/appeal", url.Values{"appeal": {""}}); w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
	for path, form := range map[string]url.Values{"/removed/answer": {"answer": {"I was afraid."}}, "/removed/appeal": {"appeal": {"Please look again."}}} {
		if w := k.ask(cy, base+path, form); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: status %d", path, w.Code)
		}
	}
	want(t, k.ask(cy, base+"/", nil).Body.String(), "Please look again.", "It has waited 0 days", "decides nothing")
	want(t, k.ask(rosa, base+"/", nil).Body.String(), "Cy asked others to look again")
	want(t, k.ask(rosa, base+"/removals", nil).Body.String(), "I was afraid.", "Please look again.")
	want(t, k.ask(rosa, base+"/record", nil).Body.String(), "Rosa and Ben removed Cy until")
	if strings.Contains(k.ask(rosa, base+"/record", nil).Body.String(), "Shouted") {
		t.Error("the record tells the reason")
	}
	w := k.ask(cy, base+"/leave/data", nil)
	if w.Header().Get("Content-Disposition") != `attachment; filename="data.json"` || !strings.Contains(w.Body.String(), "Shouted at Noor.") || w.Header().Get("Cache-Control") != private {
		t.Errorf("%v %s", w.Header(), w.Body.String())
	}
	if w := k.ask(cy, base+"/leave", url.Values{}); w.Code != http.StatusSeeOther {
		t.Errorf("leaving: status %d", w.Code)
	}
	if w := k.ask(rosa, base+"/removed/answer", url.Values{"answer": {"x"}}); w.Code != http.StatusNotFound {
		t.Errorf("who is not removed answers: status %d", w.Code)
	}
}
