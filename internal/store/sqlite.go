package store

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"kith/internal/fault"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Database file in the data folder.
const fileName = "kith.db"

// Connections that may read a SQLite file at the same time.
const sqliteReaders = 8

// Pragmas belong to a connection, not to the file, so every connection gets them through its address.
var sqlitePragmas = []string{
	"journal_mode(WAL)",
	"synchronous(FULL)", // what was acknowledged survives a power cut
	"foreign_keys(1)",
	"temp_store(MEMORY)",
	"trusted_schema(0)",
	"journal_size_limit(67108864)",
	"secure_delete(1)", // what was deleted or overwritten is not left in the file
}

// How many milliseconds SQLite waits by itself while another process, such as an import, holds the file. Writers wait
// longer than shortWait, see untilFree.
const (
	longWait  = "busy_timeout(10000)"
	shortWait = "busy_timeout(5)"
)

func openSQLite(ctx context.Context, o Options) (*DB, error) {
	file, err := prepareFile(o.Dir)
	if err != nil {
		return nil, err
	}
	db := &DB{engine: SQLite, log: o.Log, file: file, turn: make(chan struct{}, 1)}
	writes := url.Values{"_txlock": {"immediate"}, "_pragma": {shortWait}}
	if db.writer, err = dialSQLite(ctx, file, 1, writes); err != nil {
		return nil, err
	}
	readOnly := url.Values{"_pragma": {longWait, "query_only(1)"}}
	if db.reader, err = dialSQLite(ctx, file, sqliteReaders, readOnly); err != nil {
		db.writer.Close()
		return nil, err
	}
	return db, nil
}

// prepareFile makes the data folder for its owner alone and the file likewise, and gives the file's absolute name. A
// folder that exists keeps its mode: it may be one that others use.
func prepareFile(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fault.Wrap(fault.Unavailable, err)
	}
	name := filepath.Join(dir, fileName)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err)
	}
	defer f.Close()
	return name, fault.Wrap(fault.Unavailable, f.Chmod(0o600))
}

// dialSQLite opens a pool of at most n connections, with the common pragmas before those in q.
func dialSQLite(ctx context.Context, file string, n int, q url.Values) (*sql.DB, error) {
	q["_pragma"] = slices.Concat(sqlitePragmas, q["_pragma"])
	q.Set("_dqs", "0")
	pool, err := openFile(file, q)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	// The first of several that open a new file changes how its journal is kept; the others wait for that.
	if err := untilFree(func() error { return pool.PingContext(ctx) }); err != nil {
		pool.Close()
		return nil, mapError(err)
	}
	return pool, nil
}
