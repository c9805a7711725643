package web

import (
	"net/http"
	"slices"
	"strings"

	"kith/internal/fault"
	"kith/internal/fold"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// replacing is what the visitor is told where another card is on its way to replace their ways in. On its day theirs end.
func (s *server) replacing(r *http.Request, v visit) (out templates.Replacing, err error) {
	found, under, err := s.Groups.RecoveryOf(r.Context(), v.by)
	if err != nil || !under {
		return out, err
	}
	out.ID = found.ID
	if found.Due {
		return out, s.Groups.Recover(r.Context(), v.by.Space)
	}
	if found.Ready {
		out.Day = s.spoken(r).words.Date(dayTime(found.Starts))
	}
	return out, nil
}

// recovery is where members vouch for who lost every way in.
func (s *server) recovery(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showRecovery(w, r, v, http.StatusOK, "")
}

func (s *server) showRecovery(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) error {
	room, err := s.room(r, v, "recovery")
	if err != nil {
		return err
	}
	all, vouches, err := s.Groups.Recoveries(r.Context(), v.by)
	if err != nil {
		return err
	}
	out := templates.Recoveries{Error: problem}
	for _, one := range all {
		out.All = append(out.All, recoveryLine(room.page, one))
	}
	for _, one := range vouches {
		out.Vouches = append(out.Vouches, templates.Recovery{Vouch: one.ID, Name: one.Name, First: one.By, Mine: one.Mine, Note: one.Note})
	}
	if out.Members, err = s.others(r, v); err != nil {
		return err
	}
	return s.render(w, r, status, templates.RecoveryPage(room.page, room.desk, out))
}

func recoveryLine(p templates.Page, one groups.Recovery) templates.Recovery {
	line := templates.Recovery{ID: one.ID, Note: one.Note, Name: one.Name, Mine: one.Mine}
	if one.Ready {
		line.Day = p.Words.Date(dayTime(one.Starts))
	}
	return line
}

// others are the members besides the visitor, by name.
func (s *server) others(r *http.Request, v visit) (all []templates.Option, err error) {
	members, err := s.People.Longest(r.Context(), v.by, mostCandidates)
	slices.SortFunc(members, func(a, b people.Persona) int { return strings.Compare(fold.Fold(a.Name), fold.Fold(b.Name)) })
	for _, one := range members {
		if one.ID != v.by.Persona {
			all = append(all, templates.Option{Value: one.ID, Label: one.Name})
		}
	}
	return all, err
}

// vouchFor gives the first word for somebody.
func (s *server) vouchFor(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.recoveryDone(w, r, v, s.Groups.VouchFor(r.Context(), v.by, r.PostFormValue("member"), r.PostFormValue("asked")))
}

// vouchToo gives the second.
func (s *server) vouchToo(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.recoveryDone(w, r, v, s.Groups.VouchToo(r.Context(), v.by, r.PostFormValue("vouch")))
}

// recoveryCard shows the new card of somebody who is present, once, or takes it once it was printed.
func (s *server) recoveryCard(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PostFormValue("id")
	c := templates.NewCard{Action: v.base() + "/recovery/card", Back: v.base() + "/recovery", Signed: true, Later: true,
		Carried: []templates.Carried{{Name: "id", Value: id}}}
	page := s.spacePage(r, "")
	if !cardTyped(r) {
		found, offer, err := s.Groups.OfferRecovery(r.Context(), v.by, id, s.from(r))
		if err != nil {
			return err
		}
		return s.showCard(w, r, http.StatusOK, page, offered(cardFor(c, found.Name), offer))
	}
	err := s.Groups.PrepareRecovery(r.Context(), v.by, id, confirmed(r), keysOf(r))
	if fault.KindOf(err) == fault.Invalid {
		return s.cardSlip(w, r, page, cardFor(c, r.PostFormValue("for")), err)
	}
	return s.recoveryDone(w, r, v, err)
}

// stopRecovery ends a recovery: who it is about goes on as before.
func (s *server) stopRecovery(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.StopRecovery(r.Context(), v.by, r.PostFormValue("id")); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/record")
}

// recoveryDone goes back to where members vouch, or says there what was wrong.
func (s *server) recoveryDone(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/recovery")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showRecovery(w, r, v, statuses[kind], firstWrong(s.spoken(r).words, kind, err))
	}
	return err
}
