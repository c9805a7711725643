package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	mostCases      = 200
	mostHiddenDays = 365
)

// Case is a wish as stewards see it: what waits for them, and no number below five.
type Case struct {
	Wish
	Notes   []WishNote // that wait for an answer
	Reports []Report
}

// Report is what somebody told the stewards about a wish, or about a group that forms.
type Report struct {
	Words string // may be empty
	Day   schedule.Date
}

// Waits says whether something of it waits for a steward: words to read, a note, a report.
func (c Case) Waits() bool { return c.State == Unread || len(c.Notes)+len(c.Reports) > 0 }

func mustSteward(by people.Actor) error {
	if !by.Has(people.Steward) {
		return fault.New(fault.Forbidden, "listing.steward_only", nil)
	}
	return nil
}

// Cases are the wishes: by how many there are at least, then in no order that would say who came when. Stewards of the
// clearinghouse and the operator may.
func (g *Groups) Cases(ctx context.Context, by people.Actor) (all []Case, err error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		wishes, err := store.Collect(tx, scanWish, `SELECT `+wishColumns+` ORDER BY CASE
			WHEN w.state = 'unread' OR EXISTS (SELECT 1 FROM wish_report r WHERE r.wish_id = w.id)
				OR EXISTS (SELECT 1 FROM wish_note n JOIN wisher p ON p.id = n.wisher_id WHERE p.wish_id = w.id AND n.answer = '') THEN 0
			WHEN w.many >= 5 THEN 1 ELSE 2 END, w.concern, w.id LIMIT $1`, mostCases)
		if err != nil {
			return err
		}
		all = make([]Case, 0, len(wishes))
		for _, w := range wishes {
			c, err := caseOf(tx, w)
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	return all, err
}

func caseOf(tx *store.Tx, w Wish) (c Case, err error) {
	c.Wish = w
	if c.Notes, err = store.Collect(tx, scanWishNote, `SELECT n.id, n.note, n.answer, n.day FROM wish_note n JOIN wisher p ON p.id = n.wisher_id
		WHERE p.wish_id = $1 AND n.answer = '' ORDER BY n.day, n.id`, w.ID); err != nil {
		return c, err
	}
	c.Reports, err = store.Collect(tx, scanReport, `SELECT words, day FROM wish_report WHERE wish_id = $1 ORDER BY day, id`, w.ID)
	return c, err
}

func scanReport(r store.Row) (one Report, err error) {
	err = r.Scan(&one.Words, &one.Day)
	return one, err
}

// AnswerNote answers what somebody who wishes told the stewards; the answer stands on their page. Stewards may. Conflict
// when another was first, or the wish was taken back.
func (g *Groups) AnswerNote(ctx context.Context, by people.Actor, id, answer string) error {
	answer, err := shortText("answer", answer, longestNote)
	if err != nil {
		return err
	}
	if answer == "" {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "answer", Key: "knock.empty"}}}
	}
	return g.asSteward(ctx, by, `UPDATE wish_note SET answer = $2 WHERE id = $1 AND answer = ''`, "knock.answered", id, answer)
}

// asSteward carries out one statement as a steward. Conflict with a key when it changed nothing.
func (g *Groups) asSteward(ctx context.Context, by people.Actor, statement, none string, args ...any) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(statement, args...)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, none, nil)
		}
		return err
	})
}

// ShowWish lets seekers read the words of a wish that a steward has read, or lets a hidden one return; what was reported is
// settled by it. Own words show for ninety days from then on, whoever takes the wish back. Stewards may. Conflict when the wish
// is gone.
func (g *Groups) ShowWish(ctx context.Context, by people.Actor, id string) error {
	return g.settleWish(ctx, by, id, Wished, "", g.today().AddDays(wordsShow))
}

// HideWish takes a wish from seekers' eyes for some days and stops groups from coming of it, with a reason that those who
// wish can read; what was reported is settled by it. Stewards may. Invalid without a reason or with an end more than a year
// away, Conflict when the wish is gone.
func (g *Groups) HideWish(ctx context.Context, by people.Actor, id, reason string, days int) error {
	reason, err := shortText("reason", reason, longestNote)
	if err != nil {
		return err
	}
	var wrong fault.Problems
	if reason == "" {
		wrong.Add("reason", "wish.reason_missing", nil)
	}
	if days < 1 || days > mostHiddenDays {
		wrong.Add("days", "wish.days_wrong", map[string]any{"most": mostHiddenDays})
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return g.settleWish(ctx, by, id, Hidden, reason, g.today().AddDays(days))
}

func (g *Groups) settleWish(ctx context.Context, by people.Actor, id string, state WishState, reason string, until schedule.Date) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`UPDATE wish SET state = $2, reason = $3, until = $4 WHERE id = $1`, id, string(state), reason, int64(until))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "wish.gone", nil)
		}
		_, err = tx.Exec(`DELETE FROM wish_report WHERE wish_id = $1`, id)
		return err
	})
}

// HelpAsked is a group that forms and asks the stewards for help.
type HelpAsked struct {
	Space string
	Name  string
	Words string
}

// FormingKnown is what stewards know of groups that form: whether there are any, and which ask for help. Stewards may.
func (g *Groups) FormingKnown(ctx context.Context, by people.Actor) (some bool, asked []HelpAsked, err error) {
	if err := mustSteward(by); err != nil {
		return false, nil, err
	}
	scan := func(r store.Row) (h HelpAsked, err error) {
		err = r.Scan(&h.Space, &h.Name, &h.Words)
		return h, err
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		n, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM group_space WHERE state = $1`, string(Forming)))
		if err != nil {
			return err
		}
		some = n > 0
		asked, err = store.Collect(tx, scan, `SELECT g.space_id, g.name, p.help FROM plan p JOIN group_space g ON g.space_id = p.space_id
			WHERE p.help <> '' AND p.help_answer = '' ORDER BY g.name, g.space_id LIMIT $1`, mostCases)
		return err
	})
	return some, asked, err
}

// AnswerHelp answers a group that asked the stewards for help; the answer stands in its plan. Stewards may. Conflict when
// another was first, or the group asks no more.
func (g *Groups) AnswerHelp(ctx context.Context, by people.Actor, space, answer string) error {
	answer, err := shortText("answer", answer, longestNote)
	if err != nil {
		return err
	}
	if answer == "" {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "answer", Key: "knock.empty"}}}
	}
	return g.asSteward(ctx, by, `UPDATE plan SET help_answer = $2 WHERE space_id = $1 AND help <> '' AND help_answer = ''`, "knock.answered", space, answer)
}

// SomethingWaits says whether a wish, or a group that forms or listed itself, waits for a steward. Stewards may.
func (g *Groups) SomethingWaits(ctx context.Context, by people.Actor) (bool, error) {
	cases, err := g.Cases(ctx, by)
	if err != nil {
		return false, err
	}
	_, asked, err := g.FormingKnown(ctx, by)
	if err != nil {
		return false, err
	}
	forming, err := g.FormingCases(ctx, by)
	if err != nil {
		return false, err
	}
	founded, err := g.Founded(ctx, by)
	return len(forming)+len(asked)+len(founded) > 0 || slices.ContainsFunc(cases, Case.Waits), err
}
