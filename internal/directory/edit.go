package directory

import (
	"context"
	"encoding/json"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// Entered is what a steward enters: a content and where it stands.
type Entered struct {
	Content Content
	Parent  string // organisation above, or the group of a meeting
	Venue   string // of a meeting
	State   State  // Published when empty
}

// Add puts a new listing in by hand. Stewards may, and whoever may change the listing above it (Options.Roots); those may
// add a venue too, to move a meeting there. Invalid names the fields that are wrong.
func (d *Directory) Add(ctx context.Context, by people.Actor, in Entered) (l Listing, err error) {
	err = d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return nil, err
		}
		prepare(in.Content)
		if err := validate(in.Content); err != nil {
			return nil, err
		}
		if err := k.mayAdd(tx, in); err != nil {
			return nil, err
		}
		l, err = d.add(tx, d.authored(by, ActAdd), in)
		return []string{l.ID}, err
	})
	return l, err
}

// add puts in a new listing whose content is prepared and valid.
func (d *Directory) add(tx *store.Tx, a author, in Entered) (Listing, error) {
	l := Listing{ID: a.id(), Kind: in.Content.Kind(), Parent: in.Parent, Venue: in.Venue, State: in.State,
		Content: in.Content, Version: 1, Created: a.at, Updated: a.at}
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
	h.note(a, l.ID, "state", "", string(l.State))
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
// from a source, counts as corrected. Stewards may, and whoever may change what it stands below (Options.Roots), but not
// move it elsewhere. A venue where others meet too stays as it is for them: the actor's meetings move to a copy of it, which
// is what is given back.
func (d *Directory) Edit(ctx context.Context, by people.Actor, id string, version int64, in Entered) (l Listing, err error) {
	err = d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return nil, err
		}
		prepare(in.Content)
		if err := validate(in.Content); err != nil {
			return nil, err
		}
		shared := false
		if l, shared, err = k.reached(tx, id); err != nil {
			return nil, err
		}
		if l.Version != version {
			return nil, stale(l, in)
		}
		if shared {
			var changed []string
			l, changed, err = d.ownCopy(tx, k, &l, in.Content)
			return changed, err
		}
		return d.alterTo(tx, k, ActEdit, &l, in)
	})
	return l, err
}

// alterTo is rewrite for what an actor may do.
func (d *Directory) alterTo(tx *store.Tx, k keeper, act Act, l *Listing, in Entered) ([]string, error) {
	if err := k.mayPlace(tx, l, in); err != nil {
		return nil, err
	}
	return d.rewrite(tx, d.authored(k.by, act), l, in)
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
	l.renew(a)
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
