package groups

import (
	"context"

	"kith/internal/clock"
	"kith/internal/people"
	"kith/internal/store"
)

// FromOutside lists what was done to the actor's group by who runs the server or by a steward, the latest first: up to a
// hundred acts. Members only.
func (g *Groups) FromOutside(ctx context.Context, by people.Actor) (all []Recorded, err error) {
	scan := func(r store.Row) (one Recorded, err error) {
		err = r.Scan(&one.Number, &one.Act, &one.Words, &one.Day)
		return one, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err = store.Collect(tx, scan, `SELECT number, act, words, day FROM recorded WHERE space_id = $1 AND outside ORDER BY number DESC LIMIT $2`, by.Space, mostRecorded)
		return err
	})
	return all, err
}

// Acts of who runs the server that touch every group.
const (
	Copied   = "copied"   // a copy of the whole server was made
	Restored = "restored" // such a copy was put back
)

// NoteEverywhere writes an act of who runs the server into the record of every group. Copies are made often, so they are
// written down once in thirty days: a record that is full of them would hide everything else. It is for commands on the
// machine.
func NoteEverywhere(ctx context.Context, db *store.DB, c clock.Clock, act string) error {
	g := &Groups{db: db, clock: c}
	return db.Write(ctx, func(tx *store.Tx) error {
		since := g.today()
		if act == Copied {
			since = since.AddDays(-29)
		}
		spaces, err := store.Collect(tx, store.Scalar[string], `SELECT space_id FROM group_space WHERE NOT EXISTS
			(SELECT 1 FROM recorded r WHERE r.space_id = group_space.space_id AND r.act = $1 AND r.outside AND r.day >= $2) ORDER BY space_id`, act, int64(since))
		if err != nil {
			return err
		}
		for _, space := range spaces {
			if err := g.note(tx, space, Recorded{Act: act, Outside: true}); err != nil {
				return err
			}
		}
		return nil
	})
}
