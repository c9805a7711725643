package directory

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"kith/internal/fault"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
)

// The most that fields take, in bytes.
const (
	longestName = 200
	longestLine = 500
	longestText = 5000
	mostCodes   = 40
)

// prepare brings an entered content into the form in which it is kept: trimmed, without control characters, a withheld
// place withheld.
func prepare(c Content) {
	switch c := c.(type) {
	case *Organisation:
		tidy(&c.Name, &c.About, &c.Website, &c.Phone, &c.Email)
	case *Group:
		tidy(&c.Name, &c.About, &c.FirstTime, &c.Cost, &c.Contact.Role, &c.Contact.Email, &c.Contact.Phone, &c.Contact.Website)
	case *Venue:
		tidy(&c.Name, &c.Address, &c.Street, &c.Quarter, &c.Locality, &c.Region, &c.Postal, &c.Country, &c.Hint, &c.Directions)
		if c.Shown == Public {
			c.Shown = ""
		}
		c.Withhold(c.Shown)
	case *Meeting:
		tidy(&c.Name, &c.Notes, &c.Room, &c.JoinURL, &c.JoinNotes, &c.DialIn, &c.DialNotes, &c.PassCode)
	}
}

// tidy trims texts and takes out what no text for people needs: control characters other than line breaks, and marks that
// turn the direction of what follows.
func tidy(texts ...*string) {
	for _, t := range texts {
		*t = strings.TrimSpace(strings.Map(func(r rune) rune {
			switch {
			case r == '\n':
				return r
			case r == '\r', r == utf8.RuneError, unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
				return -1
			}
			return r
		}, *t))
	}
}

// checker gathers what is wrong with a content.
type checker struct{ fault.Problems }

func validate(c Content) error {
	var k checker
	k.check(c)
	return k.Err()
}

func (k *checker) check(c Content) {
	switch c := c.(type) {
	case *Organisation:
		k.organisation(c)
	case *Group:
		k.group(c)
	case *Venue:
		k.venue(c)
	case *Meeting:
		k.meeting(c)
	}
}

func (k *checker) organisation(o *Organisation) {
	k.name("name", o.Name)
	k.code("type", "organisation", o.Type)
	k.text("about", o.About, longestText)
	k.website("website", o.Website)
	k.text("phone", o.Phone, longestName)
	k.email("email", o.Email)
}

func (k *checker) group(g *Group) {
	k.name("name", g.Name)
	k.text("about", g.About, longestText)
	k.text("first_time", g.FirstTime, longestText)
	k.text("cost", g.Cost, longestName)
	k.codes("concerns", "concern", g.Concerns)
	k.code("programme", "programme", g.Programme)
	k.codes("audience", "audience", g.Audience)
	k.code("led", "led", g.Led)
	k.code("belief", "belief", g.Belief)
	k.code("rhythm", "rhythm", g.Rhythm)
	k.languages("languages", g.Languages)
	k.text("role", g.Contact.Role, longestName)
	k.email("email", g.Contact.Email)
	k.text("phone", g.Contact.Phone, longestName)
	k.website("website", g.Contact.Website)
	for _, c := range g.Contributions {
		k.text("contributions", c.Service+c.Address, longestLine)
	}
}

func (k *checker) venue(v *Venue) {
	for field, text := range map[string]string{"name": v.Name, "address": v.Address, "street": v.Street, "quarter": v.Quarter,
		"locality": v.Locality, "region": v.Region, "postal": v.Postal, "country": v.Country, "hint": v.Hint} {
		k.text(field, text, longestLine)
	}
	k.text("directions", v.Directions, longestText)
	if !slices.Contains([]Shown{"", Public, Approximate, OnContact}, v.Shown) {
		k.Add("shown", "listing.unknown_code", map[string]any{"code": string(v.Shown)})
	}
	if v.At != nil && !v.At.Valid() {
		k.Add("at", "listing.no_position", nil)
	}
	k.codes("access", "access", v.Access)
}

func (k *checker) meeting(m *Meeting) {
	k.name("name", m.Name)
	k.schedule(m.Schedule)
	if m.Attend == "" {
		k.Add("attend", "listing.attend_missing", nil)
	}
	k.code("attend", "attend", m.Attend)
	k.codes("formats", "format", m.Formats)
	k.codes("audience", "audience", m.Audience)
	k.codes("access", "access", m.Access)
	k.code("open", "open", m.Open)
	k.languages("languages", m.Languages)
	k.text("notes", m.Notes, longestText)
	k.text("room", m.Room, longestName)
	k.website("join_url", m.JoinURL)
	for field, text := range map[string]string{"join_notes": m.JoinNotes, "dial_in": m.DialIn, "dial_notes": m.DialNotes, "pass_code": m.PassCode} {
		k.text(field, text, longestLine)
	}
	if m.JoinFor != "" && m.JoinFor != "members" {
		k.Add("join_for", "listing.unknown_code", map[string]any{"code": m.JoinFor})
	}
}

func (k *checker) schedule(s schedule.Schedule) {
	if s.Repeats == schedule.Never {
		return
	}
	err := s.Validate()
	if err == nil {
		return
	}
	var f *fault.Error
	if errors.As(err, &f) {
		k.Problems = append(k.Problems, f.Fields...)
		return
	}
	k.Add("schedule", "listing.schedule_wrong", nil)
}

func (k *checker) name(field, text string) {
	if text == "" {
		k.Add(field, "listing.name_missing", nil)
	}
	k.text(field, text, longestName)
}

func (k *checker) text(field, text string, most int) {
	if len(text) > most {
		k.Add(field, "listing.too_long", map[string]any{"most": most})
	}
}

func (k *checker) code(field string, facet vocabulary.Facet, code string) {
	if code != "" && !vocabulary.Valid(facet, code) {
		k.Add(field, "listing.unknown_code", map[string]any{"code": code})
	}
}

func (k *checker) codes(field string, facet vocabulary.Facet, codes []string) {
	if len(codes) > mostCodes {
		k.Add(field, "listing.too_many", map[string]any{"most": mostCodes})
		return
	}
	for _, c := range codes {
		k.code(field, facet, c)
	}
}

func (k *checker) languages(field string, tags []string) {
	for _, t := range tags {
		if _, err := language.Parse(t); err != nil {
			k.Add(field, "listing.unknown_language", map[string]any{"code": t})
		}
	}
}

func (k *checker) website(field, text string) {
	k.text(field, text, longestLine*2)
	if text == "" {
		return
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		k.Add(field, "listing.no_address", nil)
	}
}

func (k *checker) email(field, text string) {
	k.text(field, text, longestName)
	at := strings.LastIndexByte(text, '@')
	if text != "" && (at < 1 || at == len(text)-1 || strings.ContainsAny(text, " \t\n<>")) {
		k.Add(field, "listing.no_email", nil)
	}
}

// String is for logs: a kind and an id, nothing of what the listing says.
func (l Listing) String() string { return fmt.Sprintf("%s %s", l.Kind, l.ID) }
