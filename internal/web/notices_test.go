package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"kith/internal/browsertest"
	"kith/internal/directory"
	"kith/internal/notices"
)

// founder is somebody in a group of its own, without a browser.
func (k *deskRig) founder(name string) (base, token string) {
	k.t.Helper()
	listed, err := k.dir.Add(k.t.Context(), k.ana, directory.Entered{Content: &directory.Group{Name: "Tuesday circle", Concerns: []string{"grief"}, Rhythm: "contact"}})
	if err != nil {
		k.t.Fatal(err)
	}
	_, path, _ := strings.Cut(k.firstMembers(listed.ID), "/g/")
	s := &scan{k: k, pages: map[string][]string{}}
	l := s.comesIn(k.t, name, name, "/g/"+path)
	return "/g/" + l.space, l.token
}

func TestGivingAnAddress(t *testing.T) {
	k := newDeskRig(t)
	base, token := k.founder("Rosa")
	page := func() string { return k.ask(token, base+"/me/notices", nil).Body.String() }
	post := func(path string, form url.Values, status int) string {
		t.Helper()
		w := k.ask(token, base+"/me/notices"+path, form)
		if w.Code != status {
			t.Fatalf("POST %s: status %d\n%.1500s", path, w.Code, text(w.Body.String()))
		}
		return w.Body.String()
	}
	want(t, page(), "Nothing is sent to you now", "By email", "By this browser")
	want(t, post("/mail", url.Values{"address": {"rosa"}}, http.StatusBadRequest), "does not look like an email address")
	post("/mail", url.Values{"address": {"rosa@mail.example"}, "zone": {"America/Bogota"}}, http.StatusSeeOther)
	want(t, page(), "A code is on its way to you")
	want(t, post("/confirm", url.Values{"code": {"1"}}, http.StatusBadRequest), "not the code that we sent")
	post("/confirm", url.Values{"code": {k.lastCode("mail")}}, http.StatusSeeOther)
	now := page()
	want(t, now, "An email address is set", "What you want to be told")
	if strings.Contains(now, "rosa@") || !strings.Contains(now, `value="America/Bogota" selected`) {
		t.Error("the address is shown, or the zone is not kept")
	}
	chosen := url.Values{"kind": {"door"}, "pace": {"once"}, "from": {"0"}, "to": {"0"}, "zone": {"Europe/Madrid"}, "link": {"1"}}
	post("", chosen, http.StatusSeeOther)
	now = page()
	if !strings.Contains(now, `value="Europe/Madrid" selected`) || !strings.Contains(now, `value="door" checked`) || strings.Contains(now, `value="role" checked`) {
		t.Error("what was chosen is not shown")
	}
	chosen.Set("zone", "Nowhere/Here")
	want(t, post("", chosen, http.StatusBadRequest), "do not know this time zone")
	post("/remove", url.Values{}, http.StatusSeeOther)
	want(t, page(), "Nothing is sent to you now")
	if w := k.ask("", base+"/me/notices", nil); strings.Contains(w.Body.String(), "By email") {
		t.Error("a stranger sees the page")
	}
}

// TestEndingNotices: the link in a mail works for whoever has it, asks first, and says the same whatever it is.
func TestEndingNotices(t *testing.T) {
	k := newDeskRig(t)
	base, token := k.founder("Rosa")
	k.ask(token, base+"/me/notices/mail", url.Values{"address": {"rosa@mail.example"}, "zone": {"UTC"}})
	k.ask(token, base+"/me/notices/confirm", url.Values{"code": {k.lastCode("mail")}})
	k.ask(token, base+"/me/notices", url.Values{"kind": {"door"}, "pace": {"once"}, "from": {"0"}, "to": {"0"}, "zone": {"UTC"}})
	k.ask("", base+"/door/knock", url.Values{"note": {"May I come?"}})
	k.works()
	mails := k.told.mails.Mails()
	_, path, ok := strings.Cut(strings.Trim(mails[len(mails)-1].Header.Get("List-Unsubscribe"), "<>"), "//localhost")
	if !ok || strings.Contains(path, "/g/") {
		t.Fatal(mails[len(mails)-1].Header)
	}
	asked := k.ask("", path, nil)
	want(t, asked.Body.String(), "End these messages?")
	if asked.Header().Get("Cache-Control") != private {
		t.Error(asked.Header())
	}
	if now, err := k.told.notices.Of(t.Context(), k.actor(base, token)); err != nil || now.Means != notices.ByMail {
		t.Fatal("looking at the page ended it", now, err)
	}
	first := k.ask("", path, url.Values{"List-Unsubscribe": {"One-Click"}})
	unknown := k.ask("", notices.EndPath+"unknown", url.Values{"List-Unsubscribe": {"One-Click"}})
	if first.Code != http.StatusOK || text(first.Body.String()) != text(unknown.Body.String()) {
		t.Error("an unknown link is told from a known one")
	}
	if now, err := k.told.notices.Of(t.Context(), k.actor(base, token)); err != nil || now.Means != "" {
		t.Error("it was not ended", now, err)
	}
}

// TestTheWorkerOfASpace is the same in every space, there or not, and needs no session.
func TestTheWorkerOfASpace(t *testing.T) {
	k := newDeskRig(t)
	base, token := k.founder("Rosa")
	mine, nobodys := k.ask(token, base+"/notices.js", nil), k.ask("", "/g/6f0c1f7e-0000-4000-8000-000000000000/notices.js", nil)
	if mine.Code != http.StatusOK || mine.Body.String() != nobodys.Body.String() || !strings.HasPrefix(mine.Header().Get("Content-Type"), "text/javascript") {
		t.Error(mine.Code, nobodys.Code, mine.Header())
	}
}

// TestNoticesInABrowser looks at the page, and registers the space's own service worker under its policy.
func TestNoticesInABrowser(t *testing.T) {
	t.Parallel()
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	listed, err := k.dir.Add(t.Context(), k.ana, directory.Entered{Content: &directory.Group{Name: "Tuesday circle", Concerns: []string{"grief"}, Rhythm: "contact"}})
	if err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(k.firstMembers(listed.ID), "/g/")
	base, _, _ := strings.Cut(address+"/g/"+path, "/join/")
	rosa := browsertest.New(t)
	withAuthenticator(t, rosa)
	rosa.Open(address + "/g/" + path)
	rosa.Type("#name", "Rosa")
	rosa.Click(`button[formaction$="/passkey"]`)
	rosa.Wait(`!!document.querySelector(".desk")`)
	rosa.Open(base + "/me")
	rosa.Follow(`a[href$="/me/notices"]`)
	look(t, rosa, "notices")
	// The page's own script registers the worker of this space alone. What the browser then asks of its maker's push service
	// cannot be had here.
	allowNotices(t, rosa)
	rosa.Click(`form[data-push] button`)
	rosa.Wait(`navigator.serviceWorker.getRegistrations().then((all) => all.length === 1 && all[0].scope === "` + base + `/" && !!all[0].active)`)
	rosa.Open(base + "/me/notices")
	rosa.Type("#address", "rosa@mail.example")
	rosa.Follow(`form[action$="/mail"] button`)
	look(t, rosa, "notices-code")
	rosa.Type("#code", k.lastCode("mail"))
	rosa.Follow(`form[action$="/confirm"] button`)
	look(t, rosa, "notices-set")
	rosa.Follow(`form[action$="/me/notices"] button`)
	if said := rosa.Text("main"); !strings.Contains(said, "Saved.") || strings.Contains(said, "rosa@") {
		t.Error(said)
	}
	rosa.Open(address + "/notices/end/of-nobody")
	look(t, rosa, "notices-end")
	if problems := rosa.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
	if strangers := rosa.Strangers(); len(strangers) > 0 {
		t.Error(strangers)
	}
}

// allowNotices is somebody who says yes when the browser asks whether notices may be shown.
func allowNotices(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	err := chromedp.Do(b.Context(), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, browser.SetPermission, browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "notifications"},
			Setting: browser.PermissionSettingGranted})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}
