package feeds

import (
	"strconv"
	"strings"
	"time"

	"kith/internal/message"
	"kith/internal/schedule"
)

// over says whether a meeting will not happen again.
func over(s *schedule.Schedule, now time.Time) bool {
	if s.Repeats == schedule.Never || s.Repeats == schedule.Weekly && s.Until == 0 {
		return false
	}
	p, err := s.Plan()
	if err != nil {
		return true
	}
	_, ok := p.NowOrNext(now)
	return !ok
}

// inWords says what of a schedule cannot be said by a day of the week and a time; empty when that is all there is.
func inWords(words *message.Words, s *schedule.Schedule, now time.Time) string {
	t := teller{words, s, schedule.DateOf(now.Date())}
	said := t.rhythm()
	for _, e := range s.Exceptions {
		said = append(said, t.exception(e)...)
	}
	return strings.Join(said, " ")
}

type teller struct {
	*message.Words
	s     *schedule.Schedule
	today schedule.Date
}

func (t *teller) rhythm() (said []string) {
	s := t.s
	switch {
	case s.Repeats == schedule.Once:
		return []string{t.Say("feeds.once", "date", t.date(s.From))}
	case s.Repeats == schedule.Monthly && s.Interval > 1:
		said = append(said, t.Say("feeds.months", "n", int(s.Interval), "which", t.nth(), "weekday", t.Weekday(s.Weekday), "date", t.date(s.From)))
	case s.Repeats == schedule.Monthly:
		said = append(said, t.Say("feeds.monthly", "which", t.nth(), "weekday", t.Weekday(s.Weekday)))
	case s.Repeats == schedule.Weekly && s.Interval > 1:
		said = append(said, t.Say("feeds.weeks", "n", int(s.Interval), "date", t.date(s.DTStart())))
	}
	if s.From > t.today {
		said = append(said, t.Say("feeds.from", "date", t.date(s.DTStart())))
	}
	if s.Until != 0 {
		said = append(said, t.Say("feeds.last", "date", t.date(s.Until)))
	}
	return said
}

func (t *teller) nth() string {
	if t.s.Nth < 0 {
		return t.Say("feeds.nth.last")
	}
	return t.Say("feeds.nth." + strconv.Itoa(int(t.s.Nth)))
}

func (t *teller) exception(e schedule.Exception) []string {
	if max(e.On, e.To) < t.today {
		return nil
	}
	clock := t.ClockAt(int(e.Start))
	switch e.Kind {
	case schedule.Moved:
		return []string{t.Say("feeds.instead", "date", t.date(e.To), "time", clock, "regular", t.date(e.On))}
	case schedule.Extra:
		return []string{t.Say("feeds.also", "date", t.date(e.On), "time", clock)}
	}
	return []string{t.Say("feeds.closed", "date", t.date(e.On))}
}

func (t *teller) date(d schedule.Date) string {
	year, month, day := d.Civil()
	return t.Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}
