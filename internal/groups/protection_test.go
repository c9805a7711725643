package groups

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// arrives is somebody who comes in by the open door.
func (v *village) arrives(name string) people.Actor {
	v.t.Helper()
	by, err := v.comes(name, Way{Space: v.space}, 1)
	if err != nil {
		v.t.Fatal(err)
	}
	return by
}

// opens the door, as a founder.
func (v *village) opensDoor(by people.Actor) {
	v.t.Helper()
	if err := v.SetDoor(v.t.Context(), by, pack.Open, ""); err != nil {
		v.t.Fatal(err)
	}
}

func (v *village) days(n int) { v.clock.Add(time.Duration(n) * 24 * time.Hour) }

// later is again, and whether they are removed.
func (v *village) later(by people.Actor) people.Actor {
	v.t.Helper()
	by = v.again(by)
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) error {
		_, err := v.persons.Member(tx, by.Space, by.Persona)
		by.Removed = fault.KindOf(err) == fault.NotFound
		return nil
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return by
}

func (v *village) mayWrite(from, to people.Actor) (may bool) {
	v.t.Helper()
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) (err error) {
		may, err = v.MayWriteFirst(tx, v.space, from.Persona, to.Persona)
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return may
}

// TestWhoMayWriteToANewcomer: greeters and whom they picked, for ninety days; then everybody.
func TestWhoMayWriteToANewcomer(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		v.opensDoor(ana)
		v.days(100)
		ben := v.arrives("Ben") // no greeter: founders' terms are over by now
		v.days(95)
		cy := v.arrives("Cy")
		if v.mayWrite(ben, cy) || v.mayWrite(ana, cy) || v.mayWrite(cy, cy) {
			t.Error("somebody may write to a newcomer first who neither greets nor was picked")
		}
		if !v.mayWrite(cy, ben) || !v.mayWrite(cy, ana) {
			t.Error("a newcomer may not write to others")
		}
		if err := v.OfferCompany(ctx, v.later(ben)); err != nil {
			t.Fatal(err)
		}
		if err := v.Pick(ctx, cy, ben.Persona); err != nil {
			t.Fatal(err)
		}
		if !v.mayWrite(ben, cy) {
			t.Error("a first companion may not write")
		}
		if err := v.Part(ctx, ben, cy.Persona); err != nil {
			t.Fatal(err)
		}
		if v.mayWrite(ben, cy) {
			t.Error("who ended it may still write")
		}
		ben = v.mayLeave(ben, "door") // holds a role that answers the door
		if !v.mayWrite(ben, cy) {
			t.Error("who answers the door may not write")
		}
		p, err := v.Protection(ctx, cy)
		if err != nil || !p.Holds || p.Until != v.today().AddDays(NewcomerDays-1) {
			t.Error(p, err)
		}
		v.days(NewcomerDays - 1)
		if v.mayWrite(ana, cy) {
			t.Error("the last day is not protected")
		}
		v.days(1)
		if !v.mayWrite(ana, cy) {
			t.Error("protected for ever")
		}
		elsewhere := people.Actor{Space: v.space, Persona: store.NewPersonID()}
		if v.mayWrite(elsewhere, ana) || v.mayWrite(ana, elsewhere) {
			t.Error("who is not here may write or be written to")
		}
	})
}

func TestProtectionEndsEarly(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		v.opensDoor(ana)
		v.days(5)
		cy, di := v.arrives("Cy"), v.arrives("Di")
		if err := v.OfferCompany(ctx, ana); err != nil {
			t.Fatal(err)
		}
		if err := v.Pick(ctx, cy, ana.Persona); err != nil {
			t.Fatal(err)
		}
		for range 2 { // a second time changes nothing
			if err := v.EndProtection(ctx, cy); err != nil {
				t.Fatal(err)
			}
		}
		if !v.mayWrite(di, cy) {
			t.Error("still protected")
		}
		if f, err := v.FirstDays(ctx, cy); err != nil || f.Holds || len(f.Picked)+len(f.Offered) > 0 {
			t.Error(f, err)
		}
		if c, err := v.Company(ctx, ana); err != nil || len(c.Picked) != 0 {
			t.Error(c, err)
		}
		wantKind(t, v.Pick(ctx, cy, ana.Persona), fault.Conflict)
		wantKind(t, v.OfferCompany(ctx, cy), fault.Conflict) // it makes nobody known for longer
	})
}

// TestCompanionsAreOfferedFairly: two at a time, who has the fewest newcomers first; nobody again who was there already.
func TestCompanionsAreOfferedFairly(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, cy := v.founds("Ana"), v.founds("Ben"), v.founds("Cy")
		v.opensDoor(ana)
		for _, one := range []people.Actor{ben, ana, cy} { // in this order, a day apart
			if err := v.OfferCompany(ctx, one); err != nil {
				t.Fatal(err)
			}
			v.days(1)
		}
		offered := func(by people.Actor, names ...string) {
			t.Helper()
			f, err := v.FirstDays(ctx, by)
			var have []string
			for _, one := range f.Offered {
				have = append(have, one.Name)
			}
			if err != nil || fmt.Sprint(have) != fmt.Sprint(names) {
				t.Errorf("offered %v, want %v (%v)", have, names, err)
			}
		}
		eli := v.arrives("Eli")
		offered(eli, "Ben", "Ana")
		if err := v.Pick(ctx, eli, ben.Persona); err != nil {
			t.Fatal(err)
		}
		offered(eli, "Ana")
		fay := v.arrives("Fay")
		offered(fay, "Ana", "Cy") // Ben has one
		if c, err := v.Company(ctx, ben); err != nil || !c.Willing || len(c.Picked) != 1 || c.Picked[0].Name != "Eli" {
			t.Error(c, err)
		}
		if err := v.Part(ctx, eli, ben.Persona); err != nil {
			t.Fatal(err)
		}
		offered(eli, "Ana", "Cy") // not Ben again
		wantKind(t, v.Pick(ctx, eli, ben.Persona), fault.NotFound)
		wantKind(t, v.Pick(ctx, eli, eli.Persona), fault.NotFound)
		wantKind(t, v.Pick(ctx, eli, fay.Persona), fault.NotFound) // has offered nothing
		if err := v.WithdrawCompany(ctx, ana); err != nil {
			t.Fatal(err)
		}
		offered(eli, "Cy")
		wantKind(t, v.Pick(ctx, people.Actor{}, cy.Persona), fault.NotFound)
	})
}

// TestNobodyPicksThree, however fast they click.
func TestNobodyPicksThree(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		var willing []people.Actor
		for _, name := range []string{"Ana", "Ben", "Cy", "Di"} {
			one := v.founds(name)
			willing = append(willing, one)
			if err := v.OfferCompany(t.Context(), one); err != nil {
				t.Fatal(err)
			}
		}
		v.opensDoor(willing[0])
		eli := v.arrives("Eli")
		var all sync.WaitGroup
		for _, one := range willing {
			all.Go(func() {
				if err := v.Pick(t.Context(), eli, one.Persona); err != nil && fault.KindOf(err) != fault.Conflict {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if f, err := v.FirstDays(t.Context(), eli); err != nil || len(f.Picked) != mostPicked || len(f.Offered) != 0 {
			t.Errorf("%d picked, %d offered (%v)", len(f.Picked), len(f.Offered), err)
		}
	})
}

// TestCompanyEndsByItself with the newcomer's protection, and is forgotten.
func TestCompanyEndsByItself(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		v.opensDoor(ana)
		if err := v.OfferCompany(ctx, ana); err != nil {
			t.Fatal(err)
		}
		v.days(3)
		eli := v.arrives("Eli")
		if err := v.Pick(ctx, eli, ana.Persona); err != nil {
			t.Fatal(err)
		}
		v.days(NewcomerDays)
		if c, err := v.Company(ctx, ana); err != nil || len(c.Picked) != 0 {
			t.Error(c, err)
		}
		if err := Forget(ctx, v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		err := v.db.Read(ctx, func(tx *store.Tx) error {
			n, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM first_companion`))
			if n != 0 {
				t.Error("it is kept")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestWhoIsAskedOftenIsSeen by whoever protects, even where it ended at once.
func TestWhoIsAskedOftenIsSeen(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		v.opensDoor(ana)
		if err := v.OfferCompany(ctx, ana); err != nil {
			t.Fatal(err)
		}
		var last people.Actor
		for n := range askedOften + 1 {
			if all, err := v.AskedOften(ctx, ana); err != nil || len(all) != 0 {
				t.Errorf("after %d: %v %v", n, all, err)
			}
			last = v.arrives(fmt.Sprint("Newcomer ", n))
			if err := v.Pick(ctx, last, ana.Persona); err != nil {
				t.Fatal(err)
			}
			if err := v.Part(ctx, ana, last.Persona); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := v.AskedOften(ctx, ana); err != nil || len(all) != 1 || all[0] != (Asked{"Ana", askedOften + 1}) {
			t.Error(all, err)
		}
		_, err := v.AskedOften(ctx, last)
		wantKind(t, err, fault.Forbidden)
		v.days(askedDays)
		if all, err := v.AskedOften(ctx, ana); err != nil || len(all) != 0 {
			t.Error("for ever:", all, err)
		}
	})
}
