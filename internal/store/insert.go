package store

import (
	"fmt"
	"math/bits"
	"strings"
)

// A statement takes at most this many parameters (SQLite 32,766, PostgreSQL 65,535), and beyond this many rows a longer
// one is no faster.
const (
	mostParams = 32766
	mostRows   = 128
)

// InsertMany adds rows with as few statements as the engines allow and gives the number of rows added. Each of rows has
// a value for each of columns. The suffix ends every statement, for instance "ON CONFLICT (id) DO NOTHING"; it may be
// empty. Table, columns and suffix are SQL, never something that came from outside.
func (tx *Tx) InsertMany(table string, columns []string, rows [][]any, suffix string) (int64, error) {
	var added int64
	args := make([]any, 0, min(len(rows), mostRows)*len(columns))
	for len(rows) > 0 {
		n := batch(len(rows), len(columns))
		args = args[:0]
		for _, row := range rows[:n] {
			if len(row) != len(columns) {
				return added, tx.note(fmt.Errorf("store: a row for %s has %d values for %d columns", table, len(row), len(columns)))
			}
			args = append(args, row...)
		}
		rows = rows[n:]
		changed, err := tx.exec(tx.insertText(table, columns, n, suffix), args)
		if err != nil {
			return added, err
		}
		added += changed
	}
	return added, nil
}

// batch is how many of the rows go into the next statement: a power of two, so that few different statements have to be
// understood by the database.
func batch(rows, columns int) int {
	n := min(rows, mostRows, mostParams/columns)
	return 1 << (bits.Len(uint(n)) - 1)
}

// insertText is the statement for a number of rows, as the engine wants it. SQLite gets parameters without numbers: it
// looks numbered ones up one by one in a list of all.
func (tx *Tx) insertText(table string, columns []string, rows int, suffix string) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		if tx.Engine() == SQLite {
			b.WriteString("?" + strings.Repeat(", ?", len(columns)-1))
		} else {
			b.WriteString(Params(1+i*len(columns), len(columns)))
		}
		b.WriteByte(')')
	}
	return b.String() + " " + suffix
}
