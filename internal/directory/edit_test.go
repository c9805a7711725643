package directory

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/store"
)

// entered is what a steward has in hand when editing a listing as it stands.
func (r *rig) entered(id string) (Entered, Listing) {
	r.t.Helper()
	w, err := r.Look(ctx(r.t), ada, id)
	r.must(err)
	return Entered{Content: w.Listing.Content, Parent: w.Listing.Parent, Venue: w.Listing.Venue}, w.Listing
}

func (r *rig) edit(id string, change func(*Entered)) Listing {
	r.t.Helper()
	in, l := r.entered(id)
	change(&in)
	l, err := r.Edit(ctx(r.t), ada, id, l.Version, in)
	r.must(err)
	r.must(r.CatchUp(ctx(r.t)))
	return l
}

func (r *rig) add(in Entered) Listing {
	r.t.Helper()
	l, err := r.Add(ctx(r.t), ada, in)
	r.must(err)
	r.must(r.CatchUp(ctx(r.t)))
	return l
}

func TestStrangersChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", meeting("1", "A", "A"))
		l := r.public("a").Listing
		_, err := r.Add(ctx(t), anyone, Entered{Content: &Group{Name: "X"}})
		r.mustKind(err, fault.Forbidden)
		_, err = r.Edit(ctx(t), anyone, l.ID, l.Version, Entered{Content: l.Content, Parent: l.Parent})
		r.mustKind(err, fault.Forbidden)
		r.mustKind(r.SetState(ctx(t), anyone, l.ID, Retired), fault.Forbidden)
		r.mustKind(r.Verify(ctx(t), anyone, l.ID, "phone"), fault.Forbidden)
		_, err = r.Look(ctx(t), anyone, l.ID)
		r.mustKind(err, fault.Forbidden)
		_, err = r.Find(ctx(t), anyone, KindMeeting, "", 10)
		r.mustKind(err, fault.Forbidden)
		_, err = r.Places(ctx(t), anyone, []Listing{l})
		r.mustKind(err, fault.Forbidden)
		_, err = r.Doubts(ctx(t), anyone)
		r.mustKind(err, fault.Forbidden)
		_, err = r.Needs(ctx(t), anyone)
		r.mustKind(err, fault.Forbidden)
		_, err = r.RemoveSample(ctx(t), anyone)
		r.mustKind(err, fault.Forbidden)
	})
}

func TestCorrectedFieldSurvivesTheNextImport(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "Walking Through", "Walking Through")
		r.take("feed", d)
		id := r.public("walking-through").Listing.ID
		r.edit(id, func(in *Entered) {
			m := *in.Content.(*Meeting)
			m.Schedule.Start = 20 * 60
			in.Content = &m
		})
		d.Meeting.Schedule.Start = 17 * 60
		d.Meeting.Formats = []string{"discussion"}
		r.take("feed", d)
		w, err := r.Look(ctx(t), ada, id)
		r.must(err)
		if got := w.Meeting(); got.Schedule.Start != 20*60 || len(got.Formats) != 1 {
			t.Fatalf("the meeting says %+v", got)
		}
		if w.Listing.Offered["schedule"] == nil {
			t.Fatal("what the source says instead is not shown")
		}
		r.must(r.TakeOffered(ctx(t), ada, id, "schedule"))
		w, err = r.Look(ctx(t), ada, id)
		r.must(err)
		if w.Meeting().Schedule.Start != 17*60 || len(w.Listing.Corrected) != 0 {
			t.Fatalf("after taking the source's: %+v, corrected %v", w.Meeting().Schedule, w.Listing.Corrected)
		}
	})
}

func TestSecondStewardIsShownTheDifference(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", meeting("1", "A", "A"))
		id := r.public("a").Listing.ID
		mine, l := r.entered(id)
		r.edit(id, func(in *Entered) { in.Content.(*Meeting).Notes = "Bring a cup." })
		mine.Content.(*Meeting).Name = "Mine"
		_, err := r.Edit(ctx(t), ada, id, l.Version, mine)
		r.mustKind(err, fault.Conflict)
		var s *Stale
		if !errors.As(err, &s) || strings.Join(s.Fields, ",") != "name,notes" || s.Now.Content.(*Meeting).Notes != "Bring a cup." {
			t.Fatalf("conflict %+v", s)
		}
	})
}

func TestOfTwoStewardsAtOnceOneWins(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", meeting("1", "A", "A"))
		id := r.public("a").Listing.ID
		var wg sync.WaitGroup
		errs := make([]error, 8)
		hands := make([]Entered, len(errs))
		var l Listing
		for i := range hands {
			hands[i], l = r.entered(id)
			hands[i].Content.(*Meeting).Notes = strings.Repeat("x", i+1)
		}
		for i, in := range hands {
			wg.Go(func() { _, errs[i] = r.Edit(ctx(t), ada, id, l.Version, in) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("error %v", err)
			}
		}
		if won != 1 {
			t.Fatalf("%d of 8 won", won)
		}
		w, err := r.Look(ctx(t), ada, id)
		r.must(err)
		if len(w.History) != 1 || w.Listing.Version != 2 {
			t.Fatalf("version %d, history %v", w.Listing.Version, w.History)
		}
	})
}

func TestUndoBringsBackWhatStoodThere(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", meeting("1", "A", "A"))
		id := r.public("a").Listing.ID
		r.edit(id, func(in *Entered) { in.Content.(*Meeting).Name = "B" })
		w, err := r.Look(ctx(t), ada, id)
		r.must(err)
		r.must(r.Undo(ctx(t), ada, w.History[0].ID))
		again, err := r.Look(ctx(t), ada, id)
		r.must(err)
		if again.Meeting().Name != "A" || again.History[0].Act != ActUndo {
			t.Fatalf("name %q, history %+v", again.Meeting().Name, again.History)
		}
		r.mustKind(r.Undo(ctx(t), ada, w.History[0].ID), fault.Conflict)
	})
}

func TestRetireAndReturnByHandOutlastsImports(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "A", "A")
		r.take("feed", d)
		id := r.public("a").Listing.ID
		r.must(r.SetState(ctx(t), ada, id, Retired))
		d.Meeting.Name = "A again"
		r.take("feed", d)
		if r.found("again").Total != 0 {
			t.Fatal("an import brought back what a steward retired")
		}
		r.must(r.SetState(ctx(t), ada, id, Published))
		r.must(r.CatchUp(ctx(t)))
		if r.found("again").Total != 1 {
			t.Fatal("it did not return")
		}
	})
}

func TestVerifiedIsNotChangedByAnImport(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "A", "A")
		r.take("feed", d)
		id := r.public("a").Listing.ID
		if r.public("a").Listing.VerifiedOn != 0 {
			t.Fatal("an import counts as a verification")
		}
		r.must(r.Verify(ctx(t), ada, id, "phone"))
		d.Meeting.Name = "A2"
		r.take("feed", d)
		l := r.public("a").Listing
		if l.VerifiedOn.String() != "2026-11-23" || l.VerifiedHow != "phone" {
			t.Fatalf("verified %s by %q", l.VerifiedOn, l.VerifiedHow)
		}
	})
}

func TestWhatIsNotPublishedIsNowhere(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "A", "A")
		d.Unpublished = true
		r.take("feed", d, meeting("2", "B", "B"))
		_, err := r.Public(ctx(t), KindMeeting, "a")
		r.mustKind(err, fault.NotFound)
		if r.Index().Len() != 1 {
			t.Fatal("an unpublished meeting is in the index")
		}
		_, err = r.Public(ctx(t), KindGroup, "a")
		r.mustKind(err, fault.NotFound)
		w, err := r.Public(ctx(t), KindMeeting, "b")
		r.must(err)
		r.must(r.SetState(ctx(t), ada, w.Group.ID, Retired))
		r.must(r.CatchUp(ctx(t)))
		if r.Index().Len() != 0 {
			t.Fatal("a meeting of a retired group is in the index")
		}
		_, err = r.Public(ctx(t), KindMeeting, "b")
		r.mustKind(err, fault.NotFound)
	})
}

func TestGroupWithoutAScheduleIsAListing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.add(Entered{Content: &Group{Name: "Letters", Rhythm: "contact", Concerns: []string{"grief"}}})
		a := r.found("letters")
		if a.Total != 0 || len(a.Groups) != 1 || a.Groups[0].Entry.Kind != index.Group {
			t.Fatalf("answer %+v", a)
		}
	})
}

func TestLikenessIsSuggestedMergedAndParted(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("one", meeting("1", "Walking Through", "Walking Through"), meeting("2", "Other", "Young and Widowed"))
		r.take("two", meeting("9", "Walking Through", "Walking Through!"))
		r.must(r.Compare(ctx(t)))
		r.must(r.Compare(ctx(t)))
		pairs, err := r.Alike(ctx(t), ada, 10)
		r.must(err)
		if len(pairs) != 1 || pairs[0].Score != 100 {
			t.Fatalf("pairs %+v", pairs)
		}
		one, other := pairs[0].One, pairs[0].Other
		r.must(r.Merge(ctx(t), ada, one.ID, other.ID))
		r.must(r.CatchUp(ctx(t)))
		a := r.found("walking through")
		if a.Total != 1 || len(a.Hits[0].Entry.Sources) != 2 {
			t.Fatalf("after merging: %d, %+v", a.Total, a.Hits[0].Entry.Sources)
		}
		if w := r.public(other.Slug); w.MovedTo != one.Slug {
			t.Fatalf("moved to %q", w.MovedTo)
		}
		r.must(r.Part(ctx(t), ada, other.ID))
		r.must(r.Compare(ctx(t)))
		r.must(r.CatchUp(ctx(t)))
		if r.found("walking through").Total != 2 {
			t.Fatal("parting did not bring both back")
		}
		if pairs, err := r.Alike(ctx(t), ada, 10); err != nil || len(pairs) != 0 {
			t.Fatalf("suggested again: %+v, %v", pairs, err)
		}
	})
}

func TestListingThatStandsForAnothersIsNotCountedAsRetired(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("one", meeting("1", "Walking Through", "Walking Through"), meeting("2", "Other", "Young and Widowed"), meeting("3", "Third", "Third"))
		r.take("two", meeting("9", "Walking Through", "Walking Through!"))
		r.must(r.Compare(ctx(t)))
		pairs, err := r.Alike(ctx(t), ada, 1)
		r.must(err)
		into, away := pairs[0].One, pairs[0].Other
		if s, err := r.SourceNamed(ctx(t), "one"); err != nil || into.Source != s.ID {
			into, away = away, into
		}
		r.must(r.Merge(ctx(t), ada, into.ID, away.ID))
		if c := r.take("one", meeting("3", "Third", "Third")); c.Retired != 1 {
			t.Errorf("%d are said to be retired, of which one stays since the other source has it", c.Retired)
		}
		r.must(r.CatchUp(ctx(t)))
		if n := r.found("walking through").Total; n != 1 {
			t.Errorf("%d found", n)
		}
	})
}

func TestNeverMergedAcrossProgrammes(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		a, b := meeting("1", "Step", "Step"), meeting("2", "Step", "Step")
		a.Group.Programme, b.Group.Programme = "aa", "na"
		r.take("one", a)
		r.take("two", b)
		r.must(r.Compare(ctx(t)))
		if pairs, err := r.Alike(ctx(t), ada, 10); err != nil || len(pairs) != 0 {
			t.Fatalf("suggested: %+v, %v", pairs, err)
		}
		hits := r.found("step").Hits
		r.mustKind(r.Merge(ctx(t), ada, hits[0].Entry.ID, hits[1].Entry.ID), fault.Invalid)
	})
}

func TestDoubtsAreWorkedOff(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", meeting("1", "A", "A"))
		r.mustKind(r.Tell(ctx(t), KindMeeting, "nothing", "gone", ""), fault.NotFound)
		r.mustKind(r.Tell(ctx(t), KindMeeting, "a", "other", ""), fault.Invalid)
		for range manyDoubts + 3 {
			r.must(r.Tell(ctx(t), KindMeeting, "a", "time", "It is at eight now."))
		}
		all, err := r.Doubts(ctx(t), ada)
		r.must(err)
		if len(all) != manyDoubts || all[0].Words != "It is at eight now." || all[0].Day.String() != "2026-11-23" {
			t.Fatalf("%d doubts: %+v", len(all), all)
		}
		r.must(r.Answer(ctx(t), ada, all[0].ID, "Called: it is at eight."))
		r.mustKind(r.Answer(ctx(t), ada, all[0].ID, "again"), fault.NotFound)
	})
}

func TestNeedsShowFromFiveUp(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		for range fewShown - 1 {
			r.Miss("lupus", "37.75,-122.50")
			r.must(r.KeepMisses(ctx(t)))
		}
		if ns, err := r.Needs(ctx(t), ada); err != nil || len(ns) != 0 {
			t.Fatalf("shown too early: %v, %v", ns, err)
		}
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				r.Miss("lupus", "37.75,-122.50")
				if err := r.KeepMisses(ctx(t)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		ns, err := r.Needs(ctx(t), ada)
		r.must(err)
		if len(ns) != 1 || ns[0].Count != fewShown-1+6 || ns[0].Month != "2026-11" {
			t.Fatalf("needs %+v", ns)
		}
	})
}

func TestSampleGoesWithoutATrace(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		_, err := r.SaveSource(ctx(t), ada, Source{Name: "sample-x", Kind: "kith", Sample: true})
		r.must(err)
		d := meeting("1", "A", "Sampled")
		d.Group.Organisation = "o"
		r.take("sample-x", Draft{Organisation: &OrganisationDraft{NativeID: "o", Organisation: Organisation{Name: "O"}}}, d)
		d.Meeting.Notes = "changed"
		r.take("sample-x", d)
		r.take("feed", meeting("1", "B", "Real"))
		if hits := r.found("sampled").Hits; len(hits) != 1 || !hits[0].Entry.Sample {
			t.Fatal("the sample is not marked")
		}
		n, err := r.RemoveSample(ctx(t), ada)
		r.must(err)
		r.must(r.CatchUp(ctx(t)))
		if n != 1 || r.Index().Len() != 1 || r.found("real").Total != 1 {
			t.Fatalf("removed %d, left %d", n, r.Index().Len())
		}
		for table, want := range map[string]int64{"listing": 3, "source": 1, "import": 1, "change": 0} {
			if n := r.count(`SELECT COUNT(*) FROM ` + table); n != want {
				t.Errorf("%s has %d rows, want %d", table, n, want)
			}
		}
	})
}

func TestIndexIsSavedAndTakenUpAgain(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		folder := t.TempDir()
		r.must(r.Identify(ctx(t), false))
		r.take("feed", many(30)...)
		r.must(r.Save(ctx(t), folder))
		r.take("feed", append(many(30), meeting("late", "L", "Latecomer"))...)
		next := New(Options{DB: r.db, Clock: r.clock, Log: r.log})
		r.must(next.Start(ctx(t), folder))
		if next.Index().Len() != 31 {
			t.Fatalf("%d entries after a start from the cache, want 31", next.Index().Len())
		}
		r.must(r.Identify(ctx(t), true))
		if err := next.fromCache(ctx(t), folder); !errors.Is(err, errOtherDatabase) {
			t.Fatalf("a cache of another state of the database is taken: %v", err)
		}
	})
}

func TestAnEditOfAVenueReachesItsMeetings(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", many(3)...)
		venue := r.public("meeting-1").Venue.ID
		r.edit(venue, func(in *Entered) { in.Content.(*Venue).Name = "Saint Brigid" })
		if n := r.found("brigid").Total; n != 3 {
			t.Fatalf("%d meetings found at the renamed place, want 3", n)
		}
	})
}

func TestFeedOfChangesIsNumberedInOrderOfCommits(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", many(8)...)
		var wg sync.WaitGroup
		for _, h := range r.found("meeting").Hits {
			wg.Go(func() {
				if err := r.Verify(ctx(t), ada, h.Entry.ID, "phone"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var seqs []int64
		r.must(r.db.Read(ctx(t), func(tx *store.Tx) (err error) {
			seqs, err = store.Collect(tx, store.Scalar[int64], `SELECT seq FROM listing_change ORDER BY seq`)
			return err
		}))
		for i, s := range seqs {
			if s != int64(i)+1 {
				t.Fatalf("numbers %v", seqs)
			}
		}
	})
}

func TestAnOrganisationThatIsNotPublicIsNotNamed(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "A", "A")
		d.Group.Organisation = "o"
		r.take("feed", Draft{Organisation: &OrganisationDraft{NativeID: "o", Organisation: Organisation{Name: "Hidden"}}}, d)
		above := r.public("a").Organisations
		if len(above) != 1 {
			t.Fatalf("organisations %+v", above)
		}
		r.must(r.SetState(ctx(t), ada, above[0].ID, Unpublished))
		r.must(r.CatchUp(ctx(t)))
		if got := r.public("a").Organisations; len(got) != 0 {
			t.Fatalf("the page names %+v", got)
		}
		if got := r.found("").Hits[0].Entry.Organisations; len(got) != 0 {
			t.Fatalf("the index names %v", got)
		}
	})
}

func TestAStewardFindsWhatIsTyped(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", meeting("1", "Bread & Roses", "École"), meeting("2", "B", "B"))
		for text, kind := range map[string]Kind{"bread & r": KindGroup, "École": KindMeeting} {
			found, err := r.Find(ctx(t), ada, kind, text, 9)
			r.must(err)
			if len(found) != 1 {
				t.Errorf("%q finds %d", text, len(found))
			}
		}
	})
}

func TestWhatWasMergedIntoASampleReturns(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		_, err := r.SaveSource(ctx(t), ada, Source{Name: "sample-x", Kind: "kith", Sample: true})
		r.must(err)
		r.take("sample-x", meeting("1", "A", "Sampled"))
		r.take("feed", meeting("1", "A", "Real"))
		r.must(r.Merge(ctx(t), ada, r.public("sampled").Listing.ID, r.public("real").Listing.ID))
		_, err = r.RemoveSample(ctx(t), ada)
		r.must(err)
		r.must(r.CatchUp(ctx(t)))
		r.public("real")
	})
}
