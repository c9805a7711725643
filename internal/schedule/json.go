package schedule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"kith/internal/fault"
)

// written is a schedule as JSON has it. Weekday counts from Sunday, 0; it and Start may be zero and must still be there.
type written struct {
	Repeats    Repeats            `json:"repeats"`
	Interval   uint8              `json:"interval,omitempty"`
	Weekday    *time.Weekday      `json:"weekday,omitempty"`
	Nth        int8               `json:"nth,omitempty"`
	From       Date               `json:"from,omitempty"`
	Until      Date               `json:"until,omitempty"`
	Start      *Clock             `json:"start,omitempty"`
	Duration   int16              `json:"duration,omitempty"`
	Zone       string             `json:"zone,omitempty"`
	Exceptions []writtenException `json:"exceptions,omitempty"`
}

type writtenException struct {
	Kind     *ExceptionKind `json:"kind"`
	On       Date           `json:"on"`
	To       Date           `json:"to,omitempty"`
	Start    *Clock         `json:"start,omitempty"`
	Duration int16          `json:"duration,omitempty"`
}

// MarshalJSON gives the schedule's normal form as a compact object without empty parts; null when it never happens.
func (s Schedule) MarshalJSON() ([]byte, error) {
	s = s.Normal()
	if s.Repeats == Never {
		return []byte("null"), nil
	}
	w := written{Repeats: s.Repeats, Nth: s.Nth, From: s.From, Until: s.Until, Start: &s.Start, Duration: s.Duration, Zone: s.Zone}
	if s.Interval > 1 {
		w.Interval = s.Interval
	}
	if s.Repeats != Once {
		w.Weekday = &s.Weekday
	}
	for _, e := range s.Exceptions {
		w.Exceptions = append(w.Exceptions, e.written())
	}
	return json.Marshal(w)
}

func (e Exception) written() writtenException {
	w := writtenException{Kind: &e.Kind, On: e.On, To: e.To, Duration: e.Duration}
	if e.Kind != Closed {
		w.Start = &e.Start
	}
	return w
}

// UnmarshalJSON reads what MarshalJSON writes, in normal form; null and {} never happen. Unknown names, and a weekday or
// start that is needed and missing, are refused with fault.Invalid. Whether the whole can be followed, Validate says.
func (s *Schedule) UnmarshalJSON(data []byte) error {
	var w written
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&w); err != nil {
		return unreadable(err)
	}
	var p fault.Problems
	read := w.schedule(&p)
	if len(p) > 0 {
		return p.Err()
	}
	*s = read.Normal()
	return nil
}

func unreadable(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	return &fault.Error{Kind: fault.Invalid, Key: "schedule.unreadable", Cause: err}
}

func (w written) schedule(p *fault.Problems) Schedule {
	s := Schedule{Repeats: w.Repeats, Interval: w.Interval, Nth: w.Nth, From: w.From, Until: w.Until, Duration: w.Duration, Zone: w.Zone}
	if w.Repeats != Never {
		s.Start = needed(p, "start", "schedule.time_missing", w.Start)
	}
	if w.Repeats == Weekly || w.Repeats == Monthly {
		s.Weekday = needed(p, "weekday", "schedule.weekday_missing", w.Weekday)
	}
	if w.Repeats == Never && len(w.Exceptions) > 0 {
		p.Add("repeats", "schedule.repeats_missing", nil)
	}
	for i, e := range w.Exceptions {
		s.Exceptions = append(s.Exceptions, e.exception(p, fmt.Sprintf("exceptions.%d.", i)))
	}
	return s
}

func (w writtenException) exception(p *fault.Problems, name string) Exception {
	e := Exception{On: w.On, To: w.To, Duration: w.Duration}
	e.Kind = needed(p, name+"kind", "schedule.exception_unknown", w.Kind)
	if e.Kind != Closed {
		e.Start = needed(p, name+"start", "schedule.time_missing", w.Start)
	}
	return e
}

func needed[T any](p *fault.Problems, name, key string, value *T) T {
	if value == nil {
		p.Add(name, key, nil)
		var zero T
		return zero
	}
	return *value
}

var repeatsNames = [...]string{Never: "never", Weekly: "weekly", Monthly: "monthly", Once: "once"}

// String is the rhythm's code: never, weekly, monthly or once.
func (r Repeats) String() string { return repeatsNames[r] }

// MarshalText gives the code.
func (r Repeats) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the code; the error is fault.Invalid.
func (r *Repeats) UnmarshalText(text []byte) error {
	i := slices.Index(repeatsNames[:], string(text))
	if i < 0 {
		return fault.New(fault.Invalid, "schedule.repeats_missing", nil)
	}
	*r = Repeats(i)
	return nil
}

var exceptionNames = [...]string{Closed: "closed", Moved: "moved", Extra: "extra"}

// String is the kind's code: closed, moved or extra.
func (k ExceptionKind) String() string { return exceptionNames[k] }

// MarshalText gives the code.
func (k ExceptionKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the code; the error is fault.Invalid.
func (k *ExceptionKind) UnmarshalText(text []byte) error {
	i := slices.Index(exceptionNames[:], string(text))
	if i < 0 {
		return fault.New(fault.Invalid, "schedule.exception_unknown", nil)
	}
	*k = ExceptionKind(i)
	return nil
}
