package groups

import (
	"testing"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// again is somebody as a later request sees them: with the roles they hold by then.
func (v *village) again(by people.Actor) people.Actor {
	v.t.Helper()
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) error {
		terms, err := v.persons.Terms(tx, by.Space)
		by.Roles = nil
		for role, held := range terms {
			for _, t := range held {
				if t.Persona == by.Persona {
					by.Roles = append(by.Roles, role)
				}
			}
		}
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return by
}

// serves records that somebody has a role and says yes for them.
func (v *village) serves(by people.Actor, role people.Role, who people.Actor) error {
	v.t.Helper()
	if err := v.Fill(v.t.Context(), by, role, who.Persona, ByHands); err != nil {
		return err
	}
	all, err := v.Fillings(v.t.Context(), who)
	for _, f := range all {
		if f.Role == role && f.Persona == who.Persona && err == nil {
			err = v.TakeOn(v.t.Context(), who, f.ID)
		}
	}
	return err
}

// needing is the first role of the group that may do a thing, with its seats.
func (v *village) needing(by people.Actor, what pack.Permission) Held {
	v.t.Helper()
	all, err := v.Roles(v.t.Context(), by)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, held := range all {
		for _, may := range held.May {
			if may == what && held.Role != Founder {
				return held
			}
		}
	}
	v.t.Fatal("no role may ", what)
	return Held{}
}

func TestRolesAreFilledLaidDownAndRest(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, bo := v.founds("Ana"), v.founds("Bo")
		job := v.needing(ana, pack.Protect)
		for range job.Seats - len(job.By) - 1 {
			if err := v.serves(ana, job.Role, v.founds("More")); err != nil {
				t.Fatal(err)
			}
		}
		if err := v.serves(ana, job.Role, bo); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.Fill(ctx, ana, job.Role, bo.Persona, ByHands), fault.Conflict)
		wantKind(t, v.Fill(ctx, ana, job.Role, ana.Persona, ByHands), fault.Conflict) // no seat is free
		wantKind(t, v.Fill(ctx, ana, Founder, bo.Persona, ByHands), fault.Invalid)
		wantKind(t, v.Fill(ctx, ana, "captain", bo.Persona, ByHands), fault.NotFound)
		wantKind(t, v.Fill(ctx, ana, job.Role, store.NewPersonID(), ByHands), fault.NotFound)
		wantKind(t, v.Fill(ctx, ana, job.Role, bo.Persona, "by decree"), fault.Invalid)

		if err := v.LayDown(ctx, bo, job.Role); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.LayDown(ctx, bo, job.Role), fault.NotFound)
		if job.GapDays > 0 {
			wantKind(t, v.Fill(ctx, ana, job.Role, bo.Persona, ByHands), fault.Conflict)
			v.clock.Set(morning.AddDate(0, 0, job.GapDays))
			if err := v.serves(ana, job.Role, bo); err != nil {
				t.Error("after the break:", err)
			}
		}
	})
}

func TestNewcomersWaitForWhatNeedsTime(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		job := v.needing(ana, pack.Protect)
		if job.NeededDays == 0 {
			t.Fatal("the role asks for no time")
		}
		if err := v.Fill(ctx, ana, job.Role, ana.Persona, ByHands); err != nil {
			t.Error("a group of today asks for no more than its own age:", err)
		}
		if err := v.LayDown(ctx, ana, job.Role); err != nil {
			t.Fatal(err)
		}
		v.clock.Set(morning.AddDate(0, 0, 10))
		path, err := v.Invite(ctx, ana, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		new, err := v.comes("New", Way{Space: v.space, Invitation: path[len("/g/"+v.space+"/join/"):]}, 1)
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.Fill(ctx, ana, job.Role, new.Persona, ByHands), fault.Conflict)
		v.clock.Set(morning.AddDate(0, 0, 10+job.NeededDays))
		if err := v.Fill(ctx, v.again(ana), job.Role, new.Persona, ByHands); err != nil {
			t.Error(err)
		}
	})
}

func TestAGroupIsNeverLockedOutOfItself(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, bo := v.founds("Ana"), v.founds("Bo")
		job := v.needing(ana, pack.Roles)
		v.clock.Set(morning.AddDate(0, 0, founderDays))
		ana, bo = v.again(ana), v.again(bo)
		if may, err := v.MayFill(ctx, people.Actor{Space: v.space, Persona: bo.Persona}); err != nil || may {
			t.Error("while founders serve, a member without a role may not:", may, err)
		}
		v.clock.Set(morning.AddDate(0, 0, founderDays+1))
		ana, bo = v.again(ana), v.again(bo)
		if len(ana.Roles) != 0 {
			t.Fatal("the founders' term runs on: ", ana.Roles)
		}
		if may, err := v.MayFill(ctx, bo); err != nil || !may {
			t.Error("nobody may record roles:", err)
		}
		if err := v.serves(bo, job.Role, ana); err != nil {
			t.Fatal(err)
		}
		v.days(acceptDays)                                                           // in which members can object
		wantKind(t, v.Fill(ctx, bo, job.Role, bo.Persona, ByHands), fault.Forbidden) // now somebody does
		if _, err := v.Invite(ctx, bo, 1, 1); fault.KindOf(err) != fault.Forbidden {
			t.Error("only roles are open to all:", err)
		}
	})
}

func TestTheLastSeatIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		job := v.needing(ana, pack.Protect)
		var all []people.Actor
		for range 4 {
			all = append(all, v.founds("Somebody"))
		}
		done := make(chan error, len(all))
		for _, who := range all {
			go func() { done <- v.Fill(t.Context(), ana, job.Role, who.Persona, ByHands) }()
		}
		won := 0
		for range all {
			switch err := <-done; {
			case err == nil:
				won++
			case fault.KindOf(err) != fault.Conflict:
				t.Error(err)
			}
		}
		if won != min(job.Seats, len(all)) {
			t.Errorf("%d took %d seats", won, job.Seats)
		}
	})
}
