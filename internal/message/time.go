package message

import (
	"fmt"
	"strconv"
	"time"
)

// Weekday is the day's name: "Monday".
func (w *Words) Weekday(d time.Weekday) string { return w.Say("weekday." + strconv.Itoa(int(d))) }

// WeekdayShort is the day's name in two or three letters, for a strip of seven: "Mo".
func (w *Words) WeekdayShort(d time.Weekday) string {
	return w.Say("weekday.short." + strconv.Itoa(int(d)))
}

// Weekdays is the day as a habit: "Mondays".
func (w *Words) Weekdays(d time.Weekday) string {
	return w.Say("weekday.every." + strconv.Itoa(int(d)))
}

// Month is the month's name: "November".
func (w *Words) Month(m time.Month) string { return w.Say("month." + strconv.Itoa(int(m))) }

// FirstWeekday is the day that a week begins with on the page.
func (w *Words) FirstWeekday() time.Weekday {
	n, err := strconv.Atoi(w.Say("week.first"))
	if err != nil {
		return time.Sunday
	}
	return time.Weekday(n % 7)
}

// Date is a day with its year, as t stands in its own zone: "23 November 2026".
func (w *Words) Date(t time.Time) string { return w.date("date.full", t) }

// Day is a day near enough to need no year: "Monday 23 November".
func (w *Words) Day(t time.Time) string { return w.date("date.day", t) }

func (w *Words) date(key string, t time.Time) string {
	return w.Say(key, "weekday", w.Weekday(t.Weekday()), "day", t.Day(), "month", w.Month(t.Month()), "year", strconv.Itoa(t.Year()))
}

// Clock is the time of day of t in its own zone, on the clock that the language's catalogue chooses: "18:30".
func (w *Words) Clock(t time.Time) string { return w.ClockAt(t.Hour()*60 + t.Minute()) }

// ClockAt is a time of day given in minutes from midnight.
func (w *Words) ClockAt(minutes int) string {
	hour, minute := minutes/60%24, minutes%60
	half := "clock.am"
	if hour >= 12 {
		half = "clock.pm"
	}
	return w.Say("clock",
		"hh", fmt.Sprintf("%02d", hour), "h", strconv.Itoa(hour), "h12", strconv.Itoa((hour+11)%12+1),
		"mm", fmt.Sprintf("%02d", minute), "half", w.Say(half))
}

// In says how far ahead something is: "in 25 minutes", "in 3 hours", "in 2 days". Under a minute is "now".
func (w *Words) In(d time.Duration) string { return w.span("time.in.", d) }

// Ago says how long ago something was: "5 minutes ago". Under a minute is "now".
func (w *Words) Ago(d time.Duration) string { return w.span("time.ago.", d) }

// Started says how long a meeting has been under way: "started 5 minutes ago".
func (w *Words) Started(d time.Duration) string { return w.span("time.started.", d) }

// Starts says how a meeting from start to end stands to now: "in 25 minutes", "started 5 minutes ago", or nothing when
// it is over.
func (w *Words) Starts(now, start, end time.Time) string {
	switch {
	case now.Before(start):
		return w.In(start.Sub(now))
	case now.Before(end) || now.Equal(start):
		return w.Started(now.Sub(start))
	}
	return ""
}

// span puts a duration into the largest unit that fits, rounded to the nearest.
func (w *Words) span(prefix string, d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch {
	case minutes < 1:
		return w.Say("time.now")
	case minutes < 60:
		return w.Count(prefix+"minutes", minutes)
	case minutes < 24*60:
		return w.Count(prefix+"hours", (minutes+30)/60)
	}
	return w.Count(prefix+"days", (minutes+12*60)/(24*60))
}

// Distance is a length for people: metres under one kilometre, tenths under ten. A negative length is not known and
// gives nothing.
func (w *Words) Distance(km float64) string {
	switch {
	case km < 0:
		return ""
	case km < 0.95:
		return w.Say("distance.m", "n", int(km*20+0.5)*50)
	case km < 9.95:
		return w.Say("distance.km", "n", w.Decimal(km, 1))
	}
	return w.Say("distance.km", "n", int(km+0.5))
}
