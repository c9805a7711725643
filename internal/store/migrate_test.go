package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"kith/internal/fault"
)

// addition are migrations beyond those of the program: one for each text.
func addition(texts ...string) fs.FS {
	more := fstest.MapFS{}
	for _, name := range migrationNames() {
		text, _ := migrationFiles.ReadFile("migrations/" + name)
		more[name] = &fstest.MapFile{Data: text}
	}
	for i, text := range texts {
		more[[]string{"9001_a.sql", "9002_b.sql"}[i]] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return more
}

func open(t *testing.T, dir string) *DB {
	t.Helper()
	db, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func setting(t *testing.T, db *DB, name string) (value string) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *Tx) error {
		return tx.QueryRow("SELECT value FROM setting WHERE name = $1", name).Scan(&value)
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func set(t *testing.T, db *DB, name, value string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO setting VALUES ($1, $2)", name, value)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestANewDatabaseIsForItsOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data?with #odd %20 name")
	db := open(t, dir)
	set(t, db, "a", "1")
	for name, want := range map[string]fs.FileMode{dir: 0o700, db.file: 0o600, db.file + "-wal": 0o600, db.file + "-shm": 0o600} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v, want %v", name, info.Mode(), err, want)
		}
	}
}

func TestASharedFolderKeepsItsMode(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o755 {
		t.Errorf("the mode became %v", info.Mode())
	}
}

func TestEveryConnectionHasThePragmas(t *testing.T) {
	db := open(t, t.TempDir())
	for range sqliteReaders {
		conn, err := db.reader.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for pragma, want := range map[string]int{"foreign_keys": 1, "synchronous": 2, "query_only": 1, "busy_timeout": 10000} {
			var got int
			if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %d, want %d (%v)", pragma, got, want, err)
			}
		}
	}
}

func TestAMigrationKeepsACopyOfWhatWas(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	before := newestVersion() + 1
	if _, err := os.Stat(filepath.Join(dir, "kith-before-1.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a new database was copied: %v", err)
	}
	set(t, db, "a", "1")
	if err := db.migrate(t.Context(), addition("DELETE FROM setting;")); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, fmt.Sprintf("kith-before-%d.db", before))
	if err := os.Rename(name, filepath.Join(dir, "kith.db.copy")); err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if _, err := Restore(t.Context(), Options{Dir: other}, filepath.Join(dir, "kith.db.copy")); err != nil {
		t.Fatal(err)
	}
	if got := setting(t, open(t, other), "a"); got != "1" {
		t.Errorf("got %q", got)
	}
}

func TestAMigrationThatFailsLeavesTheStepBefore(t *testing.T) {
	db := open(t, t.TempDir())
	set(t, db, "a", "1")
	broken := addition("UPDATE setting SET value = '2';", "DELETE FROM setting; SELEKT;")
	for range 2 { // a second start finds the same
		if err := db.migrate(t.Context(), broken); err == nil {
			t.Error("no error")
		}
		if got := setting(t, db, "a"); got != "2" {
			t.Errorf("got %q", got)
		}
	}
	if err := db.migrate(t.Context(), addition("UPDATE setting SET value = '2';", "UPDATE setting SET value = '3';")); err != nil {
		t.Error(err)
	}
	if got := setting(t, db, "a"); got != "3" {
		t.Errorf("got %q", got)
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	if err := db.migrate(t.Context(), addition("DELETE FROM setting;")); err != nil {
		t.Fatal(err)
	}
	db.Close()
	_, err := Open(t.Context(), Options{Dir: dir})
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "newer kith") {
		t.Errorf("got %v", err)
	}
	if _, err := Restore(t.Context(), Options{Dir: t.TempDir()}, db.file); fault.KindOf(err) != fault.Conflict {
		t.Errorf("restore: %v", err)
	}
}

func TestAddressesThatCannotBeUsed(t *testing.T) {
	for _, url := range []string{"mysql://localhost/kith", "kith.db", "postgres://%zz", "postgres://h:port/x"} {
		_, err := Open(t.Context(), Options{URL: url})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", url, err)
		}
	}
	_, err := Open(t.Context(), Options{URL: "postgres://kith:secret@127.0.0.1:1/x?connect_timeout=1"})
	if fault.KindOf(err) != fault.Unavailable || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}
