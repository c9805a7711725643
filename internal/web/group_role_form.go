package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// newRole is the form of a role that the group adds.
func (s *server) newRole(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showRoleForm(w, r, v, http.StatusOK, groups.RoleKind{Seats: 1, TermDays: 365}, nil)
}

// roleForm is the form of a role as it is now.
func (s *server) roleForm(w http.ResponseWriter, r *http.Request, v visit) error {
	kind, err := s.roleNow(r, v)
	if err != nil {
		return err
	}
	return s.showRoleForm(w, r, v, http.StatusOK, kind, nil)
}

// roleNow is the role that the address names. NotFound when nobody can change it.
func (s *server) roleNow(r *http.Request, v visit) (groups.RoleKind, error) {
	all, err := s.Groups.Roles(r.Context(), v.by)
	i := slices.IndexFunc(all, func(h groups.Held) bool { return string(h.Role) == r.PathValue("role") })
	if err == nil && (i < 0 || all[i].Retired || all[i].Role == groups.Founder) {
		err = fault.New(fault.NotFound, "", nil)
	}
	if err != nil {
		return groups.RoleKind{}, err
	}
	return all[i].RoleKind, nil
}

func (s *server) showRoleForm(w http.ResponseWriter, r *http.Request, v visit, status int, k groups.RoleKind, problem error) error {
	room, err := s.room(r, v, "roles")
	if err != nil {
		return err
	}
	if !room.may(pack.Roles) {
		return fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	p, base := room.page, v.base()+"/roles"
	out := templates.RoleForm{Lang: room.group.Lang, Title: p.Say("roles.add"), Action: base, Back: base}
	if k.Role != "" {
		out.Title, out.Back = p.Say("role.change.title", "role", k.Name), base+"/"+string(k.Role)
		out.Action, out.Retire = out.Back+"/change", out.Back+"/retire"
	}
	out.Body, out.Board = room.desk.Body, k.Board
	fillRoleForm(p, &out, k, problem)
	return s.render(w, r, status, templates.RoleFormPage(p, room.desk, out))
}

func fillRoleForm(p templates.Page, out *templates.RoleForm, k groups.RoleKind, problem error) {
	faulty := func(name string) string { return wrong(p.Words, problem, name) }
	out.Inputs = []templates.Input{
		{Name: "name", Label: p.Say("role.form.name"), Value: k.Name, Error: faulty("name"), Required: true, Lang: out.Lang, Dir: "auto", Autocomplete: "off"},
		{Name: "does", Kind: "textarea", Label: p.Say("role.form.does"), Value: k.Does, Error: faulty("does"), Required: true, Lang: out.Lang, Dir: "auto"},
	}
	for _, n := range []struct {
		name  string
		value int
	}{{"seats", k.Seats}, {"term", k.TermDays}, {"gap", k.GapDays}, {"membership", k.NeededDays}} {
		out.Numbers = append(out.Numbers, templates.Input{Name: n.name, Kind: "number", Label: p.Say("role.form." + n.name), Value: strconv.Itoa(n.value), Error: faulty(n.name)})
	}
	for _, may := range pack.Permissions() {
		label := p.Say("permission." + string(may))
		if !slices.Contains(groups.Granted(), may) {
			label = p.Say("role.form.later", "may", label)
		}
		out.May = append(out.May, templates.Choice{Value: string(may), Label: label, Checked: slices.Contains(k.May, may)})
	}
	out.Needed = k.Needed
	out.Checklist = templates.Input{Name: "checklist", Kind: "textarea", Label: p.Say("role.form.checklist"), Hint: p.Say("role.form.checklist.hint"),
		Value: strings.Join(k.Checklist, "\n"), Error: faulty("checklist"), Lang: out.Lang, Dir: "auto"}
	if problem != nil && fault.KindOf(problem) != fault.Invalid {
		out.Error = explain(p.Words, fault.KindOf(problem), problem)
	}
}

// addRole adds a role.
func (s *server) addRole(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.defineRole(w, r, v, "")
}

// changeRole changes one.
func (s *server) changeRole(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.defineRole(w, r, v, people.Role(r.PathValue("role")))
}

func (s *server) defineRole(w http.ResponseWriter, r *http.Request, v visit, role people.Role) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	k := groups.RoleKind{
		Role: role, Name: r.PostFormValue("name"), Does: r.PostFormValue("does"), Seats: typedNumber(r, "seats"), TermDays: typedNumber(r, "term"),
		GapDays: typedNumber(r, "gap"), NeededDays: typedNumber(r, "membership"), Needed: r.PostFormValue("needed") != "", Board: r.PostFormValue("board") != "",
		Checklist: strings.Split(r.PostFormValue("checklist"), "\n"),
	}
	for _, may := range r.PostForm["may"] {
		k.May = append(k.May, pack.Permission(may))
	}
	_, err := s.Groups.Define(r.Context(), v.by, k)
	return s.defined(w, r, v, k, err)
}

// retireRole takes a role away.
func (s *server) retireRole(w http.ResponseWriter, r *http.Request, v visit) error {
	k, err := s.roleNow(r, v)
	if err != nil {
		return err
	}
	_, err = s.Groups.Retire(r.Context(), v.by, k.Role)
	return s.defined(w, r, v, k, err)
}

// defined goes back to the roles, or shows the form again with what was written.
func (s *server) defined(w http.ResponseWriter, r *http.Request, v visit, k groups.RoleKind, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/roles")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showRoleForm(w, r, v, statuses[kind], k, err)
	}
	return err
}

// changeLine says what changes of a role, as differences.
func changeLine(p templates.Page, c groups.RoleChange) templates.RoleChange {
	out := templates.RoleChange{ID: c.ID, Mine: c.Mine, May: c.May, Job: c.Now.Name, Text: p.Say("role.changes", "name", c.By, "role", c.Now.Name)}
	switch {
	case c.Fresh:
		out.Text = p.Say("role.adds", "name", c.By, "role", c.Now.Name)
	case c.Now.Retired:
		out.Text = p.Say("role.retires", "name", c.By, "role", c.Now.Name)
		return out
	}
	was := make([]string, 7)
	if !c.Fresh {
		was = roleTexts(p, c.Was)
	}
	for i, now := range roleTexts(p, c.Now) {
		if was[i] != now {
			heading := []string{"name", "does", "may", "seats", "term", "other", "checklist"}[i]
			out.Rows = append(out.Rows, templates.RoleRow{Heading: p.Say("role.form." + heading), Before: was[i], After: now})
		}
	}
	return out
}

// roleTexts is a role in words, part by part.
func roleTexts(p templates.Page, k groups.RoleKind) []string {
	var may, other []string
	for _, one := range k.May {
		may = append(may, p.Say("permission."+string(one)))
	}
	if len(may) == 0 {
		may = []string{p.Say("role.form.nothing")}
	}
	if k.GapDays > 0 {
		other = append(other, p.Count("roles.gap", k.GapDays))
	}
	if k.NeededDays > 0 {
		other = append(other, p.Count("roles.membership", k.NeededDays))
	}
	if k.Needed {
		other = append(other, p.Say("roles.needed"))
	}
	if k.Board {
		other = append(other, p.Say("roles.board"))
	}
	return []string{k.Name, k.Does, strings.Join(may, "\n"), p.Count("roles.seats", k.Seats), p.Count("roles.term", k.TermDays), strings.Join(other, "\n"), strings.Join(k.Checklist, "\n")}
}
