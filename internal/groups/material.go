package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	mostMaterials   = 50
	longestMaterial = 20000
)

// Material is a text that an organisation offers to its groups.
type Material struct {
	ID    string
	Title string
	Words string
	Day   schedule.Date // it was written or changed
}

// Offering is what an organisation offers to its groups.
type Offering struct {
	Materials []Material // by title
	Packs     []string   // that it suggests to groups that begin below it, by id
}

// Offering reads what the actor's organisation offers. Its members only; NotFound in the space of a group. What its groups read
// of it is kept nowhere.
func (g *Groups) Offering(ctx context.Context, by people.Actor) (o Offering, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		if o.Materials, err = materials(tx, by.Space); err != nil {
			return err
		}
		o.Packs, err = suggestedBy(tx, by.Space)
		return err
	})
	return o, err
}

func materials(tx *store.Tx, space string) ([]Material, error) {
	scan := func(r store.Row) (m Material, err error) {
		err = r.Scan(&m.ID, &m.Title, &m.Words, &m.Day)
		return m, err
	}
	return store.Collect(tx, scan, `SELECT id, title, words, day FROM material WHERE space_id = $1 ORDER BY title, id`, space)
}

func suggestedBy(tx *store.Tx, space string) ([]string, error) {
	return store.Collect(tx, store.Scalar[string], `SELECT pack FROM suggested_pack WHERE space_id = $1 ORDER BY pack`, space)
}

// PutMaterial offers a text (with an empty id: a new one), or changes it. Roles with the permission "listing" may. Invalid
// names "title" and "words"; NotFound when there is no such text, and in the space of a group; Conflict when there are fifty.
func (g *Groups) PutMaterial(ctx context.Context, by people.Actor, m Material) error {
	var wrong fault.Problems
	m.Title = oneLine(m.Title)
	if m.Title == "" {
		wrong.Add("title", "role.missing", nil)
	}
	if len([]rune(m.Title)) > pack.MaxName {
		wrong.Add("title", "persona.long", map[string]any{"most": pack.MaxName})
	}
	if m.Words = proper(m.Words); m.Words == "" {
		wrong.Add("words", "role.missing", nil)
	}
	if len([]rune(m.Words)) > longestMaterial {
		wrong.Add("words", "persona.long", map[string]any{"most": longestMaterial})
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := mayTell(tx, by); err != nil {
			return err
		}
		act := "material_changed"
		if m.ID == "" {
			m.ID, act = store.NewPersonID(), "material_added"
			if err := notMany(tx, "material", by.Space, mostMaterials); err != nil {
				return err
			}
		} else if err := owned(tx, "material", by.Space, m.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO material (id, space_id, title, words, day) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (id) DO UPDATE SET title = excluded.title, words = excluded.words, day = excluded.day`,
			m.ID, by.Space, m.Title, m.Words, int64(g.today())); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: act, By: by.Persona, Words: m.Title})
	})
}

// DropMaterial takes a text away. Roles with the permission "listing" may. NotFound when there is no such text.
func (g *Groups) DropMaterial(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := mayTell(tx, by); err != nil {
			return err
		}
		title, err := store.Scalar[string](tx.QueryRow(`DELETE FROM material WHERE id = $1 AND space_id = $2 RETURNING title`, id, by.Space))
		if err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "material_dropped", By: by.Persona, Words: title})
	})
}

// SuggestPacks chooses which packs are shown first where a group or an organisation below the actor's is opened. Roles with
// the permission "listing" may. Invalid when there is no such pack; NotFound in the space of a group.
func (g *Groups) SuggestPacks(ctx context.Context, by people.Actor, packs []string) error {
	packs = slices.Compact(slices.Sorted(slices.Values(packs)))
	for _, id := range packs {
		if _, ok := pack.Find(id); !ok {
			return fault.New(fault.Invalid, "group.no_pack", nil)
		}
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := mayTell(tx, by); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM suggested_pack WHERE space_id = $1`, by.Space); err != nil {
			return err
		}
		for _, id := range packs {
			if _, err := tx.Exec(`INSERT INTO suggested_pack (space_id, pack) VALUES ($1, $2)`, by.Space, id); err != nil {
				return err
			}
		}
		return g.note(tx, by.Space, Recorded{Act: "packs_suggested", By: by.Persona})
	})
}
