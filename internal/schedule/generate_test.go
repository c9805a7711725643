package schedule

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// generator makes valid schedules of every kind, with days from 2025 to 2028.
type generator struct{ *rand.Rand }

func (g generator) schedule(zones ...string) Schedule {
	s := Schedule{
		Repeats:  Repeats(1 + g.IntN(3)),
		Interval: uint8(1 + g.IntN(4)),
		Weekday:  time.Weekday(g.IntN(7)),
		From:     g.day(),
		Start:    Clock(g.IntN(24 * 60)),
		Duration: []int16{0, 30, 60, 90, 300, 1440}[g.IntN(6)],
		Zone:     zones[g.IntN(len(zones))],
	}
	if s.Repeats == Monthly {
		s.Nth = []int8{-1, 1, 2, 3, 4, 5}[g.IntN(6)]
	}
	if s.Interval == 1 && s.Repeats != Once && g.IntN(2) == 0 {
		s.From = 0
	}
	if g.IntN(3) == 0 {
		s.Until = s.DTStart().AddDays(g.IntN(900))
	}
	return s.Normal()
}

func (g generator) day() Date { return DateOf(2025, 1, 1).AddDays(g.IntN(3 * 365)) }

// withExceptions adds up to eight, each regular day closed or moved at most once.
func (g generator) withExceptions(s Schedule) Schedule {
	r, taken := s.rhythm(), map[Date]bool{}
	for range g.IntN(9) {
		if g.IntN(3) == 0 {
			s.Exceptions = append(s.Exceptions, Exception{Kind: Extra, On: s.DTStart().AddDays(g.IntN(2500)), Start: g.start(s), Duration: g.minutes()})
			continue
		}
		on, ok := r.from(max(g.day(), s.DTStart()))
		if !ok || taken[on] {
			continue
		}
		taken[on] = true
		if g.IntN(2) == 0 {
			s.Exceptions = append(s.Exceptions, Exception{Kind: Closed, On: on})
			continue
		}
		to := on.AddDays(g.IntN(31) - 15)
		s.Exceptions = append(s.Exceptions, Exception{Kind: Moved, On: on, To: to, Start: g.start(s), Duration: g.minutes()})
	}
	s.Exceptions = slices.DeleteFunc(s.Exceptions, func(e Exception) bool {
		return e.Kind == Extra && e.Start == s.Start && taken[e.On]
	})
	return s.Normal()
}

// start is often the usual one, so that exceptions meet regular days.
func (g generator) start(s Schedule) Clock {
	if g.IntN(2) == 0 {
		return s.Start
	}
	return Clock(g.IntN(24 * 60))
}

func (g generator) minutes() int16 { return []int16{0, 0, 45, 600}[g.IntN(4)] }

// plainly finds the occurrences that start in [from, to) the slow way: it looks at every single day.
func plainly(s Schedule, from, to time.Time) []Occurrence {
	loc, _ := time.LoadLocation(s.Zone)
	var list []Occurrence
	add := func(d Date, c Clock, minutes int16, of Date, moved bool) {
		start := Place(d, c, loc)
		same := func(o Occurrence) bool { return o.Start.Equal(start) }
		if !start.Before(from) && start.Before(to) && !slices.ContainsFunc(list, same) {
			list = append(list, Occurrence{start, start.Add(time.Duration(minutes) * time.Minute), of, moved})
		}
	}
	for d := DateOf(2018, 1, 1); d < DateOf(2036, 1, 1); d++ {
		apart := func(e Exception) bool { return e.Kind != Extra && e.On == d }
		if plainlyRegular(s, d) && !slices.ContainsFunc(s.Exceptions, apart) {
			add(d, s.Start, s.Duration, d, false)
		}
	}
	for _, e := range s.Exceptions {
		minutes := s.Duration
		if e.Duration != 0 {
			minutes = e.Duration
		}
		switch e.Kind {
		case Moved:
			add(e.To, e.Start, minutes, e.On, true)
		case Extra:
			add(e.On, e.Start, minutes, e.On, false)
		}
	}
	slices.SortFunc(list, func(a, b Occurrence) int { return a.Start.Compare(b.Start) })
	return list
}

func plainlyRegular(s Schedule, d Date) bool {
	if s.Until != 0 && d > s.Until || d < s.From {
		return false
	}
	if s.Repeats == Once {
		return d == s.From
	}
	if !plainlyFits(s, d) {
		return false
	}
	first := s.From
	if first == 0 {
		return true
	}
	for !plainlyFits(s, first) {
		first++
	}
	if s.Repeats == Weekly {
		return int(d-first)/7%int(s.Interval) == 0
	}
	year, month, _ := d.Civil()
	year0, month0, _ := first.Civil()
	return ((year-year0)*12+int(month-month0))%int(s.Interval) == 0
}

func plainlyFits(s Schedule, d Date) bool {
	if d.Weekday() != s.Weekday {
		return false
	}
	_, month, day := d.Civil()
	_, nextWeek, _ := d.AddDays(7).Civil()
	return s.Repeats == Weekly || s.Nth > 0 && (day-1)/7+1 == int(s.Nth) || s.Nth < 0 && nextWeek != month
}

func TestOccurrencesAgainstEveryDay(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(3, 4))}
	from, to := moment(t, "2024-12-01T00:00:00Z"), moment(t, "2033-01-01T00:00:00Z")
	for range 600 {
		s := g.withExceptions(g.schedule("America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"))
		p := plan(t, s)
		want := plainly(s, from, to)
		sameOccurrences(t, s, p.Between(from, to), want)
		if len(want) > 3 {
			sameOccurrences(t, s, p.Upcoming(from, 3), want[:3])
		}
		for range 20 {
			now := from.Add(time.Duration(g.Int64N(int64(7 * 365 * 24 * time.Hour))))
			o, ok := p.NowOrNext(now)
			i := slices.IndexFunc(want, func(o Occurrence) bool { return o.End.After(now) || o.Start.Add(time.Minute).After(now) })
			if ok != (i >= 0) && (!ok || o.Start.Before(to)) || ok && i >= 0 && !o.Start.Equal(want[i].Start) {
				t.Fatalf("%+v at %s: %v", s, now, o)
			}
		}
	}
}

func sameOccurrences(t *testing.T, s Schedule, got, want []Occurrence) {
	t.Helper()
	same := func(a, b Occurrence) bool {
		return a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.Day == b.Day && a.Moved == b.Moved
	}
	if !slices.EqualFunc(got, want, same) {
		t.Fatalf("%+v:\n got %v\nwant %v", s, got, want)
	}
}

// What we write as RFC 5545 and what we count ourselves must be the same to an independent reader, in floating time.
func TestRRuleAgainstRRuleGo(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(5, 6))}
	to := moment(t, "2034-01-01T00:00:00Z")
	for range 600 {
		s := g.schedule("UTC")
		if s.Repeats == Once {
			continue
		}
		year, month, day := s.DTStart().Civil()
		option, err := rrule.StrToROption(s.RRule())
		if err != nil {
			t.Fatalf("%s: %v", s.RRule(), err)
		}
		option.Dtstart = time.Date(year, month, day, int(s.Start/60), int(s.Start%60), 0, 0, time.UTC)
		rule, err := rrule.NewRRule(*option)
		if err != nil {
			t.Fatal(err)
		}
		p := plan(t, s)
		var got []time.Time
		for _, o := range p.Between(option.Dtstart, to) {
			got = append(got, o.Start)
		}
		want := rule.Between(option.Dtstart, to.Add(-time.Second), true)
		if !slices.EqualFunc(got, want, time.Time.Equal) {
			t.Fatalf("%+v %s:\n got %v\nwant %v", s, s.RRule(), got, want)
		}
	}
}
