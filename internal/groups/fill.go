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

// Fill records that somebody holds a role from today on, for its term. Roles with the permission "roles" may; where nobody
// holds such a role any more, every member may, so that no group is locked out of itself. Conflict when no seat is free,
// when a gap since the last term has not passed, or when the membership that the role needs is too short (a group younger
// than that asks for its own age, as a pack says).
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
		who, err := g.people.Member(tx, by.Space, persona)
		if err != nil {
			return err
		}
		if err := g.mayHold(tx, by.Space, kind, who); err != nil {
			return err
		}
		return g.people.Hold(tx, people.Term{Persona: persona, Role: role, How: how}, kind.TermDays, by.Persona)
	})
}

// mayFill refuses who may not record roles.
func (g *Groups) mayFill(tx *store.Tx, by people.Actor) error {
	_, err := mayDo(tx, by, pack.Roles)
	if fault.KindOf(err) != fault.Forbidden {
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

// mayHold checks seats, gap and membership.
func (g *Groups) mayHold(tx *store.Tx, space string, kind RoleKind, who people.Persona) error {
	terms, err := g.people.Terms(tx, space)
	if err != nil {
		return err
	}
	held := terms[kind.Role]
	if slices.ContainsFunc(held, func(t people.Term) bool { return t.Persona == who.ID }) {
		return fault.New(fault.Conflict, "role.held", map[string]any{"name": who.Name})
	}
	if len(held) >= kind.Seats {
		return fault.New(fault.Conflict, "role.full", nil)
	}
	until, before, err := g.people.Past(tx, who.ID, kind.Role)
	if err != nil {
		return err
	}
	if free := until.AddDays(kind.GapDays); before && g.today() <= free {
		return fault.New(fault.Conflict, "role.gap", map[string]any{"name": who.Name, "n": kind.GapDays})
	}
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
		return g.people.LayDown(tx, by.Persona, role)
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
