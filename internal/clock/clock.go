// Package clock gives the time. Everything that asks what time it is takes a Clock, so that tests and KITH_TEST_NOW can
// decide it.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface {
	// Now is the present moment.
	Now() time.Time
}

// System is the machine's own clock.
type System struct{}

// Now is the machine's time.
func (System) Now() time.Time { return time.Now() }

// Manual is a clock that stands still until it is moved. It is safe for use by several goroutines.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// At makes a clock that stands at t.
func At(t time.Time) *Manual { return &Manual{now: t} }

// Now is the moment the clock was last set to.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set moves the clock to t.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t
}

// Add moves the clock forward by d.
func (m *Manual) Add(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// Running is a clock that was set to a moment and goes on from there.
type Running struct{ Ahead time.Duration }

// From makes a running clock that shows t now.
func From(t time.Time) Running { return Running{Ahead: time.Until(t)} }

// Now is the machine's time moved by Ahead.
func (r Running) Now() time.Time { return time.Now().Add(r.Ahead) }
