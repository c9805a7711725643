package web

import (
	"net/url"
	"strings"

	"kith/internal/directory"
	"kith/internal/lists"
	"kith/internal/web/templates"
)

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
func (t *teller) place(whole *directory.Whole) *templates.Place {
	v, m := whole.Place(), whole.Meeting()
	if v == nil || !m.Placed() {
		return nil
	}
	p := &templates.Place{Hint: v.Hint}
	switch v.Shown {
	case directory.OnContact:
		p.Note, p.Ask = t.whoTells(whole)
		p.Lines = lists.Filled(v.Locality)
		return p
	case directory.Approximate:
		p.Note = t.Say("place.approximate")
		p.Lines = lists.Filled(v.Quarter, v.Locality)
		return p
	}
	p.Lines = addressLines(v)
	p.More = lists.Filled(m.Room, v.Directions)
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

// whoTells says who tells a place that is told on contact: the group; else its organisation; else nobody, and then whom to
// ask or tell.
func (t *teller) whoTells(whole *directory.Whole) (note string, ask []templates.Link) {
	c, of := whole.Reach()
	switch {
	case of != nil:
		return t.Say("place.ask-organisation", "name", of.Content.Title()), t.contact(c)
	case c.Reachable():
		return t.Say("place.on-contact"), nil
	}
	if link, ok := steward(t.Site.Contact); ok {
		return t.Say("place.ask-steward"), []templates.Link{link}
	}
	return t.Say("place.tell-steward"), []templates.Link{{Text: t.Say("place.tell"), Href: t.To("/meetings/" + whole.Listing.Slug + "/wrong")}}
}

// steward is where visitors reach those who keep the directory: a page or a mail address.
func steward(contact string) (templates.Link, bool) {
	if host := webHost(contact); host != "" {
		return templates.Link{Text: host, Href: contact}, true
	}
	mail := strings.TrimPrefix(contact, "mailto:")
	return templates.Link{Text: mail, Href: "mailto:" + mail}, strings.Contains(mail, "@")
}

// addressLines are name, street, and town with region and postal code.
func addressLines(v *directory.Venue) []string {
	if v.Street == "" && v.Address != "" {
		return lists.Filled(v.Name, v.Address)
	}
	town := lists.Join(", ", v.Locality, strings.TrimSpace(v.Region+" "+v.Postal))
	return lists.Filled(v.Name, v.Street, town)
}
