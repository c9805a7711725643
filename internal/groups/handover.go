package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// handoverDays is how long before and after the end of a term a role is handed on.
const handoverDays = 30

// Handover is a role that somebody hands on: before their term ends, or after they laid it down. It holds nobody up.
type Handover struct {
	Role    people.Role
	Job     string // the role's name
	Persona string // who hands it on
	Name    string
	Mine    bool // the actor does
	Points  []Point
}

// Point is one thing to hand on.
type Point struct {
	Text string
	Done bool
}

// Handovers lists those that concern the actor: roles they hand on themself, and roles they hold that somebody hands on to
// them. Members only.
func (g *Groups) Handovers(ctx context.Context, by people.Actor) (all []Handover, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err = g.handovers(tx, by)
		return err
	})
	return all, err
}

func (g *Groups) handovers(tx *store.Tx, by people.Actor) (all []Handover, err error) {
	kinds, err := kindsOf(tx, by.Space)
	if err != nil {
		return nil, err
	}
	terms, err := g.people.Terms(tx, by.Space)
	if err != nil {
		return nil, err
	}
	ended, err := g.people.Ended(tx, by.Space, g.today().AddDays(-handoverDays))
	if err != nil {
		return nil, err
	}
	for _, k := range kinds {
		if len(k.Checklist) == 0 {
			continue
		}
		holds := slices.ContainsFunc(terms[k.Role], func(t people.Term) bool { return t.Persona == by.Persona })
		leaving := slices.DeleteFunc(slices.Clone(terms[k.Role]), func(t people.Term) bool { return int(t.Until-g.today()) > handoverDays })
		leaving = append(leaving, slices.DeleteFunc(slices.Clone(ended), func(t people.Term) bool { return t.Role != k.Role })...)
		for _, t := range leaving {
			mine := t.Persona == by.Persona
			if !mine && !holds {
				continue
			}
			points, err := pointsOf(tx, by.Space, k, t.Persona)
			if err != nil {
				return nil, err
			}
			all = append(all, Handover{Role: k.Role, Job: k.Name, Persona: t.Persona, Name: t.Name, Mine: mine, Points: points})
		}
	}
	return all, nil
}

func pointsOf(tx *store.Tx, space string, k RoleKind, persona string) (points []Point, err error) {
	done, err := store.Collect(tx, store.Scalar[int], `SELECT point FROM handed_on WHERE space_id = $1 AND role = $2 AND persona_id = $3`, space, string(k.Role), persona)
	for i, text := range k.Checklist {
		points = append(points, Point{text, slices.Contains(done, i)})
	}
	return points, err
}

// HandOn ticks what the actor has handed on of a role, by the numbers of its points, counted from 0; the others are not
// ticked any more. NotFound when the actor does not hand it on now.
func (g *Groups) HandOn(ctx context.Context, by people.Actor, role people.Role, done []int) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err := g.handovers(tx, by)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(h Handover) bool { return h.Mine && h.Role == role })
		if i < 0 {
			return fault.New(fault.NotFound, "role.not_held", nil)
		}
		if _, err := tx.Exec(`DELETE FROM handed_on WHERE space_id = $1 AND role = $2 AND persona_id = $3`, by.Space, string(role), by.Persona); err != nil {
			return err
		}
		for point := range all[i].Points {
			if !slices.Contains(done, point) {
				continue
			}
			if _, err := tx.Exec(`INSERT INTO handed_on (space_id, role, persona_id, point) VALUES ($1, $2, $3, $4)`, by.Space, string(role), by.Persona, point); err != nil {
				return err
			}
		}
		return nil
	})
}
