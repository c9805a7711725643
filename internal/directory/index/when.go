package index

import (
	"cmp"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"kith/internal/schedule"
)

// never is the start of what does not happen (any more): it sorts last.
const never = math.MaxInt64

// soon is how long before its start a meeting is on "now".
const soon = 2 * time.Hour

// agenda is when the listings of a segment happen. Many meetings share one schedule: what time changes is kept once
// for each schedule, and a listing holds its schedule's number. Schedule 0 never happens.
type agenda struct {
	schedules []schedule.Schedule
	plans     []schedule.Plan
	of        []uint32 // listing → schedule
	begin     []uint32 // schedule → its first listing in listings; one more for the end
	listings  []uint32 // by schedule, then by rank

	current atomic.Pointer[timetable]
}

// weekday is the day of a schedule; none when it never happens.
func (a *agenda) weekday(number uint32) (time.Weekday, bool) {
	s := &a.schedules[number]
	switch {
	case a.plans[number].Zone() == nil:
		return 0, false
	case s.Repeats == schedule.Once:
		return s.From.Weekday(), true
	}
	return s.Weekday, true
}

// group lists the listings by schedule. byRank are all listings in the order of their names.
func (a *agenda) group(byRank []uint32) {
	a.begin = make([]uint32, len(a.schedules)+1)
	for _, number := range a.of {
		a.begin[number+1]++
	}
	for i := range a.schedules {
		a.begin[i+1] += a.begin[i]
	}
	next := slices.Clone(a.begin)
	a.listings = make([]uint32, len(a.of))
	for _, i := range byRank {
		number := a.of[i]
		a.listings[next[number]] = i
		next[number]++
	}
}

func (a *agenda) listingsOf(number uint32) []uint32 {
	return a.listings[a.begin[number]:a.begin[number+1]]
}

// timetable is the next or present occurrence of every schedule, right from at to before until.
type timetable struct {
	at, until int64 // unix seconds
	start     []int64
	end       []int64
	over      []int64  // when the occurrence gives way to the next
	order     []uint32 // schedules by start
}

// timetable gives the occurrences as they stand at now. The last one made is kept; as time goes on only what is over
// is looked up again.
func (a *agenda) timetable(now time.Time) *timetable {
	t := a.current.Load()
	if at := now.Unix(); t == nil || at < t.at {
		t = a.fresh(now)
		a.current.Store(t)
	} else if at >= t.until {
		t = a.advance(t, now)
		a.current.Store(t)
	}
	return t
}

func (a *agenda) fresh(now time.Time) *timetable {
	n := len(a.plans)
	t := &timetable{
		at: now.Unix(), start: make([]int64, n), end: make([]int64, n), over: make([]int64, n), order: make([]uint32, n),
	}
	for i := range t.order {
		t.order[i] = uint32(i)
		a.look(t, uint32(i), now)
	}
	t.sort(t.order)
	t.until = slices.Min(t.over)
	return t
}

// advance makes a timetable for a later moment.
func (a *agenda) advance(old *timetable, now time.Time) *timetable {
	t := &timetable{
		at: now.Unix(), start: slices.Clone(old.start), end: slices.Clone(old.end), over: slices.Clone(old.over),
		order: make([]uint32, 0, len(old.order)),
	}
	var renewed, kept []uint32
	for _, number := range old.order {
		if t.over[number] <= t.at {
			a.look(t, number, now)
			renewed = append(renewed, number)
		} else {
			kept = append(kept, number)
		}
	}
	t.sort(renewed)
	t.order = t.merge(t.order, kept, renewed)
	t.until = slices.Min(t.over)
	return t
}

func (a *agenda) look(t *timetable, number uint32, now time.Time) {
	const moment = 60 // package schedule lets an occurrence of unknown duration last so long
	o, ok := a.plans[number].NowOrNext(now)
	if !ok {
		t.start[number], t.end[number], t.over[number] = never, never, never
		return
	}
	t.start[number], t.end[number] = o.Start.Unix(), o.End.Unix()
	t.over[number] = max(t.end[number], t.start[number]+moment)
}

func (t *timetable) compare(a, b uint32) int {
	return cmp.Or(cmp.Compare(t.start[a], t.start[b]), cmp.Compare(a, b))
}

func (t *timetable) sort(numbers []uint32) { slices.SortFunc(numbers, t.compare) }

func (t *timetable) merge(into, a, b []uint32) []uint32 {
	for len(a) > 0 && len(b) > 0 {
		if t.compare(a[0], b[0]) < 0 {
			into, a = append(into, a[0]), a[1:]
		} else {
			into, b = append(into, b[0]), b[1:]
		}
	}
	return append(append(into, a...), b...)
}

// when is what a query says of time, other than weekdays.
type when struct {
	now      int64 // unix seconds
	relative Relative
	days     map[*schedule.Zone]interval // the wanted day in every zone that was asked for
	timed    bool
	from, to schedule.Clock
	soon     bool
}

// interval is a stretch of time, from begin to before end, in unix seconds.
type interval struct{ begin, end int64 }

func (q *Query) when(now time.Time) when {
	return when{
		now: now.Unix(), relative: q.On, soon: q.Now,
		timed: q.Timed && (q.From != 0 || q.To != 0), from: q.From, to: q.To,
	}
}

func (w *when) any() bool { return w.relative == AnyDay && !w.timed && !w.soon }

// allows tells whether a schedule is what is wanted.
func (w *when) allows(a *agenda, t *timetable, number uint32) bool {
	start := t.start[number]
	switch {
	case a.plans[number].Zone() == nil:
		return false
	case w.soon && start > w.now+int64(soon/time.Second):
		return false
	case w.timed && !w.inWindow(a.schedules[number].Start):
		return false
	}
	return w.relative == AnyDay || w.onDay(&a.plans[number], start)
}

func (w *when) inWindow(c schedule.Clock) bool {
	if w.from > w.to {
		return c >= w.from || c <= w.to
	}
	return c >= w.from && c <= w.to
}

// onDay tells whether an occurrence starts on the wanted day of the meeting's own zone. One that is under way is
// today's, whenever it began.
func (w *when) onDay(p *schedule.Plan, start int64) bool {
	day := w.day(p.Zone())
	if start >= day.begin && start < day.end || w.relative == Today && start <= w.now {
		return true
	}
	o, ok := p.Next(time.Unix(day.begin, 0))
	return ok && o.Start.Unix() < day.end
}

func (w *when) day(z *schedule.Zone) interval {
	day, ok := w.days[z]
	if !ok {
		today, _ := z.Local(time.Unix(w.now, 0))
		wanted := today.AddDays(int(w.relative) - int(Today))
		day = interval{z.Place(wanted, 0).Unix(), z.Place(wanted.AddDays(1), 0).Unix()}
		if w.days == nil {
			w.days = map[*schedule.Zone]interval{}
		}
		w.days[z] = day
	}
	return day
}
