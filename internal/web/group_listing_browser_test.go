package web

import (
	"strings"
	"testing"
	"time"

	"kith/internal/browsertest"
	"kith/internal/directory"
	"kith/internal/schedule"
)

// TestAGroupKeepsItsListing is how a group looks after what everybody can read about it: Rosa, who keeps the listing, tells
// members how to come, changes a meeting and takes that back, stops telling the place, reads what a visitor found wrong,
// and says that all is right.
func TestAGroupKeepsItsListing(t *testing.T) {
	t.Parallel()
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	add := func(c directory.Content, parent, venue string) string {
		l, err := k.dir.Add(t.Context(), k.ana, directory.Entered{Content: c, Parent: parent, Venue: venue})
		if err != nil {
			t.Fatal(err)
		}
		return l.ID
	}
	group := add(&directory.Group{Name: "Tuesday circle", Concerns: []string{"grief"}, About: "For whoever has lost somebody.",
		Contact: directory.Contact{Email: "circle@kith.example"}}, "", "")
	venue := add(&directory.Venue{Name: "Harbour house", Street: "3 Oak Lane", Locality: "Bonn"}, "", "")
	meeting := add(&directory.Meeting{Name: "Tuesday circle", Attend: "in_person",
		Schedule: schedule.Schedule{Repeats: schedule.Weekly, Weekday: time.Tuesday, Start: 19 * 60, Duration: 90, Zone: "Europe/Berlin"}}, group, venue)
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(k.firstMembers(group), "/g/")
	base, _, _ := strings.Cut(address+"/g/"+path, "/join/")
	rosa := browsertest.New(t)
	withAuthenticator(t, rosa)
	rosa.Open(address + "/g/" + path)
	rosa.Type("#name", "Rosa")
	rosa.Click(`button[formaction$="/passkey"]`)
	rosa.Wait(`!!document.querySelector(".desk")`)
	says := func(texts ...string) {
		t.Helper()
		for _, one := range texts {
			if said := rosa.Text("main"); !strings.Contains(said, one) {
				t.Errorf("the page does not say %q: %s", one, said)
			}
		}
	}
	rosa.Open(base + "/")
	says("Nobody has made sure yet")
	if err := k.dir.Tell(t.Context(), directory.KindMeeting, "tuesday-circle", "time", "It begins at eight."); err != nil {
		t.Fatal(err)
	}
	rosa.Open(base + "/")
	look(t, rosa, "listing-home")
	says("1 visitor told us")

	rosa.Open(base + "/meetings/" + meeting)
	look(t, rosa, "listing-joining")
	rosa.Type("#place", "Ring at Miller, second floor")
	rosa.Type("#pass_code", "4711")
	rosa.Follow("form.form button.main")
	look(t, rosa, "listing-meetings")
	says("Ring at Miller", "4711", "Only members read this")

	rosa.Open(base + "/listings/" + group)
	look(t, rosa, "listing-group")
	rosa.Open(base + "/listings/" + meeting + "/edit")
	look(t, rosa, "listing-edit")
	rosa.Type("#room", "Green room")
	rosa.Follow(`.acts button.main`)
	says("Green room")
	look(t, rosa, "listing-meeting")
	rosa.Follow(`form[action$="/undo"] button`)
	if said := rosa.Text("main .known"); strings.Contains(said, "Green room") {
		t.Errorf("taken back: %s", said)
	}
	rosa.Follow(`form[action$="/withhold"] button`)
	if said := rosa.Text("main"); strings.Contains(said, "Oak Lane") {
		t.Errorf("the place is told: %s", said)
	}
	look(t, rosa, "listing-withheld")

	rosa.Open(base + "/doubts")
	says("It begins at eight.")
	look(t, rosa, "listing-doubts")
	rosa.Follow(".case form button")
	look(t, rosa, "listing-doubts-none")
	rosa.Open(base + "/add/venue?group=" + group)
	look(t, rosa, "listing-add-place")
	rosa.Open(base + "/meetings")
	rosa.Follow(`form[action$="/confirm"] button`)
	says("somebody last made sure")
	k.ask(k.token, k.base+"/listings/"+group+"/verify", map[string][]string{"how": {"phone"}})
	rosa.Open(base + "/record")
	says("Rosa changed what everybody can read about us.", "A steward changed what everybody can read about us.")
	look(t, rosa, "listing-record")
	rosa.Open(address + "/meetings/tuesday-circle")
	if said := rosa.Text("body"); strings.Contains(said, "Miller") || strings.Contains(said, "4711") {
		t.Errorf("everybody reads how members come: %s", said)
	}
	if problems := rosa.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}
