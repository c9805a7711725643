package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/schedule"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// feedRig is a whole site over a fresh database.
type feedRig struct {
	t     testing.TB
	dir   *directory.Directory
	clock *clock.Manual
	web   *server
	site  http.Handler
}

func newFeedRig(t testing.TB, db *store.DB) *feedRig {
	t.Helper()
	s, _ := newServer(t)
	c := clock.At(now)
	d := directory.New(directory.Options{DB: db, Clock: c, Log: slog.New(slog.DiscardHandler)})
	if err := d.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	places, err := gazetteer.Open()
	if err != nil {
		t.Fatal(err)
	}
	who, err := people.New(people.Options{DB: db, Clock: c, BaseURL: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	s.Directory, s.Clock, s.Places, s.People, s.Groups = d, c, places, who, groups.New(db, c, who)
	return &feedRig{t: t, dir: d, clock: c, web: s, site: s.handler(s.routes)}
}

func feedRigOn(t testing.TB) *feedRig { return newFeedRig(t, storetest.New(t, store.SQLite)) }

// take imports drafts as the whole of a source.
func (k *feedRig) take(source directory.Source, drafts ...directory.Draft) {
	k.t.Helper()
	k.read(source, func(sink feeds.Sink) (feeds.Summary, error) {
		for _, d := range drafts {
			if err := sink.Draft(d); err != nil {
				return feeds.Summary{}, err
			}
		}
		return feeds.Summary{Kind: feeds.Kind(source.Kind), Read: len(drafts)}, nil
	})
}

func (k *feedRig) read(source directory.Source, read func(feeds.Sink) (feeds.Summary, error)) feeds.Result {
	k.t.Helper()
	ctx := k.t.Context()
	source, err := k.dir.SaveSource(ctx, people.Operator(), source)
	if err != nil {
		k.t.Fatal(err)
	}
	in := feeds.Intake{Directory: k.dir, By: people.Operator(), Words: k.web.Words.In("en")}
	res, err := in.Take(ctx, source, read)
	if err != nil || res.Held {
		k.t.Fatalf("import of %s: held %v, %v", source.Name, res.Held, err)
	}
	if err := k.dir.CatchUp(ctx); err != nil {
		k.t.Fatal(err)
	}
	return res
}

// takeText imports a text of some kind.
func (k *feedRig) takeText(name string, kind feeds.Kind, text string) feeds.Result {
	k.t.Helper()
	return k.read(directory.Source{Name: name, Kind: string(kind)}, func(sink feeds.Sink) (feeds.Summary, error) {
		return feeds.Read(k.t.Context(), strings.NewReader(text), feeds.Options{Kind: kind, Zone: "America/New_York"}, sink)
	})
}

// takeAnswers imports saved answers of a BMLT server, given as name and file, as one source.
func (k *feedRig) takeAnswers(name string, files map[string]string) feeds.Result {
	k.t.Helper()
	var answers []feeds.Answer
	for question, file := range files {
		answers = append(answers, feeds.Answer{Name: question, Open: func() (io.ReadCloser, error) { return os.Open(file) }})
	}
	return k.read(directory.Source{Name: name, Kind: string(feeds.BMLT)}, func(sink feeds.Sink) (feeds.Summary, error) {
		return feeds.ReadAnswers(k.t.Context(), answers, feeds.Options{Zone: "America/New_York"}, sink)
	})
}

// recorded is a file of what a BMLT server once answered.
func recorded(name string) string { return filepath.Join("testdata", "bmlt", name) }

// ask asks the site.
func (k *feedRig) ask(path string, headers ...string) *httptest.ResponseRecorder {
	return get(k.site, path, headers...)
}

// body asks for something that must be there.
func (k *feedRig) body(path string, headers ...string) string {
	k.t.Helper()
	w := k.ask(path, headers...)
	if w.Code != http.StatusOK {
		k.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// everyWeek is a draft of a meeting every week in Oakland.
func everyWeek(id, name string, day time.Weekday, start schedule.Clock) directory.Draft {
	return directory.Draft{
		Where: "row " + id,
		Group: &directory.GroupDraft{Group: directory.Group{Name: name + " Group", Programme: "aa", Led: "members",
			Contact: directory.Contact{Role: "Secretary", Email: "hello@example.org", Phone: "+1 510 555 0100"}}},
		Venue: &directory.VenueDraft{Venue: directory.Venue{Name: "St Paul's", Street: "114 Montecito Avenue", Locality: "Oakland", Region: "CA",
			Postal: "94610", Country: "USA", At: &place.Point{Lat: 37.8107, Lng: -122.2534}}},
		Meeting: &directory.MeetingDraft{NativeID: id, Slug: id, Meeting: directory.Meeting{Name: name, Attend: "in_person", Open: "anyone",
			Formats: []string{"discussion"}, Languages: []string{"en"},
			Schedule: schedule.Schedule{Repeats: schedule.Weekly, Weekday: day, Start: start, Duration: 60, Zone: "America/Los_Angeles"}}},
	}
}

// clockAt is a time of day.
func clockAt(hour, minute int) schedule.Clock { return schedule.Clock(hour*60 + minute) }

// request asks the site with a method.
func (k *feedRig) request(method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	k.site.ServeHTTP(w, r)
	return w
}
