package schedule

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// Plan is a schedule made ready to answer when: its zone found, its exceptions merged. It is small (32 bytes without
// exceptions), immutable, and safe for use by several goroutines. The zero Plan never happens.
type Plan struct {
	zone     *Zone
	apart    *apart // nil without exceptions
	rhythm   rhythm
	start    Clock
	duration int16 // minutes; 0: unknown
}

// apart is what departs from the rhythm.
type apart struct {
	skipped []Date // regular days that are closed or moved, ascending
	held    []held // moved and extra, by start; none coincides with another or with a regular one
}

type held struct {
	start, end int64 // unix seconds
	day        Date
	moved      bool
}

// Plan makes the schedule ready. A schedule that Validate refuses is refused with the same error.
func (s Schedule) Plan() (Plan, error) {
	if err := s.Validate(); err != nil {
		return Plan{}, err
	}
	if s.Repeats == Never {
		return Plan{}, nil
	}
	zone, err := LoadZone(s.Zone)
	if err != nil {
		return Plan{}, err
	}
	s = s.Normal()
	p := Plan{zone: zone, rhythm: s.rhythm(), start: s.Start, duration: s.Duration}
	p.merge(s.Exceptions)
	return p, nil
}

func (p *Plan) merge(exceptions []Exception) {
	if len(exceptions) == 0 {
		return
	}
	p.apart = &apart{}
	for _, e := range exceptions {
		if e.Kind != Extra {
			p.apart.skipped = append(p.apart.skipped, e.On)
		}
	}
	slices.Sort(p.apart.skipped)
	for _, e := range exceptions {
		if h := p.held(e); e.Kind != Closed && !p.regularAt(h.start) {
			p.apart.held = append(p.apart.held, h)
		}
	}
	slices.SortFunc(p.apart.held, func(a, b held) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.day, b.day))
	})
	p.apart.held = slices.CompactFunc(p.apart.held, func(a, b held) bool { return a.start == b.start })
}

// held places an exception of the kind Moved or Extra.
func (p *Plan) held(e Exception) held {
	day, minutes := e.On, p.duration
	if e.Kind == Moved {
		day = e.To
	}
	if e.Duration != 0 {
		minutes = e.Duration
	}
	start := p.zone.place(day, e.Start)
	return held{start: start, end: start + int64(minutes)*60, day: e.On, moved: e.Kind == Moved}
}

// regularAt tells whether the rhythm itself has a meeting that starts at that unix second.
func (p *Plan) regularAt(at int64) bool {
	h, ok := p.regular(at-1, false)
	return ok && h.start == at
}

// Zone is where the meeting's clock hangs; nil for a Plan that never happens.
func (p *Plan) Zone() *Zone { return p.zone }

// Next gives the first occurrence that starts at after or later.
func (p *Plan) Next(after time.Time) (Occurrence, bool) {
	from := after.Unix()
	if after.Nanosecond() > 0 {
		from++
	}
	return p.first(from-1, false)
}

// NowOrNext gives the occurrence that is under way at now, or else the next. One of unknown duration is under way for a
// minute. It does not allocate.
func (p *Plan) NowOrNext(now time.Time) (Occurrence, bool) {
	return p.first(now.Unix(), true)
}

// Upcoming gives the first n occurrences that start at after or later; fewer when the schedule ends.
func (p *Plan) Upcoming(after time.Time, n int) []Occurrence {
	var list []Occurrence
	for o := range p.from(after) {
		if len(list) >= n {
			break
		}
		list = append(list, o)
	}
	return list
}

// Between gives the occurrences that start at from or later and before to. There are at most some 16,000, as no
// schedule reaches beyond 1900 to 2200.
func (p *Plan) Between(from, to time.Time) []Occurrence {
	var list []Occurrence
	for o := range p.from(from) {
		if !o.Start.Before(to) {
			break
		}
		list = append(list, o)
	}
	return list
}

func (p *Plan) from(after time.Time) iter.Seq[Occurrence] {
	return func(yield func(Occurrence) bool) {
		o, ok := p.Next(after)
		for ok && yield(o) {
			o, ok = p.first(o.Start.Unix(), false)
		}
	}
}

// first gives the earliest occurrence that starts after a unix second or, with lasting, ends after it.
func (p *Plan) first(after int64, lasting bool) (Occurrence, bool) {
	if p.zone == nil {
		return Occurrence{}, false
	}
	h, ok := p.regular(after, lasting)
	if p.apart != nil {
		if other, found := p.apart.first(after, lasting); found && (!ok || other.start < h.start) {
			h, ok = other, true
		}
	}
	if !ok {
		return Occurrence{}, false
	}
	return p.occurrence(h), true
}

func (p *Plan) occurrence(h held) Occurrence {
	return Occurrence{
		Start: time.Unix(h.start, 0).In(p.zone.loc),
		End:   time.Unix(h.end, 0).In(p.zone.loc),
		Day:   h.day,
		Moved: h.moved,
	}
}

// regular looks from two days back: a meeting may last a day, and a zone that crosses the date line can skip one.
func (p *Plan) regular(after int64, lasting bool) (held, bool) {
	after = min(max(after, (int64(earliest)-3)*daySeconds), (int64(latest)+3)*daySeconds)
	day, ok := p.rhythm.from(p.zone.day(after) - 2)
	for ok {
		if p.apart == nil || !p.apart.skips(day) {
			start := p.zone.place(day, p.start)
			h := held{start: start, end: start + int64(p.duration)*60, day: day}
			if h.after(after, lasting) {
				return h, true
			}
		}
		day, ok = p.rhythm.from(day + 1)
	}
	return held{}, false
}

func (h held) after(after int64, lasting bool) bool {
	const moment = 60
	return h.start > after || lasting && max(h.end, h.start+moment) > after
}

func (a *apart) skips(d Date) bool {
	_, found := slices.BinarySearch(a.skipped, d)
	return found
}

func (a *apart) first(after int64, lasting bool) (held, bool) {
	for _, h := range a.held {
		if h.after(after, lasting) {
			return h, true
		}
	}
	return held{}, false
}
