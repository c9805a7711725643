package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"kith/internal/store"
	"kith/internal/store/storetest"
)

// TestWhatIsForgottenIsNotOnTheDisk writes, overwrites and deletes a text and looks for it in every file of the folder.
func TestWhatIsForgottenIsNotOnTheDisk(t *testing.T) {
	o := storetest.Options(t, store.SQLite)
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	write := func(forget bool, statement string, args ...any) {
		t.Helper()
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			if forget {
				tx.Forget()
			}
			_, err := tx.Exec(statement, args...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	secret := "17 Zanzibar Terrace"
	long := bytes.Repeat([]byte(secret+" "), 1000)
	write(false, `INSERT INTO setting (name, value) VALUES ('a', $1)`, secret)
	write(false, `INSERT INTO setting (name, value) VALUES ('b', $1)`, string(long))
	if !onDisk(t, o.Dir, secret) {
		t.Fatal("it is not there to be forgotten")
	}
	write(false, `UPDATE setting SET value = '' WHERE name = 'a'`)
	write(true, `DELETE FROM setting WHERE name = 'b'`)
	if onDisk(t, o.Dir, secret) {
		t.Error("it is still on the disk")
	}
}

func onDisk(t *testing.T, dir, text string) bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}
