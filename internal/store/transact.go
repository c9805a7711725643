package store

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

// A write that collides with others on PostgreSQL is tried again this often. The pauses grow from retryPause to
// longPause and add up to about three seconds.
const (
	retries    = 12
	retryPause = 5 * time.Millisecond
	longPause  = 500 * time.Millisecond
)

// Read runs fn on one unchanging snapshot of the database. Statements that write fail.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	leave, err := db.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	o := sql.TxOptions{ReadOnly: true}
	if db.engine == Postgres {
		o.Isolation = sql.LevelRepeatableRead
	}
	_, err = db.transact(ctx, db.reader, &o, fn)
	return err
}

// Write runs fn in a transaction that behaves as if no other ran at the same time, and commits it unless fn returns an
// error or panics, or a statement failed. On PostgreSQL fn may run several times: what it leaves outside the
// transaction must be replaced by a later run, not added to.
//
// Errors of the database are faults: Conflict for a broken unique or foreign key, NotFound for a missing row,
// Unavailable when the database is too busy or away.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	tx, err := db.write(ctx, fn)
	if err != nil {
		return err
	}
	for _, hook := range tx.hooks {
		hook()
	}
	return nil
}

// write gives the committed transaction.
func (db *DB) write(ctx context.Context, fn func(*Tx) error) (*Tx, error) {
	leave, err := db.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if db.engine == SQLite {
		return db.writeInTurn(ctx, fn)
	}
	return db.writeUntilSettled(ctx, fn)
}

// busyPatience is how long a writer waits for those of other processes.
const busyPatience = 10 * time.Second

// untilFree tries again while another process writes to the SQLite file. SQLite's own way of waiting asks ever more
// seldom, up to a tenth of a second apart, and so would hardly ever meet the short pauses of an import: a writer's
// connection waits only for a moment by itself, and then tries anew.
func untilFree(try func() error) error {
	for end := time.Now().Add(busyPatience); ; {
		err := try()
		if sqliteCode(err)&0xff != sqlite3.SQLITE_BUSY || time.Now().After(end) {
			return err
		}
	}
}

// writeInTurn lets the writers of this process go in the order in which they came; the pool alone would pick any.
func (db *DB) writeInTurn(ctx context.Context, fn func(*Tx) error) (*Tx, error) {
	select {
	case db.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-db.turn }()
	return db.transact(ctx, db.writer, nil, fn)
}

// writeUntilSettled tries again while others get in the way.
func (db *DB) writeUntilSettled(ctx context.Context, fn func(*Tx) error) (*Tx, error) {
	o := sql.TxOptions{Isolation: sql.LevelSerializable}
	for attempt := 0; ; attempt++ {
		tx, err := db.transact(ctx, db.writer, &o, fn)
		if !collided(err) || attempt == retries {
			return tx, err
		}
		if err := pause(ctx, attempt); err != nil {
			return nil, err
		}
	}
}

// transact runs fn once, from begin to commit or rollback.
func (db *DB) transact(ctx context.Context, pool *sql.DB, o *sql.TxOptions, fn func(*Tx) error) (*Tx, error) {
	var raw *sql.Tx
	err := untilFree(func() (err error) {
		raw, err = pool.BeginTx(ctx, o)
		return err
	})
	if err != nil {
		return nil, mapError(err)
	}
	defer raw.Rollback() // does nothing after the commit
	tx := &Tx{db: db, raw: raw, ctx: db.marked(ctx)}
	err = fn(tx)
	if err == nil || collided(tx.failure) {
		err = tx.settle(err)
	}
	if err != nil {
		return nil, err
	}
	err = raw.Commit()
	if o == nil || !o.ReadOnly {
		db.writes.Add(1) // after a commit that failed too: it may have reached the database
	}
	return tx, mapError(err)
}

// pause waits before another attempt: twice as long each time, at random between half and all of it, so that those who
// collided do not meet again.
func pause(ctx context.Context, attempt int) error {
	most := min(retryPause<<attempt, longPause)
	select {
	case <-time.After(most/2 + rand.N(most/2)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
