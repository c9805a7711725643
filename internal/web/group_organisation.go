package web

import (
	"net/http"
	"slices"

	"kith/internal/groups/pack"
	"kith/internal/web/templates"
)

// organisationAbove is the organisation that the group belongs to.
func (s *server) organisationAbove(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showAbove(w, r, v, "")
}

// belong notes that the group says that it still belongs.
func (s *server) belong(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.Belong(r.Context(), v.by); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/organisation")
}

// sendDelegate makes the link for the group's delegate, and shows it once.
func (s *server) sendDelegate(w http.ResponseWriter, r *http.Request, v visit) error {
	path, err := s.Groups.Send(r.Context(), v.by)
	if err != nil {
		return err
	}
	return s.showAbove(w, r, v, s.origin(r)+path)
}

// endDelegates ends who stands for the group in its organisation.
func (s *server) endDelegates(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.EndDelegates(r.Context(), v.by); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/organisation")
}

func (s *server) showAbove(w http.ResponseWriter, r *http.Request, v visit, link string) error {
	room, err := s.room(r, v, "organisation")
	if err != nil {
		return err
	}
	above, err := s.Groups.Above(r.Context(), v.by)
	if err != nil {
		return err
	}
	out := templates.Above{
		Name: above.Name, Public: "/organisations/" + above.Slug, Due: above.Due, Delegates: above.Delegates, Link: link,
		MaySay: room.may(pack.Represent) || room.may(pack.Listing), MaySend: room.may(pack.Represent), MayEnd: room.may(pack.Represent) || room.may(pack.Roles), Confirmed: room.page.Say("above.never"),
		Services: serviceTexts(room.page, above.Services), Materials: materialTexts(room.page, above.Materials),
	}
	if above.Confirmed != 0 {
		out.Confirmed = room.page.Say("above.confirmed", "date", room.page.Words.Date(dayTime(above.Confirmed)))
	}
	if link != "" {
		if out.Image, err = drawCode(link); err != nil {
			return err
		}
	}
	return s.render(w, r, http.StatusOK, templates.AbovePage(room.page, room.desk, out))
}

// belongings is the groups of an organisation, for its members.
func (s *server) belongings(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "groups")
	if err != nil {
		return err
	}
	all, err := s.Groups.Belongings(r.Context(), v.by)
	if err != nil {
		return err
	}
	opens, err := s.openables(r, v, room)
	if err != nil {
		return err
	}
	var out []templates.Belonging
	for _, b := range all {
		line := templates.Belonging{Name: b.Name, Href: "/groups/" + b.Slug, Due: b.Due, Confirmed: room.page.Say("groups.unconfirmed")}
		if slices.Contains(room.allow, pack.Listing) {
			line.Href = v.base() + "/listings/" + b.Listing
		}
		if !b.Due {
			line.Confirmed = room.page.Say("groups.confirmed", "date", room.page.Words.Date(dayTime(b.Confirmed)))
		}
		for _, d := range b.Delegates {
			line.Delegates = append(line.Delegates, room.page.Say("groups.delegate", "name", d.Name, "date", room.page.Words.Date(dayTime(d.Until))))
		}
		if len(b.Delegates) == 0 {
			line.Delegates = []string{room.page.Say("groups.without")}
		}
		out = append(out, line)
	}
	return s.render(w, r, http.StatusOK, templates.BelongingsPage(room.page, room.desk, out, opens))
}
