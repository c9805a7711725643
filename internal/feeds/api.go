package feeds

import (
	"math"
	"strconv"
	"time"

	"kith/internal/directory/index"
	"kith/internal/schedule"
)

// AppendMeetings appends the answer of /api/v1/meetings (doc/api.md) to b. Every key of a meeting is always there.
func AppendMeetings(b []byte, found *index.Rows) []byte {
	b = append(b, `{"total":`...)
	b = strconv.AppendInt(b, int64(found.Total), 10)
	b = append(b, `,"meetings":[`...)
	for i := range found.Rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendMeeting(b, &found.Rows[i])
	}
	b = append(b, `],"cursor":`...)
	b = appendTextOrNull(b, found.Cursor)
	return append(b, '}')
}

func appendMeeting(b []byte, r *index.Row) []byte {
	w := rowTexts{r.Plain()}
	b = append(b, `{"slug":`...)
	b = w.append(b, r.Slug())
	b = append(b, `,"name":`...)
	b = w.append(b, marked(r.Name(), r.Sample()))
	b = append(b, `,"group":`...)
	b = w.append(b, r.Group())
	b = append(b, `,"next":`...)
	b = appendMoment(b, r.Next())
	b = appendWhen(b, r.Schedule())
	b = append(b, `,"attend":`...)
	b = appendText(b, r.Attend())
	b = w.appendWhere(b, r)
	b = appendAbout(b, r)
	b = append(b, `,"verified":`...)
	b = appendTextOrNull(b, r.Verified().String())
	b = append(b, `,"sources":[`...)
	next := `{"name":`
	for s := range r.Sources {
		b = append(b, next...)
		b = w.append(b, s.Name)
		b = append(b, `,"id":`...)
		b = w.append(b, s.ID)
		b = append(b, '}')
		next = `,{"name":`
	}
	return append(b, "]}"...)
}

// rowTexts appends the texts of a row. Those of nearly all rows can stand in JSON as they are.
type rowTexts struct{ plain bool }

func (w rowTexts) append(b []byte, s string) []byte {
	if !w.plain {
		return appendText(b, s)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func (w rowTexts) appendOrNull(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return w.append(b, s)
}

// appendMoment appends an RFC 3339 time with its offset; null when there is none.
func appendMoment(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, "null"...)
	}
	b = append(b, '"')
	b = t.AppendFormat(b, time.RFC3339)
	return append(b, '"')
}

func appendWhen(b []byte, s *schedule.Schedule) []byte {
	if s.Repeats == schedule.Never {
		return append(b, `,"day":null,"start":null,"end":null,"timezone":null,"rrule":null`...)
	}
	b = append(b, `,"day":`...)
	b = append(b, '0'+byte(dayOf(s)))
	b = append(b, `,"start":`...)
	b = appendClock(b, s.Start)
	b = append(b, `,"end":`...)
	if s.Duration > 0 {
		b = appendClock(b, endOf(s))
	} else {
		b = append(b, "null"...)
	}
	b = append(b, `,"timezone":`...)
	b = appendTextOrNull(b, s.Zone)
	b = append(b, `,"rrule":`...)
	return appendRule(b, s)
}

// dayOf is the day of the week on which a meeting is.
func dayOf(s *schedule.Schedule) time.Weekday {
	if s.Repeats == schedule.Once {
		return s.From.Weekday()
	}
	return s.Weekday
}

// endOf is the local time at which a meeting of known duration ends, be it on the next day.
func endOf(s *schedule.Schedule) schedule.Clock {
	return schedule.Clock((int(s.Start) + int(s.Duration)) % (24 * 60))
}

// appendClock appends "HH:MM", quoted.
func appendClock(b []byte, c schedule.Clock) []byte {
	h, m := byte(c/60), byte(c%60)
	return append(b, '"', '0'+h/10, '0'+h%10, ':', '0'+m/10, '0'+m%10, '"')
}

const weekdayCodes = "SUMOTUWETHFRSA"

// appendRule appends the RRULE. That of nearly all meetings is put together here, without a search for their zone.
func appendRule(b []byte, s *schedule.Schedule) []byte {
	if s.Repeats == schedule.Weekly && s.Interval <= 1 && s.Until == 0 {
		b = append(b, `"FREQ=WEEKLY;BYDAY=`...)
		b = append(b, weekdayCodes[2*s.Weekday:2*s.Weekday+2]...)
		return append(b, '"')
	}
	return appendTextOrNull(b, s.RRule())
}

func (w rowTexts) appendWhere(b []byte, r *index.Row) []byte {
	b = append(b, `,"venue":`...)
	b = w.appendOrNull(b, r.Venue())
	b = append(b, `,"address":`...)
	b = w.appendOrNull(b, r.Address())
	if at, ok := r.At(); ok {
		b = append(b, `,"latitude":`...)
		b = appendDegrees(b, at.Lat)
		b = append(b, `,"longitude":`...)
		b = appendDegrees(b, at.Lng)
	} else {
		b = append(b, `,"latitude":null,"longitude":null`...)
	}
	b = append(b, `,"distance_km":`...)
	if r.DistanceKM < 0 {
		b = append(b, "null"...)
	} else {
		b = appendDecimal(b, int64(math.Round(r.DistanceKM*1000)), 3)
	}
	b = append(b, `,"approximate":`...)
	return strconv.AppendBool(b, r.Approximate())
}

func appendAbout(b []byte, r *index.Row) []byte {
	b = append(b, `,"concerns":`...)
	b = append(b, r.ConcernsJSON()...)
	b = append(b, `,"formats":`...)
	b = append(b, r.FormatsJSON()...)
	b = append(b, `,"languages":`...)
	b = append(b, r.LanguagesJSON()...)
	b = append(b, `,"accessibility":`...)
	b = append(b, r.AccessJSON()...)
	b = append(b, `,"programme":`...)
	b = appendTextOrNull(b, r.Programme())
	b = append(b, `,"led":`...)
	return appendTextOrNull(b, r.Led())
}

// sampleMark begins the name of every sample listing that leaves this server.
const sampleMark = "SAMPLE "

func marked(name string, sample bool) string {
	if sample {
		return sampleMark + name
	}
	return name
}
