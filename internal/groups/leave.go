package groups

import (
	"context"

	"kith/internal/people"
	"kith/internal/store"
)

// Leave takes the actor out of the group, at once: the persona, its ways in, its sessions, its roles. What the group
// recorded stays, by "a former member". With the last one the group itself goes, so that no stranger comes in through its
// door and is all of it; its listing can have a space anew.
func (g *Groups) Leave(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		for _, statement := range []string{
			`DELETE FROM acceptance WHERE persona_id = $1`,
			`UPDATE agreement SET by_persona = '' WHERE by_persona = $1`,
			`UPDATE role SET by_persona = '' WHERE by_persona = $1`,
			`UPDATE knock SET by_persona = '' WHERE by_persona = $1`,
			`UPDATE invitation SET by_persona = '' WHERE by_persona = $1`,
			`UPDATE recorded SET by_persona = '' WHERE by_persona = $1`,
			`UPDATE recorded SET with_persona = '' WHERE with_persona = $1`,
			`UPDATE recorded SET about_persona = '' WHERE about_persona = $1`,
			`DELETE FROM joint_act WHERE by_persona = $1 OR subject = $1`,
			`DELETE FROM recovery WHERE persona_id = $1`,
			`UPDATE recovery SET by_persona = '' WHERE by_persona = $1`,
			`UPDATE recovery SET with_persona = '' WHERE with_persona = $1`,
		} {
			if _, err := tx.Exec(statement, by.Persona); err != nil {
				return err
			}
		}
		if err := g.people.Erase(tx, by.Persona); err != nil {
			return err
		}
		return g.dissolve(tx, by.Space)
	})
}

// dissolve ends a group into whose space nobody can come any more. Who never had a way in goes with it.
func (g *Groups) dissolve(tx *store.Tx, space string) error {
	left, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM persona p JOIN credential c ON c.persona_id = p.id WHERE p.space_id = $1`, space))
	if err != nil || left > 0 {
		return err
	}
	waiting, err := g.people.Witnessed(tx, space)
	if err != nil {
		return err
	}
	for _, one := range waiting {
		if err := g.people.Erase(tx, one.ID); err != nil {
			return err
		}
	}
	for _, table := range spaceTables() {
		if _, err := tx.Exec(`DELETE FROM `+table+` WHERE space_id = $1`, space); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`DELETE FROM space WHERE id = $1`, space)
	return err
}

// spaceTables are those that hold something of a space under its space_id, in an order in which they can be emptied.
func spaceTables() []string {
	return []string{
		"knock",
		"invitation",
		"ceremony",
		"clause",
		"agreement",
		"role_kind",
		"recorded",
		"joint_act",
		"recovery",
		"group_space",
	}
}
