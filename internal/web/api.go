package web

import (
	"net/http"
	"strconv"
	"sync"

	"kith/internal/directory/index"
	"kith/internal/directory/query"
	"kith/internal/fault"
	"kith/internal/feeds"
)

// apiMeetings is a search for programs (doc/api.md).
func (s *server) apiMeetings(w http.ResponseWriter, r *http.Request) error {
	ix, err := s.index()
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	w.Header().Add("Vary", "Accept-Language") // words of a search are understood in the asker's language
	if validated(w, r, versionTag(ix.Version(), now.Unix()/60, s.spoken(r).words.Lang(), r.URL.RawQuery)) {
		return nil
	}
	search, err := s.strictSearch(r)
	if err != nil {
		return err
	}
	answer, err := ix.Search(now, search.Query)
	if err != nil {
		return err
	}
	return sendText(w, "application/json", func(b []byte) []byte { return feeds.AppendMeetings(b, &answer) })
}

// strictSearch reads a search of which nothing may be wrong.
func (s *server) strictSearch(r *http.Request) (query.Search, error) {
	asked := query.Asked{Places: s.Places, Near: s.Home, Country: s.Country, Language: s.spoken(r).words.Lang(), Now: s.Clock.Now()}
	search, wrong := query.Parse(r.URL.Query(), asked)
	if len(wrong) > 0 {
		return search, &fault.Error{Kind: fault.Invalid, Fields: wrong}
	}
	search.Query.Sample = s.sampling()
	return search, nil
}

// sampling keeps the sample out of what leaves this server.
func (s *server) sampling() index.Sampling {
	if s.SampleInFeeds {
		return index.WithSample
	}
	return index.WithoutSample
}

// bodies are buffers for answers. One that grew beyond largestBody is not kept.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

const largestBody = 1 << 18

// sendText answers with a text whose validator has been set.
func sendText(w http.ResponseWriter, kind string, appendBody func([]byte) []byte) error {
	buffer := bodies.Get().(*[]byte)
	body := appendBody((*buffer)[:0])
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // somebody who went away is no error
	if cap(body) <= largestBody {
		*buffer = body
		bodies.Put(buffer)
	}
	return nil
}
