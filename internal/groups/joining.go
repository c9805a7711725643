package groups

import (
	"context"
	"net/url"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// The most letters that a group can tell its members about how to come.
const (
	longestPlace = 500
	longestLink  = 1000
	longestCode  = 100
)

// Joining is what a group tells its members alone about how to come to a meeting. It stands in the group's space and in no
// listing, so that no feed, export or history has it.
type Joining struct {
	Meeting  string // id of the listing; empty: it holds for every meeting
	Place    string
	Link     string // of a call; http or https
	PassCode string
	Words    string // anything else
}

// Empty says whether nothing is told.
func (j Joining) Empty() bool { return j.Place+j.Link+j.PassCode+j.Words == "" }

// proper is a joining as it is kept. Invalid names each input that cannot be.
func (j Joining) proper() (Joining, error) {
	var wrong fault.Problems
	for _, one := range []struct {
		name string
		text *string
		most int
	}{{"place", &j.Place, longestPlace}, {"link", &j.Link, longestLink}, {"pass_code", &j.PassCode, longestCode}, {"words", &j.Words, longestClause}} {
		text, err := shortText(one.name, *one.text, one.most)
		if err != nil {
			wrong.Add(one.name, "persona.long", map[string]any{"most": one.most})
		}
		*one.text = text
	}
	if u, err := url.Parse(j.Link); j.Link != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil) {
		wrong.Add("link", "listing.no_address", nil)
	}
	return j, wrong.Err()
}

// Joinings is what the actor's group tells its members about how to come, by meeting. Members only.
func (g *Groups) Joinings(ctx context.Context, by people.Actor) (all map[string]Joining, err error) {
	scan := func(r store.Row) (j Joining, err error) {
		err = r.Scan(&j.Meeting, &j.Place, &j.Link, &j.PassCode, &j.Words)
		return j, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		all = map[string]Joining{}
		if _, err := inside(tx, by); err != nil {
			return err
		}
		rows, err := store.Collect(tx, scan, `SELECT meeting, place, link, pass_code, words FROM joining WHERE space_id = $1`, by.Space)
		for _, j := range rows {
			all[j.Meeting] = j
		}
		return err
	})
	return all, err
}

// SetJoining changes what members are told about how to come to a meeting of the group; with nothing to tell it goes. What
// was told before is kept nowhere. Roles with the permission "listing" may. NotFound when the meeting is not the group's.
func (g *Groups) SetJoining(ctx context.Context, by people.Actor, j Joining) error {
	j, err := j.proper()
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayDo(tx, by, pack.Listing)
		if err != nil {
			return err
		}
		if err := ownMeeting(tx, group, j.Meeting); err != nil {
			return err
		}
		tx.Forget()
		if _, err := tx.Exec(`DELETE FROM joining WHERE space_id = $1 AND meeting = $2`, by.Space, j.Meeting); err != nil || j.Empty() {
			return err
		}
		_, err = tx.Exec(`INSERT INTO joining (space_id, meeting, place, link, pass_code, words) VALUES ($1, $2, $3, $4, $5, $6)`,
			by.Space, j.Meeting, j.Place, j.Link, j.PassCode, j.Words)
		return err
	})
}

// ownMeeting is NotFound when a listing is no meeting of a group. No meeting stands for all of them.
func ownMeeting(tx *store.Tx, group Group, meeting string) error {
	if meeting == "" {
		return nil
	}
	n, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM listing WHERE id = $1 AND kind = 'meeting' AND parent_id = $2`, meeting, group.Listing))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "listing.none", nil)
	}
	return err
}
