package groups

import (
	"context"
	"encoding/json"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Belonging is a group of an organisation, as far as the organisation can see it: what everybody can read, what the group
// said of belonging, and whom it sent.
type Belonging struct {
	Listing   string
	Name      string
	Slug      string
	Confirmed schedule.Date // when the group last said that it belongs; 0: never
	Due       bool          // that is more than a year ago
	Delegates []Delegate
}

// Delegate is somebody in an organisation's space who stands for a group.
type Delegate struct {
	Name  string
	Until schedule.Date
}

// Belongings lists the groups on the list anywhere below the actor's organisation, by name. Its members only; NotFound in the
// space of a group. Of the groups' own spaces it reads nothing but on which day they said that they belong.
func (g *Groups) Belongings(ctx context.Context, by people.Actor) (all []Belonging, err error) {
	scan := func(r store.Row) (b Belonging, err error) {
		err = r.Scan(&b.Listing, &b.Name, &b.Slug, &b.Confirmed)
		b.Due = b.Confirmed < g.today().AddDays(-belongingDays)
		return b, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		body, err := insideOrganisation(tx, by)
		if err != nil {
			return err
		}
		all, err = store.Collect(tx, scan, `WITH RECURSIVE own (id) AS (SELECT id FROM listing WHERE id = $1
			UNION SELECT l.id FROM listing l JOIN own ON l.parent_id = own.id WHERE l.kind IN ('organisation', 'group'))
			SELECT l.id, l.content, l.slug, COALESCE(b.day, 0) FROM own JOIN listing l ON l.id = own.id
			LEFT JOIN group_space s ON s.listing_id = l.id LEFT JOIN belonging b ON b.space_id = s.space_id
			WHERE l.kind = 'group' AND l.state = 'published' AND l.merged_into IS NULL ORDER BY l.slug`, body.Listing)
		if err != nil {
			return err
		}
		delegates, err := g.delegates(tx, by.Space)
		for i := range all {
			if all[i].Name, err = nameIn(all[i].Name); err != nil {
				return err
			}
			all[i].Delegates = delegates[all[i].Listing]
		}
		return err
	})
	return all, err
}

// insideOrganisation reads the actor's organisation; NotFound in other spaces.
func insideOrganisation(tx *store.Tx, by people.Actor) (Group, error) {
	body, err := inside(tx, by)
	if err == nil && body.Kind != OrganisationKind {
		err = fault.New(fault.NotFound, "", nil)
	}
	return body, err
}

// delegates are those who stand for groups today, by the group's listing.
func (g *Groups) delegates(tx *store.Tx, space string) (map[string][]Delegate, error) {
	all := map[string][]Delegate{}
	_, err := store.Collect(tx, func(r store.Row) (group string, err error) {
		var d Delegate
		err = r.Scan(&group, &d.Name, &d.Until)
		all[group] = append(all[group], d)
		return group, err
	}, `SELECT d.group_id, p.name, d.until FROM delegate d JOIN persona p ON p.id = d.persona_id WHERE d.space_id = $1 AND d.until >= $2 ORDER BY p.likeness`,
		space, int64(g.today()))
	return all, err
}

// nameIn is the name in the content of a listing.
func nameIn(content string) (string, error) {
	var listed struct {
		Name string `json:"name"`
	}
	err := json.Unmarshal([]byte(content), &listed)
	return listed.Name, err
}
