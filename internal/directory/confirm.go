package directory

import (
	"context"

	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// ByGroup is how a listing is verified by those whom it is about, and who history puts a change down to that a group made
// itself, as one: no persona.
const ByGroup = "group"

// VerifiedDays is for how long it counts that a listing was verified. After half a year who keeps it is reminded.
const VerifiedDays = 182

// Confirm notes that a group or an organisation itself says today that its listing is still right, and all meetings on the
// list below it. Who may edit the listing may.
func (d *Directory) Confirm(ctx context.Context, by people.Actor, id string) error {
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		_, l, err := d.kept(tx, by, id)
		if err != nil {
			return nil, err
		}
		all, err := listListings(tx, `l.kind = 'meeting' AND l.parent_id = $1 AND l.state = 'published' AND l.merged_into IS NULL`, `ORDER BY l.id`, id)
		if err != nil {
			return nil, err
		}
		var (
			h   history
			ids []string
			a   = d.authored(by, ActVerify)
		)
		for _, one := range append(all, l) {
			d.verify(&one, &h, a, ByGroup)
			one.renew(a)
			if err := updateListing(tx, &one); err != nil {
				return nil, err
			}
			ids = append(ids, one.ID)
		}
		return ids, h.write(tx)
	})
}

// Unverified are those of some listings that are on the list and that nobody verified on a day or later. What it tells is
// public.
func (d *Directory) Unverified(ctx context.Context, since schedule.Date, among ...string) (ids []string, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		all, err := byIDs(tx, among)
		ids = nil
		for _, l := range all {
			if public(&l) && l.VerifiedOn < since {
				ids = append(ids, l.ID)
			}
		}
		return err
	})
	return ids, err
}
