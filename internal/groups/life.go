package groups

import (
	"context"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// Meet says that the group meets from now on, unlisted: nobody outside learns of it. Roles with the permission "roles" may.
// Conflict when it does not form.
func (g *Groups) Meet(ctx context.Context, by people.Actor) error {
	return g.changePlan(ctx, by, func(tx *store.Tx, group Group) error {
		return g.live(tx, group, by, Meeting, "meets", Forming)
	})
}

// MeetListed says that the group meets from now on, and has the directory list it: for a steward to look at first, or at once
// where the clearinghouse wants it so. Who waited for such a group by a wish is shown the way to it. Roles with the
// permission "roles" may. Conflict when the group has a listing; Invalid names the fields that are wrong.
func (g *Groups) MeetListed(ctx context.Context, by people.Actor, d *directory.Directory, in directory.Founded) error {
	_, err := d.Found(ctx, in, func(tx *store.Tx, listing directory.Listing) error {
		group, err := mayDo(tx, by, pack.Roles)
		if err != nil {
			return err
		}
		if group.Listing != "" {
			return fault.New(fault.Conflict, "plan.listed", nil)
		}
		if _, err := tx.Exec(`UPDATE group_space SET listing_id = $2, name = '' WHERE space_id = $1`, by.Space, listing.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE wish SET listing_id = $2 WHERE core = $1`, by.Space, listing.ID); err != nil {
			return err
		}
		return g.live(tx, group, by, Meeting, "listed", Forming, Meeting)
	})
	return err
}

// LifeOf is where the group of a listing is in its life; empty when the listing has none. Anybody may ask.
func (g *Groups) LifeOf(ctx context.Context, listing string) (life Life, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		all, err := store.Collect(tx, store.Scalar[string], `SELECT state FROM group_space WHERE listing_id = $1`, listing)
		if err == nil && len(all) > 0 {
			life = Life(all[0])
		}
		return err
	})
	return life, err
}

// Founded are the groups that listed themselves and show to nobody yet: a steward looks first. Stewards may.
func (g *Groups) Founded(ctx context.Context, by people.Actor) (all []Group, err error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scanGroup, `SELECT `+groupColumns+` WHERE l.state = 'unpublished' AND g.state = $1 ORDER BY l.id LIMIT $2`, string(Meeting), mostCases)
		return err
	})
	return all, err
}

// live moves a group on in its life. Conflict when it does not stand where that begins.
func (g *Groups) live(tx *store.Tx, group Group, by people.Actor, to Life, act string, from ...Life) error {
	ok := false
	for _, life := range from {
		ok = ok || group.Life == life
	}
	if !ok {
		return fault.New(fault.Conflict, "life.not_now", nil)
	}
	if _, err := tx.Exec(`UPDATE group_space SET state = $2 WHERE space_id = $1`, group.Space, string(to)); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE plan SET shown = FALSE WHERE space_id = $1`, group.Space); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE wish SET core = '', called = 0 WHERE core = $1`, group.Space); err != nil {
		return err
	}
	if err := forgetEmptyWishes(tx); err != nil {
		return err
	}
	return g.note(tx, group.Space, Recorded{Act: act, By: by.Persona})
}

// Pause lets the group rest: its listing says that its meetings are closed for now, so that nobody travels to an empty room.
// Roles with the permission "roles" may. Conflict when it does not meet.
func (g *Groups) Pause(ctx context.Context, by people.Actor, d *directory.Directory) error {
	return g.rest(ctx, by, d, true)
}

// Resume lets the group meet again as before. Roles with the permission "roles" may. Conflict when it does not pause.
func (g *Groups) Resume(ctx context.Context, by people.Actor, d *directory.Directory) error {
	return g.rest(ctx, by, d, false)
}

func (g *Groups) rest(ctx context.Context, by people.Actor, d *directory.Directory, resting bool) error {
	from, to, act := Paused, Meeting, "resumed"
	if resting {
		from, to, act = Meeting, Paused, "paused"
	}
	return d.Rest(ctx, resting, func(tx *store.Tx) (string, error) {
		group, err := mayDo(tx, by, pack.Roles)
		if err != nil {
			return "", err
		}
		return group.Listing, g.live(tx, group, by, to, act, from)
	})
}
