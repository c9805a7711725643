package web

import (
	"net/http"
	"strconv"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/web/templates"
)

// agreement is what the group has agreed.
func (s *server) agreement(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "agreement")
	if err != nil {
		return err
	}
	now, err := s.Groups.Agreement(r.Context(), v.by)
	if err != nil {
		return err
	}
	out := templates.Agreement{
		Lang: room.group.Lang, Clauses: clauses(room.page, now.Clauses), Version: now.Version, Made: room.page.Words.Date(dayTime(now.Made)),
		MayChange: room.may(pack.Agreement), Older: now.Version > 1, Ask: room.accepted < now.Version,
	}
	if out.Ask && room.accepted > 0 {
		before, err := s.Groups.AgreementAt(r.Context(), v.by, room.accepted)
		if err != nil {
			return err
		}
		out.Differences = differences(room.page, before.Clauses, now.Clauses)
	}
	return s.render(w, r, http.StatusOK, templates.AgreementPage(room.page, room.desk, out))
}

// differences are those clauses that are not the same in two versions.
func differences(p templates.Page, before, after []groups.Clause) (all []templates.ClauseChange) {
	for _, d := range groups.Compare(before, after) {
		if d.Changed() {
			all = append(all, templates.ClauseChange{Heading: p.Say("clause." + string(d.Kind)), Before: d.Before, After: d.After})
		}
	}
	return all
}

// agreementVersions shows what each version changed, some at a time.
func (s *server) agreementVersions(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "agreement")
	if err != nil {
		return err
	}
	before, _ := strconv.Atoi(r.FormValue("before")) // what is no number is before none: the latest
	versions, err := s.Groups.Versions(r.Context(), v.by, before)
	if err != nil {
		return err
	}
	out := templates.Versions{Lang: room.group.Lang}
	if last := len(versions) - 1; last > 0 && versions[last].Version > 1 { // it is shown with what came before it
		out.Before, versions = strconv.Itoa(versions[last-1].Version), versions[:last]
	}
	for i, one := range versions {
		line := templates.Version{Number: one.Version, Made: room.page.Words.Date(dayTime(one.Made))}
		if i+1 < len(versions) {
			line.Differences = differences(room.page, versions[i+1].Clauses, one.Clauses)
		}
		out.All = append(out.All, line)
	}
	return s.render(w, r, http.StatusOK, templates.VersionsPage(room.page, room.desk, out))
}

// acceptAgreement notes that the member accepts the version they read.
func (s *server) acceptAgreement(w http.ResponseWriter, r *http.Request, v visit) error {
	n, _ := strconv.Atoi(r.PostFormValue("version")) // what is no number is no version that holds
	if err := s.Groups.Accept(r.Context(), v.by, n); err != nil && fault.KindOf(err) != fault.Conflict {
		return err
	}
	return seeOther(w, r, v.base()+"/agreement")
}

// agreementForm lets the clauses be written anew.
func (s *server) agreementForm(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.Groups.Agreement(r.Context(), v.by)
	if err != nil {
		return err
	}
	return s.showAgreementForm(w, r, v, http.StatusOK, templates.AgreementForm{Version: now.Version}, now.Clauses)
}

func (s *server) showAgreementForm(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.AgreementForm, written []groups.Clause) error {
	room, err := s.room(r, v, "agreement")
	if err != nil {
		return err
	}
	if !room.may(pack.Agreement) {
		return fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	out.Lang = room.group.Lang
	for _, kind := range pack.Kinds() {
		some := false
		for _, c := range clauses(room.page, written) {
			if c.Kind == string(kind) {
				out.Clauses = append(out.Clauses, c)
				some = true
			}
		}
		if !some {
			out.Clauses = append(out.Clauses, templates.Clause{Kind: string(kind), Heading: room.page.Say("clause." + string(kind))})
		}
	}
	return s.render(w, r, status, templates.AgreementFormPage(room.page, room.desk, out))
}

// changeAgreement brings in what was written. Where another version holds by now, both are shown and nothing is lost.
func (s *server) changeAgreement(w http.ResponseWriter, r *http.Request, v visit) error {
	var written []groups.Clause
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	kinds, texts := r.PostForm["kind"], r.PostForm["text"]
	for i := range min(len(kinds), len(texts)) {
		written = append(written, groups.Clause{Kind: pack.Kind(kinds[i]), Text: texts[i]})
	}
	from, _ := strconv.Atoi(r.PostFormValue("version"))
	err := s.Groups.Change(r.Context(), v.by, from, written)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/agreement")
	case kind == fault.Invalid:
		return s.showAgreementForm(w, r, v, http.StatusBadRequest, templates.AgreementForm{Version: from, Error: firstWrong(s.spoken(r).words, kind, err)}, written)
	case kind == fault.Conflict:
		return s.agreementConflict(w, r, v, written)
	}
	return err
}

func (s *server) agreementConflict(w http.ResponseWriter, r *http.Request, v visit, written []groups.Clause) error {
	now, err := s.Groups.Agreement(r.Context(), v.by)
	if err != nil {
		return err
	}
	words := s.spoken(r).words
	out := templates.AgreementForm{Version: now.Version, Error: words.Say("agreement.changed_meanwhile")}
	out.Differences = differences(s.spacePage(r, ""), written, now.Clauses)
	return s.showAgreementForm(w, r, v, http.StatusConflict, out, written)
}
