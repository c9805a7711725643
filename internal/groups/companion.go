package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	mostPicked = 2  // first companions of one newcomer at a time
	askedDays  = 30 // in which who is picked often is noticed
	askedOften = 5  // more newcomers than these in that time are shown to whoever protects
)

// Company is how the actor stands to newcomers.
type Company struct {
	Willing bool             // offers to go along with newcomers
	May     bool             // could offer it
	Picked  []people.Persona // newcomers who picked the actor
}

// Company is the actor's own. Members only.
func (g *Groups) Company(ctx context.Context, by people.Actor) (c Company, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		willing, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM willing WHERE persona_id = $1`, by.Persona)
		if err != nil {
			return err
		}
		c.Willing = len(willing) > 0
		if c.May, err = g.mayAccompany(tx, by); err != nil {
			return err
		}
		c.Picked, err = g.newcomersOf(tx, by.Persona)
		return err
	})
	return c, err
}

func (g *Groups) newcomersOf(tx *store.Tx, persona string) ([]people.Persona, error) {
	return store.Collect(tx, scanOther, `SELECT `+otherColumns+` FROM first_companion f JOIN persona p ON p.id = f.newcomer_id
		WHERE f.companion_id = $1 AND NOT f.ended AND f.until >= $2 ORDER BY f.day, p.likeness`, persona, int64(g.today()))
}

const otherColumns = `p.id, p.name, p.pronouns, p.line, p.created`

func scanOther(r store.Row) (one people.Persona, err error) {
	err = r.Scan(&one.ID, &one.Name, &one.Pronouns, &one.Line, &one.Joined)
	return one, err
}

// mayAccompany says whether somebody is known well enough to be offered to newcomers: they hold a role, or have been here as
// long as a newcomer is new (as long as the group, where it is younger). So nobody comes in by an open door today and is
// offered to who comes in tomorrow.
func (g *Groups) mayAccompany(tx *store.Tx, by people.Actor) (bool, error) {
	one, err := g.people.Member(tx, by.Space, by.Persona)
	if err != nil || len(by.Roles) > 0 {
		return err == nil, err
	}
	age, err := g.age(tx, by.Space)
	return int(g.today()-one.Joined) >= min(NewcomerDays, age), err
}

// age is how many days a space has been there.
func (g *Groups) age(tx *store.Tx, space string) (int, error) {
	began, err := store.Scalar[schedule.Date](tx.QueryRow(`SELECT created FROM space WHERE id = $1`, space))
	return int(g.today() - began), err
}

// OfferCompany says that the actor is willing to go along with newcomers in their first days. Conflict when they have not
// been here long enough for that and hold no role. Members only.
func (g *Groups) OfferCompany(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		may, err := g.mayAccompany(tx, by)
		if err == nil && !may {
			err = fault.New(fault.Conflict, "company.too_new", map[string]any{"n": NewcomerDays})
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO willing (persona_id, space_id, day) VALUES ($1, $2, $3) ON CONFLICT (persona_id) DO NOTHING`,
			by.Persona, by.Space, int64(g.today()))
		return err
	})
}

// WithdrawCompany takes the offer back. Who has picked the actor keeps them until one of the two ends it. Members only.
func (g *Groups) WithdrawCompany(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM willing WHERE persona_id = $1`, by.Persona)
		return err
	})
}

// FirstDays is what a newcomer finds.
type FirstDays struct {
	Protection
	Picked  []people.Persona // their first companions
	Offered []people.Persona // who else they may pick: as many as there is room for
}

// FirstDays is the actor's own. Members only.
func (g *Groups) FirstDays(ctx context.Context, by people.Actor) (f FirstDays, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if f.Protection, err = g.protection(tx, by.Space, by.Persona); err != nil || !f.Holds {
			return err
		}
		if f.Picked, err = g.companionsOf(tx, by.Persona); err != nil {
			return err
		}
		f.Offered, err = g.offered(tx, by, mostPicked-len(f.Picked))
		return err
	})
	return f, err
}

func (g *Groups) companionsOf(tx *store.Tx, newcomer string) ([]people.Persona, error) {
	return store.Collect(tx, scanOther, `SELECT `+otherColumns+` FROM first_companion f JOIN persona p ON p.id = f.companion_id
		WHERE f.newcomer_id = $1 AND NOT f.ended AND f.until >= $2 ORDER BY f.day, p.likeness`, newcomer, int64(g.today()))
}

// offered are up to n who are willing and have never gone along with the actor: who has the fewest newcomers first, then who
// has been willing longest.
func (g *Groups) offered(tx *store.Tx, by people.Actor, n int) ([]people.Persona, error) {
	return store.Collect(tx, scanOther, `SELECT `+otherColumns+` FROM willing w JOIN persona p ON p.id = w.persona_id
		LEFT JOIN (SELECT companion_id, COUNT(*) AS n FROM first_companion WHERE space_id = $1 AND NOT ended AND until >= $3 GROUP BY companion_id) have
			ON have.companion_id = w.persona_id
		WHERE w.space_id = $1 AND w.persona_id <> $2 AND p.removed < $3
			AND NOT EXISTS (SELECT 1 FROM first_companion f WHERE f.newcomer_id = $2 AND f.companion_id = w.persona_id)
		ORDER BY COALESCE(have.n, 0), w.day, w.persona_id LIMIT $4`, by.Space, by.Persona, int64(g.today()), n)
}

// Pick makes somebody who is willing a first companion of the actor, until the actor's protection ends. Newcomers under
// protection only, else Conflict; so it is when they have two already. NotFound when nobody like that is willing, or when
// one of the two ended it before.
func (g *Groups) Pick(ctx context.Context, by people.Actor, companion string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		p, err := g.protection(tx, by.Space, by.Persona)
		if err != nil {
			return err
		}
		have, err := g.companionsOf(tx, by.Persona)
		if err == nil && (!p.Holds || len(have) >= mostPicked) {
			err = fault.New(fault.Conflict, "company.full", nil)
		}
		if err != nil {
			return err
		}
		n, err := tx.Exec(`INSERT INTO first_companion (newcomer_id, companion_id, space_id, day, until, ended)
			SELECT $1, w.persona_id, $2, $3, $4, FALSE FROM willing w JOIN persona p ON p.id = w.persona_id
			WHERE w.persona_id = $5 AND w.space_id = $2 AND w.persona_id <> $1 AND p.removed < $3
			ON CONFLICT (newcomer_id, companion_id) DO NOTHING`, by.Persona, by.Space, int64(g.today()), int64(p.Until), companion)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "company.gone", nil)
		}
		return err
	})
}

// Part ends the company of the actor and somebody else, whichever of them is the newcomer. Nobody is told. Members only.
func (g *Groups) Part(ctx context.Context, by people.Actor, other string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE first_companion SET ended = TRUE
			WHERE newcomer_id = $1 AND companion_id = $2 OR newcomer_id = $2 AND companion_id = $1`, by.Persona, other)
		return err
	})
}

// Asked is somebody whom many newcomers picked lately.
type Asked struct {
	Name string
	N    int // newcomers within thirty days
}

// AskedOften lists whom more than five newcomers picked within thirty days, whether that ended or not: a plain fact for
// whoever keeps newcomers safe. Roles with the permission "protect" may.
func (g *Groups) AskedOften(ctx context.Context, by people.Actor) (all []Asked, err error) {
	scan := func(r store.Row) (a Asked, err error) {
		err = r.Scan(&a.Name, &a.N)
		return a, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Protect); err != nil {
			return err
		}
		all, err = store.Collect(tx, scan, `SELECT p.name, COUNT(*) FROM first_companion f JOIN persona p ON p.id = f.companion_id
			WHERE f.space_id = $1 AND f.day > $2 GROUP BY p.id, p.name HAVING COUNT(*) > $3 ORDER BY COUNT(*) DESC, p.name`,
			by.Space, int64(g.today().AddDays(-askedDays)), askedOften)
		return err
	})
	return all, err
}
