package directory

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"kith/internal/fault"
	"kith/internal/store"
)

// settle carries out what a committed import staged, in short transactions that each note how far they came, so that it
// can be taken up again after a crash. When all is in, what the import brought begins to show.
func (d *Directory) settle(ctx context.Context, importID string) error {
	for {
		var more bool
		err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
			more, err = d.settleSome(tx, importID)
			return err
		})
		if err != nil {
			return err
		}
		d.breathe()
		if !more {
			return d.repeat(ctx, `DELETE FROM import_row WHERE import_id = $1 AND n IN (SELECT n FROM import_row WHERE import_id = $1 LIMIT 500)`, importID)
		}
	}
}

// breath is how long work that goes over many transactions lets others write in between. On PostgreSQL they stand in a
// queue with it anyway.
const breath = 5 * time.Millisecond

func (d *Directory) breathe() {
	if d.db.Engine() == store.SQLite {
		time.Sleep(breath)
	}
}

// settling is how many staged rows go into one transaction.
const settling = 100

func (d *Directory) settleSome(tx *store.Tx, importID string) (more bool, err error) {
	if err := lockFeed(tx); err != nil {
		return false, err
	}
	records, err := importsWhere(tx, `id = $1 AND state = 'committed'`, importID)
	if err != nil || len(records) == 0 {
		return false, err
	}
	r := records[0]
	staged, last, err := stagedAfter(tx, importID, r.settled)
	if err != nil {
		return false, err
	}
	if len(staged) == 0 {
		return false, d.settled(tx, importID)
	}
	s := settler{d: d, tx: tx, imp: r, a: author{imp: importID, act: ActImport, at: d.now()}}
	for _, row := range staged {
		if err := s.carryOut(row); err != nil {
			return false, err
		}
	}
	if err := s.h.write(tx); err != nil {
		return false, err
	}
	_, err = tx.Exec(`UPDATE import SET settled = $2 WHERE id = $1`, importID, last)
	return true, err
}

// settled marks an import as done and tells the feed.
func (d *Directory) settled(tx *store.Tx, importID string) error {
	if _, err := tx.Exec(`UPDATE import SET state = 'done', ended = $2 WHERE id = $1`, importID, d.now()); err != nil {
		return err
	}
	tx.AfterCommit(d.wake)
	return tell(tx, importID, "")
}

func stagedAfter(tx *store.Tx, importID string, n int64) (staged []stagedRow, last int64, err error) {
	scan := func(r store.Row) (s stagedRow, err error) {
		err = r.Scan(&last, &s.act, &s.listing, &s.hash, &s.draft)
		return s, err
	}
	staged, err = store.Collect(tx, scan, `SELECT n, act, listing_id, hash, draft FROM import_row WHERE import_id = $1 AND n > $2
		ORDER BY n LIMIT $3`, importID, n, settling)
	return staged, last, err
}

// settler carries out staged rows within one transaction.
type settler struct {
	d   *Directory
	tx  *store.Tx
	imp importRecord
	a   author
	h   history
}

// read gives a listing of the source, those that this import brought included.
func (s *settler) read(where string, args ...any) (Listing, error) {
	return scanListing(s.tx.QueryRow(`SELECT `+listingColumns+` FROM listing l WHERE `+where, args...))
}

func (s *settler) carryOut(row stagedRow) error {
	l, err := s.read(`l.id = $1`, row.listing)
	if err != nil {
		return err
	}
	if row.act == actGone {
		return s.retire(&l)
	}
	var d Draft
	if err := json.Unmarshal(row.draft, &d); err != nil {
		return err
	}
	if d.Organisation != nil {
		return s.organisation(&l, row.hash, d.Organisation)
	}
	return s.draft(&l, row.hash, &d)
}

// retire takes a listing out of the public eye because its source no longer has it. One that another source's listing
// was merged into stays: somebody still says that it is there.
func (s *settler) retire(l *Listing) error {
	if slices.Contains(l.Corrected, "state") {
		return nil
	}
	alive, err := store.Scalar[int64](s.tx.QueryRow(`SELECT COUNT(*) FROM listing WHERE merged_into = $1 AND state = 'published'`, l.ID))
	if err != nil || alive > 0 {
		return err
	}
	s.setState(l, Retired)
	if err := s.save(l); err != nil {
		return err
	}
	return suggestSuccessor(s.tx, l, s.imp.ID, s.a.at)
}

func (s *settler) setState(l *Listing, to State) {
	if l.State == to || slices.Contains(l.Corrected, "state") {
		return
	}
	s.h.note(s.a, l.ID, "state", string(l.State), string(to))
	l.State = to
}

func (s *settler) save(l *Listing) error {
	l.renew(s.a)
	return updateListing(s.tx, l)
}

func (s *settler) organisation(l *Listing, hash string, d *OrganisationDraft) error {
	l.hash = hash
	if d.Parent != "" {
		if above, err := s.read(`l.source_id = $1 AND l.kind = 'organisation' AND l.native_id = $2`, l.Source, d.Parent); err == nil {
			s.place(l, "parent", &l.Parent, above.ID)
		} else if fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	if err := s.merge(l, &d.Organisation); err != nil {
		return err
	}
	return s.save(l)
}

// draft takes in what the source now says of a meeting or a group, and of what it stands in.
func (s *settler) draft(l *Listing, hash string, d *Draft) error {
	l.hash = hash
	state := Published
	if d.Unpublished {
		state = Unpublished
	}
	s.setState(l, state)
	if l.Kind == KindGroup {
		return s.group(l, &d.Group.Group)
	}
	group, err := s.read(`l.source_id = $1 AND l.kind = 'group' AND l.native_id = $2`, l.Source, d.Group.NativeID)
	if err != nil {
		return err
	}
	left := l.Venue
	withheld, err := s.venue(l, d)
	if err != nil {
		return err
	}
	if withheld {
		l.keepName(&d.Meeting.Name)
		group.keepName(&d.Group.Name)
	}
	if group.State == Retired { // it had no meeting, was gone, and is back with one
		s.setState(&group, Published)
	}
	if err := s.group(&group, &d.Group.Group); err != nil {
		return err
	}
	s.place(l, "parent", &l.Parent, group.ID)
	if err := s.merge(l, &d.Meeting.Meeting); err != nil {
		return err
	}
	if withheld {
		if err := s.forget(l, group.ID, left); err != nil {
			return err
		}
	}
	return s.save(l)
}

// keepName keeps the name of a listing at a withheld place: where the source's told the place and was taken out, and where a
// person here put it right, most likely for that very reason, so that the source's is not even offered.
func (l *Listing) keepName(said *string) {
	if *said == "" || slices.Contains(l.Corrected, "name") {
		*said = l.Content.Title()
	}
}

// forget takes a withheld place out of the history of a meeting there, and of what it stands in.
func (s *settler) forget(meeting *Listing, group, left string) error {
	words := slices.DeleteFunc(slices.Clone(wordFields), func(f string) bool { return slices.Contains(meeting.Corrected, f) })
	for id, fields := range map[string][]string{meeting.ID: words, group: {"about"}, meeting.Venue: placeFields} {
		if len(fields) == 0 {
			continue
		}
		if err := s.h.forget(s.tx, id, fields...); err != nil {
			return err
		}
	}
	s.tx.AfterCommit(s.d.dropCache)
	return leaveBehind(s.tx, s.a, &s.h, meeting, left)
}

func (s *settler) group(l *Listing, g *Group) error {
	before := len(s.h.rows)
	if err := s.merge(l, g); err != nil {
		return err
	}
	if len(s.h.rows) == before && l.Kind == KindGroup && l.hash == "" {
		return nil
	}
	return s.save(l)
}

// venue takes in where the source says that a meeting is, and says whether that place is withheld.
func (s *settler) venue(meeting *Listing, d *Draft) (withheld bool, err error) {
	if d.Venue == nil {
		s.place(meeting, "venue", &meeting.Venue, "")
		return false, nil
	}
	l, err := s.read(`l.source_id = $1 AND l.kind = 'venue' AND l.native_id = $2`, meeting.Source, d.Venue.NativeID)
	if err != nil {
		return false, err
	}
	if home, err := s.movedHome(meeting, l.ID); err != nil || home {
		d.withholdHere(OnContact)
		return home, err
	}
	s.place(meeting, "venue", &meeting.Venue, l.ID)
	if here := l.Content.(*Venue); here.Withheld() && slices.Contains(l.Corrected, "shown") {
		d.withholdHere(here.Shown)
	}
	before := len(s.h.rows)
	if err := s.merge(&l, &d.Venue.Venue); err != nil {
		return false, err
	}
	if len(s.h.rows) > before {
		err = s.save(&l)
	}
	return l.Content.(*Venue).Withheld(), err
}

// movedHome says whether a person here moved the meeting from the place that its source tells to a withheld one. Nothing is
// taken in of where the source has it then, and it is not offered: most likely it is the same home.
func (s *settler) movedHome(meeting *Listing, told string) (bool, error) {
	if meeting.Venue == "" || meeting.Venue == told || !slices.Contains(meeting.Corrected, "venue") {
		return false, nil
	}
	here, err := s.read(`l.id = $1`, meeting.Venue)
	return err == nil && here.Content.(*Venue).Withheld(), err
}

// place moves a listing within the whole, unless a person here placed it: then where the source has it is offered.
func (s *settler) place(l *Listing, field string, at *string, to string) {
	if slices.Contains(l.Corrected, field) {
		l.offerPlacing(field, *at, to)
		return
	}
	if *at == to {
		return
	}
	s.h.note(s.a, l.ID, field, *at, to)
	*at = to
}

// merge takes the source's content over field by field. A field that a person here corrected stays, and the source's
// value is kept beside it as offered as long as it differs.
func (s *settler) merge(l *Listing, said Content) error {
	here, err := FieldsOf(l.Content)
	if err != nil {
		return err
	}
	theirs, err := FieldsOf(said)
	if err != nil {
		return err
	}
	for _, f := range differing(here, theirs) {
		value, ok := theirs[f]
		if slices.Contains(l.Corrected, f) {
			l.offer(f, value)
			continue
		}
		s.h.note(s.a, l.ID, f, string(here[f]), string(value))
		if here[f] = value; !ok {
			delete(here, f)
		}
	}
	for _, f := range l.Corrected {
		if !slices.Contains(placings, f) && bytes.Equal(here[f], theirs[f]) {
			delete(l.Offered, f)
		}
	}
	l.Content, err = ContentOf(l.Kind, here)
	return err
}

// placings are the fields that say where a listing stands in the whole. They are no part of its content.
var placings = []string{"parent", "venue"}

// offerPlacing keeps where the source has a listing that a person here placed: the id of another listing, or nothing. What it
// says is no news once both agree.
func (l *Listing) offerPlacing(field, here, theirs string) {
	if here == theirs {
		delete(l.Offered, field)
		return
	}
	var value json.RawMessage
	if theirs != "" {
		value = json.RawMessage(`"` + theirs + `"`)
	}
	l.offer(field, value)
}

// placed reads an offer of offerPlacing.
func placed(offer json.RawMessage) (id string, err error) {
	return id, json.Unmarshal(offer, &id)
}

// offer keeps what the source says of a corrected field. JSON null stands for nothing.
func (l *Listing) offer(field string, value json.RawMessage) {
	if v, ok := l.Content.(*Venue); ok && v.Withheld() && slices.Contains(placeFields, field) {
		return
	}
	if l.Offered == nil {
		l.Offered = map[string]json.RawMessage{}
	}
	if value == nil {
		value = json.RawMessage("null")
	}
	l.Offered[field] = value
}
