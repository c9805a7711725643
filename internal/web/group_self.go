package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/web/templates"
)

// describe changes what a member says of themselves.
func (s *server) describe(w http.ResponseWriter, r *http.Request, v visit) error {
	self := selfOf(r)
	err := s.People.Describe(r.Context(), v.by, self)
	if fault.KindOf(err) == fault.Invalid {
		words := s.spoken(r).words
		return s.showSelfAs(w, r, v, http.StatusBadRequest, templates.Self{Me: templates.Persona{Name: self.Name, Pronouns: self.Pronouns, Line: self.Line},
			NameError: wrong(words, err, "name"), PronounsError: wrong(words, err, "pronouns"), LineError: wrong(words, err, "line")})
	}
	return s.selfChanged(w, r, v, err)
}

// leaving asks once more, and says what leaving means.
func (s *server) leaving(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "leave")
	if err != nil {
		return err
	}
	room.page.Islands = append(room.page.Islands, "keep") // who leaves is on no list here any more
	return s.render(w, r, http.StatusOK, templates.LeavingPage(room.page, room.desk))
}

// leaveGroup takes the member out, and the session from the browser.
func (s *server) leaveGroup(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.Leave(r.Context(), v.by); err != nil {
		return err
	}
	closeSession(w, v)
	return seeOther(w, r, "/")
}
