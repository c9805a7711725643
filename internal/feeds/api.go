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
	told := r.Told(tell)
	b = append(b, told.Before...)
	b = appendMoment(b, r.Next())
	b = append(b, told.Between...)
	b = appendDistance(b, r.DistanceKM)
	return append(b, told.After...)
}

// tell writes a meeting but for its next time and how far away it is.
func tell(e *index.Entry) *index.Told {
	b := appendName(nil, e)
	next := len(b)
	b = appendWhere(appendWhen(b, e), e)
	distance := len(b)
	whole := string(appendSources(appendAbout(b, e), e.Sources)) // one string, that it may be read in one go
	return &index.Told{Before: whole[:next], Between: whole[next:distance], After: whole[distance:]}
}

func appendName(b []byte, e *index.Entry) []byte {
	b = append(b, `{"slug":`...)
	b = appendText(b, e.Slug)
	b = append(b, `,"name":`...)
	b = appendText(b, marked(e.Name, e.Sample))
	b = append(b, `,"group":`...)
	b = appendText(b, e.Group)
	return append(b, `,"next":`...)
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

func appendWhen(b []byte, e *index.Entry) []byte {
	s := &e.Schedule
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

func appendWhere(b []byte, e *index.Entry) []byte {
	b = append(b, `,"attend":`...)
	b = appendText(b, e.Attend)
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
	return append(b, `,"distance_km":`...)
}

func appendDistance(b []byte, km float64) []byte {
	if km < 0 {
		return append(b, "null"...)
	}
	return appendNumber(b, math.Round(km*1000)/1000)
}

func appendAbout(b []byte, e *index.Entry) []byte {
	b = append(b, `,"approximate":`...)
	b = strconv.AppendBool(b, e.Approximate)
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
	b = appendTextOrNull(b, e.Led)
	b = append(b, `,"verified":`...)
	return appendTextOrNull(b, e.Verified.String())
}

func appendSources(b []byte, sources []index.Source) []byte {
	b = append(b, `,"sources":[`...)
	for i, s := range sources {
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

// sampleMark begins the name of every sample listing that leaves this server.
const sampleMark = "SAMPLE "

func marked(name string, sample bool) string {
	if sample {
		return sampleMark + name
	}
	return name
}
