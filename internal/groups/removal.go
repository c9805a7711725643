package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	removeAct     = "remove"
	longestReason = 2000 // letters
	mostRemoval   = 365  // days
)

// RemovalDays is how long what was written about a removal is kept after it ended.
const RemovalDays = 90

// Removing is somebody whom two want to remove: one has begun it.
type Removing struct {
	ID     string // of the act that waits for its second
	Name   string
	Reason string
	Until  schedule.Date
	By     string // name of who began it
	Own    bool   // the reader began it
}

// BeginRemoval asks that somebody be removed up to and with a day; it happens when a second joins in (JoinRemoval). Roles
// with the permission "protect" may. Invalid names a reason that is missing or too long and an end that is not after today
// or more than a year ahead; Conflict for oneself, when the same waits already, and when the group could not go on without
// them (see locksOut); NotFound when there is nobody like that.
func (g *Groups) BeginRemoval(ctx context.Context, by people.Actor, persona, reason string, until schedule.Date) error {
	reason, err := neededText("reason", reason, longestReason)
	if err != nil {
		return err
	}
	if until <= g.today() || until > g.today().AddDays(mostRemoval) {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "until", Key: "removal.until.wrong", Values: map[string]any{"n": mostRemoval}}}}
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Protect); err != nil {
			return err
		}
		if err := g.removable(tx, by, persona); err != nil {
			return err
		}
		id, err := g.propose(tx, by, removeAct, persona, reason, pack.Protect)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO removal_plan (joint_id, space_id, until) VALUES ($1, $2, $3)`, id, by.Space, int64(until))
		return err
	})
}

// removable refuses the removal of oneself, of who is not there (any more), and of who cannot be done without.
func (g *Groups) removable(tx *store.Tx, by people.Actor, persona string) error {
	if persona == by.Persona {
		return fault.New(fault.Conflict, "removal.self", nil)
	}
	who, err := g.people.Member(tx, by.Space, persona)
	if err != nil {
		return err
	}
	return g.locksOut(tx, by.Space, who)
}

// locksOut refuses, with Conflict, to take somebody out of a group that would then have a needed role which they hold alone,
// or which as a founder they stand in for, and which nobody left could take on: neither by a term of theirs nor by the
// membership that the role asks for. Whoever can be followed can be removed, so that no seat makes its holder safe.
func (g *Groups) locksOut(tx *store.Tx, space string, who people.Persona) error {
	kinds, err := kindsOf(tx, space)
	if err != nil {
		return err
	}
	terms, err := g.people.Terms(tx, space)
	if err != nil {
		return err
	}
	holds := func(role people.Role) bool {
		return slices.ContainsFunc(terms[role], func(t people.Term) bool { return t.Persona == who.ID })
	}
	for _, kind := range kinds {
		others := slices.ContainsFunc(terms[kind.Role], func(t people.Term) bool { return t.Persona != who.ID })
		if !kind.Needed || others || !holds(kind.Role) && !holds(Founder) {
			continue
		}
		follows, err := g.anybodyCould(tx, space, kind, who.ID)
		if err != nil {
			return err
		}
		if !follows {
			return fault.New(fault.Conflict, "removal.lockout", map[string]any{"role": kind.Name, "name": who.Name})
		}
	}
	return nil
}

// anybodyCould says whether anybody but one persona could hold a role from today on, were there a seat.
func (g *Groups) anybodyCould(tx *store.Tx, space string, kind RoleKind, but string) (bool, error) {
	age, err := g.age(tx, space)
	if err != nil {
		return false, err
	}
	n, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM persona p WHERE p.space_id = $1 AND `+active+` AND p.id <> $3 AND p.created <= $4
		AND NOT EXISTS (SELECT 1 FROM role r WHERE r.persona_id = p.id AND r.role = $5 AND r.until >= $6)`,
		space, int64(g.today()), but, int64(g.today().AddDays(-min(kind.NeededDays, age))), string(kind.Role), int64(g.today().AddDays(-kind.GapDays))))
	return n > 0, err
}

// JoinRemoval is the second hand: it removes the person whom another wanted to remove. Their terms, their company with
// newcomers and a recovery for them end. Roles with the permission "protect" may. NotFound when it does not wait any more; Conflict for who began it,
// for who is to be removed, when its day has come, and as for BeginRemoval.
func (g *Groups) JoinRemoval(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Protect); err != nil {
			return err
		}
		until, err := store.Scalar[schedule.Date](tx.QueryRow(`SELECT until FROM removal_plan WHERE joint_id = $1 AND space_id = $2`, id, by.Space))
		if err != nil {
			return err
		}
		j, err := g.second(tx, by, removeAct, id, pack.Protect)
		if err != nil {
			return err
		}
		if until < g.today() {
			return fault.New(fault.Conflict, "removal.late", nil)
		}
		if err := g.removable(tx, by, j.subject); err != nil {
			return err
		}
		return g.remove(tx, by, j, until)
	})
}

// remove carries it out.
func (g *Groups) remove(tx *store.Tx, by people.Actor, j joint, until schedule.Date) error {
	if err := g.recallAll(tx, j.subject); err != nil {
		return err
	}
	if err := g.people.Remove(tx, j.subject, until); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM removal WHERE persona_id = $1`, // of an earlier one
		`DELETE FROM willing WHERE persona_id = $1`,
		`DELETE FROM joint_act WHERE by_persona = $1 OR subject = $1`,
		`DELETE FROM recovery WHERE persona_id = $1`, // who removes somebody does not come in as them
		`UPDATE first_companion SET ended = TRUE WHERE newcomer_id = $1 OR companion_id = $1`,
	} {
		if _, err := tx.Exec(statement, j.subject); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO removal (persona_id, space_id, reason, by_persona, with_persona, day, until, answer, appeal, appealed, decision, words, decided_by, decided_with, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', 0, '', '', '', '', 0)`, j.subject, by.Space, j.words, j.by, by.Persona, int64(g.today()), int64(until))
	if err != nil {
		return err
	}
	return g.note(tx, by.Space, Recorded{Act: "removed", By: j.by, With: by.Persona, About: j.subject, Words: until.String()})
}

// DropRemoval takes back what the actor began. NotFound when there is none.
func (g *Groups) DropRemoval(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		return g.takeBack(tx, by, removeAct, id)
	})
}

// Removings lists what waits for a second, the oldest first. Roles with the permission "protect" may; who is to be removed
// does not see their own.
func (g *Groups) Removings(ctx context.Context, by people.Actor) (all []Removing, err error) {
	scan := func(r store.Row) (one Removing, err error) {
		err = r.Scan(&one.ID, &one.Name, &one.Reason, &one.Until, &one.By, &one.Own)
		return one, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Protect); err != nil {
			return err
		}
		all, err = store.Collect(tx, scan, `SELECT j.id, p.name, j.words, l.until, b.name, j.by_persona = $2
			FROM joint_act j JOIN removal_plan l ON l.joint_id = j.id JOIN persona p ON p.id = j.subject JOIN persona b ON b.id = j.by_persona
			WHERE j.space_id = $1 AND j.act = $3 AND j.day >= $4 AND j.subject <> $2 ORDER BY j.day, j.id`,
			by.Space, by.Persona, removeAct, int64(g.today().AddDays(-jointDays)))
		return err
	})
	return all, err
}

// forgetRemovals brings back who was removed until a day that has passed, for all to see, and deletes what was written about
// removals that ended ninety days ago, and of those that never came about.
func (g *Groups) forgetRemovals(tx *store.Tx) error {
	type over struct{ persona, space string }
	scan := func(r store.Row) (o over, err error) {
		err = r.Scan(&o.persona, &o.space)
		return o, err
	}
	all, err := store.Collect(tx, scan, `SELECT persona_id, space_id FROM removal WHERE ended = 0 AND until < $1`, int64(g.today()))
	if err != nil {
		return err
	}
	for _, o := range all {
		if err := g.note(tx, o.space, Recorded{Act: "returned", About: o.persona}); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`UPDATE removal SET ended = until + 1 WHERE ended = 0 AND until < $1`, int64(g.today())); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM removal WHERE ended > 0 AND ended < $1`, int64(g.today().AddDays(-RemovalDays))); err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM joint_act WHERE day < $1`, int64(g.today().AddDays(-jointDays)))
	return err
}
