package web

import (
	"net/http"
	"net/url"
	"path"

	"kith/internal/groups"
	"kith/internal/people"
)

// arrived opens the session of somebody who has just come in. In a group their first days begin; who got a number behind the
// name they chose is told so there.
func (s *server) arrived(w http.ResponseWriter, r *http.Request, in people.SignedIn) error {
	by, _, err := s.People.Who(r.Context(), r.PathValue("space"), in.Token)
	if err != nil {
		return err
	}
	if by.Kind != groups.Kind || by.Guest {
		return s.openSession(w, r, in)
	}
	if err := s.setSession(w, r, in); err != nil {
		return err
	}
	to := "/g/" + by.Space + "/first"
	if !selfOf(r).Called(by.Name) {
		to += "?numbered=1"
	}
	return seeOther(w, r, to)
}

// otherLanguages are those that a page is not in.
func (s *server) otherLanguages(r *http.Request) (tags []string) {
	for _, tag := range s.Words.Languages() {
		if tag != s.spoken(r).words.Lang() {
			tags = append(tags, tag)
		}
	}
	return tags
}

// doorLanguage chooses the language of a door, and leads back to where it was chosen. The way back is the last step of the
// address alone, so that every door answers the same, whether it is there or not. Whatever it says, it is a step within the
// space and no address of its own.
func (s *server) doorLanguage(w http.ResponseWriter, r *http.Request) error {
	if lang := r.PostFormValue("lang"); s.Words.Has(lang) {
		keepLanguage(w, r, lang)
	}
	w.Header().Set("Location", "./"+url.PathEscape(path.Base(r.URL.Path)))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
