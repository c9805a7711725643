package web

import (
	"bytes"
	"net/http"

	"kith/internal/fault"
	"kith/internal/feeds"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// packUp makes the group stand still, and shows the words that will open its file. They are made here, so that nobody takes
// weak ones, and kept nowhere: the page carries them to the file.
func (s *server) packUp(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Groups.PackUp(r.Context(), v.by); err != nil {
		return s.moveDone(w, r, v, groups.MovePlan{}, err)
	}
	room, err := s.room(r, v, "move")
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.PackedPage(room.page, room.desk, templates.Packed{Passphrase: people.NewPassphrase()}))
}

// archiveFile hands the group out, sealed. It is made anew each time and kept nowhere.
func (s *server) archiveFile(w http.ResponseWriter, r *http.Request, v visit) error {
	passphrase, err := people.ReadPassphrase(r.PostFormValue("code"))
	if err != nil {
		return err
	}
	a, group, err := s.Groups.Carry(r.Context(), v.by, s.origin(r))
	if err != nil {
		return err
	}
	if a.Listing, err = s.listingToTake(r, group.Listing); err != nil {
		return err
	}
	var file bytes.Buffer
	if err := a.Write(&file, passphrase); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="archive.kith"`)
	_, err = file.WriteTo(w)
	return err
}

// listingToTake is what the directory says of a group, in the form of listings; nothing where it has none.
func (s *server) listingToTake(r *http.Request, listing string) ([]byte, error) {
	if listing == "" {
		return nil, nil
	}
	drafts, err := s.Directory.Own(r.Context(), listing)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = feeds.WriteArchive(&out, each(drafts))
	return out.Bytes(), err
}
