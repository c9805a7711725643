package web

import (
	"bytes"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/a-h/templ"

	"kith/internal/clock"
	"kith/internal/fault"
	"kith/internal/message"
	"kith/internal/web/assets"
	"kith/internal/web/help"
	"kith/internal/web/styleguide"
	"kith/internal/web/templates"
	"kith/internal/web/webtest"
)

// now is the moment at which the tests take place.
var now = time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)

// newServer builds a site with the pseudo-locales, and the log it writes.
func newServer(t testing.TB) (*server, *bytes.Buffer) {
	t.Helper()
	words, err := message.Load(message.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	files, err := assets.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := help.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	return &server{Options: Options{
		Words: words.WithPseudo(), Assets: files, Help: lines, Clock: clock.At(now), Log: slog.New(slog.NewTextHandler(&log, nil)),
		Site: templates.Site{Name: "the Bay Area Self-Help Clearinghouse", BaseURL: "https://kith.example"},
	}}, &log
}

// withTrouble is the whole site and addresses that fail in each way there is, and the pages of the style guide.
func withTrouble(t testing.TB) (http.Handler, *bytes.Buffer) {
	t.Helper()
	s, log := newServer(t)
	return s.handler(func(mux *http.ServeMux) {
		s.routes(mux)
		for kind := fault.Internal; kind <= fault.Unavailable; kind++ {
			mux.Handle("GET /test/"+kind.String(), s.handle(func(http.ResponseWriter, *http.Request) error {
				return fault.Wrap(kind, http.ErrNotSupported)
			}))
			mux.Handle("GET /api/test/"+kind.String(), s.handle(func(http.ResponseWriter, *http.Request) error {
				return fault.New(kind, "", nil)
			}))
		}
		mux.Handle("GET /test/panic", s.handle(func(http.ResponseWriter, *http.Request) error { panic("no luck") }))
		mux.Handle("POST /test/echo", s.handle(echo))
		for name, page := range map[string]func(templates.Page) templ.Component{
			"home": styleguide.Home, "results": styleguide.Results, "meeting": styleguide.Meeting, "form": styleguide.Form,
		} {
			mux.Handle("GET /test/guide/"+name, s.handle(func(w http.ResponseWriter, r *http.Request) error {
				p := s.page(r, "")
				p.Section = templates.Find
				if name == "home" {
					p.Class = name
				}
				return s.render(w, r, http.StatusOK, page(p))
			}))
		}
		mux.Handle("GET /test/guide/places", s.handle(func(w http.ResponseWriter, r *http.Request) error {
			p := s.page(r, "")
			p.Islands = []string{"map", "near", "copy"}
			return s.render(w, r, http.StatusOK, styleguide.Places(p))
		}))
		mux.Handle("GET /test/points", s.handle(func(w http.ResponseWriter, r *http.Request) error {
			return send(w, r, http.StatusOK, "application/json", []byte(points))
		}))
	}), log
}

// points are three meetings, two of them at one address.
const points = `{"points": [[37.8109, -122.2477, "/meetings/a", "Walking Through", "Mon 18:30"], [37.8109, -122.2477, "/meetings/b", "مجموعة الصبر", "Tue 19:15"], [37.8358, -122.2632, "/meetings/c", "Young and Widowed", "Mon 20:00"]], "places": [[37.8044, -122.2712, "Oakland"], [37.8244, -122.2316, "Piedmont"]]}`

// echo reads a whole body and says it again.
func echo(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	return send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(r.PostForm.Get("word")))
}

func TestScripts(t *testing.T) {
	site, _ := withTrouble(t)
	webtest.Run(t, site, "testdata/*.txt")
}
