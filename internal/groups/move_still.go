package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/archive"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// isStill is the condition that the group g was packed up.
const isStill = `EXISTS (SELECT 1 FROM departure d WHERE d.space_id = g.space_id AND d.state = '` + string(Still) + `')`

// doorOf reads the group behind a door. NotFound when it was packed up: whoever came in now would be left behind.
func doorOf(tx *store.Tx, space string) (Group, error) {
	return scanGroup(tx.QueryRow(`SELECT `+groupColumns+` WHERE s.id = $1 AND NOT `+isStill, space))
}

// Changeable refuses, with Conflict, a change in a space whose group was packed up: what changed now would be lost on the
// way. It is the one place that keeps such a space as it is; whoever answers requests asks it before every change there.
func (g *Groups) Changeable(ctx context.Context, space string) error {
	return g.db.Read(ctx, func(tx *store.Tx) error {
		still, err := store.Collect(tx, store.Scalar[string], `SELECT space_id FROM departure WHERE space_id = $1 AND state = $2`, space, string(Still))
		if err == nil && len(still) > 0 {
			err = fault.New(fault.Conflict, "move.still", nil)
		}
		return err
	})
}

// PackUp makes the actor's group stand still, so that it can be taken along whole. Roles with the permission "leave" may, from
// the day on which the notice to members is over; Conflict before, and Forbidden as for Carry. What is packed up stays so.
func (g *Groups) PackUp(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Leave); err != nil {
			return err
		}
		if !by.Proved {
			return fault.New(fault.Forbidden, people.ProveFirst, nil)
		}
		m, err := moveOf(tx, by.Space)
		switch {
		case err != nil || m.Going == Still:
			return err
		case m.Going != Announced || g.today() < m.Ready:
			return fault.New(fault.Conflict, "move.not_now", nil)
		}
		if err := g.note(tx, by.Space, Recorded{Act: "move_packed", By: by.Persona}); err != nil {
			return err
		}
		if err := g.makeWays(tx, by.Space, m); err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE departure SET state = $2, ends = $3 WHERE space_id = $1`, by.Space, string(Still), int64(g.today().AddDays(stillDays)))
		return err
	})
}

// makeWays makes a way to the new place for each member who signs in with passkeys alone, which belong to this server's name.
func (g *Groups) makeWays(tx *store.Tx, space string, m Move) error {
	alone, err := store.Collect(tx, store.Scalar[string], `SELECT p.id FROM persona p WHERE p.space_id = $1
		AND EXISTS (SELECT 1 FROM credential c WHERE c.persona_id = p.id AND c.kind = $2)
		AND NOT EXISTS (SELECT 1 FROM credential c WHERE c.persona_id = p.id AND c.kind <> $2)`, space, people.Passkey)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, persona := range alone {
		secret := people.NewSecret()
		rows = append(rows, []any{persona, space, people.HashOf(secret), secret, int64(g.today().AddDays(stillDays + m.Keep))})
	}
	_, err = tx.InsertMany("moving_way", []string{"persona_id", "space_id", "hash", "secret", "until"}, rows, "")
	return err
}

// vacate erases what a group that has moved left behind, but for what shows the way: the address, its members' ways in, the
// ways of those who have passkeys alone, and at the door the notes' fingerprints.
func (g *Groups) vacate(tx *store.Tx, space string) error {
	group, err := load(tx, space)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE departure SET state = $2, how = '', decided = 0, ends = $3 + keep,
		listing_id = CASE WHEN shown THEN CAST($4 AS TEXT) ELSE NULL END WHERE space_id = $1`,
		space, string(Gone), int64(g.today()), nothing(group.Listing)); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE knock SET note = '', answer = '', by_persona = '' WHERE space_id = $1`, space); err != nil {
		return err
	}
	for _, t := range emptied() {
		if _, err := tx.Exec(`DELETE FROM `+t.name+` WHERE `+t.of, space); err != nil {
			return err
		}
	}
	if err := uncall(tx, space); err != nil { // nobody comes in to it here any more
		return err
	}
	tx.Forget()
	return g.people.Vacate(tx, space)
}

func nothing(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// showsTheWay are the tables that a vacated space still needs.
func showsTheWay() []string {
	return []string{"persona", "credential", "session", "moving_way", "departure", "knock"}
}

// belonging is a table and the condition for its rows of space $1.
type belonging struct{ name, of string }

func belongingOf(name string, spaced bool) belonging {
	if spaced {
		return belonging{name, `space_id = $1`}
	}
	return belonging{name, `persona_id IN (SELECT id FROM persona WHERE space_id = $1)`}
}

// emptied are the tables that hold nothing of a vacated space, in an order in which they can be emptied.
func emptied() (all []belonging) {
	for _, t := range archive.LeftOut() {
		all = append(all, belongingOf(t.Name, t.Spaced))
	}
	for _, t := range slices.Backward(archive.Tables()) {
		all = append(all, belongingOf(t.Name, t.Spaced))
	}
	return slices.DeleteFunc(all, func(b belonging) bool { return slices.Contains(showsTheWay(), b.name) })
}
