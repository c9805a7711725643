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
