package schedule

import (
	"fmt"
	"strings"
	"time"
)

// Event is a schedule in the terms of an iCalendar VEVENT (RFC 5545): what a calendar writer needs, exceptions sorted
// out. Exceptions before Start are history and left out.
type Event struct {
	Zone     string  // TZID
	Start    Local   // DTSTART: the first regular day
	Duration int16   // DURATION in minutes; 0: none
	Rule     string  // RRULE; empty when there is one regular day only
	Closed   []Local // EXDATE
	Extra    []Shift // RDATE
	Moved    []Shift // each an event of its own, with the same UID and a RECURRENCE-ID
}

// Local is a time shown by the clocks of a zone: RFC 5545 DATE-TIME, form 3.
type Local struct {
	Day   Date
	Clock Clock
}

// String is the RFC 5545 form without zone, "20060102T150405".
func (l Local) String() string {
	year, month, day := l.Day.Civil()
	return fmt.Sprintf("%04d%02d%02dT%02d%02d00", year, month, day, l.Clock/60, l.Clock%60)
}

// Shift is one occurrence that departs from the rhythm.
type Shift struct {
	Of       Local // RECURRENCE-ID of a moved one: its regular time; of an extra one its own
	At       Local // when it is held
	Duration int16 // minutes; 0: unknown
}

// Event gives the schedule as RFC 5545 has it. The zero Event belongs to a schedule that never happens; the error is
// that of Validate.
func (s Schedule) Event() (Event, error) {
	p, err := s.Plan()
	if err != nil || s.Repeats == Never {
		return Event{}, err
	}
	s = s.Normal()
	e := Event{Zone: s.Zone, Start: Local{s.DTStart(), s.Start}, Duration: s.Duration, Rule: s.RRule()}
	for _, x := range s.Exceptions {
		if x.On >= e.Start.Day {
			e.add(&p, x)
		}
	}
	return e, nil
}

// add leaves out an extra meeting at a time when there is one anyway, and closes a day that was moved to such a time.
func (e *Event) add(p *Plan, x Exception) {
	regular := Local{x.On, p.start}
	alone := x.Kind != Closed && p.apart.holds(p.held(x))
	shift := Shift{Of: regular, At: Local{x.On, x.Start}, Duration: p.duration}
	if x.Duration != 0 {
		shift.Duration = x.Duration
	}
	switch {
	case x.Kind == Extra && alone:
		shift.Of = shift.At
		e.Extra = append(e.Extra, shift)
	case x.Kind == Moved && alone:
		shift.At.Day = x.To
		e.Moved = append(e.Moved, shift)
	case x.Kind != Extra:
		e.Closed = append(e.Closed, regular)
	}
}

func (a *apart) holds(h held) bool {
	for _, other := range a.held {
		if other == h {
			return true
		}
	}
	return false
}

// DTStart is the first regular day, exceptions aside; zero when the schedule never happens. For a rhythm without a first
// day it is the first one of 2020 or later, or of all when the rhythm had ended by then. The schedule must be valid.
func (s Schedule) DTStart() Date {
	if s.Repeats == Never {
		return 0
	}
	if s.From != 0 {
		return s.rhythm().first
	}
	s.From = DateOf(2020, time.January, 1)
	r := s.rhythm()
	if r.first <= r.last {
		return r.first
	}
	s.From = 0
	return s.rhythm().first
}

// RRule is the recurrence rule, such as "FREQ=MONTHLY;BYDAY=-1SU"; empty when the schedule does not recur. UNTIL is in
// UTC, as RFC 5545 §3.3.10 wants it beside a DTSTART with a zone: the last second of the last day. The schedule must be
// valid.
func (s Schedule) RRule() string {
	s = s.Normal()
	var rule strings.Builder
	switch s.Repeats {
	case Weekly:
		rule.WriteString("FREQ=WEEKLY")
	case Monthly:
		rule.WriteString("FREQ=MONTHLY")
	default:
		return ""
	}
	if s.Interval > 1 {
		fmt.Fprintf(&rule, ";INTERVAL=%d", s.Interval)
	}
	rule.WriteString(";BYDAY=")
	if s.Repeats == Monthly {
		fmt.Fprintf(&rule, "%d", s.Nth)
	}
	rule.WriteString(weekdayCode(s.Weekday))
	if zone, err := LoadZone(s.Zone); err == nil && s.Until != 0 {
		last := time.Unix(zone.place(s.Until+1, 0)-1, 0).UTC()
		rule.WriteString(";UNTIL=" + last.Format(utcForm))
	}
	return rule.String()
}

const (
	localForm = "20060102T150405"
	utcForm   = localForm + "Z"
	dateForm  = "20060102"

	weekdayCodes = "SUMOTUWETHFRSA"
)

func weekdayCode(d time.Weekday) string { return weekdayCodes[2*d : 2*d+2] }

// Lines gives the properties DTSTART, DURATION, RRULE, EXDATE and RDATE as content lines, neither folded nor ended.
func (e Event) Lines() []string {
	if e.Zone == "" {
		return nil
	}
	lines := append([]string{e.line("DTSTART", e.Start)}, durationLine(e.Duration)...)
	if e.Rule != "" {
		lines = append(lines, "RRULE:"+e.Rule)
	}
	for _, at := range e.Closed {
		lines = append(lines, e.line("EXDATE", at))
	}
	for _, x := range e.Extra {
		lines = append(lines, e.extraLine(x))
	}
	return lines
}

// MovedLines gives for each moved occurrence the properties RECURRENCE-ID, DTSTART and DURATION of its own event.
func (e Event) MovedLines() [][]string {
	var events [][]string
	for _, m := range e.Moved {
		lines := []string{e.line("RECURRENCE-ID", m.Of), e.line("DTSTART", m.At)}
		events = append(events, append(lines, durationLine(m.Duration)...))
	}
	return events
}

func (e Event) extraLine(x Shift) string {
	if x.Duration == e.Duration {
		return e.line("RDATE", x.At)
	}
	name, value, _ := strings.Cut(e.line("RDATE", x.At), ":")
	return name + ";VALUE=PERIOD:" + value + "/" + durationText(x.Duration)
}

// line writes a time; those of UTC bear a Z instead of a TZID, as no VTIMEZONE goes with them.
func (e Event) line(name string, at Local) string {
	if e.Zone == "UTC" {
		return name + ":" + at.String() + "Z"
	}
	return name + ";TZID=" + e.Zone + ":" + at.String()
}

func durationLine(minutes int16) []string {
	if minutes == 0 {
		return nil
	}
	return []string{"DURATION:" + durationText(minutes)}
}

func durationText(minutes int16) string {
	text := "PT"
	if minutes >= 60 {
		text += fmt.Sprintf("%dH", minutes/60)
	}
	if minutes%60 != 0 {
		text += fmt.Sprintf("%dM", minutes%60)
	}
	return text
}
