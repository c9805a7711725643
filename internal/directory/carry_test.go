package directory

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/schedule"
)

// at is a draft as a source without ids tells it: at another time it is another meeting.
func at(name string, day time.Weekday, hour int) Draft {
	d := meeting(fmt.Sprint(name, day, hour), name, name)
	d.Meeting.Schedule.Weekday, d.Meeting.Schedule.Start = day, schedule.Clock(hour*60)
	return d
}

// noted imports drafts and gives what the import itself found wrong.
func (r *rig) noted(name string, drafts ...Draft) []Problem {
	r.t.Helper()
	m, err := r.StartImport(ctx(r.t), ada, r.source(name), ImportOptions{})
	r.must(err)
	for _, d := range drafts {
		r.must(m.Draft(ctx(r.t), d))
	}
	_, _, err = m.Finish(ctx(r.t))
	r.must(err)
	r.must(r.CatchUp(ctx(r.t)))
	return m.Noted()
}

func (r *rig) pairs() []Likeness {
	r.t.Helper()
	all, err := r.Alike(ctx(r.t), ada, 10)
	r.must(err)
	return all
}

func TestCorrectionsOfAMeetingThatMovedAreCarriedOver(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		other := at("Other", time.Friday, 12)
		r.take("feed", at("Evening", time.Monday, 18), other)
		old := r.public("evening").Listing
		library := r.add(Entered{Content: &Venue{Name: "Library", Locality: "Oakland"}})
		r.edit(old.ID, func(in *Entered) {
			m := *in.Content.(*Meeting)
			m.Name, m.Notes, m.Schedule.Start = "Evening circle", "Ring twice.", 18*60+15
			in.Content, in.Venue = &m, library.ID
		})
		ps := r.noted("feed", at("Evening", time.Monday, 20), at("Evening", time.Tuesday, 18), other)
		if len(ps) != 1 || ps[0].Skipped || ps[0].Why != "import.why.moved" || ps[0].Where != "Evening" || ps[0].Value != "MO 18:15 → MO 20:00" {
			t.Fatalf("reported: %+v", ps)
		}
		all := r.pairs()
		if len(all) != 1 || !all[0].Moved || all[0].One.ID != old.ID || !slices.Equal(all[0].Carried, []string{"name", "notes", "venue"}) {
			t.Fatalf("suggested: %+v", all)
		}
		id := all[0].Other.ID
		r.must(r.Carry(ctx(t), ada, old.ID, id))
		r.must(r.CatchUp(ctx(t)))
		w, err := r.Look(ctx(t), ada, id)
		r.must(err)
		if m := w.Meeting(); m.Name != "Evening circle" || m.Notes != "Ring twice." || m.Schedule.Start != 20*60 || w.Listing.Venue != library.ID {
			t.Fatalf("carried over: %+v at %s", m, w.Listing.Venue)
		}
		if string(w.Listing.Offered["name"]) != `"Evening"` || r.offered(id, "venue") != old.Venue || !slices.Equal(w.Listing.Corrected, []string{"name", "notes", "venue"}) {
			t.Fatalf("corrected %v, offered %s", w.Listing.Corrected, w.Listing.Offered)
		}
		if left := r.pairs(); len(left) != 0 {
			t.Fatalf("suggested again: %+v", left)
		}
		change := at("Evening", time.Monday, 20)
		change.Meeting.Name, change.Meeting.NativeID = "Evenings", fmt.Sprint("Evening", time.Monday, 20)
		r.take("feed", change, at("Evening", time.Tuesday, 18), other)
		if r.found("evening circle").Total != 1 {
			t.Fatal("the next import undid it")
		}
	})
}

func TestOnlyWhatSeemsToHaveMovedIsSuggested(t *testing.T) {
	other := at("Other", time.Friday, 12)
	elsewhere := at("Evening", time.Monday, 20)
	elsewhere.Venue = &VenueDraft{Venue: Venue{Name: "Library", Locality: "Oakland"}}
	unlike := at("Evening", time.Monday, 20)
	unlike.Meeting.Name = "Morning"
	for name, next := range map[string][]Draft{
		"another place": {elsewhere, other},
		"another name":  {unlike, other},
		"nothing new":   {other},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, r *rig) {
				r.take("feed", at("Evening", time.Monday, 18), other)
				r.edit(r.public("evening").Listing.ID, func(in *Entered) { in.Content.(*Meeting).Notes = "Ring twice." })
				if ps := r.noted("feed", next...); len(ps) != 0 {
					t.Errorf("reported: %+v", ps)
				}
				if all := r.pairs(); len(all) != 0 {
					t.Errorf("suggested: %+v", all)
				}
			})
		})
	}
	each(t, func(t *testing.T, r *rig) { // nothing was corrected but the time
		r.take("feed", at("Evening", time.Monday, 18), other)
		r.edit(r.public("evening").Listing.ID, func(in *Entered) {
			m := *in.Content.(*Meeting)
			m.Schedule.Start = 19 * 60
			in.Content = &m
		})
		if ps := r.noted("feed", at("Evening", time.Monday, 20), other); len(ps)+len(r.pairs()) != 0 {
			t.Errorf("reported: %+v", ps)
		}
	})
}

func TestAMoveThatIsNoneIsDismissedForGood(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		other := at("Other", time.Friday, 12)
		r.take("feed", at("Evening", time.Monday, 18), other)
		old := r.public("evening").Listing.ID
		r.edit(old, func(in *Entered) { in.Content.(*Meeting).Notes = "Ring twice." })
		r.take("feed", at("Evening", time.Monday, 20), other)
		pair := r.pairs()[0]
		r.mustKind(r.Carry(ctx(t), ada, pair.Other.ID, pair.One.ID), fault.Invalid)
		r.must(r.Different(ctx(t), ada, pair.One.ID, pair.Other.ID))
		if all := r.pairs(); len(all) != 0 {
			t.Fatalf("suggested again: %+v", all)
		}
		if m := r.public(pair.Other.Slug); m.Meeting().Notes != "" {
			t.Fatalf("carried all the same: %q", m.Meeting().Notes)
		}
	})
}

// TestAHeldImportSuggestsOnceItIsIn decides a held import in both ways.
func TestAHeldImportSuggestsOnceItIsIn(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		other := at("Other", time.Friday, 12)
		r.take("feed", at("Evening", time.Monday, 18), other)
		r.edit(r.public("evening").Listing.ID, func(in *Entered) { in.Content.(*Meeting).Notes = "Ring twice." })
		hold := func() {
			_, held, err := r.tryTake("feed", ImportOptions{Hold: true}, at("Evening", time.Monday, 20), other)
			r.must(err)
			if !held || len(r.pairs()) != 0 {
				t.Fatal("suggested before it is in")
			}
		}
		hold()
		is, err := r.Imports(ctx(t), ada, 1)
		r.must(err)
		r.must(r.Discard(ctx(t), ada, is[0].ID))
		hold()
		r.accept("feed")
		if len(r.pairs()) != 1 {
			t.Fatal("not suggested once it is in")
		}
	})
}
