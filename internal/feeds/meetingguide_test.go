package feeds

import (
	"os"
	"slices"
	"strings"
	"testing"

	"kith/internal/directory"
	"kith/internal/place"
)

func TestRealTSML(t *testing.T) {
	text, err := os.ReadFile("testdata/tsml.json")
	if err != nil {
		t.Fatal(err)
	}
	k, sum := read(t, string(text), Options{Zone: "America/Chicago", Programme: "aa"})
	if sum.Kind != MeetingGuide || sum.Read != 6 || len(k.problems) != 0 {
		t.Fatalf("%+v, problems %v", sum, k.problems)
	}
	d := k.meetings()[0]
	m := d.Meeting
	if m.NativeID != "sahara-sunrise-1st-step" || m.Number != 41210 || m.Schedule.Start.String() != "06:30" || m.Schedule.Zone != "America/Chicago" || m.Schedule.Weekday != 1 {
		t.Errorf("meeting %+v", m)
	}
	v := d.Venue
	if v.NativeID != "venue:42801" || v.Street != "3408 Dakota Ave S" || v.Locality != "St Louis Park" || v.Region != "MN" || v.Postal != "55416" || v.Country != "USA" || v.Rough {
		t.Errorf("venue %+v", v)
	}
	if d.Group.Programme != "aa" || !slices.Contains(m.Inferred, "attend") || m.Attend != "in_person" || m.Open != "anyone" {
		t.Errorf("group %+v, meeting %+v", d.Group, m)
	}
}

const zoneHere = "America/New_York"

// Each dialect is the same meeting: Mondays at seven in the evening.
func TestDialects(t *testing.T) {
	for name, row := range map[string]string{
		"present":           `{"name":"A","slug":"a","day":1,"time":"19:00"}`,
		"number as text":    `{"name":"A","slug":"a","day":"1","time":"19:00:00"}`,
		"day name":          `{"name":"A","slug":"a","day":"Monday","time":"7:00 pm"}`,
		"short day":         `{"name":"A","slug":"a","day":"mo","time":"7pm","end_time":null,"types":null}`,
		"day in an array":   `{"name":"A","slug":"a","day":["1"],"time":"19:00"}`,
		"upper-case fields": `{"Name":"A","SLUG":"a","Day":1,"Time":"19:00"}`,
	} {
		k, _ := read(t, "["+row+"]", Options{Zone: zoneHere})
		ds := k.meetings()
		if len(ds) != 1 {
			t.Errorf("%s: %d meetings, %v", name, len(ds), k.problems)
			continue
		}
		if s := ds[0].Meeting.Schedule; ds[0].Meeting.NativeID != "a" || s.Weekday != 1 || s.Start.String() != "19:00" {
			t.Errorf("%s: %+v", name, ds[0].Meeting)
		}
	}
}

func TestWrapped(t *testing.T) {
	const row = `[{"name":"A","slug":"a","day":1,"time":"19:00"}]`
	for _, text := range []string{`{"meetings":` + row + `}`, `{"version":2,"data":{"meta":{},"meetings":` + row + `}}`, `{"data":` + row + `}`} {
		k, sum := read(t, text, Options{Zone: zoneHere})
		if sum.Read != 1 || !strings.HasSuffix(k.drafts[0].Where, "/0") {
			t.Errorf("%s: %+v", text, sum)
		}
	}
}

func TestSeveralDaysAreSeveralMeetingsOfOneGroup(t *testing.T) {
	k, sum := read(t, `[{"name":"Early","slug":"early","day":[1,3,5],"time":"07:00","end_time":"08:00"}]`, Options{Zone: zoneHere})
	var ids []string
	for _, d := range k.meetings() {
		ids = append(ids, d.Meeting.NativeID)
		if d.Group.NativeID != k.drafts[0].Group.NativeID || d.Meeting.Schedule.Duration != 60 {
			t.Errorf("%+v %+v", d.Group, d.Meeting)
		}
	}
	if sum.Read != 3 || !slices.Equal(ids, []string{"early-1", "early-3", "early-5"}) {
		t.Errorf("%d meetings %v", sum.Read, ids)
	}
}

func TestHowOneAttends(t *testing.T) {
	const address = `"location":"Hall","formatted_address":"1 Main St, Oakland, CA 94610, USA"`
	const town = `"formatted_address":"Oakland, CA, USA"`
	for row, want := range map[string]string{
		address: "in_person",
		address + `,"conference_url":"https://zoom.us/j/1"`:                "hybrid",
		address + `,"types":["TC"]`:                                        "closed",
		address + `,"types":["TC"],"conference_url":"https://zoom.us/j/1"`: "online",
		address + `,"types":["TC"],"conference_phone":"+1 555 555 0100"`:   "phone",
		town + `,"types":["ONL"]`:                                          "online",
		town + `,"conference_url":"https://zoom.us/j/1"`:                   "online",
		town: "arranged",
		town + `,"conference_phone":"+1 555 555 0100"`:                                  "phone",
		address + `,"approximate":"yes"`:                                                "in_person",
		`"location":"Zoom only"`:                                                        "arranged",
		address + `,"attendance_option":"hybrid"`:                                       "hybrid",
		address + `,"attendance_option":"inactive"`:                                     "closed",
		address + `,"attendance_option":"in_person","conference_url":"https://x.org/1"`: "in_person",
	} {
		k, _ := read(t, `[{"name":"A","slug":"a","day":1,"time":"19:00",`+row+`}]`, Options{Zone: zoneHere})
		if got := k.meetings()[0].Meeting.Attend; got != want {
			t.Errorf("%s: %s, want %s", row, got, want)
		}
	}
}

func TestZoneAndPlaceAreFoundAndRecorded(t *testing.T) {
	o := Options{
		Zone:   "Europe/Madrid",
		ZoneOf: func(p place.Point) string { return "America/Los_Angeles" },
		Locate: func(text string) (place.Point, bool) {
			return place.Point{Lat: 37.8, Lng: -122.27}, strings.HasPrefix(text, "Oakland")
		},
	}
	k, _ := read(t, `[
		{"name":"A","slug":"a","day":1,"time":"19:00","timezone":"Europe/London","latitude":"37.8","longitude":"-122.2"},
		{"name":"B","slug":"b","day":1,"time":"19:00","coordinates":"37.8,-122.2"},
		{"name":"C","slug":"c","day":1,"time":"19:00","location":"Hall","address":"1 Main St","city":"Oakland","state":"CA"},
		{"name":"D","slug":"d","day":1,"time":"19:00","timezone":"Mars/Crater"},
		{"name":"E","slug":"e","day":1,"time":"19:00","latitude":0,"longitude":0},
		{"name":"F","slug":"f","day":1,"time":"19:00","latitude":91,"longitude":"abc"}]`, o)
	var zones []string
	for _, d := range k.meetings() {
		zones = append(zones, d.Meeting.Schedule.Zone)
	}
	if want := []string{"Europe/London", "America/Los_Angeles", "America/Los_Angeles", "Europe/Madrid", "Europe/Madrid", "Europe/Madrid"}; !slices.Equal(zones, want) {
		t.Errorf("zones %v", zones)
	}
	c := k.meetings()[2]
	if !c.Venue.Rough || c.Venue.At.Lat != 37.8 || !slices.Contains(c.Venue.Inferred, "at") || !slices.Contains(c.Meeting.Inferred, "zone") || c.Meeting.Attend != "in_person" {
		t.Errorf("located: %+v %+v", c.Venue, c.Meeting)
	}
	if want := []string{"bad_zone", "bad_coordinates", "bad_coordinates"}; !slices.Equal(k.why(), want) {
		t.Errorf("problems %v", k.why())
	}
	if k.meetings()[4].Venue != nil {
		t.Errorf("a place at 0, 0: %+v", k.meetings()[4].Venue)
	}
}

func TestBadRowsAreSkippedAndSaidWhy(t *testing.T) {
	k, sum := read(t, `[{"slug":"a","day":1,"time":"19:00"}, 7, {"name":"B","day":1}, {"name":"C","time":"19:00"}, {"name":"D","day":1,"time":"late"},
		{"name":"E","day":"Someday","time":"19:00"}, {"name":"F","day":1,"time":"19:00"}, {"name":"G","day":[1,2],"time":"x"},
		{"name":"H","day":1,"time":"19:00","timezone":"UTC","end_time":"18:00"}]`, Options{})
	want := []string{"no_name", "no_row", "no_time", "no_day", "bad_time", "bad_day", "no_zone", "bad_time", "bad_time", "bad_end"}
	if !slices.Equal(k.why(), want) {
		t.Errorf("got  %v\nwant %v", k.why(), want)
	}
	if sum.Read != 10 || sum.Skipped != 9 || k.problems[0].Where != "/0" || k.problems[4].Value != "late" {
		t.Errorf("%+v %+v", sum, k.problems)
	}
}

func TestProblemsNameTheirRow(t *testing.T) {
	k, _ := read(t, `[{"name":"Late <b>Risers</b>","day":1,"time":"late","contact_1_name":""},{"name":"At 12 Elm Street","day":1,"time":"late","address":"12 Elm Street"},
		{"name":"The Millers","day":1,"time":"late","location":"The Millers"},{"name":"C","day":1,"time":"19:00","contact_1_name":"Jane Roe","contact_1_phone":5550101,"contact_1_email":null},
		{"name":"D","day":1,"time":"19:00","contact_1_name":"Joe Doe","location":{"contact_email":"x@example.org"}}]`, Options{Zone: zoneHere})
	var got []string
	for _, p := range k.problems {
		got = append(got, p.Where+" "+p.Field)
	}
	if want := []string{"/0 (Late Risers) time", "/1 time", "/2 time", "/3 contact_1_name", "/3 contact_1_phone", "/4 contact_email"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if text := written(k); strings.Contains(text, "Jane") || strings.Contains(text, "0101") || strings.Contains(text, "x@") {
		t.Errorf("taken: %s", text)
	}
}

func TestNeitherDayNorTimeIsByArrangement(t *testing.T) {
	k, _ := read(t, `[{"name":"Loners","slug":"loners"}]`, Options{})
	if m := k.meetings()[0].Meeting; m.Attend != "arranged" || m.Schedule.Repeats != 0 {
		t.Errorf("%+v", m)
	}
}

func TestPersonsStayOut(t *testing.T) {
	k, _ := read(t, `[{"name":"A","slug":"a","day":1,"time":"19:00","contact_1_name":"Jane Roe","contact_1_phone":"555 555 0100","contact_1_email":"jane@example.org",
		"feedback_emails":["x@example.org"],"email":"group@example.org","venmo":"@group"}]`, Options{Zone: zoneHere})
	g := k.drafts[0].Group
	if g.Contact.Email != "group@example.org" || len(g.Contributions) != 1 || strings.Contains(written(k), "Jane") || strings.Contains(written(k), "0100") {
		t.Errorf("%+v", g)
	}
}

func TestPassCodesAreKeptApart(t *testing.T) {
	k, _ := read(t, `[{"name":"A","slug":"a","day":1,"time":"19:00","conference_url":"https://zoom.us/j/1","conference_url_notes":"Meeting ID 1. Password: s3cret. Come early"}]`, Options{Zone: zoneHere})
	if m := k.meetings()[0].Meeting; m.PassCode != "s3cret" || m.JoinNotes != "Meeting ID 1 Come early" {
		t.Errorf("%q %q", m.PassCode, m.JoinNotes)
	}
}

func TestUnknownCodesAreKeptAndToldOnce(t *testing.T) {
	k, _ := read(t, `[{"name":"A","slug":"a","day":1,"time":"19:00","types":["O","QQQ"]},{"name":"B","slug":"b","day":1,"time":"19:00","types":["QQQ","Discussion"]}]`, Options{Zone: zoneHere})
	b := k.meetings()[1].Meeting
	if !slices.Equal(k.why(), []string{"unknown_code"}) || !slices.Equal(b.Codes, []string{"QQQ"}) || !slices.Equal(b.Formats, []string{"discussion"}) {
		t.Errorf("%v %+v", k.why(), b)
	}
}

func TestHomesAreWithheldEverywhere(t *testing.T) {
	o := Options{Zone: zoneHere, Locate: func(string) (place.Point, bool) { return place.Point{Lat: 37.8, Lng: -122.27}, true }}
	k, _ := read(t, `[{"name":"Step Night","slug":"step-night-jane-roes-house","day":1,"time":"19:00","location":"Jane Roe's house","formatted_address":"17 Secret Lane, Oakland, CA 94610, USA",
		"latitude":37.81234,"longitude":-122.21234,"notes":"Ring twice at 17 Secret Lane","group":"Step Night","group_notes":"At Jane's","location_notes":"Blue door"}]`, o)
	text := written(k)
	for _, secret := range []string{"Jane", "jane", "Secret", "94610", "37.81234", "Blue", "Ring"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is told: %s", secret, text)
		}
	}
	v := k.drafts[0].Venue
	if v.Shown != directory.OnContact || !slices.Contains(v.Inferred, "shown") || v.Locality != "Oakland" || v.At != nil || v.Rough {
		t.Errorf("%+v", v)
	}
	if m := k.drafts[0].Meeting; m.Attend != "in_person" {
		t.Errorf("attend %s", m.Attend)
	}
}

func TestWhatLooksLikeAHome(t *testing.T) {
	for name, want := range map[string]bool{
		"Maria's house": true, "Home of Bob": true, "Private residence": true, "House of J. Smith": true, "Casa de María": true, "Residence": true, "private home": true,
		"St. Margaret's House": false, "Recovery House of Worship": false, "Veterans Residence": false, "St John's Home For Boys": false, "Casa de la Cultura": false,
		"Friend's House": false, "Odyssey House": false, "Residence Inn": false, "Frye Apartments": false, "MN Veteren's Home": false, "Community House": false, "Women's Home": false,
	} {
		if got := looksPrivate(&directory.Venue{Name: name, Street: "1 Main St"}, ""); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
	if !looksPrivate(&directory.Venue{Street: "12 Elm St, Apt 4"}, "") || looksPrivate(&directory.Venue{Street: "12 Elm St"}, "") {
		t.Error("a flat is a home, a street address alone is not known to be")
	}
	if !looksPrivate(&directory.Venue{Street: "12 Elm St"}, "Held in a private home") {
		t.Error("the notes say that it is a home")
	}
}

func TestForeignTextBecomesPlain(t *testing.T) {
	for text, want := range map[string]string{
		`<b>Big</b> Book`:                        "Big Book",
		`<script>alert(1)</script>Hope`:          "Hope",
		`&lt;script&gt;alert(1)&lt;/script&gt;x`: "x",
		"a\x00b\u202ec":                          "abc",
		"5 &amp; 6 &lt; 7":                       "5 & 6 < 7",
		"one<br>two":                             "one\ntwo",
		"  spaced \t out  ":                      "spaced out",
		"بيت النور":                              "بيت النور",
		"می\u200cخواهم":                          "می\u200cخواهم",
	} {
		if got := plainText(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	for text, ok := range map[string]bool{"https://example.org": true, "example.org/x": true, "javascript:alert(1)": false, "https://a:b@example.org": false, "ftp://example.org": false, "/x": false, "data:text/html,x": false} {
		if _, got := safeURL(text); got != ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}
