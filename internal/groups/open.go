package groups

import (
	"context"
	"encoding/json"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

const (
	founders     = 5  // who may come in by the first link
	founderDays  = 90 // a founder's term
	foundersLink = 14 * 24 * time.Hour
)

// Founder is the role of those who come in first. It ends like every other; until then the group fills its own roles.
const Founder people.Role = "founder"

// founderMay is what a founder may do, for a while. Speaking for the group and taking it elsewhere wait for its own roles.
var founderMay = []pack.Permission{pack.Greet, pack.Invite, pack.Agreement, pack.Listing, pack.Roles, pack.Protect}

// Opening is what a group begins with.
type Opening struct {
	Listing string // id of the group's listing; empty: it is forming
	Name    string // of a group without a listing
	Pack    string
	Lang    string // BCP 47: "en" or "es"
	Founder string // what a founder is called in that language
	Does    string // what a founder does
}

// Open makes a space for a listed group or organisation, as the pack is for, with the agreement and the roles of a pack, and gives the path of a link by which
// its first members come in. Who makes it stays outside. Stewards of the clearinghouse and the operator may. Conflict when
// the listing has a group already; NotFound when there is no such listing, or one that is hidden, retired, merged or sample.
func (g *Groups) Open(ctx context.Context, by people.Actor, o Opening) (path string, err error) {
	if !by.Has(people.Steward) {
		return "", fault.New(fault.Forbidden, "listing.steward_only", nil)
	}
	p, ok := pack.Find(o.Pack)
	if !ok {
		return "", &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "pack", Key: "group.no_pack"}}}
	}
	err = g.db.Write(ctx, func(tx *store.Tx) error {
		path, err = g.open(tx, o, p, "opened", "")
		return err
	})
	return path, err
}

// open makes the space; act and words say in its record who did.
func (g *Groups) open(tx *store.Tx, o Opening, p pack.Pack, act, words string) (path string, err error) {
	kind := Kind
	if p.For == pack.ForOrganisation {
		kind = OrganisationKind
	}
	if err := g.unclaimed(tx, o.Listing, kind); err != nil {
		return "", err
	}
	space, err := g.people.NewSpace(tx, kind, "")
	if err != nil {
		return "", err
	}
	if err := g.begin(tx, space.ID, o, p); err != nil {
		return "", err
	}
	if err := g.note(tx, space.ID, Recorded{Act: act, Outside: true, Words: words}); err != nil {
		return "", err
	}
	return g.people.Invite(tx, people.Actor{}, people.Invitation{Space: space.ID, Role: Founder, Uses: founders, Expires: g.clock.Now().Add(foundersLink)})
}

// Has says whether a listing has a space. Stewards of the clearinghouse and the operator may ask.
func (g *Groups) Has(ctx context.Context, by people.Actor, listing string) (has bool, err error) {
	if !by.Has(people.Steward) {
		return false, fault.New(fault.Forbidden, "listing.steward_only", nil)
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		has, err = claimed(tx, listing)
		return err
	})
	return has, err
}

func claimed(tx *store.Tx, listing string) (bool, error) {
	taken, err := store.Collect(tx, store.Scalar[string], `SELECT space_id FROM group_space WHERE listing_id = $1`, listing)
	return len(taken) > 0, err
}

// unclaimed refuses a listing of another kind than the space that is to be made, and one that has a space.
func (g *Groups) unclaimed(tx *store.Tx, listing, kind string) error {
	kinds, err := store.Collect(tx, store.Scalar[string], `SELECT l.kind FROM listing l LEFT JOIN source s ON s.id = l.source_id
		WHERE l.id = $1 AND l.state = 'published' AND l.merged_into IS NULL AND NOT COALESCE(s.sample, FALSE)`, listing)
	if err != nil {
		return err
	}
	if len(kinds) == 0 || kinds[0] != kind {
		return fault.New(fault.NotFound, "", nil)
	}
	taken, err := claimed(tx, listing)
	if err == nil && taken {
		err = fault.New(fault.Conflict, "group.open_already", nil)
	}
	return err
}

// begin writes what a new group starts from.
func (g *Groups) begin(tx *store.Tx, space string, o Opening, p pack.Pack) error {
	if _, err := tx.Exec(`INSERT INTO group_space (space_id, listing_id, pack, lang, door, welcome, agreed) VALUES ($1, NULLIF($2, ''), $3, $4, $5, '', 0)`,
		space, o.Listing, p.ID, o.Lang, string(p.Door)); err != nil {
		return err
	}
	first := RoleKind{Role: Founder, Name: o.Founder, Does: o.Does, May: founderMay, Seats: founders, TermDays: founderDays}
	if err := putRole(tx, space, 0, first); err != nil {
		return err
	}
	for i, r := range p.Roles {
		if err := putRole(tx, space, i+1, roleOf(r, o.Lang)); err != nil {
			return err
		}
	}
	var clauses []Clause
	for _, c := range p.Clauses {
		clauses = append(clauses, Clause{Kind: c.Kind, Text: c.Text.In(o.Lang)})
	}
	return g.agree(tx, space, "", 1, clauses)
}

// putRole writes a role, or changes it; its place among the others stays.
func putRole(tx *store.Tx, space string, place int, r RoleKind) error {
	if r.Role == people.Steward {
		return fault.New(fault.Invalid, "", nil) // it would mean something elsewhere
	}
	may, err := json.Marshal(r.May)
	if err != nil {
		return err
	}
	checklist, err := json.Marshal(r.Checklist)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO role_kind (space_id, role, name, does, may, seats, term_days, gap_days, needed_days, needed, checklist, place, retired, board)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (space_id, role) DO UPDATE SET name = excluded.name, does = excluded.does, may = excluded.may, seats = excluded.seats,
		term_days = excluded.term_days, gap_days = excluded.gap_days, needed_days = excluded.needed_days, needed = excluded.needed,
		checklist = excluded.checklist, retired = excluded.retired, board = excluded.board`,
		space, string(r.Role), r.Name, r.Does, string(may), r.Seats, r.TermDays, r.GapDays, r.NeededDays, r.Needed, string(checklist), place, r.Retired, r.Board)
	return err
}
