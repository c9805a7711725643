package people

import (
	"kith/internal/schedule"
	"kith/internal/store"
)

// Remove shuts a persona out of its space up to and with a day, and ends its terms with yesterday: nobody holds a role who
// may do nothing. It signs in as before, and its Actor says that it is removed. It is for operations that have decided so.
func (p *People) Remove(tx *store.Tx, persona string, until schedule.Date) error {
	if _, err := tx.Exec(`UPDATE persona SET removed = $2 WHERE id = $1`, persona, int64(until)); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE role SET until = $2 WHERE persona_id = $1 AND until > $2`, persona, int64(p.today().AddDays(-1)))
	return err
}

// Return ends a removal at once. Its terms stay ended. It is for operations that have decided so.
func (p *People) Return(tx *store.Tx, persona string) error {
	_, err := tx.Exec(`UPDATE persona SET removed = 0 WHERE id = $1`, persona)
	return err
}
