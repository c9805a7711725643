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

// How a role was filled, as the group recorded it.
const (
	ByHands     = "hands"       // shown at a meeting
	Volunteered = "volunteered" // and nobody objected
)

// youngDays is how long a group has just begun: its first roles begin at once.
const youngDays = 14

// Fill records that somebody is to hold a role. It begins when the person has said yes (TakeOn), and where they volunteered,
// or the role has power and the group did not just begin, not before the days are over in which any member can object (Object); its term counts from then. Roles with the permission
// "roles" may; where nobody holds such a role any more, every member may, so that no group is locked out of itself. Nobody
// records a show of hands for themself, unless they are alone in the group: Conflict. Conflict too when no seat is free,
// when it is recorded already, when a gap since the last term has not passed, when the membership that the role needs is
// too short (a group younger than that asks for its own age, as a pack says), and for a guest. NotFound when there is no such
// role, or it was retired.
func (g *Groups) Fill(ctx context.Context, by people.Actor, role people.Role, persona, how string) error {
	if how != ByHands && how != Volunteered || role == Founder {
		return fault.New(fault.Invalid, "", nil)
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := g.mayFill(tx, by); err != nil {
			return err
		}
		kind, err := kindOf(tx, by.Space, role)
		if err != nil {
			return err
		}
		if kind.Retired {
			return fault.New(fault.NotFound, "", nil)
		}
		who, err := g.people.Member(tx, by.Space, persona)
		if err != nil {
			return err
		}
		if err := g.mayHold(tx, by.Space, kind, who, ""); err != nil {
			return err
		}
		return g.fill(tx, by, kind, who, how)
	})
}

func (g *Groups) fill(tx *store.Tx, by people.Actor, kind RoleKind, who people.Persona, how string) error {
	alone, err := g.alone(tx, by.Space)
	if err != nil {
		return err
	}
	self := who.ID == by.Persona
	if self && how == ByHands && !alone {
		return fault.New(fault.Conflict, "role.self", nil)
	}
	f := Filling{ID: store.NewPersonID(), Role: kind.Role, Persona: who.ID, How: how, by: by.Persona, day: g.today(), OpenUntil: g.today().AddDays(-1), Accepted: self}
	open, err := g.openToObjection(tx, by.Space, kind, how)
	if err != nil {
		return err
	}
	if open && !alone {
		spans, err := spansOf(tx, by.Space)
		if err != nil {
			return err
		}
		f.OpenUntil = g.today().AddDays(spans.ObjectDays)
	}
	if err := g.writeFilling(tx, by.Space, f); err != nil {
		return err
	}
	if err := g.note(tx, by.Space, Recorded{Act: "filled_" + how, By: by.Persona, About: who.ID, Words: kind.Name}); err != nil || !self {
		return err
	}
	return g.takeEffect(tx, by.Space, kind, f)
}

// openToObjection says whether members can object first: to an offer, and to a role with power whatever was recorded, unless
// the group has just begun. So nobody makes a persona mighty with a show of hands that nobody saw.
func (g *Groups) openToObjection(tx *store.Tx, space string, kind RoleKind, how string) (bool, error) {
	if how == Volunteered || len(kind.May) == 0 {
		return how == Volunteered, nil
	}
	age, err := g.age(tx, space)
	return age >= youngDays, err
}

// mayFill refuses who may not record roles.
func (g *Groups) mayFill(tx *store.Tx, by people.Actor) error {
	_, err := mayDo(tx, by, pack.Roles)
	if fault.KindOf(err) != fault.Forbidden || by.Guest {
		return err
	}
	someone, herr := g.anybodyMay(tx, by.Space, pack.Roles)
	if herr != nil {
		return herr
	}
	if someone {
		return err
	}
	return nil
}

// anybodyMay says whether anybody in a group holds a role today that may do a thing.
func (g *Groups) anybodyMay(tx *store.Tx, space string, what pack.Permission) (bool, error) {
	kinds, err := kindsOf(tx, space)
	if err != nil {
		return false, err
	}
	terms, err := g.people.Terms(tx, space)
	return slices.ContainsFunc(kinds, func(k RoleKind) bool { return slices.Contains(k.May, what) && len(terms[k.Role]) > 0 }), err
}

// mayHold checks seats, gap and membership. A filling that is to take effect does not stand in its own way.
func (g *Groups) mayHold(tx *store.Tx, space string, kind RoleKind, who people.Persona, own string) error {
	if who.Guest {
		return fault.New(fault.Conflict, "role.guest", map[string]any{"name": who.Name})
	}
	terms, err := g.people.Terms(tx, space)
	if err != nil {
		return err
	}
	held := terms[kind.Role]
	if slices.ContainsFunc(held, func(t people.Term) bool { return t.Persona == who.ID }) {
		return fault.New(fault.Conflict, "role.held", map[string]any{"name": who.Name})
	}
	if err := g.seatFree(tx, space, kind, who, len(held), own); err != nil {
		return err
	}
	until, before, err := g.people.Past(tx, who.ID, kind.Role)
	if err != nil {
		return err
	}
	if free := until.AddDays(kind.GapDays); before && g.today() <= free {
		return fault.New(fault.Conflict, "role.gap", map[string]any{"name": who.Name, "n": kind.GapDays})
	}
	return g.longEnough(tx, space, kind, who)
}

// seatFree refuses when every seat is taken, or will be by who was recorded before.
func (g *Groups) seatFree(tx *store.Tx, space string, kind RoleKind, who people.Persona, held int, own string) error {
	coming, err := g.fillings(tx, space)
	if err != nil {
		return err
	}
	for _, f := range coming {
		if f.Role != kind.Role || f.ID == own {
			continue
		}
		if f.Persona == who.ID {
			return fault.New(fault.Conflict, "role.recorded", map[string]any{"name": who.Name})
		}
		held++
	}
	if held >= kind.Seats {
		return fault.New(fault.Conflict, "role.full", nil)
	}
	return nil
}

func (g *Groups) longEnough(tx *store.Tx, space string, kind RoleKind, who people.Persona) error {
	var began schedule.Date
	if err := tx.QueryRow(`SELECT created FROM space WHERE id = $1`, space).Scan(&began); err != nil {
		return err
	}
	if needed := min(kind.NeededDays, int(g.today()-began)); int(g.today()-who.Joined) < needed {
		return fault.New(fault.Conflict, "role.too_new", map[string]any{"name": who.Name, "n": needed})
	}
	return nil
}

// LayDown ends the actor's own term in a role. NotFound when none runs.
func (g *Groups) LayDown(ctx context.Context, by people.Actor, role people.Role) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if err := g.recallTerm(tx, by.Space, by.Persona, role); err != nil {
			return err
		}
		if err := g.people.LayDown(tx, by.Persona, role); err != nil {
			return err
		}
		kind, err := kindOf(tx, by.Space, role)
		if err != nil {
			return err
		}
		if err := forgetQuestion(tx, by.Space, role, by.Persona); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "laid_down", By: by.Persona, Words: kind.Name})
	})
}

// MayFill says whether the actor may record that roles are filled.
func (g *Groups) MayFill(ctx context.Context, by people.Actor) (may bool, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		err := g.mayFill(tx, by)
		may = err == nil
		if fault.KindOf(err) == fault.Forbidden {
			return nil
		}
		return err
	})
	return may, err
}
