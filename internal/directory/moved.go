package directory

import (
	"context"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// Own gives a group's listing with its places and meetings as drafts: all that is kept of them, what only members may know
// included, whether it is public or not. What was retired or merged is left out, and so is the history, which is the
// directory's. It is for operations that have decided that the actor may take it along.
func (d *Directory) Own(ctx context.Context, id string) (all []Draft, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		group, err := loadListing(tx, id)
		if err != nil {
			return err
		}
		meetings, err := listListings(tx, `l.parent_id = $1 AND l.kind = 'meeting' AND l.state <> 'retired' AND l.merged_into IS NULL`, `ORDER BY l.id`, id)
		if err != nil {
			return err
		}
		w := Whole{Group: &group}
		for _, m := range meetings {
			w.Listing = m
			if w.Venue, err = venueOf(tx, &m); err != nil {
				return err
			}
			all = append(all, meetingDraft(&w))
		}
		if len(all) == 0 {
			all = append(all, Draft{Group: draftOfGroup(&group, nil)})
		}
		return nil
	})
	return all, err
}

func venueOf(tx *store.Tx, m *Listing) (*Listing, error) {
	if m.Venue == "" {
		return nil, nil
	}
	v, err := loadListing(tx, m.Venue)
	return &v, err
}

// Settled is what came of a group's own drafts.
type Settled struct {
	Group    string // its id here; empty: it could not be taken
	Meetings int
	Skipped  int // meetings that this directory could not have been given by hand
}

// SettleOwn adds a group that comes from another server, as its archive describes it, under new ids and unpublished: whether
// it is shown here is decided here. It must come first in its transaction. It is for operations that have decided so; Invalid
// when the drafts are of more than one group.
func (d *Directory) SettleOwn(tx *store.Tx, by people.Actor, drafts []Draft) (s Settled, err error) {
	if err := lockFeed(tx); err != nil || len(drafts) == 0 {
		return s, err
	}
	for _, one := range drafts {
		if one.Group == nil || one.Organisation != nil || one.Group.NativeID != drafts[0].Group.NativeID {
			return s, fault.New(fault.Invalid, "archive.broken", nil)
		}
	}
	o := bringing{d: d, by: by, venues: map[string]string{}}
	if s.Group, err = o.add(tx, Entered{Content: &drafts[0].Group.Group}); err != nil || s.Group == "" {
		s.Skipped = len(drafts)
		return s, err
	}
	for _, one := range drafts {
		if one.Meeting == nil {
			continue
		}
		in := Entered{Content: &one.Meeting.Meeting, Parent: s.Group}
		if in.Venue, err = o.venue(tx, one.Venue); err != nil {
			return s, err
		}
		id, err := o.add(tx, in)
		switch {
		case err != nil:
			return s, err
		case id == "":
			s.Skipped++
		default:
			s.Meetings++
		}
	}
	tx.AfterCommit(d.wake)
	return s, tell(tx, "", o.added...)
}

// bringing adds the listings of one group.
type bringing struct {
	d      *Directory
	by     people.Actor
	venues map[string]string // ids here by ids there
	added  []string
}

// venue adds a place once, and gives its id here.
func (o *bringing) venue(tx *store.Tx, v *VenueDraft) (id string, err error) {
	if v == nil {
		return "", nil
	}
	id, known := o.venues[v.NativeID]
	if known {
		return id, nil
	}
	id, err = o.add(tx, Entered{Content: &v.Venue})
	o.venues[v.NativeID] = id
	return id, err
}

// add adds a listing and gives its id; empty when it is none that could be entered here.
func (o *bringing) add(tx *store.Tx, in Entered) (string, error) {
	prepare(in.Content)
	if validate(in.Content) != nil {
		return "", nil
	}
	a := o.d.authored(o.by, ActAdd)
	l := Listing{ID: a.id(), Kind: in.Content.Kind(), Parent: in.Parent, Venue: in.Venue, State: Unpublished, Content: in.Content,
		Version: 1, Created: a.at, Updated: a.at}
	if err := l.name(tx); err != nil {
		return "", err
	}
	var h history
	h.note(a, l.ID, "state", "", string(l.State))
	if err := insertListings(tx, &l); err != nil {
		return "", err
	}
	o.added = append(o.added, l.ID)
	return l.ID, h.write(tx)
}
