package groups

import (
	"context"
	"slices"
	"unicode/utf8"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	mostClauses   = 40
	mostVersions  = 20   // read at once
	longestClause = 4000 // letters
)

// Clause is one thing that a group has agreed. Kind says what it is about; its text is the group's own.
type Clause struct {
	Kind pack.Kind
	Text string
}

// Agreement is one version of what a group has agreed.
type Agreement struct {
	Version int
	Made    schedule.Date
	Clauses []Clause
}

// Agreement reads the version that holds. Members only.
func (g *Groups) Agreement(ctx context.Context, by people.Actor) (a Agreement, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := inside(tx, by)
		if err != nil {
			return err
		}
		a, err = agreementOf(tx, group.Space, group.Agreed)
		return err
	})
	return a, err
}

// AgreementAt reads a version, be it the one that holds or an earlier one. Members only; NotFound when there is none.
func (g *Groups) AgreementAt(ctx context.Context, by people.Actor, version int) (a Agreement, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := inside(tx, by)
		if err != nil {
			return err
		}
		a, err = agreementOf(tx, group.Space, version)
		return err
	})
	return a, err
}

// Versions are the versions of the actor's group's agreement before one, the latest first: up to twenty, so that nobody
// can make the history too long to read. Before 1 or less it is the latest. Members only.
func (g *Groups) Versions(ctx context.Context, by people.Actor, before int) (all []Agreement, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := inside(tx, by)
		if err != nil {
			return err
		}
		if before < 1 || before > group.Agreed {
			before = group.Agreed + 1
		}
		for version := before - 1; version > max(0, before-1-mostVersions); version-- {
			a, err := agreementOf(tx, group.Space, version)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	})
	return all, err
}

func agreementOf(tx *store.Tx, space string, version int) (Agreement, error) {
	a := Agreement{Version: version}
	if err := tx.QueryRow(`SELECT made FROM agreement WHERE space_id = $1 AND version = $2`, space, version).Scan(&a.Made); err != nil {
		return a, err
	}
	scan := func(r store.Row) (c Clause, err error) {
		err = r.Scan(&c.Kind, &c.Text)
		return c, err
	}
	var err error
	a.Clauses, err = store.Collect(tx, scan, `SELECT kind, text FROM clause WHERE space_id = $1 AND version = $2 ORDER BY place`, space, version)
	return a, err
}

// Change brings in a new version of the agreement. From is the version that was changed: Conflict when another holds by
// now, so that nobody's change is lost unseen. Roles with the permission "agreement" may. The actor accepts what they bring
// in; everybody else is asked at their next visit.
func (g *Groups) Change(ctx context.Context, by people.Actor, from int, clauses []Clause) error {
	clauses, err := properClauses(clauses)
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayDo(tx, by, pack.Agreement)
		if err != nil {
			return err
		}
		if group.Agreed != from {
			return fault.New(fault.Conflict, "agreement.changed_meanwhile", nil)
		}
		now, err := agreementOf(tx, group.Space, from)
		if err != nil || slices.Equal(now.Clauses, clauses) {
			return err
		}
		if err := g.agree(tx, group.Space, by.Persona, from+1, clauses); err != nil {
			return err
		}
		if err := g.note(tx, group.Space, Recorded{Act: "agreed", By: by.Persona}); err != nil {
			return err
		}
		return accept(tx, by.Persona, from+1)
	})
}

// properClauses are those that say something, trimmed. Invalid names what is too long, or that nothing is left.
func properClauses(in []Clause) (out []Clause, err error) {
	var wrong fault.Problems
	for _, c := range in {
		c.Text = proper(c.Text)
		if c.Text == "" {
			continue
		}
		if !slices.Contains(pack.Kinds(), c.Kind) {
			wrong.Add(string(c.Kind), "agreement.kind", nil)
		}
		if utf8.RuneCountInString(c.Text) > longestClause {
			wrong.Add(string(c.Kind), "agreement.long", map[string]any{"most": longestClause})
		}
		out = append(out, c)
	}
	switch {
	case len(out) == 0:
		wrong.Add("purpose", "agreement.empty", nil)
	case len(out) > mostClauses:
		wrong.Add("purpose", "agreement.many", map[string]any{"most": mostClauses})
	}
	return out, wrong.Err()
}

// agree writes a version and lets it hold.
func (g *Groups) agree(tx *store.Tx, space, persona string, version int, clauses []Clause) error {
	if _, err := tx.Exec(`INSERT INTO agreement (space_id, version, made, by_persona) VALUES ($1, $2, $3, $4)`, space, version, int64(g.today()), persona); err != nil {
		return err
	}
	for i, c := range clauses {
		if _, err := tx.Exec(`INSERT INTO clause (space_id, version, place, kind, text) VALUES ($1, $2, $3, $4, $5)`, space, version, i, string(c.Kind), c.Text); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`UPDATE group_space SET agreed = $2 WHERE space_id = $1`, space, version)
	return err
}

// Accept notes that the actor accepts a version. Conflict when another holds by now: then it is to be read first.
func (g *Groups) Accept(ctx context.Context, by people.Actor, version int) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := inside(tx, by)
		if err != nil {
			return err
		}
		if group.Agreed != version {
			return fault.New(fault.Conflict, "agreement.changed_meanwhile", nil)
		}
		return accept(tx, by.Persona, version)
	})
}

func accept(tx *store.Tx, persona string, version int) error {
	_, err := tx.Exec(`INSERT INTO acceptance (persona_id, version) VALUES ($1, $2)
		ON CONFLICT (persona_id) DO UPDATE SET version = excluded.version`, persona, version)
	return err
}

// Accepted is the version that the actor accepted; 0 when none.
func (g *Groups) Accepted(ctx context.Context, by people.Actor) (version int, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		version, err = accepted(tx, by)
		return err
	})
	return version, err
}

// accepted is Accepted within a transaction.
func accepted(tx *store.Tx, by people.Actor) (int, error) {
	return store.Scalar[int](tx.QueryRow(`SELECT COALESCE(MAX(version), 0) FROM acceptance WHERE persona_id = $1`, by.Persona))
}

// Difference is how one clause changed: what stands in both versions, what went, what came.
type Difference struct {
	Kind   pack.Kind
	Before string // empty: it is new
	After  string // empty: it went
}

// Changed says whether anything did.
func (d Difference) Changed() bool { return d.Before != d.After }

// Compare sets two versions side by side, in the order of the later one; what went follows at the end.
func Compare(before, after []Clause) (all []Difference) {
	rest := slices.Clone(before)
	for _, c := range after {
		d := Difference{Kind: c.Kind, After: c.Text}
		at := slices.Index(rest, c)
		if at < 0 {
			at = slices.IndexFunc(rest, func(o Clause) bool { return o.Kind == c.Kind && !slices.Contains(after, o) })
		}
		if at >= 0 {
			d.Before = rest[at].Text
			rest = slices.Delete(rest, at, at+1)
		}
		all = append(all, d)
	}
	for _, c := range rest {
		all = append(all, Difference{Kind: c.Kind, Before: c.Text})
	}
	return all
}
