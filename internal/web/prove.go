package web

import (
	"errors"
	"net/http"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// selfPart is the path of "You" under a space.
const selfPart = "me"

// backTo is the page, under the space, to which signing in leads: "You" for who showed anew that it is them, else the first.
func backTo(r *http.Request) string {
	if r.PostFormValue("to") == selfPart {
		return selfPart
	}
	return ""
}

// carryBack hands that on from one page of signing in to the next.
func carryBack(r *http.Request) []templates.Carried {
	if backTo(r) == "" {
		return nil
	}
	return []templates.Carried{{Name: "to", Value: backTo(r)}}
}

// orProve leads to the page that asks for a way in once more, where that is all that an act lacked.
func (s *server) orProve(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Key == people.ProveFirst {
		return seeOther(w, r, v.base()+"/me/prove")
	}
	return err
}

// prove asks somebody who is signed in to show a way in once more.
func (s *server) prove(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.render(w, r, http.StatusOK, templates.SignInPage(s.spacePage(r, ""), templates.SignIn{
		Up: up(r), Passkeys: s.People.Passkeys(), Shared: v.by.Shared, To: selfPart, Proves: true,
	}))
}
