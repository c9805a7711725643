package people

import (
	"kith/internal/fault"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Guest is the role that an invitation of a guest names. Nobody holds it: who comes by it is a persona that ends.
const Guest Role = "guest"

// EndOn lets a persona come in until a day, that day included; then it ends by itself. Guest says that it is one from
// outside, and no member. It is for operations that have decided so.
func (p *People) EndOn(tx *store.Tx, persona string, until schedule.Date, guest bool) error {
	_, err := tx.Exec(`UPDATE persona SET until = $2, guest = $3 WHERE id = $1`, persona, int64(until), guest)
	return err
}

// AsStaff says that a persona that ends by itself works for the organisation whose space it is. It is for operations that
// have decided so.
func (p *People) AsStaff(tx *store.Tx, persona string) error {
	_, err := tx.Exec(`UPDATE persona SET staff = TRUE WHERE id = $1`, persona)
	return err
}

// Count is how many members a space has, without guests. It is for operations that have decided that the actor may know.
func (p *People) Count(tx *store.Tx, space string) (int, error) {
	return store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM persona WHERE space_id = $1 AND NOT guest AND (until = 0 OR until >= $2)`, space, int64(p.today())))
}

// Everybody lists the personas of a space, guests too, by name: up to n. It is for operations that have decided that the
// actor may know.
func (p *People) Everybody(tx *store.Tx, space string, n int) ([]Persona, error) {
	return store.Collect(tx, scanPersona, `SELECT `+personaColumns+` FROM persona WHERE space_id = $1 AND (until = 0 OR until >= $3) ORDER BY likeness LIMIT $2`, space, n, int64(p.today()))
}

// mustBelong refuses who is no member: a stranger, and a guest.
func mustBelong(by Actor) error {
	if by.Guest {
		return fault.New(fault.Forbidden, "guest.members_only", nil)
	}
	return mustBeSomebody(by)
}

// Over lists the personas of every space whose last day has passed. It is for who keeps the server going.
func Over(tx *store.Tx, today schedule.Date) ([]string, error) {
	return store.Collect(tx, store.Scalar[string], `SELECT id FROM persona WHERE until <> 0 AND until < $1`, int64(today))
}
