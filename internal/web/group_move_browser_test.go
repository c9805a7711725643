package web

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/internal/browsertest"
	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// listed is a group with a space, a withheld place and a code that members alone know, and the path of its founders' link.
func (k *deskRig) listed() (group directory.Listing, founders string) {
	k.t.Helper()
	add := func(in directory.Entered) directory.Listing {
		l, err := k.dir.Add(k.t.Context(), k.ana, in)
		if err != nil {
			k.t.Fatal(err)
		}
		return l
	}
	group = add(directory.Entered{Content: &directory.Group{Name: "Tuesday circle", Concerns: []string{"grief"}, About: "For whoever has lost somebody."}})
	venue := add(directory.Entered{Content: &directory.Venue{Shown: directory.OnContact, Locality: "Bonn", Hint: "Ask us."}})
	at, err := schedule.ParseClock("19:30")
	if err != nil {
		k.t.Fatal(err)
	}
	add(directory.Entered{Parent: group.ID, Venue: venue.ID, Content: &directory.Meeting{Name: "Tuesday circle", Attend: "hybrid", JoinURL: "https://meet.example/x",
		PassCode: "bees", JoinFor: "members", Schedule: schedule.Schedule{Repeats: schedule.Weekly, Interval: 1, Weekday: time.Tuesday, Start: at, Duration: 60, Zone: "Europe/Berlin"}}})
	if err := k.dir.Load(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	_, path, _ := strings.Cut(k.firstMembers(group.ID), "/g/")
	return group, "/g/" + path
}

// leaves gives everybody in a space a role by which they may take the group elsewhere.
func (k *deskRig) leaves(space string) {
	k.t.Helper()
	err := k.db.Write(k.t.Context(), func(tx *store.Tx) error {
		role, err := store.Scalar[string](tx.QueryRow(`SELECT role FROM role_kind WHERE space_id = $1 AND may LIKE '%leave%' ORDER BY place LIMIT 1`, space))
		if err != nil {
			return err
		}
		all, err := store.Collect(tx, store.Scalar[string], `SELECT id FROM persona WHERE space_id = $1`, space)
		for _, persona := range all {
			if err := k.who.Hold(tx, people.Term{Persona: persona, Role: people.Role(role), How: groups.ByHands}, 365, ""); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// opens brings a group's file in, as the command does.
func (k *deskRig) opens(file []byte, words string) {
	k.t.Helper()
	taken, err := feeds.GroupIntake{Directory: k.dir, Groups: k.groups}.Take(k.t.Context(), bytes.NewReader(file), words)
	if err != nil || taken.Meetings != 1 || taken.Skipped != 0 {
		k.t.Fatalf("%+v %v", taken, err)
	}
}

// nearer lets a day of every move come sooner, so that sessions need not end meanwhile.
func (k *deskRig) nearer(which string, days int) {
	k.t.Helper()
	err := k.db.Write(k.t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE departure SET `+which+` = `+which+` - $1`, days)
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// TestAGroupGoesToAnotherServer: Rosa has a passkey alone, Noor a printed code. They move their group together, and both are
// at home at the new place; the old one shows the way.
func TestAGroupGoesToAnotherServer(t *testing.T) {
	t.Parallel()
	from, serveOld := localServer(t)
	to, serveNew := localServer(t)
	k, n := newDeskRigAt(t, from), newDeskRigAt(t, to)
	serveOld(k.site)
	serveNew(n.site)
	group, founders := k.listed()
	base, _, _ := strings.Cut(founders, "/join/")
	space := strings.TrimPrefix(base, "/g/")

	rosa := browsertest.New(t)
	withAuthenticator(t, rosa)
	rosa.Open(from + founders)
	rosa.Type("#name", "Rosa")
	rosa.Click(`button[formaction$="/passkey"]`)
	rosa.Wait(`!!document.querySelector(".desk")`)
	noor := browsertest.New(t)
	noor.Script(false)
	noor.Open(from + founders)
	noor.Type("#name", "Noor")
	noor.Follow(`form[action$="/card"] button:not([formaction])`)
	code := noor.Text(".secret")
	noor.Type("#code", code)
	noor.Follow(`form[action$="/card"] button`)
	k.leaves(space)

	// Rosa asks, Noor joins in; members are told.
	rosa.Open(from + base + "/outside")
	look(t, rosa, "outside")
	rosa.Open(from + base + "/move")
	look(t, rosa, "move-none")
	rosa.Type("#address", to)
	rosa.Type("#how", "By a show of hands, two for it.")
	rosa.Eval(`document.querySelector("#notice").value = "14"`, nil)
	rosa.Follow(`form[action$="/move"] button`)
	look(t, rosa, "move-asked")
	noor.Open(from + base + "/move")
	noor.Follow(`button[value="join"]`)
	if said := noor.Text("main"); !strings.Contains(said, "By a show of hands") || !strings.Contains(said, to) {
		t.Errorf("the plan: %s", said)
	}
	rosa.Open(from + base + "/")
	if said := rosa.Text("main"); !strings.Contains(said, "Your group moves to another server") || !strings.Contains(said, "Take a member card too") {
		t.Errorf("the first page: %s", said)
	}
	look(t, rosa, "move-home")
	rosa.Open(from + base + "/move")
	look(t, rosa, "move-announced")

	// When the notice is over Noor packs up and saves the file.
	if strings.Contains(noor.Text("main"), "Pack everything up") {
		t.Error("packed up before the notice is over")
	}
	k.nearer("ready", 13)
	k.clock.Add(24 * time.Hour)
	n.clock.Add(24 * time.Hour)
	rosa.Open(from + base + "/move")
	look(t, rosa, "move-due")
	noor.Open(from + base + "/move")
	noor.Follow(`form[action$="/move/archive"] button`) // which asks for a way in first
	noor.Type("#code", code)
	noor.Follow(`form[action$="sign-in"] button.main`)
	noor.Open(from + base + "/move")
	noor.Follow(`form[action$="/move/archive"] button`)
	if folder := os.Getenv("KITH_TEST_PICTURES"); folder != "" {
		noor.Screenshot(filepath.Join(folder, "move-packed.png"))
	}
	words := noor.Text(".secret")
	token := k.signIn(space, code)
	file := k.ask(token, base+"/move/file", url.Values{"code": {words}})
	if file.Code != http.StatusOK || !strings.Contains(file.Header().Get("Content-Disposition"), "archive.kith") {
		t.Fatalf("the file: status %d", file.Code)
	}
	for _, weak := range []string{"", "secret", "1111-1111-1111-1111-1111-1111-1111"} {
		if w := k.ask(token, base+"/move/file", url.Values{"code": {weak}}); w.Code != http.StatusBadRequest {
			t.Errorf("words %q: status %d", weak, w.Code)
		}
	}
	n.opens(file.Body.Bytes(), words)

	// Rosa goes there by her own way, and makes a new passkey.
	rosa.Open(from + base + "/move")
	look(t, rosa, "move-still")
	way := rosa.Text("code.link-text")
	if !strings.HasPrefix(way, to+base+"/arrive/") {
		t.Fatalf("the way: %q", way)
	}
	there := browsertest.New(t) // a cookie knows a host, and both servers of this test are on one
	withAuthenticator(t, there)
	there.Open(way)
	look(t, there, "arrive")
	there.Click(`form[action$="/passkey"] button`)
	there.Wait(`!!document.querySelector(".desk")`)
	if said := there.Text("main"); !strings.HasPrefix(there.Address(), to) || !strings.Contains(said, "Hello, Rosa") {
		t.Fatalf("Rosa is there: %s", said)
	}
	there.Open(to + base + "/record")
	if said := there.Text("main"); !strings.Contains(said, "came from another server") || !strings.Contains(said, "http://example.com") {
		t.Errorf("the record there: %s", said)
	}
	if w := n.ask("", strings.TrimPrefix(way, to), nil); w.Code != http.StatusNotFound {
		t.Errorf("the way opens again: status %d", w.Code)
	}

	// Noor's code works there.
	noor.Open(to + base + "/")
	noor.Type("#code", code)
	noor.Follow(`form[action$="sign-in"] button`)
	if said := noor.Text("main"); !strings.Contains(said, "Hello, Noor") {
		t.Errorf("Noor is there: %s", said)
	}

	// They say at the old place that they have arrived, once seven days are over.
	if w := k.ask(token, base+"/move/step", url.Values{"step": {"arrived"}, "act": {"ask"}}); w.Code != http.StatusConflict {
		t.Errorf("arrived at once: status %d", w.Code)
	}
	k.nearer("ends", 7)
	for _, form := range []url.Values{{"step": {"arrived"}, "act": {"ask"}}, nil} {
		token, act := token, form
		if act == nil {
			token = k.tokenOf(space, "Rosa")
			_, id, _ := strings.Cut(k.ask(token, base+"/move", nil).Body.String(), `name="id" value="`)
			id, _, _ = strings.Cut(id, `"`)
			act = url.Values{"step": {"arrived"}, "act": {"join"}, "id": {id}}
		}
		if w := k.ask(token, base+"/move/step", act); w.Code != http.StatusSeeOther {
			t.Fatalf("arrived: status %d %s", w.Code, text(w.Body.String()))
		}
	}
	if w := k.ask(token, base+"/members", nil); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Rosa") || !strings.Contains(w.Body.String(), to+base+"/") {
		t.Errorf("the old place shows the way: %d %s", w.Code, text(w.Body.String()))
	}
	rosa.Open(from + base + "/")
	look(t, rosa, "moved")
	stranger := browsertest.New(t)
	stranger.Open(from + "/groups/" + group.Slug)
	if !strings.Contains(stranger.Text("main"), to+base+"/door") {
		t.Error("the listing does not show the way")
	}
	look(t, stranger, "listing-moved")
	unknown, gone := k.ask("", "/g/"+store.NewPersonID()+"/", nil), k.ask("", base+"/", nil)
	if unknown.Code != gone.Code || unknown.Body.String() != gone.Body.String() {
		t.Error("a stranger learns that there was a group")
	}
	for _, b := range []*browsertest.Browser{rosa, there, noor, stranger} {
		if problems := b.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
	}
}

// signIn signs somebody in with a printed code.
func (k *deskRig) signIn(space, code string) (token string) {
	k.t.Helper()
	in, err := k.who.SignInWithCard(k.t.Context(), space, "there", code, false)
	if err != nil {
		k.t.Fatal(err)
	}
	return in.Token
}

// tokenOf begins a session for a member, as if they had signed in.
func (k *deskRig) tokenOf(space, name string) (token string) {
	k.t.Helper()
	token = people.NewSecret()
	err := k.db.Write(k.t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO session (hash, id, persona_id, credential_id, shared, created, ends, idle_ends)
			SELECT $1, $2, p.id, c.id, FALSE, p.created, 9999999999999, 9999999999999 FROM persona p JOIN credential c ON c.persona_id = p.id WHERE p.space_id = $3 AND p.name = $4`,
			people.HashOf(token), store.NewPersonID(), space, name)
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return token
}
