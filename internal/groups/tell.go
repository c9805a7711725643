package groups

import (
	"context"
	"slices"

	"kith/internal/groups/pack"
	"kith/internal/jobs"
	"kith/internal/notices"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// who lists the personas of a group that hold a role today which may do one of these.
func (g *Groups) who(tx *store.Tx, space string, may ...pack.Permission) (all []string, err error) {
	kinds, err := kindsOf(tx, space)
	if err != nil {
		return nil, err
	}
	terms, err := g.people.Terms(tx, space)
	for _, kind := range kinds {
		if !slices.ContainsFunc(may, func(one pack.Permission) bool { return slices.Contains(kind.May, one) }) {
			continue
		}
		for _, term := range terms[kind.Role] {
			all = append(all, term.Persona)
		}
	}
	return all, err
}

// tellWho has those told who may do something about what happened.
func (g *Groups) tellWho(tx *store.Tx, space string, kind notices.Kind, may ...pack.Permission) error {
	all, err := g.who(tx, space, may...)
	if err != nil {
		return err
	}
	return notices.Tell(tx, space, kind, all...)
}

// tellSeconds has those told who may join in an act that takes two: not who began it, and not whom it concerns.
func (g *Groups) tellSeconds(tx *store.Tx, by people.Actor, subject string, takes pack.Permission) error {
	if takes == "" {
		return notices.TellAll(tx, by.Space, notices.Joint, by.Persona, subject)
	}
	all, err := g.who(tx, by.Space, takes)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(one string) bool { return one == by.Persona || one == subject })
	return notices.Tell(tx, by.Space, notices.Joint, all...)
}

// endsJob looks once a day for roles that end soon. Its subject is the last day on which it looked.
const endsJob = "group.ends"

// toldBefore is how many days before a role ends those are told whom it concerns.
const toldBefore = 30

// TellEnds has the queue tell, thirty days before a role ends, who holds it and who can record the next. It is for who keeps
// the server going, once before the queue runs.
func (g *Groups) TellEnds(ctx context.Context, q *jobs.Queue) error {
	q.Handle(endsJob, g.tellEnds)
	return g.db.Write(ctx, func(tx *store.Tx) error {
		return jobs.EnqueueFirst(tx, jobs.Job{Kind: endsJob, Subject: g.today().AddDays(-1).String()})
	})
}

// tellEnds is the handler: it tells of the days since it last looked, and asks for itself tomorrow.
func (g *Groups) tellEnds(ctx context.Context, t jobs.Try) error {
	last, err := schedule.ParseDate(t.Subject)
	today := g.today()
	if err != nil || last >= today {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := g.tellEnding(tx, last.AddDays(toldBefore+1), today.AddDays(toldBefore)); err != nil {
			return err
		}
		return jobs.Enqueue(tx, jobs.Job{Kind: endsJob, Subject: today.String(), Day: today.AddDays(1)})
	})
}

// tellEnding tells of the roles in groups that end from one day to another, both included.
func (g *Groups) tellEnding(tx *store.Tx, from, to schedule.Date) error {
	type ending struct{ space, persona string }
	scan := func(r store.Row) (e ending, err error) {
		err = r.Scan(&e.space, &e.persona)
		return e, err
	}
	all, err := store.Collect(tx, scan, `SELECT r.space_id, r.persona_id FROM role r JOIN group_space g ON g.space_id = r.space_id
		WHERE r.until >= $1 AND r.until <= $2`, int64(from), int64(to))
	if err != nil {
		return err
	}
	for _, e := range all {
		who, err := g.who(tx, e.space, pack.Roles)
		if err != nil {
			return err
		}
		if err := notices.Tell(tx, e.space, notices.Role, append(who, e.persona)...); err != nil {
			return err
		}
	}
	return nil
}
