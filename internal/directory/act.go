package directory

import (
	"context"
	"encoding/json"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// SetState publishes, hides or retires a listing, or lets it return. Stewards may, and whoever may change what it stands
// below (Options.Roots); but what a steward took off the list only a steward puts back.
func (d *Directory) SetState(ctx context.Context, by people.Actor, id string, to State) error {
	return d.alter(ctx, by, id, func(tx *store.Tx, l *Listing, h *history, a author) error {
		if l.State == to {
			return nil
		}
		if err := mayReturn(tx, by, l); err != nil {
			return err
		}
		a.act = map[State]Act{Retired: ActRetire, Published: ActReturn, Unpublished: ActEdit}[to]
		h.note(a, l.ID, "state", string(l.State), string(to))
		l.State = to
		l.correct("state")
		return nil
	})
}

// Verify notes that a person made sure of a listing today, and how. Stewards may, and whoever may change what it stands
// below (Options.Roots); an import is never a verification.
func (d *Directory) Verify(ctx context.Context, by people.Actor, id, how string) error {
	if !slices.Contains(WaysToVerify, how) {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "how", Key: "listing.verify_how"}}}
	}
	return d.alter(ctx, by, id, func(tx *store.Tx, l *Listing, h *history, a author) error {
		d.verify(l, h, a, how)
		return nil
	})
}

func (d *Directory) verify(l *Listing, h *history, a author, how string) {
	a.act = ActVerify
	today := d.today()
	h.note(a, l.ID, "verified", l.VerifiedOn.String(), today.String())
	l.VerifiedOn, l.VerifiedHow = today, how
}

// WaysToVerify are the answers to how a listing was verified.
var WaysToVerify = []string{"visit", "phone", "mail", "group", "website"}

// Undo sets one field back to what stood there before a change, if it still says what the change made of it; else the
// error is a Conflict. Who may edit the listing may. What was withheld is gone and cannot come back.
func (d *Directory) Undo(ctx context.Context, by people.Actor, changeID string) error {
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return nil, err
		}
		cs, err := queryChanges(tx, `c.id = $1`, changeID)
		if err != nil {
			return nil, err
		}
		if len(cs) == 0 || cs[0].Act == ActAdd || cs[0].Act == ActVerify {
			return nil, fault.New(fault.NotFound, "change.none", nil)
		}
		l, err := k.load(tx, cs[0].Listing)
		if err != nil {
			return nil, err
		}
		return d.undo(tx, k, &l, cs[0])
	})
}

func (d *Directory) undo(tx *store.Tx, k keeper, l *Listing, c Change) ([]string, error) {
	gone := fault.New(fault.Conflict, "change.no_longer", nil)
	in := Entered{Content: l.Content, Parent: l.Parent, Venue: l.Venue}
	now := map[string]*string{"parent": &in.Parent, "venue": &in.Venue}
	switch {
	case c.Field == "state":
		if string(l.State) != c.After {
			return nil, gone
		}
		if err := mayReturn(tx, k.by, l); err != nil {
			return nil, err
		}
		var h history
		a := d.authored(k.by, ActUndo)
		h.note(a, l.ID, "state", c.After, c.Before)
		l.State = State(c.Before)
		l.renew(a)
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
	return d.alterTo(tx, k, ActUndo, l, in)
}

// TakeOffered lets the source's value of a corrected field stand, or the group or place where it has the listing: the field
// is the source's again. Who may edit the listing may.
func (d *Directory) TakeOffered(ctx context.Context, by people.Actor, id, field string) error {
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		k, l, err := d.kept(tx, by, id)
		if err != nil {
			return nil, err
		}
		in, err := l.withOffered(field)
		if err != nil {
			return nil, err
		}
		prepare(in.Content)
		changed, err := d.alterTo(tx, k, ActEdit, &l, in)
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

// alter is the common way of a small change to one listing.
func (d *Directory) alter(ctx context.Context, by people.Actor, id string, change func(*store.Tx, *Listing, *history, author) error) error {
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		_, l, err := d.kept(tx, by, id)
		if err != nil {
			return nil, err
		}
		var h history
		a := d.authored(by, ActEdit)
		if err := change(tx, &l, &h, a); err != nil || len(h.rows) == 0 {
			return nil, err
		}
		l.renew(a)
		if err := h.write(tx); err != nil {
			return nil, err
		}
		return []string{l.ID}, updateListing(tx, &l)
	})
}

// writeListings runs a transaction in which somebody changes listings, tells the feed and those concerned which, and wakes
// the follower once it is committed.
func (d *Directory) writeListings(ctx context.Context, by people.Actor, change func(*store.Tx) ([]string, error)) error {
	if by.Persona == "" || d.roots == nil { // who cannot be anybody else keeps nobody waiting
		if err := mustSteward(by); err != nil {
			return err
		}
	}
	return d.writeDecided(ctx, func(tx *store.Tx) ([]string, error) {
		ids, err := change(tx)
		if err != nil || len(ids) == 0 || d.changed == nil {
			return ids, err
		}
		return ids, d.changed(tx, by, ids)
	})
}

// writeDecided is writeListings for what is decided by another package in the same transaction.
func (d *Directory) writeDecided(ctx context.Context, change func(*store.Tx) ([]string, error)) error {
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
