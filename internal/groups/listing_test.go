package groups

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// street is a village with two groups that have spaces: Tuesday grief meets on Mondays at a venue of its own and on Fridays
// in a hall where the other group meets too. The other group also meets at a home that it does not tell.
type street struct {
	*village
	own, hall, home       string // venues
	monday, friday        string // meetings of Tuesday grief
	other, theirs, atHome string // the other group and its meetings
	otherSpace            string
	steward, ana, bo      people.Actor // ana keeps the listing of Tuesday grief, bo that of the other group
	plain, leaver         people.Actor
}

func (v *village) add(c directory.Content, parent, venue string) string {
	v.t.Helper()
	l, err := v.dir.Add(v.t.Context(), people.Operator(), directory.Entered{Content: c, Parent: parent, Venue: venue})
	if err != nil {
		v.t.Fatal(err)
	}
	return l.ID
}

func weekly(name string, day time.Weekday) *directory.Meeting {
	return &directory.Meeting{Name: name, Attend: "in_person", Schedule: schedule.Schedule{Repeats: schedule.Weekly, Weekday: day, Start: 19 * 60, Zone: "Europe/Berlin"}}
}

func newStreet(v *village) *street {
	v.t.Helper()
	s := &street{village: v}
	s.own = v.add(&directory.Venue{Name: "Our house", Street: "3 Oak Lane", Locality: "Bonn"}, "", "")
	s.hall = v.add(&directory.Venue{Name: "Town hall", Street: "1 Square", Locality: "Bonn"}, "", "")
	s.home = v.add(&directory.Venue{Locality: "Bonn", Shown: directory.OnContact, Hint: "Ask us."}, "", "")
	s.other = v.add(&directory.Group{Name: "Other circle", Concerns: []string{"grief"}}, "", "")
	s.monday = v.add(weekly("Monday", time.Monday), v.listing, s.own)
	s.friday = v.add(weekly("Friday", time.Friday), v.listing, s.hall)
	s.theirs = v.add(weekly("Their Friday", time.Friday), s.other, s.hall)
	s.atHome = v.add(weekly("Their Sunday", time.Sunday), s.other, s.home)
	s.steward = s.enrols("Stella")
	s.ana = v.founds("Ana")
	s.plain = v.founds("Pia")
	if err := v.LayDown(v.t.Context(), s.plain, Founder); err != nil {
		v.t.Fatal(err)
	}
	s.plain.Roles = nil
	s.leaver = v.founds("Leo")
	if err := v.LayDown(v.t.Context(), s.leaver, Founder); err != nil { // the actor still believes to hold it
		v.t.Fatal(err)
	}
	space, token := v.open(s.other, "open-circle")
	s.otherSpace = space
	var err error
	if s.bo, err = v.comes("Bo", Way{Space: space, Invitation: token}, 1); err != nil {
		v.t.Fatal(err)
	}
	return s
}

// enrols is a new steward of the clearinghouse.
func (s *street) enrols(name string) people.Actor {
	s.t.Helper()
	ctx := s.t.Context()
	path, err := s.persons.InviteSteward(ctx, people.Operator(), name)
	if err != nil {
		s.t.Fatal(err)
	}
	space, token, _ := strings.Cut(strings.TrimPrefix(path, "/g/"), "/join/")
	offer, err := s.persons.OfferCard(ctx, space, name, "")
	if err != nil {
		s.t.Fatal(err)
	}
	in, err := s.persons.EnterWithCard(ctx, space, offer.Code, people.Keys{}, false, s.persons.Invited(space, token))
	if err != nil {
		s.t.Fatal(err)
	}
	by, _, err := s.persons.Who(ctx, space, in.Token)
	if err != nil {
		s.t.Fatal(err)
	}
	return by
}

// look reads a listing as the operator sees it.
func (s *street) look(id string) directory.Whole {
	s.t.Helper()
	w, err := s.dir.Look(s.t.Context(), people.Operator(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return w
}

// renamed is the content of a listing under another name.
func (s *street) renamed(id, name string) (int64, directory.Entered) {
	l := s.look(id).Listing
	fields, err := directory.FieldsOf(l.Content)
	if err != nil {
		s.t.Fatal(err)
	}
	fields["name"], _ = json.Marshal(name)
	content, err := directory.ContentOf(l.Kind, fields)
	if err != nil {
		s.t.Fatal(err)
	}
	return l.Version, directory.Entered{Content: content, Parent: l.Parent, Venue: l.Venue}
}

// deeds are the exported operations of the directory that somebody does to a listing.
func (s *street) deeds() map[string]func(by people.Actor, id string) error {
	c, d := s.t.Context(), s.dir
	return map[string]func(by people.Actor, id string) error{
		"Edit": func(by people.Actor, id string) error {
			version, in := s.renamed(id, "Renamed "+store.NewPersonID()[:8])
			_, err := d.Edit(c, by, id, version, in)
			return err
		},
		"SetState": func(by people.Actor, id string) error {
			if err := d.SetState(c, by, id, directory.Unpublished); err != nil {
				return err
			}
			return d.SetState(c, by, id, directory.Published)
		},
		"Verify":  func(by people.Actor, id string) error { return d.Verify(c, by, id, directory.ByGroup) },
		"Confirm": func(by people.Actor, id string) error { return d.Confirm(c, by, id) },
		"Look":    func(by people.Actor, id string) error { _, err := d.Look(c, by, id); return err },
		"Exposed": func(by people.Actor, id string) error { _, err := d.Exposed(c, by, id); return err },
		"TakeOffered": func(by people.Actor, id string) error {
			return allowed(d.TakeOffered(c, by, id, "name"), "listing.nothing_offered")
		},
		"Undo": func(by people.Actor, id string) error {
			version, in := s.renamed(id, "Renamed "+store.NewPersonID()[:8])
			if _, err := d.Edit(c, people.Operator(), id, version, in); err != nil {
				s.t.Fatal(err)
			}
			return d.Undo(c, by, s.look(id).History[0].ID)
		},
		"Reword": func(by people.Actor, id string) error {
			return d.Reword(c, by, directory.Rewording{Listing: id, Words: map[string]string{"name": "Reworded " + store.NewPersonID()[:8]}})
		},
		"Answer": func(by people.Actor, id string) error {
			l := s.look(id).Listing
			if err := d.Tell(c, l.Kind, l.Slug, "time", ""); err != nil {
				s.t.Fatal(err)
			}
			all, err := d.Doubts(c, people.Operator())
			if err != nil {
				s.t.Fatal(err)
			}
			i := slices.IndexFunc(all, func(x directory.Doubt) bool { return x.Listing == id })
			err = d.Answer(c, by, all[i].ID, "Done.")
			if err != nil {
				if kept := d.Answer(c, people.Operator(), all[i].ID, ""); kept != nil {
					s.t.Error("a refused answer closed the doubt:", kept)
				}
			}
			return err
		},
		"Withhold": func(by people.Actor, id string) error { return d.Withhold(c, by, id) },
		"Add": func(by people.Actor, id string) error {
			_, err := d.Add(c, by, directory.Entered{Content: weekly("One more", time.Sunday), Parent: id})
			return err
		},
	}
}

// allowed takes an error that only who may do a thing gets to hear for none.
func allowed(err error, key string) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Key == key {
		return nil
	}
	return err
}

// suits are the kinds of listings that a deed is done to.
var suits = map[string][]string{
	"Confirm": {"group"}, "Withhold": {"meeting"}, "Add": {"group"}, "Reword": {"group", "meeting"}, "Answer": {"group", "meeting"},
}

// TestWhoMayDoWhatToAListing is every operation on a listing × whose listing it is × who does it.
func TestWhoMayDoWhatToAListing(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		own := map[string]string{"group": s.listing, "meeting": s.monday, "venue": s.own}
		others := map[string]string{"group": s.other, "meeting": s.theirs, "venue": s.home}
		ended := s.ana
		ended.Persona = s.leaver.Persona
		elsewhere := s.ana // a persona that claims another space
		elsewhere.Space = s.otherSpace
		for name, do := range s.deeds() {
			kinds := suits[name]
			if kinds == nil {
				kinds = []string{"group", "meeting", "venue"}
			}
			for _, kind := range kinds {
				for who, c := range map[string]struct {
					by   people.Actor
					id   string
					want fault.Kind // Internal: it is done
				}{
					"a group editor on another's":      {s.ana, others[kind], fault.NotFound},
					"another group's editor":           {s.bo, own[kind], fault.NotFound},
					"a member without a role":          {s.plain, own[kind], fault.Forbidden},
					"whose role ended":                 {s.leaver, own[kind], fault.Forbidden},
					"whose role ended, as an editor":   {ended, own[kind], fault.Forbidden},
					"an editor in another space":       {elsewhere, own[kind], fault.Forbidden},
					"a stranger":                       {people.Actor{}, own[kind], fault.Forbidden},
					"a stranger who says who they are": {people.Actor{Space: s.space, Persona: store.NewPersonID(), Roles: s.ana.Roles}, own[kind], fault.Forbidden},
				} {
					if name == "Look" && c.id == s.own && who == "another group's editor" {
						continue // it is public, as TestAVenueWhereOthersMeetStaysTheirs has it
					}
					before := s.look(c.id).Listing
					err := do(c.by, c.id)
					if name == "Undo" && err != nil {
						before = s.look(c.id).Listing // the deed changed it first, as the operator
					}
					if err == nil || fault.KindOf(err) != c.want {
						t.Errorf("%s %s by %s: %v, want %v", name, kind, who, err, c.want)
					}
					if after := s.look(c.id).Listing; after.Version != before.Version || after.State != before.State {
						t.Errorf("%s %s by %s was refused and changed it", name, kind, who)
					}
				}
				for who, by := range map[string]people.Actor{"its group": s.ana, "a steward": s.steward} {
					if err := do(by, own[kind]); err != nil {
						t.Errorf("%s %s by %s: %v", name, kind, who, err)
					}
					if name == "Withhold" { // told again
						_, in := s.renamed(s.own, "Our house")
						in.Content.(*directory.Venue).Shown = directory.Public
						if _, err := s.dir.Edit(t.Context(), by, s.own, s.look(s.own).Listing.Version, in); err != nil {
							t.Errorf("%s tells the place again: %v", who, err)
						}
					}
				}
			}
		}
	})
}

// TestTheWholeOfTheClearinghouseStaysWithStewards: imports, sources, merging and the like are not for groups. A new operation
// needs a place here, or among the deeds.
func TestTheWholeOfTheClearinghouseStaysWithStewards(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		c, d := t.Context(), s.dir
		whole := map[string]func(by people.Actor) error{
			"Places":    func(by people.Actor) error { _, err := d.Places(c, by, nil); return err },
			"Imports":   func(by people.Actor) error { _, err := d.Imports(c, by, 9); return err },
			"Import":    func(by people.Actor) error { _, err := d.Import(c, by, "x"); return err },
			"Problems":  func(by people.Actor) error { _, err := d.Problems(c, by, "x"); return err },
			"Unchanged": func(by people.Actor) error { _, err := d.Unchanged(c, by, directory.Source{}); return err },
			"StartImport": func(by people.Actor) error {
				_, err := d.StartImport(c, by, directory.Source{}, directory.ImportOptions{})
				return err
			},
			"Accept":     func(by people.Actor) error { return d.Accept(c, by, "x") },
			"Discard":    func(by people.Actor) error { return d.Discard(c, by, "x") },
			"SaveSource": func(by people.Actor) error { _, err := d.SaveSource(c, by, directory.Source{Name: "x"}); return err },
			"ChangeSource": func(by people.Actor) error {
				_, err := d.ChangeSource(c, by, "x", func(*directory.Source) {})
				return err
			},
			"Sources":      func(by people.Actor) error { _, err := d.Sources(c, by); return err },
			"SourceRead":   func(by people.Actor) error { return d.SourceRead(c, by, directory.Source{}, "", "", "") },
			"RemoveSample": func(by people.Actor) error { _, err := d.RemoveSample(c, by); return err },
			"Alike":        func(by people.Actor) error { _, err := d.Alike(c, by, 9); return err },
			"Different":    func(by people.Actor) error { return d.Different(c, by, s.monday, s.friday) },
			"Merge":        func(by people.Actor) error { return d.Merge(c, by, s.monday, s.friday) },
			"Part":         func(by people.Actor) error { return d.Part(c, by, s.monday) },
			"Carry":        func(by people.Actor) error { return d.Carry(c, by, s.monday, s.friday) },
			"Needs":        func(by people.Actor) error { _, err := d.Needs(c, by); return err },
		}
		for name, do := range whole {
			for who, by := range map[string]people.Actor{"a group's editor": s.ana, "a member": s.plain, "a stranger": {}} {
				if err := do(by); err == nil || fault.KindOf(err) != fault.Forbidden {
					t.Errorf("%s by %s: %v", name, who, err)
				}
			}
			if err := do(s.steward); name != "StartImport" && fault.KindOf(err) == fault.Forbidden && err != nil {
				t.Errorf("%s by a steward: %v", name, err)
			}
		}
		elsewhere := []string{
			"Find", "Doubts", // their own tests below
			"SettleOwn", // groups.Bring asks for it, which lets the operator alone
		}
		actor := reflect.TypeFor[people.Actor]()
		for m := range reflect.TypeOf(d).Methods() {
			takesActor := slices.ContainsFunc(slices.Collect(m.Type.Ins()), func(in reflect.Type) bool { return in == actor })
			if _, deed := s.deeds()[m.Name]; takesActor && !deed && whole[m.Name] == nil && !slices.Contains(elsewhere, m.Name) {
				t.Errorf("who may do %s is not tested", m.Name)
			}
		}
	})
}

// TestAVenueWhereOthersMeetStaysTheirs: what one group changes of it becomes a copy of its own.
func TestAVenueWhereOthersMeetStaysTheirs(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx := t.Context()
		for name, do := range s.deeds() {
			switch name {
			case "Edit", "Look", "Exposed", "Confirm", "Withhold", "Add", "Reword", "Answer":
				continue
			}
			if err := do(s.ana, s.hall); fault.KindOf(err) != fault.NotFound || err == nil {
				t.Errorf("%s of a shared venue: %v", name, err)
			}
		}
		w, err := s.dir.Look(ctx, s.ana, s.hall)
		if err != nil || !w.Shared || len(w.History) > 0 || len(w.Below) != 1 || w.Below[0].ID != s.friday {
			t.Fatalf("the shared venue shows %+v %v", w, err)
		}
		before := s.look(s.hall).Listing
		version, in := s.renamed(s.hall, "Town hall, back door")
		own, err := s.dir.Edit(ctx, s.ana, s.hall, version, in)
		if err != nil || own.ID == s.hall {
			t.Fatal(own.ID, err)
		}
		if after := s.look(s.hall).Listing; after.Version != before.Version || after.Content.Title() != before.Content.Title() {
			t.Errorf("the others' venue became %q", after.Content.Title())
		}
		if s.look(s.friday).Listing.Venue != own.ID || s.look(s.theirs).Listing.Venue != s.hall {
			t.Error("the meetings stand at the wrong places")
		}
		if _, err := s.dir.Edit(ctx, s.ana, s.hall, version, in); fault.KindOf(err) != fault.NotFound {
			t.Error("nobody of the group meets there any more:", err)
		}
	})
}

// TestAPlaceIsWithheldAtOnce: at a shared venue too, and nothing of the address is left of the group's meeting.
func TestAPlaceIsWithheldAtOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx := t.Context()
		for _, meeting := range []string{s.monday, s.friday, s.friday} {
			if err := s.dir.Withhold(ctx, s.ana, meeting); err != nil {
				t.Fatal(err)
			}
			w := s.look(meeting)
			place := w.Place()
			if !place.Withheld() || place.Street != "" || place.Name != "" || place.Locality != "Bonn" {
				t.Errorf("told: %+v", place)
			}
		}
		if w := s.look(s.theirs); w.Place().Street != "1 Square" {
			t.Error("the others' place went too")
		}
		for _, c := range append(s.look(s.monday).History, s.look(s.look(s.monday).Listing.Venue).History...) {
			if strings.Contains(c.Before+c.After, "Oak Lane") {
				t.Errorf("history tells %s %s", c.Before, c.After)
			}
		}
		for _, c := range s.look(s.friday).History {
			if strings.Contains(c.Before+c.After, s.hall) {
				t.Error("history tells where it was")
			}
		}
	})
}

// TestAGroupStaysWhereItIs: it moves its listing nowhere, no meeting into another group and none to a place that is not told.
func TestAGroupStaysWhereItIs(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx, d := t.Context(), s.dir
		above := v.add(&directory.Organisation{Name: "Area"}, "", "")
		version, in := s.renamed(s.listing, "Tuesday grief")
		in.Parent = above
		_, err := d.Edit(ctx, s.ana, s.listing, version, in)
		wantKind(t, err, fault.Forbidden)
		version, in = s.renamed(s.monday, "Monday")
		in.Parent = s.other
		_, err = d.Edit(ctx, s.ana, s.monday, version, in)
		wantKind(t, err, fault.Forbidden)
		in.Parent, in.Venue = s.listing, s.home
		_, err = d.Edit(ctx, s.ana, s.monday, version, in)
		wantKind(t, err, fault.Invalid)
		in.Venue = s.hall // public: everybody may meet there
		if _, err := d.Edit(ctx, s.ana, s.monday, version, in); err != nil {
			t.Error(err)
		}
		mine, err := d.Add(ctx, s.ana, directory.Entered{Content: &directory.Venue{Name: "New house", Locality: "Bonn"}})
		if err != nil {
			t.Fatal(err)
		}
		version, in = s.renamed(s.theirs, "Their Friday")
		in.Venue = mine.ID
		if _, err := d.Edit(ctx, s.bo, s.theirs, version, in); fault.KindOf(err) != fault.Invalid {
			t.Error("a place that another group prepares:", err)
		}
		if _, err := d.Add(ctx, s.ana, directory.Entered{Content: weekly("Wednesday", time.Wednesday), Parent: s.listing, Venue: mine.ID}); err != nil {
			t.Error(err)
		}
		for _, in := range []directory.Entered{
			{Content: &directory.Group{Name: "Another"}}, {Content: &directory.Group{Name: "Another"}, Parent: above},
			{Content: &directory.Organisation{Name: "Another"}}, {Content: weekly("Theirs", time.Monday), Parent: s.other},
		} {
			if _, err := d.Add(ctx, s.ana, in); fault.KindOf(err) != fault.NotFound {
				t.Errorf("added %T below %q: %v", in.Content, in.Parent, err)
			}
		}
		found, err := d.Find(ctx, s.ana, directory.KindVenue, "", 99)
		if err != nil || slices.ContainsFunc(found, func(l directory.Listing) bool { return l.ID == s.home }) || len(found) == 0 {
			t.Error("places to choose from:", found, err)
		}
		_, err = d.Find(ctx, s.ana, directory.KindGroup, "", 99)
		wantKind(t, err, fault.Forbidden)
	})
}

// TestWhatAStewardTookOffStaysOff until a steward puts it back. What the group took off it puts back itself.
func TestWhatAStewardTookOffStaysOff(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx, d := t.Context(), s.dir
		if err := d.SetState(ctx, s.steward, s.monday, directory.Retired); err != nil {
			t.Fatal(err)
		}
		wantKind(t, d.SetState(ctx, s.ana, s.monday, directory.Published), fault.Forbidden)
		wantKind(t, d.Undo(ctx, s.ana, s.look(s.monday).History[0].ID), fault.Forbidden)
		if err := d.SetState(ctx, s.steward, s.monday, directory.Published); err != nil {
			t.Fatal(err)
		}
		for _, to := range []directory.State{directory.Unpublished, directory.Published} {
			if err := d.SetState(ctx, s.ana, s.monday, to); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestReportsArriveAtTheGroup: what visitors tell of a listing is read by its group, and by no other.
func TestReportsArriveAtTheGroup(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx, d := t.Context(), s.dir
		if err := d.Tell(ctx, directory.KindMeeting, s.look(s.monday).Listing.Slug, "time", "It is at eight."); err != nil {
			t.Fatal(err)
		}
		mine, err := d.Doubts(ctx, s.ana)
		if err != nil || len(mine) != 1 || mine[0].Words != "It is at eight." {
			t.Fatal(mine, err)
		}
		if theirs, err := d.Doubts(ctx, s.bo); err != nil || len(theirs) != 0 {
			t.Error(theirs, err)
		}
		_, err = d.Doubts(ctx, s.plain)
		wantKind(t, err, fault.Forbidden)
		wantKind(t, d.Answer(ctx, s.bo, mine[0].ID, "No."), fault.NotFound)
		if err := d.Answer(ctx, s.ana, mine[0].ID, "Changed."); err != nil {
			t.Error(err)
		}
		if all, err := d.Doubts(ctx, s.steward); err != nil || len(all) != 0 {
			t.Error(all, err)
		}
	})
}

// TestAStewardsChangeStandsInTheRecord, and the group's own, with who did it. Other groups read nothing of either.
func TestAStewardsChangeStandsInTheRecord(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx := t.Context()
		acts := func(by people.Actor) (all []string) {
			recorded, err := s.Record(ctx, by, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range recorded {
				all = append(all, fmt.Sprintf("%s by %q outside %v", r.Act, r.By, r.Outside))
			}
			return all
		}
		theirs := len(acts(s.bo))
		if err := s.dir.Verify(ctx, s.steward, s.monday, "phone"); err != nil {
			t.Fatal(err)
		}
		version, in := s.renamed(s.own, "Our new house")
		if _, err := s.dir.Edit(ctx, s.ana, s.own, version, in); err != nil {
			t.Fatal(err)
		}
		got := acts(s.ana)
		if got[0] != `listing by "Ana" outside false` || got[1] != `listing_steward by "" outside true` {
			t.Error(got)
		}
		if after := len(acts(s.bo)); after != theirs {
			t.Error("another group reads of it")
		}
		if _, err := s.dir.Edit(ctx, s.ana, s.own, version, in); err == nil {
			t.Error("an old version was taken")
		}
		if len(acts(s.ana)) != len(got) {
			t.Error("what was refused stands in the record")
		}
		version, in = s.renamed(s.hall, "Great hall")
		if _, err := s.dir.Edit(ctx, s.steward, s.hall, version, in); err != nil {
			t.Fatal(err)
		}
		if after := len(acts(s.bo)); after != theirs+1 {
			t.Error("a place of both changed, and one reads nothing of it")
		}
	})
}

// TestTwoWhoEditAtOnce: a steward and the group's editor, of whom one is told that the other was quicker.
func TestTwoWhoEditAtOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		version, in := s.renamed(s.monday, "By whom?")
		actors := []people.Actor{s.steward, s.ana, s.steward, s.ana}
		errs := make([]error, len(actors))
		var wg sync.WaitGroup
		for i, by := range actors {
			in := in
			m := *in.Content.(*directory.Meeting)
			m.Name = fmt.Sprint("By ", i)
			in.Content = &m
			wg.Go(func() { _, errs[i] = s.dir.Edit(t.Context(), by, s.monday, version, in) })
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			var stale *directory.Stale
			if err == nil {
				done++
			} else if !errors.As(err, &stale) {
				t.Error(err)
			}
		}
		if done != 1 {
			t.Errorf("%d were taken", done)
		}
	})
}

// TestHistoryTellsNoMoment: of what people change the day is kept, and no id tells more. It is in order all the same, and who
// left is nobody in it.
func TestHistoryTellsNoMoment(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx := t.Context()
		for i := range 4 {
			v.clock.Add(time.Minute)
			version, in := s.renamed(s.monday, fmt.Sprint("Monday ", i))
			if _, err := s.dir.Edit(ctx, s.ana, s.monday, version, in); err != nil {
				t.Fatal(err)
			}
		}
		w := s.look(s.monday)
		day := 24 * time.Hour.Milliseconds()
		for i, c := range w.History {
			if c.At%day != 0 {
				t.Errorf("a change at %d", c.At)
			}
			if c.ID[14] != '4' { // the version of a UUID (RFC 9562)
				t.Errorf("an id that may tell when: %s", c.ID)
			}
			if c.Number != len(w.History)-i {
				t.Errorf("change %d stands at %d", c.Number, i)
			}
		}
		if w.History[0].After != `"Monday 3"` || w.Listing.Updated%day != 0 || w.Listing.Created%day != 0 || w.Listing.ID[14] != '4' {
			t.Errorf("%+v", w.Listing)
		}
		if _, err := s.comes("Cy", Way{Space: s.space, Invitation: s.founder}, 1); err != nil {
			t.Fatal(err)
		}
		if err := s.Leave(ctx, s.ana); err != nil {
			t.Fatal(err)
		}
		for _, c := range s.look(s.monday).History {
			if c.By == s.ana.Persona {
				t.Error("who left stands in the history")
			}
		}
	})
}

// TestOtherSpacesSeeNoNames: a group does not learn which steward changed its listing, nor a steward who in the group did.
func TestOtherSpacesSeeNoNames(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx := t.Context()
		for _, by := range []people.Actor{s.steward, s.ana} {
			if err := s.dir.Verify(ctx, by, s.monday, "group"); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			by, own people.Actor
			other   string
		}{{s.steward, s.steward, Kind}, {s.ana, s.ana, people.Clearinghouse}} {
			w, err := s.dir.Look(ctx, c.by, s.monday)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range w.History[:2] {
				if one.From == c.other && one.By != "" || one.From != c.other && one.By != c.own.Persona {
					t.Errorf("%+v", one)
				}
			}
		}
	})
}

// TestAllIsStillRight: one act verifies the group and its meetings, and half a year later it is due again.
func TestAllIsStillRight(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx, d := t.Context(), s.dir
		due := func() bool {
			since := v.today().AddDays(-directory.VerifiedDays)
			ids, err := d.Unverified(ctx, since, s.listing, "none")
			if err != nil {
				t.Fatal(err)
			}
			return slices.Contains(ids, s.listing)
		}
		if !due() {
			t.Error("nobody ever made sure")
		}
		if err := d.Confirm(ctx, s.ana, s.listing); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{s.listing, s.monday, s.friday} {
			if l := s.look(id).Listing; l.VerifiedOn != v.today() || l.VerifiedHow != directory.ByGroup {
				t.Errorf("%s: %v %s", l.Content.Title(), l.VerifiedOn, l.VerifiedHow)
			}
		}
		if due() || s.look(s.theirs).Listing.VerifiedOn != 0 {
			t.Error("verified: too little or too much")
		}
		v.clock.Add((directory.VerifiedDays + 1) * 24 * time.Hour)
		if !due() {
			t.Error("for ever")
		}
	})
}

// TestOnlyMembersAreToldHowToCome: it stands in the space, changes by the permission, and goes without a trace.
func TestOnlyMembersAreToldHowToCome(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newStreet(v)
		ctx := t.Context()
		j := Joining{Meeting: s.monday, Place: "Ring at Miller", Link: "https://call.example/x", PassCode: "4711", Words: "Bring tea."}
		wantKind(t, s.SetJoining(ctx, s.plain, j), fault.Forbidden)
		wantKind(t, s.SetJoining(ctx, s.bo, j), fault.NotFound)
		wantKind(t, s.SetJoining(ctx, people.Actor{}, j), fault.NotFound)
		wantKind(t, s.SetJoining(ctx, s.ana, Joining{Meeting: s.theirs, Place: "x"}), fault.NotFound)
		wantKind(t, s.SetJoining(ctx, s.ana, Joining{Link: "javascript:alert(1)"}), fault.Invalid)
		wantKind(t, s.SetJoining(ctx, s.ana, Joining{Place: strings.Repeat("x", longestPlace+1)}), fault.Invalid)
		if err := s.SetJoining(ctx, s.ana, j); err != nil {
			t.Fatal(err)
		}
		told, err := s.Joinings(ctx, s.plain)
		if err != nil || told[s.monday] != j {
			t.Error(told, err)
		}
		if told, err := s.Joinings(ctx, s.bo); err != nil || len(told) != 0 {
			t.Error(told, err)
		}
		_, err = s.Joinings(ctx, people.Actor{})
		wantKind(t, err, fault.NotFound)
		if err := s.SetJoining(ctx, s.ana, Joining{Meeting: s.monday}); err != nil {
			t.Fatal(err)
		}
		if told, err := s.Joinings(ctx, s.plain); err != nil || len(told) != 0 {
			t.Error(told, err)
		}
	})
}
