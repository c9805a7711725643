package schedule

import (
	"slices"
	"testing"
	"time"
	"unsafe"
)

func moment(t testing.TB, text string) time.Time {
	t.Helper()
	m, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func plan(t testing.TB, s Schedule) Plan {
	t.Helper()
	p, err := s.Plan()
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	return p
}

func starts(list []Occurrence) []string {
	var texts []string
	for _, o := range list {
		texts = append(texts, o.Start.Format("2006-01-02 15:04"))
	}
	return texts
}

func mondays(zone string) Schedule {
	return Schedule{Repeats: Weekly, Weekday: time.Monday, Start: 19*60 + 30, Duration: 60, Zone: zone}
}

func TestUpcoming(t *testing.T) {
	d := func(text string) Date { return day(t, text) }
	madrid := "Europe/Madrid"
	for _, test := range []struct {
		why      string
		schedule Schedule
		after    string
		want     []string
	}{
		{"every Monday", mondays(madrid), "2026-01-05T18:30:01Z",
			[]string{"2026-01-12 19:30", "2026-01-19 19:30"}},
		{"at the very start", mondays(madrid), "2026-01-05T18:30:00Z",
			[]string{"2026-01-05 19:30", "2026-01-12 19:30"}},
		{"every other week counts from the first Monday on or after From",
			Schedule{Repeats: Weekly, Interval: 2, Weekday: time.Monday, From: d("2026-01-07"), Start: 600, Zone: madrid}, "2025-01-01T00:00:00Z",
			[]string{"2026-01-12 10:00", "2026-01-26 10:00", "2026-02-09 10:00"}},
		{"second Tuesdays", Schedule{Repeats: Monthly, Weekday: time.Tuesday, Nth: 2, Start: 1140, Zone: madrid}, "2026-01-01T00:00:00Z",
			[]string{"2026-01-13 19:00", "2026-02-10 19:00", "2026-03-10 19:00"}},
		{"last Sundays", Schedule{Repeats: Monthly, Weekday: time.Sunday, Nth: -1, Start: 660, Zone: madrid}, "2026-01-01T00:00:00Z",
			[]string{"2026-01-25 11:00", "2026-02-22 11:00", "2026-03-29 11:00"}},
		{"fifth Fridays only where there is one", Schedule{Repeats: Monthly, Weekday: time.Friday, Nth: 5, Start: 660, Zone: madrid}, "2026-01-01T00:00:00Z",
			[]string{"2026-01-30 11:00", "2026-05-29 11:00", "2026-07-31 11:00"}},
		{"every third month", Schedule{Repeats: Monthly, Interval: 3, Weekday: time.Tuesday, Nth: 2, From: d("2026-01-01"), Start: 660, Zone: madrid}, "2026-02-01T00:00:00Z",
			[]string{"2026-04-14 11:00", "2026-07-14 11:00", "2026-10-13 11:00"}},
		{"fifth Thursdays of February", Schedule{Repeats: Monthly, Interval: 12, Weekday: time.Thursday, Nth: 5, From: d("2024-02-01"), Start: 660, Zone: madrid}, "2024-01-01T00:00:00Z",
			[]string{"2024-02-29 11:00", "2052-02-29 11:00", "2080-02-29 11:00", "2120-02-29 11:00", "2148-02-29 11:00", "2176-02-29 11:00"}},
		{"once on a leap day", Schedule{Repeats: Once, From: d("2028-02-29"), Start: 660, Zone: madrid}, "2026-01-01T00:00:00Z",
			[]string{"2028-02-29 11:00"}},
		{"the last day is included", Schedule{Repeats: Weekly, Weekday: time.Monday, Until: d("2026-01-12"), Start: 660, Zone: madrid}, "2026-01-01T00:00:00Z",
			[]string{"2026-01-05 11:00", "2026-01-12 11:00"}},
		{"over before", Schedule{Repeats: Weekly, Weekday: time.Monday, Until: d("2026-01-12"), Start: 660, Zone: madrid}, "2026-02-01T00:00:00Z", nil},
		{"never", Schedule{}, "2026-01-01T00:00:00Z", nil},
		{"through the gap and back", Schedule{Repeats: Weekly, Weekday: time.Sunday, Start: 150, Zone: "America/New_York"}, "2026-03-01T00:00:00Z",
			[]string{"2026-03-01 02:30", "2026-03-08 03:30", "2026-03-15 02:30"}},
	} {
		p := plan(t, test.schedule)
		n := max(len(test.want), 1)
		if test.schedule.Repeats == Once || test.schedule.Until != 0 || test.schedule.Interval == 12 {
			n = 10
		}
		if got := starts(p.Upcoming(moment(t, test.after), n)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.why, got, test.want)
		}
	}
}

func TestExceptions(t *testing.T) {
	d := func(text string) Date { return day(t, text) }
	const evening, noon = 19*60 + 30, 12 * 60
	for _, test := range []struct {
		why        string
		exceptions []Exception
		want       []string // in June 2026
	}{
		{"none", nil, []string{"06-01 19:30", "06-08 19:30", "06-15 19:30", "06-22 19:30", "06-29 19:30"}},
		{"closed", []Exception{{Kind: Closed, On: d("2026-06-15")}},
			[]string{"06-01 19:30", "06-08 19:30", "06-22 19:30", "06-29 19:30"}},
		{"moved to the next day", []Exception{{Kind: Moved, On: d("2026-06-15"), To: d("2026-06-16"), Start: noon}},
			[]string{"06-01 19:30", "06-08 19:30", "06-16 12:00 moved from 06-15", "06-22 19:30", "06-29 19:30"}},
		{"moved before an earlier one", []Exception{{Kind: Moved, On: d("2026-06-15"), To: d("2026-06-05"), Start: noon}},
			[]string{"06-01 19:30", "06-05 12:00 moved from 06-15", "06-08 19:30", "06-22 19:30", "06-29 19:30"}},
		{"moved over the next", []Exception{{Kind: Moved, On: d("2026-06-15"), To: d("2026-06-24"), Start: noon}},
			[]string{"06-01 19:30", "06-08 19:30", "06-22 19:30", "06-24 12:00 moved from 06-15", "06-29 19:30"}},
		{"moved out of the month", []Exception{{Kind: Moved, On: d("2026-06-29"), To: d("2026-07-01"), Start: noon}},
			[]string{"06-01 19:30", "06-08 19:30", "06-15 19:30", "06-22 19:30"}},
		{"moved into the month", []Exception{{Kind: Moved, On: d("2026-07-06"), To: d("2026-06-30"), Start: noon}},
			[]string{"06-01 19:30", "06-08 19:30", "06-15 19:30", "06-22 19:30", "06-29 19:30", "06-30 12:00 moved from 07-06"}},
		{"another time the same day", []Exception{{Kind: Moved, On: d("2026-06-15"), To: d("2026-06-15"), Start: noon}},
			[]string{"06-01 19:30", "06-08 19:30", "06-15 12:00 moved from 06-15", "06-22 19:30", "06-29 19:30"}},
		{"onto another regular day", []Exception{{Kind: Moved, On: d("2026-06-15"), To: d("2026-06-22"), Start: noon}},
			[]string{"06-01 19:30", "06-08 19:30", "06-22 12:00 moved from 06-15", "06-22 19:30", "06-29 19:30"}},
		{"onto another regular meeting", []Exception{{Kind: Moved, On: d("2026-06-15"), To: d("2026-06-22"), Start: evening}},
			[]string{"06-01 19:30", "06-08 19:30", "06-22 19:30", "06-29 19:30"}},
		{"two changing places", []Exception{
			{Kind: Moved, On: d("2026-06-15"), To: d("2026-06-22"), Start: evening},
			{Kind: Moved, On: d("2026-06-22"), To: d("2026-06-15"), Start: evening}},
			[]string{"06-01 19:30", "06-08 19:30", "06-15 19:30 moved from 06-22", "06-22 19:30 moved from 06-15", "06-29 19:30"}},
		{"two to one time", []Exception{
			{Kind: Moved, On: d("2026-06-15"), To: d("2026-06-17"), Start: noon},
			{Kind: Moved, On: d("2026-06-22"), To: d("2026-06-17"), Start: noon}},
			[]string{"06-01 19:30", "06-08 19:30", "06-17 12:00 moved from 06-15", "06-29 19:30"}},
		{"several extra on one day", []Exception{
			{Kind: Extra, On: d("2026-06-10"), Start: evening}, {Kind: Extra, On: d("2026-06-10"), Start: noon},
			{Kind: Extra, On: d("2026-06-08"), Start: evening}},
			[]string{"06-01 19:30", "06-08 19:30", "06-10 12:00", "06-10 19:30", "06-15 19:30", "06-22 19:30", "06-29 19:30"}},
		{"closed, and extra at noon", []Exception{
			{Kind: Closed, On: d("2026-06-08")}, {Kind: Extra, On: d("2026-06-08"), Start: noon}},
			[]string{"06-01 19:30", "06-08 12:00", "06-15 19:30", "06-22 19:30", "06-29 19:30"}},
	} {
		s := mondays("America/New_York")
		s.Exceptions = test.exceptions
		p := plan(t, s)
		var got []string
		for _, o := range p.Between(moment(t, "2026-06-01T04:00:00Z"), moment(t, "2026-07-01T04:00:00Z")) {
			text := o.Start.Format("01-02 15:04")
			if o.Moved {
				text += " moved from " + o.Day.String()[5:]
			}
			got = append(got, text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\n got %v\nwant %v", test.why, got, test.want)
		}
	}
}

func TestExceptionLength(t *testing.T) {
	s := mondays("UTC")
	s.Exceptions = []Exception{
		{Kind: Extra, On: day(t, "2026-06-02"), Start: 600, Duration: 180},
		{Kind: Extra, On: day(t, "2026-06-03"), Start: 600},
	}
	p := plan(t, s)
	for i, want := range []time.Duration{3 * time.Hour, time.Hour} {
		o := p.Upcoming(moment(t, "2026-06-02T00:00:00Z"), 2)[i]
		if got := o.End.Sub(o.Start); got != want {
			t.Errorf("extra meeting %d lasts %s, want %s", i, got, want)
		}
	}
}

func TestNowOrNext(t *testing.T) {
	late := Schedule{Repeats: Weekly, Weekday: time.Saturday, Start: 23 * 60, Duration: 150, Zone: "America/New_York"}
	open := Schedule{Repeats: Weekly, Weekday: time.Saturday, Start: 23 * 60, Zone: "America/New_York"}
	day := Schedule{Repeats: Weekly, Weekday: time.Saturday, Start: 23 * 60, Duration: 1440, Zone: "America/New_York"}
	for _, test := range []struct {
		why      string
		schedule Schedule
		now      string
		want     string
	}{
		{"before", late, "2026-06-06T22:59:59-04:00", "2026-06-06 23:00"},
		{"past midnight", late, "2026-06-07T01:29:59-04:00", "2026-06-06 23:00"},
		{"at its end it is over", late, "2026-06-07T01:30:00-04:00", "2026-06-13 23:00"},
		{"unknown duration, the first minute", open, "2026-06-06T23:00:59-04:00", "2026-06-06 23:00"},
		{"unknown duration, later", open, "2026-06-06T23:01:00-04:00", "2026-06-13 23:00"},
		{"all round the clock", day, "2026-06-07T22:59:59-04:00", "2026-06-06 23:00"},
		{"through the repeated hour", late, "2026-11-01T01:29:59-04:00", "2026-10-31 23:00"},
		{"the repeated hour itself", late, "2026-11-01T01:00:00-05:00", "2026-11-07 23:00"},
		{"centuries early", late, "0001-01-01T00:00:00Z", "1900-01-06 23:00"},
	} {
		p := plan(t, test.schedule)
		o, ok := p.NowOrNext(moment(t, test.now))
		if got := o.Start.Format("2006-01-02 15:04"); !ok || got != test.want {
			t.Errorf("%s: %s, want %s", test.why, got, test.want)
		}
	}
	p := plan(t, late)
	if o, ok := p.NowOrNext(moment(t, "9999-12-31T00:00:00Z")); ok {
		t.Errorf("the year 9999 has a meeting on %s", o.Start)
	}
}

// A longer meeting that began earlier and still goes on comes before the one that starts now.
func TestNowOrNextWithExtra(t *testing.T) {
	s := mondays("UTC")
	s.Exceptions = []Exception{{Kind: Extra, On: day(t, "2026-06-08"), Start: 18 * 60, Duration: 240}}
	p := plan(t, s)
	o, _ := p.NowOrNext(moment(t, "2026-06-08T20:45:00Z"))
	if got := o.Start.Format("15:04"); got != "18:00" {
		t.Errorf("under way is the one of %s", got)
	}
}

// A reader in Auckland sees a New York meeting a day later, and at another hour in the weeks when only one of Europe and
// the United States has changed its clocks.
func TestReaderElsewhere(t *testing.T) {
	p := plan(t, mondays("America/New_York"))
	for _, test := range []struct{ zone, after, want string }{
		{"Pacific/Auckland", "2026-01-05T00:00:00Z", "Tue 2026-01-06 13:30"},
		{"Pacific/Auckland", "2026-07-06T00:00:00Z", "Tue 2026-07-07 11:30"},
		{"Europe/Madrid", "2026-03-02T12:00:00Z", "Tue 2026-03-03 01:30"},
		{"Europe/Madrid", "2026-03-09T12:00:00Z", "Tue 2026-03-10 00:30"},
		{"Europe/Madrid", "2026-03-23T12:00:00Z", "Tue 2026-03-24 00:30"},
		{"Europe/Madrid", "2026-03-30T12:00:00Z", "Tue 2026-03-31 01:30"},
		{"Europe/Madrid", "2026-10-26T12:00:00Z", "Tue 2026-10-27 00:30"},
		{"Europe/Madrid", "2026-11-02T12:00:00Z", "Tue 2026-11-03 01:30"},
	} {
		o, ok := p.Next(moment(t, test.after))
		if got := o.Start.In(zone(t, test.zone).Location()).Format("Mon 2006-01-02 15:04"); !ok || got != test.want {
			t.Errorf("in %s: %s, want %s", test.zone, got, test.want)
		}
	}
}

func TestPlanIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(Plan{}); size > 32 {
		t.Errorf("a plan takes %d bytes", size)
	}
}

func TestNowOrNextDoesNotAllocate(t *testing.T) {
	s := mondays("America/New_York")
	s.Exceptions = []Exception{{Kind: Closed, On: day(t, "2026-06-15")}, {Kind: Extra, On: day(t, "2026-06-16"), Start: 600}}
	for _, s := range []Schedule{mondays("America/New_York"), s} {
		p, now := plan(t, s), moment(t, "2026-06-10T12:00:00Z")
		if n := testing.AllocsPerRun(100, func() { p.NowOrNext(now) }); n != 0 {
			t.Errorf("NowOrNext allocates %v times", n)
		}
	}
}
