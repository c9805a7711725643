package feeds

import (
	"encoding/csv"
	"io"
	"iter"
	"time"

	"kith/internal/directory"
	"kith/internal/lists"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
)

// csvColumns are the columns that TSML reads and writes, in its order, and behind them what it leaves out.
var csvColumns = []string{
	"Time", "End Time", "Day", "Name", "Location", "Address", "City", "State", "Postal Code", "Country", "Region", "Sub Region",
	"Types", "Notes", "Location Notes", "Timezone", "Group", "District", "Website", "Venmo", "Square", "Paypal", "Email", "Phone",
	"Group Notes", "Contact 1 Name", "Conference URL", "Conference URL Notes", "Conference Phone", "Conference Phone Notes", "Slug",
	"Updated", "Attendance Option", "Latitude", "Longitude", "Approximate", "URL",
}

// WriteCSV writes meetings as a spreadsheet that TSML reads, safe to open in any: nothing in it runs as a formula. What is
// over by now is left out.
func (p *Publisher) WriteCSV(w io.Writer, meetings iter.Seq2[*directory.Whole, error], now time.Time) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvColumns); err != nil {
		return err
	}
	cells := make([]string, len(csvColumns))
	for m, err := range p.going(meetings, now) {
		if err != nil {
			return err
		}
		row := p.csvRow(m, now)
		for i, column := range csvColumns {
			cells[i] = row[column]
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvRow gives a meeting's cells by column. Those that hold what others wrote are made safe.
func (p *Publisher) csvRow(w *directory.Whole, now time.Time) map[string]string {
	m, g := w.Meeting(), w.About()
	district, entity := bodiesOf(w)
	if district == "" && entity != nil {
		district = entity.Name
	}
	row := map[string]string{
		"Name": nameOf(w), "Types": guideTypeNames(w), "Notes": p.notesOf(w, now), "Group": groupOf(w), "District": district,
		"Website": g.Contact.Website, "Email": g.Contact.Email, "Phone": g.Contact.Phone, "Group Notes": g.About,
		"Contact 1 Name": g.Contact.Role, "Conference URL": m.JoinURL, "Conference URL Notes": p.joinNotes(m),
		"Conference Phone": m.DialIn, "Conference Phone Notes": m.DialNotes, "Slug": w.Listing.Slug,
		"Attendance Option": attendanceOption(m.Attend), "URL": p.page(w),
		"Updated": time.UnixMilli(updatedOf(w)).UTC().Format(time.DateTime),
	}
	for _, c := range g.Contributions {
		switch c.Service {
		case "venmo":
			row["Venmo"] = c.Address
		case "square":
			row["Square"] = c.Address
		case "paypal":
			row["Paypal"] = c.Address
		}
	}
	csvWhen(row, &m.Schedule)
	csvWhere(row, w)
	for column, value := range row {
		row[column] = Cell(value)
	}
	csvPoint(row, w.Place())
	return row
}

func csvWhen(row map[string]string, s *schedule.Schedule) {
	if s.Repeats == schedule.Never {
		return
	}
	row["Day"], row["Time"], row["Timezone"] = dayOf(s).String(), s.Start.String(), s.Zone
	if s.Duration > 0 {
		row["End Time"] = endOf(s).String()
	}
}

func csvWhere(row map[string]string, w *directory.Whole) {
	v := w.Place()
	row["Approximate"] = approximate(w)
	if v == nil {
		return
	}
	row["Location"] = lists.Join(", ", v.Name, w.Meeting().Room)
	row["Location Notes"] = directions(v)
	row["Address"], row["City"], row["State"], row["Postal Code"], row["Country"] = v.Street, v.Locality, v.Region, v.Postal, v.Country
	if v.Street == "" {
		row["Address"] = v.Line()
	}
	row["Region"], row["Sub Region"] = first(v.Locality, v.Region), v.Quarter
}

// csvPoint writes a position, whose minus is no formula.
func csvPoint(row map[string]string, v *directory.Venue) {
	if at := pin(v); at != nil {
		row["Latitude"], row["Longitude"] = formatDegrees(at.Lat), formatDegrees(at.Lng)
	}
}

// guideTypeNames are the names of a meeting's types, as TSML's CSV has them.
func guideTypeNames(w *directory.Whole) string {
	names := guideTypes(w)
	for i, code := range names {
		names[i] = vocabulary.MeetingGuideName(code)
	}
	return lists.Join(", ", names...)
}
