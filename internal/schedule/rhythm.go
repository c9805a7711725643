package schedule

import "time"

// rhythm is a schedule's regular days without exceptions, ready to be counted. The first regular day on or after From
// is the one that Interval counts from, as DTSTART is in RFC 5545.
type rhythm struct {
	first    Date // the first regular day
	last     Date // no regular day is later; before first when there is none at all
	interval uint8
	weekday  uint8
	nth      int8 // 0: weekly
}

// rhythm assumes that weekday, nth and dates are in range.
func (s Schedule) rhythm() rhythm {
	r := rhythm{first: orDate(s.From, earliest), last: orDate(s.Until, latest), interval: 1, weekday: uint8(s.Weekday)}
	switch s.Repeats {
	case Weekly:
		r.first += Date((int(s.Weekday) - int(r.first.Weekday()) + 7) % 7)
	case Monthly:
		r.nth = s.Nth
		r.first = r.monthFrom(r.first)
	case Once:
		r.last = r.first
	default:
		r.last = r.first - 1
	}
	r.interval = max(s.Interval, 1)
	return r
}

func orDate(d, otherwise Date) Date {
	if d == 0 {
		return otherwise
	}
	return d
}

// from gives the first regular day on or after d.
func (r *rhythm) from(d Date) (Date, bool) {
	switch {
	case d <= r.first:
		d = r.first
	case r.nth == 0:
		d = r.weekFrom(d)
	default:
		d = r.monthFrom(d)
	}
	return d, d <= r.last
}

// has tells whether d is a regular day.
func (r *rhythm) has(d Date) bool {
	day, ok := r.from(d)
	return ok && day == d
}

// nthDay gives the regular day with that number, the first being 1; none when it would be later than the last.
func (r *rhythm) nthDay(number int) (Date, bool) {
	day, ok := r.from(r.first)
	for n := 1; n < number && ok; n++ {
		day, ok = r.from(day + 1)
	}
	return day, ok
}

func (r *rhythm) weekFrom(d Date) Date {
	step := 7 * Date(r.interval)
	return d + (step-(d-r.first)%step)%step
}

// monthFrom gives a day after r.last when no month has the nth weekday any more.
func (r *rhythm) monthFrom(d Date) Date {
	month, step := monthOf(d), int(r.interval)
	if step > 1 {
		month += (step - (month-monthOf(r.first))%step) % step
	}
	for begin := monthStart(month); begin <= r.last; begin = monthStart(month) {
		if day, ok := r.inMonth(begin, monthStart(month+1)); ok && day >= d {
			return day
		}
		month += step
	}
	return r.last + 1
}

// inMonth finds the nth weekday in the month from begin to before end; many months have no fifth.
func (r *rhythm) inMonth(begin, end Date) (Date, bool) {
	if r.nth < 0 {
		last := end - 1
		return last - Date((int(last.Weekday())-int(r.weekday)+7)%7), true
	}
	day := begin + Date((int(r.weekday)-int(begin.Weekday())+7)%7) + 7*Date(r.nth-1)
	return day, day < end
}

// monthOf numbers months from the year 0.
func monthOf(d Date) int {
	year, month, _ := d.Civil()
	return year*12 + int(month) - 1
}

func monthStart(month int) Date { return DateOf(month/12, time.Month(month%12+1), 1) }
