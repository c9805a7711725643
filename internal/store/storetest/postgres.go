package storetest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"kith/internal/store"
)

// A test's own context is over before its clean-up begins.
var background = context.Background()

// Key of the advisory lock under which test processes make the template: the letters "test".
const templateLock = 0x74657374

// postgresCopy makes a database from the template and gives its URL.
func postgresCopy(t testing.TB) string {
	t.Helper()
	server := os.Getenv(EnvServer)
	if server == "" {
		if os.Getenv(EnvRequire) != "" {
			t.Fatal(howTo)
		}
		t.Skip(howTo)
	}
	template, err := template(server)
	if err != nil {
		t.Fatalf("%s: %v", EnvServer, err)
	}
	name := "kith_test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	run(t, server, "CREATE DATABASE "+name+" TEMPLATE "+template)
	t.Cleanup(func() { run(t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	return withDatabase(server, name)
}

func run(t testing.TB, server, statement string) {
	t.Helper()
	if err := exec(server, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func exec(server, statement string) error {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer pool.Close()
	ctx, cancel := context.WithTimeout(background, time.Minute)
	defer cancel()
	_, err = pool.ExecContext(ctx, statement)
	return err
}

// templates keeps the name of the migrated database for each server.
var templates sync.Map

// template gives the name of a migrated database on the server. Its name tells the migrations, so that all test
// processes share it and a change makes a new one.
func template(server string) (string, error) {
	once, _ := templates.LoadOrStore(server, sync.OnceValues(func() (string, error) { return makeTemplate(server) }))
	return once.(func() (string, error))()
}

func makeTemplate(server string) (string, error) {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return "", err
	}
	defer pool.Close()
	conn, err := pool.Conn(background)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(background, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(store.Schema()))
	name := "kith_template_" + hex.EncodeToString(sum[:8])
	var there bool
	err = conn.QueryRowContext(background, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there)
	if err != nil || there {
		return name, err
	}
	return name, buildTemplate(server, conn, name)
}

// buildTemplate migrates under another name, so that what bears the template's name is whole.
func buildTemplate(server string, conn *sql.Conn, name string) error {
	building := name + "_building"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + building + " WITH (FORCE)", "CREATE DATABASE " + building} {
		if _, err := conn.ExecContext(background, statement); err != nil {
			return err
		}
	}
	db, err := store.Open(background, store.Options{URL: withDatabase(server, building)})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	_, err = conn.ExecContext(background, "ALTER DATABASE "+building+" RENAME TO "+name)
	return err
}

// withDatabase is the server's URL with another database.
func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}
