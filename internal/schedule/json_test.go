package schedule

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"kith/internal/fault"
)

func TestScheduleJSON(t *testing.T) {
	for _, text := range []string{
		`null`,
		`{"repeats":"weekly","weekday":0,"start":"00:00","zone":"UTC"}`,
		`{"repeats":"weekly","interval":2,"weekday":1,"from":"2026-01-05","start":"19:30","duration":60,"zone":"America/New_York",` +
			`"exceptions":[{"kind":"closed","on":"2026-01-19"},{"kind":"moved","on":"2026-02-02","to":"2026-02-03","start":"18:00","duration":90},` +
			`{"kind":"extra","on":"2026-02-05","start":"00:00"}]}`,
		`{"repeats":"monthly","weekday":5,"nth":-1,"until":"2026-12-31","start":"07:05","zone":"Asia/Kolkata"}`,
		`{"repeats":"once","from":"2028-02-29","start":"10:00","zone":"Europe/Madrid"}`,
	} {
		var s Schedule
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if out, err := json.Marshal(s); err != nil || string(out) != text {
			t.Errorf("%s\ncomes back as\n%s (%v)", text, out, err)
		}
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	var s Schedule
	if err := json.Unmarshal([]byte(`{}`), &s); err != nil || !reflect.DeepEqual(s, Schedule{}) {
		t.Errorf("{} reads as %+v, %v", s, err)
	}
}

func TestScheduleJSONRefused(t *testing.T) {
	for key, cases := range map[string][]string{
		"schedule.unreadable":        {`[]`, `"weekly"`, `{"repeats":"weekly","byday":1}`, `{"interval":-1}`, `{"interval":300}`, `{"duration":40000}`, `{"repeats":"weekly","start":1200}`},
		"schedule.repeats_missing":   {`{"repeats":"daily"}`, `{"repeats":""}`, `{"exceptions":[{"kind":"closed","on":"2026-01-01"}]}`},
		"schedule.weekday_missing":   {`{"repeats":"weekly","start":"10:00"}`},
		"schedule.time_missing":      {`{"repeats":"weekly","weekday":1}`, `{"repeats":"once","start":"10:00","exceptions":[{"kind":"extra","on":"2026-01-01"}]}`},
		"schedule.time_unreadable":   {`{"repeats":"weekly","start":"24:00"}`},
		"schedule.date_unreadable":   {`{"from":"yesterday"}`, `{"from":1.5e9}`},
		"schedule.date_range":        {`{"from":"9999-12-31"}`, `{"until":"0001-01-01"}`},
		"schedule.exception_unknown": {`{"repeats":"once","start":"10:00","exceptions":[{"kind":"late"}]}`, `{"repeats":"once","start":"10:00","exceptions":[{"on":"2026-01-01"}]}`},
	} {
		for _, text := range cases {
			if err := json.Unmarshal([]byte(text), new(Schedule)); !slices.Contains(keys(err), key) {
				t.Errorf("%s: %v, want %s", text, err, key)
			}
		}
	}
}

func TestScheduleJSONRoundTrip(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(9, 10))}
	for range 1000 {
		s := g.withExceptions(g.schedule("America/New_York", "UTC"))
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Schedule
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, s) {
			t.Fatalf("%s\nreads as %+v, %v", text, back, err)
		}
	}
}

func TestValidate(t *testing.T) {
	d := func(text string) Date { return day(t, text) }
	with := func(change func(*Schedule)) Schedule {
		s := mondays("Europe/Madrid")
		s.From = d("2026-01-01")
		change(&s)
		return s
	}
	except := func(list ...Exception) Schedule { return with(func(s *Schedule) { s.Exceptions = list }) }
	for _, test := range []struct {
		schedule   Schedule
		field, key string
	}{
		{Schedule{Exceptions: []Exception{{On: d("2026-01-05")}}}, "repeats", "schedule.repeats_missing"},
		{with(func(s *Schedule) { s.Repeats = 9 }), "repeats", "schedule.repeats_missing"},
		{with(func(s *Schedule) { s.Weekday = 7 }), "weekday", "schedule.weekday_missing"},
		{with(func(s *Schedule) { s.Weekday = -1 }), "weekday", "schedule.weekday_missing"},
		{with(func(s *Schedule) { s.Repeats = Monthly }), "nth", "schedule.nth_missing"},
		{with(func(s *Schedule) { s.Repeats, s.Nth = Monthly, 6 }), "nth", "schedule.nth_missing"},
		{with(func(s *Schedule) { s.Interval = 53 }), "interval", "schedule.interval_range"},
		{with(func(s *Schedule) { s.Interval, s.From = 2, 0 }), "from", "schedule.interval_needs_from"},
		{with(func(s *Schedule) { s.Repeats, s.From = Once, 0 }), "from", "schedule.date_missing"},
		{with(func(s *Schedule) { s.From = latest + 1 }), "from", "schedule.date_range"},
		{with(func(s *Schedule) { s.From = latest - 1 }), "from", "schedule.date_range"},
		{with(func(s *Schedule) { s.Until = earliest - 1 }), "until", "schedule.date_range"},
		{with(func(s *Schedule) { s.Until = d("2025-12-31") }), "until", "schedule.until_too_early"},
		{with(func(s *Schedule) { s.Until = d("2026-01-04") }), "until", "schedule.until_too_early"},
		{with(func(s *Schedule) { s.Start = 1440 }), "start", "schedule.time_unreadable"},
		{with(func(s *Schedule) { s.Start = -1 }), "start", "schedule.time_unreadable"},
		{with(func(s *Schedule) { s.Duration = 1441 }), "duration", "schedule.duration_range"},
		{with(func(s *Schedule) { s.Duration = -1 }), "duration", "schedule.duration_range"},
		{with(func(s *Schedule) { s.Zone = "" }), "zone", "schedule.zone_missing"},
		{with(func(s *Schedule) { s.Zone = "Europe/Atlantis" }), "zone", "schedule.zone_unknown"},
		{except(Exception{Kind: 7, On: d("2026-01-05")}), "exceptions.0.kind", "schedule.exception_unknown"},
		{except(Exception{Kind: Closed}), "exceptions.0.on", "schedule.date_missing"},
		{except(Exception{Kind: Closed, On: d("2026-01-06")}), "exceptions.0.on", "schedule.exception_off_rhythm"},
		{except(Exception{Kind: Closed, On: latest + 1}), "exceptions.0.on", "schedule.date_range"},
		{except(Exception{Kind: Moved, On: d("2026-01-05")}), "exceptions.0.to", "schedule.date_missing"},
		{except(Exception{Kind: Moved, On: d("2026-01-05"), To: d("2026-01-06"), Start: 1440}), "exceptions.0.start", "schedule.time_unreadable"},
		{except(Exception{Kind: Extra, On: d("2026-01-06"), Duration: 1441}), "exceptions.0.duration", "schedule.duration_range"},
		{except(Exception{Kind: Extra, On: d("2026-01-04")}), "exceptions.0.on", "schedule.extra_too_early"},
		{except(Exception{Kind: Closed, On: d("2026-01-05")}, Exception{Kind: Moved, On: d("2026-01-05"), To: d("2026-01-06")}),
			"exceptions.1.on", "schedule.exception_twice"},
		{except(Exception{Kind: Extra, On: d("2026-01-05"), Start: 1170}, Exception{Kind: Closed, On: d("2026-01-05")}),
			"exceptions.0.on", "schedule.exception_twice"},
		{except(make([]Exception, MaxExceptions+1)...), "exceptions", "schedule.exceptions_many"},
	} {
		err := test.schedule.Validate()
		e, _ := err.(*fault.Error)
		if e == nil || e.Kind != fault.Invalid || e.Fields[0].Name != test.field || e.Fields[0].Key != test.key {
			t.Errorf("%v, want %s:%s", err, test.field, test.key)
		}
		if _, planned := test.schedule.Plan(); planned == nil {
			t.Errorf("%s:%s was planned all the same", test.field, test.key)
		}
	}
}

func TestNormal(t *testing.T) {
	d := day(t, "2026-01-05")
	untidy := Schedule{Repeats: Once, Interval: 4, Weekday: time.Friday, Nth: 2, From: d, Until: d, Start: 600, Duration: 60, Zone: "UTC",
		Exceptions: []Exception{
			{Kind: Extra, On: d + 2, To: d, Start: 600, Duration: 60}, {Kind: Moved, On: d, To: d, Start: 600, Duration: 60},
			{Kind: Closed, On: d, Start: 5}, {Kind: Extra, On: d + 2, Start: 600},
		}}
	tidy := Schedule{Repeats: Once, Weekday: time.Monday, From: d, Start: 600, Duration: 60, Zone: "UTC",
		Exceptions: []Exception{{Kind: Closed, On: d}, {Kind: Extra, On: d + 2, Start: 600}}}
	if got := untidy.Normal(); !reflect.DeepEqual(got, tidy) {
		t.Errorf("%+v, want %+v", got, tidy)
	}
	if untidy.Exceptions[0].To != d {
		t.Error("the original was changed")
	}
}

func FuzzScheduleJSON(f *testing.F) {
	for _, seed := range []string{
		`null`, `{}`, `{"repeats":"weekly","interval":2,"weekday":1,"from":"2026-01-05","start":"19:30","duration":60,"zone":"America/New_York","exceptions":[{"kind":"closed","on":"2026-01-19"}]}`,
		`{"repeats":"monthly","interval":52,"weekday":4,"nth":5,"from":"2024-02-29","until":"2200-12-31","start":"00:00","zone":"Pacific/Apia"}`,
		`{"repeats":"monthly","weekday":0,"nth":1,"from":"2200-12-10","start":"00:00","zone":"Pacific/Apia"}`,
		`{"repeats":"weekly","weekday":0,"until":"2200-12-31","start":"00:00","zone":"America/New_York"}`,
		`{"repeats":"once","from":"2028-02-29","start":"10:00","zone":"Europe/Madrid","exceptions":[{"kind":"moved","on":"2028-02-29","to":"1900-01-01","start":"23:59"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Schedule
		if json.Unmarshal(data, &s) != nil || s.Repeats == Never || s.Validate() != nil {
			return
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Schedule
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, s) {
			t.Errorf("%s reads as %+v, %v", text, back, err)
		}
		p, now := plan(t, s), time.Date(2026, 11, 23, 19, 0, 0, 0, time.UTC)
		if o, ok := p.NowOrNext(now); ok && o.End.Before(now) && o.Start.Before(now) {
			t.Errorf("%s: %v is over", text, o)
		}
		readBack(t, s)
	})
}
