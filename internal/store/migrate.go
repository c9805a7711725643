package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/pressly/goose/v3"

	"kith/internal/fault"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Key of the advisory lock that lets one node at a time migrate PostgreSQL: the letters "kith".
const migrationLock = 0x6b697468

// embedded are the migrations of this program.
func embedded() fs.FS {
	sub, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		panic(err) // the name is a valid path
	}
	return sub
}

// migrate brings the database to the newest of the migrations, one transaction each, while no other process does.
func (db *DB) migrate(ctx context.Context, migrations fs.FS) error {
	unlock, err := db.lockMigration(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	p, err := db.provider(migrations)
	if err != nil {
		return fault.Wrap(fault.Internal, err)
	}
	have, want, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return fault.Wrap(fault.Unavailable, err)
	case have > want:
		return tooNew(have, want)
	case have == want:
		return nil
	}
	return db.apply(ctx, p, have, want)
}

// apply runs the migrations after version have up to want.
func (db *DB) apply(ctx context.Context, p *goose.Provider, have, want int64) error {
	if have > 0 && db.engine == SQLite {
		if err := db.copyBefore(ctx, have+1); err != nil {
			return err
		}
	}
	err := untilFree(func() error {
		_, err := p.Up(ctx)
		return err
	})
	if err != nil {
		return fault.Wrap(fault.Internal, err)
	}
	db.log.InfoContext(ctx, "database migrated", "from", have, "to", want)
	return nil
}

// copyBefore keeps the database as it is before migration n, beside it. The copy of an earlier attempt is replaced.
func (db *DB) copyBefore(ctx context.Context, n int64) error {
	name := filepath.Join(filepath.Dir(db.file), fmt.Sprintf("kith-before-%d.db", n))
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Unavailable, err)
	}
	return db.Backup(ctx, name)
}

func (db *DB) provider(migrations fs.FS) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if db.engine == Postgres {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, db.writer, migrations, goose.WithTableName("migration"),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

func tooNew(have, want int64) error {
	return &fault.Error{Kind: fault.Conflict, Key: "store.too-new", Values: map[string]any{"have": have, "want": want},
		Cause: fmt.Errorf("the database is at version %d and this program knows only %d: use a newer kith, or restore a backup", have, want)}
}

// lockMigration waits until no other process migrates this database.
func (db *DB) lockMigration(ctx context.Context) (unlock func(), err error) {
	if db.engine == SQLite {
		return lockFile(filepath.Join(filepath.Dir(db.file), "kith.lock"))
	}
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return nil, mapError(err)
	}
	// The session's lock_timeout would end the wait while another node is at a long migration.
	_, err = conn.ExecContext(ctx, fmt.Sprintf("SET lock_timeout = 0; SELECT pg_advisory_lock(%d)", migrationLock))
	if err != nil {
		conn.Close()
		return nil, mapError(err)
	}
	return func() {
		conn.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("SELECT pg_advisory_unlock(%d); RESET lock_timeout", migrationLock))
		conn.Close()
	}, nil
}

// lockFile takes the one lock on a file, which ends at the latest with the process.
func lockFile(name string) (unlock func(), err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, fault.Wrap(fault.Unavailable, err)
	}
	return func() { f.Close() }, nil
}

// Schema is the text of all migrations of this program in their order.
func Schema() string {
	var b strings.Builder
	for _, name := range migrationNames() {
		text, err := migrationFiles.ReadFile("migrations/" + name)
		if err != nil {
			panic(err) // the name came from the same files
		}
		b.Write(text)
	}
	return b.String()
}

// migrationNames are the embedded files in their order.
func migrationNames() []string {
	names, err := fs.Glob(embedded(), "*.sql")
	if err != nil {
		panic(err) // the pattern is well formed
	}
	return names
}
