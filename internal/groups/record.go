package groups

import (
	"context"

	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// mostRecorded is how many acts are read at once.
const mostRecorded = 100

// Recorded is something that happened in a group, as its members read it. Names are those of today; of somebody who left,
// and where there is nobody, they are empty.
type Recorded struct {
	Number  int    // counts the acts of the group, from 1
	Act     string // a word such as "opened"; catalogues say "record.act.<word>"
	Outside bool   // done from outside: by who runs the server, by a steward, or by an organisation above
	By      string // persona's id, and in what is read its name
	With    string // who joined in, where it took two
	About   string // whom it concerns
	Words   string // a reason, or what it was about
	Day     schedule.Date
}

// note writes down that something happened. By, With and About are ids of personas. It belongs to the transaction of the act.
func (g *Groups) note(tx *store.Tx, space string, r Recorded) error {
	return note(tx, g.today(), space, r)
}

func note(tx *store.Tx, day schedule.Date, space string, r Recorded) error {
	_, err := tx.Exec(`INSERT INTO recorded (space_id, number, act, outside, by_persona, with_persona, about_persona, words, day)
		SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM recorded WHERE space_id = $1`,
		space, r.Act, r.Outside, r.By, r.With, r.About, r.Words, int64(day))
	return err
}

// Record lists what happened in the actor's group before an act, the latest first: up to a hundred. Before 0 or less it is
// the latest. Members only.
func (g *Groups) Record(ctx context.Context, by people.Actor, before int) (all []Recorded, err error) {
	scan := func(r store.Row) (one Recorded, err error) {
		err = r.Scan(&one.Number, &one.Act, &one.Outside, &one.By, &one.With, &one.About, &one.Words, &one.Day)
		return one, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err = store.Collect(tx, scan, `SELECT r.number, r.act, r.outside, COALESCE(b.name, ''), COALESCE(w.name, ''), COALESCE(a.name, ''), r.words, r.day
			FROM recorded r LEFT JOIN persona b ON b.id = r.by_persona LEFT JOIN persona w ON w.id = r.with_persona LEFT JOIN persona a ON a.id = r.about_persona
			WHERE r.space_id = $1 AND ($2 <= 0 OR r.number < $2) ORDER BY r.number DESC LIMIT $3`, by.Space, before, mostRecorded)
		return err
	})
	return all, err
}
