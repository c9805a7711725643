package main

import (
	"flag"
	"io"
	"log/slog"
	"os"

	"kith/internal/app"
)

// place is where a command works: the flags that every command touching data shares.
type place struct{ config, data, database string }

func (p *place) add(f *flag.FlagSet) {
	f.StringVar(&p.config, "config", os.Getenv("KITH_CONFIG"), "configuration `FILE`")
	f.StringVar(&p.data, "data", "", "data folder (`DIR`)")
	f.StringVar(&p.database, "database", "", "postgres://… `URL`; without it SQLite in the data folder")
}

// read builds the configuration with these flags on top.
func (p *place) read() (app.Config, error) {
	c, err := app.Read(p.config, os.Getenv)
	if p.data != "" {
		c.Data = p.data
	}
	if p.database != "" {
		c.Database = p.database
	}
	return c, err
}

// open builds the parts that work on data.
func (p *place) open(s *session) (*app.App, error) {
	c, err := p.read()
	if err != nil {
		return nil, err
	}
	return app.Open(s.ctx, c, logger(s.stderr, slog.LevelWarn))
}

func logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}
