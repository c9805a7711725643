package schedule

import (
	"testing"
	"time"
)

func BenchmarkNowOrNext(b *testing.B) {
	with := mondays("America/New_York")
	with.Exceptions = []Exception{{Kind: Closed, On: day(b, "2026-12-28")}, {Kind: Extra, On: day(b, "2026-12-29"), Start: 600}}
	for _, test := range []struct {
		name     string
		schedule Schedule
		now      string
	}{
		{"weekly", mondays("America/New_York"), "2026-11-25T12:00:00Z"},
		{"weekly over the clock change", mondays("America/New_York"), "2026-10-30T12:00:00Z"},
		{"weekly in 2070", mondays("America/New_York"), "2070-11-25T12:00:00Z"},
		{"weekly without clock changes", mondays("Asia/Kolkata"), "2026-11-25T12:00:00Z"},
		{"weekly with exceptions", with, "2026-11-25T12:00:00Z"},
		{"second Tuesdays", Schedule{Repeats: Monthly, Weekday: time.Tuesday, Nth: 2, Start: 1140, Zone: "Europe/Madrid"}, "2026-11-25T12:00:00Z"},
	} {
		p, now := plan(b, test.schedule), moment(b, test.now)
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.NowOrNext(now)
			}
		})
	}
}

// All weekdays and many zones, as an index meets them: no two calls take the same branches.
func BenchmarkNowOrNextOfThousands(b *testing.B) {
	zones := []string{"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Europe/London", "Europe/Madrid", "Asia/Kolkata"}
	plans := make([]Plan, 8192)
	for i := range plans {
		s := mondays(zones[i*7919%len(zones)])
		s.Weekday, s.Start = time.Weekday(i*31%7), Clock(i*7919%1440)
		plans[i] = plan(b, s)
	}
	now := moment(b, "2026-11-25T12:00:00Z")
	for i := 0; b.Loop(); i++ {
		plans[i%len(plans)].NowOrNext(now)
	}
}

func BenchmarkPlan(b *testing.B) {
	s := mondays("America/New_York")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Plan(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUpcomingTen(b *testing.B) {
	p, now := plan(b, mondays("America/New_York")), moment(b, "2026-11-25T12:00:00Z")
	for b.Loop() {
		p.Upcoming(now, 10)
	}
}

func BenchmarkParse(b *testing.B) {
	s := mondays("America/New_York")
	s.Until = day(b, "2027-06-30")
	e, err := s.Event()
	if err != nil {
		b.Fatal(err)
	}
	lines := e.Lines()
	for b.Loop() {
		if _, err := Parse(lines); err != nil {
			b.Fatal(err)
		}
	}
}
