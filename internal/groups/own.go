package groups

import (
	"context"

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
		for _, read := range []func(*store.Tx, string, *Own) error{g.ownDays, ownCompany, ownWords, ownRemoval} {
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
