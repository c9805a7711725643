package groups

import (
	"context"
	"encoding/json"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// mostPlaces is how many places a group can compare.
const mostPlaces = 20

// PlaceChecks are what to find out about a place before a group meets there.
func PlaceChecks() []string { return []string{"free", "reachable", "accessible", "private", "safe"} }

// Candidate is a place that a group thinks of meeting at.
type Candidate struct {
	ID   string
	Name string
	Good []string // which of PlaceChecks its members found true
}

func placesOf(tx *store.Tx, space string) ([]Candidate, error) {
	scan := func(r store.Row) (c Candidate, err error) {
		var good string
		if err = r.Scan(&c.ID, &c.Name, &good); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(good), &c.Good)
	}
	return store.Collect(tx, scan, `SELECT id, name, good FROM plan_place WHERE space_id = $1 ORDER BY name, id`, space)
}

// AddPlace adds a place to those that the group compares. Every member may. Invalid without a name, Conflict when there are
// twenty.
func (g *Groups) AddPlace(ctx context.Context, by people.Actor, name string) error {
	name, err := shortText("place", name, longestPlanName)
	if err != nil {
		return err
	}
	if name == "" {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "place", Key: "plan.place_missing"}}}
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		have, err := placesOf(tx, by.Space)
		if err != nil {
			return err
		}
		if len(have) >= mostPlaces {
			return fault.New(fault.Conflict, "plan.places_many", map[string]any{"most": mostPlaces})
		}
		_, err = tx.Exec(`INSERT INTO plan_place (id, space_id, name, good) VALUES ($1, $2, $3, '[]')`, store.NewPersonID(), by.Space, name)
		return err
	})
}

// CheckPlace notes what the group found true of a place. Every member may. NotFound when there is no such place.
func (g *Groups) CheckPlace(ctx context.Context, by people.Actor, id string, good []string) error {
	found := []string{}
	for _, check := range PlaceChecks() {
		if slices.Contains(good, check) {
			found = append(found, check)
		}
	}
	text, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return g.changeTask(ctx, by, `UPDATE plan_place SET good = $3 WHERE space_id = $1 AND id = $2`, fault.New(fault.NotFound, "", nil), by.Space, id, string(text))
}

// DropPlace takes a place from those that the group compares. Every member may. NotFound when there is no such place.
func (g *Groups) DropPlace(ctx context.Context, by people.Actor, id string) error {
	return g.changeTask(ctx, by, `DELETE FROM plan_place WHERE space_id = $1 AND id = $2`, fault.New(fault.NotFound, "", nil), by.Space, id)
}
