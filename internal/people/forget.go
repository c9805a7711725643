package people

import (
	"time"

	"kith/internal/store"
)

// Forget deletes what is over: sessions, invitations, and ceremonies that were never ended. None of it holds any more; this
// takes it off the disk. It is for who keeps the server going, now and again.
func Forget(tx *store.Tx, now time.Time) error {
	for _, statement := range []string{
		`DELETE FROM session WHERE ends <= $1 OR idle_ends <= $1`,
		`DELETE FROM invitation WHERE expires <= $1`,
		`DELETE FROM ceremony WHERE expires <= $1`,
	} {
		if _, err := tx.Exec(statement, store.Millis(now)); err != nil {
			return err
		}
	}
	return nil
}
