package web

import (
	"net/http"

	"kith/internal/directory"
	"kith/internal/fault"
)

// listingDone goes back to the page of a listing after a small change of it.
func listingDone(w http.ResponseWriter, r *http.Request, v visit, id string, err error) error {
	if err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/listings/"+id)
}

// setState publishes, hides or retires a listing.
func (s *server) setState(w http.ResponseWriter, r *http.Request, v visit) error {
	id, to := r.PathValue("listing"), directory.State(r.PostFormValue("to"))
	if to != directory.Published && to != directory.Unpublished && to != directory.Retired {
		return fault.New(fault.Invalid, "", nil)
	}
	return listingDone(w, r, v, id, s.Directory.SetState(r.Context(), v.by, id, to))
}

// verify notes that somebody made sure of a listing.
func (s *server) verify(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("listing")
	return listingDone(w, r, v, id, s.Directory.Verify(r.Context(), v.by, id, r.PostFormValue("how")))
}

// confirm notes that the group itself says that all of its listing is still right.
func (s *server) confirm(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.Directory.Confirm(r.Context(), v.by, r.PathValue("listing")); err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/meetings")
}

// withholdPlace stops telling where a meeting is, at once.
func (s *server) withholdPlace(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("listing")
	return listingDone(w, r, v, id, s.Directory.Withhold(r.Context(), v.by, id))
}

// takeOffered lets the source's word stand for one field.
func (s *server) takeOffered(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("listing")
	return listingDone(w, r, v, id, s.Directory.TakeOffered(r.Context(), v.by, id, r.PostFormValue("field")))
}

// undo takes one change back.
func (s *server) undo(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("listing")
	err := s.Directory.Undo(r.Context(), v.by, r.PostFormValue("change"))
	if fault.KindOf(err) == fault.Conflict {
		return seeOther(w, r, v.base()+"/listings/"+id+"?undo=late")
	}
	return listingDone(w, r, v, id, err)
}

// part lets two listings that were merged be two again.
func (s *server) part(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("listing")
	return listingDone(w, r, v, id, s.Directory.Part(r.Context(), v.by, id))
}
