package web

import (
	"net/http"
	"strconv"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/web/templates"
)

// wishes is what stewards see of what is wished for, and of groups that form.
func (s *server) wishes(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showWishes(w, r, v, http.StatusOK, "")
}

func (s *server) showWishes(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) error {
	cases, err := s.Groups.Cases(r.Context(), v.by)
	if err != nil {
		return err
	}
	some, asked, err := s.Groups.FormingKnown(r.Context(), v.by)
	if err != nil {
		return err
	}
	forming, err := s.Groups.FormingCases(r.Context(), v.by)
	if err != nil {
		return err
	}
	founded, err := s.Groups.Founded(r.Context(), v.by)
	if err != nil {
		return err
	}
	p, desk := s.desk(r, v, "desk", s.spoken(r).words.Say("wishes.title"))
	out := templates.WishCases{Error: problem, Some: some}
	s.startChoices(p, &out.Start)
	for _, c := range cases {
		out.Cases = append(out.Cases, s.caseLine(p, c))
	}
	for _, one := range forming {
		out.Forming = append(out.Forming, formingCase(p, one))
	}
	for _, one := range asked {
		out.Asked = append(out.Asked, templates.HelpAsked{Space: one.Space, Name: one.Name, Words: one.Words})
	}
	for _, one := range founded {
		out.Founded = append(out.Founded, templates.Brief{Href: v.base() + "/listings/" + one.Listing, Title: one.Name})
	}
	return s.render(w, r, status, templates.WishesPage(p, desk, out))
}

func formingCase(p templates.Page, c groups.FormingCase) templates.FormingCase {
	return templates.FormingCase{
		Space: c.Space, Name: c.Name, About: aboutNeed(p.Words, c.Need), Words: c.Words, Line: c.Line, Unread: c.Unread, Reports: reportNotes(p, c.Reports),
	}
}

func reportNotes(p templates.Page, all []groups.Report) (out []templates.WishNote) {
	for _, one := range all {
		out = append(out, templates.WishNote{Note: one.Words, Day: p.Words.Date(dayTime(one.Day))})
	}
	return out
}

func (s *server) caseLine(p templates.Page, c groups.Case) templates.WishCase {
	line := templates.WishCase{WishLine: s.wishLine(p, c.Wish), Unread: c.State == groups.Unread, Waits: c.Waits()}
	if c.State == groups.Hidden {
		line.Hidden = p.Say("wishes.hidden", "date", p.Words.Date(dayTime(c.Until)), "reason", c.Reason)
	}
	for _, n := range c.Notes {
		line.Notes = append(line.Notes, templates.WishNote{ID: n.ID, Note: n.Note, Day: p.Words.Date(dayTime(n.Day))})
	}
	line.Reports = reportNotes(p, c.Reports)
	return line
}

// decideWish answers a note or a group, shows a wish or what a group says, or hides it.
func (s *server) decideWish(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	ctx, form := r.Context(), r.PostForm
	var err error
	switch {
	case form.Has("note"):
		err = s.Groups.AnswerNote(ctx, v.by, form.Get("note"), form.Get("answer"))
	case form.Has("help"):
		err = s.Groups.AnswerHelp(ctx, v.by, form.Get("help"), form.Get("answer"))
	case form.Has("stand"), form.Has("away"):
		read := groups.FormingGroup{Space: form.Get("stand") + form.Get("away"), Name: form.Get("name"), Line: form.Get("line"), Need: groups.Need{Words: form.Get("words")}}
		err = s.Groups.VetForming(ctx, v.by, read, form.Has("stand"))
	case form.Has("show"):
		err = s.Groups.ShowWish(ctx, v.by, form.Get("show"))
	default:
		days, _ := strconv.Atoi(form.Get("days")) // what is no number is out of bounds
		err = s.Groups.HideWish(ctx, v.by, form.Get("hide"), form.Get("reason"), days)
	}
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/wishes")
	case kind == fault.Invalid || kind == fault.Conflict:
		return s.showWishes(w, r, v, statuses[kind], firstWrong(s.spoken(r).words, kind, err))
	}
	return err
}

// startFromDesk makes a group that forms for people who asked a steward, and shows the link for its first members once.
func (s *server) startFromDesk(w http.ResponseWriter, r *http.Request, v visit) error {
	path, err := s.Groups.Start(r.Context(), v.by, false, s.from(r), s.opening(r, r.PostFormValue("pack"), r.PostFormValue("lang")))
	if err != nil {
		return err
	}
	out, err := s.started(r, path)
	if err != nil {
		return err
	}
	out.Back = v.base() + "/wishes"
	p, desk := s.desk(r, v, "desk", s.spoken(r).words.Say("wishes.title"))
	return s.render(w, r, http.StatusOK, templates.StartedFromDeskPage(p, desk, out))
}

// wishesWaiting says on the desk whether a wish or a beginning waits, and never how many.
func (s *server) wishesWaiting(r *http.Request, v visit, p templates.Page) (line templates.WaitingLine, err error) {
	line = templates.WaitingLine{Href: v.base() + "/wishes", Text: p.Say("waiting.wishes.none")}
	line.Some, err = s.Groups.SomethingWaits(r.Context(), v.by)
	if line.Some {
		line.Text = p.Say("waiting.wishes")
	}
	return line, err
}
