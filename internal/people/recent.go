package people

import (
	"slices"
	"sync"
	"time"

	"kith/internal/schedule"
)

const (
	recentLasts = 800 * time.Millisecond // since the reading began, so that an end holds everywhere within a second
	mostRecent  = 10_000
)

// asked is a question about a session: of which space, and the hash of its token.
type asked struct{ space, hash string }

// holding is who holds a session, as it was read from the database.
type holding struct {
	by      Actor
	session string
	ends    int64 // unix milliseconds: the first of all its ends
	used    int64 // the step of use that is kept: for a shared device a count of grains, else the idle end

	began  time.Time     // before the reading began
	writes uint64        // those of this process before the reading began
	day    schedule.Date // on which the roles are held
}

// recent remembers answers about sessions for less than a second. Nobody has to tell it that something ended: an answer
// holds only while this process has committed nothing since before it was read, and what other processes commit is
// read again before a second has passed.
type recent struct {
	mu    sync.Mutex
	begun time.Time
	all   map[asked]holding
}

// of gives an answer that still holds.
func (r *recent) of(q asked, now time.Time, writes uint64) (holding, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h, ok := r.all[q]
	return h, ok && h.holds(now, writes)
}

func (h holding) holds(now time.Time, writes uint64) bool {
	age := now.Sub(h.began)
	return h.writes == writes && age >= 0 && age < recentLasts && now.UnixMilli() < h.ends && dayOf(now) == h.day
}

// keep remembers an answer. All are forgotten now and then, so that what nobody asks for any more does not stay.
func (r *recent) keep(q asked, h holding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if age := h.began.Sub(r.begun); r.all == nil || age >= recentLasts || age < 0 || len(r.all) >= mostRecent {
		r.begun, r.all = h.began, map[asked]holding{}
	}
	r.all[q] = h
}

// actor is the holder, with roles that are the caller's own.
func (h holding) actor() Actor {
	by := h.by
	by.Roles = slices.Clone(by.Roles)
	return by
}

func dayOf(at time.Time) schedule.Date { return schedule.DateOf(at.UTC().Date()) }
