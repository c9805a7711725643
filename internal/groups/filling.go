package groups

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// acceptDays is how long somebody has to say yes to a role, or no.
const acceptDays = 14

// Filling is a role that is being filled and has not begun.
type Filling struct {
	ID        string
	Role      people.Role
	Persona   string
	Name      string
	How       string
	OpenUntil schedule.Date // the last day on which a member can object
	Open      bool          // any member can object today
	Accepted  bool          // the person said yes
	Answer    schedule.Date // the last day on which they can

	by  string
	day schedule.Date
}

// Begins is the first day of the term of who says yes today.
func (f Filling) begins(today schedule.Date) schedule.Date { return max(today, f.OpenUntil.AddDays(1)) }

// Spans are the times that a group chose for its roles, in days.
type Spans struct {
	ObjectDays int // in which members can object when somebody offers to serve
	SilentDays int // without an answer, after which a seat can be opened
}

const (
	leastObject, mostObject = 3, acceptDays
	leastSilent, mostSilent = 14, 90
)

func spansOf(tx *store.Tx, space string) (s Spans, err error) {
	err = tx.QueryRow(`SELECT object_days, silent_days FROM group_space WHERE space_id = $1`, space).Scan(&s.ObjectDays, &s.SilentDays)
	return s, err
}

// Spans reads the times that the actor's group chose. Members only.
func (g *Groups) Spans(ctx context.Context, by people.Actor) (s Spans, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		s, err = spansOf(tx, by.Space)
		return err
	})
	return s, err
}

// SetSpans chooses them: 3 to 14 days to object, 14 to 90 to answer. What is under way keeps the days it was told. Roles
// with the permission "roles" may.
func (g *Groups) SetSpans(ctx context.Context, by people.Actor, s Spans) error {
	var wrong fault.Problems
	if s.ObjectDays < leastObject || s.ObjectDays > mostObject {
		wrong.Add("object", "role.number", map[string]any{"least": leastObject, "most": mostObject})
	}
	if s.SilentDays < leastSilent || s.SilentDays > mostSilent {
		wrong.Add("silent", "role.number", map[string]any{"least": leastSilent, "most": mostSilent})
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Roles); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE group_space SET object_days = $2, silent_days = $3 WHERE space_id = $1`, by.Space, s.ObjectDays, s.SilentDays); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "spans", By: by.Persona})
	})
}

func (g *Groups) writeFilling(tx *store.Tx, space string, f Filling) error {
	if _, err := tx.Exec(`DELETE FROM filling WHERE space_id = $1 AND role = $2 AND persona_id = $3`, space, string(f.Role), f.Persona); err != nil {
		return err // one that is over
	}
	_, err := tx.Exec(`INSERT INTO filling (id, space_id, role, persona_id, how, by_persona, day, open_until, accepted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		f.ID, space, string(f.Role), f.Persona, f.How, f.by, int64(f.day), int64(f.OpenUntil), f.Accepted)
	return err
}

// fillings are those of a space that have not begun and can still come to something, the oldest first.
func (g *Groups) fillings(tx *store.Tx, space string) ([]Filling, error) {
	scan := func(r store.Row) (f Filling, err error) {
		err = r.Scan(&f.ID, &f.Role, &f.Persona, &f.Name, &f.How, &f.by, &f.day, &f.OpenUntil, &f.Accepted)
		f.Open, f.Answer = f.OpenUntil >= g.today(), f.day.AddDays(acceptDays)
		return f, err
	}
	return store.Collect(tx, scan, `SELECT f.id, f.role, f.persona_id, p.name, f.how, f.by_persona, f.day, f.open_until, f.accepted
		FROM filling f JOIN persona p ON p.id = f.persona_id
		WHERE f.space_id = $1 AND (f.accepted AND f.open_until >= $2 OR NOT f.accepted AND f.day >= $3) ORDER BY f.day, f.id`,
		space, int64(g.today()), int64(g.today().AddDays(-acceptDays)))
}

// Fillings lists the roles of the actor's group that are being filled. Members only.
func (g *Groups) Fillings(ctx context.Context, by people.Actor) (all []Filling, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err = g.fillings(tx, by.Space)
		return err
	})
	return all, err
}

// TakeOn says yes to a role, which begins today, or when the days to object are over. Only who was named may: NotFound for
// others, and when it is over. Conflict as for Fill.
func (g *Groups) TakeOn(ctx context.Context, by people.Actor, id string) error {
	return g.settle(ctx, by, id, func(tx *store.Tx, f Filling, kind RoleKind) error {
		if f.Persona != by.Persona || f.Accepted {
			return fault.New(fault.NotFound, "role.settled", nil)
		}
		who, err := g.people.Member(tx, by.Space, by.Persona)
		if err != nil {
			return err
		}
		if err := g.mayHold(tx, by.Space, kind, who, f.ID); err != nil {
			return err
		}
		if err := g.takeEffect(tx, by.Space, kind, f); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "took_on", By: by.Persona, Words: kind.Name})
	})
}

// takeEffect lets a term begin, today or when nobody can object any more.
func (g *Groups) takeEffect(tx *store.Tx, space string, kind RoleKind, f Filling) error {
	begins := f.begins(g.today())
	if err := g.people.Hold(tx, people.Term{Persona: f.Persona, Role: f.Role, How: f.How, Since: begins}, kind.TermDays, f.by); err != nil {
		return err
	}
	if begins == g.today() {
		return dropFilling(tx, f.ID)
	}
	_, err := tx.Exec(`UPDATE filling SET accepted = TRUE WHERE id = $1`, f.ID)
	return err
}

// Decline says no to a role, before it begins. Only who was named may: NotFound for others, and when it is over.
func (g *Groups) Decline(ctx context.Context, by people.Actor, id string) error {
	return g.settle(ctx, by, id, func(tx *store.Tx, f Filling, kind RoleKind) error {
		if f.Persona != by.Persona {
			return fault.New(fault.NotFound, "role.settled", nil)
		}
		if err := g.notFilled(tx, f); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "declined_role", By: by.Persona, Words: kind.Name})
	})
}

// Object stops a role from being filled by an offer, while the days for it run: the group talks about it and can decide by
// a show of hands. Who objects is kept nowhere, so that nobody is afraid to. Every member but the one concerned may; Conflict
// when the days are over, NotFound when there is none.
func (g *Groups) Object(ctx context.Context, by people.Actor, id string) error {
	return g.settle(ctx, by, id, func(tx *store.Tx, f Filling, kind RoleKind) error {
		if f.Persona == by.Persona || !f.Open {
			return fault.New(fault.Conflict, "role.settled", nil)
		}
		if err := g.notFilled(tx, f); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "objected", About: f.Persona, Words: kind.Name})
	})
}

// settle finds a filling of the actor's group, for what is decided about it.
func (g *Groups) settle(ctx context.Context, by people.Actor, id string, decide func(*store.Tx, Filling, RoleKind) error) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err := g.fillings(tx, by.Space)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(f Filling) bool { return f.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "role.settled", nil)
		}
		kind, err := kindOf(tx, by.Space, all[i].Role)
		if err != nil {
			return err
		}
		return decide(tx, all[i], kind)
	})
}

// notFilled ends a filling without effect.
func (g *Groups) notFilled(tx *store.Tx, f Filling) error {
	if err := g.people.NotHeld(tx, f.Persona, f.Role); err != nil {
		return err
	}
	return dropFilling(tx, f.ID)
}

func dropFilling(tx *store.Tx, id string) error {
	_, err := tx.Exec(`DELETE FROM filling WHERE id = $1`, id)
	return err
}

// emptyFillings ends all those of a role.
func (g *Groups) emptyFillings(tx *store.Tx, space string, role people.Role) error {
	all, err := g.fillings(tx, space)
	for _, f := range all {
		if f.Role == role && err == nil {
			err = g.notFilled(tx, f)
		}
	}
	return err
}
