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

// NewcomerDays is how long a newcomer is protected, from the day of coming in: until it is over, only who greets newcomers
// and whom they picked may write to them first.
const NewcomerDays = 90

// Protection is that of a newcomer.
type Protection struct {
	Until schedule.Date // its last day
	Holds bool          // today: it is not over, and they have not ended it
}

// Protection is the actor's own. Members only.
func (g *Groups) Protection(ctx context.Context, by people.Actor) (p Protection, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		p, err = g.protection(tx, by.Space, by.Persona)
		return err
	})
	return p, err
}

// protection is that of a persona. NotFound when it is not in the space.
func (g *Groups) protection(tx *store.Tx, space, persona string) (p Protection, err error) {
	one, err := g.people.Member(tx, space, persona)
	if err != nil {
		return p, err
	}
	p.Until = one.Joined.AddDays(NewcomerDays - 1)
	ended, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM unprotected WHERE persona_id = $1`, persona)
	p.Holds = g.today() <= p.Until && len(ended) == 0
	return p, err
}

// EndProtection ends the actor's protection before its time, and with it the company of the first days. It cannot come back.
// Members only; nothing happens where it is over.
func (g *Groups) EndProtection(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if p, err := g.protection(tx, by.Space, by.Persona); err != nil || !p.Holds {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO unprotected (persona_id, space_id) VALUES ($1, $2)`, by.Persona, by.Space); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE first_companion SET ended = TRUE WHERE newcomer_id = $1`, by.Persona)
		return err
	})
}

// MayWriteFirst says whether one persona may write to another of its space that has not written to it. To a newcomer under
// protection only those may who hold a role with the permission "greet", and their first companions. It is for operations
// that carry words from one to one; what else they ask for is theirs. False, too, when either is not there or is removed.
func (g *Groups) MayWriteFirst(tx *store.Tx, space, from, to string) (bool, error) {
	_, err := g.people.Member(tx, space, from)
	if err == nil {
		var p Protection
		if p, err = g.protection(tx, space, to); err == nil && !p.Holds {
			return from != to, nil
		}
	}
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	if err != nil || from == to {
		return false, err
	}
	picked, err := store.Collect(tx, store.Scalar[string], `SELECT companion_id FROM first_companion
		WHERE newcomer_id = $1 AND companion_id = $2 AND NOT ended AND until >= $3`, to, from, int64(g.today()))
	if err != nil || len(picked) > 0 {
		return len(picked) > 0, err
	}
	roles, err := g.people.RolesOf(tx, from)
	if err != nil {
		return false, err
	}
	may, err := permissions(tx, people.Actor{Space: space, Persona: from, Roles: roles})
	return slices.Contains(may, pack.Greet), err
}
