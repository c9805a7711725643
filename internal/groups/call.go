package groups

import (
	"context"
	"slices"

	"kith/internal/people"
	"kith/internal/store"
)

// Calls are what roles ask of one member now.
type Calls struct {
	Offers    []Offer
	Asked     []string // names of the roles about which somebody asks whether they are there
	Handovers []Handover
	Changes   int // of roles, which they may join in
}

// Offer is a role that waits for somebody's yes.
type Offer struct {
	Filling
	Job string // the role's name
}

// Calls reads what roles ask of the actor. Members only.
func (g *Groups) Calls(ctx context.Context, by people.Actor) (c Calls, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		c = Calls{}
		if _, err := inside(tx, by); err != nil {
			return err
		}
		kinds, err := kindsOf(tx, by.Space)
		if err != nil {
			return err
		}
		if c.Offers, err = g.offers(tx, by, kinds); err != nil {
			return err
		}
		if c.Asked, err = g.asked(tx, by, kinds); err != nil {
			return err
		}
		if c.Handovers, err = g.handovers(tx, by); err != nil {
			return err
		}
		c.Changes, err = g.waitingFor(tx, by)
		return err
	})
	return c, err
}

func (g *Groups) offers(tx *store.Tx, by people.Actor, kinds []RoleKind) (all []Offer, err error) {
	coming, err := g.fillings(tx, by.Space)
	for _, f := range coming {
		if f.Persona == by.Persona && !f.Accepted {
			all = append(all, Offer{f, jobOf(kinds, f.Role)})
		}
	}
	return all, err
}

func (g *Groups) asked(tx *store.Tx, by people.Actor, kinds []RoleKind) (jobs []string, err error) {
	all, err := g.questions(tx, by.Space)
	for _, q := range all {
		if q.Persona == by.Persona {
			jobs = append(jobs, jobOf(kinds, q.Role))
		}
	}
	return jobs, err
}

func jobOf(kinds []RoleKind, role people.Role) string {
	if i := slices.IndexFunc(kinds, func(k RoleKind) bool { return k.Role == role }); i >= 0 {
		return kinds[i].Name
	}
	return ""
}

// waitingFor counts the changes of roles that the actor may join in.
func (g *Groups) waitingFor(tx *store.Tx, by people.Actor) (n int, err error) {
	all, err := g.roleChanges(tx, by)
	for _, c := range all {
		if c.May {
			n++
		}
	}
	return n, err
}
