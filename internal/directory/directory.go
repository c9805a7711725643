// Package directory keeps the listings of self-help groups: organisations, groups, venues and meetings, where each comes
// from, every change of them, and what is public of them in a search index. Importers hand it drafts; stewards add and
// correct, and so does each group what is its own; everybody searches.
//
// A field that a person here corrected is never overwritten by an import: what the source says instead is kept beside it
// as offered. A place that is withheld is not stored at all, and earlier values of it are taken out of the history.
package directory

import (
	"log/slog"
	"sync"
	"sync/atomic"

	"kith/internal/clock"
	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/store"
)

// Directory is the listings of one database and their index. It is safe for use by several goroutines.
type Directory struct {
	db      *store.DB
	clock   clock.Clock
	log     *slog.Logger
	locate  func(text string) (place.Point, bool)
	version string
	folder  string
	roots   func(tx *store.Tx, by people.Actor) ([]string, error)
	changed func(tx *store.Tx, by people.Actor, listings []string) error

	index     atomic.Pointer[index.Index]
	following sync.Mutex // one follower of the feed of changes at a time
	followed  int64      // the last change in the index
	saved     int64      // the last change in the saved index
	woken     chan struct{}

	missed tally
}

// Options are what a directory is built from.
type Options struct {
	DB    *store.DB
	Clock clock.Clock
	Log   *slog.Logger
	// Version is the program's: an index that another one saved is not used.
	Version string
	// Folder is where the index may have been saved: that is dropped when a place is withheld. Empty: nowhere.
	Folder string
	// Locate finds the middle of a town, for places of which no more is told. It may be nil.
	Locate func(text string) (place.Point, bool)
	// Roots are the ids of the listings that an actor may change with all that stands below them, as things are in the
	// transaction. Nil: only stewards change anything.
	Roots func(tx *store.Tx, by people.Actor) ([]string, error)
	// Changed is told which listings somebody changes, in the transaction that does. It may be nil.
	Changed func(tx *store.Tx, by people.Actor, listings []string) error
}

// New makes a directory over an open database. Its index is empty until Load.
func New(o Options) *Directory {
	return &Directory{db: o.DB, clock: o.Clock, log: o.Log, locate: o.Locate, version: o.Version, folder: o.Folder, roots: o.Roots, changed: o.Changed,
		saved: -1, woken: make(chan struct{}, 1)}
}

// now is the present in unix milliseconds.
func (d *Directory) now() int64 { return store.Millis(d.clock.Now()) }

// mustSteward refuses everybody who does not hold the steward's role.
func mustSteward(by people.Actor) error {
	if !by.Has(people.Steward) {
		return fault.New(fault.Forbidden, "listing.steward_only", nil)
	}
	return nil
}
