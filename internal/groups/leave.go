package groups

import (
	"context"

	"kith/internal/notices"
	"kith/internal/people"
	"kith/internal/store"
)

// Leave takes the actor out of the group, at once: the persona, its ways in, its sessions, its roles. What the group
// recorded stays, by "a former member". With the last one the group itself goes, so that no stranger comes in through its
// door and is all of it; its listing can have a space anew.
func (g *Groups) Leave(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := admitted(tx, by); err != nil {
			return err
		}
		if err := g.takeOut(tx, by.Persona); err != nil {
			return err
		}
		return g.dissolve(tx, by.Space)
	})
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
		`UPDATE guest SET by_persona = '' WHERE by_persona = $1`,
	} {
		if _, err := tx.Exec(statement, persona); err != nil {
			return err
		}
	}
	return notices.Erase(tx, persona)
}

// dissolve ends a group in whose space no member is left; its guests go with it.
func (g *Groups) dissolve(tx *store.Tx, space string) error {
	left, err := g.people.Count(tx, space)
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
	guests, err := g.people.Everybody(tx, space, mostGuests)
	if err != nil {
		return err
	}
	for _, one := range guests {
		if err := g.takeOut(tx, one.ID); err != nil {
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
		"filling",
		"role_question",
		"handed_on",
		"guest",
		"joining",
		"delegation",
		"delegate",
		"belonging",
		"plan_place",
		"plan_task",
		"plan",
		"contact",
		"job",
		"departure",
		"moving_way",
		"group_space",
	}
}
