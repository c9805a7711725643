package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"kith/internal/fault"
)

// Tx is a running transaction. It belongs to the function it was given to, and to one goroutine.
//
// After a statement failed every further one fails with the same error and nothing is committed, on both engines.
type Tx struct {
	db      *DB
	raw     *sql.Tx
	ctx     context.Context
	started bool  // a statement ran
	failure error // the first error of a statement
	open    *Rows // a query whose rows are being read
	hooks   []func()

	forgetful bool // see Forget
}

var (
	errOpenRows = errors.New("store: a statement was given while the rows of another are being read")
	errLateLock = errors.New("store: Lock must come before every other statement")
	errNotText  = fault.Wrap(fault.Invalid, errors.New("store: a text is not UTF-8, or has a zero byte"))
)

// Context is the transaction's context, for what is called inside it. With it DB.Read and DB.Write fail at once.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Engine is the kind of database.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// AfterCommit has hook run once the transaction is committed and another may begin. It does not run after a rollback.
func (tx *Tx) AfterCommit(hook func()) { tx.hooks = append(tx.hooks, hook) }

// Lock lets one transaction at a time past this line for the same table, until it ends; what others committed before is
// then seen. It comes before every other statement, since a snapshot taken earlier would not show that. On SQLite,
// where writers go one at a time, it does nothing.
func (tx *Tx) Lock(table string) error {
	if tx.started {
		return tx.note(errLateLock)
	}
	if tx.db.engine == SQLite || tx.failure != nil {
		return tx.failure
	}
	_, err := tx.raw.ExecContext(tx.ctx, "LOCK TABLE "+table+" IN EXCLUSIVE MODE")
	return tx.note(err)
}

// Exec runs a statement and gives the number of rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	return tx.exec(tx.db.text(query), args)
}

// exec runs a statement whose text is as the engine wants it.
func (tx *Tx) exec(text string, args []any) (int64, error) {
	if err := tx.start(args); err != nil {
		return 0, err
	}
	result, err := tx.raw.ExecContext(tx.ctx, text, args...)
	if err != nil {
		return 0, tx.note(err)
	}
	n, err := result.RowsAffected()
	return n, tx.note(err)
}

// Query runs a statement that gives rows. They are read to the end or closed before the next statement.
func (tx *Tx) Query(query string, args ...any) (*Rows, error) {
	if err := tx.start(args); err != nil {
		return nil, err
	}
	rows, err := tx.raw.QueryContext(tx.ctx, tx.db.text(query), args...)
	if err != nil {
		return nil, tx.note(err)
	}
	tx.open = &Rows{tx: tx, rows: rows}
	return tx.open, nil
}

// QueryRow runs a statement for its first row; Scan gives NotFound when there is none.
func (tx *Tx) QueryRow(query string, args ...any) Row {
	rows, err := tx.Query(query, args...)
	return firstRow{rows, err}
}

// start says whether a statement may run now with these arguments. PostgreSQL takes only what is text as text; SQLite would
// take everything, so it is refused here for both.
func (tx *Tx) start(args []any) error {
	if tx.failure != nil {
		return tx.failure
	}
	if tx.open != nil {
		return tx.note(errOpenRows)
	}
	for _, arg := range args {
		if text, ok := arg.(string); ok && (strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text)) {
			return tx.note(errNotText)
		}
	}
	tx.started = true
	return nil
}

// note translates a statement's error and remembers the first.
func (tx *Tx) note(err error) error {
	err = mapError(err)
	if tx.failure == nil {
		tx.failure = err
	}
	return err
}

// settle gives the error for which the transaction cannot be committed, when there is one; err is the function's own.
func (tx *Tx) settle(err error) error {
	if tx.open != nil {
		tx.open.Close()
	}
	if tx.failure == nil {
		return err
	}
	return fmt.Errorf("store: a statement failed: %w", tx.failure)
}
