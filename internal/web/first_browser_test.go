package web

import (
	"net/url"
	"strings"
	"testing"

	"kith/internal/browsertest"
	"kith/internal/people"
)

// signedIn is a browser without script in which somebody is in a space, with a printed code.
func (k *deskRig) signedIn(t *testing.T, address, way, name string) *browsertest.Browser {
	t.Helper()
	b := browsertest.New(t)
	b.Script(false)
	b.Size(360, 800)
	b.Open(address + way)
	b.Type("#name", name)
	b.Follow(`form[action$="/card"] button:not([formaction])`)
	b.Type("#code", b.Text(".secret"))
	b.Follow(`form[action$="/card"] button`)
	return b
}

// TestFirstDaysInABrowser: a newcomer without script picks a companion, reads a story, and leaves words behind.
func TestFirstDaysInABrowser(t *testing.T) {
	t.Parallel()
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	base, _, rosa := k.founded("Quiet circle")
	for path, form := range map[string]url.Values{
		"/entrance":   {"door": {"open"}, "welcome": {"Come as you are."}},
		"/me/company": {"willing": {"1"}},
		"/stories":    {"text": {"I said nothing for three evenings, and nobody minded."}, "agreed": {"1"}, "door": {"1"}},
	} {
		k.ask(rosa, base+path, form)
	}
	eye := browsertest.New(t)
	eye.Open(address + base + "/door")
	look(t, eye, "door-story")

	noor := k.signedIn(t, address, base+"/door", "Rosa")
	if said := noor.Text("main"); !strings.Contains(said, "You have a number behind your name") || !strings.Contains(said, "I said nothing for three evenings") ||
		!strings.Contains(said, "Your companion for the first days") || !strings.Contains(said, "Come as you are.") {
		t.Fatalf("the first days: %s", said)
	}
	noor.Follow(`a[href$="/me"]:not(.desk-links a, [hidden] a)`)
	noor.Eval(`document.querySelector("#name").value = ""`, nil)
	noor.Type("#name", "Noor")
	noor.Follow(`form[action$="/me/describe"] button`)
	noor.Open(address + base + "/first")
	noor.Follow(`form[action$="/first/pick"] button`)
	if said := noor.Text("#companions"); !strings.Contains(said, "Rosa") || !strings.Contains(said, "End it") {
		t.Errorf("picked: %s", said)
	}
	want(t, k.ask(rosa, base+"/me", nil).Body.String(), "They picked you", "Noor")
	noor.Open(address + base + "/stories")
	noor.Type("#text", "I came in by the back door.")
	noor.Click(`input[name="agreed"]`)
	noor.Follow(`#tell button`)
	if said := noor.Text("main"); !strings.Contains(said, "I came in by the back door.") || !strings.Contains(said, "Take it back") {
		t.Errorf("told: %s", said)
	}
	// Only a page with script can be read by axe.
	noor.Script(true)
	for _, part := range []string{"", "first", "stories", "me", "leave", "record"} {
		noor.Open(address + base + "/" + part)
		look(t, noor, "newcomer-"+part)
	}
	noor.Script(false)
	noor.Open(address + base + "/leave")
	noor.Follow(`button[name="words"]`)
	page := k.ask(rosa, base+"/stories", nil).Body.String()
	want(t, page, "I came in by the back door.", "a former member")
	if strings.Contains(k.ask(rosa, base+"/members", nil).Body.String(), "Noor") {
		t.Error("she is still here")
	}
	for _, b := range []*browsertest.Browser{noor, eye} {
		if problems := append(b.Problems(), b.Strangers()...); len(problems) > 0 {
			t.Error(problems)
		}
	}
}

// TestRemovalInABrowser: two remove a member, who reads why, appeals to others, and returns.
func TestRemovalInABrowser(t *testing.T) {
	t.Parallel()
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	base, _, rosa := k.founded("Quiet circle")
	k.ask(rosa, base+"/entrance", url.Values{"door": {"open"}})
	cy := k.signedIn(t, address, base+"/door", "Cy")
	hands := map[string]*browsertest.Browser{}
	for _, name := range []string{"Ada", "Ben", "Dee", "Eli"} {
		hands[name] = k.signedIn(t, address, base+"/door", name)
	}
	for role, names := range map[string][]string{"host": {"Ada", "Ben"}, "door": {"Dee", "Eli"}} {
		for _, name := range names {
			k.holds(base, people.Role(role), name)
		}
	}
	ada, ben, dee, eli := hands["Ada"], hands["Ben"], hands["Dee"], hands["Eli"]
	for _, b := range []*browsertest.Browser{ada, ben, cy, dee, eli} {
		b.Script(true) // axe needs it
	}
	ada.Open(address + base + "/removals")
	ada.Click(`details.more summary`)
	ada.Type("#name", "Cy")
	ada.Type("#reason", "Shouted at a newcomer, three evenings running.")
	ada.Type("#until", now.AddDate(0, 2, 0).Format("01022006"))
	ada.Follow(`form[action$="/removals"] button`)
	look(t, ada, "removals-own")
	ben.Open(address + base + "/removals")
	look(t, ben, "removals-join")
	ben.Follow(`button[formaction$="/removals/join"]`)

	cy.Open(address + base + "/members")
	if said := cy.Text("main"); !strings.Contains(said, "three evenings running") || !strings.Contains(said, "Ada (") {
		t.Fatalf("Cy reads: %s", said)
	}
	look(t, cy, "removed")
	cy.Type("#answer", "I was ill, and I am sorry.")
	cy.Follow(`form[action$="/removed/answer"] button`)
	cy.Type("#appeal", "Please look again.")
	cy.Follow(`form[action$="/removed/appeal"] button`)
	look(t, cy, "removed-waits")
	k.clock.Add(3 * 24 * 3600e9)
	dee.Open(address + base + "/")
	if said := dee.Text("main"); !strings.Contains(said, "It has waited 3 days") {
		t.Errorf("Dee reads: %s", said)
	}
	dee.Follow(`.notice a[href$="/removals"]`)
	look(t, dee, "removals-decide")
	dee.Type(`textarea[name="words"]`, "He says he is sorry.")
	dee.Follow(`button[value="return"]`)
	eli.Open(address + base + "/removals")
	look(t, eli, "removals-second")
	eli.Follow(`button[name="id"]`)
	cy.Open(address + base + "/")
	if said := cy.Text("main"); !strings.Contains(said, "Hello, Cy") {
		t.Errorf("Cy is back: %s", said)
	}
	cy.Open(address + base + "/record")
	if said := cy.Text("main"); !strings.Contains(said, "Cy is back.") || strings.Contains(said, "Shouted") {
		t.Errorf("the record: %s", said)
	}
	for _, b := range []*browsertest.Browser{ada, ben, cy, dee, eli} {
		if problems := append(b.Problems(), b.Strangers()...); len(problems) > 0 {
			t.Error(problems)
		}
	}
}
