// Package store opens the database and runs transactions in it. SQLite and PostgreSQL stand behind one face: one SQL
// text with $n parameters serves both, errors arrive as faults, and inside a transaction only the transaction is used.
// It holds no SQL of any domain.
//
// Columns are TEXT, BIGINT and BOOLEAN. Moments are BIGINT Unix milliseconds (Millis), ids are TEXT.
package store

import (
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	"kith/internal/fault"
)

// Engine is the kind of database behind a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Options says where the database is.
type Options struct {
	Dir string       // data folder; without URL the database is the file kith.db in it
	URL string       // postgres://… ; empty for SQLite
	Log *slog.Logger // nil: nothing is logged
}

// DB is an open, migrated database. It is safe for use by several goroutines.
type DB struct {
	engine Engine
	reader *sql.DB // on PostgreSQL the same pool as writer
	writer *sql.DB
	turn   chan struct{} // SQLite: one writer at a time, in order of arrival; nil on PostgreSQL
	file   string        // SQLite: the database file
	log    *slog.Logger
	texts  texts
	inside sync.Map // goroutines that are inside a transaction, see enter
	writes atomic.Uint64
}

// Open opens the database and brings it to this program's version. It fails with Unavailable when the database does not
// answer, with Invalid when the options cannot be used, and with Conflict when the database is newer than the program.
func Open(ctx context.Context, o Options) (*DB, error) {
	db, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx, embedded()); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// connect opens the database as it is, without migrating it.
func connect(ctx context.Context, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	switch {
	case o.URL == "":
		return openSQLite(ctx, o)
	case strings.HasPrefix(o.URL, "postgres://"), strings.HasPrefix(o.URL, "postgresql://"):
		return openPostgres(ctx, o)
	}
	return nil, fault.New(fault.Invalid, "store.address", nil)
}

// Writes counts the transactions that this process committed, or may have committed: a Write that has returned is counted.
// What was read while the count stood still is not undone by this process. Those of other processes are not counted.
func (db *DB) Writes() uint64 { return db.writes.Load() }

// Engine is the kind of database.
func (db *DB) Engine() Engine { return db.engine }

// Ping says whether the database answers: nil or Unavailable.
func (db *DB) Ping(ctx context.Context) error {
	return fault.Wrap(fault.Unavailable, db.reader.PingContext(ctx))
}

// Close ends all connections. Transactions that still run fail.
func (db *DB) Close() error {
	err := db.writer.Close()
	if db.reader == db.writer {
		return err
	}
	if e := db.reader.Close(); err == nil {
		err = e
	}
	return err
}
