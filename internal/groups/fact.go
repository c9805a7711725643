package groups

import (
	"context"
	"slices"
	"strings"

	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	endingDays = 30 // ahead of which a group is told that a term ends
	manyRoles  = 3  // of one person, of which a group is told
)

// Ending is a term that ends before long.
type Ending struct {
	Role    people.Role
	Job     string // the role's name
	Persona string
	Name    string
	Until   schedule.Date // the last day
	Days    int           // until then; 0: it is today
}

// Burden is somebody who has many roles.
type Burden struct {
	Name string
	Jobs []string // the roles' names
}

// Facts are what the whole group sees of its roles, so that it can do something about it.
type Facts struct {
	Endings  []Ending
	Vacant   []Held // needed roles with a free seat
	Burdens  []Burden
	Founders []string // whose time as a founder is over while a needed role has nobody
}

// endings are the terms that end within days from today, the next first.
func (g *Groups) endings(kinds []RoleKind, terms map[people.Role][]people.Term, within int) (all []Ending) {
	for _, k := range kinds {
		for _, t := range terms[k.Role] {
			if days := int(t.Until - g.today()); days <= within {
				all = append(all, Ending{Role: k.Role, Job: k.Name, Persona: t.Persona, Name: t.Name, Until: t.Until, Days: days})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Ending) int { return int(a.Until - b.Until) })
	return all
}

// Facts reads what the actor's group should know of its roles today. Members only.
func (g *Groups) Facts(ctx context.Context, by people.Actor) (f Facts, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		f = Facts{}
		if _, err := inside(tx, by); err != nil {
			return err
		}
		kinds, err := kindsOf(tx, by.Space)
		if err != nil {
			return err
		}
		terms, err := g.people.Terms(tx, by.Space)
		if err != nil {
			return err
		}
		f.Endings = g.endings(kinds, terms, endingDays)
		for _, k := range kinds {
			if h := (Held{k, terms[k.Role]}); k.Needed && h.Vacant() > 0 {
				f.Vacant = append(f.Vacant, h)
			}
		}
		f.Burdens = burdens(kinds, terms)
		f.Founders, err = g.pastFounders(tx, by.Space, f.Vacant)
		return err
	})
	return f, err
}

func burdens(kinds []RoleKind, terms map[people.Role][]people.Term) (all []Burden) {
	jobs, names := map[string][]string{}, map[string]string{}
	for _, k := range kinds {
		for _, t := range terms[k.Role] {
			if k.Role != Founder {
				jobs[t.Persona], names[t.Persona] = append(jobs[t.Persona], k.Name), t.Name
			}
		}
	}
	for persona, has := range jobs {
		if len(has) >= manyRoles {
			all = append(all, Burden{names[persona], has})
		}
	}
	slices.SortFunc(all, func(a, b Burden) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// pastFounders names the founders whose time is over while the group's own roles are not filled. Who left is no more there.
func (g *Groups) pastFounders(tx *store.Tx, space string, vacant []Held) (names []string, err error) {
	if !slices.ContainsFunc(vacant, func(h Held) bool { return len(h.By) == 0 }) {
		return nil, nil
	}
	ended, err := g.people.Ended(tx, space, 0)
	for _, t := range ended {
		if t.Role == Founder {
			names = append(names, t.Name)
		}
	}
	slices.Sort(names)
	return names, err
}
