package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"kith/internal/fault"
	"kith/internal/message"
	"kith/internal/web/templates"
)

// statuses is the HTTP status of each kind of fault.
var statuses = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusBadRequest,
	fault.NotFound:    http.StatusNotFound,
	fault.Forbidden:   http.StatusForbidden,
	fault.Conflict:    http.StatusConflict,
	fault.TooMany:     http.StatusTooManyRequests,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// fail answers for an error: a problem to a program, a page to a person. The cause goes to the log alone.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.New(fault.Invalid, "error.too-large", nil)
	}
	kind := fault.KindOf(err)
	if kind == fault.Internal || kind == fault.Unavailable {
		s.Log.ErrorContext(r.Context(), "failed", "id", requestID(r), "route", r.Pattern, "error", err)
	}
	h := w.Header()
	h.Del("ETag")
	h.Set("Cache-Control", private)
	if kind == fault.TooMany || kind == fault.Unavailable {
		h.Set("Retry-After", "60")
	}
	if wantsProblem(r) {
		s.problem(w, r, kind, err)
		return
	}
	if err := s.render(w, r, statuses[kind], templates.Error(s.errorPage(r, kind, err))); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// wantsProblem says whether the asker is a program.
func wantsProblem(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.HasPrefix(r.URL.Path, "/api/") || (strings.Contains(accept, "json") && !strings.Contains(accept, "text/html"))
}

// errorPage words an error for a person.
func (s *server) errorPage(r *http.Request, kind fault.Kind, err error) (templates.Page, templates.Failure) {
	page := s.page(r, "")
	page.NoIndex = true
	if r.PathValue("space") != "" { // the same answer for every space, whether it exists or not
		page.Languages, page.Path = nil, ""
	}
	heading := page.Say("error." + kind.String() + ".title")
	page.Title = heading
	failure := templates.Failure{
		Heading: heading,
		Text:    explain(page.Words, kind, err),
		Ways: []templates.Way{
			{Icon: "search", Text: page.Say("error.home"), Href: page.To("/")},
			{Icon: "life-buoy", Text: page.Say("layout.help"), Href: page.To("/help")},
		},
	}
	if kind == fault.Internal || kind == fault.Unavailable {
		failure.Request = requestID(r)
	}
	return page, failure
}

// explain is the sentence for people: that of the error, else that of its kind.
func explain(w *message.Words, kind fault.Kind, err error) string {
	var f *fault.Error
	if errors.As(err, &f) && f.Key != "" {
		return w.Fill(f.Key, f.Values)
	}
	return w.Say("error." + kind.String())
}

// problem is an error for a program (RFC 9457).
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Errors []problemField `json:"errors,omitempty"`
}

type problemField struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// problem answers with problem+json.
func (s *server) problem(w http.ResponseWriter, r *http.Request, kind fault.Kind, err error) {
	words := s.spoken(r).words
	p := problem{
		Type: "/problems/" + kind.String(), Status: statuses[kind],
		Title: words.Say("error." + kind.String() + ".title"), Detail: explain(words, kind, err),
	}
	var f *fault.Error
	if errors.As(err, &f) {
		for _, field := range f.Fields {
			p.Errors = append(p.Errors, problemField{field.Name, words.Fill(field.Key, field.Values)})
		}
	}
	body, err := json.Marshal(p)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	_ = send(w, r, p.Status, "application/problem+json", body) // send does not fail
}
