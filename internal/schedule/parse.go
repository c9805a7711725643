package schedule

import (
	"slices"
	"strings"

	"kith/internal/fault"
)

// Parse reads a schedule from the content lines, unfolded, of an iCalendar VEVENT (RFC 5545), and of the events that
// share its UID and have a RECURRENCE-ID. Properties that say nothing of time are passed over. The schedule is valid and
// in normal form: COUNT becomes the last day it leads to, a DTSTART that Event would have made up becomes no first day, a
// cancelled occurrence becomes a closed day, and exceptions that change nothing are dropped. The error is
// fault.Invalid with the property's name as field; it says what a schedule cannot express, such as several weekdays.
func Parse(lines []string, moved ...[]string) (Schedule, error) {
	main, err := readEvent(lines)
	if err != nil {
		return Schedule{}, err
	}
	s, zone, err := main.schedule()
	if err != nil {
		return Schedule{}, err
	}
	r := s.rhythm()
	s.Exceptions = main.exceptions(s, r, zone)
	for _, lines := range moved {
		if s.Exceptions, err = appendMoved(s, r, zone, lines); err != nil {
			return Schedule{}, err
		}
	}
	s = s.withoutAnchor().Normal()
	return s, s.Validate()
}

// event is what was read of a VEVENT.
type event struct {
	start, end, of *stamp // DTSTART, DTEND, RECURRENCE-ID
	duration       int16
	rule           *rule
	ruleProperty   property
	closed         []stamp
	extra          []period
	cancelled      bool
}

type period struct {
	stamp
	duration int16 // 0: as usual
}

func readEvent(lines []string) (event, error) {
	var e event
	for _, line := range lines {
		p, err := parseProperty(line)
		if err != nil {
			return event{}, err
		}
		if err := e.read(p); err != nil {
			return event{}, err
		}
	}
	return e, nil
}

func (e *event) read(p property) (err error) {
	switch p.name {
	case "DTSTART":
		err = p.once(&e.start)
	case "DTEND":
		err = p.once(&e.end)
	case "RECURRENCE-ID":
		if p.params["RANGE"] != "" {
			return refuse(p.name, "schedule.rule_part", "part", "RANGE")
		}
		err = p.once(&e.of)
	case "DURATION":
		e.duration, err = parseDuration(p.name, p.value)
	case "RRULE":
		err = e.readRule(p)
	case "EXRULE":
		err = refuse(p.name, "schedule.rule_part", "part", p.name)
	case "EXDATE":
		err = e.readClosed(p)
	case "RDATE":
		err = e.readExtra(p)
	case "STATUS":
		e.cancelled = strings.EqualFold(p.value, "CANCELLED")
	}
	return err
}

func (p property) once(into **stamp) error {
	if *into != nil {
		return refuse(p.name, "schedule.rule_twice")
	}
	s, err := p.stamp(p.value)
	*into = &s
	return err
}

func (e *event) readRule(p property) error {
	if e.rule != nil {
		return refuse(p.name, "schedule.rule_twice")
	}
	r, err := parseRule(p.value)
	e.rule, e.ruleProperty = &r, p
	return err
}

func (e *event) readClosed(p property) error {
	for value := range strings.SplitSeq(p.value, ",") {
		s, err := p.stamp(value)
		if err != nil {
			return err
		}
		e.closed = append(e.closed, s)
	}
	return tooMany(p.name, len(e.closed))
}

func (e *event) readExtra(p property) error {
	for value := range strings.SplitSeq(p.value, ",") {
		x, err := p.period(value)
		if err != nil {
			return err
		}
		e.extra = append(e.extra, x)
	}
	return tooMany(p.name, len(e.extra))
}

func tooMany(name string, n int) error {
	if n > MaxExceptions {
		return refuse(name, "schedule.exceptions_many", "most", MaxExceptions)
	}
	return nil
}

// period reads a DATE-TIME, or a PERIOD of RFC 5545 §3.3.9.
func (p property) period(value string) (period, error) {
	value, length, long := strings.Cut(value, "/")
	s, err := p.stamp(value)
	if err != nil || !long {
		return period{stamp: s}, err
	}
	if strings.HasPrefix(length, "P") {
		minutes, err := parseDuration(p.name, length)
		return period{s, minutes}, err
	}
	end, err := p.stamp(length)
	if err != nil {
		return period{}, err
	}
	minutes, err := between(p.name, s, end, s.zone)
	return period{s, minutes}, err
}

// between is the time from one stamp to another, in minutes.
func between(name string, start, end stamp, zone *Zone) (int16, error) {
	if zone == nil || start.date || end.date {
		return 0, refuse(name, "schedule.zone_missing")
	}
	from, to := start.in(zone), end.in(zone)
	return wholeMinutes(name, int(zone.place(to.Day, to.Clock)-zone.place(from.Day, from.Clock)))
}

// schedule gives the rhythm without exceptions, and its zone.
func (e *event) schedule() (Schedule, *Zone, error) {
	switch {
	case e.start == nil:
		return Schedule{}, nil, refuse("DTSTART", "schedule.date_missing")
	case e.start.date:
		return Schedule{}, nil, refuse("DTSTART", "schedule.time_missing")
	case e.start.zone == nil:
		return Schedule{}, nil, refuse("DTSTART", "schedule.zone_missing")
	}
	zone := e.start.zone
	duration, err := e.length(zone)
	if err != nil {
		return Schedule{}, nil, err
	}
	s := Schedule{Repeats: Once, From: e.start.Day, Start: e.start.Clock, Duration: duration, Zone: zone.name}
	if e.rule == nil {
		return s.Normal(), zone, nil
	}
	err = e.recur(&s, zone)
	return s, zone, err
}

// length is the duration in minutes; 0 when neither DURATION nor DTEND is there.
func (e *event) length(zone *Zone) (int16, error) {
	if e.end == nil {
		return e.duration, nil
	}
	return between("DTEND", *e.start, *e.end, zone)
}

// recur fills in the rule. RFC 5545 leaves open what a DTSTART outside its own rule means; that is refused.
func (e *event) recur(s *Schedule, zone *Zone) error {
	s.Repeats, s.Interval, s.Nth, s.Weekday = e.rule.repeats, e.rule.interval, e.rule.nth, e.rule.weekday
	if s.Weekday < 0 {
		s.Weekday = s.From.Weekday()
	}
	r := s.rhythm()
	if r.first != s.From {
		return refuse("DTSTART", "schedule.rule_start_apart")
	}
	if e.rule.count == 0 {
		return e.limit(s, zone)
	}
	if last, ok := r.nthDay(e.rule.count); ok {
		s.Until = lastDay(last)
	}
	return nil
}

// lastDay keeps 1970-01-01, on which no meeting is held, from reading as open-ended.
func lastDay(d Date) Date {
	if d == 0 {
		return -1
	}
	return d
}

// limit makes UNTIL, a moment, into a last day: a day whose meeting would begin after it is not in.
func (e *event) limit(s *Schedule, zone *Zone) error {
	if e.rule.until == "" {
		return nil
	}
	p := e.ruleProperty
	until, err := p.stamp(e.rule.until)
	if err != nil {
		return err
	}
	last := until.in(zone)
	if !until.date && last.Clock < s.Start {
		last.Day--
	}
	s.Until = lastDay(last.Day)
	if s.Until < s.From {
		return refuse("RRULE", "schedule.until_too_early")
	}
	return nil
}

func (e *event) exceptions(s Schedule, r rhythm, zone *Zone) []Exception {
	var list []Exception
	closed := map[Local]bool{}
	for _, stamp := range e.closed {
		at := stamp.in(zone)
		if stamp.date {
			at.Clock = s.Start
		}
		if !closed[at] && at.Clock == s.Start && r.has(at.Day) {
			list = append(list, Exception{Kind: Closed, On: at.Day})
		}
		closed[at] = true
	}
	for _, x := range e.extra {
		at := x.in(zone)
		if x.date {
			at.Clock = s.Start
		}
		regular := at.Clock == s.Start && r.has(at.Day)
		if !regular && !closed[at] {
			list = append(list, Exception{Kind: Extra, On: at.Day, Start: at.Clock, Duration: x.duration})
		}
	}
	return list
}

// appendMoved adds what an event with a RECURRENCE-ID changes; nothing when it is none of the rhythm's or changes no
// time.
func appendMoved(s Schedule, r rhythm, zone *Zone, lines []string) ([]Exception, error) {
	e, err := readEvent(lines)
	if err != nil {
		return nil, err
	}
	if e.of == nil {
		return nil, refuse("RECURRENCE-ID", "schedule.date_missing")
	}
	of := e.of.in(zone)
	if !r.has(of.Day) || !e.of.date && of.Clock != s.Start {
		return s.Exceptions, nil
	}
	list := slices.DeleteFunc(s.Exceptions, func(x Exception) bool { return x.Kind != Extra && x.On == of.Day })
	if e.cancelled {
		return append(list, Exception{Kind: Closed, On: of.Day}), nil
	}
	x, err := e.moved(of.Day, zone)
	return append(list, x), err
}

func (e *event) moved(of Date, zone *Zone) (Exception, error) {
	if e.start == nil || e.start.date {
		return Exception{}, refuse("DTSTART", "schedule.time_missing")
	}
	duration, err := e.length(zone)
	at := e.start.in(zone)
	return Exception{Kind: Moved, On: of, To: at.Day, Start: at.Clock, Duration: duration}, err
}

// withoutAnchor takes a first day away that Event would have made up.
func (s Schedule) withoutAnchor() Schedule {
	open := s
	open.From = 0
	if s.Repeats != Once && s.Interval <= 1 && open.DTStart() == s.From {
		return open
	}
	return s
}

// refuse makes the error for a property that cannot be taken; values are pairs of name and value.
func refuse(name, key string, values ...any) error {
	var p fault.Problems
	var named map[string]any
	for i := 0; i < len(values); i += 2 {
		if named == nil {
			named = map[string]any{}
		}
		named[values[i].(string)] = values[i+1]
	}
	p.Add(name, key, named)
	return p.Err()
}
