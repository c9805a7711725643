package groups

import (
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// jointDays is how long an act that takes two waits for the second.
const jointDays = 14

// joint is an act that takes two members together. One has begun it; nothing has happened yet.
type joint struct {
	id      string
	act     string // what it is, such as "remove"
	subject string // whom or what it concerns; one act at a time waits for each
	words   string // why
	by      string // the persona that began it
	day     schedule.Date
}

// propose begins an act that takes two, and tells who may join in: those who may do what it takes; an empty permission is
// one that every member has. It is for operations that have decided that the actor may. Conflict when the same waits already.
func (g *Groups) propose(tx *store.Tx, by people.Actor, act, subject, words string, takes pack.Permission) (id string, err error) {
	if id, err = g.wait(tx, by, act, subject, words); err != nil {
		return id, err
	}
	return id, g.tellSeconds(tx, by, subject, takes)
}

// wait lets an act wait for a second, and tells nobody.
func (g *Groups) wait(tx *store.Tx, by people.Actor, act, subject, words string) (id string, err error) {
	if err := g.forgetJoints(tx, by.Space); err != nil {
		return "", err
	}
	id = store.NewPersonID()
	n, err := tx.Exec(`INSERT INTO joint_act (id, space_id, act, subject, words, by_persona, day) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (space_id, act, subject) DO NOTHING`, id, by.Space, act, subject, words, by.Persona, int64(g.today()))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "joint.waits", nil)
	}
	return id, err
}

// second ends the waiting of an act that takes two, for the operation to carry out. NotFound when it does not wait any more,
// Conflict when the actor began it, Forbidden when either may not do what it takes (any more); an empty permission is one
// that every member has.
func (g *Groups) second(tx *store.Tx, by people.Actor, act, id string, takes pack.Permission) (joint, error) {
	j, err := scanJoint(tx.QueryRow(`DELETE FROM joint_act WHERE id = $1 AND space_id = $2 AND act = $3 AND day >= $4 RETURNING `+jointColumns,
		id, by.Space, act, int64(g.today().AddDays(-jointDays))))
	if err != nil {
		return j, err
	}
	if j.by == by.Persona {
		return j, fault.New(fault.Conflict, "joint.own", nil)
	}
	for _, persona := range []string{j.by, by.Persona} {
		if err := g.personaMay(tx, by.Space, persona, takes); err != nil {
			return j, err
		}
	}
	return j, nil
}

// personaMay refuses, with Forbidden, a persona that is not in the space or holds no role there that may do a thing.
func (g *Groups) personaMay(tx *store.Tx, space, persona string, what pack.Permission) error {
	if who, err := g.people.Member(tx, space, persona); err != nil || who.Guest {
		return fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	if what == "" {
		return nil
	}
	roles, err := g.people.RolesOf(tx, persona)
	if err != nil {
		return err
	}
	may, err := permissions(tx, people.Actor{Space: space, Persona: persona, Roles: roles})
	if err == nil && !slices.Contains(may, what) {
		err = fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	return err
}

// takeBack ends the waiting of an act that the actor began. NotFound when there is none.
func (g *Groups) takeBack(tx *store.Tx, by people.Actor, act, id string) error {
	n, err := tx.Exec(`DELETE FROM joint_act WHERE id = $1 AND space_id = $2 AND act = $3 AND by_persona = $4`, id, by.Space, act, by.Persona)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "", nil)
	}
	return err
}

const jointColumns = `id, act, subject, words, by_persona, day`

func scanJoint(r store.Row) (j joint, err error) {
	err = r.Scan(&j.id, &j.act, &j.subject, &j.words, &j.by, &j.day)
	return j, err
}

// joints are the acts of a kind that wait for a second in a space, the oldest first.
func (g *Groups) joints(tx *store.Tx, space, act string) ([]joint, error) {
	return store.Collect(tx, scanJoint, `SELECT `+jointColumns+` FROM joint_act WHERE space_id = $1 AND act = $2 AND day >= $3 ORDER BY day, id`,
		space, act, int64(g.today().AddDays(-jointDays)))
}

func (g *Groups) forgetJoints(tx *store.Tx, space string) error {
	_, err := tx.Exec(`DELETE FROM joint_act WHERE space_id = $1 AND day < $2`, space, int64(g.today().AddDays(-jointDays)))
	return err
}
