package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// wayOf is what somebody stands at a door with; path is its address.
func wayOf(r *http.Request) (way groups.Way, path string) {
	way = groups.Way{Space: r.PathValue("space"), Invitation: r.PathValue("token"), Knock: r.PathValue("knock"), Wish: r.PathValue("wish")}
	path = "/g/" + way.Space
	switch {
	case way.Invitation != "":
		return way, path + "/join/" + way.Invitation
	case way.Knock != "":
		return way, path + "/knock/" + way.Knock
	case way.Wish != "":
		return way, path + "/wish/" + way.Wish
	}
	return way, path + "/door"
}

// join shows what an invitation is for. Opening it uses nothing up: programs open links too.
func (s *server) join(w http.ResponseWriter, r *http.Request) error {
	way, _ := wayOf(r)
	i, err := s.People.Invitation(r.Context(), way.Space, way.Invitation)
	if err != nil {
		return err
	}
	if i.Role != people.Steward {
		return s.door(w, r)
	}
	return s.showJoin(w, r, http.StatusOK, i, "")
}

func (s *server) showJoin(w http.ResponseWriter, r *http.Request, status int, i people.Invitation, problem string) error {
	_, path := wayOf(r)
	return s.render(w, r, status, templates.JoinPage(s.doorPage(r, ""), templates.Invitation{
		Name: i.Name, Action: path, Passkeys: s.People.Passkeys(), Label: people.DefaultLabel, Error: problem, Shared: shared(r),
	}))
}

// doorPage begins a page for somebody who is not inside yet. It tells no address.
func (s *server) doorPage(r *http.Request, title string) templates.Page {
	page := s.spacePage(r, title)
	page.Languages, page.Path = nil, ""
	page.Offer = s.otherLanguages(r)
	return page
}

// arrival is somebody coming in: how, as whom, and who decides.
type arrival struct {
	path   string
	carry  []templates.Carried // what the pages between carry along
	admit  people.Admission
	refuse func(w http.ResponseWriter, r *http.Request, err error) error // says what is wrong, where it was written
}

// arrival reads who wants to come in, and how. What cannot be is an error for refuse.
func (s *server) arrival(r *http.Request) (e arrival, err error) {
	way, path := wayOf(r)
	if way.Invitation != "" {
		i, err := s.People.Invitation(r.Context(), way.Space, way.Invitation)
		if err != nil {
			return e, err
		}
		if i.Role == people.Steward {
			refuse := func(w http.ResponseWriter, r *http.Request, err error) error {
				return s.showJoin(w, r, http.StatusBadRequest, i, explain(s.spoken(r).words, fault.Invalid, err))
			}
			return arrival{path: path, admit: s.People.Invited(way.Space, way.Invitation), refuse: refuse}, nil
		}
	}
	return s.groupEntry(r, way, path)
}

// enterWithPasskey asks the browser to make a passkey, or takes the one it made.
func (s *server) enterWithPasskey(w http.ResponseWriter, r *http.Request) error {
	space := r.PathValue("space")
	e, err := s.arrival(r)
	if err != nil {
		return s.refused(w, r, e, err)
	}
	if response := r.PostFormValue("response"); response != "" {
		in, err := s.People.EnterWithPasskey(r.Context(), space, []byte(response), keysOf(r), shared(r), e.admit)
		if err != nil {
			return s.refused(w, r, e, err)
		}
		return s.arrived(w, r, in)
	}
	options, err := s.People.BeginEntry(r.Context(), space, s.from(r), r.PostFormValue("label"))
	if err != nil {
		return err
	}
	page := s.doorPage(r, "")
	page.Islands = []string{"passkey"}
	return s.render(w, r, http.StatusOK, templates.PasskeyPage(page, templates.Ceremony{
		Act: "create", Options: string(options), Action: e.path + "/passkey", Shared: shared(r), Back: e.path, Carried: e.carry,
	}))
}

// refused shows what is wrong at the place where it was written; what is not the person's to mend is an error page.
func (s *server) refused(w http.ResponseWriter, r *http.Request, e arrival, err error) error {
	if kind := fault.KindOf(err); e.refuse != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return e.refuse(w, r, err)
	}
	return err
}

// enterWithCard shows a card once, or takes it once it was written down.
func (s *server) enterWithCard(w http.ResponseWriter, r *http.Request) error {
	space := r.PathValue("space")
	e, err := s.arrival(r)
	if err != nil {
		return s.refused(w, r, e, err)
	}
	c := templates.NewCard{Action: e.path + "/card", Back: e.path, Carried: e.carry}
	if !cardTyped(r) {
		offer, err := s.People.OfferCard(r.Context(), space, s.from(r), r.PostFormValue("label"))
		if err != nil {
			return err
		}
		return s.showCard(w, r, http.StatusOK, s.doorPage(r, ""), offered(c, offer))
	}
	in, err := s.People.EnterWithCard(r.Context(), space, confirmed(r), keysOf(r), shared(r), e.admit)
	if fault.KindOf(err) == fault.Invalid {
		return s.cardSlip(w, r, s.doorPage(r, ""), c, err)
	}
	if err != nil {
		return s.refused(w, r, e, err)
	}
	return s.arrived(w, r, in)
}
