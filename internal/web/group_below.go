package web

import (
	"net/http"
	"slices"
	"strings"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/message"
	"kith/internal/web/templates"
)

// openables are the groups and organisations below that the visitor can open a space for.
func (s *server) openables(r *http.Request, v visit, o room) (out []templates.Openable, err error) {
	if !o.may(pack.Listing) && !o.may(pack.Represent) {
		return nil, nil
	}
	all, err := s.Groups.Openable(r.Context(), v.by)
	for _, one := range all {
		out = append(out, templates.Openable{Name: one.Name, Href: v.base() + "/groups/" + one.Listing})
	}
	return out, err
}

// openBelowForm asks what a space below begins with.
func (s *server) openBelowForm(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "groups")
	if err != nil {
		return err
	}
	one, err := s.openable(r, v)
	if err != nil {
		return err
	}
	suggested, err := s.Groups.Suggestion(r.Context(), v.by, one.Listing)
	if err != nil {
		return err
	}
	out := templates.OpenBelow{Name: one.Name, Action: v.base() + "/groups/" + one.Listing, Back: v.base() + "/groups", Langs: s.langs()}
	out.Packs, out.Suggested = packChoices(room.page, one.For, suggested)
	return s.render(w, r, http.StatusOK, templates.OpenBelowPage(room.page, room.desk, out))
}

// openable is what the address names. NotFound when the visitor can open no space for it.
func (s *server) openable(r *http.Request, v visit) (groups.Below, error) {
	all, err := s.Groups.Openable(r.Context(), v.by)
	if err != nil {
		return groups.Below{}, err
	}
	i := slices.IndexFunc(all, func(b groups.Below) bool { return b.Listing == r.PathValue("listing") })
	if i < 0 {
		return groups.Below{}, fault.New(fault.NotFound, "", nil)
	}
	return all[i], nil
}

// langs are the languages that an agreement can begin in.
func (s *server) langs() (all []templates.Option) {
	for _, tag := range s.Words.Languages() {
		all = append(all, templates.Option{Value: tag, Label: message.OwnName(tag)})
	}
	return all
}

// packChoices are the packs for a group or an organisation, those in front that an organisation above suggests, and the
// sentence that says so.
func packChoices(p templates.Page, what pack.For, suggested groups.Suggestion) (all []templates.Option, says string) {
	var first, names []string
	for _, one := range pack.AllFor(what) {
		o := templates.Option{Value: one.ID, Label: one.Name.In(p.Words.Lang())}
		if !slices.Contains(suggested.Packs, one.ID) {
			all = append(all, o)
			continue
		}
		all = slices.Insert(all, len(first), o)
		first, names = append(first, one.ID), append(names, o.Label)
	}
	if len(names) > 0 {
		says = p.Say("opening.suggested", "organisation", suggested.Organisation, "packs", strings.Join(names, ", "))
	}
	return all, says
}

// openBelow makes the space, and shows the link for its first members once.
func (s *server) openBelow(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "groups")
	if err != nil {
		return err
	}
	one, err := s.openable(r, v)
	if err != nil {
		return err
	}
	o := s.opening(r, r.PostFormValue("pack"), r.PostFormValue("lang"))
	o.Listing = one.Listing
	path, err := s.Groups.OpenBelow(r.Context(), v.by, o)
	if err != nil {
		return err
	}
	link := s.origin(r) + path
	image, err := drawCode(link)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.OpenedPage(room.page, room.desk, templates.Opened{Name: one.Name, Link: link, Image: image, Back: v.base() + "/groups"}))
}
