package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/feeds"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// rig is an app on a fresh database, whose clock stands still.
type rig struct {
	*App
	t     *testing.T
	clock *clock.Manual
}

func each(t *testing.T, f func(t *testing.T, r *rig)) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := storetest.Options(t, engine)
			c := Defaults()
			if c.Data, c.Database = o.Dir, o.URL; c.Data == "" {
				c.Data = t.TempDir()
			}
			a, err := Open(t.Context(), c, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { a.Close() })
			r := &rig{App: a, t: t, clock: clock.At(time.Date(2026, 11, 23, 18, 5, 0, 0, time.UTC))}
			r.Clock = r.clock
			r.Directory = directory.New(directory.Options{DB: a.DB, Clock: r.clock, Log: a.Log, Folder: c.Data})
			f(t, r)
		})
	}
}

// publisher serves a list of meetings and lets somebody act while it is being sent.
type publisher struct {
	*httptest.Server
	mu    sync.Mutex
	rows  int
	gone  bool
	while func()
}

func newPublisher(t *testing.T, rows int) *publisher {
	p := &publisher{rows: rows}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *publisher) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// ServeHTTP answers with the list, or that it is the one that the asker has, or that it is gone.
func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.while != nil {
		p.while()
	}
	tag := fmt.Sprintf(`"%d"`, p.rows)
	w.Header().Set("ETag", tag)
	switch {
	case p.gone:
		w.WriteHeader(http.StatusNotFound)
	case r.Header.Get("If-None-Match") == tag:
		w.WriteHeader(http.StatusNotModified)
	default:
		io.WriteString(w, list(p.rows))
	}
}

// list is a Meeting Guide feed.
func list(rows int) string {
	var b strings.Builder
	for i := range rows {
		fmt.Fprintf(&b, `,{"slug":"m-%d","name":"Meeting %d","day":%d,"time":"19:00","timezone":"UTC","location":"Hall %d",
			"formatted_address":"%d Main St, Oakland, CA 94607, USA","latitude":37.8,"longitude":-122.27}`, i, i, i%7, i, i)
	}
	return "[" + strings.TrimPrefix(b.String(), ",") + "]"
}

// take reads the publisher's list once.
func (r *rig) take(p *publisher, change func(*directory.Source)) (feeds.Result, error) {
	r.t.Helper()
	words, err := message.Load(message.Builtin())
	r.must(err)
	in := feeds.Intake{Directory: r.Directory, By: people.Operator(), Words: words.In("en")}
	return r.Take(r.t.Context(), &in, Taking{Name: "feed", From: []string{p.URL}, Change: func(s *directory.Source) {
		s.Address, s.AllowPrivate = p.URL, true
		if change != nil {
			change(s)
		}
	}})
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// steward changes the source, as the desk does.
func (r *rig) steward(change func(*directory.Source)) {
	_, err := r.Directory.ChangeSource(context.Background(), people.Operator(), "feed", change)
	if err != nil {
		r.t.Error(err)
	}
}

func (r *rig) source() directory.Source {
	r.t.Helper()
	s, err := r.Directory.SourceNamed(r.t.Context(), "feed")
	r.must(err)
	return s
}

func TestWhatAStewardChangesDuringAnImportStays(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		p := newPublisher(t, 9)
		_, err := r.take(p, nil)
		r.must(err)
		p.set(func() {
			p.rows = 10
			p.while = func() {
				r.steward(func(s *directory.Source) { s.Licence, s.RefreshEvery = "CC BY 4.0", 60 })
			}
		})
		_, err = r.take(p, nil)
		r.must(err)
		if s := r.source(); s.Licence != "CC BY 4.0" || s.RefreshEvery != 60 || s.ETag != `"10"` || s.Kind != "meeting-guide" {
			t.Errorf("the source is now %+v", s)
		}
	})
}

func TestSourceToBeReadInAnotherWayMeanwhileIsReadAnew(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		p := newPublisher(t, 9)
		_, err := r.take(p, nil)
		r.must(err)
		p.set(func() {
			p.rows = 10
			p.while = func() {
				r.steward(func(s *directory.Source) {
					before := *s
					s.Programme, s.Address = "na", p.URL+"/moved"
					s.Renew(before)
				})
			}
		})
		_, err = r.take(p, nil)
		r.must(err)
		if s := r.source(); s.Programme != "na" || s.Address != p.URL+"/moved" || s.ETag != "" {
			t.Errorf("the source is now %+v", s)
		}
		p.set(func() { p.while = nil })
		res, err := r.take(p, nil)
		r.must(err)
		if res.Changed != 10 || r.source().ETag != `"10"` {
			t.Errorf("read anew: %+v, %+v", res.Counts, r.source())
		}
	})
}

func TestListThatDidNotChangeIsNotReadAgain(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		p := newPublisher(t, 9)
		_, err := r.take(p, nil)
		r.must(err)
		res, err := r.take(p, func(s *directory.Source) { s.Licence = "as said" })
		r.must(err)
		if res.Unchanged != 9 || res.Changed != 0 || r.source().Licence != "as said" {
			t.Errorf("%+v, %+v", res.Counts, r.source())
		}
	})
}

// rename moves a table: without the one of history every change of a listing fails.
func (r *rig) rename(from, to string) {
	r.t.Helper()
	r.must(r.DB.Write(r.t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`ALTER TABLE ` + from + ` RENAME TO ` + to)
		return err
	}))
}

func TestImportThatIsDecidedButNotSettledSaysSoAndIsFinished(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		p := newPublisher(t, 9)
		_, err := r.take(p, nil)
		r.must(err)
		p.set(func() { p.rows = 10 })
		r.rename("change", "elsewhere")
		_, err = r.take(p, func(s *directory.Source) { before := *s; s.Programme = "na"; s.Renew(before) })
		r.rename("elsewhere", "change")
		if f, ok := err.(*fault.Error); !ok || f.Key != directory.Unsettled {
			t.Fatalf("%v", err)
		}
		r.must(r.Directory.Resume(t.Context()))
		r.must(r.Directory.Load(t.Context()))
		if n := r.Directory.Index().Len(); n != 10 {
			t.Errorf("%d meetings after it was resumed", n)
		}
	})
}

func TestDoctorNamesSourcesThatAreLateOrFail(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		p := newPublisher(t, 9)
		_, err := r.take(p, func(s *directory.Source) { s.RefreshEvery = 60 })
		r.must(err)
		late := func(want bool, when string) {
			t.Helper()
			if f := finding(t, r.App, "sources"); f.OK == want || want && !strings.Contains(f.Words, "feed") {
				t.Errorf("%s: %+v", when, f)
			}
		}
		r.clock.Add(3 * time.Hour)
		late(false, "three hours later")
		r.clock.Add(time.Minute)
		late(true, "never read since")
		_, err = r.take(p, nil)
		r.must(err)
		late(false, "asked, with nothing new")
		p.set(func() { p.gone = true })
		r.clock.Add(4 * time.Hour)
		if _, err := r.take(p, nil); err == nil {
			t.Error("a list that is gone is read")
		}
		late(true, "asked in vain")
		r.steward(func(s *directory.Source) { s.RefreshEvery = 0 })
		late(false, "not to be read again")
	})
}

func TestDoctorNamesImportsThatWait(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		p := newPublisher(t, 20)
		_, err := r.take(p, nil)
		r.must(err)
		if f := finding(t, r.App, "imports"); !f.OK {
			t.Errorf("%+v", f)
		}
		p.set(func() { p.rows = 2 })
		if res, err := r.take(p, nil); err != nil || !res.Held {
			t.Fatalf("%+v, %v", res, err)
		}
		if f := finding(t, r.App, "imports"); f.OK || !strings.HasPrefix(f.Words, "1 wait") {
			t.Errorf("%+v", f)
		}
	})
}
