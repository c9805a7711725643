package directory

import (
	"slices"

	"kith/internal/place"
	"kith/internal/store"
)

// Withhold takes out of a venue everything that a place shown so must not tell. An approximate place keeps its town and a
// position rounded so that the true one cannot be got back; a place told on contact keeps its town and the hint. Making
// it public again brings nothing back.
func (v *Venue) Withhold(s Shown) {
	v.Shown = s
	if s == Public || s == "" {
		return
	}
	v.Name, v.Address, v.Street, v.Quarter, v.Postal, v.Directions = "", "", "", "", "", ""
	if v.At == nil || v.Rough {
		return
	}
	if s == OnContact {
		v.At = nil
		return
	}
	blurred := place.Blur(*v.At)
	v.At, v.Rough = &blurred, true
}

// Withheld says whether the place is not told in full.
func (v *Venue) Withheld() bool { return v.Shown.withheld() }

func (s Shown) withheld() bool { return s == Approximate || s == OnContact }

// Withhold takes the place out of a whole draft: out of the venue, and the source's free words about the meeting, which
// often repeat it.
func (d *Draft) Withhold(s Shown) {
	if d.Venue == nil {
		return
	}
	d.Venue.Withhold(s)
	if d.Meeting != nil && d.Venue.Withheld() {
		d.Meeting.Room, d.Meeting.Notes = "", ""
	}
}

// placeFields are the fields whose earlier values go out of the history when a place is withheld.
var placeFields = []string{"name", "address", "street", "quarter", "postal", "directions", "at"}

// forget takes earlier values of fields out of the history of a listing. That something changed stays; what it was does not.
func forget(tx *store.Tx, listing string, fields []string) error {
	args := []any{listing}
	for _, f := range fields {
		args = append(args, f)
	}
	_, err := tx.Exec(`UPDATE change SET before = '', after = '' WHERE listing_id = $1 AND field IN (`+store.Params(2, len(fields))+`)`, args...)
	return err
}

// withholdMeetings takes the place out of what sources said in free words about the meetings at a venue that has just
// been withheld. Words that a person here wrote stay: the page that withholds the place says so.
func withholdMeetings(tx *store.Tx, a author, h *history, venue string) error {
	ms, err := listListings(tx, `l.kind = 'meeting' AND l.venue_id = $1`, "", venue)
	if err != nil {
		return err
	}
	for i := range ms {
		if err := withholdMeeting(tx, a, h, &ms[i]); err != nil {
			return err
		}
	}
	return nil
}

func withholdMeeting(tx *store.Tx, a author, h *history, l *Listing) error {
	m := l.Content.(*Meeting)
	kept := func(field string) bool { return l.Source == "" || slices.Contains(l.Corrected, field) }
	var cleared []string
	for field, text := range map[string]*string{"notes": &m.Notes, "room": &m.Room} {
		if !kept(field) {
			cleared = append(cleared, field)
			*text = ""
			delete(l.Offered, field)
		}
	}
	if len(cleared) == 0 {
		return nil
	}
	l.Version++
	l.Updated = a.at
	if err := forget(tx, l.ID, cleared); err != nil {
		return err
	}
	return updateListing(tx, l)
}
