package web

import (
	"encoding/binary"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"kith/internal/directory"
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

var freshness = newStanding("Cache-Control", fresh)

// validated names the answer's version. When the asker has that version already, it is told so and there is nothing left
// to do.
func validated(w http.ResponseWriter, r *http.Request, tag string) (done bool) {
	h := w.Header()
	h.Set("ETag", tag)
	if h.Get("Cache-Control") == "" {
		freshness.setIn(h)
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

// madeOf is what an answer is made of: a version of the listings, or the content of the index, and as much of the time
// as it tells. Clocks change and meetings begin on whole minutes everywhere, so that within a minute the same question has
// the same answer.
type madeOf struct {
	listings directory.Version
	content  uint64
	time     int64
}

// versionTag is the validator of an answer that is not made yet: it names what the answer follows from, which is what it
// is made of, what was asked, the settings that show in it, and the program that answers. Nodes that share a database and
// their settings agree on it.
func (s *server) versionTag(of madeOf, asked ...string) string {
	key := make([]byte, 0, 256)
	for _, n := range [...]uint64{of.content, uint64(of.listings.Seq), uint64(of.time)} {
		key = binary.BigEndian.AppendUint64(key, n)
	}
	key = append(append(key, of.listings.Database...), '\n')
	key = append(key, revision()...)
	for _, part := range append(asked, s.Site.BaseURL, s.Site.Name, strconv.FormatBool(s.SampleInFeeds)) {
		key = append(append(key, '\n'), part...)
	}
	return tag(key)
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
