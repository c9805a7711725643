package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/place"
	"kith/internal/schedule"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

type apiAnswer struct {
	Total    int              `json:"total"`
	Meetings []map[string]any `json:"meetings"`
	Cursor   *string          `json:"cursor"`
}

func (k *feedRig) meetings(query string) apiAnswer {
	k.t.Helper()
	var a apiAnswer
	if err := json.Unmarshal([]byte(k.body("/api/v1/meetings?"+query)), &a); err != nil {
		k.t.Fatal(err)
	}
	return a
}

// oakland is a rig with some meetings in Oakland and one far away.
func oakland(t testing.TB, db *store.DB) *feedRig {
	k := newFeedRig(t, db)
	far := everyWeek("far", "Far Away", time.Monday, clockAt(19, 0))
	far.Venue.Venue = directory.Venue{Name: "Hall", Street: "1 Main St", Locality: "Chicago", Region: "IL", Country: "USA", At: &place.Point{Lat: 41.88, Lng: -87.63}}
	monthly := everyWeek("monthly", "Second Tuesday", time.Tuesday, clockAt(18, 30))
	monthly.Meeting.Schedule.Repeats, monthly.Meeting.Schedule.Nth = schedule.Monthly, 2
	online := everyWeek("online", "Everywhere & \"Always\"", time.Friday, clockAt(23, 30))
	online.Venue, online.Meeting.Attend, online.Meeting.JoinURL = nil, "online", "https://zoom.us/j/1234567890"
	home := everyWeek("home", "At a Home", time.Wednesday, clockAt(20, 0))
	home.Withhold(directory.OnContact)
	home.Venue.Hint = "Call for the address"
	phone := everyWeek("phone", "By Arrangement", 0, 0)
	phone.Meeting.Schedule, phone.Meeting.Attend, phone.Venue = schedule.Schedule{}, "arranged", nil
	k.take(directory.Source{Name: "town", Kind: "kith"}, everyWeek("monday", "Monday Night", time.Monday, clockAt(19, 30)), far, monthly, online, home, phone)
	return k
}

func TestAPIOnBothDatabases(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k := oakland(t, db)
		a := k.meetings("near=Oakland,+CA&day=1")
		if a.Total != 1 || len(a.Meetings) != 1 || a.Cursor != nil {
			t.Fatalf("near Oakland on a Monday: %+v", a)
		}
		want := map[string]any{
			"slug": "monday", "name": "Monday Night", "group": "Monday Night Group", "next": "2026-11-30T19:30:00-08:00", "day": 1.0,
			"start": "19:30", "end": "20:30", "timezone": "America/Los_Angeles", "rrule": "FREQ=WEEKLY;BYDAY=MO", "attend": "in_person",
			"venue": "St Paul's", "address": "114 Montecito Avenue, Oakland, CA 94610, USA", "latitude": 37.8107, "longitude": -122.2534,
			"approximate": false, "programme": "aa", "led": "members", "verified": nil,
		}
		for key, value := range want {
			if a.Meetings[0][key] != value {
				t.Errorf("%s is %v, want %v", key, a.Meetings[0][key], value)
			}
		}
		if km, ok := a.Meetings[0]["distance_km"].(float64); !ok || km < 0 || km > 10 {
			t.Errorf("distance is %v", a.Meetings[0]["distance_km"])
		}
	})
}

func TestAPISaysWhatThereIsNot(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	for _, c := range []struct {
		slug string
		want map[string]any
	}{
		{"phone", map[string]any{"next": nil, "day": nil, "start": nil, "end": nil, "timezone": nil, "rrule": nil, "venue": nil,
			"address": nil, "latitude": nil, "longitude": nil, "distance_km": nil, "attend": "arranged"}},
		{"monthly", map[string]any{"rrule": "FREQ=MONTHLY;BYDAY=2TU", "day": 2.0}},
		{"online", map[string]any{"name": `Everywhere & "Always"`, "end": "00:30", "attend": "online"}},
		{"home", map[string]any{"venue": nil, "address": "Oakland, CA, USA", "approximate": true}},
	} {
		for _, m := range k.meetings("").Meetings {
			if m["slug"] != c.slug {
				continue
			}
			for key, value := range c.want {
				if m[key] != value {
					t.Errorf("%s: %s is %v, want %v", c.slug, key, m[key], value)
				}
			}
		}
	}
	if body := k.body("/api/v1/meetings"); strings.Contains(body, "zoom.us") {
		t.Error("a list has no join links")
	}
}

func TestAPIPages(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	seen := map[any]bool{}
	query := "sort=name&limit=2"
	for pages := 1; ; pages++ {
		a := k.meetings(query)
		if a.Total != 6 {
			t.Fatalf("total is %d", a.Total)
		}
		for _, m := range a.Meetings {
			if seen[m["slug"]] {
				t.Errorf("%s comes twice", m["slug"])
			}
			seen[m["slug"]] = true
		}
		if a.Cursor == nil {
			if pages != 3 || len(seen) != 6 {
				t.Errorf("%d pages gave %d meetings", pages, len(seen))
			}
			return
		}
		query = "sort=name&limit=2&cursor=" + *a.Cursor
	}
}

func TestAPINamesWhatItDoesNotUnderstand(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	for query, name := range map[string]string{
		"colour=blue": "colour", "day=8": "day", "concern=nonsense": "concern", "sort=distance": "sort", "lat=1": "lat", "limit=5000": "limit",
		"near=Xyzzyplugh": "near", "bbox=1,2,3": "bbox", "from=25:00": "from",
	} {
		w := k.ask("/api/v1/meetings?" + query)
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusBadRequest || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s (%v)", query, w.Code, w.Body, err)
			continue
		}
		if len(p.Errors) != 1 || p.Errors[0].Name != name || p.Errors[0].Detail == "" || strings.HasPrefix(p.Errors[0].Detail, "search.") {
			t.Errorf("%s: %+v", query, p.Errors)
		}
	}
	if w := k.ask("/api/v1/meetings?cursor=none-of-ours"); w.Code != http.StatusBadRequest {
		t.Errorf("a cursor that is none: %d", w.Code)
	}
}

func TestAPIIsNotSentTwice(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	tag := k.ask("/api/v1/meetings?day=1").Header().Get("ETag")
	again := func(query string) int {
		return k.ask("/api/v1/meetings?"+query, "If-None-Match", tag).Code
	}
	if code := again("day=1"); code != http.StatusNotModified {
		t.Errorf("the same again: %d", code)
	}
	if code := again("day=2"); code != http.StatusOK {
		t.Errorf("another question with the same tag: %d", code)
	}
	k.clock.Add(time.Minute)
	if code := again("day=1"); code != http.StatusOK {
		t.Errorf("a minute later the next time may be another: %d", code)
	}
	tag = k.ask("/api/v1/meetings?day=1").Header().Get("ETag")
	k.take(directory.Source{Name: "more", Kind: "kith"}, everyWeek("new", "New", time.Monday, clockAt(6, 0)))
	if code := again("day=1"); code != http.StatusOK {
		t.Errorf("after a change: %d", code)
	}
}

func TestOtherSitesMayRead(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	for _, path := range []string{"/api/v1/meetings", "/api/v1/meetings?no=thing", "/feeds/meetings.json", "/feeds/meetings.csv",
		"/main_server/client_interface/json/?switcher=GetServerInfo"} {
		w := k.ask(path, "Origin", "https://elsewhere.example")
		if have := w.Header().Get("Access-Control-Allow-Origin"); have != "*" {
			t.Errorf("%s: %d, allowed is %q", path, w.Code, have)
		}
	}
	r := k.request(http.MethodOptions, "/api/v1/meetings", "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET")
	if r.Code != http.StatusNoContent || !strings.Contains(r.Header().Get("Access-Control-Allow-Methods"), "GET") {
		t.Errorf("preflight: %d %v", r.Code, r.Header())
	}
	if head := k.request(http.MethodHead, "/api/v1/meetings"); head.Code != http.StatusOK || head.Header().Get("ETag") == "" {
		t.Errorf("HEAD: %d %v", head.Code, head.Header())
	}
}

func TestSampleStaysHere(t *testing.T) {
	for _, let := range []bool{false, true} {
		k := feedRigOn(t)
		k.web.SampleInFeeds = let
		k.take(directory.Source{Name: "sample", Kind: "kith", Sample: true}, everyWeek("s1", "Pretended", time.Monday, clockAt(19, 30)))
		for _, path := range []string{"/api/v1/meetings", "/api/v1/groups", "/feeds/meetings.json", "/feeds/meetings.csv", "/search.ics?title=plain",
			"/main_server/client_interface/json/?switcher=GetSearchResults", "/main_server/client_interface/tsml/?switcher=GetSearchResults"} {
			body := k.body(path)
			if strings.Contains(body, "Pretended") != let {
				t.Errorf("%s with the sample let in %v: %s", path, let, body)
			}
			if let && !strings.Contains(body, "SAMPLE Pretended") {
				t.Errorf("%s does not mark it: %s", path, body)
			}
		}
		for query, title := range map[string]string{"": "SUMMARY:SAMPLE Appointment", "?title=plain": "SUMMARY:SAMPLE Pretended"} {
			if body := k.body("/meetings/s1.ics" + query); !strings.Contains(body, title) {
				t.Errorf("its own calendar does not mark it: %s", body)
			}
		}
	}
}

// TestNewSettingsAreNewAnswers asks with the tag of an answer that was made under other settings.
func TestNewSettingsAreNewAnswers(t *testing.T) {
	k := newFindRig(t)
	for _, path := range []string{"/api/v1/meetings", "/api/v1/groups", "/main_server/client_interface/json/?switcher=GetServerInfo"} {
		before := k.request(http.MethodGet, path).Header().Get("ETag")
		if before == "" {
			t.Errorf("%s has no tag", path)
		}
		k.web.Site.BaseURL = "https://other.example"
		if after := k.request(http.MethodGet, path).Header().Get("ETag"); after == before {
			t.Errorf("%s is still %s", path, after)
		}
		k.web.Site.BaseURL = "https://kith.example"
	}
}
