package store_test

import (
	"strings"
	"testing"

	"kith/internal/fault"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// empty says where a database is in which there is nothing yet.
func empty(t *testing.T, engine store.Engine) store.Options {
	t.Helper()
	if engine == store.SQLite {
		return store.Options{Dir: t.TempDir()}
	}
	o := storetest.Options(t, engine)
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec(t, db, "DROP SCHEMA public CASCADE")
	exec(t, db, "CREATE SCHEMA public")
	return o
}

func TestSeveralMayStartAtOnce(t *testing.T) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := empty(t, engine)
			errs := together(4, func(int) error {
				db, err := store.Open(t.Context(), o)
				if err == nil {
					err = db.Close()
				}
				return err
			})
			for _, err := range errs {
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestADatabaseNewerThanTheProgramIsRefused(t *testing.T) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := storetest.Options(t, engine)
			db, err := store.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			exec(t, db, "INSERT INTO migration (version_id, is_applied) VALUES (9999, TRUE)")
			db.Close()
			_, err = store.Open(t.Context(), o)
			if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "9999") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestPing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		db.Close()
		wantKind(t, db.Ping(t.Context()), fault.Unavailable)
	})
}
