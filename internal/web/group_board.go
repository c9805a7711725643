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

// board is who answers for an organisation, and who works for it.
func (s *server) board(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showBoard(w, r, v, http.StatusOK, templates.Board{}, nil)
}

func (s *server) showBoard(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.Board, problem error) error {
	room, err := s.room(r, v, "board")
	if err != nil {
		return err
	}
	b, err := s.Groups.Board(r.Context(), v.by)
	if err != nil {
		return err
	}
	staff, err := s.Groups.Staff(r.Context(), v.by)
	if err != nil {
		return err
	}
	p := room.page
	out.Has, out.Mine, out.Said, out.Below = b.Has, b.Mine, b.Said, boardBelow(p, b)
	out.MaySet, out.MayInvite = room.may(pack.Agreement), room.may(pack.Invite)
	for _, one := range b.Members {
		out.Members = append(out.Members, templates.BoardMember{Name: one.Name, Jobs: strings.Join(one.Jobs, ", "), Until: p.Words.Date(dayTime(one.Until))})
	}
	if len(b.Members) > 0 {
		out.Share = p.Say("board.share", "n", b.SelfHelpers, "all", len(b.Members), "percent", b.Share())
	}
	if b.Minimum > 0 {
		out.Minimum = p.Say("board.minimum", "percent", b.Minimum)
	}
	for _, one := range staff {
		out.Staff = append(out.Staff, staffLine(p, one))
	}
	boardForms(r, p, &out, b, problem)
	return s.render(w, r, status, templates.BoardPage(p, room.desk, out))
}

// boardBelow says that too few of a board are self-helpers; empty: they are not.
func boardBelow(p templates.Page, b groups.Board) string {
	if !b.Below() {
		return ""
	}
	return p.Say("board.below", "percent", b.Share(), "least", b.Minimum)
}

func staffLine(p templates.Page, one groups.Staff) templates.StaffLine {
	line := templates.StaffLine{GuestLine: guestLine(p, one.Guest), Persona: one.Persona, Ending: one.Ending, Why: one.Why, Mine: one.Mine}
	if one.Ending != "" {
		line.Begun = p.Say("staff.ending", "name", one.By)
	}
	return line
}

func boardForms(r *http.Request, p templates.Page, out *templates.Board, b groups.Board, problem error) {
	typed := func(name, otherwise string) string {
		if problem != nil && r.PostForm.Has(name) {
			return r.PostFormValue(name)
		}
		return otherwise
	}
	faulty := func(name string) string { return wrong(p.Words, problem, name) }
	least := ""
	if b.Minimum > 0 {
		least = strconv.Itoa(b.Minimum)
	}
	out.Set = templates.Input{Name: "minimum", Kind: "number", Label: p.Say("board.set.label"), Hint: p.Say("board.set.hint"), Value: typed("minimum", least), Error: faulty("minimum"), Required: true, Narrow: true}
	out.Inputs = []templates.Input{
		{Name: "purpose", Kind: "textarea", Label: p.Say("staff.task"), Hint: p.Say("staff.task.hint"), Value: typed("purpose", ""), Error: faulty("purpose"), Required: true, Dir: "auto"},
		{Name: "days", Kind: "number", Label: p.Say("guests.days"), Value: typed("days", "365"), Error: faulty("days"), Required: true, Narrow: true},
	}
	for _, one := range groups.Sights() {
		out.Sees = append(out.Sees, templates.Choice{Value: string(one), Label: p.Say("guest.sees." + string(one)), Checked: problem != nil && slices.Contains(r.PostForm["sees"], string(one))})
	}
	if shown := out.Set.Error + out.Inputs[0].Error + out.Inputs[1].Error; problem != nil && shown == "" {
		out.Error = firstWrong(p.Words, fault.KindOf(problem), problem)
	}
}

// setMinimum says how many of the board are to be self-helpers.
func (s *server) setMinimum(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.boardDone(w, r, v, s.Groups.SetMinimum(r.Context(), v.by, typedNumber(r, "minimum")))
}

// saySelfHelper says whether the visitor is one.
func (s *server) saySelfHelper(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.boardDone(w, r, v, s.Groups.SelfHelper(r.Context(), v.by, r.PostFormValue("is") == "yes"))
}

// inviteStaff makes a link for one of the staff, and shows it once.
func (s *server) inviteStaff(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	var sees []groups.Sight
	for _, one := range r.PostForm["sees"] {
		sees = append(sees, groups.Sight(one))
	}
	path, err := s.Groups.InviteStaff(r.Context(), v.by, r.PostFormValue("purpose"), typedNumber(r, "days"), sees)
	if err != nil {
		return s.boardDone(w, r, v, err)
	}
	link := s.origin(r) + path
	image, err := drawCode(link)
	if err != nil {
		return err
	}
	return s.showBoard(w, r, v, http.StatusOK, templates.Board{Link: link, Image: image}, nil)
}

// endInvitedStaff takes back the invitation of who has not come yet.
func (s *server) endInvitedStaff(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.boardDone(w, r, v, s.Groups.EndGuest(r.Context(), v.by, r.PostFormValue("id")))
}

// endStaff begins to end the time of one of the staff.
func (s *server) endStaff(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.boardDone(w, r, v, s.Groups.EndStaff(r.Context(), v.by, r.PostFormValue("persona"), r.PostFormValue("why-"+r.PostFormValue("line"))))
}

// joinEndStaff is the second who ends it.
func (s *server) joinEndStaff(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.boardDone(w, r, v, s.Groups.JoinEndStaff(r.Context(), v.by, r.PostFormValue("id")))
}

// takeBackEndStaff takes back what the visitor began.
func (s *server) takeBackEndStaff(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.boardDone(w, r, v, s.Groups.TakeBackEndStaff(r.Context(), v.by, r.PostFormValue("id")))
}

// boardDone goes back to the board, or says there what was wrong.
func (s *server) boardDone(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/board")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showBoard(w, r, v, statuses[kind], templates.Board{}, err)
	}
	return err
}
