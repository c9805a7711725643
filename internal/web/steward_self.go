package web

import (
	"net/http"
	"time"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// self is "Your ways in": credentials, and where one is signed in.
func (s *server) self(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showSelf(w, r, v, http.StatusOK, "")
}

func (s *server) showSelf(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) error {
	me, err := s.People.Persona(r.Context(), v.by)
	if err != nil {
		return err
	}
	return s.showSelfAs(w, r, v, status, templates.Self{Error: problem, Me: templates.Persona{Name: me.Name, Pronouns: me.Pronouns, Line: me.Line}})
}

// showSelfAs shows it with what was written of oneself.
func (s *server) showSelfAs(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.Self) error {
	credentials, err := s.People.Credentials(r.Context(), v.by)
	if err != nil {
		return err
	}
	sessions, err := s.People.Sessions(r.Context(), v.by)
	if err != nil {
		return err
	}
	page, desk := s.desk(r, v, "me", s.spoken(r).words.Say("self.title"))
	if groups.IsRoom(v.by.Kind) {
		room, err := s.room(r, v, "me")
		if err != nil {
			return err
		}
		page, desk = room.page, room.desk
		if out.Company, err = s.company(r, v, room); err != nil && !v.by.Guest {
			return err
		}
	}
	page.Islands = append(page.Islands, "me")
	if out.Ring, err = s.ring(r, v); err != nil {
		return err
	}
	out.Passkeys, out.Label = s.People.Passkeys(), people.DefaultLabel
	for _, c := range credentials {
		out.Credentials = append(out.Credentials, templates.WayIn{ID: c.ID, Kind: page.Say("credential." + c.Kind), Label: c.Label,
			Since: page.Words.Date(dayTime(c.Created)), Only: len(credentials) == 1, Closed: !c.Opens})
	}
	for _, one := range sessions {
		out.Sessions = append(out.Sessions, templates.WayIn{ID: one.ID, Label: one.Label, Shared: one.Shared,
			Since: page.Words.Date(dayTime(one.Created)), Here: one.ID == v.session})
	}
	return s.render(w, r, status, templates.SelfPage(page, desk, out))
}

// dayTime is a day as a moment, to be worded.
func dayTime(d schedule.Date) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}

// addPasskey asks the browser to make a further passkey, or takes the one it made.
func (s *server) addPasskey(w http.ResponseWriter, r *http.Request, v visit) error {
	if response := r.PostFormValue("response"); response != "" {
		return s.selfChanged(w, r, v, s.People.AddPasskey(r.Context(), v.by, []byte(response), keysOf(r)))
	}
	options, err := s.People.BeginPasskey(r.Context(), v.by, r.PostFormValue("label"))
	if err != nil {
		return err
	}
	ring, err := s.ring(r, v)
	if err != nil {
		return err
	}
	page := s.spacePage(r, "")
	page.Islands = []string{"passkey"}
	return s.render(w, r, http.StatusOK, templates.PasskeyPage(page, templates.Ceremony{
		Act: "create", Options: string(options), Action: v.base() + "/me/passkey", Back: v.base() + "/me", Ring: ring,
	}))
}

// removeWayIn takes a credential away, or ends a session elsewhere, or all of them.
func (s *server) removeWayIn(w http.ResponseWriter, r *http.Request, v visit) error {
	if r.PostFormValue("others") != "" {
		return s.selfChanged(w, r, v, s.People.EndOtherSessions(r.Context(), v.by, v.session))
	}
	if id := r.PostFormValue("session"); id != "" {
		return s.selfChanged(w, r, v, s.People.EndSession(r.Context(), v.by, id))
	}
	return s.selfChanged(w, r, v, s.People.RemoveCredential(r.Context(), v.by, r.PostFormValue("credential")))
}

func (s *server) selfChanged(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/me")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showSelf(w, r, v, statuses[kind], explain(s.spoken(r).words, kind, err))
	}
	return err
}

// stewards lists who keeps the listings, and invites others.
func (s *server) stewards(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showStewards(w, r, v, http.StatusOK, templates.Stewards{})
}

func (s *server) showStewards(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.Stewards) error {
	terms, err := s.People.Stewards(r.Context(), v.by)
	if err != nil {
		return err
	}
	page, desk := s.desk(r, v, "stewards", s.spoken(r).words.Say("stewards.title"))
	for _, t := range terms {
		out.Terms = append(out.Terms, templates.Term{Name: t.Name, Here: t.Persona == v.by.Persona, Until: page.Words.Date(dayTime(t.Until))})
	}
	return s.render(w, r, status, templates.StewardsPage(page, desk, out))
}

// inviteSteward makes a one-time link and shows it once.
func (s *server) inviteSteward(w http.ResponseWriter, r *http.Request, v visit) error {
	name := r.PostFormValue("name")
	path, err := s.People.InviteSteward(r.Context(), v.by, name)
	words := s.spoken(r).words
	if fault.KindOf(err) == fault.Invalid {
		return s.showStewards(w, r, v, http.StatusBadRequest, templates.Stewards{Name: name, NameError: wrong(words, err, "name")})
	}
	if err != nil {
		return err
	}
	return s.showStewards(w, r, v, http.StatusOK, templates.Stewards{Invited: name, Link: s.origin(r) + path})
}

// origin is where this site is reached: the operator's setting, else the address that was asked.
func (s *server) origin(r *http.Request) string {
	if s.Site.BaseURL != "" {
		return s.Site.BaseURL
	}
	return "http://" + r.Host
}
