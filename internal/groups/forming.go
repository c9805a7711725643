package groups

import (
	"context"
	"sync"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// FormingGroup is a group that forms and lets seekers find it.
type FormingGroup struct {
	Space string
	Name  string
	Line  string
	Need
}

// FormingCase is one that waits for a steward: its words are to be read, or were reported.
type FormingCase struct {
	FormingGroup
	Unread  bool
	Reports []Report
}

// formingShown are groups that form and whose core group lets seekers find them. Anybody can begin one and write what they
// like: strangers read it only once a steward has.
const formingShown = `SELECT g.space_id, g.name, p.line, p.concern, p.words, p.attend, g.lang, p.country, p.cell, p.vetted
	FROM plan p JOIN group_space g ON g.space_id = p.space_id WHERE p.shown AND g.state = $1 AND g.door <> $2`

func scanForming(r store.Row) (f FormingCase, err error) {
	vetted := false
	err = r.Scan(&f.Space, &f.Name, &f.Line, &f.Concern, &f.Words, &f.Attend, &f.Lang, &f.Country, &f.Cell, &vetted)
	f.Unread = !vetted
	return f, err
}

// FormingNear are the groups that form near a cell, or for online meetings in a country, and whose core group lets seekers
// find them, once a steward has read what they say. Anybody may ask.
func (g *Groups) FormingNear(ctx context.Context, cell, country string) (all []FormingGroup, err error) {
	scan := func(r store.Row) (FormingGroup, error) {
		f, err := scanForming(r)
		return f.FormingGroup, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scan, formingShown+` AND p.vetted AND (p.cell = $3 AND p.cell <> '' OR p.country = $4 AND p.country <> '')
			ORDER BY g.name, g.space_id LIMIT $5`, string(Forming), string(pack.Invitation), cell, country, wishesListed)
		return err
	})
	return all, err
}

// unvet has a steward read anew what a group that forms says in public.
func unvet(tx *store.Tx, space string) error {
	_, err := tx.Exec(`UPDATE plan SET vetted = FALSE WHERE space_id = $1`, space)
	return err
}

// ShownForming is a group that forms as seekers read it. NotFound for others. Anybody may ask.
func (g *Groups) ShownForming(ctx context.Context, space string) (f FormingGroup, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		f, err = shownForming(tx, space)
		return err
	})
	return f, err
}

func shownForming(tx *store.Tx, space string) (FormingGroup, error) {
	f, err := scanForming(tx.QueryRow(formingShown+` AND p.vetted AND p.space_id = $3`, string(Forming), string(pack.Invitation), space))
	return f.FormingGroup, err
}

// ReportForming tells the stewards that what a group says that forms should not stand, as ReportWish does of a wish.
func (g *Groups) ReportForming(ctx context.Context, from, space, words string) error {
	words, err := shortText("words", words, longestNote)
	if err != nil {
		return err
	}
	count := sync.OnceValue(func() error { return g.people.AtDoor(doorOfWishes+" report", from) }) // however often the transaction is tried
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := shownForming(tx, space); err != nil {
			return err
		}
		have, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM plan_report WHERE space_id = $1`, space))
		if err != nil || have >= mostReports { // stewards know by then
			return err
		}
		if err := count(); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO plan_report (id, space_id, words, day) VALUES ($1, $2, $3, $4)`, store.NewPersonID(), space, words, int64(g.today()))
		return err
	})
}

// FormingCases are the groups that form and wait for a steward to read what they say. Stewards may.
func (g *Groups) FormingCases(ctx context.Context, by people.Actor) (all []FormingCase, err error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scanForming, formingShown+` AND (NOT p.vetted OR EXISTS (SELECT 1 FROM plan_report r WHERE r.space_id = p.space_id))
			ORDER BY g.name, g.space_id LIMIT $3`, string(Forming), string(pack.Invitation), mostCases)
		for i := range all {
			if err == nil {
				all[i].Reports, err = store.Collect(tx, scanReport, `SELECT words, day FROM plan_report WHERE space_id = $1 ORDER BY day, id`, all[i].Space)
			}
		}
		return err
	})
	return all, err
}

// VetForming lets seekers read what a group says that forms, as the steward has read it, or takes it from their eyes until the
// group shows itself anew; what was reported is settled by it. Stewards may. Conflict when it says something else by now.
func (g *Groups) VetForming(ctx context.Context, by people.Actor, read FormingGroup, stand bool) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`UPDATE plan SET vetted = $2, shown = $2 WHERE space_id = $1 AND shown AND line = $3 AND words = $4
			AND EXISTS (SELECT 1 FROM group_space g WHERE g.space_id = $1 AND g.name = $5)`, read.Space, stand, read.Line, read.Words, read.Name)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "forming.changed", nil)
		}
		_, err = tx.Exec(`DELETE FROM plan_report WHERE space_id = $1`, read.Space)
		return err
	})
}
