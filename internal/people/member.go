package people

import (
	"context"

	"kith/internal/fault"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Term is a role that a persona of a space holds, and until when.
type Term struct {
	Persona string
	Name    string
	Role    Role
	Since   schedule.Date
	Until   schedule.Date // the last day
	How     string        // it came to be held: Invited, or a word of the domain that recorded it
}

// Invited is how a role is held that came with an invitation.
const Invited = "invited"

// Stewards lists the stewards of the actor's space whose term runs, by name. Stewards only.
func (p *People) Stewards(ctx context.Context, by Actor) (all []Term, err error) {
	if !by.Has(Steward) {
		return nil, fault.New(fault.Forbidden, "listing.steward_only", nil)
	}
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scanTerm, `SELECT p.id, p.name, r.role, r.since, r.until, r.how FROM role r JOIN persona p ON p.id = r.persona_id
			WHERE r.space_id = $1 AND r.role = $2 AND r.until >= $3 ORDER BY p.name, p.id`, by.Space, string(Steward), int64(p.today()))
		return err
	})
	return all, err
}

// Names gives the names of the personas of the actor's space, by id, for histories.
func (p *People) Names(ctx context.Context, by Actor) (map[string]string, error) {
	names := map[string]string{}
	type named struct{ id, name string }
	scan := func(r store.Row) (n named, err error) {
		err = r.Scan(&n.id, &n.name)
		return n, err
	}
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		all, err := store.Collect(tx, scan, `SELECT id, name FROM persona WHERE space_id = $1`, by.Space)
		for _, n := range all {
			names[n.id] = n.name
		}
		return err
	})
	return names, err
}

// Terms gives who holds which role in a space today, by name. It is for operations that have decided that the actor may
// know.
func (p *People) Terms(tx *store.Tx, space string) (map[Role][]Term, error) {
	all, err := store.Collect(tx, scanTerm, `SELECT p.id, p.name, r.role, r.since, r.until, r.how FROM role r JOIN persona p ON p.id = r.persona_id
		WHERE r.space_id = $1 AND r.since <= $2 AND r.until >= $2 AND (p.until = 0 OR p.until >= $2) ORDER BY p.likeness`, space, int64(p.today()))
	terms := map[Role][]Term{}
	for _, t := range all {
		terms[t.Role] = append(terms[t.Role], t)
	}
	return terms, err
}

func scanTerm(r store.Row) (t Term, err error) {
	err = r.Scan(&t.Persona, &t.Name, &t.Role, &t.Since, &t.Until, &t.How)
	return t, err
}

// Named finds a persona of the actor's space by its name, or by one that looks like it. Invalid names the input when nobody
// there is called that, or they are removed.
func (p *People) Named(ctx context.Context, by Actor, name string) (one Persona, err error) {
	if err := mustBeSomebody(by); err != nil {
		return one, err
	}
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		all, err := store.Collect(tx, scanPersona, `SELECT `+personaColumns+` FROM persona WHERE space_id = $1 AND likeness = $2 AND removed < $3 AND (until = 0 OR until >= $3)`,
			by.Space, likeness(plain(name)), int64(p.today()))
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return wrongName("persona.nobody", nil)
		}
		one = all[0]
		return nil
	})
	return one, err
}
