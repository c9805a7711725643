package web

import (
	"net/url"
	"strings"
	"testing"

	"kith/internal/browsertest"
	"kith/internal/directory"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/store"
)

// TestAMutualAssistanceOrganisation: Olga and Omar are its board. They say what they are, invite staff, write down what they
// do and what they offer, open a space for a group of theirs, whose founder reads it, and end the staff's time together.
func TestAMutualAssistanceOrganisation(t *testing.T) {
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
	body := add(&directory.Organisation{Name: "Mutual House", Type: "area"}, "")
	group := add(&directory.Group{Name: "Home group", Concerns: []string{"alcohol"}, Rhythm: "contact"}, body)
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := k.ask(k.token, k.base+"/listings/"+body+"/space", url.Values{"pack": {"mutual-assistance"}, "lang": {"en"}})
	_, rest, _ := strings.Cut(w.Body.String(), `<code class="link-text" dir="ltr">`)
	link, _, _ := strings.Cut(rest, "<")
	_, path, ok := strings.Cut(link, "/g/")
	if !ok {
		t.Fatal("no space: status ", w.Code)
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
	link = address + "/g/" + path
	base, _, _ := strings.Cut(link, "/join/")
	olga, omar := enter("Olga", link), enter("Omar", link)
	err := k.db.Write(t.Context(), func(tx *store.Tx) error {
		all, err := store.Collect(tx, store.Scalar[string], `SELECT id FROM persona WHERE name IN ('Olga', 'Omar')`)
		for _, persona := range all {
			if err == nil {
				err = k.who.Hold(tx, people.Term{Persona: persona, Role: "board-member", How: groups.ByHands}, 300, "")
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	// The board
	olga.Open(base + "/board")
	look(t, olga, "body-board-empty")
	olga.Click(`.more:has(form[action$="/minimum"]) summary`)
	olga.Type("#minimum", "60")
	olga.Follow(`form[action$="/minimum"] button`)
	says(olga, "0 of 2 on the board say", "We want at least 60")
	olga.Follow(`form[action$="/self"] button`)
	says(olga, "1 of 2 on the board say", "You say that you are a self-helper")
	omar.Open(base + "/")
	says(omar, "50 in 100 of our board are self-helpers")

	// Staff
	olga.Click(`.more:has(form[action$="/staff"]) summary`)
	olga.Type("#purpose", "Answers the phone on weekdays")
	olga.Click(`input[value="members"]`)
	olga.Follow(`form[action$="/staff"] button`)
	sol := enter("Sol", olga.Text(".link-text"))
	says(sol, "You work for this organisation until")
	look(t, sol, "body-staff-home")
	omar.Open(base + "/members")
	says(omar, "Staff until")
	look(t, omar, "body-members")

	// What it does and offers
	olga.Open(base + "/services/new")
	look(t, olga, "body-service-form")
	olga.Type("#name", "Night line")
	olga.Type("#does", "Somebody who has been there listens, every night from ten to two.")
	olga.Type("#who", "Everybody who cannot sleep. No name is asked.")
	olga.Follow(`.form form button.main`)
	says(olga, "Night line", "No name is asked.")
	look(t, olga, "body-services")
	olga.Open(base + "/materials/new")
	olga.Type("#title", "Your first evening")
	olga.Type("#words", "Put out one chair more than you expect people.\nBegin on time.")
	olga.Follow(`.form form button.main`)
	olga.Click(`input[value="open-circle"]`)
	olga.Follow(`form[action$="/packs"] button`)
	look(t, olga, "body-materials")

	// A space below
	olga.Open(base + "/groups")
	says(olga, "Without a space so far")
	look(t, olga, "body-groups")
	olga.Follow(`.ledger a[href$="/groups/` + group + `"]`)
	says(olga, "Mutual House suggests: ")
	look(t, olga, "body-open")
	olga.Follow(`.form form button.main`)
	fay := enter("Fay", olga.Text(".link-text"))
	at, _, _ := strings.Cut(strings.TrimPrefix(fay.Address(), address+"/g/"), "/")
	fay.Open(address + "/g/" + at + "/organisation")
	says(fay, "Your first evening", "Night line")
	look(t, fay, "body-above")
	fay.Open(address + "/g/" + at + "/record")
	says(fay, "An organisation that this belongs to opened the space.")

	// The end of the staff's time
	olga.Open(base + "/board")
	look(t, olga, "body-board")
	olga.Click(`li .more summary`)
	olga.Type(`textarea[name^="why-"]`, "The grant has ended.")
	olga.Follow(`form[action$="/end"] button`)
	omar.Open(base + "/board")
	says(omar, "Olga asks the board to end it", "The grant has ended.")
	look(t, omar, "body-board-ending")
	omar.Follow(`form[action$="/join"] button`)
	says(omar, "Nobody works for us.")
	sol.Open(base + "/")
	if said := sol.Text("main"); strings.Contains(said, "Sol") {
		t.Errorf("who was staff is still in: %s", said)
	}
	for _, b := range []*browsertest.Browser{olga, omar, fay} {
		if problems := b.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
	}
}
