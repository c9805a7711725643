package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/notices"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Decision is what an appeal comes to. Nobody's silence is one.
type Decision string

// The decisions.
const (
	Undecided Decision = ""
	Return    Decision = "return" // the removal ends at once
	Uphold    Decision = "uphold" // it stays as it was
)

// Hand is somebody who took part in a removal.
type Hand struct {
	Name  string   // empty: they left
	Roles []string // what they hold today is called
}

// Removal is that of somebody who is removed now.
type Removal struct {
	Persona  string
	Name     string
	Group    string // what the group is called
	Reason   string
	By       []Hand
	Until    schedule.Date
	Answer   string        // of the person
	Appeal   string        // what they say to those who look again
	Appealed schedule.Date // 0: they have not
	Waits    int           // days that the appeal has waited; 0 or more
	Decision Decision
	Words    string // of those who decided
	Decided  []Hand
	Begun    []Begun // decisions that wait for a second
	May      bool    // the reader may decide the appeal, together with a second
}

// Begun is a decision on an appeal that one has begun.
type Begun struct {
	ID       string
	Decision Decision
	Words    string
	By       string
	Own      bool // the reader began it
}

type removal struct {
	persona, by, with, reason, answer, appeal, words, decidedBy, decidedWith string
	until, appealed                                                          schedule.Date
	decision                                                                 Decision
}

const removalColumns = `persona_id, by_persona, with_persona, reason, answer, appeal, words, decided_by, decided_with, until, appealed, decision`

func scanRemoval(r store.Row) (m removal, err error) {
	err = r.Scan(&m.persona, &m.by, &m.with, &m.reason, &m.answer, &m.appeal, &m.words, &m.decidedBy, &m.decidedWith, &m.until, &m.appealed, &m.decision)
	return m, err
}

// removalOf reads the removal of somebody who is removed now. NotFound when they are not.
func (g *Groups) removalOf(tx *store.Tx, space, persona string) (removal, error) {
	return scanRemoval(tx.QueryRow(`SELECT `+removalColumns+` FROM removal WHERE persona_id = $1 AND space_id = $2 AND ended = 0 AND until >= $3`,
		persona, space, int64(g.today())))
}

// OwnRemoval is the actor's own: why, by whom, until when, and what became of it. NotFound when they are not removed.
func (g *Groups) OwnRemoval(ctx context.Context, by people.Actor) (out Removal, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := present(tx, by)
		if err != nil {
			return err
		}
		m, err := g.removalOf(tx, by.Space, by.Persona)
		if err != nil {
			return err
		}
		out, err = g.told(tx, by, m)
		out.Group = group.Name
		return err
	})
	return out, err
}

// told is a removal with the names of today.
func (g *Groups) told(tx *store.Tx, by people.Actor, m removal) (out Removal, err error) {
	out = Removal{Persona: m.persona, Reason: m.reason, Until: m.until, Answer: m.answer, Appeal: m.appeal, Appealed: m.appealed, Decision: m.decision, Words: m.words}
	if m.appealed > 0 {
		out.Waits = int(g.today() - m.appealed)
	}
	self, err := g.hand(tx, by.Space, m.persona)
	if err != nil {
		return out, err
	}
	out.Name = self.Name
	for _, one := range []string{m.by, m.with} {
		hand, err := g.hand(tx, by.Space, one)
		if err != nil {
			return out, err
		}
		out.By = append(out.By, hand)
	}
	if m.decision == Undecided {
		return out, nil
	}
	for _, one := range []string{m.decidedBy, m.decidedWith} {
		hand, err := g.hand(tx, by.Space, one)
		if err != nil {
			return out, err
		}
		out.Decided = append(out.Decided, hand)
	}
	return out, nil
}

func (g *Groups) hand(tx *store.Tx, space, persona string) (h Hand, err error) {
	names, err := store.Collect(tx, store.Scalar[string], `SELECT name FROM persona WHERE id = $1 AND space_id = $2`, persona, space)
	if err != nil || len(names) == 0 {
		return h, err
	}
	h.Name = names[0]
	h.Roles, err = store.Collect(tx, store.Scalar[string], `SELECT k.name FROM role r JOIN role_kind k ON k.space_id = r.space_id AND k.role = r.role
		WHERE r.persona_id = $1 AND r.since <= $2 AND r.until >= $2 ORDER BY k.place`, persona, int64(g.today()))
	return h, err
}

// AnswerRemoval keeps what the actor, who is removed, says to it; it replaces what they said before. Invalid when it is empty
// or too long, NotFound when they are not removed.
func (g *Groups) AnswerRemoval(ctx context.Context, by people.Actor, answer string) error {
	answer, err := neededText("answer", answer, longestReason)
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := g.removalOf(tx, by.Space, by.Persona); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE removal SET answer = $2 WHERE persona_id = $1`, by.Persona, answer)
		return err
	})
}

// AppealRemoval asks others to look again, once. Errors are as for AnswerRemoval; Conflict when the actor asked before.
func (g *Groups) AppealRemoval(ctx context.Context, by people.Actor, words string) error {
	words, err := neededText("appeal", words, longestReason)
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		m, err := g.removalOf(tx, by.Space, by.Persona)
		if err == nil && m.appealed > 0 {
			err = fault.New(fault.Conflict, "appeal.once", nil)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE removal SET appeal = $2, appealed = $3 WHERE persona_id = $1`, by.Persona, words, int64(g.today()))
		return err
	})
}

// Removals lists who is removed now, by the day of their appeal, for everybody who holds a role: that nobody has answered an
// appeal is theirs to know. Why, and what was said, is read by roles with the permission "protect" and by who may decide.
// Forbidden for who holds no role.
func (g *Groups) Removals(ctx context.Context, by people.Actor) (all []Removal, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if len(by.Roles) == 0 {
			return fault.New(fault.Forbidden, "group.role_needed", nil)
		}
		may, err := permissions(tx, by)
		if err != nil {
			return err
		}
		found, err := store.Collect(tx, scanRemoval, `SELECT `+removalColumns+` FROM removal WHERE space_id = $1 AND ended = 0 AND until >= $2 ORDER BY appealed, persona_id`,
			by.Space, int64(g.today()))
		for _, m := range found {
			one, err := g.seen(tx, by, m, slices.Contains(may, pack.Protect))
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return err
	})
	return all, err
}

// seen is a removal as somebody in a role sees it.
func (g *Groups) seen(tx *store.Tx, by people.Actor, m removal, protects bool) (out Removal, err error) {
	if out, err = g.told(tx, by, m); err != nil || m.appealed == 0 || m.decision != Undecided {
		return hushed(out, protects), err
	}
	deciders, err := g.deciders(tx, by.Space, m)
	if err != nil {
		return out, err
	}
	if out.May = slices.Contains(deciders, by.Persona); !out.May {
		return hushed(out, protects), nil
	}
	for _, act := range []Decision{Return, Uphold} {
		waiting, err := g.joints(tx, by.Space, appealAct(act))
		if err != nil {
			return out, err
		}
		for _, j := range waiting {
			if j.subject != m.persona {
				continue
			}
			hand, err := g.hand(tx, by.Space, j.by)
			if err != nil {
				return out, err
			}
			out.Begun = append(out.Begun, Begun{ID: j.id, Decision: act, Words: j.words, By: hand.Name, Own: j.by == by.Persona})
		}
	}
	return out, nil
}

// hushed is a removal without what only those read who protect.
func hushed(out Removal, protects bool) Removal {
	if !protects {
		out.Reason, out.Answer, out.Appeal, out.Words = "", "", "", ""
	}
	return out
}

// deciders are who may decide an appeal, two of them together: whoever else holds a role with the permission "protect", and
// where those are not two, everybody else who holds a role. Who removed somebody decides nothing about it.
func (g *Groups) deciders(tx *store.Tx, space string, m removal) (all []string, err error) {
	kinds, err := kindsOf(tx, space)
	if err != nil {
		return nil, err
	}
	terms, err := g.people.Terms(tx, space)
	if err != nil {
		return nil, err
	}
	others := func(fits func(RoleKind) bool) (found []string) {
		for _, kind := range kinds {
			for _, t := range terms[kind.Role] {
				if fits(kind) && !slices.Contains([]string{m.by, m.with, m.persona}, t.Persona) && !slices.Contains(found, t.Persona) {
					found = append(found, t.Persona)
				}
			}
		}
		return found
	}
	if all = others(func(k RoleKind) bool { return slices.Contains(k.May, pack.Protect) }); len(all) >= 2 {
		return all, nil
	}
	return others(func(RoleKind) bool { return true }), nil
}

func appealAct(d Decision) string { return "appeal-" + string(d) }

// BeginDecision begins to decide an appeal; it is decided when a second joins in (JoinDecision). Those may who did not remove
// the person: roles with the permission "protect", else everybody in a role. Invalid names words that are missing or too
// long; NotFound when no such appeal is open, Forbidden for everybody else, Conflict when the same waits already.
func (g *Groups) BeginDecision(ctx context.Context, by people.Actor, persona string, d Decision, words string) error {
	words, err := neededText("words", words, longestReason)
	if err != nil {
		return err
	}
	if d != Return && d != Uphold {
		return fault.New(fault.Invalid, "", nil)
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		m, err := g.openAppeal(tx, by, persona)
		if err != nil {
			return err
		}
		if err := g.mayDecide(tx, by.Space, m, by.Persona); err != nil {
			return err
		}
		if _, err = g.wait(tx, by, appealAct(d), persona, words); err != nil {
			return err
		}
		others, err := g.deciders(tx, by.Space, m)
		if err != nil {
			return err
		}
		return notices.Tell(tx, by.Space, notices.Joint, slices.DeleteFunc(others, func(one string) bool { return one == by.Persona })...)
	})
}

// openAppeal reads a removal whose appeal nobody has decided.
func (g *Groups) openAppeal(tx *store.Tx, by people.Actor, persona string) (m removal, err error) {
	if _, err = inside(tx, by); err != nil {
		return m, err
	}
	m, err = g.removalOf(tx, by.Space, persona)
	if err == nil && (m.appealed == 0 || m.decision != Undecided) {
		err = fault.New(fault.NotFound, "", nil)
	}
	return m, err
}

func (g *Groups) mayDecide(tx *store.Tx, space string, m removal, persona string) error {
	deciders, err := g.deciders(tx, space, m)
	if err != nil {
		return err
	}
	if !slices.Contains(deciders, persona) {
		return fault.New(fault.Forbidden, "appeal.others", nil)
	}
	return nil
}

// JoinDecision is the second hand: it decides the appeal as another began to. Who may, and errors, are as for BeginDecision;
// Conflict for who began it.
func (g *Groups) JoinDecision(ctx context.Context, by people.Actor, persona string, d Decision, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		m, err := g.openAppeal(tx, by, persona)
		if err != nil {
			return err
		}
		if err := g.mayDecide(tx, by.Space, m, by.Persona); err != nil {
			return err
		}
		j, err := g.second(tx, by, appealAct(d), id, "")
		if err != nil {
			return err
		}
		if j.subject != persona {
			return fault.New(fault.NotFound, "", nil)
		}
		if err := g.mayDecide(tx, by.Space, m, j.by); err != nil {
			return err
		}
		return g.decide(tx, by, j, d)
	})
}

func (g *Groups) decide(tx *store.Tx, by people.Actor, j joint, d Decision) error {
	_, err := tx.Exec(`UPDATE removal SET decision = $2, words = $3, decided_by = $4, decided_with = $5 WHERE persona_id = $1`,
		j.subject, string(d), j.words, j.by, by.Persona)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM joint_act WHERE subject = $1 AND act IN ($2, $3)`, j.subject, appealAct(Return), appealAct(Uphold)); err != nil {
		return err
	}
	if d == Uphold {
		return nil
	}
	if _, err := tx.Exec(`UPDATE removal SET ended = $2 WHERE persona_id = $1`, j.subject, int64(g.today())); err != nil {
		return err
	}
	if err := g.people.Return(tx, j.subject); err != nil {
		return err
	}
	return g.note(tx, by.Space, Recorded{Act: "returned", By: j.by, With: by.Persona, About: j.subject})
}
