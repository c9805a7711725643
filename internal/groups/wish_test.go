package groups

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/store"
)

var (
	oakland  = place.Coarse(place.Point{Lat: 37.8, Lng: -122.27})
	opening  = Opening{Pack: "open-circle", Lang: "en", Name: "New group", Founder: "Founder", Does: "Begins."}
	forGrief = Need{Concern: "grief", Attend: InPerson, Lang: "en", Cell: oakland}
)

// wishes leaves a wish as somebody of a network of their own.
func (v *village) wishes(need Need) (secret string) {
	v.t.Helper()
	secret, err := v.Wish(v.t.Context(), "network "+store.NewPersonID(), need)
	if err != nil {
		v.t.Fatal(err)
	}
	return secret
}

// nextDay lets a night pass.
func (v *village) nextDay() {
	v.t.Helper()
	v.clock.Add(24 * time.Hour)
	if err := Forget(v.t.Context(), v.db, v.clock); err != nil {
		v.t.Fatal(err)
	}
}

func (v *village) sees(secret string) Wisher {
	v.t.Helper()
	p, err := v.Wisher(v.t.Context(), secret)
	if err != nil {
		v.t.Fatal(err)
	}
	return p
}

func (v *village) count(query string, args ...any) int {
	v.t.Helper()
	n := 0
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) (err error) {
		n, err = store.Scalar[int](tx.QueryRow(query, args...))
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return n
}

func TestAWishKeepsNothingFinerThanItSays(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		v.wishes(Need{Concern: "grief", Words: "my brother, in Elm Street", Attend: InPerson, Lang: "en", Cell: oakland, Country: "US"})
		v.wishes(Need{Concern: "grief", Attend: Online, Lang: "en", Cell: oakland, Country: "US"})
		if n := v.count(`SELECT COUNT(*) FROM wish WHERE words <> '' OR cell <> '' AND country <> ''`); n != 0 {
			t.Errorf("%d wishes hold more than they need", n)
		}
		if n := v.count(`SELECT COUNT(*) FROM wisher WHERE expires % 86400000 <> 0`); n != 0 {
			t.Error("a moment is kept")
		}
	})
}

func TestAWishNeedsAboutHowAndWhere(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		for field, need := range map[string]Need{
			"concern": {Attend: InPerson, Lang: "en", Cell: oakland},
			"attend":  {Concern: "grief", Lang: "en", Cell: oakland},
			"near":    {Concern: "grief", Attend: InPerson, Lang: "en", Cell: "37.81,-122.27"},
			"lang":    {Concern: "grief", Attend: InPerson, Lang: "?", Cell: oakland},
			"words":   {Words: strings.Repeat("x", longestWish+1), Attend: InPerson, Lang: "en", Cell: oakland},
		} {
			_, err := v.Wish(t.Context(), "there", need)
			var f *fault.Error
			if f, _ = err.(*fault.Error); f == nil || f.Kind != fault.Invalid || f.Fields[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

// TestNobodyLearnsOfFewerThanFive: what is seen of a wish is the same for one, two, three and four who share it, to those who
// share it and to those who do not; a fifth shows the next day and not before, and a sixth not at all.
func TestNobodyLearnsOfFewerThanFive(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		first := v.wishes(forGrief)
		alone := v.sees(first)
		seen := func(when string, many int) {
			t.Helper()
			p := v.sees(first)
			p.id = alone.id
			p.Many, p.StandsIn = alone.Many, alone.StandsIn
			if fmt.Sprint(p) != fmt.Sprint(alone) {
				t.Errorf("%s: %+v, was %+v", when, p, alone)
			}
			if got := v.sees(first); got.Many != many || got.StandsIn != (many == 0) {
				t.Errorf("%s: says %d (a steward stands in: %v)", when, got.Many, got.StandsIn)
			}
			shown, err := v.Wishes(t.Context(), oakland, "")
			if err != nil || len(shown) != min(many, 1) {
				t.Errorf("%s: seekers are shown %v %v", when, shown, err)
			}
		}
		var others []string
		for n := 2; n <= 4; n++ {
			others = append(others, v.wishes(forGrief))
			v.nextDay()
			seen(fmt.Sprint(n), 0)
		}
		others = append(others, v.wishes(forGrief))
		seen("the fifth has just come", 0)
		v.nextDay()
		seen("the day after the fifth", 5)
		v.wishes(forGrief)
		v.nextDay()
		seen("six", 5)
		for _, secret := range others[:2] {
			if err := v.WithdrawWish(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
		}
		seen("two have just gone", 5)
		v.nextDay()
		seen("the day after", 0)
	})
}

func TestAWishEndsByOneClickAndByItself(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		secret := v.wishes(forGrief)
		if err := v.NoteToStewards(t.Context(), "there", secret, "Is there really nobody?"); err != nil {
			t.Fatal(err)
		}
		if err := v.WithdrawWish(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		_, err := v.Wisher(t.Context(), secret)
		wantKind(t, err, fault.NotFound)
		v.wishes(forGrief)
		v.clock.Add(367 * 24 * time.Hour)
		v.nextDay()
		for _, table := range []string{"wish", "wisher", "wish_note"} {
			if n := v.count(`SELECT COUNT(*) FROM ` + table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}

func TestOneNetworkLeavesFewWishes(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		for range 5 {
			if _, err := v.Wish(t.Context(), "a crowd", forGrief); err != nil {
				t.Fatal(err)
			}
		}
		_, err := v.Wish(t.Context(), "a crowd", forGrief)
		wantKind(t, err, fault.TooMany)
		v.wishes(forGrief) // others may
		v.clock.Add(25 * time.Hour)
		if _, err := v.Wish(t.Context(), "a crowd", forGrief); err != nil {
			t.Error("the next day:", err)
		}
	})
}

// TestAStewardStandsIn reads words first, answers notes, and hides what was reported for a while.
func TestAStewardStandsIn(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, steward, ana := t.Context(), people.Operator(), v.founds("Ana")
		own := Need{Words: "widowed young fathers", Attend: InPerson, Lang: "en", Cell: oakland}
		secret := v.wishes(own)
		if shown, err := v.Wishes(ctx, oakland, ""); err != nil || len(shown) != 0 {
			t.Fatal("words that nobody has read are shown:", shown, err)
		}
		if err := v.NoteToStewards(ctx, "there", secret, "Who could help me?"); err != nil {
			t.Fatal(err)
		}
		cases, err := v.Cases(ctx, steward)
		if err != nil || len(cases) != 1 || !cases[0].Waits() || cases[0].Many != 0 || len(cases[0].Notes) != 1 {
			t.Fatalf("%+v %v", cases, err)
		}
		if err := v.AnswerNote(ctx, steward, cases[0].Notes[0].ID, "We know a helper."); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.AnswerNote(ctx, steward, cases[0].Notes[0].ID, "Me too."), fault.Conflict)
		if p := v.sees(secret); p.Notes[0].Answer != "We know a helper." {
			t.Errorf("%+v", p.Notes)
		}
		id := cases[0].ID
		_, err = v.JoinWish(ctx, "there", id)
		wantKind(t, err, fault.NotFound)
		if err := v.ShowWish(ctx, steward, id); err != nil {
			t.Fatal(err)
		}
		if _, err := v.JoinWish(ctx, "there", id); err != nil {
			t.Error(err)
		}
		if err := v.ReportWish(ctx, "there", id, "This mocks us."); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.HideWish(ctx, steward, id, "", 30), fault.Invalid)
		wantKind(t, v.HideWish(ctx, steward, id, "It mocks people.", 1000), fault.Invalid)
		if err := v.HideWish(ctx, steward, id, "It mocks people.", 30); err != nil {
			t.Fatal(err)
		}
		if p := v.sees(secret); p.State != Hidden || p.Reason != "It mocks people." {
			t.Errorf("%+v", p)
		}
		_, err = v.Wish(ctx, "elsewhere", own)
		wantKind(t, err, fault.Conflict)
		if cases, err := v.Cases(ctx, steward); err != nil || cases[0].Waits() {
			t.Error("what was settled still waits:", cases, err)
		}
		v.clock.Add(31 * 24 * time.Hour)
		v.nextDay()
		if p := v.sees(secret); p.State != Unread {
			t.Error("after its time it is", p.State, "and not read anew")
		}
		for _, by := range []people.Actor{{}, ana} {
			_, err := v.Cases(ctx, by)
			wantKind(t, err, fault.Forbidden)
			wantKind(t, v.ShowWish(ctx, by, id), fault.Forbidden)
			wantKind(t, v.HideWish(ctx, by, id, "x", 1), fault.Forbidden)
			wantKind(t, v.AnswerNote(ctx, by, id, "x"), fault.Forbidden)
			wantKind(t, v.AnswerHelp(ctx, by, v.space, "x"), fault.Forbidden)
			_, _, err = v.FormingKnown(ctx, by)
			wantKind(t, err, fault.Forbidden)
		}
	})
}

// called is two who wish and would share the work, and the space that opens for them.
func (v *village) called() (one, other, space string) {
	v.t.Helper()
	one, other = v.wishes(forGrief), v.wishes(forGrief)
	for _, secret := range []string{one, other} {
		if err := v.ShareWork(v.t.Context(), secret, true, opening); err != nil {
			v.t.Fatal(err)
		}
	}
	space = v.sees(one).Space
	if space == "" || v.sees(other).Space != space {
		v.t.Fatal("two are not called together")
	}
	return one, other, space
}

func TestTwoWhoWouldShareTheWorkAreCalledTogether(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		third := v.wishes(forGrief) // only wishes
		one, other, space := v.called()
		if v.sees(third).Space != "" {
			t.Error("called who did not say yes")
		}
		wantKind(t, v.ShareWork(t.Context(), one, false, opening), fault.Conflict)
		ana, err := v.comes("Ana", Way{Space: space, Wish: one}, 1)
		if err != nil || !ana.Has(Founder) {
			t.Fatal(ana, err)
		}
		_, err = v.comes("Ana again", Way{Space: space, Wish: one}, 1)
		wantKind(t, err, fault.NotFound)
		_, err = v.comes("A stranger", Way{Space: space, Wish: third}, 1)
		wantKind(t, err, fault.NotFound)
		_, err = v.comes("Elsewhere", Way{Space: v.space, Wish: other}, 1)
		wantKind(t, err, fault.NotFound)
		_, err = v.Doorway(t.Context(), Way{Space: space})
		wantKind(t, err, fault.NotFound) // nobody else finds the door
		group, err := v.Group(t.Context(), ana)
		if err != nil || group.Life != Forming || group.Listing != "" || group.Name != "New group" {
			t.Errorf("%+v %v", group, err)
		}
		if err := v.ShareWork(t.Context(), third, true, opening); err != nil {
			t.Fatal(err)
		}
		if v.sees(third).Space != space {
			t.Error("there was room for a third")
		}
		if _, err := v.comes("Ben", Way{Space: space, Wish: other}, 1); err != nil {
			t.Error(err)
		}
		if n := v.count(`SELECT COUNT(*) FROM wisher`); n != 1 {
			t.Errorf("%d wishes are left of those who came in", n)
		}
	})
}

// TestTwoSayYesAtOnce has many say yes in one moment: nobody is left out, and no group is larger than five.
func TestTwoSayYesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		for _, n := range []int{2, 7} {
			var secrets []string
			for range n {
				secrets = append(secrets, v.wishes(Need{Concern: "grief", Attend: Online, Lang: "en", Country: fmt.Sprintf("A%c", 'A'+n)}))
			}
			var all sync.WaitGroup
			for _, secret := range secrets {
				all.Go(func() {
					if err := v.ShareWork(t.Context(), secret, true, opening); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			spaces := map[string]int{}
			for _, secret := range secrets {
				spaces[v.sees(secret).Space]++
			}
			if want := (n + founders - 1) / founders; len(spaces) != want || spaces[""] > 0 {
				t.Errorf("%d who said yes at once are in %v, want %d spaces", n, spaces, want)
			}
		}
	})
}

func TestAGroupWithoutASecondMemberEnds(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		one, other, space := v.called()
		if _, err := v.comes("Ana", Way{Space: space, Wish: one}, 1); err != nil {
			t.Fatal(err)
		}
		v.clock.Set(morning.AddDate(0, 0, loneDays))
		if err := v.Tend(t.Context(), v.dir); err != nil {
			t.Fatal(err)
		}
		if v.sees(other).Space != space {
			t.Fatal("it ended too early")
		}
		v.clock.Set(morning.AddDate(0, 0, loneDays+1))
		if err := v.Tend(t.Context(), v.dir); err != nil {
			t.Fatal(err)
		}
		if n := v.count(`SELECT COUNT(*) FROM space WHERE id = $1`, space); n != 0 {
			t.Error("it is still there")
		}
		if p := v.sees(other); p.Space != "" || p.Shares {
			t.Errorf("who did not come: %+v", p)
		}
	})
}

func TestFiveEndAndTheSixthBeginsAnother(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, _, space := v.called()
		var later []string
		for range 4 {
			secret := v.wishes(forGrief)
			if err := v.ShareWork(t.Context(), secret, true, opening); err != nil {
				t.Fatal(err)
			}
			later = append(later, secret)
		}
		if v.sees(later[2]).Space != space || v.sees(later[3]).Space != "" {
			t.Error("five share the first days, no more")
		}
		last := v.wishes(forGrief)
		if err := v.ShareWork(t.Context(), last, true, opening); err != nil {
			t.Fatal(err)
		}
		if next := v.sees(last).Space; next == "" || next == space || v.sees(later[3]).Space != next {
			t.Error("the sixth and the seventh begin another")
		}
	})
}

func TestStrangersStartOnlyWhereTheOperatorAllowsIt(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, err := v.Start(t.Context(), people.Actor{}, false, "there", opening)
		wantKind(t, err, fault.Forbidden)
		path, err := v.Start(t.Context(), people.Actor{}, true, "there", opening)
		if err != nil {
			t.Fatal(err)
		}
		space, token, _ := strings.Cut(strings.TrimPrefix(path, "/g/"), "/join/")
		if ana, err := v.comes("Ana", Way{Space: space, Invitation: token}, 1); err != nil || !ana.Has(Founder) {
			t.Error(ana, err)
		}
		for range 4 {
			if _, err := v.Start(t.Context(), people.Actor{}, true, "there", opening); err != nil {
				t.Fatal(err)
			}
		}
		_, err = v.Start(t.Context(), people.Actor{}, true, "there", opening)
		wantKind(t, err, fault.TooMany)
		if _, err := v.Start(t.Context(), people.Operator(), false, "", opening); err != nil {
			t.Error("a steward:", err)
		}
	})
}
