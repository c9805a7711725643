package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kith/internal/directory/index"
	"kith/internal/directory/query"
	"kith/internal/fault"
	"kith/internal/feeds"
	"kith/internal/vocabulary"
)

// apiMeetings is a search for programs (doc/api.md).
func (s *server) apiMeetings(w http.ResponseWriter, r *http.Request) error {
	ix, err := s.index()
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	w.Header().Add("Vary", "Accept-Language") // words of a search are understood in the asker's language
	if validated(w, r, s.versionTag(madeOf{content: ix.Version(), time: now.Unix() / 60}, s.spoken(r).words.Lang(), r.URL.RawQuery)) {
		return nil
	}
	search, err := s.strictSearch(r, ix)
	if err != nil {
		return err
	}
	found, err := ix.Rows(now, search.Query)
	if err != nil {
		return err
	}
	return sendText(w, "application/json", func(b []byte) []byte { return feeds.AppendMeetings(b, &found) })
}

// groupParams are the parameters of /api/v1/groups, each with the facet whose codes it takes.
var groupParams = map[string]vocabulary.Facet{"concern": vocabulary.FacetConcern, "programme": vocabulary.FacetProgramme,
	"lang": vocabulary.FacetLanguage, "org": "", "scheduled": "", "limit": "", "cursor": ""}

// apiGroups lists groups, those without meetings too.
func (s *server) apiGroups(w http.ResponseWriter, r *http.Request) error {
	e, err := s.edition(r.Context())
	if err != nil {
		return err
	}
	if validated(w, r, s.versionTag(madeOf{listings: e.Version}, r.URL.RawQuery)) {
		return nil
	}
	q, err := groupQuery(r.URL.Query())
	if err != nil {
		return err
	}
	list, err := s.published.groups.Get(e, func() (*feeds.GroupList, error) {
		return s.publisher().NewGroupList(s.Directory.Groups(r.Context()), s.Directory.AllMeetings(r.Context()))
	})
	if err != nil {
		return err
	}
	body, err := list.Append(nil, q)
	if err != nil {
		return err
	}
	return sendText(w, "application/json", func([]byte) []byte { return body })
}

func groupQuery(v url.Values) (feeds.GroupQuery, error) {
	q := feeds.GroupQuery{Facets: map[string][]string{}, Limit: query.PerPage, Cursor: v.Get("cursor")}
	var wrong fault.Problems
	for _, name := range slices.Sorted(maps.Keys(v)) {
		facet, known := groupParams[name]
		switch {
		case !known:
			wrong.Add(name, "search.unknown_parameter", map[string]any{"name": name})
		case name == "limit":
			n, err := strconv.Atoi(v.Get(name))
			if err != nil || n < 1 || n > query.MostLimit {
				wrong.Add(name, "search.no_number", map[string]any{"name": name, "value": v.Get(name)})
			}
			q.Limit = n
		case name != "cursor":
			q.Facets[name] = groupCodes(name, facet, v[name], &wrong)
		}
	}
	return q, wrong.Err()
}

func groupCodes(name string, facet vocabulary.Facet, values []string, wrong *fault.Problems) (codes []string) {
	for _, code := range strings.Split(strings.Join(values, ","), ",") {
		plain := strings.TrimPrefix(code, "!")
		unknown := facet != "" && !vocabulary.Valid(facet, plain) || name == "scheduled" && plain != "yes" && plain != "no"
		if unknown {
			wrong.Add(name, "search.unknown_value", map[string]any{"name": name, "value": code})
			return nil
		}
		codes = append(codes, code)
	}
	return codes
}

// strictSearch reads a search of which nothing may be wrong. Allowed names further parameters.
func (s *server) strictSearch(r *http.Request, ix *index.Index, allowed ...string) (query.Search, error) {
	now := s.Clock.Now()
	search, wrong := query.Parse(r.URL.Query(), query.Asked{
		Places: s.Places, Near: s.Home, Country: s.Country, Language: s.spoken(r).words.Lang(), Now: now,
		Named:        func(words []string) bool { return named(ix, teller{now: now}, words) },
		Organisation: s.organisationKnown(r.Context()),
	}, allowed...)
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
	asData(h)
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // somebody who went away is no error
	if cap(body) <= largestBody {
		*buffer = body
		bodies.Put(buffer)
	}
	return nil
}
