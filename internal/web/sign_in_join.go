package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// join shows what an invitation is for. Opening it uses nothing up: programs open links too.
func (s *server) join(w http.ResponseWriter, r *http.Request) error {
	return s.showJoin(w, r, http.StatusOK, "")
}

func (s *server) showJoin(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	i, err := s.People.Invitation(r.Context(), r.PathValue("space"), r.PathValue("token"))
	if err != nil {
		return err
	}
	page := s.joinPage(r)
	return s.render(w, r, status, templates.JoinPage(page, templates.Invitation{
		Name: i.Name, Action: joinPath(r), Passkeys: s.People.Passkeys(), Label: people.DefaultLabel, Error: problem, Shared: shared(r),
	}))
}

func (s *server) joinPage(r *http.Request) templates.Page {
	page := s.spacePage(r, "")
	page.Languages, page.Path = nil, ""
	return page
}

func joinPath(r *http.Request) string {
	return "/g/" + r.PathValue("space") + "/join/" + r.PathValue("token")
}

// joinWithPasskey asks the browser to make a passkey, or takes the one it made.
func (s *server) joinWithPasskey(w http.ResponseWriter, r *http.Request) error {
	space, token := r.PathValue("space"), r.PathValue("token")
	if response := r.PostFormValue("response"); response != "" {
		in, err := s.People.JoinWithPasskey(r.Context(), space, token, []byte(response), shared(r))
		if fault.KindOf(err) == fault.Invalid {
			return s.showJoin(w, r, http.StatusBadRequest, explain(s.spoken(r).words, fault.Invalid, err))
		}
		if err != nil {
			return err
		}
		return s.openSession(w, r, in)
	}
	options, err := s.People.BeginJoin(r.Context(), space, token, r.PostFormValue("label"))
	if err != nil {
		return err
	}
	page := s.joinPage(r)
	page.Islands = []string{"passkey"}
	return s.render(w, r, http.StatusOK, templates.PasskeyPage(page, templates.Ceremony{
		Act: "create", Options: string(options), Action: joinPath(r) + "/passkey", Shared: shared(r), Back: joinPath(r),
	}))
}

// joinWithCode shows a code once, or takes it once it was written down.
func (s *server) joinWithCode(w http.ResponseWriter, r *http.Request) error {
	space, token := r.PathValue("space"), r.PathValue("token")
	typed := r.PostFormValue("code")
	if _, asked := r.PostForm["code"]; !asked {
		code, err := s.People.OfferCode(r.Context(), space, token, r.PostFormValue("label"))
		if err != nil {
			return err
		}
		return s.showCode(w, r, http.StatusOK, s.joinPage(r), templates.NewCode{Code: code, Action: joinPath(r) + "/code", Back: joinPath(r)})
	}
	in, err := s.People.JoinWithCode(r.Context(), space, token, typed, shared(r))
	if fault.KindOf(err) == fault.Invalid {
		return s.codeSlip(w, r, s.joinPage(r), templates.NewCode{Action: joinPath(r) + "/code", Back: joinPath(r)}, err)
	}
	if err != nil {
		return err
	}
	return s.openSession(w, r, in)
}

// codeSlip shows the code again, which the page carries along, with what was wrong with what was typed.
func (s *server) codeSlip(w http.ResponseWriter, r *http.Request, page templates.Page, c templates.NewCode, err error) error {
	c.Code, c.Typed = r.PostFormValue("offered"), r.PostFormValue("code")
	if c.Error = wrong(page.Words, err, "code"); c.Error == "" {
		c.Error = explain(page.Words, fault.Invalid, err)
	}
	return s.showCode(w, r, http.StatusBadRequest, page, c)
}

func (s *server) showCode(w http.ResponseWriter, r *http.Request, status int, page templates.Page, c templates.NewCode) error {
	c.Shared = shared(r)
	return s.render(w, r, status, templates.NewCodePage(page, c))
}
