package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// subtree are the groups and organisations on the list anywhere below a listing ($1), itself left out.
const subtree = `WITH RECURSIVE own (id) AS (SELECT id FROM listing WHERE id = $1
	UNION SELECT l.id FROM listing l JOIN own ON l.parent_id = own.id WHERE l.kind IN ('organisation', 'group'))
	SELECT l.id, l.content, l.kind FROM own JOIN listing l ON l.id = own.id LEFT JOIN source s ON s.id = l.source_id
	WHERE l.id <> $1 AND l.state = 'published' AND l.merged_into IS NULL AND NOT COALESCE(s.sample, FALSE)`

// Below is a group or an organisation below another that has no space yet.
type Below struct {
	Listing string
	Name    string
	For     pack.For // which packs are for it
}

// Openable lists the groups and organisations below the actor's organisation that have no space, by name. Roles with the
// permission "listing" or "represent" may; NotFound in the space of a group.
func (g *Groups) Openable(ctx context.Context, by people.Actor) (all []Below, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		body, err := mayOpen(tx, by)
		if err == nil {
			all, err = openable(tx, body, "")
		}
		return err
	})
	return all, err
}

func mayOpen(tx *store.Tx, by people.Actor) (body Group, err error) {
	if body, err = mayEither(tx, by, pack.Listing, pack.Represent); err != nil {
		return body, err
	}
	return insideOrganisation(tx, by)
}

// openable reads them; of one listing alone where it is given.
func openable(tx *store.Tx, body Group, listing string) ([]Below, error) {
	scan := func(r store.Row) (b Below, err error) {
		var content, kind string
		if err = r.Scan(&b.Listing, &content, &kind); err != nil {
			return b, err
		}
		if kind == OrganisationKind {
			b.For = pack.ForOrganisation
		}
		b.Name, err = nameIn(content)
		return b, err
	}
	return store.Collect(tx, scan, subtree+` AND ($2 = '' OR l.id = $2) AND NOT EXISTS (SELECT 1 FROM group_space g WHERE g.listing_id = l.id) ORDER BY l.slug`, body.Listing, listing)
}

// OpenBelow is Open by an organisation, for a group or an organisation below it. Both records say so. Roles with the
// permission "listing" or "represent" may; NotFound too for what is not below it. Invalid when the pack is for another kind.
func (g *Groups) OpenBelow(ctx context.Context, by people.Actor, o Opening) (path string, err error) {
	p, ok := pack.Find(o.Pack)
	if !ok {
		return "", &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "pack", Key: "group.no_pack"}}}
	}
	err = g.db.Write(ctx, func(tx *store.Tx) error {
		body, err := mayOpen(tx, by)
		if err != nil {
			return err
		}
		below, err := openable(tx, body, o.Listing)
		if err != nil {
			return err
		}
		if o.Listing == "" || len(below) == 0 {
			return fault.New(fault.NotFound, "", nil)
		}
		if path, err = g.open(tx, o, p, "opened_above", body.Name); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "opened_below", By: by.Persona, Words: below[0].Name})
	})
	return path, err
}

// Suggestion is what an organisation suggests to who opens a space below it.
type Suggestion struct {
	Organisation string // its name; empty: none suggests anything
	Packs        []string
}

// Suggestion reads that of the nearest organisation above a listing that suggests any. Who may open the listing's space may:
// stewards, and in an organisation above it roles with the permission "listing" or "represent".
func (g *Groups) Suggestion(ctx context.Context, by people.Actor, listing string) (s Suggestion, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if !by.Has(people.Steward) {
			body, err := mayOpen(tx, by)
			if err != nil {
				return err
			}
			below, err := openable(tx, body, listing)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(below, func(b Below) bool { return b.Listing == listing }) {
				return fault.New(fault.NotFound, "", nil)
			}
		}
		all, err := everyAbove(tx, listing)
		for _, up := range all {
			if s.Packs, err = suggestedBy(tx, up.space); err != nil || len(s.Packs) > 0 {
				s.Organisation = up.Name
				break
			}
		}
		return err
	})
	return s, err
}
