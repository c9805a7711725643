package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"

	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/groups"
	"kith/internal/jobs"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/place/zone"
	"kith/internal/store"
)

// App is everything built from one configuration.
type App struct {
	Config    Config
	Log       *slog.Logger
	Clock     clock.Clock
	DB        *store.DB
	Places    *gazetteer.Gazetteer
	Directory *directory.Directory
	Groups    *groups.Groups // once it serves

	jobs    *jobs.Queue
	zones   func() (*zone.Finder, error)
	metrics *metrics
	listen  func(network, address string) (net.Listener, error)
}

// Open builds the parts that work on data: its folder, database, directory, gazetteer. What an import left behind that died is
// cleaned up. Close gives everything back.
func Open(ctx context.Context, c Config, log *slog.Logger) (*App, error) {
	a := &App{Config: c, Log: log, Clock: clock.System{}, zones: sync.OnceValues(zone.New), metrics: newMetrics(), listen: net.Listen}
	if !c.Now.IsZero() {
		a.Clock = clock.From(c.Now)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	var err error
	if a.DB, err = store.Open(ctx, store.Options{Dir: c.Data, URL: c.Database, Log: log}); err != nil {
		return nil, err
	}
	a.jobs = jobs.New(a.DB, a.Clock, log)
	if a.Places, err = gazetteer.Open(); err != nil {
		log.Warn("places cannot be found by name", "err", err)
	}
	keeping := groups.NewKeeping(a.Clock)
	a.Directory = directory.New(directory.Options{DB: a.DB, Clock: a.Clock, Log: log, Version: c.Version, Folder: c.Data, Locate: a.locate,
		Roots: keeping.Roots, Changed: keeping.Changed})
	if err := errors.Join(a.Directory.Identify(ctx, false), a.Directory.Resume(ctx)); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	return a, nil
}

// Close gives back what Open took.
func (a *App) Close() error { return a.DB.Close() }

// locate finds the middle of a town.
func (a *App) locate(text string) (place.Point, bool) {
	found := a.Places.Find(text, gazetteer.Options{})
	if len(found) == 0 {
		return place.Point{}, false
	}
	return found[0].Point, true
}

// zoneOf finds the zone of a position. The table behind it is large, so it is loaded at the first question only.
func (a *App) zoneOf(p place.Point) string {
	f, err := a.zones()
	if err != nil {
		a.Log.Error("zones cannot be found by place", "err", err)
		return ""
	}
	return f.Of(p)
}
