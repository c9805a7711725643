package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"kith/internal/fault"
)

// A transfer between two accounts goes on while the copy is made: in the copy the sum is as it was.
func TestABackupIsConsistentWhileOthersWrite(t *testing.T) {
	db := open(t, t.TempDir())
	set(t, db, "a", "100")
	set(t, db, "b", "0")
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		for ctx.Err() == nil {
			db.Write(ctx, transfer)
		}
	})
	dir := t.TempDir()
	for i := range 5 {
		if err := db.Backup(t.Context(), filepath.Join(dir, fmt.Sprint(i))); err != nil {
			t.Error(err)
		}
	}
	stop()
	all.Wait()
	for i := range 5 {
		o := Options{Dir: t.TempDir()}
		if kept, err := Restore(t.Context(), o, filepath.Join(dir, fmt.Sprint(i))); err != nil || kept != "" {
			t.Fatal(kept, err)
		}
		copied := open(t, o.Dir)
		var a, b int
		fmt.Sscan(setting(t, copied, "a")+" "+setting(t, copied, "b"), &a, &b)
		if a+b != 100 {
			t.Errorf("%d + %d is not 100", a, b)
		}
	}
}

func transfer(tx *Tx) error {
	if _, err := tx.Exec("UPDATE setting SET value = CAST(CAST(value AS BIGINT) - 1 AS TEXT) WHERE name = 'a'"); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'b'")
	return err
}

func TestABackupIsForItsOwnerAndOverwritesNothing(t *testing.T) {
	db := open(t, t.TempDir())
	name := filepath.Join(t.TempDir(), "copy.db")
	if err := db.Backup(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(name); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if err := db.Backup(t.Context(), name); fault.KindOf(err) != fault.Conflict {
		t.Errorf("over a file: %v", err)
	}
	if err := db.Backup(t.Context(), filepath.Join(name, "x")); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("in a file: %v", err)
	}
}

func TestRestoreKeepsWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	set(t, db, "a", "first")
	backup := filepath.Join(dir, "backup")
	if err := db.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	set(t, db, "b", "second")
	db.Close()
	for _, want := range []string{"kith-before-restore.db", "kith-before-restore-2.db"} {
		kept, err := Restore(t.Context(), Options{Dir: dir}, backup)
		if err != nil || kept != filepath.Join(dir, want) {
			t.Fatal(kept, err)
		}
	}
	other := t.TempDir()
	if _, err := Restore(t.Context(), Options{Dir: other}, filepath.Join(dir, "kith-before-restore.db")); err != nil {
		t.Fatal(err)
	}
	if got := setting(t, open(t, other), "b"); got != "second" {
		t.Errorf("kept %q", got)
	}
	restored := open(t, dir)
	if got := setting(t, restored, "a"); got != "first" {
		t.Errorf("restored %q", got)
	}
	set(t, restored, "b", "free again")
}

func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	set(t, db, "a", "1")
	good := filepath.Join(t.TempDir(), "good")
	if err := db.Backup(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"empty": nil, "words": []byte("Dear diary, this is no database at all."),
		"half": content[:len(content)/2], "no pages": content[:100],
	} {
		file := filepath.Join(t.TempDir(), "bad")
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), Options{Dir: t.TempDir()}, file); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Restore(t.Context(), Options{Dir: t.TempDir()}, good+"?"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no file: %v", err)
	}
	if _, err := Restore(t.Context(), Options{Dir: dir}, good); fault.KindOf(err) != fault.Conflict {
		t.Errorf("under a running Kith: %v", err)
	}
	if got := setting(t, db, "a"); got != "1" {
		t.Errorf("got %q", got)
	}
}

func TestRestoreReplacesABrokenDatabase(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good")
	db := open(t, t.TempDir())
	set(t, db, "a", "1")
	if err := db.Backup(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"kith.db", "kith.db-wal"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("spilt coffee, and a lot of it, all over the file"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Restore(t.Context(), Options{Dir: dir}, good); err != nil {
		t.Fatal(err)
	}
	if got := setting(t, open(t, dir), "a"); got != "1" {
		t.Errorf("got %q", got)
	}
}
