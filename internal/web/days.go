package web

import (
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"kith/internal/directory/index"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// evening is the hour from which a day's meetings are tonight's.
const evening = 17

// byDay gathers hits, in the order in which they start, under their days as the clocks of most of them show: a meeting
// that is under way is today's. Those that have no next time come last.
func (t *teller) byDay(hits []index.Hit) []templates.Rows {
	var days []templates.Rows
	at := map[int]int{} // days from today → number in days
	zone := zoneOfMost(hits)
	for _, h := range hits {
		ahead := t.ahead(h, zone)
		n, ok := at[ahead]
		if !ok {
			n = len(days)
			at[ahead] = n
			days = append(days, t.day(h, ahead, zone))
		}
		days[n].Rows = append(days[n].Rows, t.row(h, zone))
	}
	return days
}

// notPlanned stands for the day of what has no next time.
const notPlanned = 1 << 30

// ahead is how many days from today, by the clocks of a zone, a meeting happens next.
func (t *teller) ahead(h index.Hit, zone string) int {
	if h.Next.IsZero() {
		return notPlanned
	}
	at := inZone(h.Next, zone)
	return max(int(dayOf(at)-dayOf(t.now.In(at.Location()))), 0)
}

// capital begins a heading with a capital letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// inZone is a moment as the clocks of a zone show it, as it was where there is no such zone.
func inZone(at time.Time, zone string) time.Time {
	z, err := schedule.LoadZone(zone)
	if err != nil {
		return at
	}
	return at.In(z.Location())
}

// day begins the list of a day with its first hit.
func (t *teller) day(first index.Hit, ahead int, zone string) templates.Rows {
	rows := templates.Rows{ID: "day-" + strconv.Itoa(ahead), NoTotal: true}
	if ahead == notPlanned {
		rows.ID, rows.Heading = "day-none", t.Say("results.unplanned")
		return rows
	}
	at := inZone(first.Next, zone)
	date := t.Words.Day(at)
	switch {
	case ahead == 0 && at.Hour() >= evening:
		rows.Heading = t.Say("results.tonight")
	case ahead == 0:
		rows.Heading = t.Say("results.today")
	case ahead == 1:
		rows.Heading = t.Say("results.tomorrow")
	default:
		rows.Heading, date = capital(date), ""
	}
	rows.Aside = zoneName(t.Words, zone)
	if date != "" {
		rows.Aside = t.Say("results.aside", "date", date, "zone", rows.Aside)
	}
	return rows
}

// inOneList is hits in an order other than that of time: each row names its day.
func (t *teller) inOneList(hits []index.Hit, id, heading string) templates.Rows {
	rows := templates.Rows{ID: id, Heading: heading, NoTotal: true}
	zone := zoneOfMost(hits)
	if zone != "" {
		rows.Aside = zoneName(t.Words, zone)
	}
	for _, h := range hits {
		r := t.row(h, zone)
		if r.Day == "" {
			r.Day = t.dayName(h, zone)
		}
		rows.Rows = append(rows.Rows, r)
	}
	return rows
}

// dayName is the day of a hit in few words, as the clocks of a zone show it.
func (t *teller) dayName(h index.Hit, zone string) string {
	switch ahead := t.ahead(h, zone); {
	case ahead == notPlanned:
		return ""
	case ahead == 0:
		return t.Say("results.today")
	case ahead == 1:
		return t.Say("results.tomorrow")
	case ahead < 7:
		return capital(t.Words.Weekday(h.Next.Weekday()))
	}
	return capital(t.Words.Day(h.Next))
}
