package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/notices"
	"kith/internal/people"
	"kith/internal/store"
)

// actEndStaff is the end of somebody's time as staff, as an act that takes two of the board.
const actEndStaff = "end_staff"

// Staff is somebody who works for an organisation, for a task and until a day. They are guests who are always shown as staff:
// they see what their invitation names, hold no role, and have no vote.
type Staff struct {
	Guest
	Ending string // id of the act that waits for a second of the board to end their time; empty: none
	Why    string // as who began it says
	By     string // name of who began it
	Mine   bool   // the actor did
}

// InviteStaff is InviteGuest for staff of an organisation, for up to two years. NotFound in the space of a group.
func (g *Groups) InviteStaff(ctx context.Context, by people.Actor, task string, days int, sees []Sight) (path string, err error) {
	return g.inviteOne(ctx, by, Guest{Purpose: task, Sees: sees, Staff: true}, days, pack.MaxTerm)
}

// Staff lists who works for the actor's organisation, or is invited to, whose time ends first in front. Its members only;
// NotFound in the space of a group.
func (g *Groups) Staff(ctx context.Context, by people.Actor) (all []Staff, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		guests, err := g.guests(tx, by.Space)
		if err != nil {
			return err
		}
		ending, err := g.joints(tx, by.Space, actEndStaff)
		for _, one := range guests {
			if one.Staff {
				all = append(all, Staff{Guest: one})
			}
		}
		for i := range all {
			if err := g.endingOf(tx, by, &all[i], ending); err != nil {
				return err
			}
		}
		return err
	})
	return all, err
}

func (g *Groups) endingOf(tx *store.Tx, by people.Actor, one *Staff, ending []joint) error {
	for _, j := range ending {
		if j.subject != one.Persona {
			continue
		}
		who, err := g.people.Member(tx, by.Space, j.by)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		one.Ending, one.Why, one.By, one.Mine = j.id, j.words, who.Name, j.by == by.Persona
	}
	return nil
}

// EndStaff begins to end the time of somebody on the staff, with a reason that they do not read. It waits for a second of the
// board (JoinEndStaff). Who is on the board may. Invalid names "why"; NotFound when there is no such staff, Conflict when it
// waits already.
func (g *Groups) EndStaff(ctx context.Context, by people.Actor, persona, why string) error {
	why, err := neededText("why", why, longestReason)
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		if err := g.mustBeOnBoard(tx, by.Space, by.Persona); err != nil {
			return err
		}
		if err := g.mustBeStaff(tx, by.Space, persona); err != nil {
			return err
		}
		if _, err := g.wait(tx, by, actEndStaff, persona, why); err != nil {
			return err
		}
		board, err := g.seated(tx, by.Space)
		if err != nil {
			return err
		}
		var others []string
		for _, one := range board {
			if one.persona != by.Persona {
				others = append(others, one.persona)
			}
		}
		return notices.Tell(tx, by.Space, notices.Joint, others...)
	})
}

func (g *Groups) mustBeStaff(tx *store.Tx, space, persona string) error {
	who, err := g.people.Member(tx, space, persona)
	if err == nil && !who.Staff {
		err = fault.New(fault.NotFound, "", nil)
	}
	return err
}

// JoinEndStaff ends the time of somebody on the staff, together with the board member who began it: they and their ways in
// are erased at once. Another of the board may. NotFound when it does not wait any more, Conflict for who began it.
func (g *Groups) JoinEndStaff(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		j, err := g.second(tx, by, actEndStaff, id, "")
		if err != nil {
			return err
		}
		if err := g.mustBeOnBoard(tx, by.Space, by.Persona, j.by); err != nil {
			return err
		}
		task, err := store.Scalar[string](tx.QueryRow(`SELECT purpose FROM guest WHERE persona_id = $1 AND space_id = $2 AND staff`, j.subject, by.Space))
		if err != nil {
			return err
		}
		if err := g.note(tx, by.Space, Recorded{Act: "staff_ended_together", By: j.by, With: by.Persona, Words: task}); err != nil {
			return err
		}
		return g.takeOut(tx, j.subject)
	})
}

// TakeBackEndStaff ends the waiting of what the actor began. NotFound when there is none.
func (g *Groups) TakeBackEndStaff(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		return g.takeBack(tx, by, actEndStaff, id)
	})
}
