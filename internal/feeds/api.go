package feeds

import (
	"math"
	"strconv"
	"time"

	"kith/internal/directory/index"
	"kith/internal/schedule"
)

// AppendMeetings appends the answer of /api/v1/meetings (doc/api.md) to b. Every key of a meeting is always there.
func AppendMeetings(b []byte, a *index.Answer) []byte {
	b = append(b, `{"total":`...)
	b = strconv.AppendInt(b, int64(a.Total), 10)
	b = append(b, `,"meetings":[`...)
	for i := range a.Hits {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendMeeting(b, &a.Hits[i])
	}
	b = append(b, `],"cursor":`...)
	b = appendTextOrNull(b, a.Cursor)
	return append(b, '}')
}

func appendMeeting(b []byte, h *index.Hit) []byte {
	e := h.Entry
	b = append(b, `{"slug":`...)
	b = appendText(b, e.Slug)
	b = append(b, `,"name":`...)
	b = appendText(b, marked(e.Name, e.Sample))
	b = append(b, `,"group":`...)
	b = appendText(b, e.Group)
	b = append(b, `,"next":`...)
	b = appendMoment(b, h.Next)
	b = appendWhen(b, &e.Schedule)
	b = append(b, `,"attend":`...)
	b = appendText(b, e.Attend)
	b = appendWhere(b, h)
	b = appendAbout(b, e)
	b = append(b, `,"verified":`...)
	b = appendTextOrNull(b, e.Verified.String())
	b = append(b, `,"sources":[`...)
	for i, s := range e.Sources {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"name":`...)
		b = appendText(b, s.Name)
		b = append(b, `,"id":`...)
		b = appendText(b, s.ID)
		b = append(b, '}')
	}
	return append(b, "]}"...)
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

func appendWhere(b []byte, h *index.Hit) []byte {
	e := h.Entry
	b = append(b, `,"venue":`...)
	b = appendTextOrNull(b, e.Venue)
	b = append(b, `,"address":`...)
	b = appendTextOrNull(b, e.Address)
	if e.Located {
		b = append(b, `,"latitude":`...)
		b = appendNumber(b, e.At.Lat)
		b = append(b, `,"longitude":`...)
		b = appendNumber(b, e.At.Lng)
	} else {
		b = append(b, `,"latitude":null,"longitude":null`...)
	}
	b = append(b, `,"distance_km":`...)
	if h.DistanceKM < 0 {
		b = append(b, "null"...)
	} else {
		b = appendNumber(b, math.Round(h.DistanceKM*1000)/1000)
	}
	b = append(b, `,"approximate":`...)
	return strconv.AppendBool(b, e.Approximate)
}

func appendAbout(b []byte, e *index.Entry) []byte {
	b = append(b, `,"concerns":`...)
	b = appendTexts(b, e.Own)
	b = append(b, `,"formats":`...)
	b = appendTexts(b, e.Formats)
	b = append(b, `,"languages":`...)
	b = appendTexts(b, e.Languages)
	b = append(b, `,"accessibility":`...)
	b = appendTexts(b, e.Access)
	b = append(b, `,"programme":`...)
	b = appendTextOrNull(b, e.Programme)
	b = append(b, `,"led":`...)
	return appendTextOrNull(b, e.Led)
}

// sampleMark begins the name of every sample listing that leaves this server.
const sampleMark = "SAMPLE "

func marked(name string, sample bool) string {
	if sample {
		return sampleMark + name
	}
	return name
}
