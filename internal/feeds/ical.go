package feeds

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kith/internal/directory"
	"kith/internal/lists"
	"kith/internal/schedule"
)

// Calendar is how meetings are written as iCalendar (RFC 5545, RFC 7986), in the language of the publisher's words.
type Calendar struct {
	*Publisher
	Plain bool // titles are the meetings' names; otherwise they say nothing, as others may see the calendar
	Now   time.Time
	// Shown is how many of the meetings that were Found come. Where that is not all, the calendar says so.
	Shown, Found int
}

const stampForm = "20060102T150405Z"

// Write writes the events of some meetings, in the order in which they come. What has no schedule has no event. An event
// keeps its UID, the listing's id, for good.
func (c *Calendar) Write(w io.Writer, meetings iter.Seq2[*directory.Whole, error]) error {
	var events contentLines
	since := map[string]int{} // zone → the year from which it is needed
	for m, err := range meetings {
		if err != nil {
			return err
		}
		if m.Sample && !c.Sample {
			continue
		}
		e, err := m.Meeting().Schedule.Event()
		if err != nil || e.Zone == "" {
			continue
		}
		c.event(&events, m, &e)
		year, _, _ := e.Start.Day.Civil()
		if known, ok := since[e.Zone]; e.Zone != "UTC" && (!ok || year < known) {
			since[e.Zone] = year
		}
	}
	if events.Len() == 0 {
		since["UTC"] = c.Now.Year() // a calendar without any component is none (RFC 5545 §3.6)
	}
	var out contentLines
	c.begin(&out)
	for _, zone := range slices.Sorted(maps.Keys(since)) {
		if err := writeZone(&out, zone, since[zone], c.Now.Year()); err != nil {
			return err
		}
	}
	out.Write(events.Bytes())
	out.add("END:VCALENDAR")
	_, err := w.Write(out.Bytes())
	return err
}

func (c *Calendar) begin(out *contentLines) {
	name := c.Words.Say("calendar.name")
	for _, line := range []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kith//Kith//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"NAME:" + escaped(name), "X-WR-CALNAME:" + escaped(name), "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H"} {
		out.add(line)
	}
	if c.Shown < c.Found {
		cut := escaped(c.Words.Say("calendar.cut", "shown", c.Words.Number(c.Shown), "found", c.Words.Number(c.Found)))
		out.add("DESCRIPTION:" + cut)
		out.add("X-WR-CALDESC:" + cut)
	}
}

// event writes the events of one meeting: the regular one, and one for each date that was moved.
func (c *Calendar) event(out *contentLines, w *directory.Whole, e *schedule.Event) {
	about := c.about(w)
	for _, when := range append([][]string{e.Lines()}, e.MovedLines()...) {
		out.add("BEGIN:VEVENT")
		out.add("UID:" + w.Listing.ID)
		for _, line := range append(when, about...) {
			out.add(line)
		}
		out.add("END:VEVENT")
	}
}

// about is what all events of a meeting say.
func (c *Calendar) about(w *directory.Whole) []string {
	m := w.Meeting()
	updated := time.UnixMilli(updatedOf(w)).UTC().Format(stampForm)
	out := []string{"DTSTAMP:" + updated, "LAST-MODIFIED:" + updated, "SEQUENCE:" + strconv.FormatInt(w.Listing.Version, 10),
		"SUMMARY:" + escaped(c.title(w)), "STATUS:" + map[bool]string{true: "CANCELLED", false: "CONFIRMED"}[m.Attend == "closed"]}
	if c.Plain {
		out = append(out, c.text("DESCRIPTION", lists.Join("\n", groupOf(w), m.Notes))...)
	} else {
		out = append(out, "CLASS:PRIVATE")
	}
	out = append(out, c.where(w)...)
	if c.BaseURL != "" { // by its number: a slug would tell the name
		out = append(out, fmt.Sprintf("URL:%s/m/%d", c.BaseURL, w.Listing.Number))
	}
	return append(out, conferences(m)...)
}

func (c *Calendar) title(w *directory.Whole) string {
	if c.Plain {
		return nameOf(w)
	}
	return marked(c.Words.Say("calendar.event"), w.Sample)
}

// where is the place, and its position only when it is told to the door.
func (c *Calendar) where(w *directory.Whole) []string {
	v := w.Place()
	if v == nil {
		return nil
	}
	out := c.text("LOCATION", lists.Join(", ", v.Name, w.Meeting().Room, v.Line(), v.Hint))
	if at := pin(v); at != nil {
		out = append(out, fmt.Sprintf("GEO:%.6f;%.6f", at.Lat, at.Lng))
	}
	return out
}

func (c *Calendar) text(name, value string) []string {
	if value == "" {
		return nil
	}
	return []string{name + ":" + escaped(value)}
}

// conferences are how to join, where that is public (RFC 7986 §5.11).
func conferences(m *directory.Meeting) (out []string) {
	if m.JoinURL != "" && !strings.ContainsAny(m.JoinURL, " \r\n") {
		out = append(out, "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:"+m.JoinURL)
	}
	if number := dialled(m.DialIn); number != "" {
		out = append(out, "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:"+number)
	}
	return out
}

// dialled is a telephone number as a tel: address has it (RFC 3966); empty for what is none.
func dialled(phone string) string {
	number := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '+':
			return r
		case strings.ContainsRune(" -.()/", r):
			return -1
		}
		return 'x'
	}, phone)
	if len(number) < 3 || strings.Contains(number, "x") || strings.Contains(number[1:], "+") {
		return ""
	}
	return number
}

// escaped is a text as RFC 5545 §3.3.11 has it.
func escaped(s string) string { return textEscapes.Replace(s) }

var textEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// contentLines are content lines, folded and ended.
type contentLines struct{ bytes.Buffer }

// longestLine is how many octets a line has at most, its end not counted (RFC 5545 §3.1).
const longestLine = 75

// add writes a content line, parted where it is too long, never within a character. Control characters are dropped.
func (l *contentLines) add(line string) {
	line = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(line, "\ufffd"))
	room := longestLine
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		l.WriteString(line[:cut])
		l.WriteString("\r\n ")
		line, room = line[cut:], longestLine-1
	}
	l.WriteString(line)
	l.WriteString("\r\n")
}
