package groups

import (
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/notices"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// State is how far a knock has come.
type State string

// The states of a knock.
const (
	Waiting  State = "waiting"
	Answered State = "answered" // a question was answered
	Welcome  State = "welcome"  // may come in
	Declined State = "declined"
)

const (
	longestNote = 1000 // letters
	mostKnocks  = 200  // waiting at one door, so that nobody can fill it up
	knockLasts  = 30 * 24 * time.Hour
)

// Knock is somebody at the door: a note to the greeters and their answer. There is nothing in it about who wrote it but
// what they wrote.
type Knock struct {
	ID     string
	Joins  bool // wants to come in; else asks a question
	Note   string
	State  State
	Answer string
	Day    schedule.Date
}

// Knock leaves a note at a group's door and gives the secret of the page on which its answer will stand. It is forgotten
// after thirty days. From is where the request comes from; it is counted for a day, never kept. NotFound when there is no
// such group or its door opens to invitations alone, Invalid when the note is empty or too long, TooMany when the door is
// full or when too many notes came from there.
func (g *Groups) Knock(ctx context.Context, space, from string, joins bool, note string) (secret string, err error) {
	if note, err = shortText("note", note, longestNote); err != nil {
		return "", err
	}
	if note == "" {
		return "", &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "note", Key: "knock.empty"}}}
	}
	secret = people.NewSecret()
	count := sync.OnceValue(func() error { return g.people.AtDoor(space, from) }) // however often the transaction is tried
	return secret, g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := g.doorway(tx, Way{Space: space}); err != nil {
			return err
		}
		waiting, err := store.Collect(tx, store.Scalar[int], `SELECT COUNT(*) FROM knock WHERE space_id = $1 AND state = $2 AND expires > $3`,
			space, string(Waiting), g.now())
		if err != nil {
			return err
		}
		if waiting[0] >= mostKnocks {
			return fault.New(fault.TooMany, "knock.full", nil)
		}
		if err := count(); err != nil { // only at doors that are there, so that nobody fills the memory
			return err
		}
		if err := g.tellWho(tx, space, notices.Door, pack.Greet); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO knock (id, hash, space_id, joins, note, state, answer, by_persona, day, expires) VALUES ($1, $2, $3, $4, $5, $6, '', '', $7, $8)`,
			store.NewPersonID(), people.HashOf(secret), space, joins, note, string(Waiting), int64(g.today()), int64(g.endOfDay(knockLasts)))
		return err
	})
}

// endOfDay is the end of the day that lies d ahead, in unix milliseconds: what is kept tells no moment.
func (g *Groups) endOfDay(d time.Duration) int64 {
	return store.Millis(g.clock.Now().UTC().Add(d).Truncate(24 * time.Hour).Add(24 * time.Hour))
}

// proper is text as it is kept: trimmed, valid, nothing in it turns its direction.
func proper(text string) string { return people.Lines(text) }

// shortText is proper text. Invalid names the input when it is too long.
func shortText(name, text string, most int) (string, error) {
	text = proper(text)
	if utf8.RuneCountInString(text) > most {
		return "", &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: name, Key: "persona.long", Values: map[string]any{"most": most}}}}
	}
	return text, nil
}

const knockColumns = `id, joins, note, state, answer, day`

func scanKnock(r store.Row) (k Knock, err error) {
	err = r.Scan(&k.ID, &k.Joins, &k.Note, &k.State, &k.Answer, &k.Day)
	return k, err
}

// knockOf reads a knock by its secret.
func (g *Groups) knockOf(tx *store.Tx, way Way) (Knock, error) {
	return scanKnock(tx.QueryRow(`SELECT `+knockColumns+` FROM knock WHERE hash = $1 AND space_id = $2 AND expires > $3`, people.HashOf(way.Knock), way.Space, g.now()))
}

// Knocked is what a seeker sees of their own knock. NotFound when it never was, or was forgotten.
func (g *Groups) Knocked(ctx context.Context, way Way) (k Knock, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		k, err = g.knockOf(tx, way)
		return err
	})
	return k, err
}

// forgetKnock takes a knock away: its seeker has come in, or wants it gone.
func (g *Groups) forgetKnock(tx *store.Tx, way Way) error {
	n, err := tx.Exec(`DELETE FROM knock WHERE hash = $1 AND space_id = $2`, people.HashOf(way.Knock), way.Space)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "", nil)
	}
	return err
}

// Withdraw lets a seeker take their knock back. NotFound as for Knocked.
func (g *Groups) Withdraw(ctx context.Context, way Way) error {
	return g.db.Write(ctx, func(tx *store.Tx) error { return g.forgetKnock(tx, way) })
}

// Knocks lists who waits at the door of the actor's group, the oldest first. Roles with the permission "greet" may.
func (g *Groups) Knocks(ctx context.Context, by people.Actor) (all []Knock, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Greet); err != nil {
			return err
		}
		all, err = store.Collect(tx, scanKnock, `SELECT `+knockColumns+` FROM knock WHERE space_id = $1 AND state = $2 AND expires > $3 ORDER BY day, id`,
			by.Space, string(Waiting), g.now())
		return err
	})
	return all, err
}

// Answer answers a knock: welcome or declined, or answered where it was a question. What is said stands on the seeker's
// page. Roles with the permission "greet" may. Conflict when another greeter was first.
func (g *Groups) Answer(ctx context.Context, by people.Actor, id string, state State, answer string) error {
	answer, err := shortText("answer", answer, longestNote)
	if err != nil {
		return err
	}
	if state == Answered && answer == "" {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "answer", Key: "knock.empty"}}}
	}
	if state != Answered && state != Welcome && state != Declined {
		return fault.New(fault.Invalid, "", nil)
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Greet); err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE knock SET state = $3, answer = $4, by_persona = $5 WHERE id = $1 AND space_id = $2 AND state = $6`,
			id, by.Space, string(state), answer, by.Persona, string(Waiting))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "knock.answered", nil)
		}
		return err
	})
}
