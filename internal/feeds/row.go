package feeds

import (
	"strconv"

	"kith/internal/directory"
	"kith/internal/place"
	"kith/internal/schedule"
)

// The readers of Meeting Guide, TSML and spreadsheets all bring their rows to Meeting Guide's field names, and meet here.
// Beside those, a row may have: duration, start_date, end_date (of the whole series), open, language, programme, audience,
// concern, led, cost.

// row is one meeting or several of one group, being read.
type row struct {
	*record
	out      *output
	inferred []string     // fields of the meeting that were concluded
	at       *place.Point // as the source has it, else the town's, also where the place is withheld: for the zone only

	codes        *terms // what a reader made of the row's codes; nil: its types and named fields are read
	organisation string // native id of the organisation, where a reader knows it
	unpublished  bool
	part         string // added to the row's id, where a reader split the row
}

// drafts gives on one draft for each of the row's days.
func (r *row) drafts() error {
	if plainLine(r.get("name")) == "" && plainLine(r.get("group")) == "" {
		r.skip(1, "name", "", "no_name", "write_name")
		return nil
	}
	from, until, ok := r.span()
	if !ok {
		return nil
	}
	beats, ok := r.beats(from)
	if !ok {
		return nil
	}
	s, ok := r.time(len(beats))
	if !ok {
		return nil
	}
	s.Until = until
	return r.emit(beats, s)
}

func (r *row) skip(n int, field, value, why, do string) bool {
	for range max(n, 1) {
		r.out.skip(r.where, field, value, why, do)
	}
	return false
}

// span reads the first and last day of a series.
func (r *row) span() (from, until schedule.Date, ok bool) {
	if from, ok = r.date("start_date"); !ok {
		return 0, 0, false
	}
	if until, ok = r.date("end_date"); ok && until != 0 && until < from {
		return 0, 0, r.skip(1, "end_date", r.get("end_date"), "bad_date", "write_date")
	}
	return from, until, ok
}

func (r *row) date(field string) (schedule.Date, bool) {
	text := r.get(field)
	if text == "" {
		return 0, true
	}
	beats, reason := parseBeats(text, 0)
	if reason != "" || beats[0].repeats != schedule.Once {
		return 0, r.skip(1, field, text, "bad_date", "write_date")
	}
	return beats[0].on, true
}

// beats reads the days. A row with neither day nor time meets by arrangement: no beats.
func (r *row) beats(from schedule.Date) ([]beat, bool) {
	if l := r.list["day"]; len(l) > 0 {
		return r.dayList(l)
	}
	text := r.get("day")
	if text == "" {
		if r.get("time") != "" {
			return nil, r.skip(1, "day", "", "no_day", "write_day")
		}
		return nil, true
	}
	if l := parts(text); len(l) > 1 && allDays(l) {
		return r.dayList(l)
	}
	beats, reason := parseBeats(text, from)
	switch reason {
	case "":
		return beats, true
	case "no_start_date":
		return nil, r.skip(1, "day", text, reason, "write_start_date")
	}
	return nil, r.skip(1, "day", text, reason, "write_day")
}

func allDays(l []string) bool {
	for _, s := range l {
		if _, ok := parseDay(s); !ok {
			return false
		}
	}
	return true
}

func (r *row) dayList(l []string) ([]beat, bool) {
	var out []beat
	for _, text := range l {
		d, ok := parseDay(text)
		if !ok {
			r.skip(1, "day", text, "bad_day", "write_day")
			continue
		}
		out = append(out, weekly(d, 0))
	}
	return unique(out), len(out) > 0
}

// time reads start, end or duration, for n days.
func (r *row) time(n int) (s schedule.Schedule, ok bool) {
	if n == 0 {
		return s, true
	}
	text := r.get("time")
	if text == "" {
		return s, r.skip(n, "time", "", "no_time", "write_time")
	}
	if s.Start, s.Duration, ok = parseTimes(text); !ok {
		return s, r.skip(n, "time", text, "bad_time", "write_time")
	}
	if end := r.get("end_time"); end != "" {
		s.Duration = r.lasting(s.Start, end)
	} else if d := r.get("duration"); d != "" {
		if s.Duration, ok = parseDuration(d); !ok {
			r.out.warn(r.where, "duration", d, "bad_duration", "write_duration")
		}
	}
	return s, true
}

// longest is the longest meeting believed of an end that lies before its start on the clock.
const longest = 16 * 60

func (r *row) lasting(start schedule.Clock, text string) int16 {
	end, ok := parseClock(text)
	d := between(start, end)
	if !ok || d > longest {
		r.out.warn(r.where, "end_time", text, "bad_end", "write_time")
		return 0
	}
	return d
}

// emit puts the drafts together and gives them on.
func (r *row) emit(beats []beat, s schedule.Schedule) error {
	v := r.venue()
	if len(beats) > 0 {
		var ok bool
		if s.Zone, ok = r.zone(v); !ok {
			r.skip(len(beats), "timezone", r.get("timezone"), "no_zone", "set_zone")
			return nil
		}
	}
	d := r.draft(v, len(beats) > 0)
	if v != nil && v.Withheld() && !r.conceal(&d, len(beats)) {
		return nil
	}
	if err := r.organisations(d.Group); err != nil {
		return err
	}
	if len(beats) == 0 {
		return r.one(d, schedule.Schedule{}, "")
	}
	for _, b := range beats {
		day := ""
		if len(beats) > 1 {
			day = b.suffix()
		}
		if err := r.one(d, b.schedule(s), day); err != nil {
			return err
		}
	}
	return nil
}

// schedule puts the beat into what the row says of time and zone.
func (b beat) schedule(s schedule.Schedule) schedule.Schedule {
	s.Repeats, s.Interval, s.Weekday, s.Nth = b.repeats, b.interval, b.weekday, b.nth
	if b.on != 0 {
		s.From = b.on
	}
	if b.repeats == schedule.Once {
		s.Until = 0
	}
	return s
}

// suffix tells the meetings of one row apart: "-2" for Monday's, "-2n3" for a third Monday's.
func (b beat) suffix() string {
	s := "-" + strconv.Itoa(int(b.weekday))
	if b.nth != 0 {
		s += "n" + strconv.Itoa(int(b.nth))
	}
	return s
}

// zone is the row's own, else that of its place, else the default.
func (r *row) zone(v *directory.VenueDraft) (string, bool) {
	if name := r.get("timezone"); name != "" {
		if r.out.zone(name) {
			return name, true
		}
		r.out.warn(r.where, "timezone", name, "bad_zone", "write_zone")
	}
	r.inferred = append(r.inferred, "zone")
	at := r.at
	if at == nil && v != nil {
		at = v.At
	}
	if at != nil && r.out.ZoneOf != nil {
		if name := r.out.ZoneOf(*at); name != "" {
			return name, true
		}
	}
	return r.out.Zone, r.out.Zone != ""
}
