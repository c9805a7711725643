package web

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/feeds"
	"kith/internal/message"
	"kith/internal/schedule"
)

// published keeps the feeds that are made whole: those of one state of the listings.
type published struct {
	guide, spreadsheet feeds.Latest[edition, *feeds.Prepared]
	groups             feeds.Latest[edition, *feeds.GroupList]
	bmlt               feeds.Latest[edition, *feeds.BMLTServer]
}

// edition is a state of the listings on a day: what is over is not in a feed any more.
type edition struct {
	directory.Version
	day schedule.Date
}

func (s *server) edition(ctx context.Context) (edition, error) {
	if s.Directory == nil {
		return edition{}, fault.New(fault.Unavailable, "", nil)
	}
	version, err := s.Directory.Version(ctx)
	return edition{version, schedule.DateOf(s.Clock.Now().UTC().Date())}, err
}

// publisher is this server as its feeds name it. A feed speaks one language for all, English; a calendar is its reader's.
func (s *server) publisher() *feeds.Publisher {
	return &feeds.Publisher{Name: s.Site.Name, BaseURL: s.Site.BaseURL, Words: s.Words.In(message.English), Sample: s.SampleInFeeds}
}

// meetingGuide is all meetings as Meeting Guide JSON.
func (s *server) meetingGuide(w http.ResponseWriter, r *http.Request) error {
	return s.feed(w, r, &s.published.guide, "application/json", func(out io.Writer) error {
		return s.publisher().WriteMeetingGuide(out, s.Directory.AllMeetings(r.Context()), s.Clock.Now())
	})
}

// ajax answers at the address that TSML sites have their feed at, which is one of several things behind that address.
func (s *server) ajax(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get("action") != "meetings" {
		return fault.New(fault.NotFound, "", nil)
	}
	return s.meetingGuide(w, r)
}

// spreadsheet is all meetings as CSV.
func (s *server) spreadsheet(w http.ResponseWriter, r *http.Request) error {
	return s.feed(w, r, &s.published.spreadsheet, "text/csv; charset=utf-8", func(out io.Writer) error {
		return s.publisher().WriteCSV(out, s.Directory.AllMeetings(r.Context()), s.Clock.Now())
	})
}

// feed answers with a feed that is made once for an edition.
func (s *server) feed(w http.ResponseWriter, r *http.Request, kept *feeds.Latest[edition, *feeds.Prepared], kind string, write func(io.Writer) error) error {
	e, err := s.edition(r.Context())
	if err != nil {
		return err
	}
	p, err := kept.Get(e, func() (*feeds.Prepared, error) { return feeds.Prepare(write) })
	if err != nil {
		return err
	}
	return sendPrepared(w, r, kind, p)
}

func sendPrepared(w http.ResponseWriter, r *http.Request, kind string, p *feeds.Prepared) error {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if validated(w, r, `W/"`+p.Tag+`"`) {
		return nil
	}
	h.Set("Content-Type", kind)
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(p.Gzip())))
		_, _ = w.Write(p.Gzip()) // somebody who went away is no error
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(p.Size()))
	if r.Method != http.MethodHead {
		_, _ = p.WriteTo(w)
	}
	return nil
}

// acceptsGzip says whether Accept-Encoding takes gzip. A quality of zero refuses (RFC 9110 §12.5.3).
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if name == "gzip" {
			return strings.Trim(weight, "q=0.") != "" || weight == ""
		}
	}
	return false
}
