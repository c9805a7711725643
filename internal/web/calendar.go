package web

import (
	"bytes"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kith/internal/directory"
	"kith/internal/directory/query"
	"kith/internal/fault"
	"kith/internal/feeds"
)

// orCalendar answers with a calendar where an address ends in .ics, and with the page elsewhere.
func (s *server) orCalendar(kind directory.Kind, page handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		slug, ok := strings.CutSuffix(r.PathValue("slug"), ".ics")
		if !ok {
			return page(w, r)
		}
		return s.calendar(w, r, kind, slug)
	}
}

// calendar is the events of a meeting, or of all meetings of a group. It belongs to their page: that of a sample is there,
// and says in every title what it is.
func (s *server) calendar(w http.ResponseWriter, r *http.Request, kind directory.Kind, slug string) error {
	letIn(w.Header())
	whole, err := s.Directory.Public(r.Context(), kind, slug)
	switch {
	case err != nil:
		return err
	case whole.MovedTo != "":
		http.Redirect(w, r, "/"+string(kind)+"s/"+whole.MovedTo+".ics", http.StatusMovedPermanently)
		return nil
	}
	ids := []string{whole.Listing.ID}
	if kind == directory.KindGroup {
		ids = ids[:0]
		for i := range whole.Below {
			ids = append(ids, whole.Below[i].ID)
		}
	}
	return s.sendCalendar(w, r, feeds.Calendar{}, true, s.Directory.MeetingsOf(r.Context(), ids))
}

// searchCalendar is the events of the meetings that a search finds, for a calendar that is subscribed to: a thousand of
// them, and it says so where there are more. The next thousand are its next page.
func (s *server) searchCalendar(w http.ResponseWriter, r *http.Request) error {
	ix, err := s.index()
	if err != nil {
		return err
	}
	search, err := s.strictSearch(r, ix, "title")
	if err != nil {
		return err
	}
	search.Query.Limit, search.Query.Offset = query.MostLimit, (search.Page-1)*query.MostLimit
	answer, err := ix.Search(s.Clock.Now(), search.Query)
	if err != nil {
		return err
	}
	ids := make([]string, len(answer.Hits))
	for i := range answer.Hits {
		ids[i] = answer.Hits[i].Entry.ID
	}
	slices.Sort(ids) // the same calendar whatever comes next
	c := feeds.Calendar{Shown: len(ids), Found: answer.Total}
	return s.sendCalendar(w, r, c, s.SampleInFeeds, s.Directory.MeetingsOf(r.Context(), ids))
}

// sendCalendar writes events with a title that tells nothing, unless title=plain asks for names.
func (s *server) sendCalendar(w http.ResponseWriter, r *http.Request, c feeds.Calendar, sample bool, meetings iter.Seq2[*directory.Whole, error]) error {
	c.Publisher, c.Now = s.publisher(), s.Clock.Now()
	c.Words, c.Sample = s.spoken(r).words, sample
	switch title := r.URL.Query().Get("title"); title {
	case "", "neutral":
	case "plain":
		c.Plain = true
	default:
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "title", Key: "search.unknown_value", Values: map[string]any{"name": "title", "value": title}}}}
	}
	var body bytes.Buffer
	if err := c.Write(&body, meetings); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Disposition", `inline; filename="calendar.ics"`)
	if s.spoken(r).prefix == "" {
		h.Add("Vary", "Accept-Language")
	}
	return send(w, r, http.StatusOK, "text/calendar; charset=utf-8", body.Bytes())
}

// byNumber leads from a meeting's number to its page. Calendars link so, since a slug tells the name.
func (s *server) byNumber(w http.ResponseWriter, r *http.Request) error {
	ix, err := s.index()
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "", nil)
	}
	e, ok := ix.ByNumber(n)
	if !ok {
		return fault.New(fault.NotFound, "listing.none", nil)
	}
	http.Redirect(w, r, s.spoken(r).prefix+"/meetings/"+e.Slug, http.StatusFound)
	return nil
}
