package directory

import (
	"encoding/json"
	"slices"

	"kith/internal/store"
)

// placeFields are the fields whose earlier values go out of the history when a place is withheld.
var placeFields = []string{"name", "address", "street", "quarter", "postal", "directions", "at"}

// wordFields are the free words about a meeting that often repeat its place.
var wordFields = []string{"notes", "room", "join_notes", "dial_notes"}

// forget takes earlier values of fields out of the history of a listing. That something changed stays; what it was does not.
func forget(tx *store.Tx, listing string, fields ...string) error {
	tx.Forget()
	args := []any{listing}
	for _, f := range fields {
		args = append(args, f)
	}
	_, err := tx.Exec(`UPDATE change SET before = '', after = '' WHERE listing_id = $1 AND field IN (`+store.Params(2, len(fields))+`)`, args...)
	return err
}

// forgetReports takes rows of a name out of the reports of a source's imports: what is wrong with them stays.
func forgetReports(tx *store.Tx, source, name string) error {
	tx.Forget()
	_, err := tx.Exec(`UPDATE import_problem SET at = '', value = '' WHERE import_id IN (SELECT id FROM import WHERE source_id = $1) AND at LIKE $2 ESCAPE '\'`,
		source, containing(name))
	return err
}

// forget does the same to what is noted and not written yet.
func (h *history) forget(tx *store.Tx, listing string, fields ...string) error {
	for _, row := range h.rows {
		if row[1] == listing && slices.Contains(fields, row[2].(string)) {
			row[3], row[4] = "", ""
		}
	}
	return forget(tx, listing, fields...)
}

// withholdVenue cleans up behind a venue whose place a person here just withheld: history, offered values, words about its
// meetings, and what imports that are not in yet would bring. It names what else changed.
func withholdVenue(tx *store.Tx, a author, h *history, l *Listing, was *Venue) (changed []string, err error) {
	for _, f := range placeFields {
		delete(l.Offered, f)
	}
	if err := h.forget(tx, l.ID, placeFields...); err != nil {
		return nil, err
	}
	if changed, err = withholdMeetings(tx, a, h, l.ID, tracesOf(was)); err != nil {
		return nil, err
	}
	return changed, withholdPending(tx, a, h, l)
}

// withholdMeetings takes the place out of what sources said in free words about the meetings at a venue and about their
// groups, and out of the histories of both, and names those groups. Words that a person here wrote stay: the page that withholds the place asks about them
// (Exposed). Found are the traces of the place.
func withholdMeetings(tx *store.Tx, a author, h *history, venue string, found []traces) (groups []string, err error) {
	ms, err := allListings(tx, `l.kind = 'meeting' AND l.venue_id = $1`, venue)
	if err != nil {
		return nil, err
	}
	above := map[string]bool{}
	for i := range ms {
		if err := forgetStations(tx, a, h, &ms[i]); err != nil {
			return nil, err
		}
		some, err := withholdAround(tx, a, h, &ms[i], found)
		if err != nil {
			return nil, err
		}
		for _, id := range some {
			above[id] = true
		}
	}
	return sortedKeys(above), nil
}

// forgetStations takes out of the history of a meeting, and out of what its source offers, where it was before: most likely
// the same place, entered anew, whose address is told there.
func forgetStations(tx *store.Tx, a author, h *history, meeting *Listing) error {
	if err := h.forget(tx, meeting.ID, "venue"); err != nil {
		return err
	}
	if _, ok := meeting.Offered["venue"]; !ok {
		return nil
	}
	delete(meeting.Offered, "venue")
	meeting.renew(a)
	return updateListing(tx, meeting)
}

// withholdAround does the same about one meeting.
func withholdAround(tx *store.Tx, a author, h *history, meeting *Listing, found []traces) (groups []string, err error) {
	if err := withholdWords(tx, a, h, meeting, append(wordFields, "name")...); err != nil {
		return nil, err
	}
	if err := meeting.hideNative(tx, found); err != nil {
		return nil, err
	}
	gs, err := allListings(tx, `l.id = $1`, meeting.Parent)
	if err != nil {
		return nil, err
	}
	for i := range gs {
		if err := withholdWords(tx, a, h, &gs[i], "about", "name"); err != nil {
			return nil, err
		}
		if err := forgetTelling(tx, gs[i].ID, found); err != nil {
			return nil, err
		}
	}
	return []string{meeting.Parent}, forgetTelling(tx, meeting.ID, found)
}

// forgetTelling takes texts out of the history of a listing that give a place away, whoever wrote them.
func forgetTelling(tx *store.Tx, listing string, found []traces) error {
	cs, err := changesOf(tx, listing)
	if err != nil {
		return err
	}
	var fields []string
	for _, c := range cs {
		for _, value := range []string{c.Before, c.After} {
			var text string
			if json.Unmarshal([]byte(value), &text) != nil { // empty, or no text
				continue
			}
			if slices.ContainsFunc(found, func(t traces) bool { return t.in(text) }) {
				fields = append(fields, c.Field)
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return forget(tx, listing, fields...)
}

// tracesAt are the traces of the place where a venue is.
func tracesAt(tx *store.Tx, venue string) ([]traces, error) {
	vs, err := allListings(tx, `l.id = $1`, venue)
	if err != nil || len(vs) == 0 {
		return nil, err
	}
	return tracesOf(vs[0].Content.(*Venue)), nil
}

// allListings reads listings, also those that an import which is not in yet would bring.
func allListings(tx *store.Tx, where string, args ...any) ([]Listing, error) {
	return store.Collect(tx, scanListing, `SELECT `+listingColumns+` FROM listing l WHERE `+where, args...)
}

// withholdWords takes out texts of a source's listing that nobody here corrected, and what its source says instead of
// others. A listing keeps its name.
func withholdWords(tx *store.Tx, a author, h *history, l *Listing, fields ...string) error {
	if l.Source == "" {
		return nil
	}
	texts, err := FieldsOf(l.Content)
	if err != nil {
		return err
	}
	said := len(texts) + len(l.Offered)
	for _, f := range fields {
		delete(l.Offered, f)
		if f == "name" || slices.Contains(l.Corrected, f) {
			continue
		}
		delete(texts, f)
		if err := h.forget(tx, l.ID, f); err != nil {
			return err
		}
	}
	if len(texts)+len(l.Offered) == said {
		return nil
	}
	if l.Content, err = ContentOf(l.Kind, texts); err != nil {
		return err
	}
	l.renew(a)
	return updateListing(tx, l)
}

// leaveBehind empties the place that a meeting left for a withheld one, when nobody meets there any more: most likely it
// is the same home. A source that speaks of it again fills it anew. Where the meeting was leaves its history.
func leaveBehind(tx *store.Tx, a author, h *history, meeting *Listing, left string) error {
	if left == "" || left == meeting.Venue {
		return nil
	}
	if err := h.forget(tx, meeting.ID, "venue"); err != nil {
		return err
	}
	still, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM listing WHERE venue_id = $1 AND id <> $2 AND state <> 'retired'`, left, meeting.ID))
	if err != nil || still > 0 {
		return err
	}
	vs, err := allListings(tx, `l.id = $1`, left)
	if err != nil || len(vs) == 0 {
		return err
	}
	v := &vs[0]
	v.Content, v.Offered, v.Corrected = &Venue{}, nil, nil
	v.renew(a)
	if err := h.forget(tx, left, append([]string{"locality", "region", "country", "hint", "access", "inferred", "rough"}, placeFields...)...); err != nil {
		return err
	}
	return updateListing(tx, v)
}
