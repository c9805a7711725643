package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/web/templates"
)

// witnessed are members without a way in, for who greets.
func (s *server) witnessed(r *http.Request, v visit) (waiting []templates.Persona, err error) {
	all, err := s.Groups.Witnessed(r.Context(), v.by)
	for _, one := range all {
		waiting = append(waiting, templates.Persona{ID: one.ID, Name: one.Name})
	}
	return waiting, err
}

// witness records a member who is present and has no device.
func (s *server) witness(w http.ResponseWriter, r *http.Request, v visit) error {
	name := r.PostFormValue("name")
	err := s.Groups.Witness(r.Context(), v.by, name, r.PostFormValue("present") != "")
	if kind := fault.KindOf(err); kind == fault.Invalid {
		return s.showEntrance(w, r, v, statuses[kind], templates.Entrance{Witness: templates.Witness{Name: name, Error: firstWrong(s.spoken(r).words, kind, err)}})
	}
	return s.entranceDone(w, r, v, err)
}

// handCard shows a card for a member without a way in, once, or takes it once it was printed.
func (s *server) handCard(w http.ResponseWriter, r *http.Request, v visit) error {
	c := templates.NewCard{Action: v.base() + "/entrance/card", Back: v.base() + "/entrance", Signed: true}
	page := s.spacePage(r, "")
	if !cardTyped(r) {
		who, offer, err := s.Groups.OfferCard(r.Context(), v.by, r.PostFormValue("persona"), s.from(r))
		if err != nil {
			return err
		}
		return s.showCard(w, r, http.StatusOK, page, offered(cardFor(c, who.Name), offer))
	}
	err := s.Groups.HandCard(r.Context(), v.by, confirmed(r), keysOf(r))
	if fault.KindOf(err) == fault.Invalid {
		return s.cardSlip(w, r, page, cardFor(c, r.PostFormValue("for")), err)
	}
	return s.entranceDone(w, r, v, err)
}

// cardFor names the member whose card it is, and has the page carry the name along.
func cardFor(c templates.NewCard, name string) templates.NewCard {
	c.For, c.Carried = name, append(c.Carried, templates.Carried{Name: "for", Value: name})
	return c
}
