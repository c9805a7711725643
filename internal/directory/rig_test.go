package directory

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/schedule"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// rig is a directory over a fresh database, with a steward and a clock that stands still.
type rig struct {
	*Directory
	t     *testing.T
	clock *clock.Manual
	db    *store.DB
}

var (
	ada    = people.Actor{Persona: "ada", Name: "Ada", Roles: []people.Role{people.Steward}}
	anyone = people.Actor{}
)

func each(t *testing.T, f func(t *testing.T, r *rig)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) { f(t, newRig(t, db)) })
}

func newRig(t *testing.T, db *store.DB) *rig {
	c := clock.At(time.Date(2026, 11, 23, 18, 5, 0, 0, time.UTC))
	d := New(Options{DB: db, Clock: c, Log: slog.New(slog.DiscardHandler)})
	r := &rig{Directory: d, t: t, clock: c, db: db}
	r.must(d.Load(ctx(t)))
	return r
}

func ctx(t testing.TB) context.Context { return t.Context() }

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) mustKind(err error, want fault.Kind) {
	r.t.Helper()
	if err == nil || fault.KindOf(err) != want {
		r.t.Fatalf("got error %v, want kind %s", err, want)
	}
}

// source makes sure of a source of that name.
func (r *rig) source(name string) Source {
	r.t.Helper()
	s, err := r.SaveSource(ctx(r.t), ada, Source{Name: name, Kind: "kith"})
	r.must(err)
	return s
}

// take imports drafts as the whole of a source.
func (r *rig) take(name string, drafts ...Draft) Counts {
	r.t.Helper()
	c, held, err := r.tryTake(name, ImportOptions{}, drafts...)
	r.must(err)
	if held {
		r.t.Fatalf("the import was held: %+v", c)
	}
	return c
}

func (r *rig) tryTake(name string, o ImportOptions, drafts ...Draft) (Counts, bool, error) {
	r.t.Helper()
	m, err := r.StartImport(ctx(r.t), ada, r.source(name), o)
	if err != nil {
		return Counts{}, false, err
	}
	for _, d := range drafts {
		if err := m.Draft(ctx(r.t), d); err != nil {
			return m.Counts(), false, err
		}
	}
	c, held, err := m.Finish(ctx(r.t))
	r.must(r.CatchUp(ctx(r.t)))
	return c, held, err
}

// meeting is a draft of a weekly meeting of a group at a church.
func meeting(id, group, name string) Draft {
	return Draft{
		Where: "row " + id,
		Group: &GroupDraft{Group: Group{Name: group, Concerns: []string{"grief"}}},
		Venue: &VenueDraft{Venue: Venue{Name: "St Paul's", Street: "114 Montecito Avenue", Locality: "Oakland", Region: "CA",
			Postal: "94610", At: &place.Point{Lat: 37.8107, Lng: -122.2534}}},
		Meeting: &MeetingDraft{NativeID: id, Meeting: Meeting{Name: name, Attend: "in_person",
			Schedule: schedule.Schedule{Repeats: schedule.Weekly, Weekday: time.Monday, Start: 18*60 + 30, Duration: 90, Zone: "America/Los_Angeles"}}},
	}
}

// many are n meetings of a group each.
func many(n int) []Draft {
	var ds []Draft
	for i := range n {
		ds = append(ds, meeting(fmt.Sprint("m", i), fmt.Sprint("Group ", i), fmt.Sprint("Meeting ", i)))
	}
	return ds
}

// found searches the public index for text.
func (r *rig) found(text string) index.Answer {
	r.t.Helper()
	a, err := r.Index().Search(r.clock.Now(), index.Query{Text: text, Limit: 100})
	r.must(err)
	return a
}

func (r *rig) public(slug string) Whole {
	r.t.Helper()
	w, err := r.Public(ctx(r.t), KindMeeting, slug)
	r.must(err)
	return w
}
