package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"kith/internal/fault"
)

const (
	postgresOldest      = 150000 // server_version_num of the oldest release that works: 15
	postgresConnections = 20
)

// What a session gets unless the URL says otherwise: no lock and no forgotten transaction is held for ever.
var postgresSession = map[string]string{
	"application_name":                    "kith",
	"lock_timeout":                        "30s",
	"idle_in_transaction_session_timeout": "60s",
}

func openPostgres(ctx context.Context, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Key: "store.address", Cause: err}
	}
	for name, value := range postgresSession {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := checkPostgres(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return &DB{engine: Postgres, log: o.Log, reader: pool, writer: pool}, nil
}

// checkPostgres asks the server for its version.
func checkPostgres(ctx context.Context, pool *sql.DB) error {
	var version int
	if err := pool.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return fault.Wrap(fault.Unavailable, err)
	}
	if version < postgresOldest {
		return &fault.Error{Kind: fault.Invalid, Key: "store.old-server",
			Cause: fmt.Errorf("PostgreSQL %d is too old: 15 or newer is needed", version/10000)}
	}
	return nil
}
