package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// tuesdays is the form of a grief group's meeting on second Tuesdays.
func tuesdays() url.Values {
	return url.Values{"name": {"Evening circle"}, "attend": {"in_person"}, "repeats": {"monthly"}, "nth": {"2"}, "monthly_day": {"2"}, "months": {"1"},
		"start": {"19:00"}, "end": {"20:30"}, "zone": {"America/Los_Angeles"}, "do": {"save"}}
}

// enterGroup adds a group and gives its id.
func (k *deskRig) enterGroup(name string) string {
	k.t.Helper()
	to := k.post("/add/group", url.Values{"name": {name}, "concerns": {"grief"}})
	group, ok := strings.CutPrefix(to, "/add/venue?group=")
	if !ok {
		k.t.Fatalf("after the group: %s", to)
	}
	return group
}

// listing is the id at the end of an address of the desk.
func listing(t *testing.T, to string) string {
	t.Helper()
	id, ok := strings.CutPrefix(to, "/listings/")
	if !ok {
		t.Fatalf("%s is no listing", to)
	}
	return id
}

// TestAGriefGroupMeetsInAHome enters a group that meets in a home on second Tuesdays, and then looks for where.
func TestAGriefGroupMeetsInAHome(t *testing.T) {
	k := newDeskRig(t)
	group := k.enterGroup("Sunrise grief circle")
	want(t, k.get("/add/venue?group="+group), "Step 2 of 3", "removed for good")
	secrets := []string{"Rosa's", "Marigold", "94611", "37.8301", "blue door", "Piedmont Hollow"}
	home := url.Values{"name": {"Rosa's house"}, "street": {"12 Marigold Lane"}, "postal": {"94611"}, "quarter": {"Piedmont Hollow"}, "locality": {"Oakland"},
		"region": {"CA"}, "at": {"37.8301, -122.2401"}, "directions": {"the blue door"}, "shown": {"on_contact"}, "hint": {"Call, and we tell you where in Oakland."}}
	to := k.post("/add/venue?group="+group, home)
	if !strings.HasPrefix(to, "/add/meeting?group="+group+"&venue=") {
		t.Fatalf("after the place: %s", to)
	}
	want(t, k.get(to), "Step 3 of 3", "Show dates")
	id := listing(t, k.post(to, tuesdays()))
	page := k.get("/listings/" + id)
	want(t, page, "Evening circle", "On the second Tuesday of every month, 19:00 to 20:30, America/Los_Angeles", "Oakland, CA, Place told on contact")
	_, venue, _ := strings.Cut(to, "&venue=")

	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	want(t, k.ask("", "/meetings/evening-circle", nil).Body.String(), "Evening circle", "Oakland")
	pages := map[string]string{"the desk's page of the place": k.get("/listings/" + venue), "the desk's page of the meeting": page,
		"the form of the place": k.get("/listings/" + venue + "/edit"), "the log": k.log.String(), "the database": databaseText(t, k.db)}
	for _, path := range []string{"/", "/search?q=evening", "/search.ics?q=evening", "/meetings/evening-circle", "/meetings/evening-circle.ics",
		"/groups/sunrise-grief-circle", "/groups/sunrise-grief-circle.ics", "/sitemap.xml", "/sitemap/meetings.xml", "/search/points?q=evening",
		"/api/v1/meetings", "/api/v1/groups", "/feeds/meetings.json", "/feeds/meetings.csv", "/main_server/client_interface/json/?switcher=GetSearchResults"} {
		pages[path] = k.ask("", path, nil).Body.String()
	}
	for name, one := range pages {
		for _, secret := range secrets {
			if strings.Contains(one, secret) {
				t.Errorf("%s tells %q", name, secret)
			}
		}
	}
	if !strings.Contains(pages["the database"], "Call, and we tell you where in Oakland.") {
		t.Error("the hint is gone")
	}
}

// TestAPlaceIsWithheldLater enters a place in full, and then finds out that it is a home.
func TestAPlaceIsWithheldLater(t *testing.T) {
	k := newDeskRig(t)
	venue := listing(t, k.post("/add/venue", url.Values{"name": {"Rosa's house"}, "street": {"12 Marigold Lane"}, "locality": {"Oakland"}, "shown": {"public"}}))
	k.post("/listings/"+venue+"/edit", url.Values{"version": {"1"}, "name": {"Rosa's house"}, "street": {"14 Marigold Lane"}, "locality": {"Oakland"}, "shown": {"public"}})
	want(t, k.get("/listings/"+venue), "12 Marigold Lane", "14 Marigold Lane")
	k.post("/listings/"+venue+"/edit", url.Values{"version": {"2"}, "name": {"Rosa's house"}, "street": {"14 Marigold Lane"}, "locality": {"Oakland"}, "shown": {"approximate"}})
	for name, one := range map[string]string{"the page": k.get("/listings/" + venue), "the database": databaseText(t, k.db)} {
		if strings.Contains(one, "Marigold") || strings.Contains(one, "Rosa") {
			t.Errorf("%s still tells the place", name)
		}
	}
}

// databaseText is everything that stands in the tables about listings.
func databaseText(t *testing.T, db *store.DB) string {
	t.Helper()
	var all strings.Builder
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		for _, q := range []string{"SELECT content FROM listing", "SELECT offered FROM listing", "SELECT slug FROM listing",
			"SELECT before FROM change", "SELECT after FROM change", "SELECT draft FROM import_row"} {
			rows, err := store.Collect(tx, store.Scalar[string], q)
			if err != nil {
				return err
			}
			all.WriteString(strings.Join(rows, "\n"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestFindTellsThoseOfOneNameApart looks for meetings and groups of one name.
func TestFindTellsThoseOfOneNameApart(t *testing.T) {
	k := newDeskRig(t)
	for _, town := range []string{"Seattle", "Oakland"} {
		k.clock.Set(k.clock.Now().Add(24 * time.Hour)) // the last changed stands first, by days
		group := k.enterGroup("Sunrise")
		k.post(k.post("/add/venue?group="+group, url.Values{"name": {"Hall"}, "street": {"12 Long Street"}, "locality": {town}, "shown": {"public"}}), tuesdays())
	}
	want(t, k.get("/find?q=evening"), "Evening circle Oakland On the second Tuesday of every month, 19:00 to 20:30 Evening circle Seattle")
	want(t, k.get("/find?q=sunrise&kind=group"), "Sunrise Oakland Sunrise Seattle")
}

// TestTheDeskSaysWhatItKeeps compares the foot of a page for everybody with that of the desk.
func TestTheDeskSaysWhatItKeeps(t *testing.T) {
	k := newDeskRig(t)
	promise := "keeps nothing about you"
	if page := k.ask("", "/", nil).Body.String(); !strings.Contains(page, promise) {
		t.Error("the first page does not promise to keep nothing")
	}
	if page := k.get("/"); strings.Contains(page, promise) || !strings.Contains(page, "with every change your name here") {
		t.Error("the desk does not say what it keeps")
	}
}

func TestDatesAreShownBeforeSaving(t *testing.T) {
	k := newDeskRig(t)
	group := k.enterGroup("Sunrise")
	form := tuesdays()
	form.Set("do", "preview")
	form["date_kind"] = []string{"closed", "moved", ""}
	form["date_on"] = []string{"2026-12-08", "2027-01-12", ""}
	form["date_to"] = []string{"", "2027-01-13", ""}
	form["date_start"] = []string{"", "18:00", ""}
	w := k.ask(k.token, k.base+"/add/meeting?group="+group, form)
	page := w.Body.String()
	want(t, page, "Wednesday 13 January 2027, 18:00", "Tuesday 9 February 2027, 19:00", "2 special dates")
	if w.Code != http.StatusOK || strings.Count(page, "<time datetime=") != previewed || strings.Contains(page, "8 December 2026") {
		t.Errorf("status %d, %d dates", w.Code, strings.Count(page, "<time datetime="))
	}
	form.Set("do", "more")
	if w := k.ask(k.token, k.base+"/add/meeting?group="+group, form); strings.Count(w.Body.String(), `name="date_kind"`) != 2+spareDates+3 {
		t.Errorf("%d rows for dates", strings.Count(w.Body.String(), `name="date_kind"`))
	}
	w = k.ask(k.token, k.base+"/preview", form)
	if w.Header().Get("Content-Type") != "application/json" || !strings.Contains(w.Body.String(), `"at":"2027-01-13T18:00:00-08:00"`) {
		t.Errorf("for the island: %s", w.Body.String())
	}
	if found, err := k.dir.Find(t.Context(), k.ana, directory.KindMeeting, "", 10); err != nil || len(found) != 0 {
		t.Errorf("looking at dates saved something: %v %v", found, err)
	}
}

// TestScheduleFormsSayWhatTheyMean sends schedules through the form and back.
func TestScheduleFormsSayWhatTheyMean(t *testing.T) {
	monday := schedule.Date(20054)
	for name, s := range map[string]schedule.Schedule{
		"never":         {},
		"weekly":        {Repeats: schedule.Weekly, Interval: 1, Weekday: 1, Start: 9 * 60, Zone: "Europe/Madrid"},
		"over midnight": {Repeats: schedule.Weekly, Interval: 2, Weekday: 5, From: monday, Until: monday.AddDays(90), Start: 23 * 60, Duration: 120, Zone: "UTC"},
		"all day":       {Repeats: schedule.Weekly, Interval: 1, Weekday: 0, Start: 0, Duration: schedule.MaxDuration, Zone: "UTC"},
		"last of month": {Repeats: schedule.Monthly, Interval: 3, Nth: -1, Weekday: 4, From: monday, Start: 60, Duration: 45, Zone: "Asia/Kolkata"},
		"once":          {Repeats: schedule.Once, From: monday, Weekday: monday.Weekday(), Start: 12 * 60, Zone: "UTC"},
		"with exceptions": {Repeats: schedule.Weekly, Interval: 1, Weekday: monday.Weekday(), Start: 600, Duration: 60, Zone: "UTC", Exceptions: []schedule.Exception{
			{Kind: schedule.Closed, On: monday}, {Kind: schedule.Moved, On: monday.AddDays(7), To: monday.AddDays(8), Start: 660, Duration: 30},
			{Kind: schedule.Extra, On: monday.AddDays(9), Start: 600}}},
	} {
		var p fault.Problems
		got := readSchedule(scheduleValues(s), &p)
		a, _ := got.MarshalJSON()
		b, _ := s.MarshalJSON()
		if len(p) > 0 || string(a) != string(b) {
			t.Errorf("%s: %v\nhave %s\nwant %s", name, p, a, b)
		}
	}
}

func TestWhatIsWrongIsSaidBesideIt(t *testing.T) {
	k := newDeskRig(t)
	group := k.enterGroup("Sunrise")
	form := tuesdays()
	form.Del("attend")
	form.Set("zone", "Mars/Olympus")
	form.Set("notes", "kept as typed")
	form["date_kind"], form["date_on"] = []string{"closed"}, []string{"2026-12-09"}
	w := k.ask(k.token, k.base+"/add/meeting?group="+group, form)
	page := w.Body.String()
	if w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
	want(t, page, "Nothing is lost", "How people come:", "Time zone:", "kept as typed")
	form.Set("zone", "America/Los_Angeles")
	form.Set("attend", "in_person")
	w = k.ask(k.token, k.base+"/add/meeting?group="+group, form)
	want(t, w.Body.String(), "Special dates:")
	form.Set("months", "many")
	w = k.ask(k.token, k.base+"/add/meeting?group="+group, form)
	want(t, w.Body.String(), "whole number from 1 to 52")
	w = k.ask(k.token, k.base+"/add/venue", url.Values{"at": {"nowhere"}})
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `value="nowhere"`) {
		t.Errorf("a position that is none: status %d", w.Code)
	}
}

// TestTwoStewardsEditOneListing lets Ana and Bo change a group at once; Bo comes second and loses nothing.
func TestTwoStewardsEditOneListing(t *testing.T) {
	k := newDeskRig(t)
	_, _, bo := k.join("Bo")
	id := k.enterGroup("Sunrise")
	path := "/listings/" + id + "/edit"
	k.post(path, url.Values{"version": {"1"}, "name": {"Sunrise of Ana"}, "about": {"Ana's words"}, "concerns": {"grief"}})

	mine := url.Values{"version": {"1"}, "name": {"Sunrise of Bo"}, "about": {"Bo's words"}, "concerns": {"grief"}, "first_time": {"Tea"}}
	w := k.ask(bo, k.base+path, mine)
	if w.Code != http.StatusConflict {
		t.Fatalf("status %d", w.Code)
	}
	want(t, w.Body.String(), "Two of you were writing", "Sunrise of Ana", "Sunrise of Bo", "Ana&#39;s words", "Bo&#39;s words", "Tea")
	again := hidden(w.Body.String())
	if again.Get("version") != "2" || again.Get("first_time") != "Tea" {
		t.Fatalf("the page carries %v", again)
	}
	again.Set("keep-name", "theirs")
	again.Set("keep-about", "mine")
	again.Set("do", "save")
	if w := k.ask(bo, k.base+path, again); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, text(w.Body.String()))
	}
	whole, err := k.dir.Look(t.Context(), k.ana, id)
	if err != nil {
		t.Fatal(err)
	}
	if g := whole.About(); g.Name != "Sunrise of Ana" || g.About != "Bo's words" || g.FirstTime != "Tea" {
		t.Errorf("the group is now %+v", g)
	}
	want(t, k.get("/listings/"+id), "Ana", "Bo", "Undo")
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// hidden are the hidden inputs of a page.
func hidden(page string) url.Values {
	all := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(page, -1) {
		all.Add(m[1], strings.NewReplacer("&#39;", "'", "&amp;", "&").Replace(m[2]))
	}
	return all
}

func TestUndoRetireVerify(t *testing.T) {
	k := newDeskRig(t)
	id := k.enterGroup("Sunrise")
	k.post("/listings/"+id+"/edit", url.Values{"version": {"1"}, "name": {"Sunset"}, "concerns": {"grief"}})
	page := k.get("/listings/" + id)
	change := regexp.MustCompile(`name="change" value="([^"]+)"`).FindStringSubmatch(page)[1]
	k.post("/listings/"+id+"/undo", url.Values{"change": {change}})
	want(t, k.get("/listings/"+id), "undone")
	if title := k.title(id); title != "Sunrise" {
		t.Errorf("after undo it is %q", title)
	}
	if to := k.post("/listings/"+id+"/undo", url.Values{"change": {change}}); !strings.HasSuffix(to, "?undo=late") {
		t.Errorf("undone twice: %s", to)
	}
	want(t, k.get("/listings/"+id+"?undo=late"), "Too late to undo")
	k.post("/listings/"+id+"/state", url.Values{"to": {"retired"}})
	want(t, k.get("/listings/"+id), "Group · retired", "Put on the list")
	k.post("/listings/"+id+"/state", url.Values{"to": {"published"}})
	want(t, k.get("/listings/"+id), "Nobody has made sure")
	k.post("/listings/"+id+"/verify", url.Values{"how": {"phone"}})
	want(t, k.get("/listings/"+id), "Made sure on 24 November 2026: by phone.")
}

func (k *deskRig) title(id string) string {
	k.t.Helper()
	whole, err := k.dir.Look(k.t.Context(), k.ana, id)
	if err != nil {
		k.t.Fatal(err)
	}
	return whole.Listing.Content.Title()
}

// imported reads meetings from a source, as an importer would.
func (k *deskRig) imported(name string, hold bool, meetings ...directory.Meeting) string {
	k.t.Helper()
	ctx := context.Background()
	src, err := k.dir.SourceNamed(ctx, name)
	if err != nil {
		if src, err = k.dir.SaveSource(ctx, people.Operator(), directory.Source{Name: name, Kind: "csv", Zone: "UTC"}); err != nil {
			k.t.Fatal(err)
		}
	}
	m, err := k.dir.StartImport(ctx, people.Operator(), src, directory.ImportOptions{Hold: hold})
	if err != nil {
		k.t.Fatal(err)
	}
	for i, one := range meetings {
		native := name + "-" + strconv.Itoa(i)
		err := m.Draft(ctx, directory.Draft{Where: "row " + strconv.Itoa(i+2), Group: &directory.GroupDraft{NativeID: "g" + native, Group: directory.Group{Name: one.Name}},
			Meeting: &directory.MeetingDraft{NativeID: native, Meeting: one}})
		if err != nil {
			k.t.Fatal(err)
		}
	}
	if err := m.Problem(ctx, directory.Problem{Where: "row 9", Field: "day", Value: "=HYPERLINK(\"x\")", Why: "import.why.no_day", Skipped: true}); err != nil {
		k.t.Fatal(err)
	}
	if _, _, err := m.Finish(ctx); err != nil {
		k.t.Fatal(err)
	}
	return m.ID()
}

func onWednesdays(name string) directory.Meeting {
	return directory.Meeting{Name: name, Attend: "online", Schedule: schedule.Schedule{Repeats: schedule.Weekly, Interval: 1, Weekday: 3, Start: 1140, Duration: 60, Zone: "UTC"}}
}
