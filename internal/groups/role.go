package groups

import (
	"context"
	"encoding/json"

	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// RoleKind is a job that a group has: what who holds it does and may, and for how long.
type RoleKind struct {
	Role       people.Role
	Name       string
	Does       string
	May        []pack.Permission
	Board      bool // of an organisation: who holds it is on its board
	Seats      int
	TermDays   int
	GapDays    int  // before somebody serves in it again
	NeededDays int  // of membership before somebody can hold it
	Needed     bool // the group cannot do without
	Checklist  []string
	Retired    bool // nobody is chosen for it any more
}

// Granted are the permissions that an operation here asks for. The others of a pack say what a role is for; what they will
// let its holder do is not there yet, so nobody is told that they can.
func Granted() []pack.Permission {
	return []pack.Permission{pack.Greet, pack.Invite, pack.Agreement, pack.Listing, pack.Roles, pack.Protect, pack.Represent, pack.Leave}
}

func roleOf(r pack.Role, lang string) RoleKind {
	kind := RoleKind{
		Role: people.Role(r.ID), Name: r.Name.In(lang), Does: r.Does.In(lang), May: r.May, Board: r.Board, Seats: r.Seats,
		TermDays: r.TermDays, GapDays: r.GapDays, NeededDays: r.NeededDays, Needed: r.Needed,
	}
	for _, line := range r.Checklist {
		kind.Checklist = append(kind.Checklist, line.In(lang))
	}
	return kind
}

// Held is a role as a group sees it today: who holds it, and until when.
type Held struct {
	RoleKind
	By []people.Term
}

// Vacant is how many seats nobody holds that somebody could be chosen for.
func (h Held) Vacant() int {
	if h.Retired || h.Role == Founder {
		return 0
	}
	return max(h.Seats-len(h.By), 0)
}

// Roles are those of the actor's group with who holds them today, in the group's order; a retired one as long as somebody
// holds it. Members only.
func (g *Groups) Roles(ctx context.Context, by people.Actor) (all []Held, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		kinds, err := kindsOf(tx, by.Space)
		if err != nil {
			return err
		}
		terms, err := g.people.Terms(tx, by.Space)
		for _, kind := range kinds {
			if held := terms[kind.Role]; !kind.Retired || len(held) > 0 {
				all = append(all, Held{kind, held})
			}
		}
		return err
	})
	return all, err
}

func scanRole(r store.Row) (k RoleKind, err error) {
	var may, checklist string
	if err = r.Scan(&k.Role, &k.Name, &k.Does, &may, &k.Seats, &k.TermDays, &k.GapDays, &k.NeededDays, &k.Needed, &checklist, &k.Retired, &k.Board); err != nil {
		return k, err
	}
	if err = json.Unmarshal([]byte(may), &k.May); err != nil {
		return k, err
	}
	return k, json.Unmarshal([]byte(checklist), &k.Checklist)
}

const kindColumns = `role, name, does, may, seats, term_days, gap_days, needed_days, needed, checklist, retired, board`

// kindsOf reads the roles that a group has, in its order.
func kindsOf(tx *store.Tx, space string) ([]RoleKind, error) {
	return store.Collect(tx, scanRole, `SELECT `+kindColumns+` FROM role_kind WHERE space_id = $1 ORDER BY place`, space)
}

// kindOf reads one of them. NotFound when the group has no such role.
func kindOf(tx *store.Tx, space string, role people.Role) (RoleKind, error) {
	return scanRole(tx.QueryRow(`SELECT `+kindColumns+` FROM role_kind WHERE space_id = $1 AND role = $2`, space, string(role)))
}
