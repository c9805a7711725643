package directory

import (
	"testing"

	"kith/internal/fault"
	"kith/internal/place"
	"kith/internal/schedule"
)

// homeGroup is a grief group that meets in a home on second Tuesdays.
func (r *rig) homeGroup(shown Shown) (meetingID, venueID string) {
	g := r.add(Entered{Content: &Group{Name: "Evening Grief", Concerns: []string{"grief"}}})
	v := r.add(Entered{Content: &Venue{Name: "The Millers", Street: "17 Zanzibar Terrace", Locality: "Oakland", Region: "California",
		Country: "US", Postal: "94602", At: &place.Point{Lat: 37.804512, Lng: -122.201234}, Directions: "Red door", Shown: shown, Hint: "Near Dimond Park"}})
	m := r.add(Entered{Parent: g.ID, Venue: v.ID, Content: &Meeting{Name: "Evening Grief", Attend: "in_person", Schedule: schedule.Schedule{
		Repeats: schedule.Monthly, Nth: 2, Weekday: 2, Start: 19 * 60, Duration: 90, Zone: "America/Los_Angeles"}}})
	return m.ID, v.ID
}

// secrets are pieces of the withheld place.
var secrets = []string{"Miller", "Zanzibar", "94602", "37.804512", "122.201234", "Red door"}

// nowhere looks for the secrets in every column of every table, and in the index.
func (r *rig) nowhere() {
	r.t.Helper()
	for _, table := range []string{"listing", "change", "import_row", "import_problem", "doubt"} {
		for _, secret := range secrets {
			for _, column := range textColumns[table] {
				if n := r.count(`SELECT COUNT(*) FROM ` + table + ` WHERE ` + column + ` LIKE '%` + secret + `%'`); n > 0 {
					r.t.Errorf("%s.%s holds %q", table, column, secret)
				}
			}
		}
	}
	for _, secret := range secrets {
		if r.found(secret).Total > 0 {
			r.t.Errorf("search finds %q", secret)
		}
	}
}

var textColumns = map[string][]string{"listing": {"content", "offered", "slug"}, "change": {"before", "after"}, "import_row": {"draft"},
	"import_problem": {"value"}, "doubt": {"words"}}

func TestPlacesOfMeetingsAndOfTheirGroups(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.homeGroup(OnContact)
		for _, kind := range []Kind{KindMeeting, KindGroup, KindVenue} {
			all, err := r.Find(ctx(t), ada, kind, "", 10)
			if err != nil || len(all) != 1 {
				t.Fatalf("%s: %v %v", kind, all, err)
			}
			places, err := r.Places(ctx(t), ada, all)
			if err != nil {
				t.Fatal(err)
			}
			if of := places[all[0].ID]; kind != KindVenue && (len(of) != 1 || of[0].Locality != "Oakland") {
				t.Errorf("a %s is at %v", kind, of)
			}
		}
	})
}

func TestHomeIsWithheldFromTheStart(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.homeGroup(OnContact)
		r.nowhere()
		a := r.found("evening grief")
		if a.Total != 1 || !a.Hits[0].Entry.Withheld || a.Hits[0].Entry.Hint != "Near Dimond Park" || a.Hits[0].Entry.Locality != "Oakland" {
			t.Fatalf("found %+v", a.Hits)
		}
		if day := a.Hits[0].Next; day.Format("2006-01-02") != "2026-12-08" {
			t.Fatalf("next %s", day)
		}
	})
}

func TestHomeWithheldLaterTakesEarlierValuesAlong(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		_, venue := r.homeGroup(Public)
		r.edit(venue, func(in *Entered) { in.Content.(*Venue).Street = "19 Zanzibar Terrace" })
		if r.found("zanzibar").Total != 1 {
			t.Fatal("a public place is not found")
		}
		r.edit(venue, func(in *Entered) { in.Content.(*Venue).Shown = OnContact })
		r.nowhere()
		w, err := r.Look(ctx(t), ada, venue)
		r.must(err)
		for _, c := range w.History {
			if c.Field == "street" {
				r.mustKind(r.Undo(ctx(t), ada, c.ID), fault.Conflict)
			}
		}
	})
}

func TestApproximatePlaceCannotBeGotBack(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.homeGroup(Approximate)
		r.nowhere()
		e := r.found("evening grief").Hits[0].Entry
		km := place.Distance(e.At, place.Point{Lat: 37.804512, Lng: -122.201234})
		if !e.Located || !e.Approximate || km == 0 || km > 3 {
			t.Fatalf("at %+v, %v km away", e.At, km)
		}
	})
}

func TestImportDoesNotBringBackAWithheldPlace(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "Evening Grief", "Evening Grief")
		d.Venue.Name, d.Venue.Street, d.Venue.Postal, d.Venue.Directions = "The Millers", "17 Zanzibar Terrace", "94602", "Red door"
		d.Venue.At = &place.Point{Lat: 37.804512, Lng: -122.201234}
		d.Meeting.Notes = "Ring at the Millers on Zanzibar Terrace"
		r.take("feed", d)
		venue := r.public("evening-grief").Venue.ID
		r.edit(venue, func(in *Entered) { in.Content.(*Venue).Shown = OnContact })
		r.nowhere()

		d.Meeting.Schedule.Start = 20 * 60
		r.take("feed", d)
		r.nowhere()

		d.Venue.Street = "17, Zanzibar Terrace" // spelt otherwise: another venue to the source
		r.take("feed", d)
		r.nowhere()

		d.Meeting.NativeID, d.Venue.Street = "2", "17 Zanzibar Terr." // and under another id
		d.Meeting.Name = "Evening Grief too"
		r.take("feed", d)
		r.nowhere()
		if r.found("evening grief").Total != 1 {
			t.Fatalf("found %d", r.found("evening grief").Total)
		}
	})
}

func TestLinksForMembersAreNotPublic(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		g := r.add(Entered{Content: &Group{Name: "G"}})
		m := r.add(Entered{Parent: g.ID, Content: &Meeting{Name: "M", Attend: "online", JoinURL: "https://meet.example.org/x", PassCode: "1234", JoinFor: "members"}})
		if w := r.public("m"); w.Meeting().JoinURL != "" || w.Meeting().PassCode != "" {
			t.Fatal("a link for members is public")
		}
		if g, err := r.Public(ctx(t), KindGroup, "g"); err != nil || g.Below[0].Content.(*Meeting).JoinURL != "" {
			t.Fatal("a link for members is public on the group's page")
		}
		if in, _ := r.entered(m.ID); in.Content.(*Meeting).JoinURL == "" {
			t.Fatal("the link is lost")
		}
	})
}
