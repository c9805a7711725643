package people

import (
	"kith/internal/schedule"
	"kith/internal/store"
)

// Own is what is kept of a persona here, for a file that the person takes along. No secret is in it, and nothing by which
// one of their keys could be known again elsewhere.
type Own struct {
	Name     string        `json:"name"`
	Pronouns string        `json:"pronouns,omitempty"`
	Line     string        `json:"line,omitempty"`
	Joined   schedule.Date `json:"joined"`
	Ways     []OwnWay      `json:"ways_in"`
	Sessions []OwnSession  `json:"sessions"`
	Roles    []OwnTerm     `json:"roles"`
}

// OwnWay is a credential.
type OwnWay struct {
	Kind  string        `json:"kind"`
	Label string        `json:"label"`
	Since schedule.Date `json:"since"`
}

// OwnSession is a browser that is signed in.
type OwnSession struct {
	Label  string        `json:"label"`
	Shared bool          `json:"shared_device"`
	Since  schedule.Date `json:"since"`
}

// OwnTerm is a role that is held or was.
type OwnTerm struct {
	Role  string        `json:"role"`
	Since schedule.Date `json:"since"`
	Until schedule.Date `json:"until"`
	How   string        `json:"how"`
}

// OwnOf reads it. It is for operations that have decided that the actor may know.
func (p *People) OwnOf(tx *store.Tx, persona string) (o Own, err error) {
	err = tx.QueryRow(`SELECT name, pronouns, line, created FROM persona WHERE id = $1`, persona).Scan(&o.Name, &o.Pronouns, &o.Line, &o.Joined)
	if err != nil {
		return o, err
	}
	way := func(r store.Row) (w OwnWay, err error) {
		err = r.Scan(&w.Kind, &w.Label, &w.Since)
		return w, err
	}
	if o.Ways, err = store.Collect(tx, way, `SELECT kind, label, created FROM credential WHERE persona_id = $1 ORDER BY created, label, id`, persona); err != nil {
		return o, err
	}
	session := func(r store.Row) (s OwnSession, err error) {
		err = r.Scan(&s.Label, &s.Shared, &s.Since)
		return s, err
	}
	o.Sessions, err = store.Collect(tx, session, `SELECT c.label, s.shared, s.created FROM session s JOIN credential c ON c.id = s.credential_id
		WHERE s.persona_id = $1 AND s.ends > $2 AND s.idle_ends > $2 ORDER BY s.created, s.id`, persona, p.now())
	if err != nil {
		return o, err
	}
	term := func(r store.Row) (t OwnTerm, err error) {
		err = r.Scan(&t.Role, &t.Since, &t.Until, &t.How)
		return t, err
	}
	o.Roles, err = store.Collect(tx, term, `SELECT role, since, until, how FROM role WHERE persona_id = $1 ORDER BY since, role`, persona)
	return o, err
}
