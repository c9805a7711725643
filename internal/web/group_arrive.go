package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// arrive greets a member of a group that has moved here, who comes by the way that the old place gave them. Opening it uses
// nothing up.
func (s *server) arrive(w http.ResponseWriter, r *http.Request) error {
	return s.showArrive(w, r, http.StatusOK, "")
}

func (s *server) showArrive(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	space, secret := r.PathValue("space"), r.PathValue("moving")
	c, err := s.Groups.Comer(r.Context(), space, secret)
	if err != nil {
		return err
	}
	return s.render(w, r, status, templates.ArrivingPage(s.doorPage(r, ""), templates.Arriving{
		Name: c.Self.Name, Group: c.Group, Action: arrivePath(r), Passkeys: s.People.Passkeys(), Label: people.DefaultLabel, Shared: shared(r), Error: problem,
	}))
}

func arrivePath(r *http.Request) string {
	return "/g/" + r.PathValue("space") + "/arrive/" + r.PathValue("moving")
}

// arriveWithPasskey asks the browser for a new passkey, or takes the one it made.
func (s *server) arriveWithPasskey(w http.ResponseWriter, r *http.Request) error {
	space, secret := r.PathValue("space"), r.PathValue("moving")
	if response := r.PostFormValue("response"); response != "" {
		in, err := s.People.EnterWithPasskey(r.Context(), space, []byte(response), keysOf(r), shared(r), s.Groups.Return(space, secret))
		if fault.KindOf(err) == fault.Invalid {
			return s.showArrive(w, r, http.StatusBadRequest, explain(s.spoken(r).words, fault.Invalid, err))
		}
		if err != nil {
			return err
		}
		return s.openSession(w, r, in)
	}
	c, err := s.Groups.Comer(r.Context(), space, secret)
	if err != nil {
		return err
	}
	options, err := s.People.BeginReturn(r.Context(), space, c.Persona, s.from(r), r.PostFormValue("label"))
	if err != nil {
		return err
	}
	page := s.doorPage(r, "")
	page.Islands = []string{"passkey"}
	return s.render(w, r, http.StatusOK, templates.PasskeyPage(page, templates.Ceremony{
		Act: "create", Options: string(options), Action: arrivePath(r) + "/passkey", Shared: shared(r), Back: arrivePath(r),
	}))
}

// arriveWithCard shows a card once, or takes it once it was written down.
func (s *server) arriveWithCard(w http.ResponseWriter, r *http.Request) error {
	space, secret := r.PathValue("space"), r.PathValue("moving")
	c := templates.NewCard{Action: arrivePath(r) + "/card", Back: arrivePath(r)}
	if !cardTyped(r) {
		comer, err := s.Groups.Comer(r.Context(), space, secret)
		if err != nil {
			return err
		}
		offer, err := s.People.OfferReturn(r.Context(), space, comer.Persona, s.from(r), r.PostFormValue("label"))
		if err != nil {
			return err
		}
		return s.showCard(w, r, http.StatusOK, s.doorPage(r, ""), offered(c, offer))
	}
	in, err := s.People.EnterWithCard(r.Context(), space, confirmed(r), keysOf(r), shared(r), s.Groups.Return(space, secret))
	if fault.KindOf(err) == fault.Invalid {
		return s.cardSlip(w, r, s.doorPage(r, ""), c, err)
	}
	if err != nil {
		return err
	}
	return s.openSession(w, r, in)
}
