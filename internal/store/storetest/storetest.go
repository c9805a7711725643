// Package storetest gives tests a database of their own on each engine.
package storetest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"kith/internal/store"
)

// EnvServer names the variable with the URL of a PostgreSQL server on which tests may make and drop databases.
// EnvRequire, when it is set, turns the lack of such a server from a skip into a failure.
const (
	EnvServer  = "KITH_TEST_POSTGRES"
	EnvRequire = "KITH_TEST_REQUIRE"
)

const howTo = EnvServer + " is not set, so NOTHING WAS TESTED ON POSTGRESQL.\n" +
	"`make test` starts a server by itself; `go run ./tools/check postgres` starts one and prints the variable to set."

// Each runs f as a subtest "sqlite" and a subtest "postgres", each with a fresh, migrated database that goes away
// afterwards.
func Each(t *testing.T, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) { f(t, New(t, engine)) })
	}
}

// New makes a fresh, migrated database that goes away after the test.
func New(t testing.TB, engine store.Engine) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), Options(t, engine))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Options says where a fresh, migrated database is that goes away after the test, for a test that opens it itself.
func Options(t testing.TB, engine store.Engine) store.Options {
	t.Helper()
	if engine == store.Postgres {
		return store.Options{Dir: t.TempDir(), URL: postgresCopy(t)}
	}
	return store.Options{Dir: sqliteCopy(t)}
}

// sqliteFile makes the bytes of a migrated, empty database once in a process.
var sqliteFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "kith-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(background, store.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "kith.db"))
})

func sqliteCopy(t testing.TB) string {
	t.Helper()
	content, err := sqliteFile()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "kith.db"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
