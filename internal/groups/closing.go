package groups

import (
	"context"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	actClose       = "close"
	soonestClosing = 14 // days, so that everybody can say goodbye and take with them what they want
	latestClosing  = 365
)

// Farewell is how a group ends.
type Farewell struct {
	Words    string        // for seekers; may be empty
	LastDay  schedule.Date // on which the space is still there
	Onward   string        // id of the listing of a group that seekers are shown the way to; empty: the search
	Slug     string        // of that listing, while it is public
	Name     string        // of that group
	Agreed   bool          // two have decided it; else it waits for the second
	Proposal string        // id by which a second joins in; empty when agreed
	Own      bool          // the actor proposed it
}

// ProposeClosing proposes that the group ends: with words for seekers, a last day, and a group to which they are shown the
// way. Nothing happens until a second joins in. Roles with the permission "roles" may. Invalid names what is wrong, Conflict
// when an end is proposed or decided already.
func (g *Groups) ProposeClosing(ctx context.Context, by people.Actor, f Farewell) error {
	words, err := shortText("words", f.Words, longestNote)
	if err != nil {
		return err
	}
	if f.LastDay < g.today().AddDays(soonestClosing) || f.LastDay > g.today().AddDays(latestClosing) {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "last_day", Key: "closing.day_wrong", Values: map[string]any{"soonest": soonestClosing}}}}
	}
	return g.changePlan(ctx, by, func(tx *store.Tx, group Group) error {
		if group.Life == Closing {
			return fault.New(fault.Conflict, "life.not_now", nil)
		}
		if f.Onward != "" {
			if _, _, err := onward(tx, f.Onward); fault.KindOf(err) != fault.NotFound {
				if err != nil {
					return err
				}
			} else {
				return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "onward", Key: "closing.onward_wrong"}}}
			}
		}
		if _, err := g.propose(tx, by, actClose, by.Space, words, pack.Roles); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM farewell WHERE space_id = $1`, by.Space); err != nil { // one that nobody joined in
			return err
		}
		_, err := tx.Exec(`INSERT INTO farewell (id, space_id, listing_id, words, last_day, onward_id, agreed, over) VALUES ($1, $2, NULLIF($3, ''), $4, $5, NULLIF($6, ''), FALSE, FALSE)`,
			store.NewPersonID(), by.Space, group.Listing, words, int64(f.LastDay), f.Onward)
		return err
	})
}

// onward reads where seekers are shown the way to. NotFound when it is no public group.
func onward(tx *store.Tx, listing string) (slug, name string, err error) {
	var content string
	err = tx.QueryRow(`SELECT slug, content FROM listing WHERE id = $1 AND kind = 'group' AND state = 'published' AND merged_into IS NULL`, listing).Scan(&slug, &content)
	if err != nil {
		return "", "", err
	}
	name, err = listedName(content)
	return slug, name, err
}

// JoinClosing decides together with who proposed it that the group ends. Roles with the permission "roles" may. Conflict for
// who proposed it, NotFound when it waits no more.
func (g *Groups) JoinClosing(ctx context.Context, by people.Actor, proposal string) error {
	return g.changePlan(ctx, by, func(tx *store.Tx, group Group) error {
		j, err := g.second(tx, by, actClose, proposal, pack.Roles)
		if err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE farewell SET agreed = TRUE, listing_id = NULLIF($2, '') WHERE space_id = $1 AND last_day >= $3`, by.Space, group.Listing, int64(g.today()))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "", nil)
		}
		if _, err := tx.Exec(`UPDATE group_space SET state = $2 WHERE space_id = $1`, by.Space, string(Closing)); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "closing", By: j.by, With: by.Persona, Words: j.words})
	})
}

// TakeBackClosing lets who proposed the end take it back before a second joins in. NotFound when it waits no more.
func (g *Groups) TakeBackClosing(ctx context.Context, by people.Actor, proposal string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if err := g.takeBack(tx, by, actClose, proposal); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM farewell WHERE space_id = $1 AND NOT agreed`, by.Space)
		return err
	})
}

// Reopen lets a group that has decided to end go on. Roles with the permission "roles" may. Conflict when it does not close.
func (g *Groups) Reopen(ctx context.Context, by people.Actor) error {
	return g.changePlan(ctx, by, func(tx *store.Tx, group Group) error {
		if err := g.live(tx, group, by, Meeting, "reopened", Closing); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM farewell WHERE space_id = $1`, by.Space)
		return err
	})
}

// Farewell is the end of the actor's group, proposed or decided. Members only; NotFound when there is none.
func (g *Groups) Farewell(ctx context.Context, by people.Actor) (f Farewell, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if f, err = scanFarewell(tx.QueryRow(`SELECT `+farewellColumns+` WHERE f.space_id = $1`, by.Space)); err != nil || f.Agreed {
			return err
		}
		waiting, err := g.joints(tx, by.Space, actClose)
		if err != nil {
			return err
		}
		if len(waiting) == 0 {
			return fault.New(fault.NotFound, "", nil)
		}
		f.Proposal, f.Own = waiting[0].id, waiting[0].by == by.Persona
		return nil
	})
	return f, err
}

const farewellColumns = `f.words, f.last_day, COALESCE(f.onward_id, ''), COALESCE(o.slug, ''), COALESCE(o.content, '{}'), f.agreed
	FROM farewell f LEFT JOIN listing o ON o.id = f.onward_id AND o.state = 'published' AND o.merged_into IS NULL`

func scanFarewell(r store.Row) (f Farewell, err error) {
	var content string
	if err = r.Scan(&f.Words, &f.LastDay, &f.Onward, &f.Slug, &content, &f.Agreed); err != nil {
		return f, err
	}
	f.Name, err = listedName(content)
	return f, err
}

// Parted is how a listed group ends, or ended, for those who come to its listing by its slug. Anybody may ask; NotFound when
// it does not.
func (g *Groups) Parted(ctx context.Context, slug string) (f Farewell, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		f, err = scanFarewell(tx.QueryRow(`SELECT `+farewellColumns+` JOIN listing l ON l.id = f.listing_id WHERE l.slug = $1 AND l.kind = 'group' AND f.agreed`, slug))
		return err
	})
	return f, err
}

// Tend ends what has come to its end: groups that had no second member within thirty days, and those whose last day is over,
// with their listings; their farewell stays for seekers. It is for who keeps the server going, now and again.
func (g *Groups) Tend(ctx context.Context, d *directory.Directory) error {
	if err := g.db.Write(ctx, g.endLone); err != nil {
		return err
	}
	return d.End(ctx, func(tx *store.Tx) (listed []string, err error) {
		type ended struct{ id, space, listing string }
		scan := func(r store.Row) (e ended, err error) {
			err = r.Scan(&e.id, &e.space, &e.listing)
			return e, err
		}
		all, err := store.Collect(tx, scan, `SELECT id, space_id, COALESCE(listing_id, '') FROM farewell WHERE agreed AND NOT over AND last_day < $1`, int64(g.today()))
		if err != nil {
			return nil, err
		}
		for _, one := range all {
			if one.listing != "" {
				listed = append(listed, one.listing)
			}
			if _, err := tx.Exec(`UPDATE farewell SET over = TRUE WHERE id = $1`, one.id); err != nil {
				return nil, err
			}
			if one.space == "" { // everybody had left before
				continue
			}
			if err := g.end(tx, one.space); err != nil {
				return nil, err
			}
		}
		return listed, nil
	})
}

// forgetFarewell takes the space out of a decided farewell, so that nothing is left of it but what seekers are told; of a
// group that is listed nowhere, nothing is.
func forgetFarewell(tx *store.Tx, space string) error {
	if _, err := tx.Exec(`DELETE FROM farewell WHERE space_id = $1 AND (NOT agreed OR listing_id IS NULL)`, space); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE farewell SET space_id = '' WHERE space_id = $1`, space)
	return err
}
