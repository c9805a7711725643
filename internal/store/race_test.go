package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// together runs f n times at once and gives the errors.
func together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = f(i) })
	}
	all.Wait()
	return errs
}

func TestNoUpdateIsLost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		exec(t, db, "CREATE TABLE test_counter (n BIGINT NOT NULL)")
		exec(t, db, "INSERT INTO test_counter VALUES (0)")
		const writers, times = 4, 10
		errs := together(writers, func(int) error {
			for range times {
				if err := db.Write(t.Context(), count); err != nil {
					return err
				}
			}
			return nil
		})
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		if n := number(t, db, "SELECT n FROM test_counter"); n != writers*times {
			t.Errorf("counted to %d, want %d", n, writers*times)
		}
	})
}

// count reads first and writes then, which loses counts where two may read the same.
func count(tx *store.Tx) error {
	var n int64
	if err := tx.QueryRow("SELECT n FROM test_counter").Scan(&n); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE test_counter SET n = $1", n+1)
	return err
}

// The last two treasurers step down at the same time, each having seen the other.
func TestARuleOverSeveralRowsHolds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		exec(t, db, "CREATE TABLE test_holder (persona TEXT PRIMARY KEY, holds BOOLEAN NOT NULL)")
		exec(t, db, "INSERT INTO test_holder VALUES ('0', TRUE), ('1', TRUE)")
		together(2, func(i int) error {
			return db.Write(t.Context(), func(tx *store.Tx) error { return stepDown(tx, fmt.Sprint(i)) })
		})
		if n := number(t, db, "SELECT COUNT(*) FROM test_holder WHERE holds"); n != 1 {
			t.Errorf("%d holders are left, want 1", n)
		}
	})
}

func stepDown(tx *store.Tx, persona string) error {
	var holders int
	if err := tx.QueryRow("SELECT COUNT(*) FROM test_holder WHERE holds").Scan(&holders); err != nil {
		return err
	}
	if holders < 2 {
		return fault.New(fault.Conflict, "", nil)
	}
	_, err := tx.Exec("UPDATE test_holder SET holds = FALSE WHERE persona = $1", persona)
	return err
}

func TestOnlyOneTakesAUniqueName(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		errs := together(6, func(i int) error {
			return try(db, "INSERT INTO setting VALUES ('name', $1)", fmt.Sprint(i))
		})
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !store.IsUnique(err):
				t.Errorf("got %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d took the name", won)
		}
	})
}

// Numbers given out under a lock are seen in their order: whoever sees one has seen all before it.
func TestLockedNumbersAreInCommitOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		exec(t, db, "CREATE TABLE test_change (n BIGINT PRIMARY KEY)")
		done := make(chan []error)
		go func() {
			done <- together(4, func(int) error {
				for range 10 {
					if err := db.Write(t.Context(), nextChange); err != nil {
						return err
					}
				}
				return nil
			})
		}()
		var errs []error
		for errs == nil {
			checkNoGaps(t, db)
			select {
			case errs = <-done:
			case <-time.After(time.Millisecond):
			}
		}
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		if n := number(t, db, "SELECT MAX(n) FROM test_change"); n != 40 {
			t.Errorf("%d changes, want 40", n)
		}
	})
}

func nextChange(tx *store.Tx) error {
	if err := tx.Lock("test_change"); err != nil {
		return err
	}
	_, err := tx.Exec("INSERT INTO test_change SELECT COALESCE(MAX(n), 0) + 1 FROM test_change")
	return err
}

func checkNoGaps(t *testing.T, db *store.DB) {
	t.Helper()
	if n := number(t, db, "SELECT COALESCE(MAX(n), 0) - COUNT(*) FROM test_change"); n != 0 {
		t.Errorf("%d numbers are seen before earlier ones", n)
	}
}

func TestAReaderKeepsItsSnapshotAndWaitsForNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		exec(t, db, "INSERT INTO setting VALUES ('a', 'old')")
		wrote, read := make(chan struct{}), make(chan struct{})
		writer := make(chan error)
		go func() {
			writer <- db.Write(context.Background(), func(tx *store.Tx) error {
				_, err := tx.Exec("UPDATE setting SET value = 'new'")
				close(wrote)
				<-read
				return err
			})
		}()
		<-wrote
		values := make([]string, 2)
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			if err := tx.QueryRow("SELECT value FROM setting").Scan(&values[0]); err != nil {
				return err
			}
			close(read)
			if err := <-writer; err != nil {
				return err
			}
			return tx.QueryRow("SELECT value FROM setting").Scan(&values[1])
		})
		if err != nil || !slices.Equal(values, []string{"old", "old"}) {
			t.Errorf("got %v %v", values, err)
		}
	})
}

func TestACollisionRunsTheFunctionAgain(t *testing.T) {
	db := storetest.New(t, store.Postgres)
	exec(t, db, "CREATE TABLE test_counter (n BIGINT NOT NULL)")
	exec(t, db, "INSERT INTO test_counter VALUES (0)")
	hooks, runs := 0, 0
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		runs++
		tx.AfterCommit(func() { hooks++ })
		var n int64
		if err := tx.QueryRow("SELECT n FROM test_counter").Scan(&n); err != nil {
			return err
		}
		if runs == 1 { // somebody else counts between our reading and our writing
			if errs := together(1, func(int) error { return db.Write(t.Context(), count) }); errs[0] != nil {
				return errs[0]
			}
		}
		tx.Exec("UPDATE test_counter SET n = $1", n+1)
		return nil // even when the error was not looked at
	})
	if n := number(t, db, "SELECT n FROM test_counter"); err != nil || n != 2 || runs != 2 || hooks != 1 {
		t.Errorf("counted to %d in %d runs with %d hooks: %v", n, runs, hooks, err)
	}
}

func TestEndlessCollisionIsUnavailable(t *testing.T) {
	db := storetest.New(t, store.Postgres)
	runs := 0
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		runs++
		_, err := tx.Exec("DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''40001''; END'")
		return err
	})
	wantKind(t, err, fault.Unavailable)
	if runs < 5 {
		t.Errorf("tried %d times", runs)
	}
}

func TestAWaitingWriterMayGiveUp(t *testing.T) {
	db := storetest.New(t, store.SQLite)
	err := db.Write(t.Context(), func(*store.Tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		errs := together(1, func(int) error { return db.Write(ctx, func(*store.Tx) error { return nil }) })
		if !errors.Is(errs[0], context.DeadlineExceeded) {
			t.Errorf("got %v", errs[0])
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	exec(t, db, "INSERT INTO setting VALUES ('a', '1')")
}
