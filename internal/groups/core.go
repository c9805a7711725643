package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	loneDays = 30  // after which a group that forms ends by itself, unless it has a second member by then
	mostLone = 500 // groups that form and have no second member yet, so that nobody fills the server with them
)

// ShareWork says whether somebody who wishes would share the work from the first day. As soon as two would, a space opens
// for them, without a listing and behind a closed door, and each may come in from their own page: nobody is told who the
// others are, or that they came. Up to five come in together; more begin another group. O is what the space begins with.
// NotFound as for Wisher, Conflict when they may come in already, TooMany when too many groups wait for a second member.
func (g *Groups) ShareWork(ctx context.Context, secret string, shares bool, o Opening) error {
	p, ok := pack.Find(o.Pack)
	if !ok {
		return fault.New(fault.Invalid, "group.no_pack", nil)
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		who, err := g.wisher(tx, secret)
		if err != nil {
			return err
		}
		if who.Space != "" {
			return fault.New(fault.Conflict, "core.called_already", nil)
		}
		if _, err := tx.Exec(`UPDATE wisher SET shares = $2 WHERE id = $1`, who.id, shares); err != nil {
			return err
		}
		if !shares || who.State == Hidden {
			return nil
		}
		return g.callTogether(tx, who.Wish, o, p)
	})
}

// callTogether lets those who would share the work come in: to the core group that has room, or two and more to a new one.
func (g *Groups) callTogether(tx *store.Tx, w Wish, o Opening, p pack.Pack) error {
	ready, err := store.Collect(tx, store.Scalar[string], `SELECT id FROM wisher WHERE wish_id = $1 AND shares AND called_to = '' AND expires > $2 ORDER BY day, id`, w.ID, g.now())
	if err != nil {
		return err
	}
	if w.core == "" || w.called >= founders {
		if len(ready) < 2 {
			return nil
		}
		if w.core, err = g.form(tx, o, p, w.Need); err != nil {
			return err
		}
		w.called = 0
	}
	for _, id := range ready[:min(len(ready), founders-w.called)] {
		if _, err := tx.Exec(`UPDATE wisher SET called_to = $2 WHERE id = $1`, id, w.core); err != nil {
			return err
		}
		w.called++
	}
	_, err = tx.Exec(`UPDATE wish SET core = $2, called = $3 WHERE id = $1`, w.ID, w.core, w.called)
	return err
}

// form makes the space of a group that is forming, with its plan.
func (g *Groups) form(tx *store.Tx, o Opening, p pack.Pack, need Need) (space string, err error) {
	lone, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM group_space g WHERE g.state = $1 AND (SELECT COUNT(*) FROM persona p WHERE p.space_id = g.space_id AND NOT p.guest) < 2`, string(Forming)))
	if err != nil {
		return "", err
	}
	if lone >= mostLone {
		return "", fault.New(fault.TooMany, "core.full", nil)
	}
	made, err := g.people.NewSpace(tx, Kind, "")
	if err != nil {
		return "", err
	}
	p.Door = pack.Invitation
	if err := g.begin(tx, made.ID, o, p); err != nil {
		return "", err
	}
	if _, err := tx.Exec(`UPDATE group_space SET name = $2, state = $3 WHERE space_id = $1`, made.ID, o.Name, string(Forming)); err != nil {
		return "", err
	}
	if err := g.beginPlan(tx, made.ID, need); err != nil {
		return "", err
	}
	return made.ID, g.note(tx, made.ID, Recorded{Act: "began", Outside: true})
}

// Start makes the space of a group that is forming for people who know each other already, and gives the path of a link by
// which its first members come in. From is where the request comes from, as for Wish. Stewards may, and strangers where
// strangers is true, which the operator decides. TooMany as for ShareWork, and when too much came from there.
func (g *Groups) Start(ctx context.Context, by people.Actor, strangers bool, from string, o Opening) (path string, err error) {
	if !by.Has(people.Steward) {
		if !strangers {
			return "", fault.New(fault.Forbidden, "listing.steward_only", nil)
		}
		if err := g.people.AtDoor("start", from); err != nil {
			return "", err
		}
	}
	p, ok := pack.Find(o.Pack)
	if !ok {
		return "", &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "pack", Key: "group.no_pack"}}}
	}
	err = g.db.Write(ctx, func(tx *store.Tx) error {
		space, err := g.form(tx, o, p, Need{})
		if err != nil {
			return err
		}
		path, err = g.people.Invite(tx, people.Actor{}, people.Invitation{Space: space, Role: Founder, Uses: founders, Expires: g.clock.Now().Add(foundersLink)})
		return err
	})
	return path, err
}

// called reads somebody's part in a wish by which they may come in to a space. NotFound when they may not.
func (g *Groups) called(tx *store.Tx, way Way) (Wisher, error) {
	p, err := g.wisher(tx, way.Wish)
	if err == nil && (p.Space == "" || p.Space != way.Space) {
		err = fault.New(fault.NotFound, "", nil)
	}
	return p, err
}

// comeByWish uses somebody's part in a wish up. Nothing is left of it: no wish leads to a persona.
func (g *Groups) comeByWish(tx *store.Tx, way Way) error {
	p, err := g.called(tx, way)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM wisher WHERE id = $1`, p.id); err != nil {
		return err
	}
	return forgetEmptyWishes(tx)
}

// uncall lets those who were called to a space that is no more wish on. They did not come, so they are not called again
// before they say anew that they would.
func uncall(tx *store.Tx, space string) error {
	if _, err := tx.Exec(`UPDATE wisher SET called_to = '', shares = FALSE WHERE called_to = $1`, space); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE wish SET core = '', called = 0 WHERE core = $1`, space)
	return err
}

// endLone ends the groups that had no second member within thirty days.
func (g *Groups) endLone(tx *store.Tx) error {
	lone, err := store.Collect(tx, store.Scalar[string], `SELECT g.space_id FROM group_space g JOIN plan p ON p.space_id = g.space_id
		WHERE g.state = $1 AND p.began < $2 AND (SELECT COUNT(*) FROM persona m WHERE m.space_id = g.space_id AND NOT m.guest) < 2`,
		string(Forming), int64(g.today().AddDays(-loneDays)))
	if err != nil {
		return err
	}
	for _, space := range lone {
		if err := g.end(tx, space); err != nil {
			return err
		}
	}
	return nil
}

// end takes everybody out of a space, and the space away.
func (g *Groups) end(tx *store.Tx, space string) error {
	all, err := store.Collect(tx, store.Scalar[string], `SELECT id FROM persona WHERE space_id = $1`, space)
	if err != nil {
		return err
	}
	for _, persona := range all {
		if err := g.takeOut(tx, persona); err != nil {
			return err
		}
	}
	return g.dissolve(tx, space)
}

// LoneUntil is the last day on which a group that forms may be without a second member.
func LoneUntil(began schedule.Date) schedule.Date { return began.AddDays(loneDays) }
