package web

import (
	"strings"
	"testing"
	"time"

	"kith/internal/browsertest"
	"kith/internal/directory"
	"kith/internal/groups"
)

// TestAPlanLeadsToAListing is the way from an empty search to a listed group, in three browsers of people who do not know
// each other: they wish, come in, share the work, make a flyer, and are found.
func TestAPlanLeadsToAListing(t *testing.T) {
	t.Parallel()
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	var all []*browsertest.Browser
	var wishes []string
	for n := range 3 {
		b := browsertest.New(t)
		b.Script(n == 0) // two do without
		all = append(all, b)
		b.Open(address + "/search?concern=grief&near=oakland-california-us")
		b.Follow(`a[href*="/start"]`)
		if n == 0 {
			look(t, b, "start")
		}
		b.Follow(`form[action$="/start/wish"] button`)
		wishes = append(wishes, b.Address())
		if said := b.Text("main"); !strings.Contains(said, "Grief") && !strings.Contains(said, "grief") || !strings.Contains(said, "You are among the first") {
			t.Fatalf("the wish of %d: %s", n, said)
		}
	}
	look(t, all[0], "wish")
	for n, b := range all {
		b.Open(wishes[n])
		b.Follow(`form[action$="/share"] button`)
		if n == 0 && !strings.Contains(b.Text("main"), "You said that you would share the work") {
			t.Errorf("one alone: %s", b.Text("main"))
		}
	}
	names := []string{"Rosa", "Ben", "Chidi"}
	for n, b := range all {
		b.Open(wishes[n])
		if n == 0 {
			look(t, b, "called")
		}
		b.Follow(`a[href*="/wish/"].main`)
		b.Type("#name", names[n])
		b.Follow(`form[action$="/card"] button:not([formaction])`)
		b.Type("#code", b.Text(".secret"))
		b.Follow(`form[action$="/card"] button`)
		b.Open(strings.TrimSuffix(b.Address(), "first"))
		if said := b.Text("main"); !strings.Contains(said, names[n]) || !strings.Contains(said, "just beginning") {
			t.Fatalf("%s is in: %s", names[n], said)
		}
	}
	rosa, ben := all[0], all[1]
	base := strings.TrimSuffix(rosa.Address(), "/")
	look(t, rosa, "forming")

	// They share the tasks.
	for n, task := range []string{"name", "place", "flyer"} {
		all[n].Open(base + "/plan")
		all[n].Follow("#task-" + task + ` button[value="take"]`)
	}
	rosa.Open(base + "/plan")
	if said := rosa.Text("#task-place"); !strings.Contains(said, "Ben") {
		t.Errorf("who looks for a place: %s", said)
	}
	rosa.Eval(`document.querySelector("#name").value = "Oakland Tuesday circle"`, nil)
	rosa.Follow("#name-form button")
	ben.Open(base + "/plan")
	ben.Type("#place", "Library, room 2")
	ben.Follow(`form[action$="/plan/place"] button`)
	ben.Click(`input[value="free"]`)
	ben.Follow(`button[value="check"]`)
	rosa.Open(base + "/plan")
	look(t, rosa, "plan")

	// The flyer has a way in once they are listed.
	rosa.Open(base + "/list")
	look(t, rosa, "list")
	rosa.Type("#about", "For whoever has lost somebody.")
	rosa.Eval(`document.querySelector("#weekday").value = "2"`, nil)
	rosa.Eval(`document.querySelector("#start").value = "19:00"`, nil)
	rosa.Type("#zone", "America/Los_Angeles")
	rosa.Type("#town", "Oakland, California")
	rosa.Follow(`main form button.main`)
	look(t, rosa, "life")
	seeker := browsertest.New(t)
	seeker.Open(address + "/search?concern=grief&near=oakland-california-us")
	if strings.Contains(seeker.Text("main"), "Oakland Tuesday circle") {
		t.Error("found before a steward looked")
	}
	waiting := k.get("/wishes")
	_, rest, ok := strings.Cut(waiting, k.base+"/listings/")
	id, _, _ := strings.Cut(rest, `"`)
	if !ok {
		t.Fatalf("no steward sees it: %s", text(waiting))
	}
	if err := k.dir.SetState(t.Context(), k.ana, id, directory.Published); err != nil {
		t.Fatal(err)
	}
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	seeker.Open(address + "/search?concern=grief")
	if said := seeker.Text("main"); !strings.Contains(said, "Oakland Tuesday circle") {
		t.Errorf("not found: %s", said)
	}
	rosa.Open(base + "/flyer")
	rosa.Type("#flyer", "Tuesdays at seven. Pregúntanos también en español.")
	rosa.Follow(`form[action$="/flyer"] button`)
	look(t, rosa, "flyer")
	if said := rosa.Text(".flyer"); !strings.Contains(said, "/groups/oakland-tuesday-circle") {
		t.Errorf("the flyer: %s", said)
	}

	// A note to the stewards, as they see it.
	secret, err := k.groups.Wish(t.Context(), "there", groups.Need{Words: "left-handed widowers", Attend: groups.Online, Lang: "en", Country: "US"})
	if err != nil || k.groups.NoteToStewards(t.Context(), "there", secret, "Is there nobody?") != nil {
		t.Fatal(err)
	}
	ana := browsertest.New(t)
	ana.Open(address + k.base + "/")
	ana.Type("#code", k.code)
	ana.Follow(`form[action$="sign-in"] button`)
	ana.Open(address + k.base + "/wishes")
	look(t, ana, "wishes")

	// The end takes two, and leaves seekers a word and a way on.
	rosa.Open(base + "/life")
	rosa.Click("#closing summary")
	rosa.Type("#words", "We thank everybody who came.")
	rosa.Eval(`document.querySelector("#last_day").value = "`+now.AddDate(0, 0, 20).Format("2006-01-02")+`"`, nil)
	rosa.Follow("#closing button")
	ben.Open(base + "/life")
	ben.Follow(`button[name="proposal"]`)
	look(t, rosa, "closing")
	seeker.Open(address + "/groups/oakland-tuesday-circle")
	if said := seeker.Text("main"); !strings.Contains(said, "We thank everybody who came.") {
		t.Errorf("the listing of a group that closes: %s", said)
	}
	k.clock.Add(22 * 24 * time.Hour)
	if err := k.groups.Tend(t.Context(), k.dir); err != nil {
		t.Fatal(err)
	}
	w := k.ask("", "/groups/oakland-tuesday-circle", nil)
	if w.Code != 410 || !strings.Contains(w.Body.String(), "We thank everybody who came.") {
		t.Errorf("after the end: status %d %s", w.Code, text(w.Body.String()))
	}
	for _, b := range append(all, seeker, ana) {
		if problems := b.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
		if strangers := b.Strangers(); len(strangers) > 0 {
			t.Error(strangers)
		}
	}
}
