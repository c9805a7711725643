package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/web/templates"
)

// lose takes the note of somebody who lost every way in, and leads to the page on which they can make a new card. It does so
// in every space, whether it exists or not.
func (s *server) lose(w http.ResponseWriter, r *http.Request) error {
	space, note := r.PathValue("space"), r.PostFormValue("lost")
	secret, err := s.Groups.Lose(r.Context(), space, s.from(r), note)
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		return s.stranger(w, r, templates.SignIn{Lost: note, LostError: firstWrong(s.spoken(r).words, kind, err)})
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, "/g/"+space+"/lost/"+secret)
}

// lost is the page of somebody who waits for two members to vouch. Until then it is what every made-up address shows.
func (s *server) lost(w http.ResponseWriter, r *http.Request) error {
	space, secret := r.PathValue("space"), r.PathValue("secret")
	found, err := s.Groups.LostBy(r.Context(), space, secret)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	page := s.doorPage(r, "")
	path := "/g/" + space + "/lost/" + secret
	out := templates.Lost{Path: path, Link: s.origin(r) + path, Ready: found.Persona != ""}
	if found.Ready {
		out.Day = page.Words.Date(dayTime(found.Starts))
	}
	return s.render(w, r, http.StatusOK, templates.LostPage(page, out))
}

// lostCard shows the new card of somebody for whom two members vouched, or takes it once it was written down.
func (s *server) lostCard(w http.ResponseWriter, r *http.Request) error {
	space, secret := r.PathValue("space"), r.PathValue("secret")
	back := "/g/" + space + "/lost/" + secret
	c := templates.NewCard{Action: back + "/card", Back: back, Signed: true, Later: true}
	page := s.doorPage(r, "")
	if !cardTyped(r) {
		offer, err := s.Groups.OfferLost(r.Context(), space, secret, s.from(r))
		if err != nil {
			return err
		}
		return s.showCard(w, r, http.StatusOK, page, offered(c, offer))
	}
	err := s.Groups.PrepareLost(r.Context(), space, secret, confirmed(r), keysOf(r))
	if fault.KindOf(err) == fault.Invalid {
		return s.cardSlip(w, r, page, c, err)
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, back)
}
