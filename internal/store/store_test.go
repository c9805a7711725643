package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// exec runs one statement in a transaction of its own.
func exec(t *testing.T, db *store.DB, query string, args ...any) {
	t.Helper()
	if err := try(db, query, args...); err != nil {
		t.Fatal(err)
	}
}

func try(db *store.DB, query string, args ...any) error {
	return db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
}

// number reads one number.
func number(t *testing.T, db *store.DB, query string, args ...any) (n int64) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *store.Tx) error { return tx.QueryRow(query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func wantKind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != want {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestValuesComeBackAsTheyWent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		exec(t, db, "CREATE TABLE test_kept (id TEXT PRIMARY KEY, word TEXT, at BIGINT, open BOOLEAN)")
		at := time.Date(2026, 3, 8, 2, 30, 0, 123e6, time.UTC)
		word := "שלום 'it''s' $1 \"é\" 集い"
		exec(t, db, "INSERT INTO test_kept VALUES ($1, $2, $3, $4)", "a", word, store.Millis(at), true)
		exec(t, db, "INSERT INTO test_kept (id) VALUES ($1)", "b")
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			var gotWord string
			var gotAt int64
			var open, there bool
			err := tx.QueryRow("SELECT word, at, open, EXISTS (SELECT 1 FROM test_kept WHERE open) FROM test_kept WHERE id = $1", "a").
				Scan(&gotWord, &gotAt, &open, &there)
			if gotWord != word || !store.FromMillis(gotAt).Equal(at) || !open || !there {
				t.Errorf("got %q %v %v %v", gotWord, store.FromMillis(gotAt), open, there)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := number(t, db, "SELECT COUNT(*) FROM test_kept WHERE word IS NULL AND at IS NULL AND open IS NULL"); n != 1 {
			t.Errorf("%d rows of nothing, want 1", n)
		}
	})
}

func TestParametersKeepTheirNumbers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			var got string
			err := tx.QueryRow("SELECT CAST($2 AS TEXT) || CAST($1 AS TEXT) || CAST($2 AS TEXT) || '$1'", "a", "b").Scan(&got)
			if got != "bab$1" {
				t.Errorf("got %q", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestCollect(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, name := range []string{"a", "b", "c", "d"} {
			exec(t, db, "INSERT INTO setting VALUES ($1, $2)", name, "x")
		}
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			query := "SELECT name FROM setting WHERE value = $1 AND name IN (" + store.Params(2, 3) + ") ORDER BY name"
			names, err := store.Collect(tx, store.Scalar[string], query, "x", "d", "b", "z")
			if fmt.Sprint(names) != "[b d]" {
				t.Errorf("got %v", names)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestErrorsAreFaults(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		exec(t, db, "CREATE TABLE test_parent (id TEXT PRIMARY KEY, code TEXT UNIQUE)")
		exec(t, db, "CREATE TABLE test_child (id TEXT PRIMARY KEY, parent TEXT NOT NULL REFERENCES test_parent (id))")
		exec(t, db, "INSERT INTO test_parent VALUES ('p', 'one')")
		exec(t, db, "INSERT INTO test_child VALUES ('c', 'p')")
		for _, c := range []struct {
			name, query string
			kind        fault.Kind
			unique      bool
		}{
			{"same key", "INSERT INTO test_parent VALUES ('p', 'two')", fault.Conflict, true},
			{"same code", "INSERT INTO test_parent VALUES ('q', 'one')", fault.Conflict, true},
			{"no parent", "INSERT INTO test_child VALUES ('d', 'nobody')", fault.Conflict, false},
			{"parent in use", "DELETE FROM test_parent", fault.Conflict, false},
			{"nothing given", "INSERT INTO test_child VALUES ('e', NULL)", fault.Internal, false},
			{"no table", "SELECT * FROM nowhere", fault.Internal, false},
			{"no SQL", "SELEKT", fault.Internal, false},
		} {
			err := try(db, c.query)
			wantKind(t, err, c.kind)
			if store.IsUnique(err) != c.unique {
				t.Errorf("%s: IsUnique is %v", c.name, !c.unique)
			}
		}
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			var id string
			wantKind(t, tx.QueryRow("SELECT id FROM test_parent WHERE id = 'q'").Scan(&id), fault.NotFound)
			return tx.QueryRow("SELECT id FROM test_parent WHERE id = 'p'").Scan(&id) // nothing found is no failure
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestNothingIsKeptAfterAnError(t *testing.T) {
	sorry := errors.New("sorry")
	for name, end := range map[string]func(*store.Tx) error{
		"error returned": func(*store.Tx) error { return sorry },
		"failure ignored": func(tx *store.Tx) error {
			tx.Exec("INSERT INTO setting VALUES ('a', 'again')")
			return nil
		},
		"failed row ignored": func(tx *store.Tx) error {
			var v string
			tx.QueryRow("INSERT INTO setting VALUES ('a', 'again') RETURNING value").Scan(&v)
			return nil
		},
		"panic": func(*store.Tx) error { panic(sorry) },
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				err := recovered(func() error {
					return db.Write(t.Context(), func(tx *store.Tx) error {
						tx.AfterCommit(func() { t.Error("the hook ran") })
						if _, err := tx.Exec("INSERT INTO setting VALUES ('a', '1')"); err != nil {
							return err
						}
						return end(tx)
					})
				})
				if err == nil {
					t.Error("no error")
				}
				if n := number(t, db, "SELECT COUNT(*) FROM setting"); n != 0 {
					t.Errorf("%d rows were kept", n)
				}
				exec(t, db, "INSERT INTO setting VALUES ('a', '1')") // and the database can still be written to
			})
		})
	}
}

func recovered(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return f()
}

func TestAfterAFailureNothingMoreRuns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		exec(t, db, "INSERT INTO setting VALUES ('a', '1')")
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, first := tx.Exec("INSERT INTO setting VALUES ('a', '2')")
			_, second := tx.Exec("INSERT INTO setting VALUES ('b', '2')")
			if first == nil || first != second {
				t.Errorf("got %v, then %v", first, second)
			}
			return nil
		})
		wantKind(t, err, fault.Conflict)
	})
}

func TestOneStatementAtATime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			rows, err := tx.Query("SELECT 1 UNION SELECT 2")
			if err != nil {
				return err
			}
			defer rows.Close()
			_, err = tx.Query("SELECT 3")
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "being read") {
			t.Errorf("got %v", err)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, query := range []string{"INSERT INTO setting VALUES ('a', '1')", "CREATE TABLE t (id TEXT)"} {
			err := db.Read(t.Context(), func(tx *store.Tx) error {
				_, err := tx.Exec(query)
				return err
			})
			if err == nil {
				t.Errorf("%s went through", query)
			}
		}
		if n := number(t, db, "SELECT COUNT(*) FROM setting"); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestHooksRunAfterTheCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var told []string
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			tx.AfterCommit(func() {
				told = append(told, fmt.Sprint(number(t, db, "SELECT COUNT(*) FROM setting")))
				exec(t, db, "INSERT INTO setting VALUES ('b', '1')")
			})
			tx.AfterCommit(func() { told = append(told, "second") })
			_, err := tx.Exec("INSERT INTO setting VALUES ('a', '1')")
			return err
		})
		if err != nil || fmt.Sprint(told) != "[1 second]" {
			t.Errorf("got %v %v", told, err)
		}
	})
}

func TestATransactionInsideAnotherFailsAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		outside := t.Context()
		nothing := func(*store.Tx) error { return nil }
		for name, nested := range map[string]func(*store.Tx) error{
			"write by the outer context":   func(*store.Tx) error { return db.Write(outside, nothing) },
			"read by the outer context":    func(*store.Tx) error { return db.Read(outside, nothing) },
			"write by the Tx's context":    func(tx *store.Tx) error { return db.Write(tx.Context(), nothing) },
			"read from another goroutine":  func(tx *store.Tx) error { return elsewhere(db.Read, tx.Context()) },
			"write from another goroutine": func(tx *store.Tx) error { return elsewhere(db.Write, tx.Context()) },
		} {
			for _, begin := range []func(context.Context, func(*store.Tx) error) error{db.Read, db.Write} {
				if err := begin(outside, nested); err == nil || !strings.Contains(err.Error(), "pass the Tx down") {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		exec(t, db, "INSERT INTO setting VALUES ('a', '1')")
	})
}

func elsewhere(begin func(context.Context, func(*store.Tx) error) error, ctx context.Context) error {
	done := make(chan error)
	go func() { done <- begin(ctx, func(*store.Tx) error { return nil }) }()
	return <-done
}

func TestLockComesFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Exec("DELETE FROM setting"); err != nil {
				return err
			}
			return tx.Lock("setting")
		})
		if err == nil || !strings.Contains(err.Error(), "before every other") {
			t.Errorf("got %v", err)
		}
	})
}

func TestACancelledContextEndsATransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec("INSERT INTO setting VALUES ('a', '1')"); err != nil {
				return err
			}
			cancel()
			_, err := tx.Exec("INSERT INTO setting VALUES ('b', '1')")
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if n := number(t, db, "SELECT COUNT(*) FROM setting"); n != 0 {
			t.Errorf("%d rows were kept", n)
		}
	})
}

func TestIdsAndMoments(t *testing.T) {
	if a, b := store.NewListingID(), store.NewListingID(); a[14] != '7' || a >= b {
		t.Errorf("listing ids %s, %s", a, b)
	}
	if id := store.NewPersonID(); id[14] != '4' {
		t.Errorf("person id %s", id)
	}
	if got := store.FromMillis(-1); got != time.Date(1969, 12, 31, 23, 59, 59, 999e6, time.UTC) {
		t.Errorf("got %v", got)
	}
	if got := store.Params(3, 0); got != "" {
		t.Errorf("no parameters are %q", got)
	}
}
