package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/web/templates"
)

// removed is the one page that somebody sees who is removed, at every address of the space.
func (s *server) removed(w http.ResponseWriter, r *http.Request, v visit) error {
	status := http.StatusOK
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		status = http.StatusForbidden
	}
	return s.showRemoved(w, r, v, status, templates.Removal{})
}

func (s *server) showRemoved(w http.ResponseWriter, r *http.Request, v visit, status int, typed templates.Removal) error {
	m, err := s.Groups.OwnRemoval(r.Context(), v.by)
	if err != nil {
		return err
	}
	page, desk := s.desk(r, v, "", "")
	page.Section = templates.Room
	if desk.Replacing, err = s.replacing(r, v); err != nil {
		return err
	}
	out := removalLine(page, m)
	if out.Credentials, out.Sessions, err = s.waysIn(r, v, page); err != nil {
		return err
	}
	out.AnswerError, out.AppealError, out.Typed = typed.AnswerError, typed.AppealError, typed.Typed
	if typed.Answer != "" {
		out.Answer = typed.Answer
	}
	return s.render(w, r, status, templates.RemovedPage(page, desk, out))
}

// answerRemoval keeps what somebody says to their removal.
func (s *server) answerRemoval(w http.ResponseWriter, r *http.Request, v visit) error {
	answer := r.PostFormValue("answer")
	err := s.Groups.AnswerRemoval(r.Context(), v.by, answer)
	if fault.KindOf(err) == fault.Invalid {
		return s.showRemoved(w, r, v, http.StatusBadRequest, templates.Removal{Answer: answer, AnswerError: wrong(s.spoken(r).words, err, "answer")})
	}
	return backHome(w, r, v, err)
}

// appealRemoval asks others to look again.
func (s *server) appealRemoval(w http.ResponseWriter, r *http.Request, v visit) error {
	typed := r.PostFormValue("appeal")
	err := s.Groups.AppealRemoval(r.Context(), v.by, typed)
	if fault.KindOf(err) == fault.Invalid {
		return s.showRemoved(w, r, v, http.StatusBadRequest, templates.Removal{Typed: typed, AppealError: wrong(s.spoken(r).words, err, "appeal")})
	}
	return backHome(w, r, v, err)
}

// backHome goes to the space once something is done.
func backHome(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	if err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/")
}
