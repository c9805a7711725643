package groups

import (
	"context"

	"kith/internal/notices"
	"kith/internal/people"
	"kith/internal/store"
)

// Leave takes the actor out of the group, at once: the persona, its ways in, its sessions, its roles. What the group
// recorded stays, by "a former member". With the last one the group itself goes, so that no stranger comes in through its
// door and is all of it; its listing can have a space anew. Who is removed may leave too.
func (g *Groups) Leave(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error { return g.leave(tx, by) })
}

// LeaveWords is Leave, but the stories that the actor told stay, unsigned and inside alone. Nobody can take them back any
// more, since nothing says whose they were.
func (g *Groups) LeaveWords(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := present(tx, by); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE story SET persona_id = '', signed = FALSE, at_door = FALSE WHERE persona_id = $1`, by.Persona); err != nil {
			return err
		}
		return g.leave(tx, by)
	})
}

func (g *Groups) leave(tx *store.Tx, by people.Actor) error {
	if _, err := present(tx, by); err != nil {
		return err
	}
	if err := g.takeOut(tx, by.Persona); err != nil {
		return err
	}
	return g.dissolve(tx, by.Space)
}

// forgetTraces takes what a persona left in the group's own tables, or says there no more that it was theirs.
func forgetTraces(tx *store.Tx, persona string) error {
	for _, statement := range []string{
		`DELETE FROM acceptance WHERE persona_id = $1`,
		`DELETE FROM delegate WHERE persona_id = $1`,
		`UPDATE change SET by_persona = '' WHERE by_persona = $1 AND by_persona <> ''`,
		`UPDATE doubt SET by_persona = '' WHERE by_persona = $1`,
		`UPDATE agreement SET by_persona = '' WHERE by_persona = $1`,
		`UPDATE role SET by_persona = '' WHERE by_persona = $1`,
		`UPDATE knock SET by_persona = '' WHERE by_persona = $1`,
		`UPDATE invitation SET by_persona = '' WHERE by_persona = $1`,
		`UPDATE recorded SET by_persona = '' WHERE by_persona = $1`,
		`UPDATE recorded SET with_persona = '' WHERE with_persona = $1`,
		`UPDATE recorded SET about_persona = '' WHERE about_persona = $1`,
		`DELETE FROM joint_act WHERE by_persona = $1 OR subject = $1`,
		`UPDATE plan_task SET persona_id = '' WHERE persona_id = $1`,
		`DELETE FROM moving_way WHERE persona_id = $1`,
		`DELETE FROM filling WHERE persona_id = $1`,
		`UPDATE filling SET by_persona = '' WHERE by_persona = $1`,
		`DELETE FROM role_question WHERE persona_id = $1`,
		`UPDATE role_question SET by_persona = '' WHERE by_persona = $1`,
		`DELETE FROM handed_on WHERE persona_id = $1`,
		`DELETE FROM guest WHERE persona_id = $1`,
		`DELETE FROM self_helper WHERE persona_id = $1`,
		`UPDATE service SET persona_id = '' WHERE persona_id = $1`,
		`UPDATE guest SET by_persona = '' WHERE by_persona = $1`,
		`DELETE FROM unprotected WHERE persona_id = $1`,
		`DELETE FROM willing WHERE persona_id = $1`,
		`DELETE FROM first_companion WHERE newcomer_id = $1 OR companion_id = $1`,
		`DELETE FROM story WHERE persona_id = $1`,
		`DELETE FROM removal WHERE persona_id = $1`,
		`UPDATE removal SET by_persona = '' WHERE by_persona = $1`,
		`UPDATE removal SET with_persona = '' WHERE with_persona = $1`,
		`UPDATE removal SET decided_by = '' WHERE decided_by = $1`,
		`UPDATE removal SET decided_with = '' WHERE decided_with = $1`,
		`DELETE FROM recovery WHERE persona_id = $1`,
		`UPDATE recovery SET by_persona = '' WHERE by_persona = $1`,
		`UPDATE recovery SET with_persona = '' WHERE with_persona = $1`,
	} {
		if _, err := tx.Exec(statement, persona); err != nil {
			return err
		}
	}
	return notices.Erase(tx, persona)
}

// active is the condition that a persona p is a member who can come in on day $2: no guest, not removed, with a way in.
const active = `NOT p.guest AND p.removed < $2
	AND (EXISTS (SELECT 1 FROM credential c WHERE c.persona_id = p.id) OR EXISTS (SELECT 1 FROM moving_way w WHERE w.persona_id = p.id))`

// countActive counts the members of a space who can come in today.
func (g *Groups) countActive(tx *store.Tx, space string) (int, error) {
	return store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM persona p WHERE p.space_id = $1 AND `+active, space, int64(g.today())))
}

// dissolve ends a group into whose space no member can come any more; guests, who is removed and who never had a way in go
// with it.
func (g *Groups) dissolve(tx *store.Tx, space string) error {
	left, err := g.countActive(tx, space)
	if err != nil || left > 0 {
		return err
	}
	if group, err := load(tx, space); err != nil || group.Kind == OrganisationKind { // its groups send others
		return err
	}
	for _, first := range []func(*store.Tx, string) error{uncall, forgetFarewell} {
		if err := first(tx, space); err != nil {
			return err
		}
	}
	rest, err := store.Collect(tx, store.Scalar[string], `SELECT id FROM persona WHERE space_id = $1`, space)
	if err != nil {
		return err
	}
	for _, persona := range rest {
		if err := g.takeOut(tx, persona); err != nil {
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
		"unprotected",
		"willing",
		"first_companion",
		"story",
		"removal",
		"removal_plan",
		"joint_act",
		"filling",
		"role_question",
		"handed_on",
		"guest",
		"joining",
		"delegation",
		"delegate",
		"belonging",
		"board_minimum",
		"self_helper",
		"service",
		"material",
		"suggested_pack",
		"plan_place",
		"plan_task",
		"plan_report",
		"plan",
		"contact",
		"job",
		"departure",
		"moving_way",
		"recovery",
		"group_space",
	}
}
