package store

import (
	"context"
	"database/sql"
	"net/url"
)

// Forget has what this transaction deletes or overwrites leave the disk once it is committed. SQLite overwrites it in the
// file itself (secure_delete), but its journal still holds the pages as they were: it is brought into the file and
// emptied. PostgreSQL keeps old rows until its next vacuum, and its own journal for its archive; that is its operator's.
func (tx *Tx) Forget() {
	if !tx.forgetful && tx.db.engine == SQLite {
		tx.forgetful = true
		tx.AfterCommit(tx.db.emptyJournal)
	}
}

// Others that read or write just now keep the journal from being emptied. Nobody waits for them long: closing the
// database empties it too.
const (
	journalTries = 5
	journalWait  = "busy_timeout(100)"
)

func (db *DB) emptyJournal() {
	ctx := context.Background()
	pool, err := openFile(db.file, url.Values{"_pragma": {journalWait}})
	if err != nil {
		db.log.Warn("the journal could not be emptied", "err", err)
		return
	}
	defer pool.Close()
	// What can be done without keeping anybody waiting is done first.
	if _, err := checkpoint(ctx, pool, "PASSIVE"); err != nil {
		db.log.Warn("the journal could not be emptied", "err", err)
		return
	}
	for range journalTries {
		if empty, err := checkpoint(ctx, pool, "TRUNCATE"); empty || err != nil {
			return
		}
	}
	db.log.Warn("the journal could not be emptied while others read; it will be when the database is closed")
}

// checkpoint brings the journal into the file; done is false when somebody was in the way.
func checkpoint(ctx context.Context, pool *sql.DB, mode string) (done bool, err error) {
	var busy, frames, moved int
	err = pool.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &frames, &moved)
	return busy == 0, err
}
