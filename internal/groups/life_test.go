package groups

import (
	"testing"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
)

// core is Ana and Ben in a group that forms.
func (v *village) core() (ana, ben people.Actor, space string) {
	v.t.Helper()
	one, other, space := v.called()
	ana, err := v.comes("Ana", Way{Space: space, Wish: one}, 1)
	if err != nil {
		v.t.Fatal(err)
	}
	ben, err = v.comes("Ben", Way{Space: space, Wish: other}, 1)
	if err != nil {
		v.t.Fatal(err)
	}
	return ana, ben, space
}

func (v *village) plan(by people.Actor) Plan {
	v.t.Helper()
	p, err := v.Plan(v.t.Context(), by)
	if err != nil {
		v.t.Fatal(err)
	}
	return p
}

func TestAPlanIsSharedOut(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, _ := v.core()
		p := v.plan(ana)
		if len(p.Tasks) != 8 || p.Concern != "grief" || p.Cell != oakland || p.Alone {
			t.Fatalf("%+v", p)
		}
		for i := range p.Tasks[1:] {
			if p.Tasks[i+1].Due <= p.Tasks[i].Due {
				t.Error("the days do not follow each other")
			}
		}
		if months := int(p.Tasks[7].Due-p.Began) / 30; months < 4 || months > 6 {
			t.Errorf("the first meeting after %d months", months)
		}
		if err := v.Take(ctx, ana, TaskPlace, true); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.Take(ctx, ben, TaskPlace, true), fault.Conflict)
		wantKind(t, v.Take(ctx, ben, TaskPlace, false), fault.Conflict)
		if err := v.Due(ctx, ben, TaskPlace, v.today().AddDays(3)); err != nil {
			t.Error(err)
		}
		wantKind(t, v.Due(ctx, ben, TaskPlace, v.today().AddDays(-1)), fault.Invalid)
		wantKind(t, v.Due(ctx, ben, "none", v.today()), fault.NotFound)
		if err := v.Finish(ctx, ana, TaskPlace, true); err != nil {
			t.Error(err)
		}
		if err := v.AddPlace(ctx, ana, "Library, room 2"); err != nil {
			t.Fatal(err)
		}
		place := v.plan(ben).Places[0]
		if err := v.CheckPlace(ctx, ben, place.ID, []string{"free", "haunted", "safe"}); err != nil {
			t.Fatal(err)
		}
		p = v.plan(ana)
		if p.Tasks[3].Name != "Ana" || p.Tasks[3].Done != v.today() || len(p.Places[0].Good) != 2 {
			t.Errorf("%+v %+v", p.Tasks[3], p.Places)
		}
		if err := v.Leave(ctx, ana); err != nil {
			t.Fatal(err)
		}
		if p := v.plan(ben); p.Tasks[3].Persona != "" {
			t.Error("who left still has a task")
		}
	})
}

func TestAnAdviserIsSaidGoodbyeTo(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, _, _ := v.core()
		wantKind(t, v.SayGoodbye(ctx, ana), fault.NotFound)
		if err := v.Advise(ctx, ana, "M. Ruiz, clearinghouse"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.Advise(ctx, ana, "Another"), fault.Conflict)
		if err := v.SayGoodbye(ctx, ana); err != nil {
			t.Fatal(err)
		}
		if p := v.plan(ana); p.Adviser.Until != v.today() {
			t.Errorf("%+v", p.Adviser)
		}
	})
}

func TestAFormingGroupIsFoundOnlyWhenItSaysSo(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, _, space := v.core()
		found := func() int {
			t.Helper()
			all, err := v.FormingNear(ctx, oakland, "")
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if found() != 0 {
			t.Error("found before it said so")
		}
		if err := v.Show(ctx, ana, true, "We look for two more."); err != nil || found() != 0 {
			t.Error("found before a steward has read it:", err, found())
		}
		if v.vets(space); found() != 1 {
			t.Error("read and not found")
		}
		if _, err := v.Knock(ctx, space, "there", true, "May I join?"); err != nil {
			t.Error(err)
		}
		if err := v.Show(ctx, ana, false, ""); err != nil || found() != 0 {
			t.Error(err, found())
		}
		if all, err := v.FormingNear(ctx, "", ""); err != nil || len(all) != 0 {
			t.Error("found from nowhere:", all, err)
		}
		if some, asked, err := v.FormingKnown(ctx, people.Operator()); err != nil || !some || len(asked) != 0 {
			t.Error(some, asked, err)
		}
		if err := v.AskStewards(ctx, ana, "Do you know a room?"); err != nil {
			t.Fatal(err)
		}
		if _, asked, err := v.FormingKnown(ctx, people.Operator()); err != nil || len(asked) != 1 || asked[0].Words != "Do you know a room?" {
			t.Error(asked, err)
		}
		if err := v.AnswerHelp(ctx, people.Operator(), space, "The library."); err != nil || v.plan(ana).Answer != "The library." {
			t.Error(err)
		}
	})
}

var listing = directory.Founded{
	Group:   &directory.Group{Name: "Oakland grief circle", Concerns: []string{"grief"}},
	Meeting: &directory.Meeting{Name: "Oakland grief circle", Attend: "in_person", Schedule: schedule.Schedule{Repeats: schedule.Weekly, Weekday: 2, Start: 19 * 60, Zone: "America/Los_Angeles"}},
	Venue:   &directory.Venue{Locality: "Oakland", Shown: directory.OnContact},
	State:   directory.Published,
}

func TestAGroupLivesPausesAndEnds(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		waits := v.wishes(forGrief)
		ana, ben, space := v.core()
		wantKind(t, v.Pause(ctx, ana, v.dir), fault.Conflict)
		if n := v.count(`SELECT COUNT(*) FROM listing`); n != 1 {
			t.Error("something is listed that nobody asked for")
		}
		hidden := listing
		hidden.State = directory.Unpublished
		if err := v.MeetListed(ctx, ana, v.dir, hidden); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.MeetListed(ctx, ben, v.dir, listing), fault.Conflict)
		group, err := v.Group(ctx, ana)
		if err != nil || group.Life != Meeting || group.Name != "Oakland grief circle" {
			t.Fatalf("%+v %v", group, err)
		}
		if v.sees(waits).Listing != "" {
			t.Error("told of a listing that is not public")
		}
		if err := v.dir.SetState(ctx, people.Operator(), group.Listing, directory.Published); err != nil {
			t.Fatal(err)
		}
		if v.sees(waits).Listing != group.Slug {
			t.Error("who wished for it does not see the way")
		}
		attend := func() string {
			t.Helper()
			whole, err := v.dir.Public(ctx, directory.KindGroup, group.Slug)
			if err != nil || len(whole.Below) != 1 {
				t.Fatal(whole, err)
			}
			return whole.Below[0].Content.(*directory.Meeting).Attend
		}
		if err := v.Pause(ctx, ana, v.dir); err != nil || attend() != "closed" {
			t.Error(err, attend())
		}
		if err := v.Resume(ctx, ben, v.dir); err != nil || attend() != "in_person" {
			t.Error(err, attend())
		}

		f := Farewell{Words: "Thank you all.", LastDay: v.today().AddDays(30), Onward: v.listing}
		wantKind(t, v.ProposeClosing(ctx, ana, Farewell{LastDay: v.today()}), fault.Invalid)
		if err := v.ProposeClosing(ctx, ana, f); err != nil {
			t.Fatal(err)
		}
		asked, err := v.Farewell(ctx, ben)
		if err != nil || asked.Agreed || asked.Own || asked.Name != "Tuesday grief" {
			t.Fatalf("%+v %v", asked, err)
		}
		wantKind(t, v.JoinClosing(ctx, ana, asked.Proposal), fault.Conflict)
		_, err = v.Parted(ctx, group.Slug)
		wantKind(t, err, fault.NotFound)
		if err := v.TakeBackClosing(ctx, ana, asked.Proposal); err != nil {
			t.Fatal(err)
		}
		if err := v.ProposeClosing(ctx, ana, f); err != nil {
			t.Fatal(err)
		}
		asked, _ = v.Farewell(ctx, ben)
		if err := v.JoinClosing(ctx, ben, asked.Proposal); err != nil {
			t.Fatal(err)
		}
		if said, err := v.Parted(ctx, group.Slug); err != nil || said.Words != "Thank you all." || said.Slug == "" {
			t.Errorf("%+v %v", said, err)
		}
		v.clock.Set(morning.AddDate(0, 0, 31))
		if err := v.Tend(ctx, v.dir); err != nil {
			t.Fatal(err)
		}
		if n := v.count(`SELECT COUNT(*) FROM space WHERE id = $1`, space) + v.count(`SELECT COUNT(*) FROM persona WHERE space_id = $1`, space); n != 0 {
			t.Error("the space is still there")
		}
		_, err = v.dir.Public(ctx, directory.KindGroup, group.Slug)
		wantKind(t, err, fault.NotFound)
		if said, err := v.Parted(ctx, group.Slug); err != nil || said.Words != "Thank you all." {
			t.Error("seekers are left alone:", said, err)
		}
		if err := v.Tend(ctx, v.dir); err != nil {
			t.Error("again:", err)
		}
	})
}

// TestWhoMayFound tries every act of founding as everybody.
func TestWhoMayFound(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, _, space := v.core()
		if err := v.SetDoor(ctx, ana, pack.Open, ""); err != nil {
			t.Fatal(err)
		}
		member, err := v.comes("Cy, a member", Way{Space: space}, 1)
		if err != nil {
			t.Fatal(err)
		}
		steward := people.Actor{Space: "clearinghouse", Kind: people.Clearinghouse, Persona: "s", Roles: []people.Role{people.Steward, Founder}}
		for _, act := range []struct {
			name   string
			do     func(by people.Actor) error
			member bool // a member without a role may
		}{
			{"read the plan", func(by people.Actor) error { _, err := v.Plan(ctx, by); return err }, true},
			{"take a task", func(by people.Actor) error { return v.Take(ctx, by, TaskName, true) }, true},
			{"give it back", func(by people.Actor) error { return v.Take(ctx, by, TaskName, false) }, true},
			{"finish it", func(by people.Actor) error { return v.Finish(ctx, by, TaskName, true) }, true},
			{"set its day", func(by people.Actor) error { return v.Due(ctx, by, TaskName, v.today()) }, true},
			{"add a place", func(by people.Actor) error { return v.AddPlace(ctx, by, "Library") }, true},
			{"name the group", func(by people.Actor) error { return v.Rename(ctx, by, "We") }, false},
			{"say what it is about", func(by people.Actor) error { return v.About(ctx, by, forGrief) }, false},
			{"let it be found", func(by people.Actor) error { return v.Show(ctx, by, true, "") }, false},
			{"take an adviser", func(by people.Actor) error { return v.Advise(ctx, by, "x") }, false},
			{"say goodbye to the adviser", func(by people.Actor) error { return v.SayGoodbye(ctx, by) }, false},
			{"ask the stewards", func(by people.Actor) error { return v.AskStewards(ctx, by, "") }, false},
			{"write the flyer", func(by people.Actor) error { return v.Flyer(ctx, by, "") }, false},
			{"meet", func(by people.Actor) error { return v.Meet(ctx, by) }, false},
			{"meet, listed", func(by people.Actor) error { return v.MeetListed(ctx, by, v.dir, listing) }, false},
			{"pause", func(by people.Actor) error { return v.Pause(ctx, by, v.dir) }, false},
			{"resume", func(by people.Actor) error { return v.Resume(ctx, by, v.dir) }, false},
			{"propose the end", func(by people.Actor) error {
				return v.ProposeClosing(ctx, by, Farewell{LastDay: v.today().AddDays(20)})
			}, false},
		} {
			for who, by := range map[string]people.Actor{"a stranger": {}, "a stranger who knows the id": {Space: space}, "a steward": steward} {
				if err := act.do(by); err == nil || fault.KindOf(err) != fault.NotFound {
					t.Errorf("%s wants to %s: %v", who, act.name, err)
				}
			}
			if err := act.do(member); (err == nil) != act.member || err != nil && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("a member wants to %s: %v", act.name, err)
			}
			if err := act.do(ana); err != nil && fault.KindOf(err) != fault.Conflict {
				t.Errorf("a founder wants to %s: %v", act.name, err)
			}
		}
	})
}
