package store

import (
	"context"
	"net/url"
	"os"

	"kith/internal/fault"
)

// Backup writes a consistent copy of the database into a new file, for its owner alone, while others read and write. It
// refuses with Conflict to overwrite a file. PostgreSQL has its own tools (pg_dump): there it answers Invalid.
func (db *DB) Backup(ctx context.Context, file string) (err error) {
	if db.engine != SQLite {
		return fault.New(fault.Invalid, "store.backup-postgres", nil)
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if os.IsExist(err) {
		return &fault.Error{Kind: fault.Conflict, Key: "store.file-exists", Values: map[string]any{"file": file}, Cause: err}
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err)
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(file)
		}
	}()
	source, err := openFile(db.file, url.Values{"_pragma": append([]string{longWait}, sqlitePragmas...)})
	if err != nil {
		return err
	}
	defer source.Close()
	// SQLite takes a file that is empty as one that is not there.
	if _, err := source.ExecContext(ctx, "VACUUM INTO ?1", file); err != nil {
		return mapError(err)
	}
	return fault.Wrap(fault.Unavailable, f.Sync())
}
