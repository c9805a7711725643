package web

import (
	"slices"
	"strconv"
	"time"

	"kith/internal/directory"
	"kith/internal/directory/index"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// datesAhead is how many dates a page names where the rhythm alone does not say them.
const datesAhead = 6

// when is the box that says when a meeting is next, in its own zone.
func (t *teller) when(m *directory.Meeting) *templates.Now {
	plan, err := m.Schedule.Plan()
	if err != nil || plan.Zone() == nil {
		return &templates.Now{Rhythm: t.Say("row.no-time")}
	}
	now := &templates.Now{
		Rhythm: t.rhythm(m.Schedule), Zone: zoneName(t.Words, m.Schedule.Zone), Week: t.week(m.Schedule),
		Changes: t.changes(m.Schedule, plan.Zone()), Yours: t.Say("row.yours"),
	}
	if m.Attend == "closed" {
		now.Closed = t.Say("listing.closed")
		return now
	}
	if o, ok := plan.NowOrNext(t.now); ok {
		t.next(now, o)
	}
	if m.Schedule.Repeats != schedule.Once && (m.Schedule.Repeats != schedule.Weekly || m.Schedule.Interval > 1 || len(now.Changes) > 0) {
		for _, o := range plan.Upcoming(t.now, datesAhead) {
			now.Dates = append(now.Dates, t.Say("listing.date", "day", t.Words.Day(o.Start), "start", t.Words.Clock(o.Start)))
		}
	}
	return now
}

// next says when the next one is, or the one under way.
func (t *teller) next(now *templates.Now, o schedule.Occurrence) {
	now.Start, now.StartAt = t.Words.Clock(o.Start), o.Start.Format(time.RFC3339)
	if o.End.After(o.Start) {
		now.End, now.EndAt = t.Words.Clock(o.End), o.End.Format(time.RFC3339)
	}
	now.Soon = t.soonWords(o)
	now.Day = capital(t.Words.Day(o.Start))
	if o.Start.Year() != t.now.In(o.Start.Location()).Year() {
		now.Day = t.Words.Date(o.Start)
	}
}

// halfDay is up to when hours say more than the day.
const halfDay = 12 * time.Hour

// soonWords says how far ahead a meeting is: in minutes and hours at first, then by its day.
func (t *teller) soonWords(o schedule.Occurrence) string {
	days := int(dayOf(o.Start) - dayOf(t.now.In(o.Start.Location())))
	switch {
	case o.Start.Sub(t.now) <= halfDay:
		return t.Words.Starts(t.now, o.Start, o.End)
	case days == 0:
		return t.Say("results.today")
	case days == 1:
		return t.Say("results.tomorrow")
	}
	return t.Count("time.in.days", days)
}

// rhythm says how often a meeting is held: "Mondays", "Every second Tuesday of the month".
func (t *teller) rhythm(s schedule.Schedule) string {
	text := rhythmInWords(t.Words, s)
	switch {
	case s.Repeats == schedule.Weekly && s.Interval <= 1:
		text = capital(t.Words.Weekdays(s.Weekday))
	case s.Repeats == schedule.Weekly && s.Interval == 2:
		text = t.Say("listing.every-other", "day", t.Words.Weekday(s.Weekday))
	}
	if s.Repeats != schedule.Once && s.From > dayOf(t.now) {
		text = t.Say("listing.from", "rhythm", text, "date", t.Words.Date(dayTime(s.From)))
	}
	if s.Until != 0 {
		text = t.Say("listing.until", "rhythm", text, "date", t.Words.Date(dayTime(s.Until)))
	}
	return text
}

// changes are the exceptions that lie ahead.
func (t *teller) changes(s schedule.Schedule, zone *schedule.Zone) []string {
	today, _ := zone.Local(t.now)
	var all []string
	for _, e := range s.Exceptions {
		if max(e.On, e.To) < today {
			continue
		}
		on := t.Words.Day(dayTime(e.On))
		switch e.Kind {
		case schedule.Closed:
			all = append(all, t.Say("listing.change.closed", "day", on))
		case schedule.Moved:
			all = append(all, t.Say("listing.change.moved", "day", on, "to", t.Words.Day(dayTime(e.To)), "start", t.Words.ClockAt(int(e.Start))))
		case schedule.Extra:
			all = append(all, t.Say("listing.change.extra", "day", on, "start", t.Words.ClockAt(int(e.Start))))
		}
	}
	return all
}

// week is the strip of seven days.
func (t *teller) week(s schedule.Schedule) []templates.Day {
	on := s.Weekday
	if s.Repeats == schedule.Once {
		on = s.From.Weekday()
	}
	days := make([]templates.Day, 7)
	for i := range days {
		day := (t.Words.FirstWeekday() + time.Weekday(i)) % 7
		days[i] = templates.Day{Short: t.Words.WeekdayShort(day), Name: t.Words.Weekday(day), On: day == on}
	}
	return days
}

// sisters are rows for the meetings of one group, in the order of the next start.
func (s *server) sisters(t *teller, meetings []directory.Listing) []templates.Row {
	hits := make([]index.Hit, 0, len(meetings))
	for _, l := range meetings {
		if m, ok := l.Content.(*directory.Meeting); ok {
			hits = append(hits, s.hit(t, l.Slug, m))
		}
	}
	slices.SortStableFunc(hits, func(a, b index.Hit) int {
		if a.Next.IsZero() || b.Next.IsZero() {
			return b.Next.Compare(a.Next)
		}
		return a.Next.Compare(b.Next)
	})
	var rows []templates.Row
	for _, h := range hits {
		row := t.row(h, zoneOfMost(hits))
		if !h.Next.IsZero() {
			row.Day = t.usually(h)
		}
		rows = append(rows, row)
	}
	return rows
}

// usually is the rhythm of a meeting, or the day of the next one where that departs from it.
func (t *teller) usually(h index.Hit) string {
	s := h.Entry.Schedule
	if s.Repeats == schedule.Once || h.Next.Weekday() != s.Weekday || schedule.ClockOf(h.Next) != s.Start {
		return capital(t.Words.Day(h.Next))
	}
	return t.rhythm(s)
}

// hit is a meeting as a list shows it. One that the index has not yet is shown without its place.
func (s *server) hit(t *teller, slug string, m *directory.Meeting) index.Hit {
	h := index.Hit{DistanceKM: -1}
	var ok bool
	if h.Entry, ok = s.Directory.Index().BySlug(index.Meeting, slug); !ok {
		h.Entry = &index.Entry{Slug: slug, Name: m.Name, Schedule: m.Schedule, Attend: m.Attend, Formats: m.Formats, Languages: m.Languages}
	}
	if plan, err := m.Schedule.Plan(); err == nil {
		if o, ok := plan.NowOrNext(t.now); ok {
			h.Next, h.End = o.Start, o.End
		}
	}
	return h
}

// degrees writes a latitude or longitude to about a metre.
func degrees(x float64) string { return strconv.FormatFloat(round5(x), 'f', -1, 64) }
