package groups

import (
	"testing"

	"kith/internal/directory"
	"kith/internal/people"
)

// TestWithheldInTwoStepsForgetsWhereItWas: a group first makes a venue of its own of the hall it shares, then withholds it. The history of
// its meeting does not name the hall any more.
func TestWithheldInTwoStepsForgetsWhereItWas(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		s := newStreet(v)
		version, in := s.renamed(s.hall, "Town hall, our room")
		own, err := s.dir.Edit(ctx, s.ana, s.hall, version, in)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.dir.Withhold(ctx, s.ana, s.friday); err != nil {
			t.Fatal(err)
		}
		if now := s.look(s.friday).Listing.Venue; now != own.ID {
			t.Fatal("another venue ", now)
		}
		if n := v.count(`SELECT COUNT(*) FROM change WHERE listing_id = $1 AND field = 'venue' AND before LIKE $2`, s.friday, "%"+s.hall+"%"); n > 0 {
			t.Errorf("the history of the meeting still says that it was at the hall (%d lines), whose address is public", n)
		}
	})
}

// TestHistoryNamesNobodyOfAnotherSpace: who of another group changed a venue is hidden, though the space is of one kind.
func TestHistoryNamesNobodyOfAnotherSpace(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		s := newStreet(v)
		// Ana adds a venue and meets there; Bo's group comes to it as to any public place; Ana's meeting goes elsewhere.
		place, err := s.dir.Add(ctx, s.ana, directory.Entered{Content: &directory.Venue{Name: "New house", Street: "9 Elm", Locality: "Bonn"}})
		if err != nil {
			t.Fatal(err)
		}
		move := func(by people.Actor, meeting, venue string) {
			t.Helper()
			l := s.look(meeting).Listing
			if _, err := s.dir.Edit(ctx, by, meeting, l.Version, directory.Entered{Content: l.Content, Parent: l.Parent, Venue: venue}); err != nil {
				t.Fatal(err)
			}
		}
		move(s.ana, s.friday, place.ID)
		move(s.bo, s.theirs, place.ID)
		move(s.ana, s.friday, s.own)
		w, err := s.dir.Look(ctx, s.bo, place.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range w.History {
			if c.By == s.ana.Persona {
				t.Errorf("Bo reads the id of a persona of another space: %+v", c)
			}
		}
	})
}
