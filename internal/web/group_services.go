package web

import (
	"net/http"
	"slices"
	"strings"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// services is what an organisation does for people.
func (s *server) services(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "services")
	if err != nil {
		return err
	}
	all, err := s.Groups.Services(r.Context(), v.by)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.ServicesPage(room.page, room.desk, templates.Services{All: serviceTexts(room.page, all), May: room.may(pack.Listing)}))
}

func serviceTexts(p templates.Page, all []groups.Service) (out []templates.Service) {
	for _, one := range all {
		line := templates.Service{ID: one.ID, Name: one.Name, Does: one.Does, WhoMay: one.WhoMay, Keeper: one.Keeper}
		if one.Staff {
			line.Keeper = p.Say("staff.one", "name", one.Keeper)
		}
		if one.Until != 0 {
			line.Until = p.Words.Date(dayTime(one.Until))
		}
		out = append(out, line)
	}
	return out
}

// serviceForm writes down a new service, or changes one.
func (s *server) serviceForm(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("service")
	if id == "new" {
		return s.showService(w, r, v, http.StatusOK, groups.Service{}, nil)
	}
	all, err := s.Groups.Services(r.Context(), v.by)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(one groups.Service) bool { return one.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "", nil)
	}
	return s.showService(w, r, v, http.StatusOK, all[i], nil)
}

func (s *server) showService(w http.ResponseWriter, r *http.Request, v visit, status int, one groups.Service, problem error) error {
	room, err := s.room(r, v, "services")
	if err != nil {
		return err
	}
	if !room.may(pack.Listing) {
		return fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	p, base := room.page, v.base()+"/services"
	out := templates.BodyForm{Title: p.Say("services.add"), Action: base + "/new", Back: base, Save: p.Say("service.save")}
	if one.ID != "" {
		out.Title, out.Action = one.Name, base+"/"+one.ID
		out.Drop, out.DropText = out.Action+"/drop", p.Say("service.drop.text")
	}
	keepers, err := s.keepers(r, v, p)
	if err != nil {
		return err
	}
	faulty := func(name string) string { return wrong(p.Words, problem, name) }
	until := ""
	if one.Until > 0 {
		until = one.Until.String()
	}
	out.Inputs = []templates.Input{
		{Name: "name", Label: p.Say("service.name"), Value: one.Name, Error: faulty("name"), Required: true, Dir: "auto", Autocomplete: "off"},
		{Name: "does", Kind: "textarea", Label: p.Say("service.does"), Value: one.Does, Error: faulty("does"), Required: true, Dir: "auto"},
		{Name: "who", Kind: "textarea", Label: p.Say("service.who"), Value: one.WhoMay, Error: faulty("who"), Required: true, Dir: "auto"},
		{Name: "keeper", Kind: "select", Label: p.Say("service.keeper"), Value: keeperValue(one), Options: keepers},
		{Name: "until", Kind: "date", Label: p.Say("service.until"), Hint: p.Say("service.until.hint"), Value: until, Error: faulty("until"), Narrow: true},
	}
	if problem != nil && fault.KindOf(problem) != fault.Invalid {
		out.Error = explain(p.Words, fault.KindOf(problem), problem)
	}
	return s.render(w, r, status, templates.BodyFormPage(p, room.desk, out))
}

// What a choice of who looks after a service begins with.
const (
	keeperRole    = "role:"
	keeperPersona = "persona:"
)

func keeperValue(one groups.Service) string {
	switch {
	case one.Role != "":
		return keeperRole + string(one.Role)
	case one.Persona != "":
		return keeperPersona + one.Persona
	}
	return ""
}

// keepers are who can look after a service: nobody yet, roles, personas.
func (s *server) keepers(r *http.Request, v visit, p templates.Page) ([]templates.Option, error) {
	all := []templates.Option{{Label: p.Say("service.keeper.nobody")}}
	roles, err := s.Groups.Roles(r.Context(), v.by)
	if err != nil {
		return nil, err
	}
	for _, one := range roles {
		if one.Role != groups.Founder {
			all = append(all, templates.Option{Value: keeperRole + string(one.Role), Label: p.Say("service.keeper.role", "role", one.Name)})
		}
	}
	members, err := s.People.Members(r.Context(), v.by, "", mostCandidates)
	for _, one := range members {
		label := one.Name
		if one.Staff {
			label = p.Say("staff.one", "name", one.Name)
		}
		all = append(all, templates.Option{Value: keeperPersona + one.ID, Label: label})
	}
	return all, err
}

// putService keeps it.
func (s *server) putService(w http.ResponseWriter, r *http.Request, v visit) error {
	one := groups.Service{Name: r.PostFormValue("name"), Does: r.PostFormValue("does"), WhoMay: r.PostFormValue("who")}
	if id := r.PathValue("service"); id != "new" {
		one.ID = id
	}
	keeper := r.PostFormValue("keeper")
	if role, ok := strings.CutPrefix(keeper, keeperRole); ok {
		one.Role = people.Role(role)
	}
	one.Persona, _ = strings.CutPrefix(keeper, keeperPersona)
	if one.Persona == keeper {
		one.Persona = ""
	}
	if text := r.PostFormValue("until"); text != "" {
		day, err := schedule.ParseDate(text)
		if err != nil {
			day = -1 // what is no day is past
		}
		one.Until = day
	}
	err := s.Groups.PutService(r.Context(), v.by, one)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/services")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showService(w, r, v, statuses[kind], one, err)
	}
	return err
}

// dropService takes it away.
func (s *server) dropService(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.DropService(r.Context(), v.by, r.PathValue("service")); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/services")
}
