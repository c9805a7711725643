package web

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"kith/internal/place"
)

// mostMisses is how many searches in vain are counted in a minute. More come from a machine.
const mostMisses = 60

// misses bounds how much searches in vain may count.
type misses struct {
	mu     sync.Mutex
	minute int64
	count  int
}

// allow says whether one more is counted.
func (m *misses) allow(now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if minute := now.Unix() / 60; minute != m.minute {
		m.minute, m.count = minute, 0
	}
	m.count++
	return m.count <= mostMisses
}

// countMiss counts a search that found nothing: which concern, roughly where. Of the person nothing is kept.
func (s *server) countMiss(r *http.Request, f *finding) {
	if !inVain(r, f) || !s.misses.allow(f.now) {
		return
	}
	concern, cell := "", ""
	if wanted := f.sought.Values["concern"]; len(wanted) > 0 && !strings.HasPrefix(wanted[0], "!") {
		concern = wanted[0]
	}
	if f.sought.Query.Near != nil {
		cell = place.Coarse(*f.sought.Query.Near)
	}
	s.Directory.Miss(concern, cell)
}

// inVain says whether a person's search found nothing. A further page of it is no search of its own, nor is what a script
// asks while words are typed, or what a browser fetches ahead.
func inVain(r *http.Request, f *finding) bool {
	wanted := r.Header.Get("Sec-Fetch-Dest") // absent where a browser does not say
	return f.answer.Total+len(f.answer.Groups) == 0 && len(f.sought.Values) > 0 && !f.asked.Has("page") && !f.asked.Has("cursor") &&
		r.Method != http.MethodHead && (wanted == "" || wanted == "document") && r.Header.Get("Sec-Purpose") == ""
}
