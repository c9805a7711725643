// Package web is Kith as a browser and a client see it: routes, pages, errors. A handler is short: what was asked, one
// call into the domain, one answer. Nothing here keeps an address, a browser's name or a query.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/message"
	"kith/internal/notices"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/web/assets"
	"kith/internal/web/help"
	"kith/internal/web/templates"
)

// Options is what the web needs from those who build it.
type Options struct {
	Words  *message.Catalogue
	Assets *assets.Set
	Help   *help.Directory
	Clock  clock.Clock
	Site   templates.Site
	Log    *slog.Logger
	Ready  func(context.Context) error // nil: always ready

	Directory *directory.Directory
	People    *people.People
	Groups    *groups.Groups
	Notices   *notices.Notices
	Places    *gazetteer.Gazetteer
	Home      *place.Point // the middle of the operator's region; nil: none
	Country   string       // ISO 3166 code of the operator's country
	// Tiles is a PMTiles file with a finer map, which lies over the ground; empty: none.
	Tiles string
	// Proxies are the addresses of reverse proxies in front; what they say of where a request comes from is believed.
	Proxies []string
	// SampleInFeeds lets sample listings into feeds and the API, each named as such: for trying clients only.
	SampleInFeeds bool
	// AnybodyStarts lets strangers start a group that forms; else they ask a steward, or leave a wish.
	AnybodyStarts bool
	// ListAtOnce lists a group as soon as it says so, else when a steward has looked.
	ListAtOnce bool
	// Observe is told of each answered request: its route, status, and how long it took. Nil: nobody is.
	Observe func(route string, status int, took time.Duration)
}

// server holds what handlers share.
type server struct {
	Options
	compressor compressor
	published  published
	names      names
	towns      towns
	misses     misses
}

// maxBody is how many bytes a request may carry, unless its handler allows more.
const maxBody = 1 << 20

// New builds the handler of the whole site.
func New(o Options) http.Handler {
	s := &server{Options: o}
	return s.handler(s.routes)
}

// handler puts what every request goes through around the routes.
func (s *server) handler(routes func(*http.ServeMux)) http.Handler {
	mux := http.NewServeMux()
	routes(mux)
	h := s.speak(s.legible(s.sameSite(single(mux))))
	h = s.compressor.wrap(h)
	return s.identify(s.secure(h))
}

// legible answers for addresses that are no text: nothing is there, and no database is asked.
func (s *server) legible(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := r.URL.Path; !utf8.ValidString(path) || strings.IndexByte(path, 0) >= 0 {
			s.fail(w, r, fault.New(fault.NotFound, "", nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sameSite refuses a change that another site asks for.
func (s *server) sameSite(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fault.New(fault.Forbidden, "error.other-site", nil))
	}))
	return protection.Handler(next)
}
