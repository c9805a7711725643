package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kith/internal/browsertest"
	"kith/internal/directory"
)

// story is a group's life from a wish to another server, as its people see it.
type story struct {
	*keptCircle
	t      *testing.T
	people map[string]*browsertest.Browser
	cards  map[string]paper  // of those who come in with script
	codes  map[string]string // of those who come in without
}

func newStory(t *testing.T) *story {
	t.Helper()
	address, serve := localServer(t)
	s := &story{keptCircle: &keptCircle{deskRig: newDeskRigAt(t, address), address: address}, t: t,
		people: map[string]*browsertest.Browser{}, cards: map[string]paper{}, codes: map[string]string{}}
	s.heard = &listener{to: withDecoder(s.site)}
	serve(s.heard)
	if err := s.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// person is somebody with a browser of their own, and a device for passkeys.
func (s *story) person(name string) *browsertest.Browser {
	b := browsertest.New(s.t)
	withAuthenticator(s.t, b, hasPRF)
	s.people[name] = b
	return b
}

// at opens a page of the space as somebody.
func (s *story) at(name, path string) *browsertest.Browser {
	s.t.Helper()
	b := s.people[name]
	b.Open(s.base + path)
	return b
}

// says wants a page to say each of the texts.
func (s *story) says(b *browsertest.Browser, texts ...string) {
	s.t.Helper()
	said := strings.Join(strings.Fields(b.Text("main")), " ")
	for _, one := range texts {
		if !strings.Contains(said, one) {
			s.t.Errorf("%s does not say %q: %s", b.Address(), one, said)
		}
	}
}

// entersWithPasskey fills in the door that a browser shows.
func (s *story) entersWithPasskey(b *browsertest.Browser, name string) {
	s.t.Helper()
	b.Type("#name", name)
	b.Click(`button[formaction$="/passkey"]`)
	b.Wait(`!!document.querySelector(".desk")`)
}

// entersWithCard does so with a member card, which is kept.
func (s *story) entersWithCard(b *browsertest.Browser, name string) {
	s.t.Helper()
	b.Type("#name", name)
	b.Click(`form[action$="/card"] button:not([formaction])`)
	s.cards[name] = s.take(b)
	b.Wait(`!!document.querySelector(".desk")`)
	b.Open(b.Address())
}

// entersWithCode does so without script.
func (s *story) entersWithCode(b *browsertest.Browser, name string) {
	s.t.Helper()
	b.Type("#name", name)
	b.Follow(`form[action$="/card"] button:not([formaction])`)
	s.codes[name] = b.Text(".secret")
	b.Type("#code", s.codes[name])
	b.Follow(`form[action$="/card"] button`)
}

// comesBack signs somebody in again with what they have.
func (s *story) comesBack(name string) {
	s.t.Helper()
	b := s.at(name, "/")
	switch {
	case s.cards[name].link != "":
		b.Open(s.cards[name].link)
		b.Wait(`!location.hash && document.querySelector("#code").value !== ""`)
		b.Click(`form[data-card] button`)
	case s.codes[name] != "":
		b.Type("#code", s.codes[name])
		b.Follow(`form[action$="sign-in"] button`)
	default:
		b.Click(`form[action="sign-in/passkey"] button`)
	}
	b.Wait(`!!document.querySelector(".desk")`)
}

// camera reads the code that a page draws, as the camera of a telephone does: outside of the page, whose policy lets no
// reader in.
func (s *story) camera(b *browsertest.Browser) (link string) {
	s.t.Helper()
	var code struct{ Box, Path string }
	b.Eval(`(() => { const svg = document.querySelector("main .qr-drawn"); return {Box: svg.getAttribute("viewBox"), Path: svg.querySelector("path").getAttribute("d")}; })()`, &code)
	eye := browsertest.New(s.t)
	eye.Open(s.address + "/mine")
	eye.Eval(`(() => {
		const make = (name, key, value) => { const e = document.createElementNS("http://www.w3.org/2000/svg", name); e.setAttribute(key, value); return e; };
		const seen = document.createElement("div"), svg = make("svg", "viewBox", "`+code.Box+`");
		seen.dataset.face = "";
		svg.append(make("path", "d", "`+code.Path+`"));
		seen.append(svg);
		document.body.append(seen);
	})()`, nil)
	eye.Eval(drawn, &link)
	return link
}

// records has somebody record at the roles page that another is to have a role, who says yes on their own first page.
func (s *story) records(by, role, name string) {
	s.t.Helper()
	b, form := s.at(by, "/roles"), `form[action$="/roles/`+role+`/fill"]`
	b.Click(`details:has(> ` + form + `) summary`)
	b.Eval(`[...document.querySelectorAll('`+form+` option')].find((o) => o.label === "`+name+`").selected = true`, nil)
	b.Follow(form + ` button`)
	s.says(b, name)
	who := s.at(name, "/")
	who.Follow(`button[name="answer"][value="yes"]`)
	s.says(who, name+" until")
}

// TestThreePeopleFoundAGroup is all that a group's home is for, in one story: three people found a group from a wish, agree,
// share the roles, let others in, help one back in who lost a device, hand a role on, send a delegate, and move away.
func TestThreePeopleFoundAGroup(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	for _, chapter := range []struct {
		name string
		tell func(*story)
	}{
		{"three wish for a group and come in", wishTogether}, {"they agree on their own words", agree}, {"they share the roles", shareRoles},
		{"they are listed", getListed}, {"a fourth comes by a code", inviteByCode}, {"a fifth is greeted at the door", greetAtTheDoor},
		{"one loses a device and comes back", loseADevice}, {"a role is handed on", handARoleOn}, {"a delegate is sent", sendADelegate},
		{"the group leaves with everything", leaveWithEverything},
	} {
		t.Log(chapter.name)
		if chapter.tell(s); t.Failed() {
			return
		}
	}
	for name, b := range s.people {
		if problems := append(b.Problems(), b.Strangers()...); len(problems) > 0 {
			t.Error(name, problems)
		}
	}
}

func wishTogether(s *story) {
	names, wishes := []string{"Rosa", "Ben", "Chidi"}, map[string]string{}
	for _, name := range names {
		b := s.person(name)
		b.Script(name != "Chidi") // who does without
		b.Open(s.address + "/search?concern=grief&near=oakland-california-us")
		b.Follow(`a[href*="/start"]`)
		b.Follow(`form[action$="/start/wish"] button`)
		wishes[name] = b.Address()
	}
	for _, name := range names {
		s.people[name].Open(wishes[name])
		s.people[name].Follow(`form[action$="/share"] button`)
	}
	enter := map[string]func(*browsertest.Browser, string){"Rosa": s.entersWithPasskey, "Ben": s.entersWithCard, "Chidi": s.entersWithCode}
	for _, name := range names {
		b := s.people[name]
		b.Open(wishes[name])
		b.Follow(`a[href*="/wish/"].main`)
		if s.base == "" {
			s.base, _, _ = strings.Cut(b.Address(), "/wish/")
			s.space = strings.TrimPrefix(s.base, s.address+"/g/")
		}
		enter[name](b, name)
		s.says(b, name, "just beginning")
	}
	look(s.t, s.at("Rosa", "/"), "story-beginning")
	s.keysHere(s.people["Ben"], true)
	rosa := s.at("Rosa", "/plan")
	rosa.Eval(`document.querySelector("#name").value = "Oakland Tuesday circle"`, nil)
	rosa.Follow("#name-form button")
}

func agree(s *story) {
	rosa := s.at("Rosa", "/agreement/change")
	rosa.Eval(`document.querySelector("#clause-0").value = "We sit together on Tuesdays."`, nil)
	rosa.Follow(`button.main`)
	s.says(rosa, "We sit together on Tuesdays.", "Version 2")
	for _, name := range []string{"Ben", "Chidi"} {
		b := s.at(name, "/")
		b.Follow(`.notice a[href$="/agreement"]`)
		s.says(b, "We sit together on Tuesdays.")
		b.Follow(`button[name="version"]`)
		b.Open(s.base + "/")
		if said := b.Text("main"); strings.Contains(said, "agreement has changed") {
			s.t.Errorf("%s is asked again: %s", name, said)
		}
	}
}

func shareRoles(s *story) {
	s.records("Rosa", "host", "Ben")
	s.records("Ben", "host", "Rosa")
	s.records("Rosa", "keeper", "Chidi")
	chidi := s.at("Chidi", "/record")
	s.says(chidi, "Ben said yes", "Rosa said yes", "Chidi said yes")
}

// getListed puts the group onto the list, below an organisation.
func getListed(s *story) {
	rosa := s.at("Rosa", "/list")
	for id, value := range map[string]string{"weekday": "2", "start": "19:00", "about": "For whoever has lost somebody.", "zone": "America/Los_Angeles", "town": "Oakland, California"} {
		rosa.Eval(`document.querySelector("#`+id+`").value = "`+value+`"`, nil)
	}
	rosa.Follow(`main form button.main`)
	_, rest, _ := strings.Cut(s.get("/wishes"), s.deskRig.base+"/listings/")
	id, _, ok := strings.Cut(rest, `"`)
	if !ok || s.dir.SetState(s.t.Context(), s.ana, id, directory.Published) != nil {
		s.t.Fatal("no steward sees it")
	}
	rosa.Open(s.base + "/entrance")
	rosa.Eval(`document.querySelector("#door").value = "ask"`, nil)
	rosa.Follow(`form[action$="/entrance"] button`)
	s.says(rosa, "ask")
}

func inviteByCode(s *story) {
	rosa := s.at("Rosa", "/entrance")
	rosa.Follow(`form[action$="/entrance/invite"] button`)
	noor := s.person("Noor")
	noor.Open(s.camera(rosa))
	s.says(noor, "We sit together on Tuesdays.")
	s.entersWithCard(noor, "Noor")
	look(s.t, s.at("Noor", "/"), "story-newcomer")
}

func greetAtTheDoor(s *story) {
	mia := s.person("Mia")
	mia.Open(s.address + "/groups/oakland-tuesday-circle")
	mia.Follow(`a[href$="/door"]`)
	mia.Type("#note", "My brother died in May. May I come?")
	mia.Follow(`form[action$="/knock"] button`)
	waiting := mia.Address()
	ben := s.at("Ben", "/")
	look(s.t, ben, "story-knock")
	ben.Follow(`.notice a[href$="/entrance"]`)
	ben.Type(".knock textarea", "Of course. Come on Tuesday.")
	ben.Follow(`.knock button[value="welcome"]`)
	mia.Open(waiting)
	s.says(mia, "Of course. Come on Tuesday.")
	s.entersWithPasskey(mia, "Mia")
	s.says(mia, "Hello, Mia", "Ben, Chidi, Rosa", "nobody may write to you first")
}

// loseADevice: Ben's browser is gone, and his card with it. Two vouch; seven days later the new card lets him in, and what
// he had before does not.
func loseADevice(s *story) {
	lost, old := s.people["Ben"], s.cards["Ben"]
	ben := s.person("Ben")
	ben.Open(s.base + "/")
	ben.Click(`details:has(#lost) summary`)
	ben.Type("#lost", "It is Ben. My bag is gone.")
	ben.Follow(`form[action="lost"] button`)
	page := ben.Address()
	rosa := s.at("Rosa", "/")
	rosa.Follow(`.notice a[href$="/recovery"]`)
	s.says(rosa, "It is Ben. My bag is gone.")
	rosa.Eval(`[...document.querySelectorAll(".knock option")].find((o) => o.label === "Ben").selected = true`, nil)
	rosa.Follow(`.knock button`)
	chidi := s.at("Chidi", "/")
	chidi.Follow(`.notice a[href$="/recovery"]`)
	chidi.Follow(`button[name="vouch"]`)
	ben.Open(page)
	ben.Click(`form[action$="/card"] button`)
	s.cards["Ben"] = s.take(ben)
	ben.Wait(`document.body.textContent.includes("starts to work on")`)
	ben.Open(s.cards["Ben"].link)
	ben.Wait(`!location.hash && document.querySelector("#code").value !== ""`)
	ben.Click(`form[data-card] button`)
	ben.Wait(`!!document.querySelector("#code-error")`) // not before the seven days are over
	s.clock.Add(8 * 24 * time.Hour)
	s.comesBack("Ben")
	s.says(ben, "Hello, Ben")
	s.keysHere(ben, true)
	lost.Open(old.link)
	lost.Wait(`!location.hash && document.querySelector("#code").value !== ""`)
	lost.Click(`form[data-card] button`)
	lost.Wait(`!!document.querySelector("#code-error")`)
	for _, name := range []string{"Rosa", "Chidi", "Noor", "Mia"} {
		s.comesBack(name)
	}
	s.says(s.at("Ben", "/record"), "Rosa and Chidi vouched for Ben", "The new card of Ben began to work")
	s.people["Ben, before"] = lost
	lost.Open(s.address + "/help")
}

func handARoleOn(s *story) {
	chidi := s.at("Chidi", "/roles")
	chidi.Follow(`form[action$="/roles/keeper/lay-down"] button`)
	s.records("Rosa", "keeper", "Noor")
	chidi.Open(s.base + "/")
	chidi.Follow(`.notice a[href$="/roles/keeper"]`)
	chidi.Click(`input[name="done"][value="0"]`)
	chidi.Follow(`form[action$="/handover"] button`)
	noor := s.at("Noor", "/roles/keeper")
	s.says(noor, "Chidi")
	var done int
	if noor.Eval(`document.querySelectorAll(".ticks .done").length`, &done); done != 1 {
		s.t.Errorf("Noor sees that %d things were handed on", done)
	}
}

func sendADelegate(s *story) {
	body, group := s.under("Area Ten", "oakland-tuesday-circle")
	olga := s.person("Olga")
	olga.Open(body)
	s.entersWithPasskey(olga, "Olga")
	rosa := s.at("Rosa", "/roles/new")
	rosa.Type("#name", "Delegate")
	rosa.Type("#does", "Speaks for us in Area Ten.")
	rosa.Click(`input[value="represent"]`)
	rosa.Follow(`.form form button.main`)
	ben := s.at("Ben", "/")
	ben.Follow(`.notice a[href$="/roles"]`)
	ben.Follow(`button[value="join"]`)
	var role string
	ben.Eval(`[...document.querySelectorAll(".jobs li")].find((li) => li.textContent.includes("Area Ten")).querySelector(".more-of").pathname.split("/").pop()`, &role)
	s.records("Ben", role, "Rosa")
	rosa.Open(s.base + "/meetings")
	rosa.Follow(`a[href$="/organisation"]`)
	rosa.Follow(`form[action$="/belong"] button`)
	rosa.Follow(`form[action$="/send"] button`)
	dana := s.person("Dana")
	dana.Open(s.camera(rosa))
	s.entersWithPasskey(dana, "Dana")
	dana.Follow(`a[href$="/groups"]`)
	s.says(dana, group, "Dana speaks for it until")
	if said := s.at("Ben", "/members").Text("main"); strings.Contains(said, "Dana") {
		s.t.Errorf("the group sees its delegate's other name: %s", said)
	}
}

// under puts a listed group below an organisation with a space, and gives the link of that space's first members.
func (s *story) under(name, slug string) (link, group string) {
	s.t.Helper()
	body, err := s.dir.Add(s.t.Context(), s.ana, directory.Entered{Content: &directory.Organisation{Name: name, Type: "area"}})
	if err != nil {
		s.t.Fatal(err)
	}
	whole, err := s.dir.Public(s.t.Context(), directory.KindGroup, slug)
	if err != nil {
		s.t.Fatal(err)
	}
	l := whole.Listing
	if _, err := s.dir.Edit(s.t.Context(), s.ana, l.ID, l.Version, directory.Entered{Content: l.Content, Parent: body.ID, Venue: l.Venue}); err != nil {
		s.t.Fatal(err)
	}
	if err := s.dir.Load(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	page := s.ask(s.signIn(strings.TrimPrefix(s.deskRig.base, "/g/"), s.code), s.deskRig.base+"/listings/"+body.ID+"/space", url.Values{"pack": {"service-body"}, "lang": {"en"}}).Body.String()
	_, path, _ := strings.Cut(between(s.t, page, `<code class="link-text" dir="ltr">`, "<"), "/g/")
	return s.address + "/g/" + path, l.Content.(*directory.Group).Name
}

func leaveWithEverything(s *story) {
	to, serve := localServer(s.t)
	there := newDeskRigAt(s.t, to)
	there.clock.Set(s.clock.Now())
	serve(there.site)
	rosa := s.at("Rosa", "/move")
	rosa.Type("#address", to)
	rosa.Type("#how", "By a show of hands, five for it.")
	rosa.Eval(`document.querySelector("#notice").value = "14"`, nil)
	rosa.Follow(`form[action$="/move"] button`)
	ben := s.at("Ben", "/move")
	ben.Follow(`button[value="join"]`)
	look(s.t, s.at("Rosa", "/"), "story-moves")
	s.clock.Add(14 * 24 * time.Hour)
	there.clock.Add(14 * 24 * time.Hour)
	s.comesBack("Ben")
	s.comesBack("Rosa")
	there.opens(s.packsUp("Ben"))
	s.arrives(to)
}

// packsUp has somebody make the archive, and gives the file and the words that open it.
func (s *story) packsUp(name string) (file []byte, words string) {
	s.t.Helper()
	b := s.at(name, "/move")
	b.Follow(`form[action$="/move/archive"] button`)
	words = b.Text(".secret")
	token := s.signIn(s.space, s.cards[name].code)
	w := s.ask(token, "/g/"+s.space+"/move/file", url.Values{"code": {words}})
	if w.Code != http.StatusOK {
		s.t.Fatalf("the file: status %d, %s", w.Code, s.log)
	}
	return w.Body.Bytes(), words
}

// arrives: at the new place Ben's card lets him in, and Rosa comes by her own way.
func (s *story) arrives(to string) {
	s.t.Helper()
	way := s.at("Rosa", "/move").Text("code.link-text")
	if !strings.HasPrefix(way, to+"/g/"+s.space+"/arrive/") {
		s.t.Fatalf("the way: %q", way)
	}
	rosa := s.person("Rosa, there") // a cookie knows a host, and both servers of this test are on one
	rosa.Open(way)
	rosa.Click(`form[action$="/passkey"] button`)
	rosa.Wait(`!!document.querySelector(".desk")`)
	s.says(rosa, "Hello, Rosa")
	ben := s.person("Ben, there")
	ben.Open(to + "/g/" + s.space + "/")
	ben.Type("#code", s.cards["Ben"].code)
	ben.Type("#words", s.cards["Ben"].words)
	ben.Click(`form[data-card] button`)
	ben.Wait(`!!document.querySelector(".desk")`)
	s.says(ben, "Hello, Ben")
	ben.Open(to + "/g/" + s.space + "/agreement")
	s.says(ben, "We sit together on Tuesdays.")
	ben.Open(to + "/g/" + s.space + "/record")
	s.says(ben, "came from another server", "Chidi said yes")
	s.untold(s.cards["Ben"])
}
