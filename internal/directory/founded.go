package directory

import (
	"context"
	"encoding/json"

	"kith/internal/people"
	"kith/internal/store"
)

// Founded is what a group lists of itself for the first time.
type Founded struct {
	Group   *Group
	Meeting *Meeting // nil: none yet
	Venue   *Venue   // of the meeting; nil: none
	State   State    // of the group: Unpublished until a steward has looked, or Published
}

// Found lists a group that says so itself. Decide, in the same transaction, says whether it may, and keeps what belongs to
// it; its errors are given back and nothing is listed then. Invalid names the fields that are wrong.
func (d *Directory) Found(ctx context.Context, in Founded, decide func(tx *store.Tx, group Listing) error) (group Listing, err error) {
	contents := []Content{in.Group}
	if in.Venue != nil {
		contents = append(contents, in.Venue)
	}
	if in.Meeting != nil {
		contents = append(contents, in.Meeting)
	}
	var k checker
	for _, c := range contents {
		prepare(c)
		k.check(c)
	}
	if err := k.Err(); err != nil {
		return group, err
	}
	err = d.writeDecided(ctx, func(tx *store.Tx) (ids []string, err error) {
		var venue, added Listing
		for _, c := range contents {
			entered := Entered{Content: c, State: Published}
			switch c.Kind() {
			case KindGroup:
				entered.State = in.State
			case KindMeeting:
				entered.Parent, entered.Venue = group.ID, venue.ID
			}
			if added, err = d.add(tx, d.authored(byGroup(), ActAdd), entered); err != nil {
				return nil, err
			}
			switch c.Kind() {
			case KindGroup:
				group = added
			case KindVenue:
				venue = added
			}
			ids = append(ids, added.ID)
		}
		return ids, decide(tx, group)
	})
	return group, err
}

// Rest has the listing of a group say that its meetings are closed for now, or lets them be as they were before. Decide
// gives the group's listing, or says why not.
func (d *Directory) Rest(ctx context.Context, resting bool, decide func(tx *store.Tx) (group string, err error)) error {
	return d.writeDecided(ctx, func(tx *store.Tx) (ids []string, err error) {
		group, err := decide(tx)
		if err != nil || group == "" {
			return nil, err
		}
		meetings, err := listListings(tx, `l.kind = 'meeting' AND l.parent_id = $1 AND l.state = 'published'`, `ORDER BY l.id`, group)
		if err != nil {
			return nil, err
		}
		for _, l := range meetings {
			to := closed
			if !resting {
				if to, err = beforeRest(tx, l.ID); err != nil {
					return nil, err
				}
			}
			m := *l.Content.(*Meeting)
			if to == "" || m.Attend == to || !resting && m.Attend != closed {
				continue
			}
			m.Attend = to
			changed, err := d.rewrite(tx, d.authored(byGroup(), ActEdit), &l, Entered{Content: &m, Parent: l.Parent, Venue: l.Venue})
			if err != nil {
				return nil, err
			}
			ids = append(ids, changed...)
		}
		return ids, nil
	})
}

// byGroup is a group that speaks as one.
func byGroup() people.Actor { return people.Actor{Name: ByGroup} }

const closed = "closed" // of attend: closed for now

// beforeRest is how one took part in a meeting before its group let it rest; empty when the group did not.
func beforeRest(tx *store.Tx, meeting string) (attend string, err error) {
	all, err := queryChanges(tx, `listing_id = $1 AND field = 'attend' ORDER BY number DESC LIMIT 1`, meeting)
	if err != nil || len(all) == 0 || all[0].By != ByGroup {
		return "", err
	}
	return attend, json.Unmarshal([]byte(all[0].Before), &attend)
}

// End retires the listings of groups and of their meetings. Decide gives the groups' listings, or says why not.
func (d *Directory) End(ctx context.Context, decide func(tx *store.Tx) (groups []string, err error)) error {
	return d.writeDecided(ctx, func(tx *store.Tx) (ids []string, err error) {
		groups, err := decide(tx)
		if err != nil {
			return nil, err
		}
		a := d.authored(byGroup(), ActRetire)
		for _, group := range groups {
			all, err := listListings(tx, `(l.id = $1 OR l.parent_id = $1 AND l.kind = 'meeting') AND l.state <> 'retired'`, `ORDER BY l.id`, group)
			if err != nil {
				return nil, err
			}
			for _, l := range all {
				var h history
				h.note(a, l.ID, "state", string(l.State), string(Retired))
				l.State = Retired
				l.renew(a)
				l.correct("state")
				if err := h.write(tx); err != nil {
					return nil, err
				}
				if err := updateListing(tx, &l); err != nil {
					return nil, err
				}
				ids = append(ids, l.ID)
			}
		}
		return ids, nil
	})
}
