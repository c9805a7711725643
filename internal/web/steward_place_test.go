package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kith/internal/directory"
)

func TestWhereTheSourceHasAMovedMeetingIsShown(t *testing.T) {
	k := newDeskRig(t)
	one := onWednesdays("Wednesday circle")
	k.imported("feed", false, one)
	id := k.found(directory.KindMeeting)[0].ID
	venue := listing(t, k.post("/add/venue", url.Values{"name": {"Library"}, "locality": {"Oakland"}, "shown": {"public"}}))
	k.post("/listings/"+id+"/place", url.Values{"venue": {venue}})
	want(t, k.get("/listings/"+id), "Library, Oakland", "Put right here; no import changes it", "The source says something else", "Place")
	hall := listing(t, k.post("/add/venue", url.Values{"name": {"Town Hall"}, "shown": {"public"}}))
	k.post("/listings/"+id+"/place", url.Values{"venue": {hall}})
	k.post("/listings/"+id+"/take", url.Values{"field": {"venue"}})
	if page := text(k.get("/listings/" + id)); !strings.Contains(page, "It has no place.") || strings.Contains(page, "The source says something else") {
		t.Errorf("the source's word was not taken: %.2000s", page)
	}
}

// elmHome is the form of a home at 12 Elm Street that is to be told on contact only.
func elmHome() url.Values {
	return url.Values{"name": {"The Larches"}, "street": {"12 Elm Street"}, "locality": {"Oakland"}, "region": {"CA"}, "postal": {"94610"}, "shown": {"on_contact"}}
}

// pageFor sends a form as Ana and gives the page that asks again.
func (k *deskRig) pageFor(path string, form url.Values) string {
	k.t.Helper()
	w := k.ask(k.token, k.base+path, form)
	if w.Code != http.StatusOK {
		k.t.Fatalf("POST %s: status %d\n%.2000s", path, w.Code, text(w.Body.String()))
	}
	return w.Body.String()
}

// nowhereElm looks for 12 Elm Street in the database, on the desk, in the log and on every public page.
func (k *deskRig) nowhereElm(paths ...string) {
	k.t.Helper()
	if err := k.dir.Load(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	pages := map[string]string{"the log": k.log.String(), "the database": databaseText(k.t, k.db)}
	for _, path := range paths {
		pages[path] = k.get(path)
	}
	for _, path := range []string{"/", "/search?q=grief", "/search?q=second", "/search.ics?q=grief", "/sitemap.xml", "/sitemap/meetings.xml", "/sitemap/groups.xml",
		"/api/v1/meetings", "/api/v1/groups", "/feeds/meetings.json", "/feeds/meetings.csv", "/main_server/client_interface/json/?switcher=GetSearchResults",
		"/meetings/grief-on-second-tuesdays", "/meetings/grief-on-second-tuesdays.ics", "/groups/grief-on-second-tuesdays"} {
		pages[path] = k.ask("", path, nil).Body.String()
	}
	for name, page := range pages {
		for _, secret := range []string{"Elm", "elm-street", "Larches", "94610"} {
			if strings.Contains(page, secret) {
				k.t.Errorf("%s tells %q", name, secret)
			}
		}
	}
	for _, path := range []string{"/meetings/grief-at-12-elm-street", "/meetings/grief-at-12-elm-street.ics", "/groups/grief-at-12-elm-street", "/meetings/grief-at-12-elm-street/wrong"} {
		if w := k.ask("", path, nil); w.Code != http.StatusNotFound || w.Header().Get("Location") != "" {
			k.t.Errorf("%s: status %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
}

// TestAGroupNamedAfterItsHome enters a grief group that meets in a home on second Tuesdays and is named after the street.
func TestAGroupNamedAfterItsHome(t *testing.T) {
	k := newDeskRig(t)
	group := k.enterGroup("Grief at 12 Elm Street")
	path := "/add/venue?group=" + group
	page := k.pageFor(path, elmHome())
	want(t, page, "The place can still be found", "Group: Grief at 12 Elm Street", "Address on this site", "Save anyway")
	form := elmHome()
	form.Set("word."+group+".name", "Grief, Elm St")
	form.Set("word."+group+".slug", "")
	want(t, k.pageFor(path, form), "The place can still be found")
	form.Set("word."+group+".name", "Grief on second Tuesdays")
	to := k.post(path, form)
	if page := k.get(to); !strings.Contains(page, `value="Grief on second Tuesdays"`) {
		t.Error("the meeting is not proposed under the group's new name")
	}
	tuesday := tuesdays()
	tuesday.Set("name", "Grief on second Tuesdays")
	id := listing(t, k.post(to, tuesday))
	_, venue, _ := strings.Cut(to, "&venue=")
	k.nowhereElm("/listings/"+id, "/listings/"+group, "/listings/"+venue, "/listings/"+venue+"/edit")
	want(t, k.ask("", "/meetings/grief-on-second-tuesdays", nil).Body.String(), "Grief on second Tuesdays", "Oakland", "nobody has told us how to reach the group")
	want(t, k.get("/listings/"+id), "Nobody can ask for the place", "Add a contact for Grief on second Tuesdays")
	k.post("/listings/"+group+"/edit", url.Values{"version": {version(t, k.get("/listings/"+group+"/edit"))}, "name": {"Grief on second Tuesdays"}, "phone": {"510 555 0100"}})
	if page := k.get("/listings/" + id); strings.Contains(page, "Nobody can ask for the place") {
		t.Error("the desk still asks for a contact")
	}
}

func version(t *testing.T, page string) string {
	t.Helper()
	return hidden(page).Get("version")
}

// TestAHomeIsWithheldLaterThanItsName has the place public at first.
func TestAHomeIsWithheldLaterThanItsName(t *testing.T) {
	for name, anyway := range map[string]bool{"changed": false, "anyway": true} {
		t.Run(name, func(t *testing.T) {
			k := newDeskRig(t)
			group := k.enterGroup("Grief at 12 Elm Street")
			form := elmHome()
			form.Set("shown", "public")
			to := k.post("/add/venue?group="+group, form)
			_, venue, _ := strings.Cut(to, "&venue=")
			tuesday := tuesdays()
			tuesday.Set("name", "Grief at 12 Elm Street")
			id := listing(t, k.post(to, tuesday))
			form = elmHome()
			form.Set("version", "1")
			page := k.pageFor("/listings/"+venue+"/edit", form)
			want(t, page, "Group: Grief at 12 Elm Street", "Meeting: Grief at 12 Elm Street")
			if anyway {
				form.Set("do", "anyway")
				k.post("/listings/"+venue+"/edit", form)
				want(t, k.get("/listings/"+id), "These words may tell the withheld place", "Name: Grief at 12 Elm Street")
				return
			}
			for _, one := range []string{group, id} {
				form.Set("word."+one+".name", "Grief on second Tuesdays")
				form.Set("word."+one+".slug", "grief-on-second-tuesdays")
			}
			k.post("/listings/"+venue+"/edit", form)
			k.nowhereElm("/listings/"+id, "/listings/"+group, "/listings/"+venue, "/listings/"+venue+"/edit")
		})
	}
}

// TestAMeetingMovesToAHome has a meeting leave the place that it is named after for a withheld one.
func TestAMeetingMovesToAHome(t *testing.T) {
	k := newDeskRig(t)
	group := k.enterGroup("Grief circle")
	form := elmHome()
	form.Set("shown", "public")
	tuesday := tuesdays()
	tuesday.Set("name", "Grief at 12 Elm Street")
	id := listing(t, k.post(k.post("/add/venue?group="+group, form), tuesday))
	hidden := listing(t, k.post("/add/venue", url.Values{"locality": {"Oakland"}, "shown": {"on_contact"}}))
	want(t, k.pageFor("/listings/"+id+"/place", url.Values{"venue": {hidden}}), "Meeting: Grief at 12 Elm Street")
	k.post("/listings/"+id+"/place", url.Values{"venue": {hidden}, "word." + id + ".name": {"Grief on second Tuesdays"}, "word." + id + ".slug": {""}})
	k.nowhereElm("/listings/" + id)
}
