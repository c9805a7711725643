package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kith/internal/fault"
	"kith/internal/fold"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// roleBoard is what the pages of roles are made from.
type roleBoard struct {
	room      room
	by        people.Actor
	today     schedule.Date
	all       []groups.Held
	coming    []groups.Filling
	questions []groups.Question
	changes   []groups.RoleChange
	members   []templates.Option // who could hold a role, for whoever may record it
}

func (s *server) roleBoard(r *http.Request, v visit) (b roleBoard, err error) {
	ctx := r.Context()
	b.by, b.today = v.by, schedule.DateOf(s.Clock.Now().UTC().Date())
	if b.room, err = s.room(r, v, "roles"); err != nil {
		return b, err
	}
	if b.all, err = s.Groups.Roles(ctx, v.by); err != nil {
		return b, err
	}
	if b.coming, err = s.Groups.Fillings(ctx, v.by); err != nil {
		return b, err
	}
	if b.questions, err = s.Groups.Questions(ctx, v.by); err != nil {
		return b, err
	}
	if b.changes, err = s.Groups.RoleChanges(ctx, v.by); err != nil {
		return b, err
	}
	b.members, err = s.candidates(r, v)
	return b, err
}

// candidates are those who could hold a role, for whoever may record it; none for everybody else.
func (s *server) candidates(r *http.Request, v visit) (all []templates.Option, err error) {
	may, err := s.Groups.MayFill(r.Context(), v.by)
	if err != nil || !may {
		return nil, err
	}
	members, err := s.People.Longest(r.Context(), v.by, mostCandidates)
	members = sortedByName(members)
	own := slices.IndexFunc(members, func(p people.Persona) bool { return p.ID == v.by.Persona })
	if own >= 0 { // nobody records a show of hands for themself: their own name is not the one that is offered first
		members = append(slices.Delete(slices.Clone(members), own, own+1), members[own])
	}
	for _, one := range members {
		all = append(all, templates.Option{Value: one.ID, Label: one.Name})
	}
	return all, err
}

// roles shows who does what until when, and what nobody does.
func (s *server) roles(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showRoles(w, r, v, http.StatusOK, nil)
}

func (s *server) showRoles(w http.ResponseWriter, r *http.Request, v visit, status int, problem error) error {
	b, err := s.roleBoard(r, v)
	if err != nil {
		return err
	}
	p := b.room.page
	out := templates.Roles{Lang: b.room.group.Lang, Members: b.members, May: b.room.may(pack.Roles)}
	for _, held := range b.all {
		if held.Role != groups.Founder || len(held.By) > 0 { // else the beginning is over
			out.All = append(out.All, b.line(held))
		}
	}
	for _, c := range b.changes {
		out.Changes = append(out.Changes, changeLine(p, c))
	}
	if out.May {
		if err := s.spanInputs(r, v, p, &out, problem); err != nil {
			return err
		}
	}
	if problem != nil && out.Object.Error+out.Silent.Error == "" {
		out.Error = explain(p.Words, fault.KindOf(problem), problem)
	}
	return s.render(w, r, status, templates.RolesPage(p, b.room.desk, out))
}

// spanInputs ask for the times that a group chooses for its roles.
func (s *server) spanInputs(r *http.Request, v visit, p templates.Page, out *templates.Roles, problem error) error {
	spans, err := s.Groups.Spans(r.Context(), v.by)
	if err != nil {
		return err
	}
	out.Object = templates.Input{Name: "object", Kind: "number", Label: p.Say("roles.spans.object"), Value: strconv.Itoa(spans.ObjectDays), Error: wrong(p.Words, problem, "object"), Narrow: true}
	out.Silent = templates.Input{Name: "silent", Kind: "number", Label: p.Say("roles.spans.silent"), Value: strconv.Itoa(spans.SilentDays), Error: wrong(p.Words, problem, "silent"), Narrow: true}
	return nil
}

// rolesDone goes back to the roles, or says there what was wrong.
func (s *server) rolesDone(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/roles")
	case kind == fault.Conflict, kind == fault.Invalid:
		return s.showRoles(w, r, v, statuses[kind], err)
	}
	return err
}

// line is a role with who has it, who is to have it, and what can be done.
func (b *roleBoard) line(held groups.Held) templates.Role {
	p := b.room.page
	line := templates.Role{ID: string(held.Role), Name: held.Name, Does: held.Does, Retired: held.Retired, Goes: goes(p, held.RoleKind)}
	for _, term := range held.By {
		line.By = append(line.By, templates.Holder{
			Persona: term.Persona, Name: term.Name, Until: p.Words.Date(dayTime(term.Until)), Left: p.Count("roles.left", int(term.Until-b.today)),
			Here: term.Persona == b.by.Persona, How: p.Say("role.how." + term.How), Asked: b.asked(held.Role, term.Persona),
		})
	}
	coming := 0
	for _, f := range b.coming {
		if f.Role == held.Role {
			line.Coming = append(line.Coming, b.comingLine(f))
			coming++
		}
	}
	if free := held.Vacant() - coming; free > 0 {
		line.Vacant = p.Count("roles.vacant", free)
	}
	return line
}

func (b *roleBoard) comingLine(f groups.Filling) templates.Coming {
	return comingLine(b.room.page, f, b.by)
}

// comingLine says what a filling waits for.
func comingLine(p templates.Page, f groups.Filling, by people.Actor) templates.Coming {
	c := templates.Coming{ID: f.ID, Name: f.Name, Mine: f.Persona == by.Persona, Yes: f.Accepted}
	c.Objects = f.Open && !c.Mine
	day := func(d schedule.Date) string { return p.Words.Date(dayTime(d)) }
	switch {
	case f.Accepted:
		c.Text = p.Say("role.coming.begins", "date", day(f.OpenUntil.AddDays(1)))
	case f.Open:
		c.Text = p.Say("role.coming.both", "date", day(f.OpenUntil), "answer", day(f.Answer))
	default:
		c.Text = p.Say("role.coming.asked", "date", day(f.Answer))
	}
	return c
}

// asked is the question whether somebody is there, if there is one.
func (b *roleBoard) asked(role people.Role, persona string) *templates.Asked {
	p := b.room.page
	for _, q := range b.questions {
		if q.Role != role || q.Persona != persona {
			continue
		}
		a := templates.Asked{Silent: q.Silent, Opening: q.Opening, Mine: q.Mine, Text: p.Say("question.asked", "date", p.Words.Date(dayTime(q.Until)))}
		switch {
		case q.Opening != "":
			a.Text = p.Say("question.opening", "name", q.Name)
		case q.Silent:
			a.Text = p.Say("question.silent", "name", q.Name)
		}
		return &a
	}
	return nil
}

// goes is what goes with a role, in sentences.
func goes(p templates.Page, k groups.RoleKind) templates.Goes {
	out := templates.Goes{Checklist: k.Checklist, Facts: []string{p.Count("roles.seats", k.Seats), p.Count("roles.term", k.TermDays)}}
	if k.GapDays > 0 {
		out.Facts = append(out.Facts, p.Count("roles.gap", k.GapDays))
	}
	if k.NeededDays > 0 {
		out.Facts = append(out.Facts, p.Count("roles.membership", k.NeededDays))
	}
	if k.Needed {
		out.Facts = append(out.Facts, p.Say("roles.needed"))
	}
	if k.Board {
		out.Facts = append(out.Facts, p.Say("roles.board"))
	}
	for _, may := range groups.Granted() {
		if slices.Contains(k.May, may) {
			out.May = append(out.May, p.Say("permission."+string(may)))
		}
	}
	return out
}

// roleCalls adds to a member's first page what roles ask of them, and what the whole group is told.
func (s *server) roleCalls(r *http.Request, v visit, p templates.Page, out *templates.GroupHome) error {
	calls, err := s.Groups.Calls(r.Context(), v.by)
	if err != nil {
		return err
	}
	out.Calls = templates.Calls{Asked: calls.Asked, Changes: calls.Changes, Handovers: handovers(p, calls.Handovers)}
	for _, o := range calls.Offers {
		line := comingLine(p, o.Filling, v.by)
		line.Name = o.Job
		out.Calls.Offers = append(out.Calls.Offers, line)
	}
	facts, err := s.Groups.Facts(r.Context(), v.by)
	out.Facts = roleFacts(p, facts)
	return err
}

func roleFacts(p templates.Page, f groups.Facts) (out templates.RoleFacts) {
	for _, held := range f.Vacant {
		out.Vacant = append(out.Vacant, held.Name)
	}
	for _, e := range f.Endings {
		out.Endings = append(out.Endings, p.Count("facts.ending", e.Days, "name", e.Name, "role", e.Job, "date", p.Words.Date(dayTime(e.Until))))
	}
	for _, b := range f.Burdens {
		out.Burdens = append(out.Burdens, p.Say("facts.burden", "name", b.Name, "roles", strings.Join(b.Jobs, ", ")))
	}
	if len(f.Founders) > 0 {
		out.Founders = p.Say("facts.founders", "names", strings.Join(f.Founders, ", "))
	}
	return out
}

func handovers(p templates.Page, all []groups.Handover) (out []templates.Handover) {
	for _, h := range all {
		line := templates.Handover{Role: string(h.Role), Job: h.Job, Mine: h.Mine, Text: p.Say("handover.theirs", "role", h.Job, "name", h.Name)}
		if h.Mine {
			line.Text = p.Say("handover.mine", "role", h.Job)
		}
		for _, point := range h.Points {
			line.Points = append(line.Points, templates.Point{Text: point.Text, Done: point.Done})
		}
		out = append(out, line)
	}
	return out
}

// sortedByName sorts people by name as a reader would; each name is folded once.
func sortedByName(members []people.Persona) []people.Persona {
	folded := make(map[string]string, len(members))
	for _, one := range members {
		folded[one.ID] = fold.Fold(one.Name)
	}
	slices.SortFunc(members, func(a, b people.Persona) int { return strings.Compare(folded[a.ID], folded[b.ID]) })
	return members
}
