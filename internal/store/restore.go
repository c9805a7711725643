package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"kith/internal/fault"
)

// Restore puts a copy of a file that Backup made in the place of the data folder's database, and keeps what was there
// beside it: kept is its name, empty when there was none. The file is checked first. Restore refuses with Invalid a file
// that is no sound database of Kith, and with Conflict one that is newer than this program, or to take the database away
// under a Kith that has it open. PostgreSQL has its own tools: with a URL it answers Invalid.
func Restore(ctx context.Context, o Options, file string) (kept string, err error) {
	if o.URL != "" {
		return "", fault.New(fault.Invalid, "store.backup-postgres", nil)
	}
	if err := verify(ctx, file); err != nil {
		return "", err
	}
	target, err := prepareFile(o.Dir)
	if err != nil {
		return "", err
	}
	fresh := target + ".new"
	defer os.Remove(fresh)
	if err := copyFile(file, fresh); err != nil {
		return "", fault.Wrap(fault.Unavailable, err)
	}
	if kept, err = setAside(ctx, target); err != nil {
		return "", err
	}
	return kept, fault.Wrap(fault.Unavailable, os.Rename(fresh, target))
}

// verify reads a whole backup: that SQLite finds it sound, that it is Kith's and of a version that is known here.
func verify(ctx context.Context, file string) error {
	if _, err := os.Stat(file); err != nil {
		return &fault.Error{Kind: fault.NotFound, Key: "store.no-file", Values: map[string]any{"file": file}, Cause: err}
	}
	pool, err := openFile(file, url.Values{"mode": {"ro"}})
	if err != nil {
		return err
	}
	defer pool.Close()
	var sound string
	var version int64
	err = pool.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&sound)
	if err == nil && sound != "ok" {
		err = errors.New(sound)
	}
	if err == nil {
		err = pool.QueryRowContext(ctx, "SELECT MAX(version_id) FROM migration").Scan(&version)
	}
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Key: "store.no-backup", Values: map[string]any{"file": file}, Cause: err}
	}
	if newest := newestVersion(); version > newest {
		return tooNew(version, newest)
	}
	return nil
}

// newestVersion is the number of the last migration of this program.
func newestVersion() int64 {
	var newest int64
	for _, name := range migrationNames() {
		var n int64
		fmt.Sscanf(name, "%d_", &n)
		newest = max(newest, n)
	}
	return newest
}

// setAside gives the present database a second name, under which it stays when another takes its place. An empty one is
// not worth a name.
func setAside(ctx context.Context, target string) (kept string, err error) {
	if err := closeJournal(ctx, target); err != nil {
		return "", err
	}
	info, err := os.Stat(target)
	if err != nil || info.Size() == 0 {
		return "", fault.Wrap(fault.Unavailable, err)
	}
	kept = strings.TrimSuffix(target, ".db") + "-before-restore.db"
	for n := 2; ; n++ {
		err := os.Link(target, kept)
		if err == nil {
			return kept, fault.Wrap(fault.Unavailable, moveJournal(target, kept))
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", fault.Wrap(fault.Unavailable, err)
		}
		kept = fmt.Sprintf("%s-before-restore-%d.db", strings.TrimSuffix(target, ".db"), n)
	}
}

// closeJournal brings everything into the one file; SQLite allows that only when nobody else has it open. A file too
// broken for it stays as it is: replacing it may be just what is wanted.
func closeJournal(ctx context.Context, target string) error {
	pool, err := openFile(target, url.Values{"_pragma": {"busy_timeout(1000)"}})
	if err != nil {
		return err
	}
	defer pool.Close()
	var mode string
	err = pool.QueryRowContext(ctx, "PRAGMA journal_mode=DELETE").Scan(&mode)
	if fault.KindOf(mapError(err)) == fault.Unavailable {
		return &fault.Error{Kind: fault.Conflict, Key: "store.in-use", Values: map[string]any{"file": target}, Cause: err}
	}
	return ctx.Err()
}

// moveJournal takes along what a broken database left beside it, which would spoil the next one.
func moveJournal(target, kept string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(target+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func openFile(name string, q url.Values) (*sql.DB, error) {
	name, err := filepath.Abs(name)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err)
	}
	pool, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: name, RawQuery: q.Encode()}).String())
	return pool, mapError(err)
}

// copyFile copies a file to a new one for its owner alone, safe on the disk when it returns.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}
