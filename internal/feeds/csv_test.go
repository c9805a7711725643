package feeds

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"kith/internal/directory"
	"kith/internal/place"
	"kith/internal/schedule"
)

func TestTSMLCSV(t *testing.T) {
	k, sum := read(t, `Time,End Time,Day,Name,Location,Address,Region,Sub Region,Types,Notes,Location Notes,Group,District,Contact 1 Name,Contact 1 Phone,Conference URL,Slug
7:00 PM,8:00 PM,Monday,Big Book Night,Grace Church,"123 Main St, Oakland, CA 94610, USA",Oakland,,"Open, Big Book",Bring a friend,,Grace Group,4,Jane Roe,555-0100,https://zoom.us/j/1,big-book-night
`, Options{Zone: "America/Los_Angeles"})
	if sum.Kind != TSMLCSV || sum.Read != 1 {
		t.Fatalf("%+v %v", sum, k.problems)
	}
	d := k.meetings()[0]
	if d.Meeting.NativeID != "big-book-night" || d.Meeting.Attend != "hybrid" || d.Meeting.Open != "anyone" || !slices.Contains(d.Meeting.Formats, "big_book") {
		t.Errorf("%+v", d.Meeting)
	}
	if d.Where != "row 2" || d.Venue.Street != "123 Main St" || d.Venue.Locality != "Oakland" || d.Group.Name != "Grace Group" || strings.Contains(written(k), "Jane") {
		t.Errorf("%s %+v %+v", d.Where, d.Venue, d.Group)
	}
	if o := k.drafts[0].Organisation; o == nil || o.Name != "District 4" || d.Group.Organisation != o.NativeID {
		t.Errorf("the district: %+v", o)
	}
}

func TestSpreadsheetsAreUnderstood(t *testing.T) {
	for name, text := range map[string]string{
		"commas":     "Meeting Name,Day,Start Time\nA,Monday,7:00 PM\n",
		"semicolons": "\ufeffNombre;Día;Hora\nA;lunes;19:00\n",
		"tabs":       "Group\tWhen\tTime\nA\tMondays\t7pm\n",
		"bars":       "name|day|time\nA|Mo|19:00\n",
		"hint":       "sep=;\nname;day;time\nA;Mon;19:00\n",
		"a title":    "Our meetings,,\n\nname,day,time\nA,Monday,19:00\n",
		"no headers": "Name,Tag,Beginn\nA,Montag,19:00\n",
		"day column": "name,Mon,Tue\nA,7 pm,\n",
		"dates":      "name,date,time\nA,2027-01-04,7 pm\n",
		"marks":      "name,time,Mon,Tue,Wed\nA,7 pm,x,,no\n",
	} {
		k, sum := read(t, text, Options{Zone: "Europe/Madrid"})
		if sum.Held || sum.Kind != CSV || len(k.meetings()) != 1 {
			t.Errorf("%s: %+v %v", name, sum, k.problems)
			continue
		}
		if s := k.meetings()[0].Meeting.Schedule; s.Weekday != 1 || s.Start.String() != "19:00" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestColumnsAreTold(t *testing.T) {
	k, _ := read(t, `Our meetings,,,,,,
Meeting Name,Day,Start Time,Contact Name,Cell Phone,Colour,Phone
A,Monday,7:00 PM,Jane Roe,555-0101,green,555-0100
`, Options{Zone: "America/Los_Angeles"})
	want := []directory.Problem{
		problem("row 2", "Contact Name", "", "personal", "personal", false),
		problem("row 2", "Cell Phone", "", "personal", "personal", false),
		problem("row 2", "columns", "Meeting Name = name, Day = day, Start Time = time, Phone = phone", "columns_taken", "check_columns", false),
		problem("row 2", "columns", "Colour", "columns_left", "check_columns", false),
	}
	if !slices.Equal(k.problems, want) {
		t.Errorf("told %+v", k.problems)
	}
	if text := written(k); strings.Contains(text, "Jane") || strings.Contains(text, "0101") || !strings.Contains(text, "555-0100") {
		t.Errorf("taken: %s", text)
	}
}

func TestWhatIsAboutAPerson(t *testing.T) {
	for name, want := range map[string]bool{
		"Contact": true, "contact_1_name": true, "Contact 2 Phone": true, "contact_email_1": true, "contact_phone_2": true, "Contact's E-mail": true, "Leader": true,
		"Facilitator Phone": true, "Chairperson email": true, "First Name": true, "Cell": true, "Home phone": true, "Phone of contact": true, "Nombre del contacto": true,
		"Responsable": true, "Teléfono del responsable": true, "Contacto teléfono": true,
		"phone": false, "email": false, "group_email": false, "conference_phone": false, "entity_phone": false, "name": false, "meeting_name": false, "website": false,
		"contact_role": false, "group name": false, "location": false, "address": false, "host church": false, "": false,
	} {
		if got := isPersonal(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestSpreadsheetInOtherEncodings(t *testing.T) {
	text := "Nombre,Día,Hora\nReunión,miércoles,19:00\n"
	units := utf16.Encode([]rune("\ufeff" + text))
	wide := make([]byte, 0, 2*len(units))
	for _, u := range units {
		wide = append(wide, byte(u), byte(u>>8))
	}
	k, _ := read(t, string(wide), Options{Zone: "Europe/Madrid"})
	if k.meetings()[0].Meeting.Name != "Reunión" {
		t.Errorf("UTF-16: %+v", k.meetings()[0].Meeting)
	}
	latin := strings.NewReplacer("í", "\xed", "é", "\xe9", "ó", "\xf3").Replace(text)
	k, _ = read(t, latin, Options{Zone: "Europe/Madrid"})
	if k.meetings()[0].Meeting.Name != "Reunión" || !slices.Equal(k.why(), []string{"not_utf8_read", "columns_taken"}) {
		t.Errorf("Latin-1: %v", k.why())
	}
}

func TestRowsOfManyKinds(t *testing.T) {
	k, sum := read(t, `name,day,time,duration,start date,language
A,"Mon, Wed & Fri",7:00 pm,1 hr,,English
B,2nd Tuesday,19:30,90 min,,Español
C,last Friday of the month,7:00 pm - 8:30 pm,,,
D,every other Monday,19:00,,,
E,every other Monday,19:00,,2027-01-04,
F,2027-03-06,10:00,,,
,Monday,19:00,,,

G,Monday,19:00,,,,surplus
`, Options{Zone: "Europe/London"})
	var got []string
	for _, d := range k.meetings() {
		s := d.Meeting.Schedule
		got = append(got, d.Meeting.Name+" "+s.Repeats.String())
	}
	if want := []string{"A weekly", "A weekly", "A weekly", "B monthly", "C monthly", "E weekly", "F once"}; !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if want := []string{"columns_taken", "no_start_date", "no_name", "too_many_cells"}; !slices.Equal(k.why(), want) {
		t.Errorf("problems %v", k.why())
	}
	if k.problems[3].Where != "row 10" { // an empty line is a row of the spreadsheet
		t.Errorf("where %q", k.problems[3].Where)
	}
	if sum.Read != 10 || sum.Skipped != 3 {
		t.Errorf("%+v", sum)
	}
	ms := k.meetings()
	if b := ms[3].Meeting; b.Schedule.Nth != 2 || b.Schedule.Duration != 90 || !slices.Equal(b.Languages, []string{"es"}) {
		t.Errorf("B %+v", b)
	}
	if c := ms[4].Meeting.Schedule; c.Nth != -1 || c.Duration != 90 {
		t.Errorf("C %+v", c)
	}
	if e := ms[5].Meeting.Schedule; e.Interval != 2 || e.From != schedule.DateOf(2027, 1, 4) {
		t.Errorf("E %+v", e)
	}
}

func TestDaysInColumns(t *testing.T) {
	k, sum := read(t, "Name,Sunday,Monday,Tuesday\nA,,\"12:00 pm & 7:00 pm\",closed\nB,10:00 am,10:00 am,\n", Options{Zone: "UTC"})
	ids := map[string]bool{}
	for _, d := range k.meetings() {
		ids[d.Meeting.NativeID] = true
	}
	if sum.Held || sum.Read != 4 || len(ids) != 4 {
		t.Errorf("%+v %v %v", sum, ids, k.problems)
	}
}

func TestDoubtsHoldTheSource(t *testing.T) {
	for text, want := range map[string]string{
		"what,day,time\nA,Monday,19:00\n":                           "name: not_found",
		"name,wann,time\nA,x,19:00\n":                               "day: not_found",
		"name,day\nA,Monday\n":                                      "time: not_found",
		"name,day,time\nA,1,19:00\nB,7,18:00\n":                     "day: day_numbers",
		"name,day,time\nA,Monday,7:30\nB,Tuesday,8:00\n":            "time: morning_or_evening",
		"name,day,time,hora\nA,Monday,19:00,20:00\n":                "time: two_columns",
		"name,day,time\nA,see website,19:00\nB,see website,19:00\n": "day: not_days",
	} {
		k, sum := read(t, text, Options{Zone: "UTC"})
		var got []string
		for _, d := range sum.Doubts {
			got = append(got, d.Field+": "+strings.TrimPrefix(d.Why, "import.doubt."))
		}
		if !sum.Held || len(k.drafts) != 0 || !slices.Contains(got, want) {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

func TestAMappingIsReadAsItIsWritten(t *testing.T) {
	m, err := ParseMapping("# ours\nname: What: we call it\nday: Wann\ntime: Um\n\n")
	if err != nil || m["name"] != "What: we call it" {
		t.Fatal(m, err)
	}
	again, err := ParseMapping(m.String())
	if err != nil || again.String() != m.String() {
		t.Errorf("%v %v", again, err)
	}
	k, sum := read(t, "What: we call it,Wann,Um\nA,Monday,7:30\n", Options{Zone: "UTC", Mapping: &m})
	if sum.Held || len(k.meetings()) != 1 || k.meetings()[0].Meeting.Schedule.Start.String() != "07:30" {
		t.Errorf("%+v %v", sum, k.problems)
	}
	for _, bad := range []string{"", "name", "colour: x", "name:"} {
		if _, err := ParseMapping(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	if _, err := Read(context.Background(), strings.NewReader("a,b,c\n1,2,3\n"), Options{Kind: CSV, Mapping: &m}, &kept{}); err == nil {
		t.Error("columns that are not there were accepted")
	}
}

func FuzzMapping(f *testing.F) {
	f.Add("name: A\nday: B")
	f.Add("# x\n\nmonday: Mon : day")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMapping(text)
		if err != nil {
			return
		}
		again, err := ParseMapping(m.String())
		if err != nil || again.String() != m.String() {
			t.Errorf("%q: %v, %v", text, again, err)
		}
	})
}

func TestAHomeKeepsTheZoneOfItsTown(t *testing.T) {
	text := "Name,Day,Time,Place,Address\nTuesday Grief Circle,Tuesday,7:00 pm,Home of Mary Jones,\"1423 Elm Ave, Oakland, CA\"\n"
	k := &kept{}
	_, err := Read(t.Context(), strings.NewReader(text), Options{
		Kind: CSV, ZoneOf: func(place.Point) string { return "America/Los_Angeles" },
		Locate: func(town string) (place.Point, bool) {
			return place.Point{Lat: 37.8, Lng: -122.27}, strings.HasPrefix(town, "Oakland")
		},
	}, k)
	if err != nil || len(k.drafts) != 1 {
		t.Fatalf("%v: %d drafts, problems %+v", err, len(k.drafts), k.problems)
	}
	d := k.drafts[0]
	if d.Venue.Shown != directory.OnContact || d.Venue.Street != "" || d.Venue.At != nil || d.Meeting.Schedule.Zone != "America/Los_Angeles" {
		t.Errorf("the venue is %+v, the schedule %+v", d.Venue, d.Meeting.Schedule)
	}
	if !slices.Equal(d.Group.Concerns, []string{"grief"}) || !slices.Contains(d.Group.Inferred, "concerns") {
		t.Errorf("the group is about %v, inferred %v", d.Group.Concerns, d.Group.Inferred)
	}
}
