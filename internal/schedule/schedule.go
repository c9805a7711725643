// Package schedule says when a meeting happens: recurrence, time zone, dated exceptions, the next occurrence. It is
// pure: no clock, no storage. A schedule recurs in floating local time and is then placed in its zone; a local time that
// a clock change skips takes the offset before the gap, and one that happens twice is the first (RFC 5545 §3.3.5).
package schedule

import "time"

// Date is a civil day, counted from 1970-01-01. Zero means "no date": no meeting of this century stands on that day.
type Date int32

// Clock is a time of day in minutes from midnight, 0 to 1439.
type Clock int16

// Repeats is the rhythm of a schedule.
type Repeats uint8

// The rhythms. Never is the zero value: a listing without a schedule.
const (
	Never   Repeats = iota
	Weekly          // every Interval weeks on Weekday
	Monthly         // every Interval months on the Nth Weekday; Nth -1 is the last
	Once            // on From only
)

// Schedule is when one meeting happens. One meeting has one schedule and one weekday.
type Schedule struct {
	Repeats    Repeats
	Interval   uint8 // 1 or more for Weekly and Monthly; zero reads as 1
	Weekday    time.Weekday
	Nth        int8   // Monthly: 1 to 5, or -1 for the last
	From       Date   // first day; the anchor that Interval counts from; Once: the day. Zero: since always
	Until      Date   // last day, inclusive; zero: open-ended
	Start      Clock  // local start
	Duration   int16  // minutes; 0: unknown
	Zone       string // IANA name
	Exceptions []Exception
}

// Exception is one dated departure from the rhythm.
type Exception struct {
	Kind     ExceptionKind
	On       Date  // the day the rhythm would have it (Closed, Moved), or the extra day itself
	To       Date  // Moved: the new day
	Start    Clock // Moved, Extra: the local start that day
	Duration int16 // Moved, Extra: minutes; 0: as usual
}

// ExceptionKind says what happens on an exceptional day.
type ExceptionKind uint8

// The kinds of exception.
const (
	Closed ExceptionKind = iota // no meeting on that day
	Moved                       // held at To, Start instead
	Extra                       // held in addition
)

// Occurrence is one happening: its exact start and end (End equals Start when the duration is unknown), and the day of
// the rhythm that it belongs to (RFC 5545 RECURRENCE-ID).
type Occurrence struct {
	Start, End time.Time
	Day        Date
	Moved      bool
}
