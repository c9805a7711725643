package web

import (
	"net/http"

	"kith/internal/web/templates"
)

// outside says what who runs the server can and cannot do to the group, and what was done.
func (s *server) outside(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "outside")
	if err != nil {
		return err
	}
	acts, err := s.Groups.FromOutside(r.Context(), v.by)
	if err != nil {
		return err
	}
	var out templates.Outside
	for _, a := range acts {
		out.Acts = append(out.Acts, actLine(room.page, a))
	}
	return s.render(w, r, http.StatusOK, templates.OutsidePage(room.page, room.desk, out))
}
