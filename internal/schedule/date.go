package schedule

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"kith/internal/fault"
)

// The days a schedule may name: 1900-01-01 to 2200-12-31. Anything outside is a slip of the pen or an attack.
const (
	earliest Date = -25567
	latest   Date = 84370
)

const daySeconds = 24 * 60 * 60

// DateOf is the day of year, month and day of the month; a day past the month's end runs on into the next, as in
// time.Date.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / daySeconds)
}

// ParseDate reads "2006-01-02" (ISO 8601, RFC 3339 full-date) and nothing else. Years outside 1900 to 2200 are refused,
// and so is 1970-01-01, which stands for "no date". The error is fault.Invalid.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "schedule.date_unreadable", nil)
	}
	d := DateOf(t.Date())
	if !d.plausible() {
		return 0, fault.New(fault.Invalid, "schedule.date_range", nil)
	}
	return d, nil
}

func (d Date) plausible() bool { return earliest <= d && d <= latest && d != 0 }

// Civil gives year, month and day of the month in the Gregorian calendar.
func (d Date) Civil() (int, time.Month, int) { return d.midnight().Date() }

func (d Date) midnight() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	const thursday = 4 // 1970-01-01
	return time.Weekday(((d+thursday)%7 + 7) % 7)
}

// AddDays is the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// String is the date as "2006-01-02"; empty when there is none.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.midnight().Format(time.DateOnly)
}

// MarshalJSON gives "2006-01-02", or null when there is no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendQuote(nil, d.String()), nil
}

// UnmarshalJSON reads what ParseDate reads; null and "" are no date.
func (d *Date) UnmarshalJSON(data []byte) error {
	if string(data) == "null" || string(data) == `""` {
		*d = 0
		return nil
	}
	parsed, err := ParseDate(string(bytes.Trim(data, `"`)))
	if err == nil {
		*d = parsed
	}
	return err
}

// ParseClock reads "HH:MM" from 00:00 to 23:59 and nothing else. The error is fault.Invalid. 24:00 is refused: a
// meeting that starts then starts at 00:00 of the next day.
func ParseClock(text string) (Clock, error) {
	if len(text) != len("15:04") {
		return 0, fault.New(fault.Invalid, "schedule.time_unreadable", nil)
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "schedule.time_unreadable", nil)
	}
	return ClockOf(t), nil
}

// ClockOf is the time of day that t shows in its own location; seconds are dropped.
func ClockOf(t time.Time) Clock { return Clock(t.Hour()*60 + t.Minute()) }

func (c Clock) plausible() bool { return 0 <= c && c < 24*60 }

// String is the time of day as "15:04".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// MarshalText gives "15:04".
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what ParseClock reads.
func (c *Clock) UnmarshalText(text []byte) error {
	parsed, err := ParseClock(string(text))
	if err == nil {
		*c = parsed
	}
	return err
}
