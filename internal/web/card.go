package web

import (
	"encoding/json"
	"net/http"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// keysOf are the keys that a browser made for a way in; none without script.
func keysOf(r *http.Request) people.Keys {
	return people.Keys{Public: r.PostFormValue("public_keys"), Wrapped: r.PostFormValue("wrapped_keys")}
}

// confirmed is the code of a card that somebody typed, whole or its end.
func confirmed(r *http.Request) string {
	return people.Confirmed(r.PostFormValue("offered"), r.PostFormValue("code"))
}

// offered puts what was offered onto the page of a card.
func offered(c templates.NewCard, o people.Offer) templates.NewCard {
	c.Code, c.Persona = o.Code, o.Persona
	return c
}

// cardTyped says whether the card was shown already, and its code was typed, if only as nothing.
func cardTyped(r *http.Request) bool {
	r.PostFormValue("code") // reads the form
	return r.PostForm.Has("code")
}

// cardSlip shows the card again, which the page carries along, with what was wrong with what was typed.
func (s *server) cardSlip(w http.ResponseWriter, r *http.Request, page templates.Page, c templates.NewCard, err error) error {
	c.Code, c.Persona, c.Typed = r.PostFormValue("offered"), r.PostFormValue("persona"), r.PostFormValue("code")
	if c.Error = wrong(page.Words, err, "code"); c.Error == "" {
		c.Error = explain(page.Words, fault.Invalid, err)
	}
	return s.showCard(w, r, http.StatusBadRequest, page, c)
}

func (s *server) showCard(w http.ResponseWriter, r *http.Request, status int, page templates.Page, c templates.NewCard) error {
	page.Islands = []string{"card"}
	c.Shared, c.Space = shared(r), r.PathValue("space")
	c.Link = s.origin(r) + "/g/" + c.Space + "/card"
	return s.render(w, r, status, templates.NewCardPage(page, c))
}

// addCard shows a further card once, or takes it once it was written down.
func (s *server) addCard(w http.ResponseWriter, r *http.Request, v visit) error {
	ring, err := s.ring(r, v)
	if err != nil {
		return err
	}
	c := templates.NewCard{Action: v.base() + "/me/card", Back: v.base() + "/me", Signed: true, Ring: ring}
	if !cardTyped(r) {
		offer, err := s.People.NewCard(r.Context(), v.by, r.PostFormValue("label"))
		if err != nil {
			return err
		}
		return s.showCard(w, r, http.StatusOK, s.spacePage(r, ""), offered(c, offer))
	}
	err = s.People.AddCard(r.Context(), v.by, confirmed(r), keysOf(r))
	if fault.KindOf(err) == fault.Invalid {
		return s.cardSlip(w, r, s.spacePage(r, ""), c, err)
	}
	return s.selfChanged(w, r, v, err)
}

// ring is what the visitor's browser needs to open their keys, as JSON.
func (s *server) ring(r *http.Request, v visit) (string, error) {
	ring, err := s.People.KeyRing(r.Context(), v.by, v.session)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(ring)
	return string(text), err
}

// keyRing is that for a page that has just been signed in to.
func (s *server) keyRing(w http.ResponseWriter, r *http.Request, v visit) error {
	ring, err := s.ring(r, v)
	if err != nil {
		return err
	}
	return send(w, r, http.StatusOK, "application/json", []byte(ring))
}

// addKeys keeps the keys that the browser made for a passkey that is there already.
func (s *server) addKeys(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.selfChanged(w, r, v, s.People.AddKeys(r.Context(), v.by, r.PostFormValue("handle"), keysOf(r)))
}
