package web

import (
	"net/http"
	"slices"
	"strconv"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// role is one role, with all that goes with it.
func (s *server) role(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showRole(w, r, v, http.StatusOK, "")
}

func (s *server) showRole(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) error {
	b, err := s.roleBoard(r, v)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(b.all, func(h groups.Held) bool { return string(h.Role) == r.PathValue("role") })
	if i < 0 {
		return fault.New(fault.NotFound, "", nil)
	}
	held, p := b.all[i], b.room.page
	out := templates.OneRole{Lang: b.room.group.Lang, Error: problem, Members: b.members, Role: b.line(held)}
	out.May = b.room.may(pack.Roles) && held.Role != groups.Founder && !held.Retired
	for _, c := range b.changes {
		if c.Now.Role == held.Role {
			out.Changes = append(out.Changes, changeLine(p, c))
		}
	}
	handing, err := s.Groups.Handovers(r.Context(), v.by)
	if err != nil {
		return err
	}
	handing = slices.DeleteFunc(handing, func(h groups.Handover) bool { return h.Role != held.Role })
	out.Handovers = handovers(p, handing)
	return s.render(w, r, status, templates.RolePage(p, b.room.desk, out))
}

// roleDone goes back to a role, or says there what was wrong.
func (s *server) roleDone(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/roles/"+r.PathValue("role"))
	case kind == fault.Conflict:
		return s.showRole(w, r, v, statuses[kind], explain(s.spoken(r).words, kind, err))
	}
	return err
}

// fillRole records that somebody is to hold a role.
func (s *server) fillRole(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.Fill(r.Context(), v.by, people.Role(r.PathValue("role")), r.PostFormValue("member"), r.PostFormValue("how"))
	return s.rolesDone(w, r, v, err)
}

// layDownRole ends one's own term.
func (s *server) layDownRole(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.rolesDone(w, r, v, s.Groups.LayDown(r.Context(), v.by, people.Role(r.PathValue("role"))))
}

// answerRole says yes or no to a role, or objects to an offer.
func (s *server) answerRole(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PostFormValue("id")
	switch r.PostFormValue("answer") {
	case "yes":
		return s.rolesDone(w, r, v, s.Groups.TakeOn(r.Context(), v.by, id))
	case "no":
		return s.rolesDone(w, r, v, s.Groups.Decline(r.Context(), v.by, id))
	}
	return s.rolesDone(w, r, v, s.Groups.Object(r.Context(), v.by, id))
}

// askIfThere asks whether somebody is still there, or opens their seat with a second member.
func (s *server) askIfThere(w http.ResponseWriter, r *http.Request, v visit) error {
	role, persona := people.Role(r.PathValue("role")), r.PostFormValue("persona")
	switch {
	case r.PostFormValue("joins") != "":
		return s.roleDone(w, r, v, s.Groups.JoinOpenSeat(r.Context(), v.by, r.PostFormValue("joins")))
	case r.PostFormValue("opens") != "":
		return s.roleDone(w, r, v, s.Groups.OpenSeat(r.Context(), v.by, role, persona))
	}
	return s.roleDone(w, r, v, s.Groups.AskIfThere(r.Context(), v.by, role, persona))
}

// hereForRole answers that one is there.
func (s *server) hereForRole(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.Here(r.Context(), v.by); err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	return seeOther(w, r, v.base()+"/")
}

// handOnRole keeps what is ticked of a role that is handed on.
func (s *server) handOnRole(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	var done []int
	for _, text := range r.PostForm["done"] {
		if n, err := strconv.Atoi(text); err == nil { // what is no number is no point
			done = append(done, n)
		}
	}
	return s.roleDone(w, r, v, s.Groups.HandOn(r.Context(), v.by, people.Role(r.PathValue("role")), done))
}

// setSpans chooses the times of a group's roles.
func (s *server) setSpans(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.SetSpans(r.Context(), v.by, groups.Spans{ObjectDays: typedNumber(r, "object"), SilentDays: typedNumber(r, "silent")})
	return s.rolesDone(w, r, v, err)
}

// typedNumber is what was typed as one; what is none is out of every bound.
func typedNumber(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.PostFormValue(name))
	if err != nil {
		return -1
	}
	return n
}

// settleRoleChange joins in a change that another began, or takes one's own back.
func (s *server) settleRoleChange(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PostFormValue("id")
	if r.PostFormValue("act") == "back" {
		return s.rolesDone(w, r, v, s.Groups.TakeBackRoleChange(r.Context(), v.by, id))
	}
	return s.rolesDone(w, r, v, s.Groups.JoinRoleChange(r.Context(), v.by, id))
}
