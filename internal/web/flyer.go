package web

import (
	"net/http"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/web/templates"
)

// flyer is the group's flyer as a page to print.
func (s *server) flyer(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showFlyer(w, r, v, http.StatusOK, "")
}

func (s *server) showFlyer(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) error {
	room, out, err := s.flyerOf(r, v)
	if err != nil {
		return err
	}
	out.Error = problem
	return s.render(w, r, status, templates.FlyerPage(room.page, room.desk, out))
}

// flyerOf gathers what the flyer says. Its code leads to the group's public page, else to its door; to nowhere while the
// group is neither listed nor open to who asks, for then nobody outside is to find it.
func (s *server) flyerOf(r *http.Request, v visit) (room, templates.Flyer, error) {
	room, err := s.room(r, v, "flyer")
	if err != nil {
		return room, templates.Flyer{}, err
	}
	plan, err := s.Groups.Plan(r.Context(), v.by)
	if err != nil {
		return room, templates.Flyer{}, err
	}
	out := templates.Flyer{Name: room.group.Name, Lang: room.page.Words.Lang(), Words: plan.Flyer, MayWrite: room.may(pack.Roles)}
	out.PDF = printable(out.Name) && printable(out.Words)
	path, err := s.flyerPath(r, room.group, plan)
	if err != nil || path == "" {
		return room, out, err
	}
	out.Link, out.HasLink = s.origin(r)+path, true
	out.Image, err = drawCode(out.Link)
	return room, out, err
}

func (s *server) flyerPath(r *http.Request, group groups.Group, plan groups.Plan) (string, error) {
	path, err := s.publicListing(r, group)
	if err == nil && path == "" && plan.Shown {
		path = "/g/" + group.Space + "/door"
	}
	return path, err
}

// writeFlyer sets the flyer's own words.
func (s *server) writeFlyer(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.Flyer(r.Context(), v.by, r.PostFormValue("flyer"))
	if kind := fault.KindOf(err); kind == fault.Invalid {
		return s.showFlyer(w, r, v, statuses[kind], firstWrong(s.spoken(r).words, kind, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/flyer")
}
