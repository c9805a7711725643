package web

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/internal/browsertest"
	"kith/internal/directory"
)

// firstMembers gives a group that is listed a space, as a steward does on its desk, and the link for its first members.
func (k *deskRig) firstMembers(id string) (link string) {
	k.t.Helper()
	w := k.ask(k.token, k.base+"/listings/"+id+"/space", url.Values{"pack": {"grief-and-family"}, "lang": {"en"}})
	_, rest, ok := strings.Cut(w.Body.String(), `<code class="link-text" dir="ltr">`)
	link, _, _ = strings.Cut(rest, "<")
	if !ok || !strings.Contains(link, "/join/") {
		k.t.Fatalf("no link: status %d", w.Code)
	}
	return link
}

// look opens every page of a group at both widths, light and dark, lets axe read it, and keeps pictures where somebody
// wants to see them.
func look(t *testing.T, b *browsertest.Browser, name string) {
	t.Helper()
	for width, size := range map[string]int64{"360": 360, "1280": 1280} {
		b.Size(size, 800)
		for scheme, dark := range map[string]bool{"light": false, "dark": true} {
			b.Dark(dark)
			b.Open(b.Address()) // colours that fade are then where they end
			b.CheckAxe()
			if folder := os.Getenv("KITH_TEST_PICTURES"); folder != "" {
				b.Screenshot(filepath.Join(folder, name+"-"+width+"-"+scheme+".png"))
			}
		}
	}
	b.Dark(false)
	b.Size(360, 800)
}

// TestAGroupOfItsOwn is the life of a small group in three browsers: one begins it, one comes in without script, one asks
// first.
func TestAGroupOfItsOwn(t *testing.T) {
	t.Parallel()
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	listed, err := k.dir.Add(t.Context(), k.ana, directory.Entered{Content: &directory.Group{Name: "Tuesday circle", Concerns: []string{"grief"}, Rhythm: "contact",
		About: "For whoever has lost somebody."}})
	if err != nil {
		t.Fatal(err)
	}
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(k.firstMembers(listed.ID), "/g/")
	founders := address + "/g/" + path
	base, _, _ := strings.Cut(founders, "/join/")

	// Rosa begins it with a passkey.
	rosa := browsertest.New(t)
	withAuthenticator(t, rosa)
	rosa.Open(founders)
	look(t, rosa, "door-first")
	rosa.Type("#name", "Rosa")
	rosa.Click(`button[formaction$="/passkey"]`)
	rosa.Wait(`!!document.querySelector(".desk")`)
	look(t, rosa, "home")
	if said := rosa.Text("main"); !strings.Contains(said, "Hello, Rosa") || strings.Contains(said, "Your first days here") {
		t.Fatalf("Rosa is in: %s", said)
	}
	for _, part := range []string{"agreement", "roles", "members", "entrance", "me", "record", "leave"} {
		rosa.Open(base + "/" + part)
		look(t, rosa, part)
	}
	rosa.Open(base + "/agreement/change")
	look(t, rosa, "agreement-change")
	rosa.Type("#clause-0", "We sit together on Tuesdays.")
	rosa.Follow(`button.main`)
	if said := rosa.Text("main"); !strings.Contains(said, "We sit together on Tuesdays.") || !strings.Contains(said, "Version 2") {
		t.Errorf("the agreement: %s", said)
	}
	rosa.Open(base + "/agreement/versions")
	look(t, rosa, "versions")

	// Noor comes from the listing, without script, with a member card: four pages and no address.
	noor := browsertest.New(t)
	noor.Script(false)
	noor.Open(address + "/groups/" + listed.Slug)
	noor.Follow(`a[href$="/door"]`)
	noor.Click(".agreement summary")
	if !strings.Contains(noor.Text("main"), "We sit together on Tuesdays.") {
		t.Error("the door does not show what holds")
	}
	eye := browsertest.New(t)
	eye.Open(base + "/door")
	look(t, eye, "door-ask")
	noor.Type("#note", "My brother died in May. May I come?")
	noor.Follow(`form[action$="/knock"] button`)
	waiting := noor.Address()
	eye.Open(waiting)
	look(t, eye, "knocked")
	rosa.Open(base + "/entrance")
	look(t, rosa, "entrance-waiting")
	rosa.Type(".knock textarea", "Of course. Come on Tuesday.")
	rosa.Follow(`.knock button[value="welcome"]`)
	noor.Open(waiting)
	eye.Open(waiting)
	look(t, eye, "door-welcome")
	noor.Type("#name", "نور")
	noor.Follow(`form[action$="/card"] button:not([formaction])`)
	noor.Type("#code", noor.Text(".secret"))
	noor.Follow(`form[action$="/card"] button`)
	if said := noor.Text("main"); !strings.Contains(said, "نور") {
		t.Fatalf("Noor is in: %s", said)
	}
	rosa.Open(base + "/members")
	look(t, rosa, "members-two")
	if said := rosa.Text("main"); !strings.Contains(said, "Rosa") || !strings.Contains(said, "نور") {
		t.Errorf("members: %s", said)
	}

	// Rosa records who does what.
	rosa.Open(base + "/roles")
	rosa.Click(`.jobs > li:nth-child(2) .more summary`)
	rosa.Follow(`.jobs > li:nth-child(2) form button`)
	if said := rosa.Text(".jobs > li:nth-child(2)"); !strings.Contains(said, "can answer until") {
		t.Errorf("the role: %s", said)
	}
	look(t, rosa, "roles-filled")
	walkRoles(t, rosa, base)

	// Leaving takes two clicks.
	noor.Open(base + "/leave")
	noor.Follow(`.acts button`)
	rosa.Open(base + "/members")
	if said := rosa.Text("main"); strings.Contains(said, "نور") {
		t.Errorf("Noor left: %s", said)
	}
	for _, b := range []*browsertest.Browser{rosa, noor, eye} {
		if problems := b.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
		if strangers := b.Strangers(); len(strangers) > 0 {
			t.Error(strangers)
		}
	}
}
