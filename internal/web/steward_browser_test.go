package web

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"kith/internal/browsertest"
	"kith/internal/directory"
	"kith/internal/people"
)

// withAuthenticator gives a browser a device that knows its person and keeps passkeys.
func withAuthenticator(t *testing.T, b *browsertest.Browser, but ...func(*webauthn.VirtualAuthenticatorOptions)) {
	t.Helper()
	o := &webauthn.VirtualAuthenticatorOptions{Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}
	for _, change := range but {
		change(o)
	}
	err := chromedp.Do(b.Context(), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := cdp.Call(ctx, tab, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: o})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// TestPasskeyInABrowser makes a passkey from the one-time link, signs out, and signs in again without a name.
func TestPasskeyInABrowser(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	path, err := k.who.InviteSteward(t.Context(), people.Operator(), "Bo")
	if err != nil {
		t.Fatal(err)
	}
	b := browsertest.New(t)
	withAuthenticator(t, b)
	b.Open(address + path)
	b.Click(`form[action$="/passkey"] button`)
	b.Wait(`location.pathname === "` + k.base + `/" && !!document.querySelector(".desk")`)
	if said := b.Text("main"); !strings.Contains(said, "Hello Bo") {
		t.Fatalf("after making the passkey: %s", said)
	}
	b.Click(".desk form button")
	b.Wait(`!document.querySelector(".desk") && !!document.querySelector("form[action='sign-in/passkey']")`)
	b.Click(`form[action="sign-in/passkey"] button`)
	b.Wait(`!!document.querySelector(".desk")`)
	if said := b.Text("main"); !strings.Contains(said, "Hello Bo") {
		t.Errorf("after signing in: %s", said)
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestCodeSignInWithoutScript(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	b := browsertest.New(t)
	b.Script(false)
	b.Open(address + k.base + "/")
	b.Type("#code", strings.ToLower(k.code))
	b.Follow(`form[action="sign-in"] button`)
	if said := b.Text("main"); !strings.Contains(said, "Hello Ana") {
		t.Errorf("signed in: %s", said)
	}
	b.Follow(`.desk-links a[href$="/add"]`)
	b.Follow(`a[href$="/add/group"]`)
	b.Type("#name", "Sunrise")
	b.Follow(`.acts button[value="save"]`)
	b.Follow(`a[href*="/add/meeting"]`)
	b.Click(`[name="repeats"][value="monthly"]`)
	b.Type("#nth", "first")
	b.Type("#monthly_day", "Sunday")
	b.Click(`[name="attend"][value="online"]`)
	b.Type("#zone", "America/Los_Angeles")
	b.Type("#start", "0700PM")
	b.Follow(`button[value="preview"]`)
	if said := b.Text(".preview"); !strings.Contains(said, "On the first Sunday of every month") {
		t.Errorf("the dates: %s", said)
	}
	b.Follow(`.acts button[value="save"]`)
	if said := b.Text("main"); !strings.Contains(said, "On the first Sunday of every month") {
		t.Errorf("saved: %s", said)
	}
}

func TestDatesAreShownWhileWriting(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	b := k.browser(address)
	b.Open(address + k.base + "/add/meeting?group=" + k.enterGroup("Sunrise"))
	b.Type("#weekly_day", "Wednesday")
	b.Type("#zone", "Europe/Madrid")
	b.Type("#start", "0700PM")
	b.Wait(`document.querySelectorAll("[data-preview] time").length === 10`)
	if problems := b.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

// browser is one in which Ana is signed in.
func (k *deskRig) browser(address string) *browsertest.Browser {
	k.t.Helper()
	b := browsertest.New(k.t)
	b.Open(address + k.base + "/")
	b.Type("#code", k.code)
	b.Follow(`form[action="sign-in"] button`)
	return b
}

// TestASpaceCannotReachAnother tries, from a page of one space, to read and to change another in which the same browser is
// signed in.
func TestASpaceCannotReachAnother(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	other := ""
	serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/g/other/") {
			other += r.Method + " "
			return
		}
		k.site.ServeHTTP(w, r)
	}))
	b := k.browser(address)
	var outcome string
	b.Eval(`fetch("/g/other/me").then(() => "read", () => "refused")`, &outcome)
	if outcome != "refused" {
		t.Errorf("fetch: %s", outcome)
	}
	b.Eval(`fetch("`+k.base+`/preview", {method: "POST", body: new URLSearchParams({repeats: "never"})}).then((r) => String(r.status), () => "refused")`, &outcome)
	if outcome != "200" {
		t.Errorf("fetch within the space: %s", outcome)
	}
	b.Eval(`(() => { window.refused = []; document.addEventListener("securitypolicyviolation", (e) => refused.push(e.effectiveDirective));
		const f = document.createElement("form"); f.method = "post"; f.action = "/g/other/stewards"; document.body.append(f); f.submit();
		const i = document.createElement("iframe"); i.src = "/g/other/me"; document.body.append(i); return "tried"; })()`, nil)
	b.Wait(`refused.includes("form-action") && refused.includes("frame-src")`)
	b.Open(address + "/help")
	b.Eval(`(() => { window.seen = () => { try { return !other || other.closed ? "severed" : other.location.href === "about:blank" ? "" : other.document.body.innerText; } catch { return "severed"; } };
		window.other = window.open("`+k.base+`/me"); })()`, nil)
	b.Wait(`seen() !== ""`)
	b.Eval(`seen()`, &outcome)
	if outcome != "severed" {
		t.Errorf("a window of the space can be read from outside it: %s", outcome)
	}
	if other != "" {
		t.Errorf("the other space was asked: %s", other)
	}
}

// shots is the environment variable that names a folder for pictures of every page.
const shots = "KITH_TEST_SHOTS"

// TestDeskPagesInABrowser audits every page of the desk, a phone and a desk wide, light and dark.
func TestDeskPagesInABrowser(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	pages := k.furnished(address)
	b := k.browser(address)
	for _, width := range []int64{360, 1280} {
		b.Size(width, 800)
		for _, dark := range []bool{false, true} {
			b.Dark(dark)
			for name, path := range pages {
				b.Open(address + path)
				b.CheckAxe()
				fits(t, b, path, width)
				if problems := b.Problems(); len(problems) > 0 && name != "door-deep" {
					t.Errorf("%s: %v", path, problems)
				}
				if dir := os.Getenv(shots); dir != "" {
					b.Screenshot(filepath.Join(dir, name+"-"+strconv.FormatInt(width, 10)+map[bool]string{true: "-dark"}[dark]+".png"))
				}
			}
		}
	}
	b.Open(address + "/qps-plocm" + k.base + "/") // longer words, from the right, from here on
	for _, path := range pages {
		b.Size(360, 800)
		b.Open(address + path)
		fits(t, b, "from the right, "+path, 360)
	}
	if strangers := b.Strangers(); len(strangers) > 0 {
		t.Errorf("the desk asks others: %v", strangers)
	}
}

// TestTheDesksMenuOnAPhone opens it by keyboard, with and without script, and goes on by it.
func TestTheDesksMenuOnAPhone(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	b := k.browser(address)
	b.Size(360, 740)
	for _, script := range []bool{true, false} {
		b.Script(script)
		b.Open(address + k.base + "/")
		var high float64
		if b.Eval(`document.querySelector(".desk").getBoundingClientRect().height`, &high); high > 64 {
			t.Errorf("the menu takes %.0f pixels: more than a row", high)
		}
		tabTo(t, b, ".desk summary")
		b.Keys("\r")
		tabTo(t, b, `.desk-links a[href$="/find"]`)
		b.Keys("\r")
		b.Wait(`location.pathname.endsWith("/find") && document.querySelector(".desk-links [aria-current]").textContent === "Find"`)
	}
}

// TestConflictInABrowser lets Ana save a group that Bo changed meanwhile, on a phone.
func TestConflictInABrowser(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	id := k.enterGroup("Sunrise")
	path := "/listings/" + id + "/edit"
	b := k.browser(address)
	b.Size(360, 800)
	b.Open(address + k.base + path)
	_, _, bo := k.join("Bo")
	if w := k.ask(bo, k.base+path, url.Values{"version": {"1"}, "name": {"Sunset"}, "concerns": {"grief"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("Bo: status %d", w.Code)
	}
	b.Type("#name", "New ")
	b.Follow(`.acts button[value="save"]`)
	if said := b.Text("main"); !strings.Contains(said, "Two of you were writing") || !strings.Contains(said, "Sunset") || !strings.Contains(said, "New Sunrise") {
		t.Fatalf("the page of differences: %s", said)
	}
	b.CheckAxe()
	fits(t, b, path, 360)
	if dir := os.Getenv(shots); dir != "" {
		b.Screenshot(filepath.Join(dir, "conflict-360.png"))
	}
	b.Click(`[name="keep-name"][value="theirs"]`)
	b.Follow(`.acts button[value="save"]`)
	if title := k.title(id); title != "Sunset" {
		t.Errorf("the group is now %q", title)
	}
}

// TestFormsAnsweredInABrowser looks at the pages that only a form leads to: a new code, and a form with slips in it.
func TestFormsAnsweredInABrowser(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	b := k.browser(address)
	b.Size(360, 800)
	look := func(name string) {
		t.Helper()
		b.CheckAxe()
		fits(t, b, name, 360)
		if dir := os.Getenv(shots); dir != "" {
			b.Screenshot(filepath.Join(dir, name+"-360.png"))
		}
	}
	b.Open(address + k.base + "/me")
	b.Follow(`button[formaction$="/me/card"]`)
	look("code")
	b.Open(address + k.base + "/add/meeting?group=" + k.enterGroup("Sunrise"))
	b.Click(`[name="repeats"][value="monthly"]`)
	b.Type("#zone", "Mars/Olympus")
	b.Follow(`.acts button[value="save"]`)
	look("slips")
	var lost []string
	b.Eval(`[...document.querySelectorAll("#wrong a")].map((a) => a.hash).filter((hash) => !document.querySelector(hash))`, &lost)
	if len(lost) > 0 {
		t.Errorf("what is wrong leads nowhere: %v", lost)
	}
	b.Open(address + k.base + "/add/venue?group=" + k.enterGroup("Grief at 12 Elm Street"))
	b.Click(`[name="shown"][value="on_contact"]`)
	b.Type("#street", "12 Elm Street")
	b.Follow(`.acts button[value="save"]`)
	look("asked")
	one := onWednesdays("Wednesday circle")
	k.imported("feed", false, one, onWednesdays("Other"))
	k.correctNotes(one)
	one.Schedule.Start += 60
	k.moved("feed", "feed-0", one)
	b.Open(address + k.base + "/alike")
	look("moved")
}

// furnished fills the desk and gives the addresses of its pages by name.
func (k *deskRig) furnished(address string) map[string]string {
	k.t.Helper()
	group := k.enterGroup("Sunrise grief circle")
	to := k.post("/add/venue?group="+group, url.Values{"name": {"Community hall"}, "street": {"12 Long Street"}, "locality": {"Oakland"}, "region": {"CA"}, "shown": {"public"}})
	form := tuesdays()
	form["date_kind"], form["date_on"] = []string{"closed"}, []string{"2026-12-08"}
	meeting := listing(k.t, k.post(to, form))
	k.doubt("Lakeside parents", "They moved to the library in September.")
	one := onWednesdays("Wednesday circle of friends")
	one.Notes = "Ring twice."
	k.imported("north.csv", false, one)
	report := k.imported("south.csv", true, one)
	if err := k.dir.Load(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	_, venue, _ := strings.Cut(to, "&venue=")
	src, err := k.dir.SourceNamed(k.t.Context(), "north.csv")
	if err != nil {
		k.t.Fatal(err)
	}
	path, err := k.who.InviteSteward(k.t.Context(), people.Operator(), "Bo")
	if err != nil {
		k.t.Fatal(err)
	}
	imported := ""
	for _, l := range k.found(directory.KindMeeting) {
		if l.Source != "" {
			imported = l.ID
		}
	}
	pages := map[string]string{"join": path, "door": "/g/other/"}
	for name, path := range map[string]string{
		"desk": "/", "find": "/find?q=circle", "find-none": "/find?q=zebra", "add": "/add", "add-group": "/add/group", "add-venue": "/add/venue?group=" + group + "&q=hall",
		"add-meeting": "/add/meeting?group=" + group + "&venue=" + venue, "look": "/listings/" + meeting, "look-imported": "/listings/" + imported,
		"edit-meeting": "/listings/" + meeting + "/edit", "edit-venue": "/listings/" + venue + "/edit", "doubts": "/doubts", "alike": "/alike", "needs": "/needs",
		"imports": "/imports", "report": "/imports/" + report, "sources": "/sources", "source": "/sources/" + src.ID, "me": "/me", "stewards": "/stewards",
	} {
		pages[name] = k.base + path
	}
	return pages
}
