package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Task is one thing that there is to do until a group meets.
type Task string

// The tasks, in the order in which they usually come.
const (
	TaskPurpose     Task = "purpose" // what the group is for
	TaskName        Task = "name"
	TaskFormat      Task = "format" // how a meeting goes
	TaskPlace       Task = "place"
	TaskRoles       Task = "roles" // who does what first
	TaskFlyer       Task = "flyer"
	TaskGatekeepers Task = "gatekeepers" // telling those who refer people
	TaskMeeting     Task = "first_meeting"
)

// Tasks lists them, each with the weeks after the beginning by which it is usually done. A regular meeting typically takes
// up to six months: the first is planned for the fifth, which leaves time for what goes wrong.
func Tasks() []struct {
	Task  Task
	Weeks int
} {
	return []struct {
		Task  Task
		Weeks int
	}{{TaskPurpose, 2}, {TaskName, 3}, {TaskFormat, 6}, {TaskPlace, 10}, {TaskRoles, 12}, {TaskFlyer, 15}, {TaskGatekeepers, 17}, {TaskMeeting, 20}}
}

const (
	longestLine     = 300 // letters
	longestPlanName = 120 // letters
	furthestDue     = 2 * 365
)

// Planned is a task as a group has shared it out.
type Planned struct {
	Task    Task
	Persona string // who has taken it on; empty: nobody
	Name    string // of that persona
	Due     schedule.Date
	Done    schedule.Date // 0: not yet
}

// Plan is what a group that forms has before it.
type Plan struct {
	Need
	Began   schedule.Date
	Tasks   []Planned
	Places  []Candidate
	Shown   bool   // seekers who look again may find the group
	Vetted  bool   // a steward has read what they then read, as it stands
	Line    string // what they then read
	Help    string // what it asks the stewards; empty: nothing
	Answer  string // of the stewards
	Adviser Adviser
	Flyer   string // what the flyer says beside the name
	Alone   bool   // there is no second member yet
}

// Adviser is who advises a group while it forms: a clearinghouse's helper, or a professional.
type Adviser struct {
	Who   string // name and office, as the group writes it; empty: nobody
	Since schedule.Date
	Until schedule.Date // the day on which the group said goodbye; 0: not yet
}

func (g *Groups) beginPlan(tx *store.Tx, space string, need Need) error {
	_, err := tx.Exec(`INSERT INTO plan (space_id, began, concern, words, attend, country, cell, shown, line, help, help_answer, adviser, adviser_since, adviser_until, flyer)
		VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE, '', '', '', '', 0, 0, '')`, space, int64(g.today()), need.Concern, need.Words, need.Attend, need.Country, need.Cell)
	if err != nil {
		return err
	}
	for _, t := range Tasks() {
		if _, err := tx.Exec(`INSERT INTO plan_task (space_id, task, persona_id, due, done) VALUES ($1, $2, '', $3, 0)`,
			space, string(t.Task), int64(g.today().AddDays(7*t.Weeks))); err != nil {
			return err
		}
	}
	return nil
}

// Plan reads the plan of the actor's group. Members only; NotFound when the group did not form here.
func (g *Groups) Plan(ctx context.Context, by people.Actor) (p Plan, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := inside(tx, by)
		if err != nil {
			return err
		}
		if p, err = planOf(tx, by.Space); err != nil {
			return err
		}
		members, err := g.people.Count(tx, by.Space)
		p.Alone = members < 2 && group.Life == Forming
		return err
	})
	return p, err
}

func planOf(tx *store.Tx, space string) (p Plan, err error) {
	err = tx.QueryRow(`SELECT began, concern, words, attend, country, cell, shown, vetted, line, help, help_answer, adviser, adviser_since, adviser_until, flyer
		FROM plan WHERE space_id = $1`, space).Scan(&p.Began, &p.Concern, &p.Words, &p.Attend, &p.Country, &p.Cell, &p.Shown, &p.Vetted, &p.Line, &p.Help, &p.Answer,
		&p.Adviser.Who, &p.Adviser.Since, &p.Adviser.Until, &p.Flyer)
	if err != nil {
		return p, err
	}
	scan := func(r store.Row) (t Planned, err error) {
		err = r.Scan(&t.Task, &t.Persona, &t.Name, &t.Due, &t.Done)
		return t, err
	}
	all, err := store.Collect(tx, scan, `SELECT t.task, t.persona_id, COALESCE(p.name, ''), t.due, t.done
		FROM plan_task t LEFT JOIN persona p ON p.id = t.persona_id WHERE t.space_id = $1`, space)
	if err != nil {
		return p, err
	}
	for _, known := range Tasks() {
		for _, t := range all {
			if t.Task == known.Task {
				p.Tasks = append(p.Tasks, t)
			}
		}
	}
	p.Places, err = placesOf(tx, space)
	return p, err
}

// Take lets the actor take a task on, or give back what they took. Every member may. Conflict when somebody else has it.
func (g *Groups) Take(ctx context.Context, by people.Actor, task Task, take bool) error {
	to, from := by.Persona, ""
	if !take {
		to, from = from, to
	}
	return g.changeTask(ctx, by, `UPDATE plan_task SET persona_id = $3 WHERE space_id = $1 AND task = $2 AND persona_id IN ($3, $4)`,
		fault.New(fault.Conflict, "plan.taken", nil), by.Space, string(task), to, from)
}

// Due sets the day by which a task is to be done. Every member may. Invalid when it is past, or more than two years ahead.
func (g *Groups) Due(ctx context.Context, by people.Actor, task Task, due schedule.Date) error {
	if due < g.today() || due > g.today().AddDays(furthestDue) {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "due", Key: "plan.due_wrong"}}}
	}
	return g.changeTask(ctx, by, `UPDATE plan_task SET due = $3 WHERE space_id = $1 AND task = $2`, noTask(), by.Space, string(task), int64(due))
}

// Finish notes that a task was done today, or that it was not after all. Every member may.
func (g *Groups) Finish(ctx context.Context, by people.Actor, task Task, done bool) error {
	day := int64(0)
	if done {
		day = int64(g.today())
	}
	return g.changeTask(ctx, by, `UPDATE plan_task SET done = $3 WHERE space_id = $1 AND task = $2`, noTask(), by.Space, string(task), day)
}

func noTask() error { return fault.New(fault.NotFound, "", nil) }

func (g *Groups) changeTask(ctx context.Context, by people.Actor, statement string, none error, args ...any) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		n, err := tx.Exec(statement, args...)
		if err == nil && n == 0 {
			err = none
		}
		return err
	})
}

// changePlan changes the plan of the actor's group, if they hold a role that may record roles: the founders', at first.
func (g *Groups) changePlan(ctx context.Context, by people.Actor, change func(tx *store.Tx, group Group) error) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayDo(tx, by, pack.Roles)
		if err != nil {
			return err
		}
		return change(tx, group)
	})
}

// Rename gives a group that is not listed its name. Roles with the permission "roles" may; a listed group is called what its
// listing says: Conflict.
func (g *Groups) Rename(ctx context.Context, by people.Actor, name string) error {
	name, err := shortText("name", oneLine(name), longestPlanName)
	if err != nil {
		return err
	}
	if name == "" {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "name", Key: "listing.name_missing"}}}
	}
	return g.changePlan(ctx, by, func(tx *store.Tx, group Group) error {
		if group.Listing != "" {
			return fault.New(fault.Conflict, "plan.listed", nil)
		}
		if _, err := tx.Exec(`UPDATE group_space SET name = $2 WHERE space_id = $1`, by.Space, name); err != nil || name == group.Name {
			return err
		}
		if err := unvet(tx, by.Space); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "named", By: by.Persona, Words: name})
	})
}

// Show lets seekers who look again find the group while it forms, with a line about it, and ask at its door; or no more.
// What it says shows once a steward has read it, and anew after each change. Roles with the permission "roles" may. Conflict when it forms no more. A door that opened to invitations alone asks from
// then on, and back.
func (g *Groups) Show(ctx context.Context, by people.Actor, shown bool, line string) error {
	line, err := shortText("line", line, longestLine)
	if err != nil {
		return err
	}
	return g.changePlan(ctx, by, func(tx *store.Tx, group Group) error {
		if group.Life != Forming {
			return fault.New(fault.Conflict, "plan.forms_no_more", nil)
		}
		door := pack.Invitation
		if shown {
			door = pack.Ask
		}
		if _, err := tx.Exec(`UPDATE group_space SET door = $2 WHERE space_id = $1`, by.Space, string(door)); err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE plan SET vetted = vetted AND $2 AND line = $3, shown = $2, line = $3 WHERE space_id = $1`, by.Space, shown, line)
		if err != nil || n == 0 {
			return err
		}
		act := map[bool]string{true: "shown", false: "unshown"}[shown]
		return g.note(tx, by.Space, Recorded{Act: act, By: by.Persona})
	})
}

// About says what a group that forms is for and roughly where, where no wish said so. Roles with the permission "roles" may.
func (g *Groups) About(ctx context.Context, by people.Actor, need Need) error {
	return g.changePlan(ctx, by, func(tx *store.Tx, group Group) error {
		need.Lang = group.Lang
		need, err := need.proper()
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE plan SET vetted = vetted AND words = $3, concern = $2, words = $3, attend = $4, country = $5, cell = $6 WHERE space_id = $1`,
			by.Space, need.Concern, need.Words, need.Attend, need.Country, need.Cell)
		return err
	})
}

// Advise notes who advises the group while it forms. Roles with the permission "roles" may. Conflict while somebody does.
func (g *Groups) Advise(ctx context.Context, by people.Actor, who string) error {
	who, err := shortText("adviser", who, longestPlanName)
	if err != nil {
		return err
	}
	if who == "" {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "adviser", Key: "plan.adviser_missing"}}}
	}
	return g.changePlan(ctx, by, func(tx *store.Tx, _ Group) error {
		n, err := tx.Exec(`UPDATE plan SET adviser = $2, adviser_since = $3, adviser_until = 0 WHERE space_id = $1 AND (adviser = '' OR adviser_until <> 0)`, by.Space, who, int64(g.today()))
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "plan.advised", nil)
		}
		if err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "advised", By: by.Persona, Words: who})
	})
}

// SayGoodbye notes that the group needs its adviser no more. Roles with the permission "roles" may. NotFound when it has none.
func (g *Groups) SayGoodbye(ctx context.Context, by people.Actor) error {
	return g.changePlan(ctx, by, func(tx *store.Tx, _ Group) error {
		n, err := tx.Exec(`UPDATE plan SET adviser_until = $2 WHERE space_id = $1 AND adviser <> '' AND adviser_until = 0`, by.Space, int64(g.today()))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "", nil)
		}
		return g.note(tx, by.Space, Recorded{Act: "goodbye", By: by.Persona})
	})
}

// AskStewards asks the stewards for help, who see the group's name and these words and nothing else; empty words take it
// back. Roles with the permission "roles" may.
func (g *Groups) AskStewards(ctx context.Context, by people.Actor, words string) error {
	words, err := shortText("help", words, longestNote)
	if err != nil {
		return err
	}
	return g.changePlan(ctx, by, func(tx *store.Tx, _ Group) error {
		_, err := tx.Exec(`UPDATE plan SET help = $2, help_answer = '' WHERE space_id = $1`, by.Space, words)
		return err
	})
}

// Flyer sets what the group's flyer says beside its name. Roles with the permission "roles" may.
func (g *Groups) Flyer(ctx context.Context, by people.Actor, words string) error {
	words, err := shortText("flyer", words, longestLine)
	if err != nil {
		return err
	}
	return g.changePlan(ctx, by, func(tx *store.Tx, _ Group) error {
		_, err := tx.Exec(`UPDATE plan SET flyer = $2 WHERE space_id = $1`, by.Space, words)
		return err
	})
}
