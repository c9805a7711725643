package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/web/templates"
)

// guestPages are the pages that guests have, beside their first.
var guestPages = []string{"home", "agreement", "me", "leave"}

// guestRoom is room for a guest. Forbidden for a page that is the members'.
func (s *server) guestRoom(r *http.Request, v visit, here string) (o room, err error) {
	if !slices.Contains(guestPages, here) {
		return o, fault.New(fault.Forbidden, "guest.members_only", nil)
	}
	guest, err := s.Groups.GuestRoom(r.Context(), v.by)
	if err != nil {
		return o, err
	}
	if o.accepted, err = s.Groups.Accepted(r.Context(), v.by); err != nil {
		return o, err
	}
	o.group = groups.Group{Space: v.by.Space, Name: guest.Group, Lang: guest.Lang, Agreed: guest.Agreed}
	o.page = s.spacePage(r, s.spoken(r).words.Say("room."+here))
	o.page.Section = templates.Room
	o.desk = templates.Desk{Base: v.base(), Name: v.by.Name, Here: here, Group: guest.Group, Guest: true}
	return o, nil
}

// guestHome is all that a guest sees.
func (s *server) guestHome(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "home")
	if err != nil {
		return err
	}
	guest, err := s.Groups.GuestRoom(r.Context(), v.by)
	if err != nil {
		return err
	}
	p := room.page
	line := guestLine(p, guest.Guest)
	out := templates.GuestHome{Lang: guest.Lang, Name: guest.Name, Purpose: line.Purpose, Until: line.Until, Sees: line.Sees, Staff: line.Staff, Changed: room.accepted < guest.Agreed}
	for _, one := range guest.Members {
		out.Members = append(out.Members, personaOf(p, one))
	}
	whole, err := s.publicGroup(r, guest.Slug)
	if err != nil {
		return err
	}
	if whole != nil {
		_, out.Meetings = s.meetingsOf(r, whole)
	}
	return s.render(w, r, http.StatusOK, templates.GuestHomePage(p, room.desk, out))
}

// guestLine is a guest in words.
func guestLine(p templates.Page, one groups.Guest) templates.GuestLine {
	sees := []string{p.Say("guest.sees.agreement")}
	for _, s := range one.Sees {
		sees = append(sees, p.Say("guest.sees."+string(s)))
	}
	line := templates.GuestLine{ID: one.ID, Staff: one.Staff, Name: one.Name, Purpose: one.Purpose, Until: p.Words.Date(dayTime(one.Until)), Sees: p.Say("guest.sees", "what", strings.Join(sees, ", "))}
	if one.Persona == "" {
		line.Name = p.Say("guest.invited")
	}
	return line
}

// guests is who is here from outside, and how somebody is invited.
func (s *server) guests(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showGuests(w, r, v, http.StatusOK, templates.Guests{}, nil)
}

func (s *server) showGuests(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.Guests, problem error) error {
	room, err := s.room(r, v, "guests")
	if err != nil {
		return err
	}
	all, err := s.Groups.Guests(r.Context(), v.by)
	if err != nil {
		return err
	}
	p := room.page
	for _, one := range all {
		if !one.Staff { // they stand with the board, which ends their time
			out.All = append(out.All, guestLine(p, one))
		}
	}
	agreed, err := s.Groups.Agreement(r.Context(), v.by)
	if err != nil {
		return err
	}
	for _, c := range agreed.Clauses {
		if c.Kind == pack.KindProfessionals {
			out.Clause = c.Text
		}
	}
	out.Lang, out.May = room.group.Lang, room.may(pack.Invite)
	guestForm(r, p, &out, problem)
	return s.render(w, r, status, templates.GuestsPage(p, room.desk, out))
}

func guestForm(r *http.Request, p templates.Page, out *templates.Guests, problem error) {
	days := r.PostFormValue("days")
	if days == "" {
		days = strconv.Itoa(30)
	}
	out.Inputs = []templates.Input{
		{Name: "purpose", Kind: "textarea", Label: p.Say("guests.purpose"), Hint: p.Say("guests.purpose.hint"), Value: r.PostFormValue("purpose"), Error: wrong(p.Words, problem, "purpose"), Required: true},
		{Name: "days", Kind: "number", Label: p.Say("guests.days"), Value: days, Error: wrong(p.Words, problem, "days"), Required: true, Narrow: true},
	}
	for _, one := range groups.Sights() {
		out.Sees = append(out.Sees, templates.Choice{Value: string(one), Label: p.Say("guest.sees." + string(one)), Checked: slices.Contains(r.PostForm["sees"], string(one))})
	}
	if problem != nil && fault.KindOf(problem) != fault.Invalid {
		out.Error = explain(p.Words, fault.KindOf(problem), problem)
	}
}

// inviteGuest makes a link for one guest, and shows it once.
func (s *server) inviteGuest(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	var sees []groups.Sight
	for _, one := range r.PostForm["sees"] {
		sees = append(sees, groups.Sight(one))
	}
	path, err := s.Groups.InviteGuest(r.Context(), v.by, r.PostFormValue("purpose"), typedNumber(r, "days"), sees)
	if err != nil {
		return s.guestsDone(w, r, v, err)
	}
	link := s.origin(r) + path
	image, err := drawCode(link)
	if err != nil {
		return err
	}
	r.PostForm = nil // the form is for the next guest
	return s.showGuests(w, r, v, http.StatusOK, templates.Guests{Link: link, Image: image}, nil)
}

// endGuest ends a guest's time.
func (s *server) endGuest(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.guestsDone(w, r, v, s.Groups.EndGuest(r.Context(), v.by, r.PostFormValue("id")))
}

// guestsDone goes back to the guests, or says there what was wrong.
func (s *server) guestsDone(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/guests")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showGuests(w, r, v, statuses[kind], templates.Guests{}, err)
	}
	return err
}

// exposedWords are those of a group's own texts that may tell a place which it keeps to itself.
func (s *server) exposedWords(r *http.Request, v visit, o room) (all templates.Exposed, err error) {
	if o.group.Listing == "" {
		return nil, nil
	}
	agreed, err := s.Groups.Agreement(r.Context(), v.by)
	if err != nil {
		return nil, err
	}
	where, texts := []string{o.page.Say("entrance.welcome")}, []string{o.group.Welcome}
	for _, c := range agreed.Clauses {
		where, texts = append(where, o.page.Say("clause."+string(c.Kind))), append(texts, c.Text)
	}
	telling, err := s.Directory.Telling(r.Context(), o.group.Listing, texts...)
	for i, text := range texts {
		if slices.Contains(telling, text) {
			all = append(all, templates.Telling{Where: where[i], Says: text})
		}
	}
	return all, err
}
