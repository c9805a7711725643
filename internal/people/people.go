package people

import (
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"kith/internal/clock"
	"kith/internal/schedule"
	"kith/internal/store"
)

// People is the spaces and personas of one database. It is safe for use by several goroutines.
type People struct {
	db       *store.DB
	clock    clock.Clock
	passkeys *webauthn.WebAuthn // nil where browsers give none
	failures *limiter           // sign-ins that failed
	begun    *limiter           // ceremonies that were begun
	notes    *limiter           // notes left at a door
	recent   recent
	losses   *limiter // notes of who lost every way in
}

// Options are what People is built from.
type Options struct {
	DB    *store.DB
	Clock clock.Clock
	// BaseURL is where browsers reach this server, such as "https://kith.example". Passkeys belong to its host; without
	// HTTPS they work on localhost alone.
	BaseURL string
}

// New makes the people of an open database. It fails when BaseURL cannot be read.
func New(o Options) (*People, error) {
	passkeys, err := newPasskeys(o.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	return &People{
		db: o.DB, clock: o.Clock, passkeys: passkeys,
		failures: newLimiter(o.Clock, 20, 10*time.Minute, "signin.slow"),
		begun:    newLimiter(o.Clock, 100, 10*time.Minute, "signin.slow"),
		notes:    newLimiter(o.Clock, 5, 24*time.Hour, "knock.often"),
		losses:   newLimiter(o.Clock, 5, 24*time.Hour, "knock.often"),
	}, nil
}

// Passkeys says whether browsers can use passkeys at this server's address.
func (p *People) Passkeys() bool { return p.passkeys != nil }

// AtDoor counts a note that somebody leaves at the door of a space, and refuses with TooMany more than five a day from one
// place. From is where the request comes from; it is counted, never kept.
func (p *People) AtDoor(space, from string) error { return p.notes.try(space + " " + from) }

// today is the present day in UTC.
func (p *People) today() schedule.Date {
	return schedule.DateOf(p.clock.Now().UTC().Date())
}

// now is the present in unix milliseconds.
func (p *People) now() int64 { return store.Millis(p.clock.Now()) }
