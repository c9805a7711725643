package feeds

import (
	"bufio"
	"io"
	"iter"
	"strconv"
	"time"

	"kith/internal/directory"
	"kith/internal/lists"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
)

// WriteMeetingGuide writes meetings as Meeting Guide JSON (github.com/code4recovery/spec), with the fields that TSML adds.
// What a day and a time cannot say of a schedule stands in the notes; what is over by now is left out.
func (p *Publisher) WriteMeetingGuide(w io.Writer, meetings iter.Seq2[*directory.Whole, error], now time.Time) error {
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteByte('[')
	var row []byte
	for m, err := range p.going(meetings, now) {
		if err != nil {
			return err
		}
		if row != nil {
			out.WriteByte(',')
		}
		row = p.appendGuide(row[:0], m, now)
		if _, err := out.Write(row); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return out.Flush()
}

func (p *Publisher) appendGuide(b []byte, w *directory.Whole, now time.Time) []byte {
	m, g := w.Meeting(), w.About()
	r := &jsonObject{append(b, `{"slug":`...)}
	r.b = appendText(r.b, w.Listing.Slug)
	r.name("id")
	r.b = strconv.AppendInt(r.b, w.Listing.Number, 10)
	r.text("name", nameOf(w))
	r.when(&m.Schedule)
	p.guidePlace(r, w)
	r.texts("types", guideTypes(w))
	r.text("attendance_option", attendanceOption(m.Attend))
	r.text("notes", p.notesOf(w, now))
	r.text("group", groupOf(w))
	r.text("group_notes", g.About)
	r.text("conference_url", m.JoinURL)
	r.text("conference_url_notes", p.joinNotes(m))
	r.text("conference_phone", m.DialIn)
	r.text("conference_phone_notes", m.DialNotes)
	r.contact(g)
	r.organisations(w)
	r.text("url", p.page(w))
	r.text("feedback_url", p.wrong(w))
	if len(w.Sources) > 0 {
		r.text("data_source_name", w.Sources[0].Name)
	}
	r.text("updated", time.UnixMilli(updatedOf(w)).UTC().Format(time.DateTime))
	return append(r.b, '}')
}

func (r *jsonObject) when(s *schedule.Schedule) {
	if s.Repeats == schedule.Never {
		return
	}
	r.name("day")
	r.b = append(r.b, '0'+byte(dayOf(s)))
	r.text("time", s.Start.String())
	if s.Duration > 0 {
		r.text("end_time", endOf(s).String())
	}
	r.text("time_formatted", time.Date(1, 1, 1, 0, int(s.Start), 0, 0, time.UTC).Format("3:04 pm"))
	r.text("timezone", s.Zone)
}

// guidePlace says where. Finders drop a row without an address, so a meeting that has none gets a word in its place; one
// that is withheld has that of its town.
func (p *Publisher) guidePlace(r *jsonObject, w *directory.Whole) {
	m, v := w.Meeting(), w.Place()
	if v == nil {
		v = &directory.Venue{Address: p.nowhere(m.Attend), Rough: true}
	}
	r.text("location", lists.Join(", ", v.Name, m.Room))
	r.text("location_notes", directions(v))
	r.text("formatted_address", first(v.Line(), p.nowhere(m.Attend)))
	r.text("address", v.Street)
	r.text("city", v.Locality)
	r.text("state", v.Region)
	r.text("postal_code", v.Postal)
	r.text("country", v.Country)
	r.text("region", first(v.Locality, v.Region))
	if v.Locality != "" {
		r.text("sub_region", v.Quarter)
	}
	if regions := lists.Filled(v.Region, v.Locality, v.Quarter); regions != nil {
		r.texts("regions", regions)
	}
	if at := pin(v); at != nil {
		r.number("latitude", at.Lat)
		r.number("longitude", at.Lng)
	}
	r.text("approximate", approximate(w))
}

// nowhere stands for the address of a meeting that has none.
func (p *Publisher) nowhere(attend string) string {
	switch attend {
	case "online", "hybrid":
		return p.Words.Say("feeds.online")
	case "phone":
		return p.Words.Say("feeds.phone")
	}
	return p.Words.Say("feeds.arranged")
}

// joinNotes are what one has to know to join: the pass code with the rest.
func (p *Publisher) joinNotes(m *directory.Meeting) string {
	if m.PassCode == "" {
		return m.JoinNotes
	}
	return lists.Join("\n", m.JoinNotes, p.Words.Say("feeds.passcode", "code", m.PassCode))
}

// guideTypes are a meeting's types. Readers take a meeting to be in person unless it is TC (its place is closed) or its
// place is approximate, and online when it is ONL; so that is how one attends is written, whatever codes it came with.
func guideTypes(w *directory.Whole) []string {
	types := []string{}
	for _, t := range termsOf(w) {
		if code, ok := vocabulary.ToMeetingGuide(t); ok && code != "TC" && code != "ONL" {
			types = lists.With(types, code)
		}
	}
	switch w.Meeting().Attend {
	case "hybrid":
		types = append(types, "ONL")
	case "online", "phone":
		types = append(types, "ONL")
		if !rough(w.Place()) {
			types = append(types, "TC")
		}
	case "closed":
		types = append(types, "TC")
	}
	return types
}

// attendanceOption is TSML's word for how one attends; it has none for what is arranged.
func attendanceOption(attend string) string {
	switch attend {
	case "phone":
		return "online"
	case "closed":
		return "inactive"
	case "arranged":
		return ""
	}
	return attend
}

func (r *jsonObject) contact(g *directory.Group) {
	r.text("website", g.Contact.Website)
	r.text("email", g.Contact.Email)
	r.text("phone", g.Contact.Phone)
	r.text("contact_1_name", g.Contact.Role) // finders make buttons of contact_1_email too, and that is the one above
	for _, c := range g.Contributions {
		switch c.Service {
		case "venmo", "square", "paypal", "homegroup_online":
			r.text(c.Service, c.Address)
		}
	}
}

// organisations name the body that lists the meeting, and the district below it.
func (r *jsonObject) organisations(w *directory.Whole) {
	district, entity := bodiesOf(w)
	r.text("district", district)
	if entity == nil {
		return
	}
	r.text("entity", entity.Name)
	r.text("entity_email", entity.Email)
	r.text("entity_phone", entity.Phone)
	r.text("entity_url", entity.Website)
	r.text("entity_website_url", entity.Website)
}

// bodiesOf gives the name of a meeting's district, when it has one, and the body that lists it.
func bodiesOf(w *directory.Whole) (district string, entity *directory.Organisation) {
	for i := range w.Organisations {
		o := w.Organisations[i].Content.(*directory.Organisation)
		if o.Type == "district" && district == "" {
			district = o.Name
			continue
		}
		return district, o
	}
	return district, nil
}
