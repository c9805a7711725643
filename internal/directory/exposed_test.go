package directory

import (
	"slices"
	"strings"
	"testing"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/schedule"
)

// elm is the home at 12 Elm Street.
func elm() *Venue {
	return &Venue{Name: "The Larches", Street: "12 Elm Street", Locality: "Oakland", Region: "CA", Postal: "94610"}
}

// elmGroup enters a grief group that meets there on second Tuesdays and says so everywhere.
func (r *rig) elmGroup() (group, meeting, venue Listing) {
	r.t.Helper()
	group = r.add(Entered{Content: &Group{Name: "Grief at 12 Elm Street", About: "Ring at number 12.", FirstTime: "Come to the Larches."}})
	venue = r.add(Entered{Content: elm()})
	meeting = r.add(Entered{Parent: group.ID, Venue: venue.ID, Content: &Meeting{Name: "Grief at 12 Elm Street", Attend: "in_person", Notes: "Elm St., first door.",
		Room: "Kitchen", Schedule: schedule.Schedule{Repeats: schedule.Monthly, Nth: 2, Weekday: 2, Start: 19 * 60, Zone: "America/Los_Angeles"}}})
	return group, meeting, venue
}

func (r *rig) exposed(id string, was ...*Venue) (fields []string, lone int) {
	r.t.Helper()
	e, err := r.Exposed(ctx(r.t), ada, id, was...)
	r.must(err)
	for _, t := range e.Telling {
		fields = append(fields, string(t.Listing.Kind)+"."+t.Field)
	}
	return fields, len(e.Lone)
}

func TestWordsThatTellAPlaceAreFound(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		group, meeting, venue := r.elmGroup()
		want := []string{"group.name", "group.about", "group.first_time", "group.slug", "meeting.name", "meeting.notes", "meeting.slug"}
		for _, id := range []string{group.ID, meeting.ID, venue.ID} {
			if got, lone := r.exposed(id, elm()); !slices.Equal(got, want) || lone != 1 {
				t.Errorf("found %v, %d groups without a contact", got, lone)
			}
		}
		if got, lone := r.exposed(venue.ID); len(got)+lone > 0 {
			t.Errorf("a public place is asked about: %v", got)
		}
		_, err := r.Exposed(ctx(t), anyone, venue.ID, elm())
		r.mustKind(err, fault.Forbidden)
		r.mustKind(r.Reword(ctx(t), anyone, Rewording{Listing: group.ID, Words: map[string]string{"name": "X"}}), fault.Forbidden)
	})
}

// elmSecrets tell where 12 Elm Street is.
var elmSecrets = []string{"Elm", "elm", "number 12", "Larches"}

// elmNowhere looks for them in every column and in the index.
func (r *rig) elmNowhere() {
	r.t.Helper()
	for table, columns := range textColumns {
		for _, column := range append(columns, map[string][]string{"listing": {"native_id"}, "import_problem": {"at"}}[table]...) {
			for _, secret := range elmSecrets {
				if n := r.count(`SELECT COUNT(*) FROM ` + table + ` WHERE ` + column + ` LIKE '%` + secret + `%'`); n > 0 {
					r.t.Errorf("%s.%s holds %q", table, column, secret)
				}
			}
		}
	}
	for _, secret := range elmSecrets {
		if a := r.found(secret); a.Total > 0 && !strings.Contains(secret, "12") {
			r.t.Errorf("search finds %q", secret)
		}
	}
}

func TestAPlaceIsTakenOutOfWordsAndAddresses(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		group, meeting, venue := r.elmGroup()
		r.edit(meeting.ID, func(in *Entered) { in.Content.(*Meeting).Notes = "Elm Street, second door." })
		r.must(r.Reword(ctx(t), ada,
			Rewording{Listing: group.ID, Words: map[string]string{"name": "Grief on Tuesdays", "about": "", "first_time": "Come early.", "slug": ""}},
			Rewording{Listing: meeting.ID, Words: map[string]string{"name": "Grief on Tuesdays", "notes": "Ring twice.", "slug": "Second Tuesdays!"}}))
		r.edit(venue.ID, func(in *Entered) { in.Content.(*Venue).Shown = OnContact })
		if got, _ := r.exposed(venue.ID); len(got) > 0 {
			t.Errorf("still told by %v", got)
		}
		r.elmNowhere()
		_, err := r.Public(ctx(t), KindMeeting, "grief-at-12-elm-street")
		r.mustKind(err, fault.NotFound)
		_, err = r.Public(ctx(t), KindGroup, "grief-at-12-elm-street")
		r.mustKind(err, fault.NotFound)
		w := r.public("second-tuesdays")
		if w.MovedTo != "" || w.Group.Slug != "grief-on-tuesdays" || w.Meeting().Room != "Kitchen" || w.Listing.Number != meeting.Number {
			t.Errorf("the meeting is %+v of %s", w.Meeting(), w.Group.Slug)
		}
		if r.found("grief on tuesdays").Total != 1 {
			t.Error("it is not found by its new name")
		}
		look, err := r.Look(ctx(t), ada, meeting.ID)
		r.must(err)
		for _, c := range look.History {
			if c.Before+c.After != "" && slices.Contains([]string{"name", "notes", "slug"}, c.Field) {
				t.Errorf("the history keeps %+v", c)
			}
		}
	})
}

func TestATakenAddressIsNotGivenTwice(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.add(Entered{Content: &Group{Name: "Grief"}})
		g := r.add(Entered{Content: &Group{Name: "Grief at 12 Elm Street"}})
		r.must(r.Reword(ctx(t), ada, Rewording{Listing: g.ID, Words: map[string]string{"slug": "grief"}}))
		_, l := r.entered(g.ID)
		if l.Slug == "grief" || !strings.HasPrefix(l.Slug, "grief-") {
			t.Errorf("its address is %q", l.Slug)
		}
		r.mustKind(r.Reword(ctx(t), ada, Rewording{Listing: g.ID, Words: map[string]string{"slug": "x", "name": ""}}), fault.Invalid)
		if _, again := r.entered(g.ID); again.Slug != l.Slug {
			t.Error("a rewording that is refused changed something")
		}
	})
}

// TestASourceDoesNotTellAgainWhatWasTakenOut has the source go on to say where it is, by name, slug and id.
func TestASourceDoesNotTellAgainWhatWasTakenOut(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("grief-at-12-elm-street", "Grief at 12 Elm Street", "Grief at 12 Elm Street")
		d.Where, d.Group.NativeID, d.Meeting.Slug, d.Venue = "/0", "g", "grief-at-12-elm-street", &VenueDraft{Venue: *elm()}
		d.Meeting.Notes = "Elm St., first door."
		r.take("feed", d, meeting("2", "B", "B"))
		r.take("feed", d, d, meeting("2", "B", "B")) // reports that it is there twice
		w := r.public("grief-at-12-elm-street")
		words := map[string]string{"name": "Grief on Tuesdays", "slug": ""}
		r.must(r.Reword(ctx(t), ada, Rewording{Listing: w.Group.ID, Words: words}, Rewording{Listing: w.Listing.ID, Words: words}))
		r.edit(w.Venue.ID, func(in *Entered) { in.Content.(*Venue).Shown = OnContact })
		r.elmNowhere()
		r.cannotBeGuessed()
		for i, change := range []func(*Draft){
			func(*Draft) {},
			func(d *Draft) { d.Meeting.Schedule.Start = 20 * 60 },
			func(d *Draft) { d.Venue.Street = "12, Elm Street"; d.Meeting.Notes = "" },
			func(d *Draft) {
				d.Meeting.NativeID, d.Meeting.Slug = "second-grief-at-12-elm-street", "second-grief-at-12-elm-street"
			},
		} {
			next := d
			venue, m := *d.Venue, *d.Meeting
			next.Venue, next.Meeting = &venue, &m
			change(&next)
			r.noted("feed", next, meeting("2", "B", "B"))
			if r.elmNowhere(); t.Failed() {
				t.Fatalf("after change %d", i)
			}
			if got := r.found("grief on tuesdays").Total; i < 3 && got != 1 {
				t.Fatalf("after change %d there are %d", i, got)
			}
		}
	})
}

// cannotBeGuessed sees to it that nothing Kith made from a row, such as a fingerprint of an id that told the street, is
// shown as where a listing comes from: whoever tries numbers would know the right one.
func (r *rig) cannotBeGuessed() {
	r.t.Helper()
	all := 0
	look := func(where string, sources []index.Source) {
		for _, src := range sources {
			all++
			if strings.HasPrefix(src.ID, "~") || src.ID == hidden("grief-at-12-elm-street") {
				r.t.Errorf("%s shows %q", where, src.ID)
			}
		}
	}
	r.Index().All(func(e *index.Entry) bool {
		look("the index", e.Sources)
		return true
	})
	var slugs []string
	for w, err := range r.AllMeetings(ctx(r.t)) {
		r.must(err)
		look("a feed", w.Sources)
		slugs = append(slugs, w.Listing.Slug)
	}
	for _, slug := range slugs {
		look("a page", r.public(slug).Sources)
	}
	if all == 0 {
		r.t.Error("nothing was looked at")
	}
}

func TestWhatKithMadeOfARowIsNotShown(t *testing.T) {
	for native, want := range map[string]string{
		"4711": "4711", "tuesday-noon": "tuesday-noon", "tuesday-noon@2": "tuesday-noon@2", "group:G00123456": "group:G00123456",
		hidden("grief-at-12-elm-street"): "", "~" + digest("a", "b"): "", "meeting:" + digest("12 elm street"): "", "group:" + digest("x"): "",
	} {
		if got := shownID(native); got != want {
			t.Errorf("%q is shown as %q, want %q", native, got, want)
		}
	}
}

// TestANewMeetingAtAHomeIsNotNamedAfterIt has a source bring another meeting to a place that is withheld here.
func TestANewMeetingAtAHomeIsNotNamedAfterIt(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "Grief", "Grief")
		d.Group.NativeID, d.Venue = "g", &VenueDraft{Venue: *elm()}
		r.take("feed", d)
		r.edit(r.public("grief").Venue.ID, func(in *Entered) { in.Content.(*Venue).Shown = OnContact })
		more := meeting("elm-street-12-again", "Grief", "Again at 12 Elm Street")
		more.Where, more.Group.NativeID, more.Venue = "/1", "g", &VenueDraft{Venue: *elm()}
		fine := meeting("12-elm-street-fine", "Grief", "Fine")
		fine.Where, fine.Group.NativeID, fine.Venue = "/2", "g", &VenueDraft{Venue: *elm()}
		ps := r.noted("feed", d, more, fine)
		if !slices.ContainsFunc(ps, func(p Problem) bool { return p.Skipped && p.Where == "/1" && p.Why == "import.why.name_tells_home" }) {
			t.Errorf("reported: %+v", ps)
		}
		r.elmNowhere()
		if r.found("fine").Total != 1 {
			t.Error("the other one did not come in")
		}
		if c := r.take("feed", d, fine); c.Unchanged != 2 {
			t.Errorf("imported again: %+v", c)
		}
	})
}

func TestWhatTellsAPlace(t *testing.T) {
	found := tracesOf(elm())
	for text, want := range map[string]bool{
		"Grief at 12 Elm Street": true, "grief-at-12-elm-street": true, "GRIEF, ELM ST.": true, "Elm Street grief": true, "Near Elm": true, "Ring at no. 12": true,
		"The larches": true, "94610": true, "12 Steps on Tuesdays": false, "Grief": false, "Elmhurst grief": false, "Street of hope": false, "Room 12": false, "": false,
	} {
		if got := slices.ContainsFunc(found, func(t traces) bool { return t.in(text) }); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	calle := tracesOf(&Venue{Address: "Calle del Olmo 7, Bilbao"})
	for text, want := range map[string]bool{"Duelo en Olmo 7": true, "Duelo, calle Olmo": true, "Duelo en el 7": false, "Calle mayor": false} {
		if got := calle[0].in(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for text, want := range map[string]bool{"Meets at 7 Oak Avenue": true, "Calle Mayor 3": true, "12 steps": false, "Avenue of hope": false, "7 pm": false} {
		if got := looksLikeAddress(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for _, v := range []*Venue{{}, {Name: "Home"}, {Street: "Street"}, {Postal: "----"}, {Name: "the"}} {
		for _, one := range tracesOf(v) {
			if one.in("anything at all") || one.in("") {
				t.Errorf("%+v is found everywhere: %+v", v, one)
			}
		}
	}
}

// TestADraftIsWithheldAsItSays takes in a place told on contact with all that must not be told still in it.
func TestADraftIsWithheldAsItSays(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		d := meeting("1", "Grief", "Grief")
		venue := elm()
		venue.Shown = OnContact
		d.Venue = &VenueDraft{Venue: *venue}
		r.take("feed", d)
		r.elmNowhere()
		w := r.public("grief")
		if got := w.Place(); got == nil || got.Street+got.Name+got.Postal != "" || got.Locality != "Oakland" {
			t.Errorf("the place is %+v", got)
		}
	})
}
