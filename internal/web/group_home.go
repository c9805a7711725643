package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/fold"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

const (
	newcomerDays   = 90  // of protection, from the day of coming in
	mostMembers    = 100 // on one page
	mostCandidates = 500 // in a list to choose from
)

// groupHome is the first page of a group: what it asks of the member now, when it meets, who does what.
func (s *server) groupHome(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "home")
	if err != nil {
		return err
	}
	me, err := s.People.Persona(r.Context(), v.by)
	if err != nil {
		return err
	}
	accepted, err := s.Groups.Accepted(r.Context(), v.by)
	if err != nil {
		return err
	}
	roles, err := s.Groups.Roles(r.Context(), v.by)
	if err != nil {
		return err
	}
	out := templates.GroupHome{
		Me: personaOf(room.page, me), Welcome: room.group.Welcome, Lang: room.group.Lang, AgreementChanged: accepted < room.group.Agreed,
		New: int(schedule.DateOf(s.Clock.Now().UTC().Date())-me.Joined) < newcomerDays,
	}
	for _, held := range roles {
		if held.Needed && held.Vacant() > 0 {
			out.Vacant = append(out.Vacant, held.Name)
		}
		for _, term := range held.By {
			if slices.Contains(held.May, pack.Greet) && term.Persona != v.by.Persona && !slices.Contains(out.Greeters, term.Name) {
				out.Greeters = append(out.Greeters, term.Name)
			}
		}
	}
	if room.may(pack.Protect) {
		all, vouches, err := s.Groups.Recoveries(r.Context(), v.by)
		if err != nil {
			return err
		}
		out.Lost = len(all) + len(vouches)
	}
	if room.may(pack.Greet) {
		waiting, err := s.Groups.Knocks(r.Context(), v.by)
		if err != nil {
			return err
		}
		out.Waiting = len(waiting)
	}
	if err := s.nextMeetings(r, room, &out); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.GroupHomePage(room.page, room.desk, out))
}

// nextMeetings adds what the directory says of the group: where its listing is, and when it meets.
func (s *server) nextMeetings(r *http.Request, room room, out *templates.GroupHome) error {
	if room.group.Slug == "" {
		return nil
	}
	whole, err := s.Directory.Public(r.Context(), directory.KindGroup, room.group.Slug)
	if fault.KindOf(err) == fault.NotFound {
		return nil // not public now
	}
	if err != nil {
		return err
	}
	page := s.page(r, "")
	t := s.teller(page)
	out.Listing = "/groups/" + whole.Listing.Slug
	out.Meetings = s.sisters(&t, whole.Below)
	return nil
}

func personaOf(p templates.Page, one people.Persona) templates.Persona {
	return templates.Persona{ID: one.ID, Name: one.Name, Pronouns: one.Pronouns, Line: one.Line, Joined: p.Words.Date(dayTime(one.Joined)), Mark: templates.MarkOf(one.ID)}
}

// members lists who is here, to those who are here.
func (s *server) members(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "members")
	if err != nil {
		return err
	}
	all, err := s.People.Members(r.Context(), v.by, r.URL.Query().Get("after"), mostMembers+1)
	if err != nil {
		return err
	}
	out := templates.Members{}
	if len(all) > mostMembers {
		all = all[:mostMembers]
		out.After = all[mostMembers-1].Name
	}
	for _, one := range all {
		out.All = append(out.All, personaOf(room.page, one))
	}
	return s.render(w, r, http.StatusOK, templates.MembersPage(room.page, room.desk, out))
}

// roles shows who does what until when, and what nobody does.
func (s *server) roles(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showRoles(w, r, v, http.StatusOK, "")
}

func (s *server) showRoles(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) error {
	room, err := s.room(r, v, "roles")
	if err != nil {
		return err
	}
	all, err := s.Groups.Roles(r.Context(), v.by)
	if err != nil {
		return err
	}
	out := templates.Roles{Lang: room.group.Lang, Error: problem}
	if out.Members, err = s.candidates(r, v); err != nil {
		return err
	}
	for _, held := range all {
		if held.Role == groups.Founder && len(held.By) == 0 {
			continue // the beginning is over
		}
		out.All = append(out.All, roleLine(room.page, v, held))
	}
	return s.render(w, r, status, templates.RolesPage(room.page, room.desk, out))
}

// candidates are those who could hold a role, for whoever may record it; none for everybody else.
func (s *server) candidates(r *http.Request, v visit) (all []templates.Option, err error) {
	may, err := s.Groups.MayFill(r.Context(), v.by)
	if err != nil || !may {
		return nil, err
	}
	members, err := s.People.Longest(r.Context(), v.by, mostCandidates)
	slices.SortFunc(members, func(a, b people.Persona) int { return strings.Compare(fold.Fold(a.Name), fold.Fold(b.Name)) })
	for _, one := range members {
		all = append(all, templates.Option{Value: one.ID, Label: one.Name})
	}
	return all, err
}

// fillRole records that somebody holds a role.
func (s *server) fillRole(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.Fill(r.Context(), v.by, people.Role(r.PathValue("role")), r.PostFormValue("member"), r.PostFormValue("how"))
	return s.rolesDone(w, r, v, err)
}

// layDownRole ends one's own term.
func (s *server) layDownRole(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.rolesDone(w, r, v, s.Groups.LayDown(r.Context(), v.by, people.Role(r.PathValue("role"))))
}

func (s *server) rolesDone(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/roles")
	case kind == fault.Conflict:
		return s.showRoles(w, r, v, statuses[kind], explain(s.spoken(r).words, kind, err))
	}
	return err
}

func roleLine(p templates.Page, v visit, held groups.Held) templates.Role {
	line := templates.Role{ID: string(held.Role), Name: held.Name, Does: held.Does, Checklist: held.Checklist, Term: p.Count("roles.term", held.TermDays)}
	for _, term := range held.By {
		line.By = append(line.By, templates.Term{Name: term.Name, Until: p.Words.Date(dayTime(term.Until)), Here: term.Persona == v.by.Persona, How: p.Say("role.how." + term.How)})
	}
	if free := held.Vacant(); free > 0 && held.Role != groups.Founder {
		line.Vacant = p.Count("roles.vacant", free)
	}
	for _, may := range groups.Granted() {
		if slices.Contains(held.May, may) {
			line.May = append(line.May, p.Say("permission."+string(may)))
		}
	}
	return line
}

// record is what happened in the group, what is kept here and for how long.
func (s *server) record(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "record")
	if err != nil {
		return err
	}
	before, _ := strconv.Atoi(r.URL.Query().Get("before")) // what is no number asks for the latest
	acts, err := s.Groups.Record(r.Context(), v.by, before)
	if err != nil {
		return err
	}
	out := templates.Record{}
	for _, a := range acts {
		out.Acts = append(out.Acts, actLine(room.page, a))
		out.Before = a.Number
	}
	return s.render(w, r, http.StatusOK, templates.RecordPage(room.page, room.desk, out))
}

// actLine says what happened in a sentence.
func actLine(p templates.Page, a groups.Recorded) templates.Act {
	name := func(one string) string {
		if one == "" {
			return p.Say("record.former")
		}
		return one
	}
	return templates.Act{Day: p.Words.Date(dayTime(a.Day)), Outside: a.Outside, Words: a.Words,
		Text: p.Say("record.act."+a.Act, "by", name(a.By), "with", name(a.With), "about", name(a.About))}
}
