package web

import (
	"net/url"
	"strings"
	"testing"

	"kith/internal/browsertest"
	"kith/internal/directory"
)

// TestAGroupSendsADelegate: Rosa represents her group, says that it belongs, makes a link, and somebody comes by it into the
// organisation's space under another name.
func TestAGroupSendsADelegate(t *testing.T) {
	t.Parallel()
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	add := func(c directory.Content, parent string) string {
		l, err := k.dir.Add(t.Context(), k.ana, directory.Entered{Content: c, Parent: parent})
		if err != nil {
			t.Fatal(err)
		}
		return l.ID
	}
	body := add(&directory.Organisation{Name: "Area Ten", Type: "area"}, "")
	group := add(&directory.Group{Name: "Home group", Concerns: []string{"alcohol"}, Rhythm: "contact"}, body)
	add(&directory.Group{Name: "Silent group", Concerns: []string{"alcohol"}, Rhythm: "contact"}, body)
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	open := func(listing, kind string) string {
		w := k.ask(k.token, k.base+"/listings/"+listing+"/space", url.Values{"pack": {kind}, "lang": {"en"}})
		_, rest, _ := strings.Cut(w.Body.String(), `<code class="link-text" dir="ltr">`)
		link, _, _ := strings.Cut(rest, "<")
		_, path, ok := strings.Cut(link, "/g/")
		if !ok {
			t.Fatalf("no space for %s: status %d", kind, w.Code)
		}
		return address + "/g/" + path
	}
	enter := func(name, link string) *browsertest.Browser {
		b := browsertest.New(t)
		withAuthenticator(t, b)
		b.Open(link)
		b.Type("#name", name)
		b.Click(`button[formaction$="/passkey"]`)
		b.Wait(`!!document.querySelector(".desk")`)
		return b
	}
	says := func(b *browsertest.Browser, texts ...string) {
		t.Helper()
		for _, one := range texts {
			if said := b.Text("main"); !strings.Contains(said, one) {
				t.Errorf("the page does not say %q: %s", one, said)
			}
		}
	}
	bodyLink, groupLink := open(body, "service-body"), open(group, "twelve-step")
	olga, rosa := enter("Olga", bodyLink), enter("Rosa", groupLink)
	base, _, _ := strings.Cut(groupLink, "/join/")
	bodyBase, _, _ := strings.Cut(bodyLink, "/join/")
	k.holds(base, "group-representative", "Rosa")
	rosa.Open(base + "/meetings")
	rosa.Follow(`a[href$="/organisation"]`)
	says(rosa, "Area Ten", "The group has not said so yet.")
	look(t, rosa, "organisation-above")
	rosa.Follow(`form[action$="/belong"] button`)
	says(rosa, "The group last said so on")
	rosa.Follow(`form[action$="/send"] button`)
	link := rosa.Text(".link-text")
	dana := enter("Dana", link)
	if at := dana.Address(); !strings.HasPrefix(at, bodyBase) {
		t.Errorf("Dana is at %s", at)
	}
	look(t, dana, "organisation-home")
	dana.Open(bodyBase + "/groups")
	says(dana, "Home group", "Dana speaks for it until", "has not said this year that it belongs")
	look(t, dana, "organisation-groups")
	olga.Open(bodyBase + "/groups")
	olga.Follow(`.ledger a`)
	look(t, olga, "organisation-listing")
	rosa.Open(base + "/members")
	if said := rosa.Text("main"); strings.Contains(said, "Dana") {
		t.Errorf("the group sees its delegate's other name: %s", said)
	}
	for _, b := range []*browsertest.Browser{rosa, olga, dana} {
		if problems := b.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
	}
}
