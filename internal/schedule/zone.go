package schedule

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones on a machine that has none

	"kith/internal/fault"
)

// Zone is one IANA time zone, with its clock changes laid out for fast look-up. It is immutable and shared.
type Zone struct {
	name string
	loc  *time.Location

	since   int64   // where the table begins, unix seconds
	ends    []int64 // end of each stretch of one offset, unix seconds, exclusive, ascending
	offsets []int32 // seconds east of UTC during that stretch
}

// The years laid out in a Zone's table: those that searches ask about. Other years are right too, but slower.
const (
	tableFrom = 2000
	tableTo   = 2060
)

// forever ends a stretch that no clock change ends.
const forever = int64(1) << 60

// zones holds every Zone that was ever asked for. What a name means is fixed for the life of the process, only names
// that exist are kept (some six hundred), and nobody can change what is kept: it is a table of constants, filled late.
var zones sync.Map

// LoadZone gives the zone with an IANA name such as "Europe/Madrid" or "UTC". The error is fault.Invalid: there is no
// such zone, or the name is none that means the same everywhere ("Local").
func LoadZone(name string) (*Zone, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*Zone), nil
	}
	if !portable(name) {
		return nil, fault.New(fault.Invalid, "schedule.zone_unknown", nil)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fault.New(fault.Invalid, "schedule.zone_unknown", nil)
	}
	z, _ := zones.LoadOrStore(name, newZone(name, loc))
	return z.(*Zone), nil
}

// portable refuses the names that a machine's own zone folder adds to IANA's, some of which count leap seconds.
func portable(name string) bool {
	switch name {
	case "", "Local", "localtime", "posixrules", "Factory":
		return false
	}
	return len(name) <= 64 && !strings.HasPrefix(name, "right/") && !strings.HasPrefix(name, "posix/")
}

func newZone(name string, loc *time.Location) *Zone {
	z := &Zone{name: name, loc: loc, since: time.Date(tableFrom, 1, 1, 0, 0, 0, 0, time.UTC).Unix()}
	to := time.Date(tableTo, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for at := z.since; at < to; {
		end, offset := stretch(loc, at)
		z.append(end, int32(offset))
		at = end
	}
	return z
}

// append adds a stretch to the table; package time also ends stretches at New Year, where no clock changes.
func (z *Zone) append(end int64, offset int32) {
	last := len(z.ends) - 1
	if last >= 0 && z.offsets[last] == offset {
		z.ends[last] = end
		return
	}
	z.ends, z.offsets = append(z.ends, end), append(z.offsets, offset)
}

// Name is the zone's IANA name.
func (z *Zone) Name() string { return z.name }

// Location is the zone for package time.
func (z *Zone) Location() *time.Location { return z.loc }

// Local is the day and time of day that clocks in the zone show at t.
func (z *Zone) Local(t time.Time) (Date, Clock) {
	t = t.In(z.loc)
	return DateOf(t.Date()), ClockOf(t)
}

// Place gives the moment at which clocks in the zone show c on day d. Of a time that happens twice it is the first; a
// time that a clock change skips takes the offset before the gap (RFC 5545 §3.3.5): 02:30 in the New York gap is 03:30
// EDT. Package time does otherwise.
func (z *Zone) Place(d Date, c Clock) time.Time {
	return time.Unix(z.place(d, c), 0).In(z.loc)
}

// Place does what Zone.Place does, for a location of package time.
func Place(d Date, c Clock, loc *time.Location) time.Time {
	return (&Zone{loc: loc}).Place(d, c)
}

// place walks the stretches from one that surely comes before, as no offset reaches a day, to the first that has not
// yet ended by its own clock. If its clock never showed the time, the time fell into the gap before it.
func (z *Zone) place(d Date, c Clock) int64 {
	local := int64(d)*daySeconds + int64(c)*60
	end, offset := z.stretch(local - daySeconds)
	for local >= end+offset {
		start, before := end, offset
		end, offset = z.stretch(start)
		if local < start+offset {
			return local - before
		}
	}
	return local - offset
}

// day is the civil day in the zone at a unix second.
func (z *Zone) day(at int64) Date {
	_, offset := z.stretch(at)
	return dayOf(at + offset)
}

func dayOf(local int64) Date {
	if local < 0 {
		local -= daySeconds - 1
	}
	return Date(local / daySeconds)
}

// stretch gives the end of the stretch of one offset that a unix second lies in, and the offset, in seconds.
func (z *Zone) stretch(at int64) (end, offset int64) {
	last := len(z.ends) - 1
	if last < 0 || at < z.since || at >= z.ends[last] {
		return stretch(z.loc, at)
	}
	low, high := 0, last
	for low < high {
		middle := int(uint(low+high) / 2)
		if at < z.ends[middle] {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return z.ends[low], int64(z.offsets[low])
}

// stretch asks package time. On 31 December of a leap year it may name an end that has passed (its years have 365 days
// where a zone goes by rule); no clock changes in that day, so the stretch is taken to last a day more.
func stretch(loc *time.Location, at int64) (end, offset int64) {
	t := time.Unix(at, 0).In(loc)
	_, seconds := t.Zone()
	_, change := t.ZoneBounds()
	switch {
	case change.IsZero():
		end = forever
	case change.Unix() <= at:
		end = at + daySeconds
	default:
		end = change.Unix()
	}
	return end, int64(seconds)
}
