package web

import (
	"net/http"
	"strings"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// safety is what those see at the door who keep the group safe.
func (s *server) safety(r *http.Request, v visit, room room) (out templates.Safety, err error) {
	if out.May = room.may(pack.Protect); !out.May {
		return out, nil
	}
	asked, err := s.Groups.AskedOften(r.Context(), v.by)
	for _, a := range asked {
		out.Asked = append(out.Asked, room.page.Count("company.asked", a.N, "name", a.Name))
	}
	return out, err
}

// appealsWaiting are those that nobody has decided, for whoever holds a role.
func (s *server) appealsWaiting(r *http.Request, v visit, p templates.Page) (all []string, err error) {
	if len(v.by.Roles) == 0 {
		return nil, nil
	}
	found, err := s.Groups.Removals(r.Context(), v.by)
	for _, one := range found {
		if one.Appealed > 0 && one.Decision == groups.Undecided {
			all = append(all, p.Count("appeal.waits", one.Waits, "name", one.Name))
		}
	}
	return all, err
}

// removals is who is removed and who is to be, for whoever holds a role.
func (s *server) removals(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showRemovals(w, r, v, http.StatusOK, templates.Removals{})
}

func (s *server) showRemovals(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.Removals) error {
	room, err := s.room(r, v, "removals")
	if err != nil {
		return err
	}
	now, err := s.Groups.Removals(r.Context(), v.by)
	if err != nil {
		return err
	}
	for _, one := range now {
		out.Now = append(out.Now, removalLine(room.page, one))
	}
	if out.Protects = room.may(pack.Protect); out.Protects {
		if err := s.removingToo(r, v, room, &out); err != nil {
			return err
		}
	}
	return s.render(w, r, status, templates.RemovalsPage(room.page, room.desk, out))
}

// removingToo adds who waits for a second, and who could be removed.
func (s *server) removingToo(r *http.Request, v visit, room room, out *templates.Removals) error {
	waiting, err := s.Groups.Removings(r.Context(), v.by)
	if err != nil {
		return err
	}
	for _, one := range waiting {
		out.Waiting = append(out.Waiting, templates.Removing{ID: one.ID, Name: one.Name, Reason: one.Reason, By: one.By, Own: one.Own, Until: room.page.Words.Date(dayTime(one.Until))})
	}
	return nil
}

func removalLine(p templates.Page, m groups.Removal) templates.Removal {
	line := templates.Removal{Persona: m.Persona, Name: m.Name, Group: m.Group, Until: p.Words.Date(dayTime(m.Until)), By: handLines(p, m.By), Reason: m.Reason,
		Answer: m.Answer, Appeal: m.Appeal, Appealed: m.Appealed > 0, Decision: string(m.Decision), Decided: handLines(p, m.Decided), Words: m.Words, May: m.May}
	if line.Appealed {
		line.Waits = p.Count("appeal.waits", m.Waits, "name", m.Name)
	}
	for _, b := range m.Begun {
		line.Begun = append(line.Begun, templates.Begun{ID: b.ID, Decision: string(b.Decision), Words: b.Words, By: b.By, Own: b.Own})
	}
	return line
}

// handLines say who it was, and what they do in the group.
func handLines(p templates.Page, all []groups.Hand) (lines []string) {
	for _, h := range all {
		line := h.Name
		if line == "" {
			line = p.Say("record.former")
		}
		if len(h.Roles) > 0 {
			line += " (" + strings.Join(h.Roles, ", ") + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

// beginRemoval asks that somebody be removed.
func (s *server) beginRemoval(w http.ResponseWriter, r *http.Request, v visit) error {
	out := templates.Removals{Member: r.PostFormValue("name"), Reason: r.PostFormValue("reason"), Until: r.PostFormValue("until")}
	until, _ := schedule.ParseDate(out.Until) // what is no day is out of bounds
	who, err := s.People.Named(r.Context(), v.by, out.Member)
	if err == nil {
		err = s.Groups.BeginRemoval(r.Context(), v.by, who.ID, out.Reason, until)
	}
	if fault.KindOf(err) == fault.Invalid {
		words := s.spoken(r).words
		for _, name := range []string{"name", "reason", "until"} {
			out.Wrong = append(out.Wrong, templates.Input{Name: name, Error: wrong(words, err, name)})
		}
		return s.showRemovals(w, r, v, http.StatusBadRequest, out)
	}
	return s.removalsDone(w, r, v, out, err)
}

// joinRemoval is the second hand.
func (s *server) joinRemoval(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.removalsDone(w, r, v, templates.Removals{}, s.Groups.JoinRemoval(r.Context(), v.by, r.PostFormValue("id")))
}

// dropRemoval takes back what one began.
func (s *server) dropRemoval(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.removalsDone(w, r, v, templates.Removals{}, s.Groups.DropRemoval(r.Context(), v.by, r.PostFormValue("id")))
}

// beginDecision begins to answer an appeal.
func (s *server) beginDecision(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.BeginDecision(r.Context(), v.by, r.PathValue("persona"), groups.Decision(r.PostFormValue("decision")), r.PostFormValue("words"))
	return s.removalsDone(w, r, v, templates.Removals{}, err)
}

// joinDecision is the second hand of an answer.
func (s *server) joinDecision(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.JoinDecision(r.Context(), v.by, r.PathValue("persona"), groups.Decision(r.PostFormValue("decision")), r.PostFormValue("id"))
	return s.removalsDone(w, r, v, templates.Removals{}, err)
}

func (s *server) removalsDone(w http.ResponseWriter, r *http.Request, v visit, out templates.Removals, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/removals")
	case kind == fault.Invalid, kind == fault.Conflict:
		out.Problem = firstWrong(s.spoken(r).words, kind, err)
		return s.showRemovals(w, r, v, statuses[kind], out)
	}
	return err
}
