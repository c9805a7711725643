package main

import (
	"fmt"
	"log/slog"

	"kith/internal/app"
	"kith/internal/clock"
	"kith/internal/groups"
	"kith/internal/store"
)

func backup(s *session, args []string) int {
	var p place
	f := s.flags("backup", "FILE")
	p.add(f)
	rest, ok := exactly(f, args, 1)
	if !ok {
		return exitUsage
	}
	c, err := p.read()
	if err != nil {
		return s.fail(err)
	}
	db, err := store.Open(s.ctx, store.Options{Dir: c.Data, URL: c.Database, Log: logger(s.stderr, slog.LevelWarn)})
	if err != nil {
		return s.fail(err)
	}
	defer db.Close()
	if err := groups.NoteEverywhere(s.ctx, db, clock.System{}, groups.Copied); err != nil {
		return s.fail(err)
	}
	if err := db.Backup(s.ctx, rest[0]); err != nil {
		return s.fail(err)
	}
	fmt.Fprintln(s.stderr, "The copy is in", rest[0]+".", "It holds everything: keep it where only you can read it.")
	fmt.Fprintln(s.stderr, "It does not hold contact.key from the data folder, without which addresses for notices cannot be read: keep a copy of that elsewhere.")
	return exitOK
}

func restore(s *session, args []string) int {
	var p place
	f := s.flags("restore", "FILE")
	p.add(f)
	rest, ok := exactly(f, args, 1)
	if !ok {
		return exitUsage
	}
	c, err := p.read()
	if err != nil {
		return s.fail(err)
	}
	kept, err := store.Restore(s.ctx, store.Options{Dir: c.Data, URL: c.Database, Log: logger(s.stderr, slog.LevelWarn)}, rest[0])
	if err != nil {
		return s.fail(err)
	}
	if err := provenRestored(s, c); err != nil {
		return s.fail(err)
	}
	fmt.Fprintln(s.stderr, "The copy is back and answers.")
	if kept != "" {
		fmt.Fprintln(s.stderr, "What was there before is kept as", kept+".")
	}
	return exitOK
}

// provenRestored opens what was restored, builds its index, and marks it as another state of the database than the one
// that caches remember.
func provenRestored(s *session, c app.Config) error {
	a, err := app.Open(s.ctx, c, logger(s.stderr, slog.LevelWarn))
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Directory.Identify(s.ctx, true); err != nil {
		return err
	}
	if err := groups.NoteEverywhere(s.ctx, a.DB, a.Clock, groups.Restored); err != nil {
		return err
	}
	if err := a.Directory.Load(s.ctx); err != nil {
		return err
	}
	fmt.Fprintln(s.stderr, a.Directory.Index().Len(), "public listings.")
	return nil
}
