package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

const (
	longestStory = 4000 // letters
	mostStories  = 5    // of one persona
	StoriesShown = 20   // read at once
	mostAtDoor   = 3    // shown at the door
)

// Story is what a member tells newcomers of themselves. There is no day in it: it could tell who wrote what is unsigned.
type Story struct {
	ID     string
	Text   string
	Signed bool
	AtDoor bool   // strangers at the door may read it
	Name   string // of who told it, where it is signed
	Own    bool   // the reader told it
	Former bool   // who told it left, and let it stay
}

// Telling is a story that somebody is about to tell. Agreed says that they agree that members and newcomers read it.
type Telling struct {
	Text   string
	Signed bool
	AtDoor bool
	Agreed bool
}

// Tell lets the actor tell a story. Members only. Invalid when it is empty, too long or not agreed to, Conflict when they
// told five already.
func (g *Groups) Tell(ctx context.Context, by people.Actor, t Telling) error {
	text, err := t.proper()
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		have, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM story WHERE persona_id = $1`, by.Persona))
		if err == nil && have >= mostStories {
			err = fault.New(fault.Conflict, "story.many", map[string]any{"most": mostStories})
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO story (id, space_id, persona_id, text, signed, at_door) VALUES ($1, $2, $3, $4, $5, $6)`,
			store.NewPersonID(), by.Space, by.Persona, text, t.Signed, t.AtDoor)
		return err
	})
}

func (t Telling) proper() (string, error) {
	text, err := shortText("text", t.Text, longestStory)
	if err != nil {
		return "", err
	}
	var wrong fault.Problems
	if text == "" {
		wrong.Add("text", "knock.empty", nil)
	}
	if !t.Agreed {
		wrong.Add("agreed", "story.not_agreed", nil)
	}
	return text, wrong.Err()
}

const storyColumns = `s.id, s.text, s.signed, s.at_door, CASE WHEN s.signed THEN COALESCE(p.name, '') ELSE '' END, s.persona_id = $2 AND s.persona_id <> '', s.persona_id = ''
	FROM story s LEFT JOIN persona p ON p.id = s.persona_id`

func scanStory(r store.Row) (s Story, err error) {
	err = r.Scan(&s.ID, &s.Text, &s.Signed, &s.AtDoor, &s.Name, &s.Own, &s.Former)
	return s, err
}

// Stories are those of the actor's group after one, in an order that tells nothing: up to StoriesShown. Members only.
func (g *Groups) Stories(ctx context.Context, by people.Actor, after string) (all []Story, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err = store.Collect(tx, scanStory, `SELECT `+storyColumns+` WHERE s.space_id = $1 AND s.id > $3 ORDER BY s.id LIMIT $4`,
			by.Space, by.Persona, after, StoriesShown)
		return err
	})
	return all, err
}

// storiesAtDoor are a few that strangers may read.
func storiesAtDoor(tx *store.Tx, space string) ([]Story, error) {
	return store.Collect(tx, scanStory, `SELECT `+storyColumns+` WHERE s.space_id = $1 AND s.at_door AND s.persona_id <> $2 ORDER BY s.id LIMIT $3`,
		space, "", mostAtDoor)
}

// Untell takes a story of the actor's own back, at once. NotFound when it is not theirs.
func (g *Groups) Untell(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		return untold(tx.Exec(`DELETE FROM story WHERE id = $1 AND space_id = $2 AND persona_id = $3`, id, by.Space, by.Persona))
	})
}

// TakeDown takes a story away that does harm, such as one that tells of somebody else. The group sees who did and why. Roles
// with the permission "protect" may. Invalid without a reason, NotFound when there is no such story.
func (g *Groups) TakeDown(ctx context.Context, by people.Actor, id, reason string) error {
	reason, err := neededText("reason", reason, longestNote)
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Protect); err != nil {
			return err
		}
		if err := untold(tx.Exec(`DELETE FROM story WHERE id = $1 AND space_id = $2`, id, by.Space)); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "story", By: by.Persona, Words: reason})
	})
}

func untold(n int64, err error) error {
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "story.gone", nil)
	}
	return err
}

// neededText is short text that cannot be empty.
func neededText(name, text string, most int) (string, error) {
	text, err := shortText(name, text, most)
	if err == nil && text == "" {
		err = &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: name, Key: "knock.empty"}}}
	}
	return text, err
}
