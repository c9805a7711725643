package people

import (
	"kith/internal/fault"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Hold lets a persona hold a role for a term of days, from a day on (t.Since; 0 is today); an earlier term in the same role
// is replaced. By is the persona that recorded it; empty: nobody inside. It is for operations that have decided so.
func (p *People) Hold(tx *store.Tx, t Term, days int, by string) error {
	since := max(t.Since, p.today())
	_, err := tx.Exec(`INSERT INTO role (persona_id, role, since, until, how, by_persona, space_id)
		VALUES ($1, $2, $3, $4, $5, $6, (SELECT space_id FROM persona WHERE id = $1))
		ON CONFLICT (persona_id, role) DO UPDATE SET since = excluded.since, until = excluded.until, how = excluded.how, by_persona = excluded.by_persona`,
		t.Persona, string(t.Role), int64(since), int64(since.AddDays(days)), t.How, by)
	return err
}

// LayDown ends a persona's term with yesterday. NotFound when none runs. It is for operations that have decided so.
func (p *People) LayDown(tx *store.Tx, persona string, role Role) error {
	n, err := tx.Exec(`UPDATE role SET until = $3 WHERE persona_id = $1 AND role = $2 AND until >= $4`,
		persona, string(role), int64(p.today().AddDays(-1)), int64(p.today()))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "role.not_held", nil)
	}
	return err
}

// NotHeld takes back a term that has not begun. It is for operations that have decided so.
func (p *People) NotHeld(tx *store.Tx, persona string, role Role) error {
	_, err := tx.Exec(`DELETE FROM role WHERE persona_id = $1 AND role = $2 AND since > $3`, persona, string(role), int64(p.today()))
	return err
}

// Ended lists the terms of a space that ended on a day or later and before today, the latest first. It is for operations that
// have decided that the actor may know.
func (p *People) Ended(tx *store.Tx, space string, from schedule.Date) ([]Term, error) {
	return store.Collect(tx, scanTerm, `SELECT p.id, p.name, r.role, r.since, r.until, r.how FROM role r JOIN persona p ON p.id = r.persona_id
		WHERE r.space_id = $1 AND r.until >= $2 AND r.until < $3 ORDER BY r.until DESC, p.likeness`, space, int64(from), int64(p.today()))
}

// Past is when a persona's latest term in a role ended or will end; false when there was none.
func (p *People) Past(tx *store.Tx, persona string, role Role) (until schedule.Date, ok bool, err error) {
	all, err := store.Collect(tx, store.Scalar[schedule.Date], `SELECT until FROM role WHERE persona_id = $1 AND role = $2`, persona, string(role))
	if err != nil || len(all) == 0 {
		return 0, false, err
	}
	return all[0], true, nil
}

// Member reads a persona of a space. NotFound when it is not there, removed, or its last day has passed. It is for operations that have decided that the actor
// may know.
func (p *People) Member(tx *store.Tx, space, persona string) (Persona, error) {
	return scanPersona(tx.QueryRow(`SELECT `+personaColumns+` FROM persona WHERE id = $1 AND space_id = $2 AND removed < $3 AND (until = 0 OR until >= $3)`, persona, space, int64(p.today())))
}
