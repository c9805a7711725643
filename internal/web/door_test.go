package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kith/internal/directory"
	"kith/internal/store"
)

// doorRig is a listed group with a space and one founder.
func doorRig(t *testing.T) (k *deskRig, base, slug, token string) {
	t.Helper()
	k = newDeskRig(t)
	base, slug, token = k.founded("Quiet circle")
	return k, base, slug, token
}

// enter comes in by a way with a code, and gives the session's token; empty when that does not go.
func (k *deskRig) enter(way string, self url.Values) string {
	_, rest, _ := strings.Cut(k.ask("", way+"/card", self).Body.String(), `name="offered" value="`)
	code, _, _ := strings.Cut(rest, `"`)
	self.Set("code", code)
	self.Set("offered", code)
	w := k.ask("", way+"/card", self)
	for _, c := range w.Result().Cookies() {
		if c.Name == sessionCookie {
			return c.Value
		}
	}
	return ""
}

// TestADoorThatIsClosedIsNone: a group that opens to invitations alone, a space that is no group and one that does not exist
// answer alike at every address of a door, to the byte.
func TestADoorThatIsClosedIsNone(t *testing.T) {
	k, base, slug, token := doorRig(t)
	if w := k.ask(token, base+"/entrance", url.Values{"door": {"invitation"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d", w.Code)
	}
	forms := []url.Values{nil, {}, {"note": {"hello"}}, {"note": {""}}, {"name": {"Eve"}, "version": {"1"}}, {"note": {strings.Repeat("x", 2000)}}}
	for _, path := range []string{"/door", "/door/knock", "/door/card", "/door/passkey", "/knock/x", "/knock/x/withdraw", "/knock/x/card", "/join/x", "/join/x/card"} {
		for _, form := range forms {
			real := k.ask("", base+path, form)
			for name, other := range map[string]string{"no space": "/g/" + store.NewPersonID(), "the clearinghouse": k.base} {
				w := k.ask("", other+path, form)
				if w.Code != real.Code || w.Body.String() != real.Body.String() || headerText(w.Header()) != headerText(real.Header()) {
					t.Errorf("%s %v: %s answers %d, the closed door %d, or in other words", path, form, name, w.Code, real.Code)
				}
			}
		}
	}
	if w := k.ask("", "/groups/"+slug+"/door", nil); w.Code != http.StatusNotFound {
		t.Errorf("the way to the door: status %d", w.Code)
	}
	if w := k.ask("", "/groups/"+slug, nil); strings.Contains(w.Body.String(), "/door") {
		t.Error("the listing still leads to a door")
	}
}

// TestNotesFromOnePlaceAreFew, and nothing that was written is lost.
func TestNotesFromOnePlaceAreFew(t *testing.T) {
	k, base, _, token := doorRig(t)
	k.ask(token, base+"/entrance", url.Values{"door": {"ask"}})
	for range 5 {
		if w := k.ask("", base+"/door/knock", url.Values{"note": {"May I come?"}, "joins": {"1"}}); w.Code != http.StatusSeeOther || w.Header().Get("Cache-Control") != private {
			t.Fatalf("status %d, %s", w.Code, w.Header().Get("Cache-Control"))
		}
	}
	w := k.ask("", base+"/door/knock", url.Values{"note": {"One more?"}, "joins": {"1"}})
	if w.Code != http.StatusTooManyRequests {
		t.Errorf("status %d", w.Code)
	}
	want(t, w.Body.String(), "One more?", "try again tomorrow")
}

// TestWordsOfPeopleAreWords: whatever somebody writes, no page of the group has a tag or an attribute of it.
func TestWordsOfPeopleAreWords(t *testing.T) {
	k, base, slug, token := doorRig(t)
	const nasty = `"><script>alert(1)</script><img src=x onerror=y>` + "'\u202e{{.}}"
	k.ask(token, base+"/entrance", url.Values{"door": {"open"}, "welcome": {nasty}})
	k.ask(token, base+"/agreement", url.Values{"version": {"1"}, "kind": {"purpose"}, "text": {nasty}})
	k.ask("", base+"/door/knock", url.Values{"note": {nasty}})
	k.ask(token, base+"/me/describe", url.Values{"name": {nasty[:40]}, "pronouns": {`"><b>x`}, "line": {nasty}})
	k.ask("", base+"/door/card", url.Values{"name": {nasty}, "version": {"2"}})
	pages := []string{"/", "/members", "/roles", "/agreement", "/agreement/change", "/agreement/versions", "/entrance", "/me", "/record", "/door", "/members?after=" + url.QueryEscape(nasty)}
	for _, path := range pages {
		body := k.ask(token, base+path, nil).Body.String()
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") || strings.Contains(body, "<b>x") {
			t.Errorf("%s: words are markup", path)
		}
	}
	for _, form := range []url.Values{{"name": {nasty}, "version": {"2"}}, {"name": {nasty}, "version": {"2"}, "code": {nasty}, "offered": {nasty}}, {"name": {nasty}, "version": {nasty}}} {
		if body := k.ask("", base+"/door/card", form).Body.String(); strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
			t.Errorf("%v: words are markup", form)
		}
	}
	public := k.ask("", "/groups/"+slug, nil).Body.String()
	if strings.Contains(public, strings.TrimPrefix(base, "/g/")) || strings.Contains(public, "Rosa") {
		t.Error("the listing tells the space")
	}
}

// TestOneSpaceOpensNoOther: a member's session, code and ids of one group are nothing in another.
func TestOneSpaceOpensNoOther(t *testing.T) {
	k, base, _, token := doorRig(t)
	other, _, _ := k.founded("Loud circle")
	for _, path := range []string{"/", "/members", "/entrance", "/agreement", "/roles"} {
		if a, b := k.ask(token, other+path, nil), k.ask("", other+path, nil); a.Body.String() != b.Body.String() {
			t.Errorf("%s: a session of another group is somebody", path)
		}
	}
	_, rest, _ := strings.Cut(k.ask("", base+"/door/card", url.Values{"name": {"Eve"}, "version": {"1"}}).Body.String(), `name="offered" value="`)
	code, _, _ := strings.Cut(rest, `"`)
	w := k.ask("", other+"/door/card", url.Values{"name": {"Eve"}, "version": {"1"}, "code": {code}, "offered": {code}})
	if w.Code == http.StatusSeeOther {
		t.Error("a code that one door offered opens another")
	}
	if w := k.ask(token, base+"/me/card", url.Values{"code": {code}, "offered": {code}}); w.Code == http.StatusSeeOther {
		t.Error("a code offered at the door becomes a member's")
	}
	if w := k.ask(token, base+"/listings/x/space", url.Values{"pack": {"open-circle"}}); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
		t.Errorf("a founder opens spaces: %d", w.Code)
	}
	if w := k.ask(token, base+"/stewards", url.Values{"name": {"Eve"}}); w.Code != http.StatusForbidden {
		t.Errorf("a founder invites stewards: %d", w.Code)
	}
	for _, path := range []string{"/find", "/imports", "/sources", "/needs", "/alike", "/add/group", "/stewards"} {
		if w := k.ask(token, base+path, nil); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
			t.Errorf("%s is open to a member of a group: %d", path, w.Code)
		}
	}
}

// founded is a group with a space, in which Rosa is.
func (k *deskRig) founded(name string) (base, slug, token string) {
	k.t.Helper()
	l, err := k.dir.Add(k.t.Context(), k.ana, directory.Entered{Content: &directory.Group{Name: name, Concerns: []string{"grief"}, Rhythm: "contact"}})
	if err != nil {
		k.t.Fatal(err)
	}
	if err := k.dir.Load(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	_, path, _ := strings.Cut(k.firstMembers(l.ID), "/g/")
	link := "/g/" + path
	base, _, _ = strings.Cut(link, "/join/")
	if token = k.enter(link, url.Values{"name": {"Rosa"}, "version": {"1"}}); token == "" {
		k.t.Fatal("Rosa is not in")
	}
	return base, l.Slug, token
}
