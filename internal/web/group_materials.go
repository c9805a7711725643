package web

import (
	"net/http"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/web/templates"
)

// materials is what an organisation offers to its groups.
func (s *server) materials(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "materials")
	if err != nil {
		return err
	}
	o, err := s.Groups.Offering(r.Context(), v.by)
	if err != nil {
		return err
	}
	out := templates.Offering{All: materialTexts(room.page, o.Materials), May: room.may(pack.Listing)}
	for _, one := range append(pack.AllFor(pack.ForGroup), pack.AllFor(pack.ForOrganisation)...) {
		c := templates.Choice{Value: one.ID, Label: one.Name.In(room.page.Words.Lang()), Checked: slices.Contains(o.Packs, one.ID)}
		if out.Packs = append(out.Packs, c); c.Checked {
			out.Suggested = append(out.Suggested, c.Label)
		}
	}
	return s.render(w, r, http.StatusOK, templates.MaterialsPage(room.page, room.desk, out))
}

func materialTexts(p templates.Page, all []groups.Material) (out []templates.Material) {
	for _, one := range all {
		out = append(out, templates.Material{ID: one.ID, Title: one.Title, Words: one.Words, Day: p.Say("material.day", "date", p.Words.Date(dayTime(one.Day)))})
	}
	return out
}

// materialForm writes a new text, or changes one.
func (s *server) materialForm(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("material")
	if id == "new" {
		return s.showMaterial(w, r, v, http.StatusOK, groups.Material{}, nil)
	}
	o, err := s.Groups.Offering(r.Context(), v.by)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(o.Materials, func(one groups.Material) bool { return one.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "", nil)
	}
	return s.showMaterial(w, r, v, http.StatusOK, o.Materials[i], nil)
}

func (s *server) showMaterial(w http.ResponseWriter, r *http.Request, v visit, status int, one groups.Material, problem error) error {
	room, err := s.room(r, v, "materials")
	if err != nil {
		return err
	}
	if !room.may(pack.Listing) {
		return fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	p, base := room.page, v.base()+"/materials"
	out := templates.BodyForm{Title: p.Say("materials.add"), Action: base + "/new", Back: base, Save: p.Say("material.save")}
	if one.ID != "" {
		out.Title, out.Action = one.Title, base+"/"+one.ID
		out.Drop, out.DropText = out.Action+"/drop", p.Say("material.drop.text")
	}
	out.Inputs = []templates.Input{
		{Name: "title", Label: p.Say("material.title"), Value: one.Title, Error: wrong(p.Words, problem, "title"), Required: true, Dir: "auto", Autocomplete: "off"},
		{Name: "words", Kind: "textarea", Label: p.Say("material.words"), Hint: p.Say("material.words.hint"), Value: one.Words, Error: wrong(p.Words, problem, "words"), Required: true, Dir: "auto"},
	}
	if problem != nil && fault.KindOf(problem) != fault.Invalid {
		out.Error = explain(p.Words, fault.KindOf(problem), problem)
	}
	return s.render(w, r, status, templates.BodyFormPage(p, room.desk, out))
}

// putMaterial keeps it.
func (s *server) putMaterial(w http.ResponseWriter, r *http.Request, v visit) error {
	one := groups.Material{Title: r.PostFormValue("title"), Words: r.PostFormValue("words")}
	if id := r.PathValue("material"); id != "new" {
		one.ID = id
	}
	err := s.Groups.PutMaterial(r.Context(), v.by, one)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/materials")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showMaterial(w, r, v, statuses[kind], one, err)
	}
	return err
}

// dropMaterial takes it away.
func (s *server) dropMaterial(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.DropMaterial(r.Context(), v.by, r.PathValue("material")); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/materials")
}

// suggestPacks chooses what is shown first where a group below is opened.
func (s *server) suggestPacks(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	if err := s.Groups.SuggestPacks(r.Context(), v.by, r.PostForm["pack"]); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/materials")
}
