package directory

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/place"
)

// millers is a draft of a meeting at the home that must be told nowhere, as a source that keeps its own ids of places
// has it.
func millers() Draft {
	d := meeting("1", "Evening Grief", "Evening Grief")
	d.Group.NativeID, d.Group.About = "g1", "We meet at the Millers on Zanzibar Terrace"
	d.Venue.NativeID = "venue:7"
	d.Venue.Name, d.Venue.Street, d.Venue.Postal, d.Venue.Directions = "The Millers", "17 Zanzibar Terrace", "94602", "Red door"
	d.Venue.At = &place.Point{Lat: 37.804512, Lng: -122.201234}
	d.Meeting.Notes, d.Meeting.Room, d.Meeting.JoinNotes = "Ring at the Millers", "17 Zanzibar Terrace, back room", "Or come to Zanzibar Terrace"
	return d
}

// withheld is the same draft once its source says that the place is a home.
func withheld(d Draft) Draft {
	g, v, m := *d.Group, *d.Venue, *d.Meeting
	d.Group, d.Venue, d.Meeting = &g, &v, &m
	d.Withhold(OnContact)
	d.Group.About, d.Meeting.JoinNotes = "", ""
	return d
}

func TestARoughPositionIsWithheldToo(t *testing.T) {
	exact := place.Point{Lat: 37.804512, Lng: -122.201234}
	for _, shown := range []Shown{Approximate, OnContact} {
		v := Venue{Locality: "Oakland", At: &exact, Rough: true}
		v.Withhold(shown)
		if v.At != nil && *v.At == exact {
			t.Errorf("%s keeps the position that its source called rough", shown)
		}
		if shown == OnContact && v.At != nil {
			t.Errorf("%s keeps a position", shown)
		}
		before := v
		v.Withhold(shown)
		if v.At != nil && *v.At != *before.At {
			t.Errorf("withholding twice moves %+v to %+v", *before.At, *v.At)
		}
	}
}

func TestASourceThatWithholdsTakesEarlierValuesAlong(t *testing.T) {
	for name, moved := range map[string]func(d *Draft){
		"the same place":  func(*Draft) {},
		"as another one":  func(d *Draft) { d.Venue.NativeID = "home:1" },
		"as no place now": func(d *Draft) { d.Venue.NativeID = "home:1"; d.Venue.Locality = "" },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, r *rig) {
				d := millers()
				r.take("feed", d)
				d.Venue.Street = "19 Zanzibar Terrace"
				r.take("feed", d)
				d = withheld(d)
				moved(&d)
				r.take("feed", d)
				r.nowhere()
			})
		})
	}
}

func TestAPlaceThatOthersStillTellStays(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		one, other := meeting("1", "A", "A"), meeting("2", "B", "B")
		r.take("feed", one, other)
		one = withheld(one)
		one.Venue.NativeID = "home:1"
		r.take("feed", one, other)
		b, a := r.public("b"), r.public("a")
		if got := b.Place().Street; got != "114 Montecito Avenue" {
			t.Errorf("the other meeting's street is %q", got)
		}
		if got := a.Place(); got.Street != "" || !got.Withheld() {
			t.Errorf("the withheld place is %+v", got)
		}
	})
}

func TestAStewardWithholdsWhatAnImportStillHolds(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := millers()
		r.take("feed", d)
		d.Meeting.Schedule.Start = 20 * 60
		other := millers()
		other.Meeting.NativeID, other.Meeting.Name = "2", "Evening Grief too"
		other.Venue.NativeID, other.Venue.Street = "venue:8", "17, Zanzibar Terrace"
		_, held, err := r.tryTake("feed", ImportOptions{Hold: true}, d, other)
		r.must(err)
		if !held {
			t.Fatal("not held")
		}
		r.edit(r.public("evening-grief").Venue.ID, func(in *Entered) { in.Content.(*Venue).Shown = OnContact })
		r.nowhere()
		r.accept("feed")
		r.nowhere()
		if r.found("evening grief").Total != 2 {
			t.Errorf("found %d", r.found("evening grief").Total)
		}
	})
}

// accept puts the held import of a source in.
func (r *rig) accept(name string) {
	r.t.Helper()
	is, err := r.Imports(ctx(r.t), ada, 100)
	r.must(err)
	for _, i := range is {
		if i.State == ImportHeld {
			r.must(r.Accept(ctx(r.t), ada, i.ID))
			r.must(r.CatchUp(ctx(r.t)))
			return
		}
	}
	r.t.Fatal("none is held")
}

func TestAStewardMovesAMeetingToAWithheldPlace(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		m, _ := r.homeGroup(Public)
		hidden := r.add(Entered{Content: &Venue{Locality: "Oakland", Shown: OnContact, Hint: "Near Dimond Park"}})
		r.edit(m, func(in *Entered) { in.Venue = hidden.ID })
		if r.found("zanzibar").Total > 0 {
			t.Error("search still finds the street")
		}
		w, err := r.Look(ctx(t), ada, m)
		r.must(err)
		if w.Place().Street != "" {
			t.Errorf("the place is %+v", w.Place())
		}
		r.nowhere()
	})
}

func TestAPlaceThatWasEmptiedIsFilledAnew(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "A", "A")
		r.take("feed", d)
		moved := withheld(d)
		moved.Venue.NativeID = "home:1"
		r.take("feed", moved)
		r.take("feed", moved, meeting("2", "B", "B"))
		if b := r.public("b"); b.Place().Street != "114 Montecito Avenue" || b.Place().Withheld() {
			t.Errorf("a new meeting at the place that another left is at %+v", b.Place())
		}
		r.take("feed", d, meeting("2", "B", "B"))
		if a := r.public("a"); a.Place().Street != "114 Montecito Avenue" {
			t.Errorf("the meeting that came back is at %+v", a.Place())
		}
	})
}

// TestWhereAHomeIsCannotBeMeasured asks for ever smaller circles around the true place, and sorts by distance from points
// around it: the answers depend on the blurred point alone.
func TestWhereAHomeIsCannotBeMeasured(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.homeGroup(Approximate)
		blurred := place.Blur(place.Point{Lat: 37.804512, Lng: -122.201234})
		for _, from := range []place.Point{{Lat: 37.804512, Lng: -122.201234}, {Lat: 37.81, Lng: -122.2}, {Lat: 37.79, Lng: -122.25}} {
			a, err := r.Index().Search(r.clock.Now(), index.Query{Near: &from, RadiusKM: 50, Limit: 10})
			r.must(err)
			if len(a.Hits) != 1 {
				t.Fatalf("%d found", len(a.Hits))
			}
			for _, km := range []float64{0.2, 1, 2, 3} {
				a, err := r.Index().Search(r.clock.Now(), index.Query{Near: &from, RadiusKM: km, Limit: 10})
				r.must(err)
				if within := place.Distance(from, blurred) <= km; within != (a.Total == 1) {
					t.Errorf("%v km around %+v finds %d", km, from, a.Total)
				}
			}
		}
	})
}

// TestAStrangerMayDoNothing calls everything that changes or shows what is not public.
func TestAStrangerMayDoNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		m, v := r.homeGroup(OnContact)
		c := ctx(t)
		for _, who := range []people.Actor{{}, {Persona: "eve", Name: "Eve"}, {Name: "operator"}, {Persona: "eve", Roles: []people.Role{"greeter"}}} {
			calls := map[string]func() error{
				"Add":         func() error { _, err := r.Add(c, who, Entered{Content: &Group{Name: "X"}}); return err },
				"Edit":        func() error { _, err := r.Edit(c, who, v, 1, Entered{Content: &Venue{}}); return err },
				"SetState":    func() error { return r.SetState(c, who, m, Retired) },
				"Verify":      func() error { return r.Verify(c, who, m, "visit") },
				"Undo":        func() error { return r.Undo(c, who, "x") },
				"TakeOffered": func() error { return r.TakeOffered(c, who, m, "name") },
				"Look":        func() error { _, err := r.Look(c, who, v); return err },
				"Find":        func() error { _, err := r.Find(c, who, KindVenue, "", 9); return err },
				"Places":      func() error { _, err := r.Places(c, who, []Listing{{ID: v}}); return err },
				"Imports":     func() error { _, err := r.Imports(c, who, 9); return err },
				"Problems":    func() error { _, err := r.Problems(c, who, "x"); return err },
				"StartImport": func() error { _, err := r.StartImport(c, who, Source{ID: "x"}, ImportOptions{}); return err },
				"StartImport dry": func() error {
					_, err := r.StartImport(c, who, Source{ID: "x"}, ImportOptions{DryRun: true})
					return err
				},
				"Accept":       func() error { return r.Accept(c, who, "x") },
				"Discard":      func() error { return r.Discard(c, who, "x") },
				"SaveSource":   func() error { _, err := r.SaveSource(c, who, Source{Name: "x"}); return err },
				"ChangeSource": func() error { _, err := r.ChangeSource(c, who, "x", func(*Source) {}); return err },
				"Sources":      func() error { _, err := r.Sources(c, who); return err },
				"SourceRead":   func() error { return r.SourceRead(c, who, Source{}, "", "", "") },
				"Alike":        func() error { _, err := r.Alike(c, who, 9); return err },
				"Different":    func() error { return r.Different(c, who, m, v) },
				"Merge":        func() error { return r.Merge(c, who, m, v) },
				"Carry":        func() error { return r.Carry(c, who, m, v) },
				"Exposed":      func() error { _, err := r.Exposed(c, who, m); return err },
				"Reword":       func() error { return r.Reword(c, who) },
				"Part":         func() error { return r.Part(c, who, m) },
				"Doubts":       func() error { _, err := r.Doubts(c, who); return err },
				"Answer":       func() error { return r.Answer(c, who, "x", "y") },
				"Needs":        func() error { _, err := r.Needs(c, who); return err },
				"RemoveSample": func() error { _, err := r.RemoveSample(c, who); return err },
			}
			for name, call := range calls {
				if err := call(); err == nil || fault.KindOf(err) != fault.Forbidden {
					t.Errorf("%s as %+v: %v", name, who, err)
				}
			}
		}
	})
}

func TestTwoImportsOfOneSourceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		s := r.source("feed")
		var wg sync.WaitGroup
		var mu sync.Mutex
		var in, refused int
		for range 4 {
			wg.Go(func() {
				err := func() error {
					m, err := r.StartImport(ctx(t), ada, s, ImportOptions{})
					if err != nil {
						return err
					}
					for _, d := range many(30) {
						if err := m.Draft(ctx(t), d); err != nil {
							return err
						}
					}
					_, _, err = m.Finish(ctx(t))
					return err
				}()
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					in++
				case fault.KindOf(err) == fault.Conflict:
					refused++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		r.must(r.CatchUp(ctx(t)))
		if in == 0 || r.found("meeting").Total != 30 || r.count(`SELECT COUNT(*) FROM import WHERE state NOT IN ('done', 'discarded')`) > 0 {
			t.Errorf("%d in, %d refused, %d found", in, refused, r.found("meeting").Total)
		}
	})
}

func TestAcceptAndDiscardAtOnce(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		for range 5 {
			r.take("feed", many(6)...)
			_, held, err := r.tryTake("feed", ImportOptions{Hold: true}, append(many(5), meeting("new", "New", "New"))...)
			r.must(err)
			if !held {
				t.Fatal("not held")
			}
			is, err := r.Imports(ctx(t), ada, 1)
			r.must(err)
			var errs [2]error
			var wg sync.WaitGroup
			wg.Go(func() { errs[0] = r.Accept(ctx(t), ada, is[0].ID) })
			wg.Go(func() { errs[1] = r.Discard(ctx(t), ada, is[0].ID) })
			wg.Wait()
			r.must(r.CatchUp(ctx(t)))
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("accepting: %v, discarding: %v", errs[0], errs[1])
			}
			if want := map[bool]int{true: 1, false: 0}[errs[0] == nil]; r.found("new").Total != want {
				t.Fatalf("accepting: %v, and %d found", errs[0], r.found("new").Total)
			}
		}
	})
}

func TestEveryNodeWantsToRefreshAndOneDoes(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		s := r.source("feed")
		s.RefreshEvery, s.NextRefresh = 60, 1
		_, err := r.SaveSource(ctx(t), ada, s)
		r.must(err)
		var mu sync.Mutex
		var wg sync.WaitGroup
		got := 0
		for range 8 {
			wg.Go(func() {
				_, ok, err := r.ClaimRefresh(ctx(t))
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if ok {
					got++
				}
			})
		}
		wg.Wait()
		if got != 1 {
			t.Errorf("%d read the source", got)
		}
	})
}

func TestAStewardEditsWhileAnImportSettles(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", many(150)...)
		next := many(150)
		for i := range next {
			next[i].Meeting.Name += " anew"
		}
		c, cancel := context.WithTimeout(ctx(t), 30*time.Second)
		defer cancel()
		id := r.public("meeting-7").Listing.ID
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				w, err := r.Look(c, ada, id)
				if err != nil {
					t.Error(err)
					return
				}
				m := *w.Meeting()
				m.Notes = "Bring a cup"
				_, err = r.Edit(c, ada, id, w.Listing.Version, Entered{Content: &m, Parent: w.Listing.Parent, Venue: w.Listing.Venue})
				if err == nil {
					return
				}
				if fault.KindOf(err) != fault.Conflict {
					t.Error(err)
					return
				}
			}
		})
		r.take("feed", next...)
		wg.Wait()
		r.must(r.CatchUp(ctx(t)))
		w := r.public("meeting-7")
		if m := w.Meeting(); m.Notes != "Bring a cup" || !strings.HasSuffix(m.Name, "anew") {
			t.Errorf("%+v", m)
		}
	})
}

// TestWhatIsNotTextIsRefusedAlike sends what PostgreSQL does not take as text, and SQLite does.
func TestWhatIsNotTextIsRefusedAlike(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", meeting("1", "A", "A"))
		for _, odd := range []string{"a\x00", "\xff", "\xed\xa0\x80", "a\x00b\xff"} {
			_, err := r.Public(ctx(t), KindMeeting, odd)
			r.mustKind(err, fault.Invalid)
			_, err = r.Look(ctx(t), ada, odd)
			r.mustKind(err, fault.Invalid)
			if _, err = r.Find(ctx(t), ada, KindGroup, odd, 9); err != nil {
				r.mustKind(err, fault.Invalid)
			}
			r.Miss(odd, "")
			r.Miss("grief", odd)
			r.must(r.Tell(ctx(t), KindMeeting, "a", "other", "It moved"+odd))
		}
		r.must(r.KeepMisses(ctx(t)))
		if n := r.count(`SELECT COUNT(*) FROM need`); n != 0 {
			t.Errorf("%d needs are counted that are none", n)
		}
		ds, err := r.Doubts(ctx(t), ada)
		r.must(err)
		for _, d := range ds {
			if strings.Contains(d.Words, "\x00") || !utf8.ValidString(d.Words) {
				t.Errorf("kept %q", d.Words)
			}
		}
	})
}

func TestASourceThatIsAllWrongFillsNoDisk(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		m, err := r.StartImport(ctx(t), ada, r.source("feed"), ImportOptions{})
		r.must(err)
		some := make([]Problem, 500)
		for i := range some {
			some[i] = Problem{Where: "row", Field: "day", Value: "x\x00\u202e", Why: "import.why.bad_day", Skipped: true}
		}
		for range 30 {
			r.must(m.Problem(ctx(t), some...))
		}
		if n := r.count(`SELECT COUNT(*) FROM import_problem`); n != mostProblems {
			t.Errorf("%d problems are kept", n)
		}
		if c := m.Counts(); c.Skipped != 15_000 || c.Read != 15_000 {
			t.Errorf("%+v", c)
		}
		_, _, err = m.Finish(ctx(t))
		r.mustKind(err, fault.Invalid)
	})
}

// TestAnUnknownWordIsNoLeaveToTell has a place and a link shown in a way that nobody here knows.
func TestAnUnknownWordIsNoLeaveToTell(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		v := Venue{Name: "The Millers", Street: "17 Zanzibar Terrace", At: &place.Point{Lat: 37.804512, Lng: -122.201234}, Rough: true}
		v.Withhold("secret")
		if !v.Withheld() || v.Name+v.Street != "" || v.At != nil {
			t.Errorf("%+v", v)
		}
		d := meeting("1", "A", "A")
		d.Meeting.JoinURL, d.Meeting.JoinFor = "https://meet.example.org/x", "friends"
		r.take("feed", d)
		if w := r.public("a"); w.Meeting().JoinURL != "" {
			t.Errorf("the link is told: %+v", w.Meeting())
		}
	})
}

func TestAFloodOfDoubtsEnds(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", many(110)...)
		var err error
		told := 0
		for i := 0; err == nil && i < 600; i++ {
			if err = r.Tell(ctx(t), KindMeeting, slugOf("Meeting "+strconv.Itoa(i%110)), "gone", ""); err == nil {
				told++
			}
		}
		r.mustKind(err, fault.TooMany)
		if told != mostDoubts {
			t.Errorf("%d were taken in", told)
		}
		r.clock.Add(24 * time.Hour)
		r.must(r.Tell(ctx(t), KindMeeting, "meeting-109", "gone", ""))
	})
}
