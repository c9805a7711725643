package store

import "context"

// Analyze lets the database look at a table that has grown much, so that it plans by what is there now. PostgreSQL would
// do so by itself only a minute later; SQLite plans by the indexes alone, so there it does nothing.
func (db *DB) Analyze(ctx context.Context, table string) error {
	if db.engine == SQLite {
		return nil
	}
	return db.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec("ANALYZE " + table)
		return err
	})
}
