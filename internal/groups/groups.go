// Package groups is a group's own space: its door, its agreement, its roles, who comes and who leaves. What the directory
// says of the group is its listing; who somebody is, is package people's.
package groups

import (
	"context"
	"encoding/json"
	"slices"

	"kith/internal/clock"
	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Kind is that of a group's space.
const Kind = "group"

// OrganisationKind is that of the space of an organisation: delegates of groups share it as members share a group's.
const OrganisationKind = "organisation"

// IsRoom says whether a kind of space is a group's, or one like it.
func IsRoom(kind string) bool { return kind == Kind || kind == OrganisationKind }

// Groups is the groups of one database. It is safe for use by several goroutines.
type Groups struct {
	db     *store.DB
	clock  clock.Clock
	people *people.People
}

// New makes the groups of an open database.
func New(db *store.DB, c clock.Clock, p *people.People) *Groups {
	return &Groups{db: db, clock: c, people: p}
}

// Group is a group as its members see it.
type Group struct {
	Space   string
	Kind    string // Kind or OrganisationKind
	Name    string
	Listing string // id of its listing; empty: it has none
	Slug    string // of its listing
	Pack    string // what it started from
	Lang    string // BCP 47: the language of its agreement and its roles
	Door    pack.Door
	Welcome string // what the group says to newcomers; may be empty
	Agreed  int    // version of the agreement that holds
	Life    Life
}

// Life is where a group is in its life.
type Life string

// The stages. Only a group that meets, or pauses, is told of in public; and only where it wants to be.
const (
	Forming Life = "forming"
	Meeting Life = "meeting"
	Paused  Life = "paused"
	Closing Life = "closing"
)

// A listed group is called what its listing says now: a name that was taken back, since it told a place, is kept nowhere.
const groupColumns = `s.id, COALESCE(l.content, '{}'), COALESCE(g.listing_id, ''), COALESCE(l.slug, ''), g.pack, g.lang, g.door, g.welcome, g.agreed, g.name, g.state, s.kind
	FROM group_space g JOIN space s ON s.id = g.space_id LEFT JOIN listing l ON l.id = g.listing_id`

func scanGroup(r store.Row) (g Group, err error) {
	var content string
	if err = r.Scan(&g.Space, &content, &g.Listing, &g.Slug, &g.Pack, &g.Lang, &g.Door, &g.Welcome, &g.Agreed, &g.Name, &g.Life, &g.Kind); err != nil {
		return g, err
	}
	if g.Listing == "" {
		return g, nil
	}
	g.Name, err = listedName(content)
	return g, err
}

// listedName is the name that a listing says.
func listedName(content string) (string, error) {
	var listed struct {
		Name string `json:"name"`
	}
	err := json.Unmarshal([]byte(content), &listed)
	return listed.Name, err
}

// load reads a group. NotFound when the space is none.
func load(tx *store.Tx, space string) (Group, error) {
	return scanGroup(tx.QueryRow(`SELECT `+groupColumns+` WHERE s.id = $1`, space))
}

// Group is the group in whose space the actor is. Members only: NotFound for everybody else, and in other spaces.
func (g *Groups) Group(ctx context.Context, by people.Actor) (group Group, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err = inside(tx, by)
		return err
	})
	return group, err
}

// inside reads the actor's group. Guests are no members: Forbidden for them, as for all that does not ask whether they are
// admitted.
func inside(tx *store.Tx, by people.Actor) (Group, error) {
	if by.Guest {
		return Group{}, fault.New(fault.Forbidden, "guest.members_only", nil)
	}
	return admitted(tx, by)
}

// admitted reads the actor's group for what a guest may do too. It is the one place that keeps out who is removed: every
// operation here but those that concern a removal begins with it.
func admitted(tx *store.Tx, by people.Actor) (Group, error) {
	if by.Removed {
		return Group{}, fault.New(fault.Forbidden, "removal.out", nil)
	}
	return present(tx, by)
}

// present reads the group of an actor who may be removed from it.
func present(tx *store.Tx, by people.Actor) (Group, error) {
	if by.Persona == "" {
		return Group{}, fault.New(fault.NotFound, "", nil)
	}
	return load(tx, by.Space)
}

// Of finds the group that a listing has, for the way from the listing to its door. NotFound when it has none, or one
// whose door opens to invitations alone.
func (g *Groups) Of(ctx context.Context, listing string) (group Group, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err = scanGroup(tx.QueryRow(`SELECT `+groupColumns+` WHERE g.listing_id = $1 AND g.door <> $2 AND NOT `+isStill, listing, string(pack.Invitation)))
		return err
	})
	return group, err
}

// today is the present day in UTC.
func (g *Groups) today() schedule.Date { return schedule.DateOf(g.clock.Now().UTC().Date()) }

func (g *Groups) now() int64 { return store.Millis(g.clock.Now()) }

// Standing is what a page of a group needs to know of who looks at it.
type Standing struct {
	Group    Group
	May      []pack.Permission // by the roles held today
	Me       people.Persona
	Accepted int // version of the agreement; 0 when none
}

// Standing reads it, all at one moment. Members only: NotFound for everybody else, and in other spaces.
func (g *Groups) Standing(ctx context.Context, by people.Actor) (s Standing, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		s, err = g.standing(tx, by)
		return err
	})
	return s, err
}

func (g *Groups) standing(tx *store.Tx, by people.Actor) (s Standing, err error) {
	if s.Group, err = inside(tx, by); err != nil {
		return s, err
	}
	if s.May, err = permissions(tx, by); err != nil {
		return s, err
	}
	if s.Me, err = g.people.Member(tx, by.Space, by.Persona); err != nil {
		return s, err
	}
	s.Accepted, err = accepted(tx, by)
	return s, err
}

func permissions(tx *store.Tx, by people.Actor) (all []pack.Permission, err error) {
	for _, role := range by.Roles {
		texts, err := store.Collect(tx, store.Scalar[string], `SELECT may FROM role_kind WHERE space_id = $1 AND role = $2`, by.Space, string(role))
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			var may []pack.Permission
			if err := json.Unmarshal([]byte(text), &may); err != nil {
				return nil, err
			}
			all = append(all, may...)
		}
	}
	return all, nil
}

// mayEither is mayDo for what any of some permissions is enough for.
func mayEither(tx *store.Tx, by people.Actor, what ...pack.Permission) (group Group, err error) {
	for _, one := range what {
		if group, err = mayDo(tx, by, one); fault.KindOf(err) != fault.Forbidden {
			break
		}
	}
	return group, err
}

// mayDo reads the actor's group and refuses, with Forbidden, who holds no role that may do a thing.
func mayDo(tx *store.Tx, by people.Actor, what pack.Permission) (Group, error) {
	group, err := inside(tx, by)
	if err != nil {
		return group, err
	}
	may, err := permissions(tx, by)
	if err == nil && !slices.Contains(may, what) {
		err = fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	return group, err
}
