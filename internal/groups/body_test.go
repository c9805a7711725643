package groups

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// house is a village with a mutual-assistance organisation: Olga and Omar are on its board, Cleo is the contact for staff and
// Cora coordinates. Home group and Far group stand below it.
type house struct {
	*area
	omar, cleo, cora people.Actor
	far              string
}

func newHouse(v *village) *house {
	v.t.Helper()
	a := &area{village: v}
	a.body = v.add(&directory.Organisation{Name: "Mutual House"}, "", "")
	a.group = v.add(&directory.Group{Name: "Home group", Concerns: []string{"grief"}, Rhythm: "contact"}, a.body, "")
	h := &house{area: a, far: v.add(&directory.Group{Name: "Far group", Concerns: []string{"grief"}, Rhythm: "contact"}, a.body, "")}
	space, token := v.open(a.body, "mutual-assistance")
	a.bodySpace = space
	for _, one := range []struct {
		name string
		role people.Role
		by   *people.Actor
	}{{"Olga", "board-member", &a.olga}, {"Omar", "board-member", &h.omar}, {"Cleo", "staff-contact", &h.cleo}, {"Cora", "coordinator", &h.cora}} {
		*one.by = a.enters(one.name, space, token)
		h.holds(one.by, one.role, 300)
	}
	return h
}

// holds has somebody hold a role, and no founder's any more.
func (h *house) holds(by *people.Actor, role people.Role, days int) {
	h.t.Helper()
	err := h.db.Write(h.t.Context(), func(tx *store.Tx) error {
		if _, err := tx.Exec(`DELETE FROM role WHERE persona_id = $1`, by.Persona); err != nil {
			return err
		}
		return h.persons.Hold(tx, people.Term{Persona: by.Persona, Role: role, How: ByHands}, days, "")
	})
	if err != nil {
		h.t.Fatal(err)
	}
	by.Roles = []people.Role{role}
}

// TestABoardSaysHowManyAreSelfHelpers: each of themself, and nobody of another.
func TestABoardSaysHowManyAreSelfHelpers(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		h, ctx := newHouse(v), t.Context()
		board := func(by people.Actor) Board {
			b, err := h.Board(ctx, by)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		if b := board(h.cora); len(b.Members) != 2 || b.SelfHelpers != 0 || b.Below() || b.Mine || !b.Has {
			t.Fatalf("%+v", b)
		}
		wantKind(t, h.SetMinimum(ctx, h.cora, 60), fault.Forbidden)
		wantKind(t, h.SetMinimum(ctx, h.olga, 101), fault.Invalid)
		if err := h.SetMinimum(ctx, h.olga, 60); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.SelfHelper(ctx, h.cora, true), fault.Forbidden)
		for range 2 { // twice counts once
			if err := h.SelfHelper(ctx, h.olga, true); err != nil {
				t.Fatal(err)
			}
		}
		if b := board(h.cora); b.SelfHelpers != 1 || b.Share() != 50 || !b.Below() || b.Minimum != 60 || b.Said {
			t.Errorf("%+v", b)
		}
		if b := board(h.omar); b.Said || !b.Mine {
			t.Errorf("what Olga said is shown as Omar's: %+v", b)
		}
		if err := h.SelfHelper(ctx, h.omar, true); err != nil {
			t.Fatal(err)
		}
		if b := board(h.olga); !b.Said || b.Below() || b.Share() != 100 {
			t.Errorf("%+v", b)
		}
		own, err := h.OwnData(ctx, h.olga)
		if err != nil || !own.SelfHelper {
			t.Error(own.SelfHelper, err)
		}
		if err := h.SelfHelper(ctx, h.olga, false); err != nil {
			t.Fatal(err)
		}
		if b := board(h.olga); b.Said || b.SelfHelpers != 1 {
			t.Errorf("%+v", b)
		}
		recorded, err := h.Record(ctx, h.cora, 0)
		if err != nil || recorded[0].Act != "board_minimum" {
			t.Errorf("the record tells more: %+v %v", recorded[0], err)
		}
	})
}

// TestWhatABoardMemberSaidGoesWithTheTerm.
func TestWhatABoardMemberSaidGoesWithTheTerm(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		h, ctx := newHouse(v), t.Context()
		if err := h.SelfHelper(ctx, h.olga, true); err != nil {
			t.Fatal(err)
		}
		if err := h.LayDown(ctx, h.olga, "board-member"); err != nil {
			t.Fatal(err)
		}
		if b, err := h.Board(ctx, h.omar); err != nil || b.SelfHelpers != 0 || len(b.Members) != 1 {
			t.Errorf("%+v %v", b, err)
		}
		if err := Forget(ctx, v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		if n := h.rows(`SELECT COUNT(*) FROM self_helper`); n != 0 {
			t.Error("it is kept")
		}
	})
}

func (v *village) rows(query string, args ...any) (n int) {
	v.t.Helper()
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) (err error) {
		n, err = store.Scalar[int](tx.QueryRow(query, args...))
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return n
}

// staff is somebody who works for the house.
func (h *house) staff(name string) people.Actor {
	h.t.Helper()
	path, err := h.InviteStaff(h.t.Context(), h.cleo, "Answers the phone", 400, []Sight{SeesMembers})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.enters(name, h.bodySpace, path[strings.LastIndex(path, "/")+1:])
}

// TestTwoOfTheBoardEndStaff, who are shown as staff until then; nobody else and nobody alone does.
func TestTwoOfTheBoardEndStaff(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		h, ctx := newHouse(v), t.Context()
		_, err := h.InviteStaff(ctx, h.cora, "Answers the phone", 400, nil)
		wantKind(t, err, fault.Forbidden)
		sol := h.staff("Sol")
		if !sol.Guest {
			t.Error("staff are members")
		}
		all, err := h.Staff(ctx, h.cora)
		if err != nil || len(all) != 1 || all[0].Name != "Sol" || !all[0].Staff || all[0].Until != v.today().AddDays(400) {
			t.Fatalf("%+v %v", all, err)
		}
		members, err := v.persons.Members(ctx, h.cora, "", 10)
		if i := slices.IndexFunc(members, func(p people.Persona) bool { return p.Name == "Sol" }); err != nil || i < 0 || !members[i].Staff {
			t.Error("the members do not see who is staff", err)
		}
		if room, err := h.GuestRoom(ctx, sol); err != nil || !room.Staff {
			t.Errorf("%+v %v", room, err)
		}
		wantKind(t, h.EndGuest(ctx, h.cleo, all[0].ID), fault.Conflict)
		wantKind(t, h.EndStaff(ctx, h.cora, sol.Persona, "no money"), fault.Forbidden)
		wantKind(t, h.EndStaff(ctx, h.olga, h.cora.Persona, "no money"), fault.NotFound)
		wantKind(t, h.EndStaff(ctx, h.olga, sol.Persona, " "), fault.Invalid)
		if err := h.EndStaff(ctx, h.olga, sol.Persona, "no money"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.EndStaff(ctx, h.omar, sol.Persona, "no money"), fault.Conflict)
		if all, err = h.Staff(ctx, h.omar); err != nil || all[0].Ending == "" || all[0].By != "Olga" || all[0].Mine {
			t.Fatalf("%+v %v", all, err)
		}
		wantKind(t, h.JoinEndStaff(ctx, h.olga, all[0].Ending), fault.Conflict)
		wantKind(t, h.JoinEndStaff(ctx, h.cora, all[0].Ending), fault.Forbidden)
		wantKind(t, h.TakeBackEndStaff(ctx, h.omar, all[0].Ending), fault.NotFound)
		if err := h.JoinEndStaff(ctx, h.omar, all[0].Ending); err != nil {
			t.Fatal(err)
		}
		if n := h.rows(`SELECT COUNT(*) FROM persona WHERE id = $1`, sol.Persona); n != 0 {
			t.Error("who was staff is still there")
		}
		recorded, err := h.Record(ctx, h.cora, 0)
		if err != nil || recorded[0].Act != "staff_ended_together" || recorded[0].By != "Olga" || recorded[0].With != "Omar" {
			t.Errorf("%+v %v", recorded[0], err)
		}
	})
}

// TestOneSecondEndsStaff of two who want to at once.
func TestOneSecondEndsStaff(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		h, ctx := newHouse(v), t.Context()
		sol := h.staff("Sol")
		h.holds(&h.cora, "board-member", 300)
		if err := h.EndStaff(ctx, h.olga, sol.Persona, "no money"); err != nil {
			t.Fatal(err)
		}
		all, err := h.Staff(ctx, h.omar)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 2)
		for _, by := range []people.Actor{h.omar, h.cora} {
			go func() { ended <- h.JoinEndStaff(ctx, by, all[0].Ending) }()
		}
		one, two := <-ended, <-ended
		if (one == nil) == (two == nil) {
			t.Error(one, two)
		}
	})
}

// TestAnOrganisationTellsItsServices with who looks after them; outside it nobody learns who that is.
func TestAnOrganisationTellsItsServices(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		h, ctx := newHouse(v), t.Context()
		sol := h.staff("Sol")
		phone := Service{Name: "Night line", Does: "Somebody listens.", WhoMay: "Everybody.", Persona: sol.Persona}
		wantKind(t, h.PutService(ctx, h.olga, phone), fault.Forbidden)
		for _, bad := range []Service{
			{Name: "", Does: "x", WhoMay: "x"}, {Name: strings.Repeat("x", 61), Does: "x", WhoMay: "x"}, {Name: "x", Does: "x", WhoMay: "x", Until: v.today().AddDays(-1)},
			{Name: "x", Does: "x", WhoMay: "x", Role: "coordinator", Persona: sol.Persona},
		} {
			wantKind(t, h.PutService(ctx, h.cora, bad), fault.Invalid)
		}
		for _, bad := range []Service{{Name: "x", Does: "x", WhoMay: "x", Role: "nobody"}, {Name: "x", Does: "x", WhoMay: "x", Persona: "x"}, {ID: "x", Name: "x", Does: "x", WhoMay: "x"}} {
			wantKind(t, h.PutService(ctx, h.cora, bad), fault.NotFound)
		}
		visits := Service{Name: "Visits", Does: "We come.", WhoMay: "Who is ill.", Role: "coordinator", Until: v.today().AddDays(9)}
		for _, one := range []Service{phone, visits} {
			if err := h.PutService(ctx, h.cora, one); err != nil {
				t.Fatal(err)
			}
		}
		all, err := h.Services(ctx, h.olga)
		if err != nil || len(all) != 2 || all[0].Keeper != "Sol" || !all[0].Staff || all[1].Keeper != "Coordinator" {
			t.Fatalf("%+v %v", all, err)
		}
		var token string
		h.space, token = v.open(h.group, "twelve-step")
		h.ana = h.enters("Ana", h.space, token)
		up, err := h.Above(ctx, h.ana)
		if err != nil || len(up.Services) != 2 || up.Services[0].Keeper+up.Services[0].Persona != "" {
			t.Errorf("%+v %v", up, err)
		}
		all[0].Name = "Day line"
		if err := h.PutService(ctx, h.cora, all[0]); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.DropService(ctx, h.ana, all[0].ID), fault.NotFound)
		if err := h.Leave(ctx, sol); err != nil {
			t.Fatal(err)
		}
		v.clock.Add(10 * 24 * time.Hour)
		if err := Forget(ctx, v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		if all, err = h.Services(ctx, h.olga); err != nil || len(all) != 1 || all[0].Name != "Day line" || all[0].Persona+all[0].Keeper != "" {
			t.Errorf("%+v %v", all, err)
		}
		if err := h.DropService(ctx, h.cora, all[0].ID); err != nil {
			t.Error(err)
		}
	})
}

// TestGroupsReadWhatTheirOrganisationOffers, and other groups do not.
func TestGroupsReadWhatTheirOrganisationOffers(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		h, ctx := newHouse(v), t.Context()
		wantKind(t, h.PutMaterial(ctx, h.olga, Material{Title: "x", Words: "x"}), fault.Forbidden)
		wantKind(t, h.PutMaterial(ctx, h.cora, Material{Title: " ", Words: "x"}), fault.Invalid)
		wantKind(t, h.PutMaterial(ctx, h.cora, Material{ID: "x", Title: "x", Words: "x"}), fault.NotFound)
		if err := h.PutMaterial(ctx, h.cora, Material{Title: "First evening", Words: "Put out chairs."}); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.SuggestPacks(ctx, h.cora, []string{"nothing"}), fault.Invalid)
		if err := h.SuggestPacks(ctx, h.cora, []string{"open-circle", "grief-and-family", "open-circle"}); err != nil {
			t.Fatal(err)
		}
		o, err := h.Offering(ctx, h.olga)
		if err != nil || len(o.Materials) != 1 || !slices.Equal(o.Packs, []string{"grief-and-family", "open-circle"}) {
			t.Fatalf("%+v %v", o, err)
		}
		var token string
		h.space, token = v.open(h.group, "twelve-step")
		h.ana = h.enters("Ana", h.space, token)
		if up, err := h.Above(ctx, h.ana); err != nil || len(up.Materials) != 1 || up.Materials[0].Words != "Put out chairs." {
			t.Errorf("%+v %v", up, err)
		}
		_, err = h.Above(ctx, v.founds("Lou"))
		wantKind(t, err, fault.NotFound)
		_, err = h.Offering(ctx, h.ana)
		wantKind(t, err, fault.NotFound)
		if err := h.DropMaterial(ctx, h.cora, o.Materials[0].ID); err != nil {
			t.Error(err)
		}
	})
}

// TestAnOrganisationOpensASpaceBelowIt, and both records tell; beside it and above it opens none.
func TestAnOrganisationOpensASpaceBelowIt(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		h, ctx := newHouse(v), t.Context()
		if err := h.SuggestPacks(ctx, h.cora, []string{"open-circle"}); err != nil {
			t.Fatal(err)
		}
		beside := v.add(&directory.Group{Name: "Beside", Concerns: []string{"grief"}, Rhythm: "contact"}, "", "")
		below, err := h.Openable(ctx, h.cora)
		if err != nil || len(below) != 2 || below[0].Name != "Far group" || below[0].For != pack.ForGroup {
			t.Fatalf("%+v %v", below, err)
		}
		if s, err := h.Suggestion(ctx, h.cora, h.far); err != nil || s.Organisation != "Mutual House" || !slices.Equal(s.Packs, []string{"open-circle"}) {
			t.Errorf("%+v %v", s, err)
		}
		_, err = h.Suggestion(ctx, h.cora, beside)
		wantKind(t, err, fault.NotFound)
		opens := func(by people.Actor, listing, kind string) (string, error) {
			return h.OpenBelow(ctx, by, Opening{Listing: listing, Pack: kind, Lang: "en", Founder: "Founder", Does: "Begins."})
		}
		for _, listing := range []string{beside, h.body, "", "x"} {
			_, err := opens(h.cora, listing, "open-circle")
			wantKind(t, err, fault.NotFound)
		}
		_, err = opens(h.olga, h.far, "open-circle")
		wantKind(t, err, fault.Forbidden)
		_, err = opens(h.cora, h.far, "service-body")
		wantKind(t, err, fault.NotFound)
		_, err = opens(h.cora, h.far, "nothing")
		wantKind(t, err, fault.Invalid)
		path, err := opens(h.cora, h.far, "open-circle")
		if err != nil {
			t.Fatal(err)
		}
		_, err = opens(h.cora, h.far, "open-circle")
		wantKind(t, err, fault.NotFound)
		space, token, _ := strings.Cut(strings.TrimPrefix(path, "/g/"), "/join/")
		fay := h.enters("Fay", space, token)
		there, err := h.Record(ctx, fay, 0)
		if err != nil || len(there) != 1 || there[0].Act != "opened_above" || !there[0].Outside || there[0].Words != "Mutual House" {
			t.Errorf("%+v %v", there, err)
		}
		here, err := h.Record(ctx, h.olga, 0)
		if err != nil || here[0].Act != "opened_below" || here[0].By != "Cora" || here[0].Words != "Far group" {
			t.Errorf("%+v %v", here[0], err)
		}
		_, err = h.Openable(ctx, fay)
		wantKind(t, err, fault.NotFound)
	})
}
