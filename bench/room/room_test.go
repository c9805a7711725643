// Package room measures a group's own space: who a session belongs to, and pages of a group of three and of ten thousand
// members, on both databases. Run it with make bench; figures stand in doc/performance.md.
package room

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/groups"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/place/gazetteer"
	"kith/internal/store"
	"kith/internal/store/storetest"
	"kith/internal/web"
	"kith/internal/web/assets"
	"kith/internal/web/help"
	"kith/internal/web/templates"
)

// room is a group with a member who is signed in.
type room struct {
	db     *store.DB
	people *people.People
	site   http.Handler
	space  string
	token  string
}

// open makes a group with so many members, on an engine.
func open(b *testing.B, engine store.Engine, members int) room {
	b.Helper()
	db := storetest.New(b, engine)
	dir := directory.New(directory.Options{DB: db, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	must(b, dir.Load(b.Context()))
	who, err := people.New(people.Options{DB: db, Clock: clock.System{}, BaseURL: "http://localhost"})
	must(b, err)
	circle := groups.New(db, clock.System{}, who)
	listed, err := dir.Add(b.Context(), people.Operator(), directory.Entered{Content: &directory.Group{Name: "Circle", Concerns: []string{"grief"}, Rhythm: "contact"}})
	must(b, err)
	path, err := circle.Open(b.Context(), people.Operator(), groups.Opening{Listing: listed.ID, Pack: "open-circle", Lang: "en"})
	must(b, err)
	space, token, _ := strings.Cut(strings.TrimPrefix(path, "/g/"), "/join/")
	offer, err := who.OfferCard(b.Context(), space, "here", "")
	must(b, err)
	in, err := who.EnterWithCard(b.Context(), space, offer.Code, people.Keys{}, false, circle.Admission(groups.Way{Space: space, Invitation: token}, people.Self{Name: "Ana"}, 1))
	must(b, err)
	must(b, db.Write(b.Context(), func(tx *store.Tx) error {
		for n := range members - 1 {
			self := people.Self{Name: fmt.Sprintf("Somebody %05d", n), Line: "Here since the spring, and glad of it."}
			if err := who.Create(tx, store.NewPersonID(), space, self); err != nil {
				return err
			}
		}
		return nil
	}))
	return room{db: db, people: who, site: site(b, dir, who, circle), space: space, token: in.Token}
}

func site(b *testing.B, dir *directory.Directory, who *people.People, circle *groups.Groups) http.Handler {
	b.Helper()
	words, err := message.Load(message.Builtin())
	must(b, err)
	files, err := assets.Builtin()
	must(b, err)
	lines, err := help.Builtin()
	must(b, err)
	places, err := gazetteer.Open()
	must(b, err)
	return web.New(web.Options{Words: words, Assets: files, Help: lines, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		Site: templates.Site{BaseURL: "http://localhost"}, Directory: dir, People: who, Groups: circle, Places: places})
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// engines runs a benchmark on both databases.
func engines(b *testing.B, members int, run func(b *testing.B, r room)) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			r := open(b, engine, members)
			b.ResetTimer()
			b.ReportAllocs()
			began := processor(b)
			run(b, r)
			b.ReportMetric(float64((processor(b)-began).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}

// BenchmarkWho asks who holds a session: as it is remembered, and from the database after something was written. The baseline is
// a transaction that reads nothing.
func BenchmarkWho(b *testing.B) {
	ask := func(b *testing.B, r room, before func()) {
		for b.Loop() {
			before()
			_, _, err := r.people.Who(b.Context(), r.space, r.token)
			must(b, err)
		}
	}
	b.Run("remembered", func(b *testing.B) {
		engines(b, 3, func(b *testing.B, r room) { ask(b, r, func() {}) })
	})
	b.Run("read", func(b *testing.B) {
		engines(b, 3, func(b *testing.B, r room) {
			ask(b, r, func() {
				b.StopTimer()
				must(b, r.db.Write(b.Context(), func(*store.Tx) error { return nil })) // what is remembered does not hold any more
				b.StartTimer()
			})
		})
	})
	b.Run("baseline", func(b *testing.B) {
		engines(b, 3, func(b *testing.B, r room) {
			for b.Loop() {
				must(b, r.db.Read(b.Context(), func(*store.Tx) error { return nil }))
			}
		})
	})
}

// BenchmarkGuess asks what a stranger would, of a space that is there and of one that is not: the times should be one.
func BenchmarkGuess(b *testing.B) {
	for name, of := range map[string]func(r room) string{"there": func(r room) string { return r.space }, "not": func(room) string { return store.NewPersonID() }} {
		for _, path := range []string{"", "members", "join/" + strings.Repeat("A", 43), "knock/" + strings.Repeat("A", 43)} {
			b.Run(fmt.Sprintf("%s/%s", cmp.Or(strings.Split(path, "/")[0], "home"), name), func(b *testing.B) {
				engines(b, 3, func(b *testing.B, r room) {
					space := of(r)
					for b.Loop() {
						r.site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/g/"+space+"/"+path, nil))
					}
				})
			})
		}
		b.Run("code/"+name, func(b *testing.B) {
			engines(b, 3, func(b *testing.B, r room) {
				space := of(r)
				code, err := r.people.OfferCard(b.Context(), space, "here", "") // well formed, and nobody's yet
				must(b, err)
				for n := 0; b.Loop(); n++ {
					_, err := r.people.SignInWithCard(b.Context(), space, fmt.Sprint(n), code.Code, false)
					if err == nil {
						b.Fatal("let in")
					}
				}
			})
		})
	}
}

// processor is the processor time that this process has taken; that of a PostgreSQL server is not in it.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &use))
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func BenchmarkPages(b *testing.B) {
	for _, members := range []int{3, 10_000} {
		for _, page := range []string{"", "members", "roles", "agreement", "entrance", "record", "me"} {
			b.Run(fmt.Sprintf("%d/%s", members, cmp.Or(page, "home")), func(b *testing.B) {
				engines(b, members, func(b *testing.B, r room) {
					for b.Loop() {
						q := httptest.NewRequest(http.MethodGet, "/g/"+r.space+"/"+page, nil)
						q.AddCookie(&http.Cookie{Name: "__Secure-kith", Value: r.token})
						w := httptest.NewRecorder()
						if r.site.ServeHTTP(w, q); w.Code != http.StatusOK || w.Body.Len() < 2000 {
							b.Fatal(w.Code, w.Body.Len())
						}
					}
				})
			})
		}
	}
}
