package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// actOpenSeat is the opening of a seat whose holder is silent, as an act that takes two members.
const actOpenSeat = "open_seat"

// Question is "are you there?", asked of somebody about a role, without an answer so far. Nobody's visits are kept: that
// somebody is silent is known from nothing else.
type Question struct {
	Role    people.Role
	Persona string
	Name    string
	Until   schedule.Date // the last day for an answer
	Silent  bool          // it has passed
	Opening string        // id of the act that waits for a second member to open the seat; empty: none
	Mine    bool          // the actor began that
}

// Questions lists those of the actor's group that wait for an answer, the oldest first. Members only.
func (g *Groups) Questions(ctx context.Context, by people.Actor) (all []Question, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if all, err = g.questions(tx, by.Space); err != nil {
			return err
		}
		waiting, err := g.joints(tx, by.Space, actOpenSeat)
		for i := range all {
			for _, j := range waiting {
				if j.subject == all[i].Persona && j.words == string(all[i].Role) {
					all[i].Opening, all[i].Mine = j.id, j.by == by.Persona
				}
			}
		}
		return err
	})
	return all, err
}

// questions are those that wait for an answer of somebody who still holds the role.
func (g *Groups) questions(tx *store.Tx, space string) ([]Question, error) {
	spans, err := spansOf(tx, space)
	if err != nil {
		return nil, err
	}
	scan := func(r store.Row) (q Question, err error) {
		var asked schedule.Date
		err = r.Scan(&q.Role, &q.Persona, &q.Name, &asked)
		q.Until = asked.AddDays(spans.SilentDays)
		q.Silent = q.Until < g.today()
		return q, err
	}
	return store.Collect(tx, scan, `SELECT q.role, q.persona_id, p.name, q.asked FROM role_question q JOIN persona p ON p.id = q.persona_id
		JOIN role r ON r.persona_id = q.persona_id AND r.role = q.role AND r.since <= $2 AND r.until >= $2
		WHERE q.space_id = $1 AND q.answered = 0 ORDER BY q.asked, p.likeness`, space, int64(g.today()))
}

// AskIfThere asks somebody who holds a role whether they are still there. They see it at their next visit. Every member may;
// NotFound when the persona does not hold the role, Conflict for oneself, and when it waits for an answer or was answered
// lately.
func (g *Groups) AskIfThere(ctx context.Context, by people.Actor, role people.Role, persona string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if persona == by.Persona {
			return fault.New(fault.Conflict, "question.own", nil)
		}
		if err := g.mustHold(tx, by.Space, role, persona); err != nil {
			return err
		}
		if err := g.forgetQuestions(tx); err != nil {
			return err
		}
		n, err := tx.Exec(`INSERT INTO role_question (space_id, role, persona_id, by_persona, asked, answered) VALUES ($1, $2, $3, $4, $5, 0)
			ON CONFLICT (space_id, role, persona_id) DO NOTHING`, by.Space, string(role), persona, by.Persona, int64(g.today()))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "question.waits", nil)
		}
		return err
	})
}

func (g *Groups) mustHold(tx *store.Tx, space string, role people.Role, persona string) error {
	terms, err := g.people.Terms(tx, space)
	if err == nil && !slices.ContainsFunc(terms[role], func(t people.Term) bool { return t.Persona == persona }) {
		err = fault.New(fault.NotFound, "role.not_held", nil)
	}
	return err
}

// Here answers every question whether the actor is there, and stops the opening of their seats. Of the answer the day alone
// is kept, until the question may be asked again, and it is shown to nobody. NotFound when nobody asks.
func (g *Groups) Here(ctx context.Context, by people.Actor) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE role_question SET answered = $2 WHERE persona_id = $1 AND answered = 0`, by.Persona, int64(g.today()))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "", nil)
		}
		_, err = tx.Exec(`DELETE FROM joint_act WHERE space_id = $1 AND act = $2 AND subject = $3`, by.Space, actOpenSeat, by.Persona)
		return err
	})
}

// OpenSeat begins to end the term of somebody who did not answer. It waits for a second member (JoinOpenSeat). Every member
// may; NotFound when nobody is silent there, Conflict for oneself and when it waits already.
func (g *Groups) OpenSeat(ctx context.Context, by people.Actor, role people.Role, persona string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if err := g.mustBeSilent(tx, by, role, persona); err != nil {
			return err
		}
		_, err := g.propose(tx, by, actOpenSeat, persona, string(role), "")
		return err
	})
}

func (g *Groups) mustBeSilent(tx *store.Tx, by people.Actor, role people.Role, persona string) error {
	if persona == by.Persona {
		return fault.New(fault.Conflict, "question.own", nil)
	}
	all, err := g.questions(tx, by.Space)
	if err == nil && !slices.ContainsFunc(all, func(q Question) bool { return q.Role == role && q.Persona == persona && q.Silent }) {
		err = fault.New(fault.NotFound, "question.answered", nil)
	}
	return err
}

// JoinOpenSeat opens the seat of somebody who did not answer, together with the member who began it: the term ends with
// yesterday. Every other member may. NotFound when it does not wait any more or there was an answer.
func (g *Groups) JoinOpenSeat(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		j, err := g.second(tx, by, actOpenSeat, id, "")
		if err != nil {
			return err
		}
		role := people.Role(j.words)
		if err := g.mustBeSilent(tx, by, role, j.subject); err != nil {
			return err
		}
		kind, err := kindOf(tx, by.Space, role)
		if err != nil {
			return err
		}
		if err := g.recallTerm(tx, by.Space, j.subject, role); err != nil {
			return err
		}
		if err := g.people.LayDown(tx, j.subject, role); err != nil {
			return err
		}
		if err := forgetQuestion(tx, by.Space, role, j.subject); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "seat_opened", By: j.by, With: by.Persona, About: j.subject, Words: kind.Name})
	})
}

func forgetQuestion(tx *store.Tx, space string, role people.Role, persona string) error {
	_, err := tx.Exec(`DELETE FROM role_question WHERE space_id = $1 AND role = $2 AND persona_id = $3`, space, string(role), persona)
	return err
}

// forgetQuestions deletes those that may be asked again: answered long enough ago, or of a term that is over.
func (g *Groups) forgetQuestions(tx *store.Tx) error { return forgetQuestions(tx, g.today()) }

func forgetQuestions(tx *store.Tx, today schedule.Date) error {
	_, err := tx.Exec(`DELETE FROM role_question WHERE answered > 0 AND answered + (SELECT silent_days FROM group_space g WHERE g.space_id = role_question.space_id) < $1
		OR NOT EXISTS (SELECT 1 FROM role r WHERE r.persona_id = role_question.persona_id AND r.role = role_question.role AND r.until >= $1)`, int64(today))
	return err
}
