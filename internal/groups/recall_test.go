package groups

import (
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// TestADelegateIsErasedWhenTheTermIsOver, and is no more on the list of members from the day after; the organisation stays,
// even when nobody else is in it.
func TestADelegateIsErasedWhenTheTermIsOver(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a, ctx := newArea(v), t.Context()
		dana := a.enters("Dana", a.bodySpace, a.sends(a.ana))
		if err := a.Leave(ctx, a.olga); err != nil {
			t.Fatal(err)
		}
		listed := func() int {
			all, err := v.persons.Members(ctx, dana, "", 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		v.clock.Add(term * 24 * time.Hour)
		if listed() != 1 {
			t.Error("not listed within the term")
		}
		if err := Forget(ctx, v.db, v.clock); err != nil || a.rows(`SELECT COUNT(*) FROM persona WHERE id = $1`, dana.Persona) != 1 {
			t.Error("erased within the term", err)
		}
		v.clock.Add(24 * time.Hour)
		if listed() != 0 {
			t.Error("listed after the term")
		}
		if err := Forget(ctx, v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		for table, want := range map[string]int{"persona": 0, "credential": 0, "session": 0, "delegate": 0} {
			column := map[bool]string{true: "id", false: "persona_id"}[table == "persona"]
			if n := a.rows(`SELECT COUNT(*) FROM `+table+` WHERE `+column+` = $1`, dana.Persona); n != want {
				t.Errorf("%s: %d", table, n)
			}
		}
		if a.rows(`SELECT COUNT(*) FROM group_space WHERE space_id = $1`, a.bodySpace) != 1 {
			t.Error("the organisation went with its last delegate")
		}
		a.represent(&a.ana)
		a.enters("Dora", a.bodySpace, a.sends(a.ana))
	})
}

// TestATermThatEndsEarlyEndsTheDelegation, however it ends; the code that nobody used yet as well.
func TestATermThatEndsEarlyEndsTheDelegation(t *testing.T) {
	ends := map[string]func(a *area, bea people.Actor) error{
		"laid down": func(a *area, _ people.Actor) error {
			return a.LayDown(a.t.Context(), a.ana, a.ana.Roles[len(a.ana.Roles)-1])
		},
		"left": func(a *area, _ people.Actor) error { return a.Leave(a.t.Context(), a.ana) },
		"removed": func(a *area, bea people.Actor) error {
			return a.db.Write(a.t.Context(), func(tx *store.Tx) error {
				return a.remove(tx, bea, joint{subject: a.ana.Persona, words: "x", by: bea.Persona}, a.today().AddDays(30))
			})
		},
		"the role represents no more": func(a *area, bea people.Actor) error {
			return a.db.Write(a.t.Context(), func(tx *store.Tx) error {
				kinds, err := kindsOf(tx, a.space)
				for _, was := range kinds {
					if now := was; err == nil && holds(was, pack.Represent) {
						now.May = nil
						err = a.carryOut(tx, bea, "", was, now)
					}
				}
				return err
			})
		},
	}
	for how, end := range ends {
		t.Run(how, func(t *testing.T) {
			each(t, func(t *testing.T, v *village) {
				a, ctx := newArea(v), t.Context()
				path, err := a.Invite(ctx, a.ana, 1, 7)
				if err != nil {
					t.Fatal(err)
				}
				bea := a.enters("Bea", a.space, path[len("/g/"+a.space+"/join/"):])
				offer, err := v.persons.OfferCard(ctx, a.bodySpace, "x", "")
				if err != nil {
					t.Fatal(err)
				}
				session, err := v.persons.EnterWithCard(ctx, a.bodySpace, offer.Code, people.Keys{}, false, v.Admission(Way{Space: a.bodySpace, Invitation: a.sends(a.ana)}, people.Self{Name: "Dana"}, 1))
				if err != nil {
					t.Fatal(err)
				}
				unused := a.sends(a.ana)
				if err := end(a, bea); err != nil {
					t.Fatal(err)
				}
				if _, _, err := v.persons.Who(ctx, a.bodySpace, session.Token); err == nil || fault.KindOf(err) != fault.NotFound {
					t.Error("the delegate is still in:", err)
				}
				_, err = a.comes("Eve", Way{Space: a.bodySpace, Invitation: unused}, 1)
				wantKind(t, err, fault.NotFound)
				if all, err := a.Belongings(ctx, a.olga); err != nil || len(all[0].Delegates) != 0 {
					t.Error(all, err)
				}
				recorded, err := a.Record(ctx, a.olga, 0)
				if err != nil || recorded[0].Act != "recalled" || recorded[0].Words != "Home group" || recorded[0].About != "Dana" {
					t.Errorf("%+v %v", recorded[0], err)
				}
			})
		})
	}
}

// TestAnotherRoleThatEndsRecallsNobody, nor does the term of another who represents the group until another day.
func TestAnotherRoleThatEndsRecallsNobody(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a, ctx := newArea(v), t.Context()
		path, err := a.Invite(ctx, a.ana, 1, 7)
		if err != nil {
			t.Fatal(err)
		}
		bea := a.enters("Bea", a.space, path[len("/g/"+a.space+"/join/"):])
		hold := func(persona string, role people.Role, days int) {
			err := v.db.Write(ctx, func(tx *store.Tx) error {
				return v.persons.Hold(tx, people.Term{Persona: persona, Role: role, How: ByHands}, days, "")
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		represents := a.ana.Roles[len(a.ana.Roles)-1]
		a.enters("Dana", a.bodySpace, a.sends(a.ana))
		hold(bea.Persona, represents, term+1)
		hold(bea.Persona, "greeter", term)
		for _, role := range []people.Role{represents, "greeter"} {
			if err := a.LayDown(ctx, bea, role); err != nil {
				t.Fatal(role, err)
			}
		}
		if all, err := a.Belongings(ctx, a.olga); err != nil || len(all[0].Delegates) != 1 {
			t.Error(all, err)
		}
	})
}

// TestAGroupEndsItsDelegates at once, whoever sent them: who stands for it, and the codes.
func TestAGroupEndsItsDelegates(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a, ctx := newArea(v), t.Context()
		dana := a.enters("Dana", a.bodySpace, a.sends(a.ana))
		unused := a.sends(a.ana)
		wantKind(t, a.EndDelegates(ctx, people.Actor{Space: a.space, Persona: a.ana.Persona}), fault.Forbidden)
		wantKind(t, a.EndDelegates(ctx, dana), fault.Forbidden)
		if err := a.EndDelegates(ctx, a.ana); err != nil {
			t.Fatal(err)
		}
		if all, err := a.Belongings(ctx, a.olga); err != nil || len(all[0].Delegates) > 0 {
			t.Error(all, err)
		}
		if _, err := a.comes("Dora", Way{Space: a.bodySpace, Invitation: unused}, 1); err == nil {
			t.Error("a code opens after its end")
		}
	})
}
