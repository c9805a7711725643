package web

import (
	"encoding/json"
	"net/http"

	"kith/internal/web/templates"
)

// leaving asks once more, and says what leaving means.
func (s *server) leaving(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "leave")
	if err != nil {
		return err
	}
	own, err := s.Groups.OwnData(r.Context(), v.by)
	if err != nil {
		return err
	}
	room.page.Islands = append(room.page.Islands, "keep") // who leaves is on no list here any more
	return s.render(w, r, http.StatusOK, templates.LeavingPage(room.page, room.desk, templates.Leaving{Stories: len(own.Stories)}))
}

// leaveGroup takes the member out, and the session from the browser.
func (s *server) leaveGroup(w http.ResponseWriter, r *http.Request, v visit) error {
	leave := s.Groups.Leave
	if r.PostFormValue("words") != "" {
		leave = s.Groups.LeaveWords
	}
	if err := leave(r.Context(), v.by); err != nil {
		return err
	}
	closeSession(w, v)
	return seeOther(w, r, "/")
}

// ownData is a file with all that the space holds about the member. Its name tells nobody what it is.
func (s *server) ownData(w http.ResponseWriter, r *http.Request, v visit) error {
	own, err := s.Groups.OwnData(r.Context(), v.by)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(own, "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="data.json"`)
	return send(w, r, http.StatusOK, "application/json", append(body, '\n'))
}
