package web

import (
	"net/http"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// storiesFirst is how many stories the page of the first days shows.
const storiesFirst = 2

// firstDays is what a newcomer finds: what happens next, who greets, who would go along, what members tell.
func (s *server) firstDays(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showFirst(w, r, v, http.StatusOK, "")
}

func (s *server) showFirst(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) error {
	room, err := s.room(r, v, "first")
	if err != nil {
		return err
	}
	first, err := s.Groups.FirstDays(r.Context(), v.by)
	if err != nil {
		return err
	}
	stories, err := s.Groups.Stories(r.Context(), v.by, "")
	if err != nil {
		return err
	}
	out := templates.First{
		Me: templates.Persona{Name: v.by.Name}, Numbered: r.URL.Query().Has("numbered"), Lang: room.group.Lang, Welcome: room.group.Welcome, Error: problem,
		Companion: room.group.Word(pack.Companion), Meeting: room.group.Word(pack.Meeting), Newcomer: room.group.Word(pack.Newcomer),
		Picked: personasOf(room.page, first.Picked), Offered: personasOf(room.page, first.Offered), Stories: storiesOf(stories[:min(storiesFirst, len(stories))]),
	}
	if first.Holds {
		out.Protected = room.page.Words.Date(dayTime(first.Until))
	}
	if out.Greeters, err = s.greeters(r, v); err != nil {
		return err
	}
	whole, err := s.publicGroup(r, room.group.Slug)
	if err != nil {
		return err
	}
	if whole != nil {
		_, out.Meetings = s.meetingsOf(r, whole)
	}
	out.Meetings = out.Meetings[:min(1, len(out.Meetings))]
	return s.render(w, r, status, templates.FirstPage(room.page, room.desk, out))
}

// greeters are the names of those who answer the door, but the visitor's own.
func (s *server) greeters(r *http.Request, v visit) (names []string, err error) {
	roles, err := s.Groups.Roles(r.Context(), v.by)
	for _, held := range roles {
		for _, term := range held.By {
			if slices.Contains(held.May, pack.Greet) && term.Persona != v.by.Persona && !slices.Contains(names, term.Name) {
				names = append(names, term.Name)
			}
		}
	}
	return names, err
}

func personasOf(p templates.Page, all []people.Persona) (out []templates.Persona) {
	for _, one := range all {
		out = append(out, personaOf(p, one))
	}
	return out
}

// pickCompanion picks somebody for the first days.
func (s *server) pickCompanion(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.Pick(r.Context(), v.by, r.PostFormValue("companion"))
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/first#companions")
	case kind == fault.Conflict, kind == fault.NotFound:
		return s.showFirst(w, r, v, statuses[kind], explain(s.spoken(r).words, kind, err))
	}
	return err
}

// partFrom ends the company of two, and goes back to a page.
func (s *server) partFrom(back string) spaceHandler {
	return func(w http.ResponseWriter, r *http.Request, v visit) error {
		if err := s.Groups.Part(r.Context(), v.by, r.PostFormValue("other")); err != nil {
			return err
		}
		return seeOther(w, r, v.base()+back)
	}
}

// endProtection ends a newcomer's protection before its time.
func (s *server) endProtection(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.EndProtection(r.Context(), v.by); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/first")
}

// company is what a member offers newcomers, for their own page.
func (s *server) company(r *http.Request, v visit, room room) (templates.Company, error) {
	c, err := s.Groups.Company(r.Context(), v.by)
	return templates.Company{Newcomer: room.group.Word(pack.Newcomer), Willing: c.Willing, May: c.May, Picked: personasOf(room.page, c.Picked)}, err
}

// setCompany offers a member to newcomers, or takes that back.
func (s *server) setCompany(w http.ResponseWriter, r *http.Request, v visit) error {
	set := s.Groups.WithdrawCompany
	if r.PostFormValue("willing") != "" {
		set = s.Groups.OfferCompany
	}
	return s.selfChanged(w, r, v, set(r.Context(), v.by))
}

func storiesOf(all []groups.Story) (out []templates.Story) {
	for _, one := range all {
		out = append(out, templates.Story{ID: one.ID, Text: one.Text, Name: one.Name, AtDoor: one.AtDoor, Own: one.Own, Former: one.Former})
	}
	return out
}
