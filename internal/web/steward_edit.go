package web

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// editListing shows the form of a listing.
func (s *server) editListing(w http.ResponseWriter, r *http.Request, v visit) error {
	whole, err := s.Directory.Look(r.Context(), v.by, r.PathValue("listing"))
	if err != nil {
		return err
	}
	e := &entry{content: whole.Listing.Content, parent: whole.Listing.Parent, venue: whole.Listing.Venue}
	return s.showEdit(w, r, v, whole, e, nil)
}

func (s *server) showEdit(w http.ResponseWriter, r *http.Request, v visit, whole directory.Whole, e *entry, problem error) error {
	l := whole.Listing
	p, desk, err := s.frame(r, v, "find", s.spoken(r).words.Say("edit.title"))
	if err != nil {
		return err
	}
	p.Islands = []string{"schedule-preview"}
	version := strconv.FormatInt(l.Version, 10)
	if e.form != nil {
		version = e.form.Get("version")
	}
	out := templates.Entry{
		Heading: p.Say("edit.heading", "name", titleOf(p.Words, l)), Action: v.base() + "/listings/" + l.ID + "/edit",
		Keep: []templates.Hidden{{Name: "version", Value: version}}, Button: p.Say("edit.save"), Back: v.base() + "/listings/" + l.ID,
		Offers: offers(p.Words, whole),
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

// saveListing takes the form of a listing: shows its dates, asks again, shows what another changed meanwhile, or saves.
func (s *server) saveListing(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("listing")
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	whole, err := s.Directory.Look(r.Context(), v.by, id)
	if err != nil {
		return err
	}
	l := whole.Listing
	e := &entry{content: l.Content, parent: l.Parent, venue: l.Venue}
	now, err := directory.FieldsOf(l.Content)
	if err != nil {
		return err
	}
	problem := e.read(r.PostForm)
	if !v.by.Has(people.Steward) { // nobody else is asked where it belongs
		e.parent = l.Parent
	}
	if askedAgain(e, r) || problem != nil {
		return s.showEdit(w, r, v, whole, e, problem)
	}
	if err := e.keepTheirs(now, r.PostForm); err != nil {
		return err
	}
	if place, ok := e.content.(*directory.Venue); ok && place.Withheld() {
		e.asks, err = s.askFirst(r, v, id, l.Content.(*directory.Venue), place)
		if fault.KindOf(err) == fault.Invalid || len(e.asks) > 0 {
			return s.showEdit(w, r, v, whole, e, err)
		}
		if err != nil {
			return err
		}
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // a number that is none is nobody's version
	saved, err := s.Directory.Edit(r.Context(), v.by, id, version, directory.Entered{Content: e.content, Parent: e.parent, Venue: e.venue})
	var stale *directory.Stale
	switch {
	case errors.As(err, &stale):
		return s.showConflict(w, r, v, e, stale)
	case fault.KindOf(err) == fault.Invalid:
		return s.showEdit(w, r, v, whole, e, err)
	case err != nil:
		return err
	}
	return seeOther(w, r, v.base()+"/listings/"+saved.ID) // a copy, where others meet too
}

// askedAgain says whether a button asked for the form again, with its dates or with more room for dates.
func askedAgain(e *entry, r *http.Request) bool {
	switch r.PostFormValue("do") {
	case "more":
		e.spare = 3
		return true
	case "preview":
		return true
	}
	return false
}

// keepTheirs puts back what another steward wrote where the person chose that on the page of differences.
func (e *entry) keepTheirs(now map[string]jsonText, form url.Values) error {
	fields, err := directory.FieldsOf(e.content)
	if err != nil {
		return err
	}
	changed := false
	for name := range form {
		field, ok := strings.CutPrefix(name, "keep-")
		if !ok || form.Get(name) != "theirs" {
			continue
		}
		changed = true
		if value, has := now[field]; has {
			fields[field] = value
		} else {
			delete(fields, field)
		}
	}
	if !changed {
		return nil
	}
	e.content, err = directory.ContentOf(e.content.Kind(), fields)
	return err
}

// showConflict puts what stands there now and what was written side by side, to be chosen field by field. Nothing is lost:
// the whole form is carried along.
func (s *server) showConflict(w http.ResponseWriter, r *http.Request, v visit, e *entry, stale *directory.Stale) error {
	p, desk, err := s.frame(r, v, "find", s.spoken(r).words.Say("conflict.title"))
	if err != nil {
		return err
	}
	theirs, err := directory.FieldsOf(stale.Now.Content)
	if err != nil {
		return err
	}
	mine, err := directory.FieldsOf(e.content)
	if err != nil {
		return err
	}
	path := v.base() + "/listings/" + stale.Now.ID
	out := templates.Conflict{Action: path + "/edit", Back: path, Name: titleOf(p.Words, stale.Now)}
	for _, field := range stale.Fields {
		out.Differences = append(out.Differences, templates.Difference{Name: "keep-" + field, Label: p.Say("listing.field." + field),
			Theirs: said(p.Words, field, string(theirs[field])), Mine: said(p.Words, field, string(mine[field]))})
	}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if name == "version" || name == "do" || strings.HasPrefix(name, "keep-") {
			continue
		}
		for _, value := range r.PostForm[name] {
			out.Keep = append(out.Keep, templates.Hidden{Name: name, Value: value})
		}
	}
	out.Keep = append(out.Keep, templates.Hidden{Name: "version", Value: strconv.FormatInt(stale.Now.Version, 10)})
	return s.render(w, r, http.StatusConflict, templates.ConflictPage(p, desk, out))
}
