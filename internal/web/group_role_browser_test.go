package web

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"kith/internal/browsertest"
)

// walkRoles adds a role, looks at one, and invites a guest, who comes in by the link.
func walkRoles(t *testing.T, rosa *browsertest.Browser, base string) {
	t.Helper()
	rosa.Open(base + "/roles/host")
	look(t, rosa, "role")
	rosa.Open(base + "/roles/new")
	look(t, rosa, "role-new")
	rosa.Type("#name", "Tea")
	rosa.Type("#does", "Makes the tea.")
	rosa.Follow(`.form form button.main`)
	if said := rosa.Text("main"); !strings.Contains(said, "Makes the tea.") {
		t.Errorf("no role was added: %s", said)
	}
	rosa.Open(base + "/roles/door/change")
	look(t, rosa, "role-change")
	rosa.Click(`input[value="roles"]`)
	rosa.Follow(`.form form button.main`)
	if said := rosa.Text("main"); !strings.Contains(said, "Rosa asks to change: Door") {
		t.Errorf("power waits for nobody: %s", said)
	}
	look(t, rosa, "roles-waiting")
	rosa.Open(base + "/guests")
	look(t, rosa, "guests")
	rosa.Type("#purpose", "Speaks about sleep at our meeting in May.")
	rosa.Click(`input[value="members"]`)
	rosa.Follow(`.form form button.main`)
	link := rosa.Text(".link-text")
	gus := browsertest.New(t)
	gus.Open(link)
	look(t, gus, "guest-door")
	gus.Type("#name", "Dr Gus")
	gus.Click(`button:not(.main)[class~="button"]`)
	gus.Wait(`!!document.querySelector("#code")`)
	gus.Type("#code", gus.Text(".secret"))
	gus.Follow(`form[action$="/card"] button`)
	look(t, gus, "guest-home")
	if said := gus.Text("main"); !strings.Contains(said, "Speaks about sleep") || !strings.Contains(said, "Rosa") {
		t.Errorf("a guest sees %s", said)
	}
	rosa.Open(base + "/members")
	look(t, rosa, "members-guest")
	if said := rosa.Text("main"); !strings.Contains(said, "Guest until") {
		t.Errorf("nobody sees who is a guest: %s", said)
	}
	rosa.Open(base + "/")
	look(t, rosa, "home-facts")
}

// insidePages finds the pages of a space that have no part of their own in the address.
var insidePages = regexp.MustCompile(`inside\("GET /g/\{space\}(/[a-z/-]*)(?:\{\$\})?", `)

// TestGuestsSeeNoPageOfTheMembers opens every page of a space as a guest: what is new is the members' until it is let open
// here.
func TestGuestsSeeNoPageOfTheMembers(t *testing.T) {
	s := live(t)
	l := s.lives[0]
	base := "/g/" + l.space
	made := s.k.ask(l.token, base+"/guests", map[string][]string{"purpose": {"Speaks"}, "days": {"9"}}).Body.String()
	_, rest, _ := strings.Cut(made, "/g/"+l.space+"/join/")
	token, _, _ := strings.Cut(rest, "<")
	guest := s.liveAsGuest(t, base+"/join/"+token)
	code, err := os.ReadFile("routes.go")
	if err != nil {
		t.Fatal(err)
	}
	open := []string{"/", "/me", "/me/prove", "/agreement", "/leave", "/me/keys"}
	all := insidePages.FindAllStringSubmatch(string(code), -1)
	if len(all) < 12 {
		t.Fatal("the pages were not found: ", all)
	}
	for _, m := range all {
		want := http.StatusForbidden
		for _, one := range open {
			if one == m[1] {
				want = http.StatusOK
			}
		}
		got := s.k.ask(guest, base+m[1], nil).Code
		if got != want && (want == http.StatusOK || got == http.StatusOK) {
			t.Errorf("a guest at %s: status %d, want %d", m[1], got, want)
		}
	}
}

// liveAsGuest comes in by a guest's link and gives the session's token.
func (s *scan) liveAsGuest(t *testing.T, path string) string {
	t.Helper()
	self := map[string][]string{"name": {"Gus"}, "version": {"1"}}
	_, rest, _ := strings.Cut(s.k.ask("", path+"/card", self).Body.String(), `<p class="secret" dir="ltr" translate="no">`)
	code, _, _ := strings.Cut(rest, "</p>")
	self["code"], self["offered"] = []string{code}, []string{code}
	w := s.k.ask("", path+"/card", self)
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) == 0 {
		t.Fatalf("the guest did not come in: status %d", w.Code)
	}
	return w.Result().Cookies()[0].Value
}
