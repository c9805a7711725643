package directory

import (
	"strings"
	"testing"

	"kith/internal/fault"
)

// offered is what the source offers for a field of a listing; "" when it offers nothing.
func (r *rig) offered(id, field string) string {
	r.t.Helper()
	w, err := r.Look(ctx(r.t), ada, id)
	r.must(err)
	return strings.Trim(string(w.Listing.Offered[field]), `"`)
}

func TestWhereTheSourceHasAMovedMeetingIsOffered(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "Walking Through", "Walking Through")
		r.take("feed", d)
		was := r.public("walking-through").Listing
		g := r.add(Entered{Content: &Group{Name: "Evening Grief"}})
		v := r.add(Entered{Content: &Venue{Name: "Library", Street: "2 Main Street", Locality: "Oakland"}})
		r.edit(was.ID, func(in *Entered) { in.Parent, in.Venue = g.ID, v.ID })
		stands := func(when string) {
			t.Helper()
			l := r.public("walking-through").Listing
			if l.Parent != g.ID || l.Venue != v.ID {
				t.Fatalf("%s it stands in %s at %s", when, l.Parent, l.Venue)
			}
			if got := r.offered(l.ID, "parent"); got != was.Parent {
				t.Errorf("%s the group %q is offered, want %s", when, got, was.Parent)
			}
			if got := r.offered(l.ID, "venue"); got != was.Venue {
				t.Errorf("%s the place %q is offered, want %s", when, got, was.Venue)
			}
		}
		stands("once moved")
		r.take("feed", d)
		stands("after the same again")
		d.Meeting.Formats = []string{"discussion"}
		r.take("feed", d)
		stands("after a change")

		w, err := r.Look(ctx(t), ada, was.ID)
		r.must(err)
		if p := w.Named[was.Parent]; p == nil || p.Content.Title() != "Walking Through" {
			t.Errorf("the group that is offered has no name: %v", w.Named)
		}
		r.must(r.TakeOffered(ctx(t), ada, was.ID, "venue"))
		r.must(r.TakeOffered(ctx(t), ada, was.ID, "parent"))
		r.must(r.CatchUp(ctx(t)))
		l := r.public("walking-through").Listing
		if l.Parent != was.Parent || l.Venue != was.Venue || len(l.Corrected)+len(l.Offered) > 0 {
			t.Fatalf("after taking the source's: %+v", l)
		}
		if r.found("montecito").Total != 1 {
			t.Error("search does not find it at the source's place")
		}
	})
}

func TestTheSourceMovesAMeetingThatAPersonMoved(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "A", "A")
		r.take("feed", d)
		id := r.public("a").Listing.ID
		v := r.add(Entered{Content: &Venue{Name: "Library", Street: "2 Main Street", Locality: "Oakland"}})
		r.edit(id, func(in *Entered) { in.Venue = v.ID })
		d.Venue = nil
		r.take("feed", d)
		if got := r.offered(id, "venue"); got != "null" {
			t.Fatalf("the source has no place; offered is %q", got)
		}
		d.Venue = &VenueDraft{Venue: Venue{Name: "Town Hall", Street: "1 Square", Locality: "Oakland"}}
		r.take("feed", d)
		r.must(r.TakeOffered(ctx(t), ada, id, "venue"))
		if w := r.public("a"); w.Place().Name != "Town Hall" {
			t.Fatalf("it is at %q", w.Place().Name)
		}
		r.mustKind(r.TakeOffered(ctx(t), ada, id, "venue"), fault.NotFound)
	})
}

// TestTheHomeThatAMeetingLeftIsNotOffered moves a meeting of a source to a place of which nothing is told.
func TestTheHomeThatAMeetingLeftIsNotOffered(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := millers()
		r.take("feed", d)
		id := r.public("evening-grief").Listing.ID
		v := r.add(Entered{Content: &Venue{Locality: "Oakland", Shown: OnContact}})
		r.edit(id, func(in *Entered) { in.Venue = v.ID })
		none := func() {
			t.Helper()
			if got := r.offered(id, "venue"); got != "" {
				t.Fatalf("offered is %q", got)
			}
			r.nowhere()
		}
		none()
		d.Meeting.Schedule.Start = 20 * 60
		r.take("feed", d)
		none()
		d.Venue.Street, d.Venue.NativeID = "17, Zanzibar Terrace", ""
		r.take("feed", d)
		none()
	})
}
