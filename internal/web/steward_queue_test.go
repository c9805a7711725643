package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/people"
)

func TestDeskShowsWhatWaits(t *testing.T) {
	k := newDeskRig(t)
	want(t, k.get("/"), "No import waits", "Nobody says that something is wrong", "No meetings look alike", "Nothing was looked for in vain")
	for range 5 {
		k.dir.Miss("grief", "37.75,-122.50")
	}
	for range 4 { // too few to be shown
		k.dir.Miss("", "37.75,-122.50")
	}
	if err := k.dir.KeepMisses(t.Context()); err != nil {
		t.Fatal(err)
	}
	k.imported("feed", true, onWednesdays("One"))
	k.doubt("Sunrise", "It moved to the library.")
	want(t, k.get("/"), "1 import waits for you", "1 person says something is wrong", "1 thing was looked for in vain")
	page := k.get("/needs")
	want(t, page, "Near ", "times in November 2026")
	if strings.Count(page, "times in") != 1 {
		t.Error("a need that fewer than five had is shown")
	}
}

// doubt adds a group that one writes to and lets a visitor say that something is wrong with it.
func (k *deskRig) doubt(group, words string) {
	k.t.Helper()
	l, err := k.dir.Add(k.t.Context(), k.ana, directory.Entered{Content: &directory.Group{Name: group, Rhythm: "contact"}})
	if err == nil {
		err = k.dir.Tell(k.t.Context(), directory.KindGroup, l.Slug, "place", words)
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

func TestSomethingIsWrongIsAnswered(t *testing.T) {
	k := newDeskRig(t)
	k.doubt("Sunrise", `<script>alert("x")</script>`)
	page := k.get("/doubts")
	want(t, page, "Sunrise", "The place is wrong", "&lt;script&gt;", "24 November 2026")
	id := hidden(page).Get("doubt")
	k.post("/doubts", url.Values{"doubt": {id}, "answer": {"moved it"}})
	want(t, k.get("/doubts"), "Nothing waits")
	k.post("/doubts", url.Values{"doubt": {id}, "answer": {"late"}}) // another was quicker: no error
}

func TestHeldImportIsAcceptedOrThrownAway(t *testing.T) {
	k := newDeskRig(t)
	first := k.imported("feed", true, onWednesdays("One"), onWednesdays("Two"))
	want(t, k.get("/imports"), "feed", "waits for you", "3 read, 2 new, 0 changed, 0 gone, 1 left out")
	want(t, k.get("/imports/"+first), "This import waits for you", "Put it in")
	k.post("/imports/"+first, url.Values{"do": {"discard"}})
	want(t, k.get("/imports/"+first), "thrown away")
	if found := k.found(directory.KindMeeting); len(found) != 0 {
		t.Errorf("something of it is left: %v", found)
	}
	second := k.imported("feed", true, onWednesdays("One"), onWednesdays("Two"))
	k.post("/imports/"+second, url.Values{"do": {"accept"}})
	if found := k.found(directory.KindMeeting); len(found) != 2 {
		t.Errorf("%d meetings came in, want 2", len(found))
	}
	if w := k.ask(k.token, k.base+"/imports/"+second, url.Values{"do": {"accept"}}); w.Code != http.StatusNotFound {
		t.Errorf("accepted twice: status %d", w.Code)
	}
}

func (k *deskRig) found(kind directory.Kind) []directory.Listing {
	k.t.Helper()
	found, err := k.dir.Find(k.t.Context(), k.ana, kind, "", 50)
	if err != nil {
		k.t.Fatal(err)
	}
	return found
}

func TestImportReportIsSavedWithoutFormulas(t *testing.T) {
	k := newDeskRig(t)
	id := k.imported("feed", false, onWednesdays("One"))
	want(t, k.get("/imports/"+id), "row 9", "left out", "Save as a spreadsheet")
	w := k.ask(k.token, k.base+"/imports/"+id+"/problems.csv", nil)
	if !strings.Contains(w.Body.String(), `"'=HYPERLINK(""x"")"`) || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Errorf("the spreadsheet is %s", w.Body.String())
	}
	for text, want := range map[string]string{"": "", "a=1": "a=1", "=1": "'=1", "  +1": "'  +1", "-": "'-", "@x": "'@x", "\tx": "'\tx", "\r=1": "'\r=1"} {
		if got := feeds.Cell(text); got != want {
			t.Errorf("Cell(%q) is %q, want %q", text, got, want)
		}
	}
}

func TestCorrectedFieldShowsWhatTheSourceSays(t *testing.T) {
	k := newDeskRig(t)
	one := onWednesdays("Wednesday circle")
	one.Notes = "Ring twice."
	k.imported("feed", false, one)
	id := k.found(directory.KindMeeting)[0].ID
	form := scheduleValues(one.Schedule)
	for name, value := range map[string]string{"version": "1", "name": one.Name, "attend": "online", "notes": "Ring once.", "do": "save"} {
		form.Set(name, value)
	}
	k.post("/listings/"+id+"/edit", form)
	one.Notes = "Ring three times."
	k.imported("feed", false, one)
	want(t, k.get("/listings/"+id), "Ring once.", "Put right here", "The source says something else", "Ring three times.")
	want(t, k.get("/listings/"+id+"/edit"), "The source says:", "Ring three times.")
	k.post("/listings/"+id+"/take", url.Values{"field": {"notes"}})
	if m := k.found(directory.KindMeeting)[0].Content.(*directory.Meeting); m.Notes != "Ring three times." {
		t.Errorf("notes are %q", m.Notes)
	}
}

func TestSourceIsReadDifferently(t *testing.T) {
	k := newDeskRig(t)
	k.imported("feed", false, onWednesdays("One"))
	src, err := k.dir.SourceNamed(t.Context(), "feed")
	if err != nil {
		t.Fatal(err)
	}
	want(t, k.get("/sources"), "feed", "read when asked")
	path := "/sources/" + src.ID
	form := url.Values{"address": {"https://example.org/meetings.csv"}, "refresh": {"1440"}, "zone": {"Europe/Madrid"}, "mapping": {"name: Group"}}
	k.post(path, form)
	src, _ = k.dir.SourceNamed(t.Context(), "feed")
	if src.RefreshEvery != 1440 || src.Zone != "Europe/Madrid" || src.Mapping != "name: Group" || src.Kind != "csv" {
		t.Errorf("the source is now %+v", src)
	}
	for value, name := range map[string]string{"soon": "refresh", "4": "refresh", "Mars/Olympus": "zone", "file:///etc/passwd": "address"} {
		bad := maps.Clone(form)
		bad.Set(name, value)
		w := k.ask(k.token, k.base+path, bad)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `id="`+name+`-error"`) {
			t.Errorf("%s %q: status %d", name, value, w.Code)
		}
	}
}

// TestAStrangersFormsChangeNothing sends every form of the desk without a session.
func TestAStrangersFormsChangeNothing(t *testing.T) {
	k := newDeskRig(t)
	id := k.enterGroup("Sunrise")
	before := databaseText(t, k.db)
	for _, path := range []string{"/add/group", "/listings/" + id + "/edit", "/listings/" + id + "/state", "/listings/" + id + "/verify",
		"/listings/" + id + "/undo", "/stewards", "/me/card", "/me/remove", "/alike", "/doubts", "/sources/x", "/imports/x", "/preview"} {
		w := k.ask("", k.base+path, url.Values{"name": {"Eve"}, "version": {"1"}, "to": {"retired"}, "how": {"phone"}, "do": {"save"}})
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: status %d", path, w.Code)
		}
		want(t, w.Body.String(), "You are not signed in any more")
	}
	if databaseText(t, k.db) != before {
		t.Error("something changed")
	}
}

func TestWaysInPage(t *testing.T) {
	k := newDeskRig(t)
	page := k.get("/me")
	want(t, page, "You are “Ana” here", "Member card", "this is here")
	w := k.ask(k.token, k.base+"/me/card", url.Values{"label": {"drawer"}})
	code := hidden(w.Body.String()).Get("offered")
	want(t, w.Body.String(), code, "I have it")
	k.post("/me/card", url.Values{"offered": {code}, "code": {code}})
	want(t, k.get("/me"), "drawer", "Take away")
	session := k.ask("", k.base+"/sign-in", url.Values{"code": {code}}).Result().Cookies()[0].Value
	credentials, err := k.who.Credentials(t.Context(), k.ana)
	if err != nil {
		t.Fatal(err)
	}
	drawer := slices.IndexFunc(credentials, func(c people.Credential) bool { return c.Label == "drawer" })
	k.post("/me/remove", url.Values{"credential": {credentials[drawer].ID}})
	credentials = slices.Delete(credentials, drawer, drawer+1)
	if w := k.ask(session, k.base+"/me", nil); strings.Contains(w.Body.String(), "Ana") {
		t.Error("who came in with the code is still in")
	}
	w = k.ask(k.token, k.base+"/me/remove", url.Values{"credential": {credentials[0].ID}})
	if w.Code != http.StatusConflict {
		t.Errorf("the last way in: status %d", w.Code)
	}
	want(t, w.Body.String(), "This is your only way in")
}

func TestMeetingsThatLookAlike(t *testing.T) {
	k := newDeskRig(t)
	ctx := t.Context()
	for _, source := range []string{"north", "south", "west"} {
		k.imported(source, false, onWednesdays("Wednesday circle of friends"))
	}
	if err := k.dir.Load(ctx); err != nil {
		t.Fatal(err)
	}
	if err := k.dir.Compare(ctx); err != nil {
		t.Fatal(err)
	}
	want(t, k.get("/"), "3 pairs of meetings may be one")
	page := k.get("/alike")
	want(t, page, "Wednesday circle of friends", "north · north-0", "They are different, for good")
	pair := hidden(page)
	k.post("/alike", url.Values{"one": pair["one"][:1], "other": pair["other"][:1], "do": {"different"}})
	pair = hidden(k.get("/alike"))
	k.post("/alike", url.Values{"one": pair["one"][:1], "other": pair["other"][:1], "do": {"into-one"}})
	merged := pair.Get("other")
	want(t, k.get("/listings/"+merged), "Another listing stands for this one")
	k.post("/listings/"+merged+"/part", url.Values{})
	if page := k.get("/listings/" + merged); strings.Contains(page, "Another listing stands for this one") {
		t.Error("they are still one")
	}
	if w := k.ask(k.token, k.base+"/alike", url.Values{"one": {"x"}, "other": {"y"}, "do": {"into-one"}}); w.Code != http.StatusNotFound {
		t.Errorf("merging nothing: status %d", w.Code)
	}
}

// TestAMeetingThatMovedTakesItsCorrectionsAlong has a source without ids tell another time.
func TestAMeetingThatMovedTakesItsCorrectionsAlong(t *testing.T) {
	k := newDeskRig(t)
	one := onWednesdays("Wednesday circle")
	k.imported("feed", false, one, onWednesdays("Other"))
	k.correctNotes(one)
	one.Schedule.Start += 60
	k.moved("feed", "feed-0", one)
	want(t, k.get("/"), "1 pair of meetings may be one")
	page := k.get("/alike")
	want(t, page, "Looks like it moved: carry the corrections over?", "put this right on the old one: Notes.", "Gone from its source", "20:00 to 21:00")
	pair := hidden(page)
	pair.Set("do", "carry")
	k.post("/alike", pair)
	want(t, k.get("/alike"), "No two meetings look alike.")
	want(t, k.get("/listings/"+pair.Get("other")), "Ring once.", "Put right here", "20:00 to 21:00")
}

// correctNotes puts the notes of an imported meeting right.
func (k *deskRig) correctNotes(one directory.Meeting) {
	k.t.Helper()
	form := scheduleValues(one.Schedule)
	for name, value := range map[string]string{"version": "1", "name": one.Name, "attend": "online", "notes": "Ring once.", "do": "save"} {
		form.Set(name, value)
	}
	for _, l := range k.found(directory.KindMeeting) {
		if l.Content.Title() == one.Name {
			k.post("/listings/"+l.ID+"/edit", form)
		}
	}
}

// moved imports "Other" as it was, and one meeting under another id than before in the same group.
func (k *deskRig) moved(source, native string, one directory.Meeting) {
	k.t.Helper()
	ctx := k.t.Context()
	src, err := k.dir.SourceNamed(ctx, source)
	if err != nil {
		k.t.Fatal(err)
	}
	m, err := k.dir.StartImport(ctx, people.Operator(), src, directory.ImportOptions{})
	if err != nil {
		k.t.Fatal(err)
	}
	for id, meeting := range map[string]directory.Meeting{native + "-moved": one, source + "-1": onWednesdays("Other")} {
		group := "g" + strings.TrimSuffix(id, "-moved")
		err := m.Draft(ctx, directory.Draft{Where: id, Group: &directory.GroupDraft{NativeID: group, Group: directory.Group{Name: meeting.Name}},
			Meeting: &directory.MeetingDraft{NativeID: id, Meeting: meeting}})
		if err != nil {
			k.t.Fatal(err)
		}
	}
	if _, _, err := m.Finish(ctx); err != nil {
		k.t.Fatal(err)
	}
}
