package directory

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"kith/internal/fault"
	"kith/internal/fold"
	"kith/internal/people"
	"kith/internal/store"
)

// A row without an id of its own is known by its name, place, day and time, so a row whose time changes is another meeting
// to an import. Where that leaves corrections behind, the pair is suggested to the steward, who can carry them over.

// stays are the corrections that are not carried over: the source has just told the time anew, and whether a listing is
// public was decided of the old one.
var stays = []string{"schedule", "state"}

// carried are the corrections of a listing that another can take over.
func (l *Listing) carried() []string {
	return slices.DeleteFunc(slices.Clone(l.Corrected), func(f string) bool { return slices.Contains(stays, f) })
}

// successor finds the meeting that an import brought in place of one that it no longer has: of the same name, in the same
// group and at the same place, as the source says it. Of several it is the one on the same weekday, then the next in time.
func successor(tx *store.Tx, gone *Listing, importID string) (*Listing, error) {
	if gone.Kind != KindMeeting || len(gone.carried()) == 0 {
		return nil, nil
	}
	name, err := saidName(tx, gone)
	if err != nil {
		return nil, err
	}
	parent, venue := gone.said("parent", gone.Parent), gone.said("venue", gone.Venue)
	all, err := allListings(tx, `l.parent_id = $1 AND l.born = $2 AND l.kind = 'meeting'`, parent, importID)
	all = slices.DeleteFunc(all, func(l Listing) bool {
		return l.Venue != venue || fold.Fold(l.Content.Title()) != fold.Fold(name)
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	best := slices.MinFunc(all, func(a, b Listing) int {
		return cmp.Or(cmp.Compare(gone.awayFrom(&a), gone.awayFrom(&b)), cmp.Compare(a.ID, b.ID))
	})
	return &best, nil
}

// said is where the source has a listing, whoever placed it since.
func (l *Listing) said(field, here string) string {
	if offer := l.Offered[field]; offer != nil {
		here, _ = placed(offer) // written by offerPlacing, so it can be read
	}
	return here
}

// saidName is the name that the source gives a listing.
func saidName(tx *store.Tx, l *Listing) (name string, err error) {
	if !slices.Contains(l.Corrected, "name") {
		return l.Content.Title(), nil
	}
	if offer := l.Offered["name"]; offer != nil {
		return name, json.Unmarshal(offer, &name)
	}
	cs, err := queryChanges(tx, `c.listing_id = $1 AND c.field = 'name' AND c.import_id = '' AND c.before <> '' ORDER BY c.number LIMIT 1`, l.ID)
	if err != nil || len(cs) == 0 {
		return l.Content.Title(), err
	}
	return name, json.Unmarshal([]byte(cs[0].Before), &name)
}

// awayFrom is how far the time of another meeting is from that of this one, in minutes; on another weekday more than any
// on the same.
func (l *Listing) awayFrom(other *Listing) int {
	a, b := l.Content.(*Meeting).Schedule, other.Content.(*Meeting).Schedule
	minutes := int(a.Start) - int(b.Start)
	if minutes < 0 {
		minutes = -minutes
	}
	if a.Weekday != b.Weekday {
		minutes += 24 * 60
	}
	return minutes
}

// suggestSuccessor puts a meeting that is gone and the one that came in its place before the steward.
func suggestSuccessor(tx *store.Tx, gone *Listing, importID string, now int64) error {
	next, err := successor(tx, gone, importID)
	if err != nil || next == nil {
		return err
	}
	row := []any{min(gone.ID, next.ID), max(gone.ID, next.ID), 100, "open", "", now}
	_, err = tx.InsertMany("likeness", likenessColumns, [][]any{row}, "ON CONFLICT (one, other) DO NOTHING")
	return err
}

// warnMoved reports the meetings that are gone and seem to have only moved, so that their corrections can be carried over.
func (m *Import) warnMoved(ctx context.Context, gone []string) error {
	var moved []Problem
	for some := range slices.Chunk(gone, chunk) {
		err := m.d.db.Read(ctx, func(tx *store.Tx) error {
			ls, err := byIDs(tx, some)
			if err != nil {
				return err
			}
			for i := range ls {
				next, err := successor(tx, &ls[i], m.id)
				if err != nil {
					return err
				}
				if next != nil {
					moved = append(moved, movedProblem(&ls[i], next))
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return m.report(ctx, moved...)
}

// movedProblem says which meeting moved, from when to when.
func movedProblem(from, to *Listing) Problem {
	at := func(l *Listing) string {
		s := l.Content.(*Meeting).Schedule
		return strings.ToUpper(s.Weekday.String()[:2]) + " " + s.Start.String()
	}
	return Problem{Where: to.Content.Title(), Field: "time", Value: at(from) + " → " + at(to), Why: "import.why.moved", Do: "import.do.carry"}
}

// Carry gives a meeting the corrections of one that its source no longer has, and settles the suggestion. What the
// source says of the carried fields is offered beside them. The time stays as the source now tells it. Steward only;
// Invalid when the two are not a suggested pair of one source.
func (d *Directory) Carry(ctx context.Context, by people.Actor, from, to string) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		old, err := loadListing(tx, from)
		if err != nil {
			return nil, err
		}
		l, err := loadListing(tx, to)
		if err != nil {
			return nil, err
		}
		if !old.movedTo(&l) {
			return nil, fault.New(fault.Invalid, "listing.not_moved", nil)
		}
		changed, err := d.carry(tx, d.authored(by, ActEdit), &old, &l)
		if err != nil {
			return nil, err
		}
		return changed, d.judge(tx, by, from, to, "same")
	})
}

// movedTo says whether one meeting can have come in place of another.
func (l *Listing) movedTo(next *Listing) bool {
	return l.Kind == KindMeeting && next.Kind == KindMeeting && l.ID != next.ID && l.Source != "" && l.Source == next.Source && l.State == Retired
}

func (d *Directory) carry(tx *store.Tx, a author, old, l *Listing) ([]string, error) {
	theirs, err := FieldsOf(old.Content)
	if err != nil {
		return nil, err
	}
	mine, err := FieldsOf(l.Content)
	if err != nil {
		return nil, err
	}
	in := Entered{Content: l.Content, Parent: l.Parent, Venue: l.Venue}
	values := map[string]json.RawMessage{}
	for _, f := range old.carried() {
		switch f {
		case "parent":
			in.Parent = old.Parent
		case "venue":
			in.Venue = old.Venue
		default:
			if !slices.Contains(l.Corrected, f) {
				l.offer(f, mine[f])
			}
			values[f] = theirs[f]
			l.correct(f)
		}
	}
	if in.Content, err = l.with(values); err != nil {
		return nil, err
	}
	return d.rewrite(tx, a, l, in)
}
