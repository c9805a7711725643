package feeds

import (
	"fmt"
	"time"

	"kith/internal/schedule"
)

// onset is a change of a zone's clock.
type onset struct {
	local    time.Time // when, by the clock before it; its own location means nothing
	from, to int       // seconds east of UTC
	name     string
	summer   bool
}

// cycle is how many years it takes until days of the week and of the year meet again, so that a rule which holds that
// long holds on.
const cycle = 28

// writeZone writes a VTIMEZONE (RFC 5545 §3.6.5) that is right from the beginning of a year on: as rules where clocks go
// by rules, else date by date for as long as is known.
func writeZone(out *contentLines, name string, since, now int) error {
	zone, err := schedule.LoadZone(name)
	if err != nil {
		return err
	}
	out.add("BEGIN:VTIMEZONE")
	out.add("TZID:" + name)
	for _, group := range grouped(onsets(zone.Location(), since, max(now, since)+cycle)) {
		group.write(out)
	}
	out.add("END:VTIMEZONE")
	return nil
}

// onsets lists the changes of a clock up to the end of a year, beginning with the one before the year since. A zone whose
// clock has not changed before then begins with a change that changes nothing.
func onsets(loc *time.Location, since, until int) []onset {
	at := time.Date(since, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1).In(loc)
	begin, end := at.ZoneBounds()
	var list []onset
	if begin.IsZero() {
		name, offset := at.Zone()
		list = append(list, onset{time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), offset, offset, name, at.IsDST()})
	} else {
		list = append(list, onsetAt(begin))
	}
	for !end.IsZero() && end.Year() <= until {
		if o := onsetAt(end); o.from != o.to {
			list = append(list, o)
		}
		_, next := end.ZoneBounds()
		if !next.After(end) {
			next = end.AddDate(0, 0, 1)
			_, next = next.ZoneBounds()
		}
		end = next
	}
	return list
}

func onsetAt(t time.Time) onset {
	_, from := t.Add(-time.Second).Zone()
	name, to := t.Zone()
	return onset{t.UTC().Add(time.Duration(from) * time.Second), from, to, name, t.IsDST()}
}

// observance is what a zone's clock changes to in one way, at some dates or by a rule from the first of them on.
type observance struct {
	onsets []onset
	rule   string
}

// grouped parts changes by what they change. Those of one kind that come once a year by a rule, up to the end of a whole
// cycle, are one observance; the others are listed.
func grouped(all []onset) (groups []observance) {
	type kind struct {
		from, to int
		name     string
		summer   bool
	}
	index := map[kind]int{}
	for _, o := range all {
		k := kind{o.from, o.to, o.name, o.summer}
		i, ok := index[k]
		if !ok {
			i = len(groups)
			index[k] = i
			groups = append(groups, observance{})
		}
		groups[i].onsets = append(groups[i].onsets, o)
	}
	var out []observance
	for _, g := range groups {
		out = append(out, g.ruled()...)
	}
	return out
}

// ruled parts what goes by a rule from what came before the rule.
func (g observance) ruled() []observance {
	last := len(g.onsets) - 1
	if last < cycle-1 {
		return []observance{g}
	}
	for _, ruleOf := range []func(time.Time) string{lastWeekday, nthWeekday} {
		rule, first := ruleOf(g.onsets[last].local), last
		for first > 0 && g.onsets[first-1].local.Year() == g.onsets[first].local.Year()-1 && ruleOf(g.onsets[first-1].local) == rule &&
			clockText(g.onsets[first-1].local) == clockText(g.onsets[last].local) {
			first--
		}
		if last-first < cycle-1 {
			continue
		}
		recurring := observance{g.onsets[first:], rule}
		if first == 0 {
			return []observance{recurring}
		}
		return []observance{{onsets: g.onsets[:first]}, recurring}
	}
	return []observance{g}
}

func clockText(t time.Time) string { return t.Format("150405") }

func codeOf(t time.Time) string { return weekdayCodes[2*t.Weekday() : 2*t.Weekday()+2] }

// lastWeekday is the yearly rule of a day that is the last of its weekday in the month; one that fits no other day else.
func lastWeekday(t time.Time) string {
	if t.AddDate(0, 0, 7).Month() == t.Month() {
		return "none" + t.Format(time.DateOnly)
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=-1%s", t.Month(), codeOf(t))
}

// nthWeekday is the yearly rule of a day that is the n-th of its weekday in the month.
func nthWeekday(t time.Time) string {
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", t.Month(), (t.Day()-1)/7+1, codeOf(t))
}

func (g observance) write(out *contentLines) {
	o := g.onsets[0]
	kind := map[bool]string{true: "DAYLIGHT", false: "STANDARD"}[o.summer]
	out.add("BEGIN:" + kind)
	out.add("DTSTART:" + o.local.Format("20060102T150405"))
	out.add("TZOFFSETFROM:" + offsetText(o.from))
	out.add("TZOFFSETTO:" + offsetText(o.to))
	out.add("TZNAME:" + escaped(o.name))
	if g.rule != "" {
		out.add("RRULE:" + g.rule)
	} else {
		for _, more := range g.onsets[1:] {
			out.add("RDATE:" + more.local.Format("20060102T150405"))
		}
	}
	out.add("END:" + kind)
}

// offsetText is "+hhmm", with seconds where there are some.
func offsetText(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}
