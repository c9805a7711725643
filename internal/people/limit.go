package people

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"

	"kith/internal/clock"
	"kith/internal/fault"
)

// limiter counts tries by where they come from, in memory and for a window only. Where from is kept as a keyed hash
// whose key dies with the process.
type limiter struct {
	clock  clock.Clock
	most   int
	window time.Duration
	slow   string // what is said to who has tried too often
	key    [32]byte

	mu    sync.Mutex
	begun time.Time
	tries map[[sha256.Size]byte]int
}

func newLimiter(c clock.Clock, most int, window time.Duration, slow string) *limiter {
	l := &limiter{clock: c, most: most, window: window, slow: slow, tries: map[[sha256.Size]byte]int{}}
	_, _ = rand.Read(l.key[:]) // never fails
	return l
}

// check refuses with TooMany who has tried too often in the present window.
func (l *limiter) check(from string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn()
	if l.tries[l.hash(from)] >= l.most {
		return fault.New(fault.TooMany, l.slow, nil)
	}
	return nil
}

// count notes one try.
func (l *limiter) count(from string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn()
	l.tries[l.hash(from)]++
}

// try notes one try, or refuses it with TooMany.
func (l *limiter) try(from string) error {
	if err := l.check(from); err != nil {
		return err
	}
	l.count(from)
	return nil
}

// turn forgets everything once the window is over.
func (l *limiter) turn() {
	if now := l.clock.Now(); now.Sub(l.begun) >= l.window || now.Before(l.begun) {
		l.begun = now
		clear(l.tries)
	}
}

func (l *limiter) hash(from string) (sum [sha256.Size]byte) {
	mac := hmac.New(sha256.New, l.key[:])
	mac.Write([]byte(from))
	mac.Sum(sum[:0])
	return sum
}
