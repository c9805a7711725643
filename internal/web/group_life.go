package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// life is where a group is in its life, and what can come next.
func (s *server) life(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showLife(w, r, v, http.StatusOK, nil)
}

func (s *server) showLife(w http.ResponseWriter, r *http.Request, v visit, status int, problem error) error {
	room, err := s.room(r, v, "life")
	if err != nil {
		return err
	}
	p := room.page
	out := templates.LifePage{State: string(room.group.Life), May: room.may(pack.Roles), Listed: room.group.Listing != "", Form: closingForm(p, r.PostForm, problem)}
	if problem != nil {
		out.Error = firstWrong(p.Words, fault.KindOf(problem), problem)
	}
	if _, err := s.Groups.Plan(r.Context(), v.by); err == nil {
		out.Planned = true
	} else if fault.KindOf(err) != fault.NotFound {
		return err
	}
	if out.Public, err = s.publicListing(r, room.group); err != nil {
		return err
	}
	f, err := s.Groups.Farewell(r.Context(), v.by)
	switch {
	case err == nil:
		out.Farewell = farewellLine(p, f)
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	return s.render(w, r, status, templates.GroupLifePage(p, room.desk, out))
}

// publicListing is the way to a group's listing; empty while it shows to nobody.
func (s *server) publicListing(r *http.Request, group groups.Group) (string, error) {
	if group.Slug == "" {
		return "", nil
	}
	_, err := s.Directory.Public(r.Context(), directory.KindGroup, group.Slug)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return "/groups/" + group.Slug, err
}

func farewellLine(p templates.Page, f groups.Farewell) *templates.FarewellLine {
	line := &templates.FarewellLine{Words: f.Words, LastDay: p.Words.Date(dayTime(f.LastDay)), Onward: p.Say("closing.onward.search"), Agreed: f.Agreed, Own: f.Own, Proposal: f.Proposal}
	if f.Slug != "" {
		line.Onward = p.Say("closing.onward.group", "name", f.Name)
	}
	return line
}

// closingForm asks how the group is to end.
func closingForm(p templates.Page, form url.Values, problem error) templates.ClosingForm {
	return templates.ClosingForm{Inputs: []templates.Input{
		{Name: "words", Kind: "textarea", Label: p.Say("closing.words"), Hint: p.Say("closing.words.hint"), Value: form.Get("words"), Error: wrong(p.Words, problem, "words")},
		{Name: "last_day", Kind: "date", Label: p.Say("closing.last_day"), Value: form.Get("last_day"), Error: wrong(p.Words, problem, "last_day"), Required: true, Narrow: true},
		{Name: "onward", Kind: "url", Label: p.Say("closing.onward"), Hint: p.Say("closing.onward.hint"), Value: form.Get("onward"), Error: wrong(p.Words, problem, "onward")},
	}}
}

// live moves a group on in its life.
func (s *server) live(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	ctx, form := r.Context(), r.PostForm
	var err error
	switch r.PathValue("act") {
	case "meet":
		err = s.Groups.Meet(ctx, v.by)
	case "pause":
		err = s.Groups.Pause(ctx, v.by, s.Directory)
	case "resume":
		err = s.Groups.Resume(ctx, v.by, s.Directory)
	case "reopen":
		err = s.Groups.Reopen(ctx, v.by)
	case "close":
		err = s.proposeClosing(r, v, form)
	case "join-closing":
		err = s.Groups.JoinClosing(ctx, v.by, form.Get("proposal"))
	case "take-back":
		err = s.Groups.TakeBackClosing(ctx, v.by, form.Get("proposal"))
	default:
		err = fault.New(fault.NotFound, "", nil)
	}
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/life")
	case kind == fault.Invalid || kind == fault.Conflict:
		return s.showLife(w, r, v, statuses[kind], err)
	}
	return err
}

// proposeClosing reads how the group is to end. The group that seekers are shown the way to is named by the address of its
// page here.
func (s *server) proposeClosing(r *http.Request, v visit, form url.Values) error {
	day, _ := schedule.ParseDate(form.Get("last_day")) // what is no day is too soon
	f := groups.Farewell{Words: form.Get("words"), LastDay: day}
	if at := strings.TrimSpace(form.Get("onward")); at != "" {
		_, slug, _ := strings.Cut(at, "/groups/")
		whole, err := s.Directory.Public(r.Context(), directory.KindGroup, strings.Trim(slug, "/"))
		if err != nil || whole.MovedTo != "" {
			return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "onward", Key: "closing.onward_wrong"}}}
		}
		f.Onward = whole.Listing.ID
	}
	return s.Groups.ProposeClosing(r.Context(), v.by, f)
}

// listForm asks what the directory is to say of the group.
func (s *server) listForm(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "life")
	if err != nil {
		return err
	}
	form := url.Values{"name": {room.group.Name}, "lang": {room.group.Lang}}
	if plan, err := s.Groups.Plan(r.Context(), v.by); err == nil {
		form.Set("concern", plan.Concern)
		form.Set("about", plan.Line)
		form.Set("attend", plan.Attend)
	}
	return s.showListForm(w, r, room, http.StatusOK, form, nil)
}

func (s *server) showListForm(w http.ResponseWriter, r *http.Request, room room, status int, form url.Values, problem error) error {
	p := room.page
	field := func(name, kind string, options ...templates.Option) templates.Input {
		i := templates.Input{Name: name, Kind: kind, Label: p.Say("list." + name), Value: form.Get(name), Options: options, Error: wrong(p.Words, problem, listedField[name])}
		if hint := "list." + name + ".hint"; p.Words.Has(hint) {
			i.Hint = p.Say(hint)
		}
		return i
	}
	weekdays := []templates.Option{{Label: p.Say("list.weekday.none")}}
	for n := range 7 {
		day := (int(p.Words.FirstWeekday()) + n) % 7
		weekdays = append(weekdays, templates.Option{Value: strconv.Itoa(day), Label: p.Words.Weekday(time.Weekday(day))})
	}
	var attends []templates.Option
	for _, code := range []string{"in_person", "online", "hybrid", "phone"} {
		attends = append(attends, templates.Option{Value: code, Label: vocabulary.Name(vocabulary.FacetAttend, code, p.Words.Lang())})
	}
	out := templates.ListForm{Look: !s.ListAtOnce, Parts: []templates.Part{
		{Name: "who", Heading: p.Say("list.who"), Inputs: []templates.Input{field("name", ""), field("concern", "select", concernOptions(p.Words)...), field("about", "textarea"), field("first_time", "textarea")}},
		{Name: "when", Heading: p.Say("list.when"), Inputs: []templates.Input{field("weekday", "select", weekdays...), field("start", "time"), field("zone", ""), field("attend", "select", attends...), field("join_url", "url")}},
		{Name: "where", Heading: p.Say("list.where"), Inputs: []templates.Input{field("town", ""), field("venue", ""), field("street", "")}},
	}}
	for _, shown := range []directory.Shown{directory.OnContact, directory.Public} {
		out.Shown = append(out.Shown, templates.Option{Value: string(shown), Label: p.Say("list.shown." + string(shown)), On: form.Get("shown") == string(shown) || form.Get("shown") == "" && shown == directory.OnContact})
	}
	for _, part := range out.Parts {
		for _, i := range part.Inputs {
			if i.Error != "" {
				out.Problems = append(out.Problems, i)
			}
		}
	}
	return s.render(w, r, status, templates.ListGroupPage(p, room.desk, out))
}

// listedField names the fields of a listing by those of the form.
var listedField = map[string]string{"name": "name", "concern": "concerns", "about": "about", "first_time": "first_time", "start": "start", "zone": "zone",
	"attend": "attend", "join_url": "join_url", "town": "locality", "venue": "venue_name", "street": "street", "weekday": "schedule"}

// listGroup lists the group, and says that it meets.
func (s *server) listGroup(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	room, err := s.room(r, v, "life")
	if err != nil {
		return err
	}
	in, err := s.founded(r.PostForm, room.group.Lang)
	if err == nil {
		err = s.Groups.MeetListed(r.Context(), v.by, s.Directory, in)
	}
	if fault.KindOf(err) == fault.Invalid {
		return s.showListForm(w, r, room, http.StatusBadRequest, r.PostForm, err)
	}
	if fault.KindOf(err) == fault.Conflict {
		return s.showLife(w, r, v, http.StatusConflict, err)
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/life")
}

// founded reads what the directory is to say of a group.
func (s *server) founded(form url.Values, lang string) (directory.Founded, error) {
	g := &directory.Group{Name: form.Get("name"), About: form.Get("about"), FirstTime: form.Get("first_time"), Led: "members", Languages: []string{lang}}
	if concern := form.Get("concern"); concern != "" {
		g.Concerns = []string{concern}
	}
	in := directory.Founded{Group: g, State: directory.Unpublished}
	if s.ListAtOnce {
		in.State = directory.Published
	}
	if form.Get("weekday") == "" {
		g.Rhythm = "contact"
		return in, nil
	}
	start, err := schedule.ParseClock(form.Get("start"))
	if err != nil {
		return in, &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "start", Key: "list.start.missing"}}}
	}
	day, _ := strconv.Atoi(form.Get("weekday"))
	in.Meeting = &directory.Meeting{Name: g.Name, Attend: form.Get("attend"), JoinURL: form.Get("join_url"),
		Schedule: schedule.Schedule{Repeats: schedule.Weekly, Interval: 1, Weekday: time.Weekday(day), Start: start, Duration: 60, Zone: strings.TrimSpace(form.Get("zone"))}}
	if in.Meeting.JoinURL != "" {
		in.Meeting.JoinFor = "members" // a link to a room stays with those who belong, until the group tells everybody
	}
	if form.Get("attend") == "in_person" || form.Get("attend") == "hybrid" {
		in.Venue = s.venueOf(form)
	}
	return in, nil
}

// venueOf reads where the group meets, and how much of that everybody is told. The town is written as it is found by.
func (s *server) venueOf(form url.Values) *directory.Venue {
	v := &directory.Venue{Name: form.Get("venue"), Street: form.Get("street"), Locality: form.Get("town"), Shown: directory.OnContact}
	if at, _ := s.wherever(form.Get("town")); at != nil && at.Town != "" {
		v.Locality, v.Region, v.Country = at.Town, at.RegionCode, at.Country
	}
	if form.Get("shown") == string(directory.Public) {
		v.Shown = directory.Public
	}
	return v
}

// parted answers for the listing of a group that has ended: with its farewell and the way on, or at once with the way on
// where it left no words.
func (s *server) parted(w http.ResponseWriter, r *http.Request, slug string, missing error) error {
	f, err := s.Groups.Parted(r.Context(), slug)
	if fault.KindOf(err) == fault.NotFound {
		return missing
	}
	if err != nil {
		return err
	}
	page := s.page(r, s.spoken(r).words.Say("parted.title"))
	page.NoIndex = true
	onward := templates.Way{Href: page.To("/search"), Text: page.Say("parted.search")}
	if f.Slug != "" {
		onward = templates.Way{Href: page.To("/groups/" + f.Slug), Text: page.Say("parted.onward", "name", f.Name)}
	}
	if f.Words == "" {
		return seeOther(w, r, onward.Href)
	}
	return s.render(w, r, http.StatusGone, templates.PartedPage(page, *farewellLine(page, f), onward))
}

// tellLife adds to a group's listing that it rests, or will end.
func (s *server) tellLife(r *http.Request, t *teller, whole *directory.Whole, l *templates.Listing) error {
	life, err := s.Groups.LifeOf(r.Context(), whole.Listing.ID)
	if err != nil {
		return err
	}
	l.Resting = life == groups.Paused
	if life != groups.Closing {
		return nil
	}
	f, err := s.Groups.Parted(r.Context(), whole.Listing.Slug)
	if err == nil {
		l.Parting = farewellLine(t.Page, f)
	}
	return err
}
