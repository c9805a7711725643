package web

import (
	"net/url"
	"strings"
	"time"

	"kith/internal/directory"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// known is what is good to know of a meeting or a group, name by name. What is not said is left out.
func (t *teller) known(whole *directory.Whole) []templates.Known {
	g := whole.About()
	m := whole.Meeting()
	if m == nil {
		m = &directory.Meeting{}
	}
	var list []templates.Known
	add := func(key string, facts ...string) {
		var told []string
		for _, fact := range facts {
			if fact != "" {
				told = append(told, fact)
			}
		}
		if len(told) > 0 {
			list = append(list, templates.Known{Name: t.Say(key), Facts: told})
		}
	}
	add("known.concerns", t.list(vocabulary.FacetConcern, concernsOf(g))...)
	add("known.programme", t.coded(vocabulary.FacetProgramme, g.Programme))
	add("known.led", t.coded(vocabulary.FacetLed, g.Led))
	add("known.open", t.coded(vocabulary.FacetOpen, m.Open))
	add("known.audience", t.list(vocabulary.FacetAudience, union(m.Audience, g.Audience))...)
	add("known.formats", strings.Join(t.list(vocabulary.FacetFormat, m.Formats), ", "))
	add("known.codes", strings.Join(m.Codes, ", "))
	add("known.belief", t.coded(vocabulary.FacetBelief, g.Belief))
	access := m.Access
	if v := whole.Place(); v != nil {
		access = union(access, v.Access)
	}
	add("known.access", t.list(vocabulary.FacetAccess, access)...)
	languages := m.Languages
	if len(languages) == 0 {
		languages = g.Languages
	}
	add("known.languages", strings.Join(t.list(vocabulary.FacetLanguage, languages), ", "))
	add("known.cost", t.cost(g.Cost))
	add("known.notes", m.Notes)
	add("known.confirmed", t.confirmed(whole))
	if len(m.Inferred) > 0 {
		add("known.inferred", t.Words.List(t.fieldNames(m.Inferred)...))
	}
	return list
}

// coded is the name of a code, nothing where there is none.
func (t *teller) coded(facet vocabulary.Facet, code string) string {
	if code == "" {
		return ""
	}
	return t.name(facet, code)
}

func (t *teller) cost(cost string) string {
	if cost == "" {
		return t.Say("known.free")
	}
	return cost
}

// fieldNames names the fields that an importer concluded.
func (t *teller) fieldNames(fields []string) []string {
	var named []string
	for _, field := range fields {
		if key := "known.field." + field; t.Words.Has(key) {
			named = append(named, t.Say(key))
		}
	}
	return named
}

// confirmed says when a person last made sure, and that nobody has when that is so.
func (t *teller) confirmed(whole *directory.Whole) string {
	l := &whole.Listing
	if whole.Group != nil && whole.Group.VerifiedOn > l.VerifiedOn {
		l = whole.Group
	}
	if l.VerifiedOn == 0 {
		return t.Say("known.unconfirmed")
	}
	y, month, d := l.VerifiedOn.Civil()
	date := t.Words.Date(time.Date(y, month, d, 0, 0, 0, 0, time.UTC))
	if key := "known.confirmed." + l.VerifiedHow; l.VerifiedHow != "" && t.Words.Has(key) {
		return t.Say(key, "date", date)
	}
	return t.Say("known.confirmed.on", "date", date)
}

// union joins two lists, each thing once.
func union(a, b []string) []string {
	var out []string
	for _, list := range [][]string{a, b} {
		for _, x := range list {
			if !contains(out, x) {
				out = append(out, x)
			}
		}
	}
	return out
}

func contains(list []string, x string) bool {
	for _, one := range list {
		if one == x {
			return true
		}
	}
	return false
}

// firstTime is what happens at a first visit: by the group's own account, else what is true of most.
func (t *teller) firstTime(g *directory.Group, attend, open string) (sentences []string, own bool) {
	if g.FirstTime != "" {
		return strings.Split(strings.TrimSpace(g.FirstTime), "\n"), true
	}
	way := "place"
	switch attend {
	case "online", "phone", "arranged":
		way = attend
	case "closed":
		return nil, false
	}
	sentences = []string{t.Say("first." + way), t.Say("first.always")}
	if open == "members_only" {
		sentences = append(sentences, t.Say("first.members_only"))
	}
	return sentences, false
}

// contact is how a group can be reached.
func (t *teller) contact(c directory.Contact) []templates.Link {
	var links []templates.Link
	if c.Role != "" {
		links = append(links, templates.Link{Text: c.Role})
	}
	if c.Phone != "" {
		links = append(links, templates.Link{Text: c.Phone, Href: "tel:" + digits(c.Phone)})
	}
	if c.Email != "" {
		links = append(links, templates.Link{Text: c.Email, Href: "mailto:" + c.Email})
	}
	if host := webHost(c.Website); host != "" {
		links = append(links, templates.Link{Text: host, Href: c.Website})
	}
	return links
}

// give are the ways to give to the group, by its own account.
func (t *teller) give(g *directory.Group) []templates.Link {
	var links []templates.Link
	for _, c := range g.Contributions {
		link := templates.Link{Text: c.Service + " " + c.Address}
		if host := webHost(c.Address); host != "" {
			link = templates.Link{Text: host, Href: c.Address}
		}
		links = append(links, link)
	}
	return links
}

// webHost is the host of a web address; "" for what is none.
func webHost(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// join are the ways to take part from elsewhere, each with where it leads and what it leaves behind.
func (t *teller) join(m *directory.Meeting) []templates.Join {
	if m.JoinFor == "members" {
		return []templates.Join{{Icon: "users", Text: t.Say("join.members")}}
	}
	var ways []templates.Join
	if host := webHost(m.JoinURL); host != "" {
		ways = append(ways, templates.Join{Icon: "external-link", Text: t.Say("join.online"), Href: m.JoinURL,
			Where: t.Say("join.where", "host", host), Notes: t.passCode(m, m.JoinNotes)})
	}
	if m.DialIn != "" {
		ways = append(ways, templates.Join{Icon: "phone", Text: t.Say("join.call", "number", m.DialIn), Href: "tel:" + dialled(m.DialIn),
			Where: t.Say("join.log"), Notes: notes(m.DialNotes)})
	}
	if len(ways) == 0 && m.JoinNotes != "" {
		ways = append(ways, templates.Join{Notes: t.passCode(m, m.JoinNotes)})
	}
	return ways
}

// dialled keeps what a telephone can send on: pauses as well.
func dialled(number string) string {
	head, tail, more := strings.Cut(number, ",")
	if !more {
		return digits(number)
	}
	return digits(head) + "," + digits(tail)
}

func (t *teller) passCode(m *directory.Meeting, note string) []string {
	list := notes(note)
	if m.PassCode != "" {
		list = append(list, t.Say("join.code", "code", m.PassCode))
	}
	return list
}

func notes(text string) []string {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return []string{text}
}

// place is where a meeting is, as far as it may be told.
func (t *teller) place(v *directory.Venue, m *directory.Meeting) *templates.Place {
	if v == nil || m.Attend == "online" || m.Attend == "phone" {
		return nil
	}
	p := &templates.Place{Hint: v.Hint}
	switch v.Shown {
	case directory.OnContact:
		p.Note = t.Say("place.on-contact")
		p.Lines = nonEmpty(v.Locality)
		return p
	case directory.Approximate:
		p.Note = t.Say("place.approximate")
		p.Lines = nonEmpty(v.Quarter, v.Locality)
		return p
	}
	p.Lines = addressLines(v)
	p.More = nonEmpty(m.Room, v.Directions)
	p.Copy = strings.Join(p.Lines, ", ")
	if v.At != nil && !v.Rough {
		p.MapHref = "geo:" + degrees(v.At.Lat) + "," + degrees(v.At.Lng) + "?q=" + degrees(v.At.Lat) + "," + degrees(v.At.Lng)
	} else if p.Copy != "" {
		p.MapHref = "geo:0,0?q=" + strings.ReplaceAll(url.QueryEscape(p.Copy), "+", "%20")
	}
	if len(p.Lines)+len(p.More) == 0 && p.Hint == "" {
		return nil
	}
	return p
}

// addressLines are name, street, and town with region and postal code.
func addressLines(v *directory.Venue) []string {
	if v.Street == "" && v.Address != "" {
		return nonEmpty(v.Name, v.Address)
	}
	town := strings.Join(nonEmpty(v.Locality, strings.TrimSpace(v.Region+" "+v.Postal)), ", ")
	return nonEmpty(v.Name, v.Street, town)
}

func nonEmpty(texts ...string) []string {
	var out []string
	for _, text := range texts {
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}
