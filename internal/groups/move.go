package groups

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	leastNotice = 14
	mostNotice  = 60  // days in which members are told before a group can be packed up
	mostShown   = 731 // days for which the old place shows the way: two years
	leastStill  = 7   // days for which what was packed up is kept, whoever says that it has arrived
	stillDays   = 60  // a group that is packed up is kept here, unless it stays or says that it has arrived
	longestHow  = 500 // letters
	longestName = 253 // letters of a host
)

// Going is how far a group has come on its way to another server.
type Going string

// The stages. MoveAsked waits for a second person; in Announced members are told; what is Still was packed up, and nothing
// changes here any more; what is Gone lives elsewhere.
const (
	Staying   Going = ""
	MoveAsked Going = "asked"
	Announced Going = "announced"
	Still     Going = "still"
	Gone      Going = "gone"
)

// MovePlan is what a group has decided about its move.
type MovePlan struct {
	Address string        // of the new server, such as "https://kith.example"
	Decided schedule.Date // the day of the decision
	How     string        // it was decided, in the group's words
	Notice  int           // days in which members are told first
	Keep    int           // days for which the old place shows the way
	Shown   bool          // the listing's public page shows it too
}

// Move is where a group's move stands.
type Move struct {
	MovePlan
	Going Going
	Ready schedule.Date // the first day on which the group can be packed up
	Sure  schedule.Date // of Still: the first day on which two can say that it has arrived
	Ends  schedule.Date // of Still: when its things here are erased; of Gone: the last day on which the way is shown
	Waits []MoveStep    // steps that wait for a second person
}

// Step is one of the acts by which a group moves. Each takes two members whose roles may take the group elsewhere.
type Step string

// The steps.
const (
	Away    Step = "away"    // go to another server
	Stay    Step = "stay"    // do not go after all
	Arrived Step = "arrived" // it lives there now: erase what is here
)

// MoveStep is a step that waits.
type MoveStep struct {
	ID   string
	Step Step
	Mine bool // the actor began it, and can take it back
}

// Move reads where the actor's group's move stands. Members only.
func (g *Groups) Move(ctx context.Context, by people.Actor) (m Move, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		if m, err = moveOf(tx, by.Space); err != nil {
			return err
		}
		for _, step := range []Step{Away, Stay, Arrived} {
			waiting, err := g.joints(tx, by.Space, string(step))
			if err != nil {
				return err
			}
			for _, j := range waiting {
				m.Waits = append(m.Waits, MoveStep{ID: j.id, Step: step, Mine: j.by == by.Persona})
			}
		}
		return nil
	})
	return m, err
}

const moveColumns = `state, address, decided, how, notice, ready, ends, keep, shown`

func scanMove(r store.Row) (m Move, err error) {
	err = r.Scan(&m.Going, &m.Address, &m.Decided, &m.How, &m.Notice, &m.Ready, &m.Ends, &m.Keep, &m.Shown)
	if m.Going == Still {
		m.Sure = m.Ends.AddDays(leastStill - stillDays)
	}
	return m, err
}

func moveOf(tx *store.Tx, space string) (m Move, err error) {
	all, err := store.Collect(tx, scanMove, `SELECT `+moveColumns+` FROM departure WHERE space_id = $1`, space)
	if err == nil && len(all) > 0 {
		m = all[0]
	}
	return m, err
}

// AskToMove begins the step by which a group goes to another server: it waits for a second person. Roles with the permission
// "leave" may. Invalid names what of the plan cannot be; Conflict when a move is under way, and in the space of an organisation.
func (g *Groups) AskToMove(ctx context.Context, by people.Actor, p MovePlan) error {
	p, err := g.properPlan(p)
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := g.mayStep(tx, by, Away); err != nil {
			return err
		}
		if _, err := g.propose(tx, by, string(Away), "", p.How, pack.Leave); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO departure (space_id, state, address, decided, how, notice, ready, ends, keep, shown) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8)
			ON CONFLICT (space_id) DO UPDATE SET address = excluded.address, decided = excluded.decided, how = excluded.how, notice = excluded.notice, keep = excluded.keep, shown = excluded.shown`,
			by.Space, string(MoveAsked), p.Address, int64(p.Decided), p.How, p.Notice, p.Keep, p.Shown)
		return err
	})
}

// properPlan checks a plan. Invalid names each input that cannot be.
func (g *Groups) properPlan(p MovePlan) (MovePlan, error) {
	var wrong fault.Problems
	address, ok := properAddress(p.Address)
	if !ok {
		wrong.Add("address", "move.address.wrong", nil)
	}
	if p.Decided == 0 || p.Decided > g.today() {
		wrong.Add("decided", "move.decided.wrong", nil)
	}
	p.Address, p.How = address, proper(p.How)
	if p.How == "" || utf8.RuneCountInString(p.How) > longestHow {
		wrong.Add("how", "move.how.wrong", map[string]any{"most": longestHow})
	}
	if p.Notice < leastNotice || p.Notice > mostNotice {
		wrong.Add("notice", "move.days.wrong", map[string]any{"least": leastNotice, "most": mostNotice})
	}
	if p.Keep < 0 || p.Keep > mostShown {
		wrong.Add("keep", "move.days.wrong", map[string]any{"least": 0, "most": mostShown})
	}
	return p, wrong.Err()
}

// properAddress is the address of a server: a host, with a port if need be. Only the own machine and hosts that encrypt by
// themselves are reached without HTTPS.
func properAddress(typed string) (string, bool) {
	typed = strings.TrimSuffix(strings.TrimSpace(typed), "/")
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || u.Hostname() == "" || len(u.Host) > longestName || u.Path+u.RawQuery+u.Fragment != "" || u.User != nil {
		return "", false
	}
	plain := u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".onion")
	return u.Scheme + "://" + u.Host, u.Scheme == "https" || u.Scheme == "http" && plain
}

// AskStep begins another step of a move: to stay after all, or to say that the group has arrived. It waits for a second
// person. Roles with the permission "leave" may; Conflict when the move is not so far.
func (g *Groups) AskStep(ctx context.Context, by people.Actor, step Step) error {
	if step != Stay && step != Arrived {
		return fault.New(fault.Invalid, "", nil)
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := g.mayStep(tx, by, step); err != nil {
			return err
		}
		_, err := g.propose(tx, by, string(step), "", "", pack.Leave)
		return err
	})
}

// mayStep refuses who may not, and what does not fit where the move stands.
func (g *Groups) mayStep(tx *store.Tx, by people.Actor, step Step) error {
	group, err := mayDo(tx, by, pack.Leave)
	if err != nil {
		return err
	}
	if group.Kind == OrganisationKind { // what makes it one is its groups, which stay
		return fault.New(fault.Conflict, "move.organisation", nil)
	}
	m, err := moveOf(tx, by.Space)
	if err != nil {
		return err
	}
	if !m.Going.takes(step) || step == Arrived && g.today() < m.Sure {
		return fault.New(fault.Conflict, "move.not_now", nil)
	}
	return nil
}

// takes says whether a step can be taken at a stage.
func (o Going) takes(step Step) bool {
	switch step {
	case Away:
		return o == Staying || o == MoveAsked
	case Stay:
		return o == Announced || o == Still
	case Arrived:
		return o == Still
	}
	return false
}

// JoinStep carries out a step that somebody else began. Roles with the permission "leave" may; errors are those of every act
// that takes two.
func (g *Groups) JoinStep(ctx context.Context, by people.Actor, step Step, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := g.mayStep(tx, by, step); err != nil {
			return err
		}
		j, err := g.second(tx, by, string(step), id, pack.Leave)
		if err != nil {
			return err
		}
		switch step {
		case Away:
			return g.announce(tx, by, j)
		case Stay:
			return g.stay(tx, by, j)
		}
		return g.vacate(tx, by.Space)
	})
}

// TakeStepBack ends the waiting of a step that the actor began.
func (g *Groups) TakeStepBack(ctx context.Context, by people.Actor, step Step, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		return g.takeBack(tx, by, string(step), id)
	})
}

// announce has members told of a move that two have decided, and writes the decision down.
func (g *Groups) announce(tx *store.Tx, by people.Actor, j joint) error {
	m, err := moveOf(tx, by.Space)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE departure SET state = $2, ready = $3 WHERE space_id = $1`,
		by.Space, string(Announced), int64(g.today().AddDays(m.Notice))); err != nil {
		return err
	}
	return g.note(tx, by.Space, Recorded{Act: "move_decided", By: j.by, With: by.Persona, Words: m.Address + "\n" + m.Decided.String() + "\n" + m.How})
}

// stay ends a move before its end: the group goes on here.
func (g *Groups) stay(tx *store.Tx, by people.Actor, j joint) error {
	for _, statement := range []string{`DELETE FROM departure WHERE space_id = $1`, `DELETE FROM moving_way WHERE space_id = $1`} {
		if _, err := tx.Exec(statement, by.Space); err != nil {
			return err
		}
	}
	return g.note(tx, by.Space, Recorded{Act: "move_stayed", By: j.by, With: by.Persona})
}
