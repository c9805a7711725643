package groups

import (
	"encoding/json"
	"slices"

	"kith/internal/clock"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Keeping is what the directory has to know of groups: which listings their roles keep, and whom to tell of a change.
type Keeping struct{ clock clock.Clock }

// NewKeeping makes it.
func NewKeeping(c clock.Clock) Keeping { return Keeping{c} }

func (k Keeping) today() schedule.Date { return schedule.DateOf(k.clock.Now().UTC().Date()) }

// Roots is the listing of the actor's own group, when the actor holds a role with the permission "listing" there today, as
// the transaction finds it: none for everybody else. It is directory.Options.Roots.
func (k Keeping) Roots(tx *store.Tx, by people.Actor) ([]string, error) {
	if by.Guest {
		return nil, nil
	}
	type held struct{ listing, may string }
	scan := func(r store.Row) (h held, err error) {
		err = r.Scan(&h.listing, &h.may)
		return h, err
	}
	all, err := store.Collect(tx, scan, `SELECT g.listing_id, k.may FROM persona p JOIN role r ON r.persona_id = p.id
		JOIN role_kind k ON k.space_id = p.space_id AND k.role = r.role JOIN group_space g ON g.space_id = p.space_id
		WHERE p.id = $1 AND p.space_id = $2 AND r.since <= $3 AND r.until >= $3 AND g.listing_id IS NOT NULL`, by.Persona, by.Space, int64(k.today()))
	if err != nil {
		return nil, err
	}
	var roots []string
	for _, h := range all {
		var may []pack.Permission
		if err := json.Unmarshal([]byte(h.may), &may); err != nil {
			return nil, err
		}
		if slices.Contains(may, pack.Listing) && !slices.Contains(roots, h.listing) {
			roots = append(roots, h.listing)
		}
	}
	return roots, nil
}

// Changed writes into the record of each group whose listing, meeting or place somebody changed that they did: who, where it
// was a member, else that it came from outside. It is directory.Options.Changed.
func (k Keeping) Changed(tx *store.Tx, by people.Actor, listings []string) error {
	for some := range slices.Chunk(listings, 500) {
		spaces, err := spacesOf(tx, some)
		if err != nil {
			return err
		}
		for _, space := range spaces {
			r := Recorded{Act: "listing", By: by.Persona}
			if by.Space != space {
				r = Recorded{Act: outsideAct(by), Outside: true}
			}
			if err := note(tx, k.today(), space, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// outsideAct is who changed a group's listing without being in it.
func outsideAct(by people.Actor) string {
	if by.Has(people.Steward) {
		return "listing_steward"
	}
	return "listing_above"
}

// spacesOf are the spaces of groups to which some listings belong: their own, a meeting's group, the groups at a venue.
func spacesOf(tx *store.Tx, listings []string) ([]string, error) {
	args := make([]any, len(listings))
	for i, id := range listings {
		args[i] = id
	}
	these := `(` + store.Params(1, len(args)) + `)`
	return store.Collect(tx, store.Scalar[string], `SELECT space_id FROM group_space WHERE listing_id IN `+these+` OR listing_id IN
		(SELECT parent_id FROM listing WHERE kind = 'meeting' AND (id IN `+these+` OR venue_id IN `+these+`)) ORDER BY space_id`, args...)
}
