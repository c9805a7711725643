package store

import (
	"database/sql"

	"kith/internal/fault"
)

// Row is one row of an answer.
type Row interface {
	// Scan copies the columns into what dest points to.
	Scan(dest ...any) error
}

// Rows are the rows of an answer, read one after another:
//
//	rows, err := tx.Query(…)
//	if err != nil { … }
//	defer rows.Close()
//	for rows.Next() { … rows.Scan(…) … }
//	return rows.Err()
type Rows struct {
	tx   *Tx
	rows *sql.Rows
}

// Next goes to the next row; false after the last one or an error.
func (r *Rows) Next() bool {
	if r.rows.Next() {
		return true
	}
	r.Close()
	return false
}

// Scan copies the columns of the present row into what dest points to.
func (r *Rows) Scan(dest ...any) error { return mapError(r.rows.Scan(dest...)) }

// Err is what ended the rows early, if anything did.
func (r *Rows) Err() error { return mapError(r.rows.Err()) }

// Close ends reading. It may be called twice.
func (r *Rows) Close() error {
	if r.tx.open != r {
		return nil
	}
	r.tx.open = nil
	err := r.rows.Close()
	if e := r.rows.Err(); e != nil {
		err = e
	}
	return r.tx.note(err)
}

// firstRow is the answer of QueryRow.
type firstRow struct {
	rows *Rows
	err  error
}

func (r firstRow) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return fault.Wrap(fault.NotFound, sql.ErrNoRows)
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	return r.rows.Close()
}

// Collect runs a query and reads every row with scan. Without rows it gives nil.
func Collect[T any](tx *Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// Scalar reads a row of one column; it serves as the scan of Collect.
func Scalar[T any](row Row) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}
