package web

import (
	"iter"
	"net/http"
	"strings"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// each gives what Drafts gives, of drafts that are at hand.
func each(drafts []directory.Draft) iter.Seq2[directory.Draft, error] {
	return func(yield func(directory.Draft, error) bool) {
		for _, d := range drafts {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// stays refuses a change by somebody inside where a group was packed up. The steps of the move itself, and signing out, go on.
func (s *server) stays(r *http.Request, v visit) error {
	inMove := strings.HasPrefix(r.URL.Path, v.base()+"/move")
	if r.Method == http.MethodGet || r.Method == http.MethodHead || inMove || signsOut(r, v) {
		return nil
	}
	return s.Groups.Changeable(r.Context(), v.by.Space)
}

func signsOut(r *http.Request, v visit) bool { return r.URL.Path == v.base()+"/sign-out" }

// hasMoved says that only the way to another server is left here.
func hasMoved(r *http.Request, v visit) bool { return v.by.Kind == people.Moved && !signsOut(r, v) }

// movedAway is the one page that a group leaves behind for its members, at every address.
func (s *server) movedAway(w http.ResponseWriter, r *http.Request, v visit) error {
	page := s.spacePage(r, s.spoken(r).words.Say("moved.title"))
	way, err := s.wayThere(r, v, page)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.MovedPage(page, v.base(), way))
}

// wayThere leads a member to the new place.
func (s *server) wayThere(r *http.Request, v visit, p templates.Page) (m templates.Moved, err error) {
	e, err := s.Groups.Elsewhere(r.Context(), v.by)
	if err != nil {
		return m, err
	}
	m = templates.Moved{Address: e.Address, Link: e.Address + v.base() + "/", Until: p.Words.Date(dayTime(e.Ends))}
	if e.Secret != "" {
		m.Own = e.Address + v.base() + "/arrive/" + e.Secret
	}
	return m, nil
}

// knockedAway leads a seeker to where their note is now. NotFound when it is nowhere.
func (s *server) knockedAway(w http.ResponseWriter, r *http.Request, way groups.Way) error {
	address, err := s.Groups.KnockedElsewhere(r.Context(), way)
	if err != nil {
		return err
	}
	_, path := wayOf(r)
	return s.render(w, r, http.StatusOK, templates.KnockedMovedPage(s.doorPage(r, ""), address+path))
}

// movedDoor is the door at the new place of a listed group that has moved; empty when it has none, or does not want it shown.
func (s *server) movedDoor(r *http.Request, whole *directory.Whole) (string, error) {
	href, err := s.Groups.ListedElsewhere(r.Context(), whole.Listing.ID)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return href, err
}
