package groups

import (
	"context"
	"encoding/json"
	"slices"

	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// recallTerm ends what a group gave to delegates for a term that is about to end before its time.
func (g *Groups) recallTerm(tx *store.Tx, space, persona string, role people.Role) error {
	return g.recall(tx, `t.persona_id = $2 AND t.role = $3 AND t.space_id = $4`, persona, string(role), space)
}

// recallAll is recallTerm for every term that a persona holds.
func (g *Groups) recallAll(tx *store.Tx, persona string) error {
	return g.recall(tx, `t.persona_id = $2`, persona)
}

// recallRole is recallTerm for every term of a role that is about to represent its group no longer.
func (g *Groups) recallRole(tx *store.Tx, space string, role people.Role) error {
	return g.recall(tx, `t.space_id = $2 AND t.role = $3`, space, string(role))
}

// EndDelegates ends whoever stands for the actor's group in its organisations today, and the codes that nobody used yet.
// Roles with the permission "represent" or "roles" may; the group sends anew.
func (g *Groups) EndDelegates(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayEither(tx, by, pack.Represent, pack.Roles)
		if err != nil {
			return err
		}
		scan := func(r store.Row) (m mandate, err error) {
			err = r.Scan(&m.group, &m.name, &m.until)
			return m, err
		}
		all, err := store.Collect(tx, scan, `SELECT DISTINCT d.group_id, l.content, d.until FROM
			(SELECT group_id, until FROM delegate UNION SELECT group_id, until FROM delegation) d JOIN listing l ON l.id = d.group_id
			WHERE d.group_id = $1 AND d.until >= $2`, group.Listing, int64(g.today()))
		if err != nil {
			return err
		}
		for _, one := range all {
			if err := g.endMandate(tx, one); err != nil {
				return err
			}
		}
		return g.note(tx, by.Space, Recorded{Act: "delegates_ended", By: by.Persona})
	})
}

// mandate is a term in which somebody represents a group.
type mandate struct {
	group string // its listing
	name  string
	until schedule.Date
}

// recall ends the delegates and the unused codes of groups that were given until the last day of some terms. Nothing says
// which delegate goes with whose term, for that would tell that two personas are one person: where the terms of two end on
// one day, the delegates of both end, and the group sends anew.
func (g *Groups) recall(tx *store.Tx, which string, args ...any) error {
	type term struct {
		mandate
		may string
	}
	scan := func(r store.Row) (one term, err error) {
		err = r.Scan(&one.group, &one.name, &one.until, &one.may)
		return one, err
	}
	terms, err := store.Collect(tx, scan, `SELECT s.listing_id, l.content, t.until, k.may FROM role t JOIN group_space s ON s.space_id = t.space_id
		JOIN role_kind k ON k.space_id = t.space_id AND k.role = t.role JOIN listing l ON l.id = s.listing_id
		WHERE t.until >= $1 AND `+which, slices.Insert(args, 0, any(int64(g.today())))...)
	if err != nil {
		return err
	}
	for _, one := range terms {
		var may []pack.Permission
		if err := json.Unmarshal([]byte(one.may), &may); err != nil {
			return err
		}
		if !slices.Contains(may, pack.Represent) {
			continue
		}
		if err := g.endMandate(tx, one.mandate); err != nil {
			return err
		}
	}
	return nil
}

func (g *Groups) endMandate(tx *store.Tx, m mandate) error {
	for _, statement := range []string{
		`DELETE FROM invitation WHERE hash IN (SELECT hash FROM delegation WHERE group_id = $1 AND until = $2)`,
		`DELETE FROM delegation WHERE group_id = $1 AND until = $2`,
	} {
		if _, err := tx.Exec(statement, m.group, int64(m.until)); err != nil {
			return err
		}
	}
	name, err := nameIn(m.name)
	if err != nil {
		return err
	}
	type sent struct{ persona, space string }
	scan := func(r store.Row) (one sent, err error) {
		err = r.Scan(&one.persona, &one.space)
		return one, err
	}
	all, err := store.Collect(tx, scan, `SELECT persona_id, space_id FROM delegate WHERE group_id = $1 AND until = $2 ORDER BY persona_id`, m.group, int64(m.until))
	if err != nil {
		return err
	}
	for _, one := range all {
		if err := g.endDelegate(tx, one.persona); err != nil {
			return err
		}
		if err := g.note(tx, one.space, Recorded{Act: "recalled", Outside: true, About: one.persona, Words: name}); err != nil {
			return err
		}
	}
	return nil
}
