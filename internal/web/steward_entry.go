package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// entry is a listing being written: its content, where it stands, and the form it was sent as (nil: not sent yet).
type entry struct {
	content directory.Content
	parent  string
	venue   string
	form    url.Values
	spare   int                  // empty rows for exceptional dates
	asks    []templates.Telltale // words that tell a place which is to be withheld
}

// emptyContent is a new content of a kind; nil when there is no such kind.
func emptyContent(kind directory.Kind) directory.Content {
	switch kind {
	case directory.KindOrganisation:
		return &directory.Organisation{}
	case directory.KindGroup:
		return &directory.Group{}
	case directory.KindVenue:
		return &directory.Venue{}
	case directory.KindMeeting:
		return &directory.Meeting{}
	}
	return nil
}

// read takes a sent form into the content, and gives what in it cannot be read.
func (e *entry) read(form url.Values) error {
	e.form = form
	var p fault.Problems
	before, err := directory.FieldsOf(e.content)
	if err != nil {
		return err
	}
	switch c := e.content.(type) {
	case *directory.Organisation:
		answer(organisationParts, c, form)
		e.parent = form.Get("parent")
	case *directory.Group:
		answer(groupParts, c, form)
		c.Contributions = readContributions(form.Get("contributions"))
		c.Unlisted = form.Get("unlisted") != ""
		e.parent = form.Get("parent")
	case *directory.Venue:
		answer(venueParts, c, form)
		if problem := readPosition(c, form.Get("at")); problem != "" {
			p.Add("at", problem, nil)
		}
	case *directory.Meeting:
		answer(meetingParts, c, form)
		c.JoinFor = form.Get("join_for")
		c.Schedule = readSchedule(form, &p)
	}
	if err := p.Err(); err != nil {
		return err
	}
	return e.noLongerInferred(before)
}

// noLongerInferred takes the fields that a person has now said from those that an importer concluded.
func (e *entry) noLongerInferred(before map[string]jsonText) error {
	after, err := directory.FieldsOf(e.content)
	if err != nil {
		return err
	}
	said := func(name string) bool { return string(before[name]) != string(after[name]) }
	switch c := e.content.(type) {
	case *directory.Meeting:
		c.Inferred = slices.DeleteFunc(c.Inferred, said)
	case *directory.Venue:
		c.Inferred = slices.DeleteFunc(c.Inferred, said)
	}
	return nil
}

// readContributions reads one way to give a line: "paypal name".
func readContributions(text string) []directory.Contribution {
	var all []directory.Contribution
	for line := range strings.Lines(text) {
		service, address, _ := strings.Cut(strings.TrimSpace(line), " ")
		if service != "" {
			all = append(all, directory.Contribution{Service: service, Address: strings.TrimSpace(address)})
		}
	}
	return all
}

func contributionLines(all []directory.Contribution) string {
	var lines []string
	for _, c := range all {
		lines = append(lines, c.Service+" "+c.Address)
	}
	return strings.Join(lines, "\n")
}

// show fills a form page with the entry.
func (s *server) show(r *http.Request, v visit, p templates.Page, e *entry, out *templates.Entry, err error) error {
	problems := problemsByName(p.Words, err)
	out.Asks = e.asks
	switch c := e.content.(type) {
	case *directory.Organisation:
		out.Parts = ask(p, organisationParts, c, problems)
	case *directory.Group:
		out.Parts = ask(p, groupParts, c, problems)
		last := &out.Parts[len(out.Parts)-1]
		last.Inputs = append(last.Inputs, special(p, "contributions", "textarea", contributionLines(c.Contributions), problems), unlisted(p, c))
	case *directory.Venue:
		out.Parts = ask(p, venueParts, c, problems)
		where := position(c)
		if e.form != nil {
			where = e.form.Get("at")
		}
		last := &out.Parts[len(out.Parts)-1]
		last.Inputs = slices.Insert(last.Inputs, len(last.Inputs)-2, special(p, "at", "", where, problems))
		out.Withholding = true
	case *directory.Meeting:
		out.Parts = ask(p, meetingParts, c, problems)
		last := &out.Parts[len(out.Parts)-1]
		last.Inputs = append(last.Inputs, joinFor(p, c))
		out.Schedule = s.editor(v, p, e, c.Schedule, problems)
	}
	for name, text := range problems {
		out.Problems = append(out.Problems, templates.Input{Name: inputOf(name), Label: labelOf(p, name), Error: text})
	}
	slices.SortFunc(out.Problems, func(a, b templates.Input) int { return strings.Compare(a.Name, b.Name) })
	return s.offerOrganisations(r, v, p, e, out)
}

// editor is the part of a meeting's form that says when, with the dates that it means so far.
func (s *server) editor(v visit, p templates.Page, e *entry, plan schedule.Schedule, problems map[string]string) *templates.WhenForm {
	form := e.form
	if form == nil {
		form = scheduleValues(plan)
	}
	out := scheduleForm(p, form, spareDates+e.spare, problems)
	if len(problems) == 0 {
		out.Preview = s.preview(p.Words, plan)
	}
	out.PreviewAt = v.base() + "/preview"
	return &out
}

// offerOrganisations asks which organisation a group or an organisation belongs to.
func (s *server) offerOrganisations(r *http.Request, v visit, p templates.Page, e *entry, out *templates.Entry) error {
	kind := e.content.Kind()
	if kind != directory.KindGroup && kind != directory.KindOrganisation || !v.by.Has(people.Steward) {
		return nil
	}
	const most = 500
	all, err := s.Directory.Find(r.Context(), v.by, directory.KindOrganisation, "", most)
	if err != nil {
		return err
	}
	options := make([]templates.Option, 0, len(all)+1)
	for _, l := range all {
		options = append(options, templates.Option{Value: l.ID, Label: l.Content.Title()})
	}
	if e.parent != "" && !slices.ContainsFunc(options, func(o templates.Option) bool { return o.Value == e.parent }) {
		above, err := s.Directory.Look(r.Context(), v.by, e.parent)
		switch {
		case err == nil:
			options = append(options, templates.Option{Value: e.parent, Label: above.Listing.Content.Title()})
		case fault.KindOf(err) != fault.NotFound:
			return err
		}
	}
	message.SortBy(p.Words, options, func(o templates.Option) string { return o.Label })
	in := special(p, "parent", "select", e.parent, nil)
	in.Options = append([]templates.Option{{Label: p.Say("form.none")}}, options...)
	out.Parts[0].Inputs = append(out.Parts[0].Inputs, in)
	return nil
}

// special is a question that is not one field of a table.
func special(p templates.Page, name, kind, value string, problems map[string]string) templates.Input {
	in := templates.Input{Name: name, Kind: kind, Label: p.Say("listing.field." + name), Value: value, Error: problems[name], Autocomplete: "off"}
	if hint := "listing.hint." + name; p.Words.Has(hint) {
		in.Hint = p.Say(hint)
	}
	return in
}

func unlisted(p templates.Page, g *directory.Group) templates.Input {
	in := special(p, "unlisted", "checks", "", nil)
	in.Options = []templates.Option{{Value: "1", Label: p.Say("listing.unlisted.yes"), On: g.Unlisted}}
	return in
}

func joinFor(p templates.Page, m *directory.Meeting) templates.Input {
	in := special(p, "join_for", "radios", m.JoinFor, nil)
	in.Options = []templates.Option{
		{Value: "", Label: p.Say("listing.join-for.all"), On: m.JoinFor == ""},
		{Value: "members", Label: p.Say("listing.join-for.members"), On: m.JoinFor == "members"},
	}
	return in
}

// problemsByName words what is wrong, field by field; the first of several counts.
func problemsByName(words *message.Words, err error) map[string]string {
	problems := map[string]string{}
	for _, f := range fieldsWrong(err) {
		if problems[f.Name] == "" {
			problems[f.Name] = words.Fill(f.Key, f.Values)
		}
	}
	return problems
}

func fieldsWrong(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return nil
}

// inputOf is the id of the input that a problem is about: a schedule's problems are named as in its JSON.
func inputOf(name string) string {
	if strings.HasPrefix(name, "exceptions") {
		return "dates"
	}
	if to := map[string]string{"weekday": "repeats", "nth": "repeats", "interval": "repeats", "duration": "end"}[name]; to != "" {
		return to
	}
	return name
}

// labelOf is the name of the input that a problem is about.
func labelOf(p templates.Page, name string) string {
	if input := inputOf(name); input == "dates" || input == "repeats" {
		return p.Say("schedule.label." + input)
	}
	if key := "schedule.label." + inputOf(name); p.Words.Has(key) {
		return p.Say(key)
	}
	return p.Say("listing.field." + name)
}
