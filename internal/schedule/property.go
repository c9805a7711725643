package schedule

import (
	"strconv"
	"strings"
	"time"
)

// property is one unfolded content line of RFC 5545 §3.1, name and parameter names in capitals.
type property struct {
	name   string
	params map[string]string
	value  string
}

func parseProperty(line string) (property, error) {
	head, value, ok := cutUnquoted(strings.TrimRight(line, "\r\n"), ':')
	if !ok {
		return property{}, refuse("line", "schedule.rule_unreadable")
	}
	name, rest, more := cutUnquoted(head, ';')
	p := property{name: strings.ToUpper(name), value: value, params: map[string]string{}}
	for more {
		var param string
		param, rest, more = cutUnquoted(rest, ';')
		key, text, _ := strings.Cut(param, "=")
		p.params[strings.ToUpper(key)] = strings.Trim(text, `"`)
	}
	return p, nil
}

// cutUnquoted is strings.Cut for a separator outside of double quotes.
func cutUnquoted(text string, separator byte) (before, after string, found bool) {
	quoted := false
	for i := range len(text) {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case text[i] == separator && !quoted:
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// stamp is a DATE or DATE-TIME as it was written: in a zone, or floating where zone is nil.
type stamp struct {
	Local
	zone *Zone
	date bool // a DATE: no time of day
}

// stamp reads one value of the property; a period's start is the caller's to cut off.
func (p property) stamp(value string) (stamp, error) {
	if len(value) == len(dateForm) {
		day, err := p.instant(dateForm, value)
		return stamp{Local: Local{Day: DateOf(day.Date())}, date: true}, err
	}
	zone, err := p.zone(value)
	if err != nil {
		return stamp{}, err
	}
	t, err := p.instant(localForm, strings.TrimSuffix(value, "Z"))
	return stamp{Local: Local{DateOf(t.Date()), ClockOf(t)}, zone: zone}, err
}

func (p property) zone(value string) (*Zone, error) {
	name := p.params["TZID"]
	if strings.HasSuffix(value, "Z") {
		name = "UTC"
	}
	if name == "" {
		return nil, nil
	}
	zone, err := LoadZone(name)
	if err != nil {
		return nil, refuse(p.name, "schedule.zone_unknown", "zone", name)
	}
	return zone, nil
}

// instant reads digits by a form. A schedule has no seconds and no year outside 1900 to 2200; UNTIL, which is no time of
// a meeting, may have both.
func (p property) instant(form, value string) (time.Time, error) {
	t, err := time.Parse(form, value)
	if err != nil || len(value) != len(form) {
		return t, refuse(p.name, "schedule.date_unreadable")
	}
	if p.name == "RRULE" {
		return t, nil
	}
	if !DateOf(t.Date()).plausible() {
		return t, refuse(p.name, "schedule.date_range")
	}
	if t.Second() != 0 {
		return t, refuse(p.name, "schedule.rule_seconds")
	}
	return t, nil
}

// in gives the stamp as clocks in the zone show it; floating times are taken to be of that zone already.
func (s stamp) in(zone *Zone) Local {
	if s.date || s.zone == nil || s.zone == zone {
		return s.Local
	}
	day, clock := zone.Local(s.zone.Place(s.Day, s.Clock))
	return Local{day, clock}
}

// parseDuration reads a DURATION of RFC 5545 §3.3.6 of 0 to 24 hours, in minutes.
func parseDuration(name, text string) (int16, error) {
	body, ok := strings.CutPrefix(strings.TrimPrefix(text, "+"), "P")
	days, hours, _ := strings.Cut(body, "T")
	whole, fine := amount(days, map[byte]int{'W': 7 * daySeconds, 'D': daySeconds})
	part, good := amount(hours, map[byte]int{'H': 3600, 'M': 60, 'S': 1})
	if !ok || !fine || !good || days+hours == "" {
		return 0, refuse(name, "schedule.rule_unreadable")
	}
	return wholeMinutes(name, whole+part)
}

// amount adds up numbers with units, such as 1H30M.
func amount(text string, units map[byte]int) (int, bool) {
	sum := 0
	for text != "" {
		digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
		if digits == 0 || digits > 6 || digits == len(text) || units[text[digits]] == 0 {
			return 0, false
		}
		n, _ := strconv.Atoi(text[:digits])
		sum += n * units[text[digits]]
		text = text[digits+1:]
	}
	return sum, true
}

func wholeMinutes(name string, seconds int) (int16, error) {
	if seconds < 0 || seconds > MaxDuration*60 {
		return 0, refuse(name, "schedule.duration_range", "hours", MaxDuration/60)
	}
	if seconds%60 != 0 {
		return 0, refuse(name, "schedule.rule_seconds")
	}
	return int16(seconds / 60), nil
}
