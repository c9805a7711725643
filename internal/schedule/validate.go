package schedule

import (
	"fmt"
	"time"

	"kith/internal/fault"
)

// What a schedule may hold at most.
const (
	MaxInterval   = 52      // weeks or months
	MaxDuration   = 24 * 60 // minutes
	MaxExceptions = 500
)

// Validate tells what is wrong with the schedule as a fault.Invalid error whose fields are named as in its JSON
// ("until", "exceptions.0.on"); nil when it can be followed.
func (s Schedule) Validate() error {
	if s.Repeats == Never && len(s.Exceptions) == 0 {
		return nil
	}
	var p fault.Problems
	s.checkRhythm(&p)
	s.checkDates(&p)
	s.checkTime(&p)
	if len(p) == 0 {
		s.checkExceptions(&p)
	}
	return p.Err()
}

func (s Schedule) checkRhythm(p *fault.Problems) {
	if s.Repeats == Never || s.Repeats > Once {
		p.Add("repeats", "schedule.repeats_missing", nil)
		return
	}
	if s.Repeats == Once {
		return
	}
	if s.Weekday < time.Sunday || s.Weekday > time.Saturday {
		p.Add("weekday", "schedule.weekday_missing", nil)
	}
	if s.Repeats == Monthly && (s.Nth < -1 || s.Nth == 0 || s.Nth > 5) {
		p.Add("nth", "schedule.nth_missing", nil)
	}
	if s.Interval > MaxInterval {
		p.Add("interval", "schedule.interval_range", map[string]any{"most": MaxInterval})
	}
	if s.Interval > 1 && s.From == 0 {
		p.Add("from", "schedule.interval_needs_from", nil)
	}
}

func (s Schedule) checkDates(p *fault.Problems) {
	if s.Repeats == Once && s.From == 0 {
		p.Add("from", "schedule.date_missing", nil)
	}
	checkRange(p, "from", s.From)
	checkRange(p, "until", s.Until)
	if len(*p) > 0 {
		return
	}
	switch r := s.rhythm(); {
	case r.first <= r.last:
	case s.Until != 0:
		p.Add("until", "schedule.until_too_early", nil)
	default:
		p.Add("from", "schedule.date_range", nil)
	}
}

func checkRange(p *fault.Problems, name string, d Date) {
	if d != 0 && !d.plausible() {
		p.Add(name, "schedule.date_range", nil)
	}
}

func (s Schedule) checkTime(p *fault.Problems) {
	checkStart(p, "start", s.Start)
	checkDuration(p, "duration", s.Duration)
	if s.Zone == "" {
		p.Add("zone", "schedule.zone_missing", nil)
	} else if _, err := LoadZone(s.Zone); err != nil {
		p.Add("zone", "schedule.zone_unknown", map[string]any{"zone": s.Zone})
	}
}

func checkStart(p *fault.Problems, name string, c Clock) {
	if !c.plausible() {
		p.Add(name, "schedule.time_unreadable", nil)
	}
}

func checkDuration(p *fault.Problems, name string, minutes int16) {
	if minutes < 0 || minutes > MaxDuration {
		p.Add(name, "schedule.duration_range", map[string]any{"hours": MaxDuration / 60})
	}
}

func (s Schedule) checkExceptions(p *fault.Problems) {
	if len(s.Exceptions) > MaxExceptions {
		p.Add("exceptions", "schedule.exceptions_many", map[string]any{"most": MaxExceptions})
		return
	}
	if len(s.Exceptions) == 0 {
		return
	}
	r, apart := s.rhythm(), map[Date]bool{}
	for i, e := range s.Exceptions {
		name := fmt.Sprintf("exceptions.%d.", i)
		e.check(p, name)
		if e.Kind != Extra {
			checkRegular(p, name+"on", e.On, &r, apart)
		}
	}
	for i, e := range s.Exceptions {
		if e.Kind == Extra {
			s.checkExtra(p, fmt.Sprintf("exceptions.%d.on", i), e, apart)
		}
	}
}

// checkRegular wants a day of the rhythm that no other exception takes away.
func checkRegular(p *fault.Problems, name string, d Date, r *rhythm, apart map[Date]bool) {
	values := map[string]any{"date": d.String()}
	if d.plausible() && !r.has(d) {
		p.Add(name, "schedule.exception_off_rhythm", values)
	}
	if apart[d] {
		p.Add(name, "schedule.exception_twice", values)
	}
	apart[d] = true
}

// checkExtra refuses what RFC 5545 cannot say: an extra meeting before the first, or in place of a closed or moved one.
func (s Schedule) checkExtra(p *fault.Problems, name string, e Exception, apart map[Date]bool) {
	if first := s.DTStart(); s.From != 0 && e.On != 0 && e.On < first {
		p.Add(name, "schedule.extra_too_early", map[string]any{"date": first.String()})
	}
	if e.Start == s.Start && apart[e.On] {
		p.Add(name, "schedule.exception_twice", map[string]any{"date": e.On.String()})
	}
}

func (e Exception) check(p *fault.Problems, name string) {
	if e.Kind > Extra {
		p.Add(name+"kind", "schedule.exception_unknown", nil)
		return
	}
	checkDay(p, name+"on", e.On)
	if e.Kind == Closed {
		return
	}
	if e.Kind == Moved {
		checkDay(p, name+"to", e.To)
	}
	checkStart(p, name+"start", e.Start)
	checkDuration(p, name+"duration", e.Duration)
}

func checkDay(p *fault.Problems, name string, d Date) {
	if d == 0 {
		p.Add(name, "schedule.date_missing", nil)
		return
	}
	checkRange(p, name, d)
}
