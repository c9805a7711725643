package store

import (
	"bytes"
	"context"
	"errors"
	"runtime"
)

// errNested is the answer to a transaction begun inside another: on SQLite the writer would wait for itself, and
// elsewhere the inner one would not see what the outer one did.
var errNested = errors.New("store: a transaction was begun inside another one: pass the Tx down instead")

// insideKey marks the context of a transaction with its database.
type insideKey struct{}

// marked gives ctx the mark of a transaction in db.
func (db *DB) marked(ctx context.Context) context.Context {
	return context.WithValue(ctx, insideKey{}, db)
}

// enter notes that this goroutine is in a transaction of db until leave is called. It fails when it is in one already:
// by the context that Tx.Context gave, or, for a context from outside that a function literal picked up, by the
// goroutine.
func (db *DB) enter(ctx context.Context) (leave func(), err error) {
	if ctx.Value(insideKey{}) == db {
		return nil, errNested
	}
	id := goroutine()
	if _, twice := db.inside.LoadOrStore(id, struct{}{}); twice {
		return nil, errNested
	}
	return func() { db.inside.Delete(id) }, nil
}

// goroutine is the number of the running goroutine, read from the first line of its stack: "goroutine 7 [running]:".
func goroutine() string {
	var line [40]byte
	n := runtime.Stack(line[:], false)
	return string(bytes.Fields(line[:n])[1])
}
