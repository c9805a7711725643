package groups

import (
	"sync"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// begins a removal until some days from now, and gives the id of what waits.
func (v *village) begins(by, whom people.Actor, days int) string {
	v.t.Helper()
	if err := v.BeginRemoval(v.t.Context(), by, whom.Persona, "Shouted at Bo.", v.today().AddDays(days)); err != nil {
		v.t.Fatal(err)
	}
	var id string
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) (err error) {
		id, err = store.Scalar[string](tx.QueryRow(`SELECT id FROM joint_act WHERE act = $1 AND subject = $2`, removeAct, whom.Persona))
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return id
}

// removes somebody by two hands, until some days from now.
func (v *village) removes(one, other, whom people.Actor, days int) {
	v.t.Helper()
	if err := v.JoinRemoval(v.t.Context(), other, v.begins(one, whom, days)); err != nil {
		v.t.Fatal(err)
	}
}

func TestRemovalTakesTwo(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, cy := v.founds("Ana"), v.founds("Ben"), v.founds("Cy")
		v.opensDoor(ana)
		di := v.arrives("Di")
		day := v.today().AddDays(30)
		wantKind(t, v.BeginRemoval(ctx, di, cy.Persona, "why", day), fault.Forbidden)
		wantKind(t, v.BeginRemoval(ctx, people.Actor{Space: v.space}, cy.Persona, "why", day), fault.NotFound)
		wantKind(t, v.BeginRemoval(ctx, ana, cy.Persona, " ", day), fault.Invalid)
		for _, wrong := range []schedule.Date{v.today(), v.today().AddDays(-1), v.today().AddDays(mostRemoval + 1), 0} {
			wantKind(t, v.BeginRemoval(ctx, ana, cy.Persona, "why", wrong), fault.Invalid)
		}
		wantKind(t, v.BeginRemoval(ctx, ana, ana.Persona, "why", day), fault.Conflict)
		wantKind(t, v.BeginRemoval(ctx, ana, store.NewPersonID(), "why", day), fault.NotFound)

		id := v.begins(ana, cy, 30)
		wantKind(t, v.JoinRemoval(ctx, ana, id), fault.Conflict) // both hands
		wantKind(t, v.JoinRemoval(ctx, cy, id), fault.Conflict)  // herself
		wantKind(t, v.JoinRemoval(ctx, di, id), fault.Forbidden)
		if all, err := v.Removings(ctx, ben); err != nil || len(all) != 1 || all[0].Name != "Cy" || all[0].By != "Ana" || all[0].Own || all[0].Until != day {
			t.Error(all, err)
		}
		if all, err := v.Removings(ctx, cy); err != nil || len(all) != 0 {
			t.Error("who is to be removed sees it:", all, err)
		}
		if v.later(cy).Removed {
			t.Error("one hand was enough")
		}
		if err := v.JoinRemoval(ctx, ben, id); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.JoinRemoval(ctx, ben, id), fault.NotFound)
		out := v.later(cy)
		if !out.Removed || len(out.Roles) != 0 {
			t.Errorf("%+v", out)
		}
		wantKind(t, v.BeginRemoval(ctx, ana, cy.Persona, "again", day), fault.NotFound)
		acts, err := v.Record(ctx, di, 0)
		if err != nil || acts[0] != (Recorded{Number: acts[0].Number, Act: "removed", By: "Ana", With: "Ben", About: "Cy", Words: day.String(), Day: v.today()}) {
			t.Errorf("%+v %v", acts, err)
		}
	})
}

// TestWhoIsRemovedMayDoNothing but what concerns the removal: no operation of the group lets them.
func TestWhoIsRemovedMayDoNothing(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, cy := v.founds("Ana"), v.founds("Ben"), v.founds("Cy")
		if err := v.OfferCompany(ctx, cy); err != nil {
			t.Fatal(err)
		}
		v.opensDoor(ana)
		di := v.arrives("Di")
		if err := v.Pick(ctx, di, cy.Persona); err != nil {
			t.Fatal(err)
		}
		v.removes(ana, ben, cy, 30)
		cy = v.later(cy)
		for name, do := range map[string]func() error{
			"group":    func() error { _, err := v.Group(ctx, cy); return err },
			"record":   func() error { _, err := v.Record(ctx, cy, 0); return err },
			"stories":  func() error { _, err := v.Stories(ctx, cy, ""); return err },
			"tell":     func() error { return v.Tell(ctx, cy, Telling{Text: "x", Agreed: true}) },
			"company":  func() error { return v.OfferCompany(ctx, cy) },
			"first":    func() error { _, err := v.FirstDays(ctx, cy); return err },
			"removals": func() error { _, err := v.Removals(ctx, cy); return err },
			"decide":   func() error { return v.BeginDecision(ctx, cy, cy.Persona, Return, "me") },
			"members":  func() error { _, err := v.persons.Members(ctx, cy, "", 10); return err },
			"describe": func() error { return v.persons.Describe(ctx, cy, people.Self{Name: "Cyra"}) },
			"a card":   func() error { _, err := v.persons.NewCard(ctx, cy, ""); return err },
		} {
			if err := do(); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s: %v", name, err)
			}
		}
		if v.mayWrite(cy, di) || v.mayWrite(cy, ana) || v.mayWrite(di, cy) {
			t.Error("may write, or be written to")
		}
		if f, err := v.FirstDays(ctx, di); err != nil || len(f.Picked)+len(f.Offered) != 0 {
			t.Error("still a companion:", f, err)
		}
		wantKind(t, v.Fill(ctx, ana, "door", cy.Persona, ByHands), fault.NotFound)
		if members, err := v.persons.Members(ctx, ana, "", 10); err != nil || len(members) != 3 {
			t.Error(members, err)
		}
		if err := v.Leave(ctx, cy); err != nil {
			t.Error("cannot leave:", err)
		}
	})
}

func TestRemovalLiftsItself(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, cy := v.founds("Ana"), v.founds("Ben"), v.founds("Cy")
		v.removes(ana, ben, cy, 30)
		v.days(30)
		if !v.later(cy).Removed {
			t.Error("the last day is not one")
		}
		v.days(1)
		cy = v.later(cy)
		if _, err := v.Group(ctx, cy); err != nil || cy.Removed {
			t.Error("still removed:", err)
		}
		_, err := v.OwnRemoval(ctx, cy)
		wantKind(t, err, fault.NotFound)
		wantKind(t, v.AppealRemoval(ctx, cy, "Too late"), fault.NotFound)
		for range 2 { // it is noted once
			if err := Forget(ctx, v.db, v.clock); err != nil {
				t.Fatal(err)
			}
		}
		if acts, err := v.Record(ctx, cy, 0); err != nil || len(acts) != 3 || acts[0].Act != "returned" || acts[0].About != "Cy" || acts[0].By != "" {
			t.Error(acts, err)
		}
		v.days(RemovalDays)
		if n := v.notes(); n != 1 {
			t.Errorf("%d notes after %d days", n, RemovalDays)
		}
		v.days(1)
		if n := v.notes(); n != 0 {
			t.Error("what was written is kept")
		}
	})
}

// notes is how much is kept of removals after what is over was forgotten.
func (v *village) notes() (n int) {
	v.t.Helper()
	if err := Forget(v.t.Context(), v.db, v.clock); err != nil {
		v.t.Fatal(err)
	}
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) (err error) {
		n, err = store.Scalar[int](tx.QueryRow(`SELECT (SELECT COUNT(*) FROM removal) + (SELECT COUNT(*) FROM removal_plan) + (SELECT COUNT(*) FROM joint_act)`))
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return n
}

// TestAppeal: others look again, once; who removed somebody decides nothing about it.
func TestAppeal(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, cy, di, eli := v.founds("Ana"), v.founds("Ben"), v.founds("Cy"), v.founds("Di"), v.founds("Eli")
		v.opensDoor(ana)
		fay := v.arrives("Fay")
		v.removes(ana, ben, cy, 300)
		cy = v.later(cy)
		m, err := v.OwnRemoval(ctx, cy)
		if err != nil || m.Reason != "Shouted at Bo." || len(m.By) != 2 || m.By[0].Name != "Ana" || m.By[0].Roles[0] != "Founder" || m.By[1].Name != "Ben" || m.Group != "Tuesday grief" {
			t.Fatalf("%+v %v", m, err)
		}
		wantKind(t, v.BeginDecision(ctx, di, cy.Persona, Return, "She asked nobody yet."), fault.NotFound)
		if err := v.AnswerRemoval(ctx, cy, "I was afraid."); err != nil {
			t.Fatal(err)
		}
		if err := v.AppealRemoval(ctx, cy, "Please look again."); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.AppealRemoval(ctx, cy, "And again."), fault.Conflict)
		v.days(9)
		if all, err := v.Removals(ctx, ana); err != nil || len(all) != 1 || all[0].Waits != 9 || all[0].May || all[0].Reason == "" {
			t.Errorf("%+v %v", all, err)
		}
		if all, err := v.Removals(ctx, di); err != nil || len(all) != 1 || !all[0].May || all[0].Appeal != "Please look again." || all[0].Answer != "I was afraid." {
			t.Errorf("%+v %v", all, err)
		}
		_, err = v.Removals(ctx, fay)
		wantKind(t, err, fault.Forbidden)
		for _, by := range []people.Actor{ana, ben, fay} {
			wantKind(t, v.BeginDecision(ctx, by, cy.Persona, Uphold, "No."), fault.Forbidden)
		}
		wantKind(t, v.BeginDecision(ctx, di, cy.Persona, Return, ""), fault.Invalid)
		if err := v.BeginDecision(ctx, di, cy.Persona, Return, "It was one evening."); err != nil {
			t.Fatal(err)
		}
		all, err := v.Removals(ctx, eli)
		if err != nil || len(all[0].Begun) != 1 || all[0].Begun[0].By != "Di" || all[0].Begun[0].Own {
			t.Fatalf("%+v %v", all, err)
		}
		id := all[0].Begun[0].ID
		wantKind(t, v.JoinDecision(ctx, di, cy.Persona, Return, id), fault.Conflict)
		wantKind(t, v.JoinDecision(ctx, ana, cy.Persona, Return, id), fault.Forbidden)
		wantKind(t, v.JoinDecision(ctx, eli, cy.Persona, Uphold, id), fault.NotFound)
		if err := v.JoinDecision(ctx, eli, cy.Persona, Return, id); err != nil {
			t.Fatal(err)
		}
		if v.later(cy).Removed {
			t.Error("is not back")
		}
		if acts, err := v.Record(ctx, fay, 0); err != nil || acts[0].Act != "returned" || acts[0].By != "Di" || acts[0].With != "Eli" || acts[0].Words != "" {
			t.Error(acts, err)
		}
		v.days(RemovalDays + 1)
		if v.notes() != 0 {
			t.Error("what was written is kept")
		}
	})
}

// TestWhereNobodyElseProtects everybody else in a role decides an appeal; and where they uphold it, it stays.
func TestWhereNobodyElseProtects(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben := v.founds("Ana"), v.founds("Ben")
		v.opensDoor(ana)
		cy, di, eli := v.arrives("Cy"), v.arrives("Di"), v.arrives("Eli")
		v.removes(ana, ben, cy, 300)
		cy = v.later(cy)
		if err := v.AppealRemoval(ctx, cy, "Please look again."); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.BeginDecision(ctx, di, cy.Persona, Uphold, "No."), fault.Forbidden) // no role yet
		for _, one := range []people.Actor{di, eli} {
			if err := v.serves(ana, "door", one); err != nil {
				t.Fatal(err)
			}
		}
		di, eli = v.later(di), v.later(eli)
		if err := v.BeginDecision(ctx, di, cy.Persona, Uphold, "It is too early."); err != nil {
			t.Fatal(err)
		}
		all, err := v.Removals(ctx, eli)
		if err != nil || len(all[0].Begun) != 1 {
			t.Fatal(all, err)
		}
		if err := v.JoinDecision(ctx, eli, cy.Persona, Uphold, all[0].Begun[0].ID); err != nil {
			t.Fatal(err)
		}
		m, err := v.OwnRemoval(ctx, cy)
		if err != nil || m.Decision != Uphold || m.Words != "It is too early." || m.Decided[0].Name != "Di" || m.Decided[1].Name != "Eli" {
			t.Errorf("%+v %v", m, err)
		}
		wantKind(t, v.BeginDecision(ctx, di, cy.Persona, Return, "No, yes."), fault.NotFound) // it was decided
	})
}

// TestNobodyIsLockedOut: who alone holds a needed role that nobody could take on cannot be removed; who can be followed can.
func TestNobodyIsLockedOut(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		cy := v.founds("Cy")
		v.days(80)
		err := v.db.Write(ctx, func(tx *store.Tx) error { // a link that lasts, for founders who come late
			_, err := tx.Exec(`UPDATE invitation SET expires = $1`, store.Millis(v.clock.Now().Add(24*time.Hour)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := v.serves(cy, "coordinator", cy); err != nil {
			t.Fatal(err)
		}
		ana, ben := v.founds("Ana"), v.founds("Ben")
		day := v.today().AddDays(30)
		// Every needed role asks for as many days as the group is old, and only Cy has been here so long.
		wantKind(t, v.BeginRemoval(ctx, ana, cy.Persona, "why", day), fault.Conflict)
		err = v.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE role_kind SET needed_days = 0`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		id := v.begins(ana, cy, 30)
		if err := v.LayDown(ctx, ben, Founder); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.JoinRemoval(ctx, v.later(ben), id), fault.Forbidden) // may not any more
		if v.later(cy).Removed {
			t.Error("removed")
		}
	})
}

// TestTwoRemovalsAtOnce: of two pairs that want to remove one another's members, one wins; a second hand counts once.
func TestTwoRemovalsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben, cy, di := v.founds("Ana"), v.founds("Ben"), v.founds("Cy"), v.founds("Di")
		of, against := v.begins(ana, cy, 30), v.begins(cy, ana, 30)
		var all sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for _, one := range []struct {
			by people.Actor
			id string
		}{{ben, of}, {di, of}, {ben, against}, {di, against}} {
			all.Go(func() {
				err := v.JoinRemoval(t.Context(), one.by, one.id)
				mu.Lock()
				defer mu.Unlock()
				switch kind := fault.KindOf(err); {
				case err == nil:
					done++
				case kind != fault.NotFound && kind != fault.Conflict && kind != fault.Forbidden:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done != 1 || v.later(ana).Removed == v.later(cy).Removed {
			t.Errorf("%d removals; Ana %v, Cy %v", done, v.later(ana).Removed, v.later(cy).Removed)
		}
	})
}

// TestOneAppealTwoDecisions: of two that are joined at once, one holds.
func TestOneAppealTwoDecisions(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, cy, di, eli := v.founds("Ana"), v.founds("Ben"), v.founds("Cy"), v.founds("Di"), v.founds("Eli")
		v.removes(ana, ben, cy, 300)
		for _, err := range []error{v.AppealRemoval(ctx, cy, "Please."), v.BeginDecision(ctx, di, cy.Persona, Return, "Yes."), v.BeginDecision(ctx, eli, cy.Persona, Uphold, "No.")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		seen, err := v.Removals(ctx, di)
		if err != nil || len(seen[0].Begun) != 2 {
			t.Fatal(seen, err)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for _, b := range seen[0].Begun {
			by := eli
			if b.Decision == Uphold {
				by = di
			}
			all.Go(func() {
				err := v.JoinDecision(ctx, by, cy.Persona, b.Decision, b.ID)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else if fault.KindOf(err) != fault.NotFound {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done != 1 {
			t.Errorf("%d decisions", done)
		}
	})
}
