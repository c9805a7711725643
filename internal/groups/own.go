package groups

import (
	"context"
	"encoding/json"

	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Own is all that a group's space holds about one persona, for a file that the person takes along. Its format stands in
// doc/own-data.md.
type Own struct {
	Format        int           `json:"format"` // 1
	Day           schedule.Date `json:"day"`
	Group         string        `json:"group"`
	Self          people.Own    `json:"self"`
	Accepted      int           `json:"accepted_agreement"` // version; 0: none
	Protected     string        `json:"protected_until,omitempty"`
	Willing       bool          `json:"willing_companion"`
	Companions    []OwnCompany  `json:"first_companions"`
	Newcomers     []OwnCompany  `json:"newcomers"`
	Stories       []OwnStory    `json:"stories"`
	Record        []OwnAct      `json:"record"`
	SelfHelper    bool          `json:"self_helper,omitempty"` // said so on a board
	Removal       *OwnRemoval   `json:"removal,omitempty"`
	RolesRecorded int           `json:"roles_recorded"` // for others, by this persona
	Offered       []OwnOffer    `json:"roles_offered"`  // to this persona, that do not hold yet
	Questions     []OwnQuestion `json:"questions"`      // "are you there?"
	HandedOn      int           `json:"points_handed_on"`
	Tasks         []OwnTask     `json:"tasks"` // of the plan of a group that forms
	Guest         *OwnGuest     `json:"guest,omitempty"`
	SpeaksUntil   string        `json:"speaks_for_a_group_until,omitempty"` // of a delegate
	Notices       bool          `json:"notices"`                            // a contact is set, which nobody here can read
	CardOnItsWay  bool          `json:"card_on_its_way"`                    // by the word of two, to replace the ways in
}

// OwnOffer is a role that was recorded for the persona and does not hold yet.
type OwnOffer struct {
	Role     string        `json:"role"`
	How      string        `json:"how"`
	Day      schedule.Date `json:"day"`
	Accepted bool          `json:"accepted"`
}

// OwnQuestion is a member's asking whether the persona is still there in a role.
type OwnQuestion struct {
	Role     string        `json:"role"`
	Asked    schedule.Date `json:"asked"`
	Answered string        `json:"answered,omitempty"` // the day
}

// OwnTask is a task that the persona took.
type OwnTask struct {
	Task string        `json:"task"`
	Due  schedule.Date `json:"due"`
	Done string        `json:"done,omitempty"` // the day
}

// OwnGuest is what a guest was invited for.
type OwnGuest struct {
	Purpose string        `json:"purpose"`
	Sees    []Sight       `json:"sees"`
	Until   schedule.Date `json:"until"`
}

// OwnCompany is somebody who went along in the first days.
type OwnCompany struct {
	Name  string        `json:"name"`
	Since schedule.Date `json:"since"`
	Ended bool          `json:"ended"`
}

// OwnStory is a story that the persona told.
type OwnStory struct {
	Text   string `json:"text"`
	Signed bool   `json:"signed"`
	AtDoor bool   `json:"at_door"`
}

// OwnAct is a line of the record that names the persona: as who did it ("by", "with") or whom it concerned ("about").
type OwnAct struct {
	Act   string        `json:"act"`
	As    string        `json:"as"`
	Words string        `json:"words,omitempty"`
	Day   schedule.Date `json:"day"`
}

// OwnRemoval is what was written about the persona's removal.
type OwnRemoval struct {
	Reason   string        `json:"reason"`
	Day      schedule.Date `json:"day"`
	Until    schedule.Date `json:"until"`
	Answer   string        `json:"answer,omitempty"`
	Appeal   string        `json:"appeal,omitempty"`
	Decision string        `json:"decision,omitempty"`
	Words    string        `json:"words,omitempty"`
}

// OwnData is all that is held about the actor, who may be removed. Nothing that waits for a second is in it.
func (g *Groups) OwnData(ctx context.Context, by people.Actor) (o Own, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := present(tx, by)
		if err != nil {
			return err
		}
		o = Own{Format: 1, Day: g.today(), Group: group.Name}
		if o.Self, err = g.people.OwnOf(tx, by.Persona); err != nil {
			return err
		}
		for _, read := range []func(*store.Tx, string, *Own) error{g.ownDays, ownCompany, ownWords, ownRemoval, ownJobs, ownTies} {
			if err := read(tx, by.Persona, &o); err != nil {
				return err
			}
		}
		return nil
	})
	return o, err
}

// ownDays adds the acceptance, the protection, and what the persona said of itself on a board.
func (g *Groups) ownDays(tx *store.Tx, persona string, o *Own) error {
	accepted, err := store.Collect(tx, store.Scalar[int], `SELECT version FROM acceptance WHERE persona_id = $1`, persona)
	if err != nil {
		return err
	}
	if len(accepted) > 0 {
		o.Accepted = accepted[0]
	}
	said, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM self_helper WHERE persona_id = $1`, persona)
	if err != nil {
		return err
	}
	o.SelfHelper = len(said) > 0
	ended, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM unprotected WHERE persona_id = $1`, persona)
	if until := o.Self.Joined.AddDays(NewcomerDays - 1); len(ended) == 0 && g.today() <= until {
		o.Protected = until.String()
	}
	return err
}

// ownCompany adds who went along with whom.
func ownCompany(tx *store.Tx, persona string, o *Own) error {
	willing, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM willing WHERE persona_id = $1`, persona)
	if err != nil {
		return err
	}
	o.Willing = len(willing) > 0
	scan := func(r store.Row) (c OwnCompany, err error) {
		err = r.Scan(&c.Name, &c.Since, &c.Ended)
		return c, err
	}
	o.Companions, err = store.Collect(tx, scan, `SELECT p.name, f.day, f.ended FROM first_companion f JOIN persona p ON p.id = f.companion_id
		WHERE f.newcomer_id = $1 ORDER BY f.day, p.likeness`, persona)
	if err != nil {
		return err
	}
	o.Newcomers, err = store.Collect(tx, scan, `SELECT p.name, f.day, f.ended FROM first_companion f JOIN persona p ON p.id = f.newcomer_id
		WHERE f.companion_id = $1 ORDER BY f.day, p.likeness`, persona)
	return err
}

// ownWords adds the stories, the lines of the record, and how many roles the persona recorded.
func ownWords(tx *store.Tx, persona string, o *Own) (err error) {
	story := func(r store.Row) (s OwnStory, err error) {
		err = r.Scan(&s.Text, &s.Signed, &s.AtDoor)
		return s, err
	}
	if o.Stories, err = store.Collect(tx, story, `SELECT text, signed, at_door FROM story WHERE persona_id = $1 ORDER BY id`, persona); err != nil {
		return err
	}
	act := func(r store.Row) (a OwnAct, err error) {
		err = r.Scan(&a.Act, &a.As, &a.Words, &a.Day)
		return a, err
	}
	o.Record, err = store.Collect(tx, act, `SELECT act, CASE WHEN by_persona = $1 THEN 'by' WHEN with_persona = $1 THEN 'with' ELSE 'about' END, words, day
		FROM recorded WHERE by_persona = $1 OR with_persona = $1 OR about_persona = $1 ORDER BY number`, persona)
	if err != nil {
		return err
	}
	o.RolesRecorded, err = store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM role WHERE by_persona = $1`, persona))
	return err
}

// ownRemoval adds what was written about a removal, as long as it is kept.
func ownRemoval(tx *store.Tx, persona string, o *Own) error {
	scan := func(r store.Row) (m OwnRemoval, err error) {
		err = r.Scan(&m.Reason, &m.Day, &m.Until, &m.Answer, &m.Appeal, &m.Decision, &m.Words)
		return m, err
	}
	all, err := store.Collect(tx, scan, `SELECT reason, day, until, answer, appeal, decision, words FROM removal WHERE persona_id = $1`, persona)
	if err == nil && len(all) > 0 {
		o.Removal = &all[0]
	}
	return err
}

// ownJobs adds the roles that are being filled with the persona, what it was asked in one, what it handed on, and its tasks.
func ownJobs(tx *store.Tx, persona string, o *Own) (err error) {
	offer := func(r store.Row) (f OwnOffer, err error) {
		err = r.Scan(&f.Role, &f.How, &f.Day, &f.Accepted)
		return f, err
	}
	if o.Offered, err = store.Collect(tx, offer, `SELECT role, how, day, accepted FROM filling WHERE persona_id = $1 ORDER BY day, role`, persona); err != nil {
		return err
	}
	question := func(r store.Row) (q OwnQuestion, err error) {
		var answered schedule.Date
		err = r.Scan(&q.Role, &q.Asked, &answered)
		q.Answered = dayOrNone(answered)
		return q, err
	}
	if o.Questions, err = store.Collect(tx, question, `SELECT role, asked, answered FROM role_question WHERE persona_id = $1 ORDER BY asked, role`, persona); err != nil {
		return err
	}
	task := func(r store.Row) (t OwnTask, err error) {
		var done schedule.Date
		err = r.Scan(&t.Task, &t.Due, &done)
		t.Done = dayOrNone(done)
		return t, err
	}
	if o.Tasks, err = store.Collect(tx, task, `SELECT task, due, done FROM plan_task WHERE persona_id = $1 ORDER BY due, task`, persona); err != nil {
		return err
	}
	o.HandedOn, err = store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM handed_on WHERE persona_id = $1`, persona))
	return err
}

// dayOrNone is a day as text; empty where there is none.
func dayOrNone(day schedule.Date) string {
	if day == 0 {
		return ""
	}
	return day.String()
}

// ownTies adds what a guest or a delegate is here for, and that a contact is set or a card on its way.
func ownTies(tx *store.Tx, persona string, o *Own) error {
	guest := func(r store.Row) (g OwnGuest, err error) {
		var sees string
		if err = r.Scan(&g.Purpose, &sees, &g.Until); err == nil {
			err = json.Unmarshal([]byte(sees), &g.Sees)
		}
		return g, err
	}
	guests, err := store.Collect(tx, guest, `SELECT purpose, sees, until FROM guest WHERE persona_id = $1`, persona)
	if err != nil {
		return err
	}
	if len(guests) > 0 {
		o.Guest = &guests[0]
	}
	speaks, err := store.Collect(tx, store.Scalar[schedule.Date], `SELECT until FROM delegate WHERE persona_id = $1`, persona)
	if err != nil {
		return err
	}
	if len(speaks) > 0 {
		o.SpeaksUntil = speaks[0].String()
	}
	for _, one := range []struct {
		table string
		is    *bool
	}{{"contact", &o.Notices}, {"recovery", &o.CardOnItsWay}} {
		n, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM `+one.table+` WHERE persona_id = $1`, persona))
		if err != nil {
			return err
		}
		*one.is = n > 0
	}
	return nil
}
