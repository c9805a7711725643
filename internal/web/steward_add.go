package web

import (
	"net/http"
	"net/url"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// mostFound is how many listings a search of the desk shows.
const mostFound = 50

// add offers what can be added.
func (s *server) add(w http.ResponseWriter, r *http.Request, v visit) error {
	if !v.by.Has(people.Steward) {
		return fault.New(fault.NotFound, "", nil)
	}
	p, desk := s.desk(r, v, "add", s.spoken(r).words.Say("add.title"))
	return s.render(w, r, http.StatusOK, templates.AddPage(p, desk))
}

// around is what a new listing is added for, as the address says it.
type around struct{ organisation, group, venue, meeting string }

func aroundOf(q url.Values) around {
	return around{q.Get("organisation"), q.Get("group"), q.Get("venue"), q.Get("meeting")}
}

// query is the address's part that carries it along.
func (a around) query() string {
	q := url.Values{}
	for name, value := range map[string]string{"organisation": a.organisation, "group": a.group, "venue": a.venue, "meeting": a.meeting} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// mayWish says whether the form for a new listing is any use to somebody; what may be added is the directory's to decide.
func mayWish(by people.Actor, kind directory.Kind) bool {
	switch {
	case by.Guest:
		return false
	case by.Kind == groups.Kind:
		return kind == directory.KindMeeting || kind == directory.KindVenue
	}
	return by.Kind == groups.OrganisationKind || by.Has(people.Steward)
}

// addListing shows the empty form of a kind: group, then where, then when.
func (s *server) addListing(w http.ResponseWriter, r *http.Request, v visit) error {
	e := &entry{content: emptyContent(directory.Kind(r.PathValue("kind")))}
	if e.content == nil || !mayWish(v.by, e.content.Kind()) {
		return fault.New(fault.NotFound, "", nil)
	}
	a := aroundOf(r.URL.Query())
	e.parent = a.organisation
	if m, ok := e.content.(*directory.Meeting); ok {
		group, err := s.Directory.Look(r.Context(), v.by, a.group)
		if err != nil {
			return err
		}
		m.Name = group.Listing.Content.Title()
		e.form = firstSchedule(zoneOf(group))
	}
	return s.showAdd(w, r, v, a, e, nil)
}

func (s *server) showAdd(w http.ResponseWriter, r *http.Request, v visit, a around, e *entry, problem error) error {
	kind := string(e.content.Kind())
	p, desk, err := s.frame(r, v, "add", s.spoken(r).words.Say("add."+kind+".title"))
	if err != nil {
		return err
	}
	p.Islands = []string{"schedule-preview"}
	out := templates.Entry{
		Heading: p.Say("add." + kind + ".title"), Lead: p.Say("add." + kind + ".lead"),
		Action: v.base() + "/add/" + kind + a.query(), Button: p.Say("add.save"), Back: v.base() + "/add",
	}
	switch {
	case kind == string(directory.KindVenue) && (a.group != "" || a.meeting != ""):
		choice, err := s.placeChoice(r, v, p, a)
		if err != nil {
			return err
		}
		out.Choice = choice
		if a.group != "" {
			out.Step = p.Say("add.step", "n", 2, "of", 3)
		}
	case kind == string(directory.KindMeeting):
		out.Step = p.Say("add.step", "n", 3, "of", 3)
	case kind == string(directory.KindGroup):
		out.Step = p.Say("add.step", "n", 1, "of", 3)
	}
	if err := s.show(r, v, p, e, &out, problem); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = http.StatusBadRequest
	}
	return s.render(w, r, status, templates.EntryPage(p, desk, out))
}

// placeChoice offers the places that are known already, and having none.
func (s *server) placeChoice(r *http.Request, v visit, p templates.Page, a around) (*templates.PlaceChoice, error) {
	query := r.URL.Query().Get("q")
	c := &templates.PlaceChoice{Action: v.base() + "/add/venue", Query: query, Group: a.group, Meeting: a.meeting}
	if a.group != "" {
		c.Without = v.base() + "/add/meeting" + around{group: a.group}.query()
		c.Later = v.base() + "/listings/" + a.group
	} else {
		c.Set = v.base() + "/listings/" + a.meeting + "/place"
		c.Later = v.base() + "/listings/" + a.meeting
	}
	if query == "" {
		return c, nil
	}
	found, err := s.Directory.Find(r.Context(), v.by, directory.KindVenue, query, 20)
	for _, l := range found {
		c.Places = append(c.Places, templates.KnownPlace{ID: l.ID, Text: titleOf(p.Words, l),
			Href: v.base() + "/add/meeting" + around{group: a.group, venue: l.ID}.query()})
	}
	return c, err
}

// saveNew adds a listing and goes on to the next step.
func (s *server) saveNew(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	e := &entry{content: emptyContent(directory.Kind(r.PathValue("kind")))}
	if e.content == nil || !mayWish(v.by, e.content.Kind()) {
		return fault.New(fault.NotFound, "", nil)
	}
	a := aroundOf(r.URL.Query())
	problem := e.read(r.PostForm)
	if !v.by.Has(people.Steward) { // nobody else is asked where it belongs
		e.parent = a.organisation
	}
	if askedAgain(e, r) || problem != nil {
		return s.showAdd(w, r, v, a, e, problem)
	}
	var err error
	e.asks, err = s.askBeforeAdding(r, v, a, e)
	if fault.KindOf(err) == fault.Invalid || len(e.asks) > 0 {
		return s.showAdd(w, r, v, a, e, err)
	}
	if err != nil {
		return err
	}
	if e.content.Kind() == directory.KindMeeting {
		e.parent, e.venue = a.group, a.venue
	}
	l, err := s.Directory.Add(r.Context(), v.by, directory.Entered{Content: e.content, Parent: e.parent, Venue: e.venue})
	if fault.KindOf(err) == fault.Invalid {
		return s.showAdd(w, r, v, a, e, err)
	}
	if err != nil {
		return err
	}
	if l.Kind == directory.KindVenue && a.meeting != "" {
		if err := s.setPlace(r, v, a.meeting, l.ID); err != nil {
			return err
		}
	}
	return seeOther(w, r, v.base()+nextStep(l, a))
}

// nextStep is where the flow goes on after a listing was added.
func nextStep(l directory.Listing, a around) string {
	switch {
	case l.Kind == directory.KindGroup:
		return "/add/venue" + around{group: l.ID}.query()
	case l.Kind == directory.KindVenue && a.group != "":
		return "/add/meeting" + around{group: a.group, venue: l.ID}.query()
	case l.Kind == directory.KindVenue && a.meeting != "":
		return "/listings/" + a.meeting
	}
	return "/listings/" + l.ID
}

// choosePlace gives a meeting another place, or none.
func (s *server) choosePlace(w http.ResponseWriter, r *http.Request, v visit) error {
	id, venue := r.PathValue("listing"), r.PostFormValue("venue")
	asks, err := s.askBeforeMoving(r, v, id, venue)
	if err != nil {
		return err
	}
	if len(asks) > 0 {
		return s.showMove(w, r, v, id, venue, asks)
	}
	if err := s.setPlace(r, v, id, venue); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/listings/"+id)
}

func (s *server) setPlace(r *http.Request, v visit, meeting, venue string) error {
	whole, err := s.Directory.Look(r.Context(), v.by, meeting)
	if err != nil {
		return err
	}
	l := whole.Listing
	_, err = s.Directory.Edit(r.Context(), v.by, meeting, l.Version, directory.Entered{Content: l.Content, Parent: l.Parent, Venue: venue})
	return err
}
