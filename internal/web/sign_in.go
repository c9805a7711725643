package web

import (
	"errors"
	"net/http"

	"kith/internal/fault"
	"kith/internal/message"
	"kith/internal/web/templates"
)

// stranger is what a space says to anybody who is not signed in, at every address under it.
func (s *server) stranger(w http.ResponseWriter, r *http.Request, in templates.SignIn) error {
	page := s.spacePage(r, "")
	page.Languages = nil // their links would tell the address
	page.Path = ""
	page.Islands = []string{"sign-in"}
	in.Up = up(r)
	in.Passkeys = s.People.Passkeys()
	in.To = backTo(r)
	status := http.StatusOK
	switch {
	case in.Error != "" || in.CodeError != "" || in.LostError != "":
		status = http.StatusBadRequest
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		status = http.StatusForbidden
		in.Error = page.Say("signin.out")
	}
	return s.render(w, r, status, templates.SignInPage(page, in))
}

// cardLink is where a member card's link leads. Its secrets are in the fragment, so that this is like every other door.
func (s *server) cardLink(w http.ResponseWriter, r *http.Request) error {
	return s.stranger(w, r, templates.SignIn{})
}

// signInWithCard signs in with the code of a member card.
func (s *server) signInWithCard(w http.ResponseWriter, r *http.Request) error {
	if err := s.Groups.Recover(r.Context(), r.PathValue("space")); err != nil {
		return err
	}
	in, err := s.People.SignInWithCard(r.Context(), r.PathValue("space"), s.from(r), r.PostFormValue("code"), shared(r))
	if err != nil {
		return s.signInFailed(w, r, err)
	}
	return s.openSession(w, r, in)
}

// signInWithPasskey asks the browser for a passkey, or takes its answer.
func (s *server) signInWithPasskey(w http.ResponseWriter, r *http.Request) error {
	response := r.PostFormValue("response")
	if response == "" {
		return s.askForPasskey(w, r)
	}
	if err := s.Groups.Recover(r.Context(), r.PathValue("space")); err != nil {
		return err
	}
	in, err := s.People.SignInWithPasskey(r.Context(), r.PathValue("space"), s.from(r), []byte(response), shared(r))
	if err != nil {
		return s.signInFailed(w, r, err)
	}
	return s.openSession(w, r, in)
}

func (s *server) askForPasskey(w http.ResponseWriter, r *http.Request) error {
	options, err := s.People.BeginSignIn(r.Context(), r.PathValue("space"), s.from(r))
	if err != nil {
		return s.signInFailed(w, r, err)
	}
	page := s.spacePage(r, "")
	page.Languages, page.Path = nil, ""
	page.Islands = []string{"passkey"}
	return s.render(w, r, http.StatusOK, templates.PasskeyPage(page, templates.Ceremony{
		Act: "get", Options: string(options), Action: "passkey", Shared: shared(r), Back: "../" + backTo(r), Carried: carryBack(r),
	}))
}

// signInFailed shows the sign-in page with what went wrong; what is our own fault is an error page.
func (s *server) signInFailed(w http.ResponseWriter, r *http.Request, err error) error {
	kind := fault.KindOf(err)
	if kind != fault.Invalid && kind != fault.TooMany && kind != fault.Unavailable {
		return err
	}
	words := s.spoken(r).words
	in := templates.SignIn{Code: r.PostFormValue("code"), Shared: shared(r), CodeError: wrong(words, err, "code")}
	if in.CodeError == "" {
		in.Error = explain(words, kind, err)
	}
	return s.stranger(w, r, in)
}

// signOut ends the session here and now.
func (s *server) signOut(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.People.EndSession(r.Context(), v.by, v.session); err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	closeSession(w, v)
	return seeOther(w, r, v.base()+"/")
}

// shared says whether the person told that others use the device too.
func shared(r *http.Request) bool { return r.PostFormValue("shared") != "" }

// wrong is the sentence for what is wrong with one input; empty when nothing is.
func wrong(words *message.Words, err error, name string) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	for _, field := range f.Fields {
		if field.Name == name {
			return words.Fill(field.Key, field.Values)
		}
	}
	return ""
}
