package feeds

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kith/internal/directory"
	"kith/internal/fold"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
)

// draft is what the row's meetings have in common.
func (r *row) draft(v *directory.VenueDraft, scheduled bool) directory.Draft {
	if r.codes == nil {
		t := r.terms()
		r.codes = &t
	}
	return directory.Draft{Where: r.where, Venue: v, Group: r.group(r.codes), Meeting: r.meeting(r.codes, v, scheduled), Unpublished: r.unpublished}
}

// one gives on the draft of one meeting, with parts of its own. day is added to the row's id where the row holds several.
func (r *row) one(d directory.Draft, s schedule.Schedule, day string) error {
	group, meeting := *d.Group, *d.Meeting
	meeting.Schedule = s
	meeting.NativeID, meeting.Slug, meeting.Number = r.ids(d.Venue, s, day)
	if d.Venue != nil {
		venue := *d.Venue
		d.Venue = &venue
		if venue.Withheld() && r.tellsHome(meeting.NativeID) {
			meeting.NativeID, meeting.Slug = identity("meeting", meeting.NativeID), ""
		}
	}
	d.Group, d.Meeting = &group, &meeting
	return r.out.draft(d)
}

// ids are the row's slug and number, or else a hash of name, place, day and time.
func (r *row) ids(v *directory.VenueDraft, s schedule.Schedule, day string) (native, slug string, number int64) {
	number, _ = strconv.ParseInt(r.get("id"), 10, 64)
	number = max(number, 0)
	day = r.part + day
	if slug, _ = shortened(plainLine(r.get("slug")), maxLine); slug != "" {
		return slug + day, slug + day, number
	}
	if id := plainLine(r.get("id")); id != "" && len(id) <= maxLine {
		return id + day, "", number
	}
	place := ""
	if v != nil {
		place = v.NativeID
	}
	when := s.Repeats.String() + strconv.Itoa(int(s.Weekday)) + "n" + strconv.Itoa(int(s.Nth)) + " " + s.Start.String()
	if s.Repeats == schedule.Once {
		when += " " + s.From.String()
	}
	return identity("meeting", r.get("name", "group"), r.get("group"), place, when), "", number
}

func (r *row) group(t *terms) *directory.GroupDraft {
	g := &directory.GroupDraft{NativeID: r.groupID()}
	g.Name = r.out.line(r.record, maxName, "group", "name")
	g.About = r.out.notes(r.record, "group_notes")
	g.FirstTime = r.out.notes(r.record, "first_time")
	g.Programme = t.programme
	if g.Programme == "" {
		g.Programme = r.out.Programme
	}
	g.Concerns, g.Led, g.Belief = t.concerns, t.led, t.belief
	if len(g.Concerns) == 0 && g.Programme == "" {
		if g.Concerns = topicsIn(g.Name); len(g.Concerns) > 0 {
			g.Inferred = append(g.Inferred, "concerns")
		}
	}
	g.Cost = r.out.line(r.record, maxLine, "cost")
	g.Contact = directory.Contact{
		Role:    r.out.line(r.record, maxName, "contact_role"),
		Email:   r.out.email(r.record, "email"),
		Phone:   r.out.phone(r.record, "phone"),
		Website: r.out.link(r.record, "website"),
	}
	g.Contributions = r.contributions()
	return g
}

// topicsIn are the concerns that a group names in its own name, where its source says nothing of what it is about.
func topicsIn(name string) (concerns []string) {
	words := fold.Words(name)
	for i := 0; i < len(words); {
		m, known := vocabulary.Understand(words[i:], "")
		if !known {
			i++
			continue
		}
		if m.Term.Facet == vocabulary.FacetConcern && !m.Weak && !slices.Contains(concerns, m.Term.Code) {
			concerns = append(concerns, m.Term.Code)
		}
		i += m.Words
	}
	return concerns
}

// groupID is the source's own; else a group's name makes it one in its district and town, and a meeting's name makes it
// one at its place only: "Beginners" at two clubs are two groups.
func (r *row) groupID() string {
	if id := plainLine(r.get("group_id")); id != "" && len(id) <= maxLine {
		return "group:" + id
	}
	if name := r.get("group"); name != "" {
		return identity("group", name, r.get("district_id", "district"), r.locality())
	}
	return identity("group", r.get("name"), r.get("location_id"), r.get("location"), r.get("formatted_address", "address"), r.locality())
}

func (r *row) contributions() (out []directory.Contribution) {
	for _, service := range []string{"venmo", "square", "paypal", "homegroup_online"} {
		if address := r.out.line(r.record, maxName, service); address != "" && !strings.Contains(address, ":") {
			out = append(out, directory.Contribution{Service: service, Address: address})
		}
	}
	return out
}

func (r *row) meeting(t *terms, v *directory.VenueDraft, scheduled bool) *directory.MeetingDraft {
	m := &directory.MeetingDraft{}
	m.Name = r.out.line(r.record, maxName, "name", "group")
	m.Formats, m.Audience, m.Languages, m.Access, m.Open, m.Codes = t.formats, t.audience, t.languages, t.access, t.open, t.unknown
	m.Notes = r.out.notes(r.record, "notes")
	m.Room = r.out.line(r.record, maxName, "room")
	m.JoinURL = r.out.link(r.record, "conference_url")
	m.DialIn = r.out.phone(r.record, "conference_phone")
	m.JoinNotes, m.PassCode = withoutPassCode(r.out.notes(r.record, "conference_url_notes"))
	var code string
	m.DialNotes, code = withoutPassCode(r.out.notes(r.record, "conference_phone_notes"))
	m.PassCode = first(r.out.line(r.record, maxName, "pass_code"), m.PassCode, code)
	a := attendance{
		said: r.get("attendance_option"), closed: t.closed, online: t.online || m.JoinURL != "", phone: m.DialIn != "",
		place: v != nil && (!v.Rough || v.Street != "" || v.Withheld()) && !virtualPlace(v.Name), scheduled: scheduled,
	}
	var inferred bool
	m.Attend, inferred = a.conclude()
	m.Inferred = slices.Clone(r.inferred)
	if inferred {
		m.Inferred = append(m.Inferred, "attend")
	}
	return m
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

var passCode = regexp.MustCompile(`(?i)[\s,;.]*\b(?:meeting )?(?:pass ?code|pass ?word|pwd|pass|pin|contraseña|clave|c[oó]digo|mot de passe|kennwort|passwort|senha)\b\s*(?:is|es|est|ist|[:=#])+\s*["“']?([^\s"”',;<>]{2,40}?)["”']?[.]?(?:$|[\s,;])`)

// withoutPassCode takes a pass code out of notes, so that it can be kept for members.
func withoutPassCode(notes string) (rest, code string) {
	m := passCode.FindStringSubmatchIndex(notes)
	if m == nil {
		return notes, ""
	}
	return strings.TrimSpace(notes[:m[0]] + " " + notes[m[1]:]), notes[m[2]:m[3]]
}

// organisations gives the group its organisation: its district, within the entity that publishes it. Each is given on once.
func (r *row) organisations(g *directory.GroupDraft) error {
	if r.organisation != "" {
		g.Organisation = r.organisation
		return nil
	}
	entity, district := r.out.line(r.record, maxName, "entity"), r.out.line(r.record, maxName, "district")
	if entity != "" {
		g.Organisation = identity("organisation", entity)
		o := directory.Organisation{Name: entity, Type: "intergroup", Website: r.out.link(r.record, "entity_url", "entity_website_url"),
			Phone: r.out.phone(r.record, "entity_phone"), Email: r.out.email(r.record, "entity_email")}
		if err := r.give(g.Organisation, "", o); err != nil {
			return err
		}
	}
	if district == "" {
		return nil
	}
	parent := g.Organisation
	g.Organisation = identity("district", entity, district)
	if _, err := strconv.Atoi(district); err == nil {
		district = "District " + district
	}
	return r.give(g.Organisation, parent, directory.Organisation{Name: district, Type: "district"})
}

func (r *row) give(id, parent string, o directory.Organisation) error {
	if !r.out.once(id) {
		return nil
	}
	return r.out.draft(directory.Draft{Where: r.where, Organisation: &directory.OrganisationDraft{NativeID: id, Parent: parent, Organisation: o}})
}

// conceal takes what tells a withheld place out of the rest of the draft. A name that tells it keeps the row's n meetings out.
func (r *row) conceal(d *directory.Draft, n int) bool {
	if r.tellsHome(d.Meeting.Name) || r.tellsHome(d.Group.Name) {
		return r.skip(n, "name", "", "name_tells_home", "rename")
	}
	d.Withhold(d.Venue.Shown)
	d.Group.About = ""
	if r.get("group_id", "group") == "" { // its id was made of the place too
		d.Group.NativeID = identity("group", r.get("name"), d.Venue.Locality)
	}
	d.Meeting.JoinNotes, d.Meeting.DialNotes = "", ""
	r.out.warn(r.where, "location", "", "withheld", "check_withheld")
	return true
}
