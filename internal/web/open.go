package web

import (
	"encoding/binary"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"kith/internal/directory/index"
	"kith/internal/fault"
)

// open lets pages of other sites read an answer (Fetch §3.2), and nothing else: no cookie goes with it.
func open(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		letIn(w.Header())
		return h(w, r)
	}
}

func letIn(h http.Header) {
	anyOrigin.setIn(h)
	exposed.setIn(h)
}

var (
	anyOrigin = newStanding("Access-Control-Allow-Origin", "*")
	exposed   = newStanding("Access-Control-Expose-Headers", "ETag, "+requestHeader)
)

// preflight answers a browser that asks whether it may ask.
func preflight(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	letIn(h)
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match, X-Requested-With")
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Allow", "GET, HEAD, OPTIONS")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// validated names the answer's version. When the asker has that version already, it is told so and there is nothing left
// to do.
func validated(w http.ResponseWriter, r *http.Request, tag string) (done bool) {
	h := w.Header()
	h.Set("ETag", tag)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", fresh)
	}
	wanted := r.Header.Get("If-None-Match")
	if wanted == "" || !matches(wanted, tag) {
		return false
	}
	notModified(w)
	return true
}

// index is the public listings; Unavailable until they are read.
func (s *server) index() (*index.Index, error) {
	if s.Directory != nil {
		if ix := s.Directory.Index(); ix != nil {
			return ix, nil
		}
	}
	return nil, fault.New(fault.Unavailable, "", nil)
}

// versionTag names what follows from a version of the listings, the minute, what was asked, and the program that answers.
// Clocks change and meetings begin on whole minutes everywhere, so that within a minute the same question has the same
// answer.
func versionTag(version uint64, minute int64, asked ...string) string {
	key := binary.BigEndian.AppendUint64(make([]byte, 0, 256), version)
	key = binary.BigEndian.AppendUint64(key, uint64(minute))
	key = append(key, revision()...)
	return tag(append(key, strings.Join(asked, "\n")...))
}

// revision is the source that this program was built from, as far as it is known: another program may say the same in
// other words.
var revision = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var of string
	for _, setting := range info.Settings {
		if strings.HasPrefix(setting.Key, "vcs.") {
			of += setting.Value
		}
	}
	return of
})
