package feeds

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"kith/internal/directory"
	"kith/internal/message"
	"kith/internal/place"
	"kith/internal/schedule"
)

func publisher(t testing.TB) *Publisher {
	t.Helper()
	words, err := message.Load(message.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	return &Publisher{Name: "Kith", BaseURL: "https://kith.example", Words: words.In("en")}
}

// whole is a public meeting in Oakland with that schedule.
func whole(s schedule.Schedule) *directory.Whole {
	return &directory.Whole{
		Listing: directory.Listing{ID: "0193a000-0000-7000-8000-000000000001", Kind: directory.KindMeeting, Slug: "monday-night", Number: 7, Version: 3,
			Updated: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC).UnixMilli(), State: directory.Published,
			Content: &directory.Meeting{Name: "Monday Night, with; commas\nand more", Attend: "in_person", Schedule: s}},
		Group: &directory.Listing{Kind: directory.KindGroup, Slug: "group", Content: &directory.Group{Name: "The Group", Programme: "aa"}},
		Venue: &directory.Listing{Kind: directory.KindVenue, Content: &directory.Venue{Name: "St Paul's", Street: "114 Montecito Avenue", Locality: "Oakland",
			Region: "CA", At: &place.Point{Lat: 37.8107, Lng: -122.2534}}},
	}
}

func one(ws ...*directory.Whole) iter.Seq2[*directory.Whole, error] {
	return func(yield func(*directory.Whole, error) bool) {
		for _, w := range ws {
			if !yield(w, nil) {
				return
			}
		}
	}
}

var present = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func calendarOf(t testing.TB, c Calendar, ws ...*directory.Whole) string {
	t.Helper()
	if c.Publisher == nil {
		c.Publisher = publisher(t)
	}
	c.Now = present
	var b bytes.Buffer
	if err := c.Write(&b, one(ws...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func mondays() schedule.Schedule {
	return schedule.Schedule{Repeats: schedule.Weekly, Weekday: time.Monday, Start: 19 * 60, Duration: 90, Zone: "America/Los_Angeles"}
}

func day(text string) schedule.Date {
	d, err := schedule.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// occurrences reads a calendar back with other programs' code and gives when things happen in a year.
func occurrences(t *testing.T, text string, year int) []time.Time {
	t.Helper()
	cal, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var starts []time.Time
	moved := map[string]bool{}
	for _, e := range cal.Events() {
		if id := e.GetProperty(ics.ComponentPropertyRecurrenceId); id != nil {
			moved[id.Value] = true
		}
	}
	for _, e := range cal.Events() {
		start, err := e.GetStartAt()
		if err != nil {
			t.Fatal(err)
		}
		if e.GetProperty(ics.ComponentPropertyRecurrenceId) != nil {
			starts = append(starts, start)
			continue
		}
		starts = append(starts, expanded(t, e, start, moved)...)
	}
	starts = slices.DeleteFunc(starts, func(s time.Time) bool { return s.UTC().Year() != year })
	slices.SortFunc(starts, time.Time.Compare)
	return starts
}

// expanded are the occurrences of an event without those that were moved.
func expanded(t *testing.T, e *ics.VEvent, start time.Time, moved map[string]bool) []time.Time {
	t.Helper()
	const form = "20060102T150405"
	floating := func(at time.Time) time.Time {
		return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)
	}
	set := rrule.Set{}
	set.DTStart(floating(start))
	if p := e.GetProperty(ics.ComponentPropertyRrule); p != nil {
		o, err := rrule.StrToROption(p.Value)
		if err != nil {
			t.Fatal(err)
		}
		o.Dtstart = floating(start)
		if o.Until.IsZero() {
			o.Until = floating(start).AddDate(12, 0, 0)
		} else {
			o.Until = floating(o.Until.In(start.Location()))
		}
		r, err := rrule.NewRRule(*o)
		if err != nil {
			t.Fatal(err)
		}
		set.RRule(r)
	} else {
		set.RDate(floating(start))
	}
	for _, p := range e.Properties {
		at, err := time.Parse(form, strings.TrimSuffix(strings.Split(p.Value, "/")[0], "Z"))
		switch {
		case p.IANAToken == "EXDATE" && err == nil:
			set.ExDate(at)
		case p.IANAToken == "RDATE" && err == nil:
			set.RDate(at)
		}
	}
	var list []time.Time
	for _, at := range set.All() {
		if !moved[at.Format(form)] {
			list = append(list, schedule.Place(schedule.DateOf(at.Date()), schedule.ClockOf(at), start.Location()))
		}
	}
	return list
}

func TestOccurrencesSurviveTheCalendar(t *testing.T) {
	every := mondays()
	every.Exceptions = []schedule.Exception{
		{Kind: schedule.Closed, On: day("2026-12-28")},
		{Kind: schedule.Moved, On: day("2026-11-30"), To: day("2026-12-01"), Start: 18 * 60},
		{Kind: schedule.Extra, On: day("2026-12-31"), Start: 23 * 60, Duration: 120},
	}
	ended := mondays()
	ended.Until = day("2026-06-15")
	for name, s := range map[string]schedule.Schedule{
		"every Monday": mondays(), "with exceptions": every, "until June": ended,
		"every other week": {Repeats: schedule.Weekly, Interval: 2, From: day("2026-01-07"), Weekday: time.Wednesday, Start: 30, Duration: 60, Zone: "Europe/Madrid"},
		"last Sunday":      {Repeats: schedule.Monthly, Nth: -1, Weekday: time.Sunday, Start: 150, Duration: 60, Zone: "America/New_York"},
		"second Tuesday":   {Repeats: schedule.Monthly, Nth: 2, Weekday: time.Tuesday, Start: 1200, Zone: "Asia/Kolkata"},
		"in the gap":       {Repeats: schedule.Weekly, Weekday: time.Sunday, Start: 150, Duration: 60, Zone: "America/New_York"},
		"once":             {Repeats: schedule.Once, From: day("2026-12-24"), Start: 720, Duration: 60, Zone: "UTC"},
		"leap day":         {Repeats: schedule.Once, From: day("2028-02-29"), Start: 720, Duration: 60, Zone: "Pacific/Auckland"},
	} {
		text := calendarOf(t, Calendar{}, whole(s))
		p, err := s.Plan()
		if err != nil {
			t.Fatal(err)
		}
		for year := 2026; year <= 2028; year++ {
			have := occurrences(t, text, year)
			want := p.Between(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC))
			if len(have) != len(want) {
				t.Errorf("%s, %d: %d times, want %d\n%s", name, year, len(have), len(want), text)
				continue
			}
			for i := range want {
				if !have[i].Equal(want[i].Start) {
					t.Errorf("%s: %s, want %s", name, have[i], want[i].Start)
				}
			}
		}
	}
}

func TestCalendarIsWellFormed(t *testing.T) {
	w := whole(mondays())
	w.Meeting().Name = strings.Repeat("مجموعة الأمل ", 20)
	text := calendarOf(t, Calendar{Plain: true}, w)
	if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
		t.Error("a line does not end in CRLF")
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line has %d octets", len(line))
		}
		if !strings.HasPrefix(line, " ") && line != strings.ToValidUTF8(line, "?") {
			t.Errorf("a character is cut: %q", line)
		}
	}
	unfolded := strings.ReplaceAll(text, "\r\n ", "")
	for _, want := range []string{"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "UID:0193a000-0000-7000-8000-000000000001\r\n", "DTSTAMP:20261101T120000Z\r\n",
		"DTSTART;TZID=America/Los_Angeles:2020", "DURATION:PT1H30M\r\n", "RRULE:FREQ=WEEKLY;BYDAY=MO\r\n", "SUMMARY:" + strings.TrimSpace(w.Meeting().Name),
		"LOCATION:St Paul's\\, 114 Montecito Avenue\\, Oakland\\, CA\r\n", "GEO:37.810700;-122.253400\r\n", "URL:https://kith.example/m/7\r\n",
		"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n", "END:VCALENDAR\r\n"} {
		if !strings.Contains(unfolded, want) {
			t.Errorf("%q is missing in\n%s", want, unfolded)
		}
	}
}

func TestTitleTellsNothingUnlessAsked(t *testing.T) {
	words, err := message.Load(message.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	w := whole(mondays())
	for lang, title := range map[string]string{"en": "SUMMARY:Appointment\r\n", "es": "SUMMARY:Cita\r\n"} {
		text := calendarOf(t, Calendar{Publisher: &Publisher{Words: words.In(lang)}}, w)
		if !strings.Contains(text, title) {
			t.Errorf("%s: %s", lang, text)
		}
		for _, telling := range []string{"Monday Night", "monday-night", "The Group"} {
			if strings.Contains(text, telling) {
				t.Errorf("%s tells %q", lang, telling)
			}
		}
	}
	if plain := calendarOf(t, Calendar{Plain: true}, w); !strings.Contains(plain, `SUMMARY:Monday Night\, with\; commas\nand more`) {
		t.Errorf("plain: %s", plain)
	}
}

func TestWithheldPlaceIsInNoCalendar(t *testing.T) {
	w := whole(mondays())
	v := w.Place()
	v.Withhold(directory.Approximate)
	v.Hint = "Call Ana"
	text := strings.ReplaceAll(calendarOf(t, Calendar{Plain: true}, w), "\r\n ", "")
	if strings.Contains(text, "GEO") || strings.Contains(text, "Montecito") || !strings.Contains(text, "LOCATION:Oakland\\, CA\\, Call Ana") {
		t.Error(text)
	}
}

func TestHowToJoin(t *testing.T) {
	w := whole(mondays())
	m := w.Meeting()
	m.JoinURL, m.DialIn, m.Attend = "https://zoom.us/j/123?pwd=x,y", "+1 (510) 555-0100", "closed"
	text := strings.ReplaceAll(calendarOf(t, Calendar{}, w), "\r\n ", "")
	for _, want := range []string{"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://zoom.us/j/123?pwd=x,y\r\n", "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+15105550100\r\n",
		"STATUS:CANCELLED\r\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	m.DialIn = "ask Ana"
	if strings.Contains(calendarOf(t, Calendar{}, w), "tel:") {
		t.Error("words are no telephone number")
	}
}

func TestEmptyCalendarIsOne(t *testing.T) {
	text := calendarOf(t, Calendar{}, whole(schedule.Schedule{}))
	if strings.Contains(text, "VEVENT") || !strings.Contains(text, "BEGIN:VTIMEZONE") {
		t.Error(text)
	}
	sample := whole(mondays())
	sample.Sample = true
	if strings.Contains(calendarOf(t, Calendar{}, sample), "VEVENT") {
		t.Error("a sample got out")
	}
}

// TestZonesAreRight reads VTIMEZONEs back and compares what their clocks show with what package time says.
func TestZonesAreRight(t *testing.T) {
	for _, name := range []string{"America/New_York", "America/Los_Angeles", "Europe/London", "Europe/Dublin", "Europe/Madrid", "Asia/Kolkata", "UTC",
		"America/Sao_Paulo", "Africa/Casablanca", "Asia/Jerusalem", "Australia/Lord_Howe", "Pacific/Auckland", "America/Phoenix", "Africa/Cairo",
		"Pacific/Apia", "Asia/Tehran", "America/Havana"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, since := range []int{1999, 2020, 2026} {
			var b contentLines
			if err := writeZone(&b, name, since, 2026); err != nil {
				t.Fatal(err)
			}
			z := readZone(t, b.String())
			for at := time.Date(since, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2050; at = at.Add(31 * time.Hour) {
				_, want := at.In(loc).Zone()
				if have := z.offset(at); have != want {
					t.Fatalf("%s since %d: %s is %d seconds east, want %d\n%s", name, since, at, have, want, b.String())
				}
			}
			if n := strings.Count(b.String(), "\r\n"); name == "America/New_York" && since == 2020 && n != 17 {
				t.Errorf("the rules of New York take %d lines:\n%s", n, b.String())
			}
		}
	}
}

// readBack is a VTIMEZONE as a calendar program sees it.
type readBack []onset

func readZone(t *testing.T, text string) (z readBack) {
	t.Helper()
	var o onset
	var starts []time.Time
	for line := range strings.SplitSeq(text, "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "DTSTART", "RDATE":
			at, err := time.Parse("20060102T150405", value)
			if err != nil {
				t.Fatal(err)
			}
			starts = append(starts, at)
		case "TZOFFSETFROM":
			o.from = seconds(value)
		case "TZOFFSETTO":
			o.to = seconds(value)
		case "RRULE":
			r, err := rrule.StrToRRule(fmt.Sprintf("DTSTART:%sZ\nRRULE:%s;UNTIL=20510101T000000Z", starts[0].Format("20060102T150405"), value))
			if err != nil {
				t.Fatal(err)
			}
			starts = r.All()
		case "END":
			for _, at := range starts {
				z = append(z, onset{local: at, from: o.from, to: o.to})
			}
			o, starts = onset{}, nil
		}
	}
	slices.SortFunc(z, func(a, b onset) int { return a.moment().Compare(b.moment()) })
	return z
}

func (o onset) moment() time.Time { return o.local.Add(-time.Duration(o.from) * time.Second) }

func (z readBack) offset(at time.Time) int {
	offset := z[0].from
	for _, o := range z {
		if o.moment().After(at) {
			break
		}
		offset = o.to
	}
	return offset
}

func seconds(text string) int {
	var sign rune
	var h, m, s int
	fmt.Sscanf(text, "%c%2d%2d%2d", &sign, &h, &m, &s)
	n := h*3600 + m*60 + s
	if sign == '-' {
		return -n
	}
	return n
}
