package directory

import (
	"context"
	"encoding/json"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Entered is what a steward enters: a content and where it stands.
type Entered struct {
	Content Content
	Parent  string // organisation above, or the group of a meeting
	Venue   string // of a meeting
	State   State  // Published when empty
}

// Add puts a new listing in by hand. Steward only. Invalid names the fields that are wrong.
func (d *Directory) Add(ctx context.Context, by people.Actor, in Entered) (Listing, error) {
	var l Listing
	if err := mustSteward(by); err != nil {
		return l, err
	}
	prepare(in.Content)
	if err := validate(in.Content); err != nil {
		return l, err
	}
	err := d.writeListings(ctx, func(tx *store.Tx) (_ []string, err error) {
		l, err = d.add(tx, by, in)
		return []string{l.ID}, err
	})
	return l, err
}

// add puts in a new listing whose content is prepared and valid.
func (d *Directory) add(tx *store.Tx, by people.Actor, in Entered) (Listing, error) {
	now := d.now()
	l := Listing{ID: store.NewListingID(), Kind: in.Content.Kind(), Parent: in.Parent, Venue: in.Venue, State: in.State,
		Content: in.Content, Version: 1, Created: now, Updated: now}
	if l.State == "" {
		l.State = Published
	}
	if err := checkPlacing(tx, &l); err != nil {
		return l, err
	}
	if err := l.name(tx); err != nil {
		return l, err
	}
	var h history
	h.note(authored(by, ActAdd, now), l.ID, "state", "", string(l.State))
	if err := insertListings(tx, &l); err != nil {
		return l, err
	}
	return l, h.write(tx)
}

// name gives a new listing its slug and, for a meeting, its number.
func (l *Listing) name(tx *store.Tx) error {
	wished := slugOf(l.Content.Title())
	if l.Kind == KindVenue {
		wished = "" // a venue's slug would tell a place that may be withheld later
	}
	s, err := newSlugger(tx, l.Kind, []string{wished})
	if err != nil {
		return err
	}
	l.Slug = s.give(wished, l.ID)
	if l.Kind == KindMeeting {
		l.Number, err = nextNumbers(tx, 1)
	}
	return err
}

// nextNumbers takes n meeting numbers and gives the first. They begin above those that sources bring along.
func nextNumbers(tx *store.Tx, n int) (first int64, err error) {
	err = tx.QueryRow(`UPDATE counter SET value = value + $1 WHERE name = 'meeting_number' RETURNING value`, n).Scan(&first)
	return first - int64(n) + 1, err
}

// Stale is the cause of a Conflict when somebody else changed a listing while it was being edited: how it stands now, and
// the fields in which that differs from what was entered.
type Stale struct {
	Now    Listing
	Fields []string
}

// Error names the listing.
func (s *Stale) Error() string { return "listing " + s.Now.ID + " was changed meanwhile" }

// Edit replaces what a listing says. Version is the one that was read: when the listing has changed since, the error is a
// Conflict caused by a Stale and nothing is written. Every field that changes stands in the history and, on a listing
// from a source, counts as corrected. Steward only.
func (d *Directory) Edit(ctx context.Context, by people.Actor, id string, version int64, in Entered) (Listing, error) {
	var l Listing
	if err := mustSteward(by); err != nil {
		return l, err
	}
	prepare(in.Content)
	if err := validate(in.Content); err != nil {
		return l, err
	}
	err := d.writeListings(ctx, func(tx *store.Tx) ([]string, error) {
		var err error
		if l, err = loadListing(tx, id); err != nil {
			return nil, err
		}
		if l.Version != version {
			return nil, stale(l, in)
		}
		return d.rewrite(tx, authored(by, ActEdit, d.now()), &l, in)
	})
	return l, err
}

func stale(l Listing, in Entered) error {
	now, err := FieldsOf(l.Content)
	if err != nil {
		return err
	}
	entered, err := FieldsOf(in.Content)
	if err != nil {
		return err
	}
	s := &Stale{Now: l, Fields: differing(now, entered)}
	return &fault.Error{Kind: fault.Conflict, Key: "listing.changed_meanwhile", Cause: s}
}

// rewrite gives a listing new content and placing, by a person, and says which listings changed.
func (d *Directory) rewrite(tx *store.Tx, a author, l *Listing, in Entered) ([]string, error) {
	if in.Content.Kind() != l.Kind {
		return nil, fault.New(fault.Invalid, "listing.other_kind", nil)
	}
	before, err := FieldsOf(l.Content)
	if err != nil {
		return nil, err
	}
	after, err := FieldsOf(in.Content)
	if err != nil {
		return nil, err
	}
	var h history
	for _, f := range differing(before, after) {
		l.correct(f)
		l.agree(f, after[f])
	}
	h.noteFields(a, l.ID, before, after)
	h.notePlacing(a, l, in)
	if len(h.rows) == 0 {
		return nil, nil
	}
	left, was := l.Venue, l.Content
	l.Content, l.Parent, l.Venue = in.Content, in.Parent, in.Venue
	l.Version, l.Updated = l.Version+1, a.at
	if err := checkPlacing(tx, l); err != nil {
		return nil, err
	}
	if err := h.write(tx); err != nil {
		return nil, err
	}
	also, err := d.withhold(tx, a, &h, l, was, left)
	if err != nil {
		return nil, err
	}
	return append(also, l.ID), updateListing(tx, l)
}

// withhold cleans up behind a venue whose place is not told, which was another content before, and behind a meeting that
// left a place for such a one. It names what else changed.
func (d *Directory) withhold(tx *store.Tx, a author, h *history, l *Listing, was Content, left string) (changed []string, err error) {
	switch c := l.Content.(type) {
	case *Venue:
		if !c.Withheld() {
			return nil, nil
		}
		for _, f := range append([]string{"shown"}, placeFields...) {
			l.correct(f)
		}
		tx.AfterCommit(d.dropCache)
		return withholdVenue(tx, a, h, l, was.(*Venue))
	case *Meeting:
		if l.Venue == left || l.Venue == "" {
			return nil, nil
		}
		v, err := loadListing(tx, l.Venue)
		if err != nil || !v.Content.(*Venue).Withheld() {
			return nil, err
		}
		delete(l.Offered, "venue")
		tx.AfterCommit(d.dropCache)
		found, err := tracesAt(tx, left)
		if err != nil {
			return nil, err
		}
		if err := leaveBehind(tx, a, h, l, left); err != nil {
			return nil, err
		}
		return withholdAround(tx, a, h, l, found)
	}
	return nil, nil
}

// agree drops what the source offered for a field once both say the same.
func (l *Listing) agree(field string, value json.RawMessage) {
	if offered, ok := l.Offered[field]; ok && string(offered) == string(value) {
		delete(l.Offered, field)
	}
}

// notePlacing notes and marks a change of the listing's place in the whole. Until a person moves it, a listing stands where
// its source has it: that is offered from then on.
func (h *history) notePlacing(a author, l *Listing, in Entered) {
	for _, p := range []struct{ field, from, to string }{{"parent", l.Parent, in.Parent}, {"venue", l.Venue, in.Venue}} {
		if p.from == p.to {
			continue
		}
		h.note(a, l.ID, p.field, p.from, p.to)
		theirs, offered := p.from, l.Offered[p.field]
		if offered != nil {
			theirs, _ = placed(offered) // written by offerPlacing, so it can be read
		}
		if offered != nil || l.Source != "" && !slices.Contains(l.Corrected, p.field) {
			l.offerPlacing(p.field, p.to, theirs)
		}
		l.correct(p.field)
	}
}

// checkPlacing refuses a parent or venue of the wrong kind, and an organisation below itself.
func checkPlacing(tx *store.Tx, l *Listing) error {
	var p fault.Problems
	if l.Parent != "" || l.Kind == KindMeeting {
		ok, err := isKind(tx, l.Parent, parentKind[l.Kind])
		if err != nil {
			return err
		}
		if !ok {
			p.Add("parent", "listing.parent_wrong", nil)
		}
	}
	if l.Venue != "" {
		ok, err := isKind(tx, l.Venue, KindVenue)
		if err != nil {
			return err
		}
		if !ok || l.Kind != KindMeeting {
			p.Add("venue", "listing.venue_wrong", nil)
		}
	}
	if l.Kind == KindOrganisation && len(p) == 0 {
		above, err := ancestors(tx, l.Parent)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(above, func(o Listing) bool { return o.ID == l.ID }) {
			p.Add("parent", "listing.parent_below", nil)
		}
	}
	return p.Err()
}

var parentKind = map[Kind]Kind{KindOrganisation: KindOrganisation, KindGroup: KindOrganisation, KindMeeting: KindGroup}

// isKind says whether an id is that of a listing of a kind; an error is the database's own.
func isKind(tx *store.Tx, id string, kind Kind) (bool, error) {
	l, err := loadListing(tx, id)
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid: // Invalid: it is no text
		return false, nil
	}
	return l.Kind == kind, err
}

// deepest bounds how far the organisations above are followed.
const deepest = 20

// ancestors reads the organisations from id upwards.
func ancestors(tx *store.Tx, id string) (all []Listing, err error) {
	for n := 0; id != "" && n < deepest; n++ {
		l, err := loadListing(tx, id)
		if fault.KindOf(err) == fault.NotFound {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, l)
		id = l.Parent
	}
	return all, nil
}

// SetState publishes, hides or retires a listing, or lets it return. Steward only.
func (d *Directory) SetState(ctx context.Context, by people.Actor, id string, to State) error {
	return d.alter(ctx, by, id, func(tx *store.Tx, l *Listing, h *history, a author) error {
		if l.State == to {
			return nil
		}
		a.act = map[State]Act{Retired: ActRetire, Published: ActReturn, Unpublished: ActEdit}[to]
		h.note(a, l.ID, "state", string(l.State), string(to))
		l.State = to
		l.correct("state")
		return nil
	})
}

// Verify notes that a person made sure of a listing today, and how. Steward only; an import is never a verification.
func (d *Directory) Verify(ctx context.Context, by people.Actor, id, how string) error {
	if !slices.Contains(WaysToVerify, how) {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "how", Key: "listing.verify_how"}}}
	}
	return d.alter(ctx, by, id, func(tx *store.Tx, l *Listing, h *history, a author) error {
		a.act = ActVerify
		y, m, day := d.clock.Now().UTC().Date()
		today := schedule.DateOf(y, m, day)
		h.note(a, l.ID, "verified", l.VerifiedOn.String(), today.String())
		l.VerifiedOn, l.VerifiedHow = today, how
		return nil
	})
}

// WaysToVerify are the answers to how a listing was verified.
var WaysToVerify = []string{"visit", "phone", "mail", "group", "website"}

// Undo sets one field back to what stood there before a change, if it still says what the change made of it; else the
// error is a Conflict. Steward only. What was withheld is gone and cannot come back.
func (d *Directory) Undo(ctx context.Context, by people.Actor, changeID string) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.writeListings(ctx, func(tx *store.Tx) ([]string, error) {
		cs, err := queryChanges(tx, `id = $1`, changeID)
		if err != nil {
			return nil, err
		}
		if len(cs) == 0 || cs[0].Act == ActAdd || cs[0].Act == ActVerify {
			return nil, fault.New(fault.NotFound, "change.none", nil)
		}
		l, err := loadListing(tx, cs[0].Listing)
		if err != nil {
			return nil, err
		}
		return d.undo(tx, authored(by, ActUndo, d.now()), &l, cs[0])
	})
}

func (d *Directory) undo(tx *store.Tx, a author, l *Listing, c Change) ([]string, error) {
	gone := fault.New(fault.Conflict, "change.no_longer", nil)
	in := Entered{Content: l.Content, Parent: l.Parent, Venue: l.Venue}
	now := map[string]*string{"parent": &in.Parent, "venue": &in.Venue}
	switch {
	case c.Field == "state":
		if string(l.State) != c.After {
			return nil, gone
		}
		var h history
		h.note(a, l.ID, "state", c.After, c.Before)
		l.State, l.Version, l.Updated = State(c.Before), l.Version+1, a.at
		l.correct("state")
		if err := h.write(tx); err != nil {
			return nil, err
		}
		return []string{l.ID}, updateListing(tx, l)
	case now[c.Field] != nil:
		if *now[c.Field] != c.After {
			return nil, gone
		}
		*now[c.Field] = c.Before
	default:
		fields, err := FieldsOf(l.Content)
		if err != nil {
			return nil, err
		}
		if string(fields[c.Field]) != c.After || c.Before == c.After {
			return nil, gone
		}
		if in.Content, err = l.with(map[string]json.RawMessage{c.Field: json.RawMessage(c.Before)}); err != nil {
			return nil, err
		}
	}
	prepare(in.Content)
	return d.rewrite(tx, a, l, in)
}

// TakeOffered lets the source's value of a corrected field stand, or the group or place where it has the listing: the field
// is the source's again. Steward only.
func (d *Directory) TakeOffered(ctx context.Context, by people.Actor, id, field string) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.writeListings(ctx, func(tx *store.Tx) ([]string, error) {
		l, err := loadListing(tx, id)
		if err != nil {
			return nil, err
		}
		in, err := l.withOffered(field)
		if err != nil {
			return nil, err
		}
		prepare(in.Content)
		changed, err := d.rewrite(tx, authored(by, ActEdit, d.now()), &l, in)
		if err != nil {
			return nil, err
		}
		delete(l.Offered, field)
		l.Corrected = slices.DeleteFunc(l.Corrected, func(f string) bool { return f == field })
		return changed, updateListing(tx, &l)
	})
}

// withOffered is the listing as it would be with what its source offers for a field.
func (l *Listing) withOffered(field string) (in Entered, err error) {
	value, ok := l.Offered[field]
	if !ok {
		return in, fault.New(fault.NotFound, "listing.nothing_offered", nil)
	}
	in = Entered{Content: l.Content, Parent: l.Parent, Venue: l.Venue}
	switch field {
	case "parent":
		in.Parent, err = placed(value)
	case "venue":
		in.Venue, err = placed(value)
	default:
		in.Content, err = l.with(map[string]json.RawMessage{field: value})
	}
	return in, err
}

// with is the listing's content with other values for some fields; JSON null stands for nothing.
func (l *Listing) with(values map[string]json.RawMessage) (Content, error) {
	fields, err := FieldsOf(l.Content)
	if err != nil {
		return nil, err
	}
	for f, value := range values {
		if fields[f] = value; string(value) == "null" || len(value) == 0 {
			delete(fields, f)
		}
	}
	return ContentOf(l.Kind, fields)
}

// alter is the common way of a steward's small change to one listing.
func (d *Directory) alter(ctx context.Context, by people.Actor, id string, change func(*store.Tx, *Listing, *history, author) error) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.writeListings(ctx, func(tx *store.Tx) ([]string, error) {
		l, err := loadListing(tx, id)
		if err != nil {
			return nil, err
		}
		var h history
		a := authored(by, ActEdit, d.now())
		if err := change(tx, &l, &h, a); err != nil || len(h.rows) == 0 {
			return nil, err
		}
		l.Version, l.Updated = l.Version+1, a.at
		if err := h.write(tx); err != nil {
			return nil, err
		}
		return []string{l.ID}, updateListing(tx, &l)
	})
}

// writeListings runs a transaction that changes listings, tells the feed which, and wakes the follower once it is
// committed.
func (d *Directory) writeListings(ctx context.Context, change func(*store.Tx) ([]string, error)) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if err := lockFeed(tx); err != nil {
			return err
		}
		ids, err := change(tx)
		if err != nil || len(ids) == 0 {
			return err
		}
		tx.AfterCommit(d.wake)
		return tell(tx, "", ids...)
	})
}
