package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"kith/internal/fault"
)

// PostgreSQL's codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	pgUnique     = "23505"
	pgForeignKey = "23503"
	pgSerialize  = "40001"
	pgDeadlock   = "40P01"
	pgDiskFull   = "53100"
)

// Classes and codes of PostgreSQL that mean: not now. Connection, resources, operator, lock not to be had, cancelled.
var pgUnavailable = []string{pgSerialize, pgDeadlock, "08", "53", "57", "55P03"}

// IsUnique says whether err comes from a second row with a key that must be unique.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == pgUnique
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return true
	}
	return false
}

// collided says whether a transaction failed only because of others that ran at the same time.
func collided(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == pgSerialize || pg.Code == pgDeadlock)
}

// mapError makes a fault of a driver's error. What is a fault already, and the end of a context, stays as it is.
func mapError(err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault.Wrap(kind(err), err)
}

func kind(err error) fault.Kind {
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fault.NotFound
	case IsUnique(err):
		return fault.Conflict
	case errors.As(err, &pg):
		return pgKind(pg.Code)
	case errors.As(err, &connect), errors.Is(err, driver.ErrBadConn), pgconn.SafeToRetry(err):
		return fault.Unavailable
	}
	return sqliteKind(sqliteCode(err))
}

func pgKind(code string) fault.Kind {
	if code == pgForeignKey {
		return fault.Conflict
	}
	for _, prefix := range pgUnavailable {
		if strings.HasPrefix(code, prefix) {
			return fault.Unavailable
		}
	}
	return fault.Internal
}

// sqliteKind reads SQLite's result code, whose low byte is the primary one: https://www.sqlite.org/rescode.html
func sqliteKind(code int) fault.Kind {
	switch {
	case code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault.Conflict
	case code == 0:
		return fault.Internal
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return fault.Unavailable
	}
	return fault.Internal
}

// Advice is the key of a message that tells an operator what to do about an error of the database; empty where there is none.
func Advice(err error) string {
	var pg *pgconn.PgError
	switch code := sqliteCode(err) & 0xff; {
	case code == sqlite3.SQLITE_CORRUPT, code == sqlite3.SQLITE_NOTADB:
		return "store.damaged"
	case code == sqlite3.SQLITE_FULL, errors.As(err, &pg) && pg.Code == pgDiskFull:
		return "store.full"
	}
	return ""
}

// sqliteCode is SQLite's extended result code; 0 when err does not come from it.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
