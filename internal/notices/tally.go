package notices

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"

	"kith/internal/clock"
)

// tally counts things for a day, in memory. What is counted is kept as a keyed hash whose key dies with the process.
type tally struct {
	clock clock.Clock
	most  int
	key   [32]byte

	mu    sync.Mutex
	begun time.Time
	seen  map[[sha256.Size]byte]int
}

func newTally(c clock.Clock, most int) *tally {
	t := &tally{clock: c, most: most, seen: map[[sha256.Size]byte]int{}}
	_, _ = rand.Read(t.key[:]) // never fails
	return t
}

// count notes one more of a thing; false when there were too many today.
func (t *tally) count(what string) bool {
	mac := hmac.New(sha256.New, t.key[:])
	mac.Write([]byte(what))
	sum := [sha256.Size]byte(mac.Sum(nil))
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.clock.Now(); now.Sub(t.begun) >= 24*time.Hour || now.Before(t.begun) {
		t.begun = now
		clear(t.seen)
	}
	t.seen[sum]++
	return t.seen[sum] <= t.most
}
