package web

import (
	"net/http"
	"slices"
	"strconv"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// move is where the group's move to another server stands.
func (s *server) move(w http.ResponseWriter, r *http.Request, v visit) error {
	plan := groups.MovePlan{Notice: 14, Keep: 365, Shown: true, Decided: schedule.DateOf(s.Clock.Now().UTC().Date())}
	return s.showGroupMove(w, r, v, http.StatusOK, plan, nil)
}

func (s *server) showGroupMove(w http.ResponseWriter, r *http.Request, v visit, status int, plan groups.MovePlan, problem error) error {
	room, err := s.room(r, v, "move")
	if err != nil {
		return err
	}
	m, err := s.Groups.Move(r.Context(), v.by)
	if err != nil {
		return err
	}
	p := room.page
	out := templates.Move{Stage: string(m.Going), Address: m.Address, Decided: p.Words.Date(dayTime(m.Decided)), How: m.How, Days: p.Count("move.days", m.Keep),
		Ready: p.Words.Date(dayTime(m.Ready)), Ends: p.Words.Date(dayTime(m.Ends)), Shown: m.Shown, May: room.may(pack.Leave)}
	today := schedule.DateOf(s.Clock.Now().UTC().Date())
	out.Due = m.Going == groups.Still || m.Going == groups.Announced && today >= m.Ready
	for _, one := range m.Waits {
		out.Waits = append(out.Waits, templates.MoveWait{ID: one.ID, Step: string(one.Step), Mine: one.Mine})
	}
	if m.Going == groups.MoveAsked && len(m.Waits) == 0 { // it waited too long, or was taken back
		out.Stage = ""
	}
	if out.Stage == "" && out.May {
		out.Ask, out.AskShown = planInputs(p, plan, problem), plan.Shown
	}
	if problem != nil && len(out.Ask) == 0 || fault.KindOf(problem) == fault.Conflict {
		out.Error = firstWrong(p.Words, fault.KindOf(problem), problem)
	}
	if out.Card, err = s.passkeysAlone(r, v); err != nil {
		return err
	}
	if m.Going == groups.Still {
		if schedule.DateOf(s.Clock.Now().UTC().Date()) < m.Sure {
			out.Early = p.Words.Date(dayTime(m.Sure))
		}
		if out.Way, err = s.wayThere(r, v, p); err != nil {
			return err
		}
	}
	return s.render(w, r, status, templates.MovePage(p, room.desk, out))
}

// planInputs ask for what the group has decided.
func planInputs(p templates.Page, plan groups.MovePlan, problem error) []templates.Input {
	bad := func(name string) string { return wrong(p.Words, problem, name) }
	return []templates.Input{
		{Name: "address", Label: p.Say("move.to"), Hint: p.Say("move.to.hint"), Value: plan.Address, Error: bad("address"), Required: true, Autocomplete: "off", Dir: "ltr"},
		{Name: "decided", Kind: "date", Label: p.Say("move.decided"), Value: plan.Decided.String(), Error: bad("decided"), Required: true, Narrow: true},
		{Name: "how", Kind: "textarea", Label: p.Say("move.how"), Hint: p.Say("move.how.hint"), Value: plan.How, Error: bad("how"), Required: true},
		{Name: "notice", Kind: "number", Label: p.Say("move.notice"), Value: strconv.Itoa(plan.Notice), Error: bad("notice"), Required: true, Narrow: true},
		{Name: "keep", Kind: "number", Label: p.Say("move.keep.ask"), Value: strconv.Itoa(plan.Keep), Error: bad("keep"), Required: true, Narrow: true},
	}
}

// askToMove begins a move, which waits for a second person.
func (s *server) askToMove(w http.ResponseWriter, r *http.Request, v visit) error {
	number := func(name string) int {
		n, err := strconv.Atoi(r.PostFormValue(name))
		if err != nil {
			return -1 // what is no number is out of bounds
		}
		return n
	}
	decided, _ := schedule.ParseDate(r.PostFormValue("decided")) // what is no day is refused
	plan := groups.MovePlan{Address: r.PostFormValue("address"), Decided: decided, How: r.PostFormValue("how"), Notice: number("notice"),
		Keep: number("keep"), Shown: r.PostFormValue("shown") != ""}
	return s.moveDone(w, r, v, plan, s.Groups.AskToMove(r.Context(), v.by, plan))
}

// takeStep begins another step of a move, joins in one, or takes one back.
func (s *server) takeStep(w http.ResponseWriter, r *http.Request, v visit) (err error) {
	step, id := groups.Step(r.PostFormValue("step")), r.PostFormValue("id")
	switch r.PostFormValue("act") {
	case "join":
		err = s.Groups.JoinStep(r.Context(), v.by, step, id)
	case "back":
		err = s.Groups.TakeStepBack(r.Context(), v.by, step, id)
	default:
		err = s.Groups.AskStep(r.Context(), v.by, step)
	}
	if err == nil && step == groups.Arrived {
		return seeOther(w, r, v.base()+"/") // the page that is left, when it was the second
	}
	return s.moveDone(w, r, v, groups.MovePlan{}, err)
}

func (s *server) moveDone(w http.ResponseWriter, r *http.Request, v visit, plan groups.MovePlan, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/move")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showGroupMove(w, r, v, statuses[kind], plan, err)
	}
	return err
}

// passkeysAlone says whether the member has no way in that works at another server.
func (s *server) passkeysAlone(r *http.Request, v visit) (bool, error) {
	have, err := s.People.Credentials(r.Context(), v.by)
	return !slices.ContainsFunc(have, func(c people.Credential) bool { return c.Kind != people.Passkey }), err
}

// moveNotice is what the first page says of a move that is coming.
func (s *server) moveNotice(r *http.Request, v visit, p templates.Page) (n templates.MoveNotice, err error) {
	m, err := s.Groups.Move(r.Context(), v.by)
	switch {
	case err != nil:
		return n, err
	case m.Going == groups.Announced:
		n.Text = p.Say("move.notice.announced", "date", p.Words.Date(dayTime(m.Ready)))
		n.Card, err = s.passkeysAlone(r, v)
	case m.Going == groups.Still:
		n.Text = p.Say("move.notice.still")
	}
	return n, err
}
