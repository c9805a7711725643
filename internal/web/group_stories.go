package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/web/templates"
)

// stories is what members tell newcomers of themselves, and where they tell it.
func (s *server) stories(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showStories(w, r, v, http.StatusOK, templates.Stories{})
}

func (s *server) showStories(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.Stories) error {
	room, err := s.room(r, v, "stories")
	if err != nil {
		return err
	}
	all, err := s.Groups.Stories(r.Context(), v.by, r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	out.Newcomer, out.All, out.MayTakeDown = room.group.Word(pack.Newcomer), storiesOf(all), room.may(pack.Protect)
	if len(all) == groups.StoriesShown {
		out.After = all[len(all)-1].ID
	}
	return s.render(w, r, status, templates.StoriesPage(room.page, room.desk, out))
}

// tell keeps a story.
func (s *server) tell(w http.ResponseWriter, r *http.Request, v visit) error {
	t := groups.Telling{Text: r.PostFormValue("text"), Signed: r.PostFormValue("signed") != "", AtDoor: r.PostFormValue("door") != "", Agreed: r.PostFormValue("agreed") != ""}
	err := s.Groups.Tell(r.Context(), v.by, t)
	switch kind, words := fault.KindOf(err), s.spoken(r).words; {
	case err == nil:
		return seeOther(w, r, v.base()+"/stories")
	case kind == fault.Invalid, kind == fault.Conflict:
		out := templates.Stories{Text: t.Text, Signed: t.Signed, AtDoor: t.AtDoor, Agreed: t.Agreed, TextError: wrong(words, err, "text"), AgreedError: wrong(words, err, "agreed")}
		if out.TextError+out.AgreedError == "" {
			out.Error = explain(words, kind, err)
		}
		return s.showStories(w, r, v, statuses[kind], out)
	}
	return err
}

// untell takes a story back.
func (s *server) untell(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.storiesDone(w, r, v, s.Groups.Untell(r.Context(), v.by, r.PostFormValue("story")))
}

// takeDown takes somebody else's story away, for a reason.
func (s *server) takeDown(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.storiesDone(w, r, v, s.Groups.TakeDown(r.Context(), v.by, r.PostFormValue("story"), r.PostFormValue("reason")))
}

func (s *server) storiesDone(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/stories")
	case kind == fault.Invalid, kind == fault.NotFound:
		return s.showStories(w, r, v, statuses[kind], templates.Stories{Error: firstWrong(s.spoken(r).words, kind, err)})
	}
	return err
}
