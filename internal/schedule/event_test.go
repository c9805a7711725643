package schedule

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/fault"
)

func TestRRule(t *testing.T) {
	for _, test := range []struct {
		schedule Schedule
		want     string
	}{
		{Schedule{}, ""},
		{Schedule{Repeats: Once, From: day(t, "2026-06-01"), Zone: "UTC"}, ""},
		{mondays("Europe/Madrid"), "FREQ=WEEKLY;BYDAY=MO"},
		{Schedule{Repeats: Weekly, Interval: 2, Weekday: time.Monday, From: day(t, "2026-01-05"), Zone: "UTC"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"},
		{Schedule{Repeats: Monthly, Weekday: time.Sunday, Nth: -1, Zone: "UTC"}, "FREQ=MONTHLY;BYDAY=-1SU"},
		{Schedule{Repeats: Monthly, Interval: 3, Weekday: time.Friday, Nth: 5, From: day(t, "2026-01-05"), Zone: "UTC"}, "FREQ=MONTHLY;INTERVAL=3;BYDAY=5FR"},
		{Schedule{Repeats: Weekly, Weekday: time.Tuesday, Until: day(t, "2026-06-30"), Zone: "America/New_York"}, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260701T035959Z"},
		{Schedule{Repeats: Weekly, Weekday: time.Tuesday, Until: day(t, "2026-12-29"), Zone: "Pacific/Auckland"}, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261229T105959Z"},
		{Schedule{Repeats: Weekly, Weekday: time.Saturday, Until: day(t, "2018-11-03"), Zone: "America/Sao_Paulo"}, "FREQ=WEEKLY;BYDAY=SA;UNTIL=20181104T025959Z"},
	} {
		if got := test.schedule.RRule(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.schedule, got, test.want)
		}
	}
}

func TestEventLines(t *testing.T) {
	s := mondays("America/New_York")
	s.Exceptions = []Exception{
		{Kind: Closed, On: day(t, "2026-05-25")},
		{Kind: Moved, On: day(t, "2026-06-01"), To: day(t, "2026-06-02"), Start: 720, Duration: 90},
		{Kind: Moved, On: day(t, "2026-06-08"), To: day(t, "2026-06-15"), Start: s.Start},
		{Kind: Extra, On: day(t, "2026-06-03"), Start: 720},
		{Kind: Extra, On: day(t, "2026-06-04"), Start: 720, Duration: 120},
		{Kind: Extra, On: day(t, "2026-06-22"), Start: s.Start},
	}
	e, err := s.Event()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"DTSTART;TZID=America/New_York:20200106T193000",
		"DURATION:PT1H",
		"RRULE:FREQ=WEEKLY;BYDAY=MO",
		"EXDATE;TZID=America/New_York:20260525T193000",
		"EXDATE;TZID=America/New_York:20260608T193000",
		"RDATE;TZID=America/New_York:20260603T120000",
		"RDATE;TZID=America/New_York;VALUE=PERIOD:20260604T120000/PT2H",
	}
	if got := e.Lines(); !slices.Equal(got, want) {
		t.Errorf("lines:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	moved := [][]string{{
		"RECURRENCE-ID;TZID=America/New_York:20260601T193000",
		"DTSTART;TZID=America/New_York:20260602T120000",
		"DURATION:PT1H30M",
	}}
	if got := e.MovedLines(); !reflect.DeepEqual(got, moved) {
		t.Errorf("moved: %v, want %v", got, moved)
	}
}

func TestEventOfUniversalTime(t *testing.T) {
	s := Schedule{Repeats: Once, From: day(t, "2026-06-01"), Start: 5, Duration: 1440, Zone: "UTC"}
	e, err := s.Event()
	if want := []string{"DTSTART:20260601T000500Z", "DURATION:PT24H"}; err != nil || !slices.Equal(e.Lines(), want) {
		t.Errorf("%v %v", e.Lines(), err)
	}
	if e, err := (Schedule{}).Event(); err != nil || e.Lines() != nil {
		t.Errorf("a schedule that never happens is %v, %v", e, err)
	}
}

// What is written is read back: word for word where no exception was idle, and always with the same occurrences.
func TestEventReadBack(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(7, 8))}
	for range 1500 {
		s := g.schedule("America/New_York", "Europe/Madrid", "Asia/Kolkata", "UTC")
		if back := readBack(t, s); !reflect.DeepEqual(back, canonical(s)) {
			t.Fatalf("%+v\nis read back as\n%+v", canonical(s), back)
		}
		s = g.withExceptions(s)
		back := readBack(t, s)
		if again := readBack(t, back); !reflect.DeepEqual(back, again) {
			t.Fatalf("%+v\nis read back as\n%+v", back, again)
		}
		p, q := plan(t, s), plan(t, back)
		from, to := moment(t, "2024-12-01T00:00:00Z"), moment(t, "2032-01-01T00:00:00Z")
		sameOccurrences(t, s, q.Between(from, to), p.Between(from, to))
	}
}

func readBack(t *testing.T, s Schedule) Schedule {
	t.Helper()
	e, err := s.Event()
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	back, err := Parse(e.Lines(), e.MovedLines()...)
	if err != nil {
		t.Fatalf("%+v\n%s: %v", s, strings.Join(e.Lines(), "\n"), err)
	}
	return back
}

// canonical lets From be the first regular day, as DTSTART is.
func canonical(s Schedule) Schedule {
	if s.From != 0 {
		s.From = s.DTStart()
	}
	return s
}

func TestParse(t *testing.T) {
	d := func(text string) Date { return day(t, text) }
	ny := "DTSTART;TZID=America/New_York:20260105T193000"
	weekly := Schedule{Repeats: Weekly, Interval: 1, Weekday: time.Monday, From: d("2026-01-05"), Start: 1170, Zone: "America/New_York"}
	with := func(change func(*Schedule)) Schedule {
		s := weekly
		change(&s)
		return s
	}
	for _, test := range []struct {
		why   string
		lines []string
		moved [][]string
		want  Schedule
	}{
		{"as others write it", []string{"BEGIN:VEVENT", "SUMMARY:A group: open", "dtstart;tzid=\"America/New_York\":20260105T193000",
			"DTEND;TZID=America/New_York:20260105T203000", "RRULE:FREQ=WEEKLY;WKST=SU;BYDAY=MO", "END:VEVENT"}, nil,
			with(func(s *Schedule) { s.Duration = 60 })},
		{"weekday left to DTSTART", []string{ny, "RRULE:FREQ=WEEKLY"}, nil, weekly},
		{"count", []string{ny, "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3"}, nil,
			with(func(s *Schedule) { s.Interval, s.Until = 2, d("2026-02-02") })},
		{"count beyond all days", []string{ny, "RRULE:FREQ=WEEKLY;COUNT=2000000000"}, nil, weekly},
		{"until the last start", []string{ny, "RRULE:FREQ=WEEKLY;UNTIL=20260203T003000Z"}, nil,
			with(func(s *Schedule) { s.Until = d("2026-02-02") })},
		{"until a second before", []string{ny, "RRULE:FREQ=WEEKLY;UNTIL=20260203T002959Z"}, nil,
			with(func(s *Schedule) { s.Until = d("2026-02-01") })},
		{"until a date", []string{ny, "RRULE:FREQ=WEEKLY;UNTIL=20260202"}, nil,
			with(func(s *Schedule) { s.Until = d("2026-02-02") })},
		{"set position", []string{ny, "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1"}, nil,
			with(func(s *Schedule) { s.Repeats, s.Nth = Monthly, 1 })},
		{"once, in days and hours", []string{ny, "DURATION:P0DT1H30M"}, nil,
			Schedule{Repeats: Once, Weekday: time.Monday, From: d("2026-01-05"), Start: 1170, Duration: 90, Zone: "America/New_York"}},
		{"closed days in many forms", []string{ny, "RRULE:FREQ=WEEKLY;BYDAY=MO", "EXDATE:20260113T003000Z", "EXDATE;VALUE=DATE:20260119",
			"EXDATE;TZID=America/New_York:20260126T193000,20260126T193000,20260127T193000", "EXDATE;TZID=Europe/Madrid:20260203T013000"}, nil,
			with(func(s *Schedule) {
				s.Exceptions = []Exception{{Kind: Closed, On: d("2026-01-12")}, {Kind: Closed, On: d("2026-01-19")},
					{Kind: Closed, On: d("2026-01-26")}, {Kind: Closed, On: d("2026-02-02")}}
			})},
		{"extra days, one idle, one taken back", []string{ny, "RRULE:FREQ=WEEKLY;BYDAY=MO",
			"RDATE;TZID=America/New_York:20260106T100000,20260112T193000,20260107T100000", "EXDATE;TZID=America/New_York:20260107T100000",
			"RDATE;VALUE=PERIOD:20260108T150000Z/20260108T170000Z"}, nil,
			with(func(s *Schedule) {
				s.Exceptions = []Exception{{Kind: Extra, On: d("2026-01-06"), Start: 600}, {Kind: Extra, On: d("2026-01-08"), Start: 600, Duration: 120}}
			})},
		{"moved, cancelled, renamed", []string{ny, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO"}, [][]string{
			{"RECURRENCE-ID:20260113T003000Z", "DTSTART:20260114T003000Z", "DTEND:20260114T013000Z"},
			{"RECURRENCE-ID;TZID=America/New_York:20260119T193000", "DTSTART;TZID=America/New_York:20260119T193000", "STATUS:CANCELLED"},
			{"RECURRENCE-ID;TZID=America/New_York:20260126T193000", "DTSTART;TZID=America/New_York:20260126T193000", "SUMMARY:x"}},
			with(func(s *Schedule) {
				s.Duration = 60
				s.Exceptions = []Exception{{Kind: Moved, On: d("2026-01-12"), To: d("2026-01-13"), Start: 1170}, {Kind: Closed, On: d("2026-01-19")}}
			})},
		{"a first day that Event made up", []string{"DTSTART;TZID=America/New_York:20200106T193000", "RRULE:FREQ=WEEKLY;BYDAY=MO"}, nil,
			with(func(s *Schedule) { s.From = 0 })},
	} {
		got, err := Parse(test.lines, test.moved...)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, %v\nwant %+v", test.why, got, err, test.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	ny := "DTSTART;TZID=America/New_York:20260105T193000"
	for key, cases := range map[string][][]string{
		"schedule.rule_several_days": {{ny, "RRULE:FREQ=WEEKLY;BYDAY=MO,TU"}},
		"schedule.rule_frequency":    {{ny, "RRULE:FREQ=DAILY"}, {ny, "RRULE:FREQ=YEARLY"}, {ny, "RRULE:FREQ="}},
		"schedule.rule_day_of_month": {{ny, "RRULE:FREQ=MONTHLY"}, {ny, "RRULE:FREQ=MONTHLY;BYDAY=MO"}},
		"schedule.nth_missing":       {{ny, "RRULE:FREQ=MONTHLY;BYDAY=-2MO"}, {ny, "RRULE:FREQ=MONTHLY;BYDAY=6MO"}, {ny, "RRULE:FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1"}},
		"schedule.rule_part":         {{ny, "RRULE:FREQ=MONTHLY;BYMONTHDAY=5"}, {ny, "EXRULE:FREQ=WEEKLY"}, {ny, "RRULE:FREQ=WEEKLY;BYHOUR=3"}},
		"schedule.rule_number":       {{ny, "RRULE:FREQ=WEEKLY;INTERVAL=0"}, {ny, "RRULE:FREQ=WEEKLY;INTERVAL=999"}, {ny, "RRULE:FREQ=WEEKLY;COUNT=x"}},
		"schedule.rule_until_count":  {{ny, "RRULE:FREQ=WEEKLY;COUNT=2;UNTIL=20270101"}},
		"schedule.rule_twice":        {{ny, ny}, {ny, "RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY"}},
		"schedule.rule_unreadable":   {{"nothing"}, {ny, "RRULE:"}, {ny, "RRULE:BYDAY=MO"}, {ny, "RRULE:FREQ=WEEKLY;BYDAY=XX"}, {ny, "RRULE:FREQ=WEEKLY;BYDAY=UM"}, {ny, "RRULE:FREQ=WEEKLY;BYDAY="}, {ny, "DURATION:1H"}, {ny, "DURATION:P1M"}, {ny, "DURATION:PT"}, {ny, "DURATION:PT99999999H"}},
		"schedule.rule_start_apart":  {{ny, "RRULE:FREQ=WEEKLY;BYDAY=TU"}},
		"schedule.rule_seconds":      {{"DTSTART;TZID=America/New_York:20260105T193030"}, {ny, "DURATION:PT30S"}},
		"schedule.duration_range":    {{ny, "DURATION:P2D"}, {ny, "DTEND;TZID=America/New_York:20260104T193000"}, {ny, "DTEND;TZID=America/New_York:20270105T193000"}},
		"schedule.zone_missing":      {{"DTSTART:20260105T193000"}},
		"schedule.zone_unknown":      {{"DTSTART;TZID=Eastern Standard Time:20260105T193000"}},
		"schedule.time_missing":      {{"DTSTART;VALUE=DATE:20260105"}},
		"schedule.date_missing":      {{}, {"RRULE:FREQ=WEEKLY"}},
		"schedule.date_range":        {{"DTSTART:99991231T235900Z", "RRULE:FREQ=WEEKLY"}, {"DTSTART:00010101T000000Z"}, {ny, "RRULE:FREQ=WEEKLY;UNTIL=99990101"}},
		"schedule.date_unreadable":   {{"DTSTART:20260230T000000Z"}, {"DTSTART:2026-01-05T19:30Z"}},
		"schedule.until_too_early":   {{ny, "RRULE:FREQ=WEEKLY;UNTIL=20260104"}},
		"schedule.extra_too_early":   {{ny, "RRULE:FREQ=WEEKLY", "RDATE;TZID=America/New_York:20251231T193000"}},
		"schedule.exceptions_many":   {{ny, "EXDATE;VALUE=DATE:" + strings.Repeat("20260112,", MaxExceptions) + "20260112"}},
	} {
		for _, lines := range cases {
			_, err := Parse(lines)
			if !slices.Contains(keys(err), key) {
				t.Errorf("%q: %v, want %s", lines, err, key)
			}
		}
	}
}

func keys(err error) []string {
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Invalid {
		return nil
	}
	list := []string{e.Key}
	for _, f := range e.Fields {
		list = append(list, f.Key)
	}
	return list
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"DTSTART;TZID=America/New_York:20260105T193000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260701T035959Z\nEXDATE;TZID=America/New_York:20260119T193000",
		"DTSTART:20260105T193000Z\nDTEND:20260105T203000Z\nRRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=2000000000\nRDATE;VALUE=PERIOD:20270105T193000Z/PT2H",
		"DTSTART:99991231T235900Z\nRRULE:FREQ=MONTHLY;INTERVAL=52;BYDAY=5MO",
		"DTSTART:19691201T000000Z\nRRULE:FREQ=WEEKLY;UNTIL=19700102T000000Z",
		"DTSTART;TZID=\"Pacific/Apia\":20111223T193000\nRRULE:FREQ=WEEKLY;BYDAY=FR\n\nRECURRENCE-ID;TZID=Pacific/Apia:20111230T193000\nDTSTART;TZID=Pacific/Apia:20111230T193000",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		main, moved, _ := strings.Cut(text, "\n\n")
		overrides := [][]string{}
		if moved != "" {
			overrides = append(overrides, strings.Split(moved, "\n"))
		}
		s, err := Parse(strings.Split(main, "\n"), overrides...)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v is not a fault of the kind Invalid", err)
			}
			return
		}
		if again := readBack(t, s); !reflect.DeepEqual(readBack(t, again), again) {
			t.Errorf("%+v is read back otherwise", again)
		}
	})
}
