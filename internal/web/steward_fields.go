package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"kith/internal/directory"
	"kith/internal/message"
	"kith/internal/place"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// field is one question of a listing's form: its name in the form and in the listing's JSON, how it is asked, and where
// in the content its answer lies: in a text or in a list of codes.
type field[C any] struct {
	name  string
	kind  string           // of templates.Input; empty: one line of text
	facet vocabulary.Facet // whose codes are the answers
	text  func(C) *string
	list  func(C) *[]string
	empty string // the answer that an empty text means

	required bool
}

// part is a group of questions under one heading.
type part[C any] struct {
	name   string
	fields []field[C]
}

var organisationParts = []part[*directory.Organisation]{
	{"who", []field[*directory.Organisation]{
		{name: "name", required: true, text: func(o *directory.Organisation) *string { return &o.Name }},
		{name: "type", kind: "select", facet: vocabulary.FacetOrganisation, text: func(o *directory.Organisation) *string { return &o.Type }},
		{name: "about", kind: "textarea", text: func(o *directory.Organisation) *string { return &o.About }},
	}},
	{"contact", []field[*directory.Organisation]{
		{name: "website", kind: "url", text: func(o *directory.Organisation) *string { return &o.Website }},
		{name: "phone", kind: "tel", text: func(o *directory.Organisation) *string { return &o.Phone }},
		{name: "email", kind: "email", text: func(o *directory.Organisation) *string { return &o.Email }},
	}},
}

var groupParts = []part[*directory.Group]{
	{"who", []field[*directory.Group]{
		{name: "name", required: true, text: func(g *directory.Group) *string { return &g.Name }},
		{name: "about", kind: "textarea", text: func(g *directory.Group) *string { return &g.About }},
		{name: "first_time", kind: "textarea", text: func(g *directory.Group) *string { return &g.FirstTime }},
		{name: "concerns", kind: "checks", facet: vocabulary.FacetConcern, list: func(g *directory.Group) *[]string { return &g.Concerns }},
		{name: "programme", kind: "select", facet: vocabulary.FacetProgramme, text: func(g *directory.Group) *string { return &g.Programme }},
		{name: "audience", kind: "checks", facet: vocabulary.FacetAudience, list: func(g *directory.Group) *[]string { return &g.Audience }},
	}},
	{"how", []field[*directory.Group]{
		{name: "rhythm", kind: "select", facet: vocabulary.FacetRhythm, text: func(g *directory.Group) *string { return &g.Rhythm }},
		{name: "led", kind: "select", facet: vocabulary.FacetLed, text: func(g *directory.Group) *string { return &g.Led }},
		{name: "belief", kind: "select", facet: vocabulary.FacetBelief, text: func(g *directory.Group) *string { return &g.Belief }},
		{name: "languages", kind: "checks", facet: vocabulary.FacetLanguage, list: func(g *directory.Group) *[]string { return &g.Languages }},
		{name: "cost", text: func(g *directory.Group) *string { return &g.Cost }},
	}},
	{"contact", []field[*directory.Group]{
		{name: "role", text: func(g *directory.Group) *string { return &g.Contact.Role }},
		{name: "email", kind: "email", text: func(g *directory.Group) *string { return &g.Contact.Email }},
		{name: "phone", kind: "tel", text: func(g *directory.Group) *string { return &g.Contact.Phone }},
		{name: "website", kind: "url", text: func(g *directory.Group) *string { return &g.Contact.Website }},
	}},
}

var venueParts = []part[*directory.Venue]{
	{"shown", []field[*directory.Venue]{
		{name: "shown", kind: "radios", facet: vocabulary.FacetPlace, empty: string(directory.Public), text: func(v *directory.Venue) *string { return (*string)(&v.Shown) }},
		{name: "hint", text: func(v *directory.Venue) *string { return &v.Hint }},
	}},
	{"place", []field[*directory.Venue]{
		{name: "name", text: func(v *directory.Venue) *string { return &v.Name }},
		{name: "address", text: func(v *directory.Venue) *string { return &v.Address }},
		{name: "street", text: func(v *directory.Venue) *string { return &v.Street }},
		{name: "quarter", text: func(v *directory.Venue) *string { return &v.Quarter }},
		{name: "locality", text: func(v *directory.Venue) *string { return &v.Locality }},
		{name: "region", text: func(v *directory.Venue) *string { return &v.Region }},
		{name: "postal", text: func(v *directory.Venue) *string { return &v.Postal }},
		{name: "country", text: func(v *directory.Venue) *string { return &v.Country }},
		{name: "directions", kind: "textarea", text: func(v *directory.Venue) *string { return &v.Directions }},
		{name: "access", kind: "checks", facet: vocabulary.FacetAccess, list: func(v *directory.Venue) *[]string { return &v.Access }},
	}},
}

var meetingParts = []part[*directory.Meeting]{
	{"what", []field[*directory.Meeting]{
		{name: "name", required: true, text: func(m *directory.Meeting) *string { return &m.Name }},
		{name: "attend", kind: "radios", facet: vocabulary.FacetAttend, text: func(m *directory.Meeting) *string { return &m.Attend }},
	}},
	{"how", []field[*directory.Meeting]{
		{name: "open", kind: "select", facet: vocabulary.FacetOpen, text: func(m *directory.Meeting) *string { return &m.Open }},
		{name: "formats", kind: "checks", facet: vocabulary.FacetFormat, list: func(m *directory.Meeting) *[]string { return &m.Formats }},
		{name: "audience", kind: "checks", facet: vocabulary.FacetAudience, list: func(m *directory.Meeting) *[]string { return &m.Audience }},
		{name: "languages", kind: "checks", facet: vocabulary.FacetLanguage, list: func(m *directory.Meeting) *[]string { return &m.Languages }},
		{name: "access", kind: "checks", facet: vocabulary.FacetAccess, list: func(m *directory.Meeting) *[]string { return &m.Access }},
		{name: "room", text: func(m *directory.Meeting) *string { return &m.Room }},
		{name: "notes", kind: "textarea", text: func(m *directory.Meeting) *string { return &m.Notes }},
	}},
	{"online", []field[*directory.Meeting]{
		{name: "join_url", kind: "url", text: func(m *directory.Meeting) *string { return &m.JoinURL }},
		{name: "join_notes", text: func(m *directory.Meeting) *string { return &m.JoinNotes }},
		{name: "dial_in", kind: "tel", text: func(m *directory.Meeting) *string { return &m.DialIn }},
		{name: "dial_notes", text: func(m *directory.Meeting) *string { return &m.DialNotes }},
		{name: "pass_code", text: func(m *directory.Meeting) *string { return &m.PassCode }},
	}},
}

// ask turns parts into questions with the answers that a content holds.
func ask[C any](p templates.Page, parts []part[C], c C, problems map[string]string) []templates.Part {
	var out []templates.Part
	for _, one := range parts {
		asked := templates.Part{Name: one.name, Heading: p.Say("listing.part." + one.name)}
		for _, f := range one.fields {
			asked.Inputs = append(asked.Inputs, f.ask(p, c, problems[f.name]))
		}
		out = append(out, asked)
	}
	return out
}

func (f field[C]) ask(p templates.Page, c C, problem string) templates.Input {
	in := templates.Input{Name: f.name, Kind: f.kind, Label: p.Say("listing.field." + f.name), Error: problem, Autocomplete: "off", Dir: "auto"}
	if hint := "listing.hint." + f.name; p.Words.Has(hint) {
		in.Hint = p.Say(hint)
	}
	var chosen []string
	if f.list != nil {
		chosen = *f.list(c)
	} else {
		in.Value = cmp.Or(*f.text(c), f.empty)
		chosen = []string{in.Value}
	}
	if f.facet != "" {
		in.Options = codeOptions(p.Words, f.facet, chosen)
	}
	if f.kind == "select" {
		in.Options = append([]templates.Option{{Label: p.Say("form.unsaid")}}, in.Options...)
	}
	in.Required = f.required
	return in
}

// fewCodes are so few that they stand in the order of the vocabulary, from the usual to the rare.
const fewCodes = 8

// codeOptions are the codes of a facet by name; a chosen one that is not offered stands among them, so that it is kept.
func codeOptions(words *message.Words, facet vocabulary.Facet, chosen []string) []templates.Option {
	var all []templates.Option
	codes := vocabulary.Codes(facet)
	for _, c := range chosen {
		if c != "" && !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	for _, code := range codes {
		all = append(all, templates.Option{Value: code, Label: vocabulary.Name(facet, code, words.Lang()), On: slices.Contains(chosen, code)})
	}
	if len(all) > fewCodes {
		message.SortBy(words, all, func(o templates.Option) string { return o.Label })
	}
	return all
}

// answer reads the answers of a form into a content.
func answer[C any](parts []part[C], c C, form url.Values) {
	for _, one := range parts {
		for _, f := range one.fields {
			if f.list != nil {
				*f.list(c) = form[f.name]
				continue
			}
			*f.text(c) = strings.TrimSpace(form.Get(f.name))
		}
	}
}

// position is the text of a venue's position, in the order that maps give.
func position(v *directory.Venue) string {
	if v.At == nil {
		return ""
	}
	return formatPoint(*v.At)
}

// readPosition takes a position as a map gives it; the problem is a catalogue key.
func readPosition(v *directory.Venue, text string) (problem string) {
	if text = strings.TrimSpace(text); text == "" {
		v.At, v.Rough = nil, false
		return ""
	}
	p, err := place.ParsePoint(text)
	if err != nil {
		return "listing.no_position"
	}
	if v.At == nil || formatPoint(*v.At) != formatPoint(p) {
		v.At, v.Rough = &p, false
	}
	return ""
}
