package store

import (
	"context"
	"errors"

	"kith/internal/fault"
)

// Check reads the whole database and fails with Internal when a part of it is damaged. PostgreSQL looks after its files
// itself: there it only asks whether the server answers.
func (db *DB) Check(ctx context.Context) error {
	if db.engine != SQLite {
		return db.Ping(ctx)
	}
	var found string
	err := db.reader.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found)
	if err != nil {
		return mapError(err)
	}
	if found != "ok" {
		return &fault.Error{Kind: fault.Internal, Key: "store.damaged", Cause: errors.New(found)}
	}
	return nil
}
