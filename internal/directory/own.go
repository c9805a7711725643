package directory

import (
	"context"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// ownCopy gives the actor's meetings at a venue where others meet too a venue of their own, which says something else.
func (d *Directory) ownCopy(tx *store.Tx, k keeper, shared *Listing, content Content) (own Listing, changed []string, err error) {
	if content.Kind() != KindVenue {
		return own, nil, fault.New(fault.Invalid, "listing.other_kind", nil)
	}
	if own, err = d.add(tx, d.authored(k.by, ActAdd), Entered{Content: content}); err != nil {
		return own, nil, err
	}
	meetings, err := listListings(tx, `l.kind = 'meeting' AND l.venue_id = $1`, `ORDER BY l.id`, shared.ID)
	if err != nil {
		return own, nil, err
	}
	if meetings, _, err = k.only(tx, meetings, nil); err != nil {
		return own, nil, err
	}
	changed = []string{own.ID}
	for i := range meetings {
		m := &meetings[i]
		some, err := d.rewrite(tx, d.authored(k.by, ActEdit), m, Entered{Content: m.Content, Parent: m.Parent, Venue: own.ID})
		if err != nil {
			return own, nil, err
		}
		changed = append(changed, some...)
	}
	return own, changed, nil
}

// Withhold stops telling where a meeting is, at once: from then on its place is told on contact only, and what was told of
// it goes from the history. At a venue where others meet too, the actor's meetings get one of their own. Who may edit the
// meeting may. NotFound when it has no place; nothing happens where the place is withheld already.
func (d *Directory) Withhold(ctx context.Context, by people.Actor, meeting string) error {
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		k, m, err := d.kept(tx, by, meeting)
		if err != nil {
			return nil, err
		}
		if m.Venue == "" {
			return nil, notTheirs()
		}
		v, shared, err := k.reached(tx, m.Venue)
		if err != nil || v.Content.(*Venue).Withheld() {
			return nil, err
		}
		place := *v.Content.(*Venue)
		place.Withhold(OnContact)
		if shared {
			_, changed, err := d.ownCopy(tx, k, &v, &place)
			return changed, err
		}
		return d.alterTo(tx, k, ActEdit, &v, Entered{Content: &place})
	})
}
