package directory

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/store"
)

func TestImportTwiceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		first := r.take("feed", many(900)...)
		if want := (Counts{Read: 900, Added: 900}); first != want {
			t.Fatalf("first import: %+v, want %+v", first, want)
		}
		second := r.take("feed", many(900)...)
		if want := (Counts{Read: 900, Unchanged: 900}); second != want {
			t.Fatalf("second import: %+v, want %+v", second, want)
		}
		if n := r.Index().Len(); n != 900 {
			t.Fatalf("%d entries in the index, want 900", n)
		}
	})
}

func TestChangedMeetingKeepsItsHistory(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "Walking Through", "Walking Through")
		r.take("feed", d)
		d.Meeting.Schedule.Start = 19 * 60
		d.Group.About = "Grief after a death in the family."
		c := r.take("feed", d)
		if c.Changed != 1 || c.Added != 0 {
			t.Fatalf("counts %+v", c)
		}
		w := r.public("walking-through")
		if got := w.Meeting().Schedule.Start; got != 19*60 {
			t.Fatalf("starts at %s", got)
		}
		if w.About().About == "" {
			t.Fatal("the group's wording did not come")
		}
		look, err := r.Look(ctx(t), ada, w.Listing.ID)
		r.must(err)
		if len(look.History) != 1 || look.History[0].Field != "schedule" || look.History[0].Act != ActImport || look.History[0].Import == "" {
			t.Fatalf("history %+v", look.History)
		}
	})
}

func TestGoneIsRetiredAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		ds := many(10)
		r.take("feed", ds...)
		id := r.public("meeting-0").Listing.ID
		number := r.public("meeting-0").Listing.Number
		if c := r.take("feed", ds[1:]...); c.Retired != 1 {
			t.Fatalf("counts %+v", c)
		}
		_, err := r.Public(ctx(t), KindMeeting, "meeting-0")
		r.mustKind(err, fault.NotFound)
		if r.found("meeting 0").Total != 0 {
			t.Fatal("a retired meeting is found")
		}
		if c := r.take("feed", ds...); c.Changed != 1 || c.Added != 0 {
			t.Fatalf("counts on return %+v", c)
		}
		back := r.public("meeting-0").Listing
		if back.ID != id || back.Number != number {
			t.Fatalf("came back as %s, number %d", back.ID, back.Number)
		}
		look, err := r.Look(ctx(t), ada, id)
		r.must(err)
		if len(look.History) != 2 {
			t.Fatalf("history %+v", look.History)
		}
	})
}

func TestShrinkingFeedIsHeld(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		ds := many(20)
		r.take("feed", ds...)
		c, held, err := r.tryTake("feed", ImportOptions{}, ds[:8]...)
		r.must(err)
		if !held || c.Retired != 12 {
			t.Fatalf("held %v, counts %+v", held, c)
		}
		if r.Index().Len() != 20 {
			t.Fatal("a held import shows")
		}
		_, err = r.StartImport(ctx(t), ada, r.source("feed"), ImportOptions{})
		r.mustKind(err, fault.Conflict)
		is, err := r.Imports(ctx(t), ada, 10)
		r.must(err)
		if is[0].State != ImportHeld || is[0].Counts.Retired != 12 {
			t.Fatalf("import %+v", is[0])
		}
		r.mustKind(r.Accept(ctx(t), anyone, is[0].ID), fault.Forbidden)
		r.must(r.Accept(ctx(t), ada, is[0].ID))
		r.must(r.CatchUp(ctx(t)))
		if r.Index().Len() != 8 {
			t.Fatalf("%d entries after accepting, want 8", r.Index().Len())
		}
	})
}

func TestHeldImportCanBeThrownAway(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", many(20)...)
		fresh := meeting("new", "New", "Brand new")
		_, held, err := r.tryTake("feed", ImportOptions{}, fresh)
		r.must(err)
		if !held {
			t.Fatal("not held")
		}
		is, err := r.Imports(ctx(t), ada, 1)
		r.must(err)
		r.must(r.Discard(ctx(t), ada, is[0].ID))
		r.must(r.CatchUp(ctx(t)))
		if n := r.Index().Len(); n != 20 {
			t.Fatalf("%d entries, want 20", n)
		}
		if n := r.count(`SELECT COUNT(*) FROM listing WHERE slug LIKE 'brand-new%'`); n != 0 {
			t.Fatalf("%d listings left of a discarded import", n)
		}
		if c, _, err := r.tryTake("feed", ImportOptions{}, append(many(20), fresh)...); err != nil || c.Added != 1 {
			t.Fatalf("importing again: %+v, %v", c, err)
		}
	})
}

// count counts rows, past every rule.
func (r *rig) count(query string, args ...any) (n int64) {
	r.t.Helper()
	r.must(r.db.Read(ctx(r.t), func(tx *store.Tx) (err error) {
		n, err = store.Scalar[int64](tx.QueryRow(query, args...))
		return err
	}))
	return n
}

func TestDryRunWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		ds := many(10)
		r.take("feed", ds...)
		ds[3].Meeting.Name = "Renamed"
		c, _, err := r.tryTake("feed", ImportOptions{DryRun: true}, append(ds[1:], meeting("x", "X", "X"), meeting("x", "X", "X"))...)
		r.must(err)
		if want := (Counts{Read: 11, Added: 1, Changed: 1, Unchanged: 8, Retired: 1, Skipped: 1}); c != want {
			t.Fatalf("counts %+v, want %+v", c, want)
		}
		if n := r.count(`SELECT COUNT(*) FROM import`); n != 1 {
			t.Fatalf("%d imports on record, want 1", n)
		}
		if r.found("renamed").Total != 0 {
			t.Fatal("a dry run shows")
		}
	})
}

func TestSameIdTwiceInOneSource(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		c := r.take("feed", meeting("1", "A", "First"), meeting("2", "B", "Second"), meeting("1", "A", "Again"))
		if want := (Counts{Read: 3, Added: 2, Skipped: 1}); c != want {
			t.Fatalf("counts %+v, want %+v", c, want)
		}
		is, err := r.Imports(ctx(t), ada, 1)
		r.must(err)
		ps, err := r.Problems(ctx(t), ada, is[0].ID)
		r.must(err)
		if len(ps) != 1 || !ps[0].Skipped || ps[0].Where != "row 1 (Again)" {
			t.Fatalf("problems %+v", ps)
		}
	})
}

func TestWhollyBrokenSourceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", many(10)...)
		m, err := r.StartImport(ctx(t), ada, r.source("feed"), ImportOptions{})
		r.must(err)
		r.must(m.Problem(ctx(t), Problem{Where: "row 2", Field: "day", Value: "??", Why: "import.why.no_day", Skipped: true}))
		_, _, err = m.Finish(ctx(t))
		r.mustKind(err, fault.Invalid)
		if r.Index().Len() != 10 || r.count(`SELECT COUNT(*) FROM listing WHERE state = 'retired'`) != 0 {
			t.Fatal("a broken source changed something")
		}
	})
}

func TestDeadImportIsCleanedUp(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", many(5)...)
		m, err := r.StartImport(ctx(t), ada, r.source("feed"), ImportOptions{})
		r.must(err)
		for _, d := range many(chunk * 2) {
			r.must(m.Draft(ctx(t), d))
		}
		_, err = r.StartImport(ctx(t), ada, r.source("feed"), ImportOptions{})
		r.mustKind(err, fault.Conflict)
		r.clock.Add(2 * alive * 1e6)
		r.must(r.Resume(ctx(t)))
		r.must(r.Load(ctx(t)))
		if n := r.Index().Len(); n != 5 {
			t.Fatalf("%d entries, want 5", n)
		}
		if n := r.count(`SELECT COUNT(*) FROM listing WHERE kind = 'meeting'`); n != 5 {
			t.Fatalf("%d meetings, want 5", n)
		}
		_, _, err = m.Finish(ctx(t))
		r.mustKind(err, fault.Conflict)
	})
}

func TestCommittedImportIsSettledAfterACrash(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		ds := many(300)
		r.take("feed", ds...)
		for i := range ds {
			ds[i].Meeting.Name += " changed"
		}
		m, err := r.StartImport(ctx(t), ada, r.source("feed"), ImportOptions{})
		r.must(err)
		for _, d := range append(ds, meeting("new", "New", "Brand new")) {
			r.must(m.Draft(ctx(t), d))
		}
		r.must(m.flush(ctx(t)))
		r.must(m.close(ctx(t), ImportCommitted))
		r.must(r.db.Write(ctx(t), func(tx *store.Tx) error { // the process dies here, one step into settling
			_, err := r.settleSome(tx, m.ID())
			return err
		}))
		r.must(r.Load(ctx(t)))
		if r.found("brand new").Total != 0 {
			t.Fatal("what an unsettled import brought shows")
		}
		r.must(r.Resume(ctx(t)))
		r.must(r.Load(ctx(t)))
		if got := r.found("changed").Total; got != 300 || r.found("brand new").Total != 1 {
			t.Fatalf("%d changed", got)
		}
		if n := r.count(`SELECT COUNT(*) FROM import_row`); n != 0 {
			t.Fatalf("%d staged rows left", n)
		}
	})
}

func TestOrganisationsComeAsATree(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "Nothing Macho", "Nothing Macho")
		d.Group.Organisation = "area"
		r.take("feed",
			Draft{Organisation: &OrganisationDraft{NativeID: "area", Parent: "region", Organisation: Organisation{Name: "Bronx Area"}}},
			Draft{Organisation: &OrganisationDraft{NativeID: "region", Organisation: Organisation{Name: "Greater New York"}}},
			d)
		w := r.public("nothing-macho")
		if len(w.Organisations) != 2 || w.Organisations[0].Slug != "bronx-area" || w.Organisations[1].Slug != "greater-new-york" {
			t.Fatalf("organisations %v", w.Organisations)
		}
	})
}

func TestSourceNumberIsKeptWhereFree(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		a, b := meeting("1", "A", "A"), meeting("2", "B", "B")
		a.Meeting.Number, b.Meeting.Number = 77, 77
		r.take("feed", a, b)
		if n := r.public("a").Listing.Number; n != 77 {
			t.Fatalf("number %d", n)
		}
		if n := r.public("b").Listing.Number; n <= highestForeign {
			t.Fatalf("number %d", n)
		}
	})
}

func TestNamesInOtherScriptsGetAnAddress(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", meeting("1", "مجموعة الأمل", "مجموعة الأمل"), meeting("2", "B", "Duelo en compañía"), meeting("3", "C", "Duelo en compañía"))
		slugs := map[string]bool{}
		for _, h := range r.found("").Hits {
			slugs[h.Entry.Slug] = true
			if len(h.Entry.Slug) > longestSlug || strings.Trim(h.Entry.Slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
				t.Errorf("slug %q", h.Entry.Slug)
			}
		}
		if len(slugs) != 3 || !slugs["duelo-en-compania"] {
			t.Fatalf("slugs %v", slugs)
		}
		if r.found("الامل").Total != 1 {
			t.Fatal("an Arabic name is not found")
		}
	})
}

func TestAGroupThatFindsAMeetingStaysAndReturns(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		with := meeting("1", "Letters", "Letters meet")
		with.Group.NativeID = "g"
		without := Draft{Where: "row 1", Group: &GroupDraft{NativeID: "g", Group: Group{Name: "Letters", Rhythm: "contact"}}}
		r.take("feed", without)
		r.take("feed", with)
		r.public("letters-meet")
		r.take("feed", with)
		r.public("letters-meet")

		r.take("other", without, meeting("2", "B", "B"))
		if c := r.take("other", meeting("2", "B", "B")); c.Retired != 1 {
			t.Fatalf("counts %+v", c)
		}
		with.Meeting.Name = "Letters again"
		r.take("other", with, meeting("2", "B", "B"))
		r.public("letters-again")
	})
}

func TestWhatAStewardRetiredDoesNotChangeWithEveryImport(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		ds := many(2)
		r.take("feed", ds...)
		id := r.public("meeting-0").Listing.ID
		r.must(r.SetState(ctx(t), ada, id, Retired))
		if c := r.take("feed", ds...); c.Unchanged != 2 || c.Changed != 0 {
			t.Fatalf("counts %+v", c)
		}
	})
}

func TestAnUnchangedSourceHasBeenRead(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", many(3)...)
		r.clock.Add(time.Hour)
		source := r.source("feed")
		c, err := r.Unchanged(ctx(t), ada, source)
		r.must(err)
		last, err := r.LastRead(ctx(t))
		r.must(err)
		if c.Read != 3 || c.Unchanged != 3 || last[source.ID] != store.Millis(r.clock.Now()) {
			t.Fatalf("counts %+v, last read %v", c, last)
		}
	})
}

func TestSourceReadTooOftenOrWithoutANameIsRefused(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		for _, s := range []Source{{}, {Name: "feed", RefreshEvery: LeastRefresh - 1}, {Name: "feed", RefreshEvery: -60}} {
			_, err := r.SaveSource(ctx(t), ada, s)
			r.mustKind(err, fault.Invalid)
		}
		_, err := r.SaveSource(ctx(t), ada, Source{Name: "feed", RefreshEvery: LeastRefresh})
		r.must(err)
	})
}

func TestStateOfASourceIsNotedOnlyForTheWayItWasRead(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		read := r.source("feed")
		r.must(r.SourceRead(ctx(t), ada, read, "csv", "tag", "yesterday"))
		s, err := r.SourceNamed(ctx(t), "feed")
		r.must(err)
		if s.Kind != "csv" || s.ETag != "tag" || s.LastModified != "yesterday" {
			t.Errorf("%+v", s)
		}
		_, err = r.ChangeSource(ctx(t), ada, "feed", func(to *Source) { before := *to; to.Zone = "Europe/Madrid"; to.Renew(before) })
		r.must(err)
		r.must(r.SourceRead(ctx(t), ada, s, "csv", "tag", "today"))
		if s, err = r.SourceNamed(ctx(t), "feed"); err != nil || s.ETag != "" || s.LastModified != "" || s.Zone != "Europe/Madrid" {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

// TestThousandsOfOrganisationsComeInChunks has more of them than one statement takes parameters.
func TestThousandsOfOrganisationsComeInChunks(t *testing.T) {
	const n = 20_000
	each(t, func(t *testing.T, r *rig) {
		m, err := r.StartImport(ctx(t), ada, r.source("feed"), ImportOptions{})
		r.must(err)
		for i := range n { // each stands below one that comes later
			o := &OrganisationDraft{NativeID: fmt.Sprint("o", i), Organisation: Organisation{Name: fmt.Sprint("Area ", i)}}
			if i+1 < n {
				o.Parent = fmt.Sprint("o", n-1-(n-1-i)/8)
			}
			r.must(m.Draft(ctx(t), Draft{Organisation: o}))
		}
		d := meeting("1", "A", "A")
		d.Group.Organisation = "o0"
		r.must(m.Draft(ctx(t), d))
		r.must(m.flush(ctx(t)))
		if all, err := r.Bodies(ctx(t)); err != nil || len(all) != 0 {
			t.Fatalf("%d organisations show before the import is in, %v", len(all), err)
		}
		_, _, err = m.Finish(ctx(t))
		r.must(err)
		r.must(r.Load(ctx(t)))
		if got := r.count(`SELECT COUNT(*) FROM listing WHERE kind = 'organisation'`); got != n {
			t.Fatalf("%d organisations", got)
		}
		if got := r.count(`SELECT COUNT(*) FROM listing WHERE kind = 'organisation' AND parent_id IS NULL`); got != 1 {
			t.Fatalf("%d have nothing above them", got)
		}
		if above := r.public("a").Organisations; len(above) < 3 || above[0].Content.Title() != "Area 0" {
			t.Fatalf("above stand %v", above)
		}
	})
}
