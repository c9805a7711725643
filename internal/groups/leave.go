package groups

import (
	"context"

	"kith/internal/people"
	"kith/internal/store"
)

// Leave takes the actor out of the group, at once: the persona, its ways in, its sessions, its roles. What the group
// recorded stays, by "a former member".
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
		} {
			if _, err := tx.Exec(statement, by.Persona); err != nil {
				return err
			}
		}
		return g.people.Erase(tx, by.Persona)
	})
}
