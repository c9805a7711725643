package groups

import (
	"context"
	"strings"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	codeDays      = 14  // for which a delegate's code can be used
	belongingDays = 365 // after which a group is asked again whether it belongs
	mostAbove     = 20
)

// Above is the organisation that a group belongs to, as the group sees it.
type Above struct {
	Name      string
	Slug      string        // of its listing
	Confirmed schedule.Date // when the group last said that it belongs; 0: never
	Due       bool          // it is time to say so again
	Delegates bool          // it has a space, to which delegates can be sent
	Materials []Material    // that it offers to its groups
	Services  []Service     // without who looks after them

	space string
}

// Above reads the nearest organisation above the actor's group that has a space, else the nearest. Members only; NotFound
// when there is none.
func (g *Groups) Above(ctx context.Context, by people.Actor) (a Above, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := inside(tx, by)
		if err != nil {
			return err
		}
		if a, err = above(tx, group); err != nil {
			return err
		}
		days, err := store.Collect(tx, store.Scalar[schedule.Date], `SELECT day FROM belonging WHERE space_id = $1`, by.Space)
		if len(days) > 0 {
			a.Confirmed = days[0]
		}
		a.Due = a.Confirmed < g.today().AddDays(-belongingDays)
		if err != nil {
			return err
		}
		return g.offering(tx, &a)
	})
	return a, err
}

// offering adds what an organisation offers to its groups. Who is inside it stays there.
func (g *Groups) offering(tx *store.Tx, a *Above) (err error) {
	if a.Materials, err = materials(tx, a.space); err != nil {
		return err
	}
	a.Services, err = g.services(tx, a.space)
	for i := range a.Services {
		a.Services[i].Role, a.Services[i].Persona, a.Services[i].Keeper, a.Services[i].Staff = "", "", "", false
	}
	return err
}

func above(tx *store.Tx, group Group) (Above, error) {
	all, err := everyAbove(tx, group.Listing)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "organisation.none", nil)
	}
	if err != nil {
		return Above{}, err
	}
	return all[0], nil
}

// everyAbove are the organisations above a listing: those that have a space in front, then the nearest.
func everyAbove(tx *store.Tx, listing string) ([]Above, error) {
	scan := func(r store.Row) (a Above, err error) {
		if err = r.Scan(&a.Slug, &a.Name, &a.space); err != nil {
			return a, err
		}
		a.Delegates = a.space != ""
		a.Name, err = nameIn(a.Name)
		return a, err
	}
	return store.Collect(tx, scan, `WITH RECURSIVE up (id, far) AS (SELECT parent_id, 1 FROM listing WHERE id = $1 AND parent_id IS NOT NULL
		UNION SELECT l.parent_id, up.far + 1 FROM listing l JOIN up ON l.id = up.id WHERE l.parent_id IS NOT NULL AND up.far < $2)
		SELECT l.slug, l.content, COALESCE(g.space_id, '') FROM up JOIN listing l ON l.id = up.id LEFT JOIN group_space g ON g.listing_id = l.id
		WHERE l.state = 'published' ORDER BY CASE WHEN g.space_id IS NULL THEN 1 ELSE 0 END, up.far`, listing, mostAbove)
}

// Belong notes that the actor's group says today that it belongs to its organisation. Roles with the permission "listing" or
// "represent" may.
func (g *Groups) Belong(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayEither(tx, by, pack.Represent, pack.Listing)
		if err != nil {
			return err
		}
		if _, err := above(tx, group); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO belonging (space_id, day) VALUES ($1, $2) ON CONFLICT (space_id) DO UPDATE SET day = excluded.day`,
			by.Space, int64(g.today())); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "belongs", By: by.Persona})
	})
}

// Send makes a code by which the actor, who represents its group, opens a persona in the organisation's space, and gives the
// path of its link. What is kept says which group sent somebody and until when, here and there, and never who: the two
// personas of a delegate have nothing in common. The delegate's standing ends with the actor's term. An earlier code of the
// group that nobody used yet ends. NotFound when no organisation above has a space.
func (g *Groups) Send(ctx context.Context, by people.Actor) (path string, err error) {
	err = g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayDo(tx, by, pack.Represent)
		if err != nil {
			return err
		}
		up, err := above(tx, group)
		if err != nil {
			return err
		}
		if !up.Delegates {
			return fault.New(fault.NotFound, "organisation.none", nil)
		}
		until, seats, err := g.represents(tx, by)
		if err != nil {
			return err
		}
		if err := endCodes(tx, up.space, group.Listing); err != nil {
			return err
		}
		path, err = g.people.Invite(tx, people.Actor{}, people.Invitation{Space: up.space, Uses: 1, Expires: g.clock.Now().Add(codeDays * 24 * time.Hour)})
		if err != nil {
			return err
		}
		_, token, _ := strings.Cut(path, "/join/")
		if _, err := tx.Exec(`INSERT INTO delegation (hash, space_id, group_id, seats, until) VALUES ($1, $2, $3, $4, $5)`,
			people.HashOf(token), up.space, group.Listing, seats, int64(until)); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "sent"})
	})
	return path, err
}

// represents gives the last day on which the actor represents its group, and how many do at a time.
func (g *Groups) represents(tx *store.Tx, by people.Actor) (until schedule.Date, seats int, err error) {
	kinds, err := kindsOf(tx, by.Space)
	if err != nil {
		return 0, 0, err
	}
	terms, err := g.people.Terms(tx, by.Space)
	for _, kind := range kinds {
		if !holds(kind, pack.Represent) {
			continue
		}
		seats += kind.Seats
		for _, t := range terms[kind.Role] {
			if t.Persona == by.Persona {
				until = max(until, t.Until)
			}
		}
	}
	if err == nil && until == 0 { // the role ended meanwhile
		err = fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	return until, seats, err
}

func holds(kind RoleKind, what pack.Permission) bool {
	for _, may := range kind.May {
		if may == what {
			return true
		}
	}
	return false
}

// endCodes makes the codes of a group that nobody used yet useless.
func endCodes(tx *store.Tx, space, group string) error {
	for _, statement := range []string{
		`DELETE FROM invitation WHERE hash IN (SELECT hash FROM delegation WHERE space_id = $1 AND group_id = $2)`,
		`DELETE FROM delegation WHERE space_id = $1 AND group_id = $2`,
	} {
		if _, err := tx.Exec(statement, space, group); err != nil {
			return err
		}
	}
	return nil
}

// stands lets somebody who came in by a delegate's code stand for the group that sent them. When that makes more than the
// group has seats, those whose time ends first stand for it no longer.
func (g *Groups) stands(tx *store.Tx, way Way, persona string) error {
	if way.Invitation == "" {
		return nil
	}
	type sent struct {
		group string
		seats int
		until schedule.Date
	}
	scan := func(r store.Row) (s sent, err error) {
		err = r.Scan(&s.group, &s.seats, &s.until)
		return s, err
	}
	codes, err := store.Collect(tx, scan, `DELETE FROM delegation WHERE hash = $1 AND space_id = $2 RETURNING group_id, seats, until`, people.HashOf(way.Invitation), way.Space)
	if err != nil || len(codes) == 0 {
		return err
	}
	code := codes[0]
	before, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM delegate WHERE space_id = $1 AND group_id = $2 AND until >= $3 ORDER BY until DESC, persona_id`,
		way.Space, code.group, int64(g.today()))
	if err != nil {
		return err
	}
	for i := code.seats - 1; i < len(before); i++ {
		if err := g.endDelegate(tx, before[i]); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO delegate (persona_id, space_id, group_id, until) VALUES ($1, $2, $3, $4)`, persona, way.Space, code.group, int64(code.until)); err != nil {
		return err
	}
	return g.people.EndOn(tx, persona, code.until, false)
}

// endDelegate ends a delegate's standing with yesterday, and with it the way in.
func (g *Groups) endDelegate(tx *store.Tx, persona string) error {
	yesterday := g.today().AddDays(-1)
	if _, err := tx.Exec(`UPDATE delegate SET until = $2 WHERE persona_id = $1`, persona, int64(yesterday)); err != nil {
		return err
	}
	return g.people.EndOn(tx, persona, yesterday, false)
}
