package web

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/schedule"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

func (k *feedRig) guide(path string) map[string]row {
	k.t.Helper()
	bySlug := map[string]row{}
	for _, r := range parse[[]row](k.t, k.body(path)) {
		bySlug[r["slug"].(string)] = r
	}
	return bySlug
}

func TestMeetingGuideOnBothDatabases(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k := oakland(t, db)
		all := k.guide("/feeds/meetings.json")
		if len(all) != 6 {
			t.Fatalf("%d meetings", len(all))
		}
		for _, alias := range []string{"/wp-json/tsml/meetings?key=1", "/wp-admin/admin-ajax.php?action=meetings&key=1"} {
			if other := k.guide(alias); len(other) != 6 {
				t.Errorf("%s: %d meetings", alias, len(other))
			}
		}
		if w := k.ask("/wp-admin/admin-ajax.php?action=other"); w.Code != http.StatusNotFound {
			t.Errorf("another action: %d", w.Code)
		}
		for key, want := range (row{"name": "Monday Night", "day": 1.0, "time": "19:30", "end_time": "20:30", "timezone": "America/Los_Angeles",
			"location": "St Paul's", "formatted_address": "114 Montecito Avenue, Oakland, CA 94610, USA", "city": "Oakland", "state": "CA", "postal_code": "94610",
			"country": "USA", "latitude": 37.8107, "longitude": -122.2534, "approximate": "no", "group": "Monday Night Group", "email": "hello@example.org",
			"phone": "+1 510 555 0100", "url": "https://kith.example/meetings/monday", "attendance_option": "in_person", "time_formatted": "7:30 pm"}) {
			if have := all["monday"][key]; have != want {
				t.Errorf("%s is %v, want %v", key, have, want)
			}
		}
		if types := all["monday"]["types"].([]any); !slices.Contains(types, any("O")) || !slices.Contains(types, any("D")) || slices.Contains(types, any("TC")) {
			t.Errorf("types are %v", types)
		}
		if _, err := time.Parse(time.DateTime, all["monday"]["updated"].(string)); err != nil {
			t.Error(err)
		}
	})
}

// TestFindersKeepEveryRow checks what TSML-UI drops rows for: each has a slug, an address and, with a time, a zone.
func TestFindersKeepEveryRow(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	all := k.guide("/feeds/meetings.json")
	for slug, r := range all {
		if len(slug) > 64 || r["formatted_address"] == nil || r["time"] != nil && r["timezone"] == nil {
			t.Errorf("a finder would drop %v", r)
		}
	}
	home := all["home"]
	if home["formatted_address"] != "Oakland, CA, USA" || home["location"] != nil || home["location_notes"] != "Call for the address" {
		t.Errorf("a withheld place: %v", home)
	}
	online := all["online"]
	if types := online["types"].([]any); !slices.Contains(types, any("ONL")) || slices.Contains(types, any("TC")) || online["conference_url"] != "https://zoom.us/j/1234567890" || online["approximate"] != "yes" {
		t.Errorf("online: %v", online)
	}
	if notes := all["monthly"]["notes"]; notes != "Only on the second Tuesday of the month." || all["monthly"]["day"] != 2.0 {
		t.Errorf("a second Tuesday: %v", all["monthly"])
	}
	if all["phone"]["day"] != nil || all["phone"]["time"] != nil {
		t.Errorf("by arrangement: %v", all["phone"])
	}
}

func TestNothingWithheldIsInAnyFeed(t *testing.T) {
	k := feedRigOn(t)
	home := everyWeek("home", "At a Home", time.Wednesday, clockAt(20, 0))
	home.Venue.Name, home.Venue.Street, home.Venue.Directions = "Ana's flat", "7 Hidden Lane", "Ring twice"
	home.Meeting.Room, home.Meeting.Notes = "Kitchen", "7 Hidden Lane"
	home.Venue.At = &place.Point{Lat: 37.876543, Lng: -122.234567}
	home.Withhold(directory.OnContact)
	kept := everyWeek("kept", "For Members", time.Thursday, clockAt(20, 0))
	kept.Meeting.Attend, kept.Meeting.JoinFor, kept.Meeting.JoinURL, kept.Meeting.PassCode, kept.Meeting.DialIn = "hybrid", "members", "https://zoom.us/j/777", "abc-secret", "+1 510 555 0777"
	gone := everyWeek("gone", "Not Published", time.Friday, clockAt(20, 0))
	gone.Unpublished = true
	k.take(directory.Source{Name: "x", Kind: "kith"}, home, kept, gone)
	for _, path := range []string{"/feeds/meetings.json", "/feeds/meetings.csv", "/api/v1/meetings", "/api/v1/groups", "/search.ics?title=plain", "/meetings/home.ics?title=plain",
		"/meetings/kept.ics?title=plain", "/main_server/client_interface/json/?switcher=GetSearchResults&advanced_published=0", "/main_server/client_interface/csv/?switcher=GetSearchResults",
		"/main_server/client_interface/tsml/?switcher=GetSearchResults", "/main_server/client_interface/json/?switcher=GetChanges"} {
		body := strings.ReplaceAll(k.body(path), "\r\n ", "")
		for _, secret := range []string{"Hidden", "abc-secret", "Ana's", "Ring twice", "Kitchen", "37.87", "122.23", "/j/777", "555 0777", "5550777", "Not Published"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q: %s", path, secret, body)
			}
		}
	}
}

func TestWhatIsOverIsInNoFeed(t *testing.T) {
	k := feedRigOn(t)
	once := everyWeek("once", "Once", 0, clockAt(10, 0))
	once.Meeting.Schedule = schedule.Schedule{Repeats: schedule.Once, From: schedule.DateOf(2026, 11, 24), Start: clockAt(10, 0), Duration: 60, Zone: "America/Los_Angeles"}
	k.take(directory.Source{Name: "x", Kind: "kith"}, once)
	if r := k.guide("/feeds/meetings.json")["once"]; r["notes"] != "Only on 24 November 2026." {
		t.Errorf("today: %v", r)
	}
	k.clock.Add(24 * time.Hour)
	if all := k.guide("/feeds/meetings.json"); len(all) != 0 {
		t.Errorf("tomorrow: %v", all)
	}
}

// TestFindersShowWhereOneGoesAsOpen checks what TSML-UI was seen to show as "Inactive", its directions left out: a meeting
// to which people come, whose place is told by its town or has an address and no position. No pin stands where no door is.
func TestFindersShowWhereOneGoesAsOpen(t *testing.T) {
	k := feedRigOn(t)
	home := everyWeek("home", "At a Home", time.Wednesday, clockAt(20, 0))
	home.Withhold(directory.OnContact)
	town := everyWeek("town", "In Town", time.Thursday, clockAt(20, 0))
	town.Venue.Name, town.Venue.Rough = "Town Hall", true
	mixed := everyWeek("mixed", "Both Ways", time.Friday, clockAt(20, 0))
	mixed.Meeting.Attend, mixed.Venue.Name, mixed.Venue.Rough = "hybrid", "Mixed Hall", true
	remote := everyWeek("remote", "Far", time.Saturday, clockAt(20, 0))
	remote.Meeting.Attend, remote.Venue.Name, remote.Venue.Rough = "online", "Remote Hall", true
	k.take(directory.Source{Name: "x", Kind: "kith"}, home, town, mixed, remote, everyWeek("door", "At the Door", time.Monday, clockAt(20, 0)))
	all := k.guide("/feeds/meetings.json")
	rows, err := csv.NewReader(strings.NewReader(k.body("/feeds/meetings.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	for slug, want := range map[string]string{"home": "no", "town": "no", "mixed": "no", "door": "no", "remote": "yes"} {
		r := all[slug]
		cells := rows[slices.IndexFunc(rows, func(cells []string) bool { return cells[column("Slug")] == slug })]
		if r["approximate"] != want || cells[column("Approximate")] != want {
			t.Errorf("%s is approximate: %v, %s; want %s", slug, r["approximate"], cells[column("Approximate")], want)
		}
		if pinned := slug == "door"; (r["latitude"] != nil) != pinned || (cells[column("Longitude")] != "") != pinned {
			t.Errorf("%s stands at %v, %s", slug, r["latitude"], cells[column("Longitude")])
		}
	}
}

// TestFindersOfferEachWayOnce checks the buttons of TSML-UI: it makes one of each of these fields.
func TestFindersOfferEachWayOnce(t *testing.T) {
	monday := oakland(t, storetest.New(t, store.SQLite)).guide("/feeds/meetings.json")["monday"]
	if monday["contact_1_name"] != "Secretary" || monday["contact_1_email"] != nil || monday["contact_1_phone"] != nil {
		t.Errorf("the contact is there twice: %v", monday)
	}
	if monday["feedback_url"] != "https://kith.example/meetings/monday/wrong" {
		t.Errorf("what is wrong is told at %v", monday["feedback_url"])
	}
}

func TestFeedIsKeptUntilSomethingChanges(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	first := k.ask("/feeds/meetings.json", "Accept-Encoding", "gzip, br")
	if first.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("sent as %q", first.Header().Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(first.Body)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := io.ReadAll(z)
	if plain := k.body("/feeds/meetings.json"); err != nil || string(packed) != plain {
		t.Errorf("compressed and plain differ (%v)", err)
	}
	tag := first.Header().Get("ETag")
	if w := k.ask("/feeds/meetings.json", "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("unchanged: %d", w.Code)
	}
	if w := k.request(http.MethodHead, "/feeds/meetings.json"); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d, %d bytes", w.Code, w.Body.Len())
	}
	k.take(directory.Source{Name: "more", Kind: "kith"}, everyWeek("new", "New", time.Monday, clockAt(6, 0)))
	if w := k.ask("/feeds/meetings.json", "If-None-Match", tag); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"slug":"new"`) {
		t.Errorf("changed: %d", w.Code)
	}
}

// TestFeedsCanBeTakenBack imports what was published into another Kith and compares.
func TestFeedsCanBeTakenBack(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	want := k.guide("/feeds/meetings.json")
	for kind, path := range map[feeds.Kind]string{feeds.MeetingGuide: "/feeds/meetings.json", feeds.TSMLCSV: "/feeds/meetings.csv"} {
		other := feedRigOn(t)
		res := other.takeText("other", kind, k.body(path))
		if res.Skipped > 0 || res.Added != 6 {
			t.Errorf("%s: %+v %v", kind, res.Counts, res.Problems)
		}
		have := other.guide("/feeds/meetings.json")
		for _, slug := range []string{"monday", "far", "online"} {
			for _, key := range []string{"name", "day", "time", "end_time", "timezone", "city", "state", "latitude", "conference_url", "attendance_option", "group"} {
				if have[slug][key] != want[slug][key] {
					t.Errorf("%s: %s of %s is %v, was %v", kind, key, slug, have[slug][key], want[slug][key])
				}
			}
		}
	}
}

func TestSpreadsheetRunsNothing(t *testing.T) {
	k := feedRigOn(t)
	evil := everyWeek("evil", "=HYPERLINK(\"http://x\")", time.Monday, clockAt(19, 30))
	evil.Meeting.Notes, evil.Group.About, evil.Venue.Name = "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3"
	k.take(directory.Source{Name: "x", Kind: "kith"}, evil)
	rows, err := csv.NewReader(strings.NewReader(k.body("/feeds/meetings.csv"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, cell := range rows[1] {
		number := rows[0][i] == "Latitude" || rows[0][i] == "Longitude"
		if !number && strings.IndexAny(cell, "=+-@\t\r") == 0 {
			t.Errorf("%s would run: %q", rows[0][i], cell)
		}
	}
	if w := k.ask("/main_server/client_interface/csv/?switcher=GetSearchResults"); strings.Contains(w.Body.String(), ",=") || strings.Contains(w.Body.String(), `,"=`) {
		t.Errorf("BMLT's CSV: %s", w.Body)
	}
}

func (k *feedRig) calendar(path string) (*ics.Calendar, *httptest.ResponseRecorder) {
	k.t.Helper()
	w := k.ask(path)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
		k.t.Fatalf("%s: %d %v", path, w.Code, w.Header())
	}
	c, err := ics.ParseCalendar(strings.NewReader(w.Body.String()))
	if err != nil {
		k.t.Fatal(err)
	}
	return c, w
}

func TestCalendars(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	c, w := k.calendar("/meetings/monday.ics")
	if len(c.Events()) != 1 || c.Events()[0].GetProperty(ics.ComponentPropertySummary).Value != "Appointment" || strings.Contains(w.Body.String(), "Monday") {
		t.Errorf("a meeting: %s", w.Body)
	}
	id := c.Events()[0].Id()
	if again, _ := k.calendar("/es/meetings/monday.ics"); again.Events()[0].Id() != id || again.Events()[0].GetProperty(ics.ComponentPropertySummary).Value != "Cita" {
		t.Error("another language is the same event with another title")
	}
	if plain, _ := k.calendar("/groups/monday-night-group.ics?title=plain"); len(plain.Events()) != 1 || plain.Events()[0].GetProperty(ics.ComponentPropertySummary).Value != "Monday Night" || plain.Events()[0].Id() != id {
		t.Error("a group's calendar has its meetings under the same ids")
	}
	if found, _ := k.calendar("/search.ics?near=Oakland,+CA&day=1"); len(found.Events()) != 1 {
		t.Errorf("a search: %d events", len(found.Events()))
	}
	if all, _ := k.calendar("/search.ics"); len(all.Events()) != 5 {
		t.Errorf("everything: %d events", len(all.Events()))
	}
	if none, _ := k.calendar("/meetings/phone.ics"); len(none.Events()) != 0 {
		t.Error("what is by arrangement has an event")
	}
	if again := k.ask("/meetings/monday.ics", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("unchanged: %d", again.Code)
	}
	for path, code := range map[string]int{"/meetings/none.ics": http.StatusNotFound, "/search.ics?colour=blue": http.StatusBadRequest, "/meetings/monday.ics?title=loud": http.StatusBadRequest,
		"/m/1000000000": http.StatusNotFound, "/m/x": http.StatusNotFound} {
		if w := k.ask(path); w.Code != code {
			t.Errorf("%s: %d, want %d", path, w.Code, code)
		}
	}
	url := c.Events()[0].GetProperty(ics.ComponentPropertyUrl).Value
	if w := k.ask(strings.TrimPrefix(url, "https://kith.example")); w.Code != http.StatusFound || w.Header().Get("Location") != "/meetings/monday" {
		t.Errorf("%s leads to %d %s", url, w.Code, w.Header().Get("Location"))
	}
}

func TestACalendarSaysThatItHasNotAll(t *testing.T) {
	k := feedRigOn(t)
	var all []directory.Draft
	for i := range 1003 {
		all = append(all, everyWeek(fmt.Sprintf("m%04d", i), fmt.Sprintf("Meeting %04d", i), time.Monday, clockAt(19, 30)))
	}
	k.take(directory.Source{Name: "town", Kind: "kith"}, all...)
	c, w := k.calendar("/search.ics?sort=name")
	if text := strings.ReplaceAll(w.Body.String(), "\r\n ", ""); len(c.Events()) != 1000 || !strings.Contains(text, `X-WR-CALDESC:This calendar has 1\,000 of 1\,003 appointments.`) {
		t.Errorf("%d events; %.600s", len(c.Events()), text)
	}
	if rest, _ := k.calendar("/search.ics?sort=name&page=2"); len(rest.Events()) != 3 {
		t.Errorf("%d events on the second page", len(rest.Events()))
	}
	if whole := k.body("/search.ics?q=0007"); strings.Contains(whole, "DESC") {
		t.Error("a whole calendar says that it is not")
	}
}

func TestArchiveHoldsEverythingPublic(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	var b strings.Builder
	if err := feeds.WriteArchive(&b, k.dir.Drafts(t.Context(), false)); err != nil {
		t.Fatal(err)
	}
	other := feedRigOn(t)
	if res := other.takeText("archive", feeds.Archive, b.String()); res.Skipped > 0 || res.Added != 6 {
		t.Fatalf("%+v %v", res.Counts, res.Problems)
	}
	have, want := other.guide("/feeds/meetings.json"), k.guide("/feeds/meetings.json")
	for slug, w := range want {
		for key, value := range w {
			if text, ok := value.(string); ok && key != "updated" && key != "data_source_name" && have[slug][key] != text {
				t.Errorf("%s of %s is %v, was %v", key, slug, have[slug][key], text)
			}
		}
	}
}

func TestWhatIsWrongWithAMergedMeetingIsToldOfTheOneThatStandsForIt(t *testing.T) {
	k := feedRigOn(t)
	k.take(directory.Source{Name: "x", Kind: "kith"}, everyWeek("stays", "Stays", time.Wednesday, clockAt(20, 0)))
	k.take(directory.Source{Name: "y", Kind: "kith"}, everyWeek("goes", "Goes", time.Wednesday, clockAt(20, 0)))
	id := func(slug string) string {
		w, err := k.dir.Public(t.Context(), directory.KindMeeting, slug)
		if err != nil {
			t.Fatal(err)
		}
		return w.Listing.ID
	}
	stays := id("stays")
	if err := k.dir.Merge(t.Context(), people.Operator(), stays, id("goes")); err != nil {
		t.Fatal(err)
	}
	if body := k.body("/meetings/goes/wrong"); !strings.Contains(body, "/meetings/stays/wrong") {
		t.Error("the form is not that of the one that stands for it")
	}
}

// After a restore the numbers of changes come again, with other listings.
func TestWhatIsKeptFromBeforeARestoreIsNotGoodAfterIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k := oakland(t, db)
		if err := k.dir.Identify(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		tags := map[string]string{}
		for _, path := range []string{"/api/v1/groups", bmltJSON + "GetFormats", bmltJSON + "GetSearchResults"} {
			tags[path] = k.ask(path).Header().Get("ETag")
			if w := k.ask(path, "If-None-Match", tags[path]); w.Code != http.StatusNotModified {
				t.Errorf("%s: %d before", path, w.Code)
			}
		}
		if err := k.dir.Identify(t.Context(), true); err != nil { // as a restore ends
			t.Fatal(err)
		}
		for path, tag := range tags {
			if w := k.ask(path, "If-None-Match", tag); w.Code != http.StatusOK {
				t.Errorf("%s: %d after", path, w.Code)
			}
		}
	})
}
