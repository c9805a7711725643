package groups

import (
	"slices"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

const oneDay = 24 * time.Hour

// kind is a role of the group as it is now.
func (v *village) kind(by people.Actor, role people.Role) RoleKind {
	v.t.Helper()
	all, err := v.Roles(v.t.Context(), by)
	i := slices.IndexFunc(all, func(h Held) bool { return h.Role == role })
	if err != nil || i < 0 {
		v.t.Fatal("no role ", role, err)
	}
	return all[i].RoleKind
}

// TestPowerTakesTwo: nobody gives a role more than it may do, nor takes it away, alone; what gives no power one may change.
func TestPowerTakesTwo(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana, ben := t.Context(), v.founds("Ana"), v.founds("Ben")
		door := v.kind(ana, "door")
		door.Does = "Greets."
		if waits, err := v.Define(ctx, ana, door); err != nil || waits || v.kind(ana, "door").Does != "Greets." {
			t.Fatal(waits, err)
		}
		door.May = append(door.May, pack.Roles)
		if waits, err := v.Define(ctx, ana, door); err != nil || !waits || slices.Contains(v.kind(ana, "door").May, pack.Roles) {
			t.Fatal("power at once:", waits, err)
		}
		all, err := v.RoleChanges(ctx, ben)
		if err != nil || len(all) != 1 || !all[0].May || all[0].By != "Ana" {
			t.Fatal(all, err)
		}
		wantKind(t, v.JoinRoleChange(ctx, ana, all[0].ID), fault.Conflict)
		if err := v.JoinRoleChange(ctx, ben, all[0].ID); err != nil || !slices.Contains(v.kind(ana, "door").May, pack.Roles) {
			t.Error(err)
		}
		host := v.kind(ana, "host")
		host.May = []pack.Permission{pack.Agreement}
		_, err = v.Define(ctx, ana, host) // two needed roles must protect
		wantKind(t, err, fault.Conflict)
		_, err = v.Retire(ctx, ana, Founder)
		wantKind(t, err, fault.NotFound)
		_, err = v.Define(ctx, ana, RoleKind{Role: people.Steward, Name: "x", Does: "x", Seats: 1, TermDays: 1})
		wantKind(t, err, fault.NotFound)
		_, err = v.Define(ctx, ana, RoleKind{Name: "x", Does: "x", Seats: 1, TermDays: pack.MaxTerm + 1})
		wantKind(t, err, fault.Invalid)
	})
}

// TestAnOfferWaitsForTheGroup: who offers begins when the days to object are over, unless somebody objects.
func TestAnOfferWaitsForTheGroup(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana, ben := t.Context(), v.founds("Ana"), v.founds("Ben")
		wantKind(t, v.Fill(ctx, ana, "host", ana.Persona, ByHands), fault.Conflict) // somebody else records it
		if err := v.Fill(ctx, ana, "host", ana.Persona, Volunteered); err != nil {
			t.Fatal(err)
		}
		coming, err := v.Fillings(ctx, ben)
		if err != nil || len(coming) != 1 || !coming[0].Open || !coming[0].Accepted {
			t.Fatal(coming, err)
		}
		wantKind(t, v.Object(ctx, ana, coming[0].ID), fault.Conflict)
		if err := v.Object(ctx, ben, coming[0].ID); err != nil {
			t.Fatal(err)
		}
		v.clock.Add(8 * oneDay)
		if slices.Contains(v.again(ana).Roles, people.Role("host")) {
			t.Error("began in spite of it")
		}
		if err := v.Fill(ctx, ana, "host", ben.Persona, Volunteered); err != nil {
			t.Fatal(err)
		}
		coming, _ = v.Fillings(ctx, ben)
		if err := v.TakeOn(ctx, ben, coming[0].ID); err != nil || slices.Contains(v.again(ben).Roles, people.Role("host")) {
			t.Fatal("began at once:", err)
		}
		v.clock.Add(8 * oneDay)
		if !slices.Contains(v.again(ben).Roles, people.Role("host")) {
			t.Error("never began")
		}
		acts, err := v.Record(ctx, ana, 0)
		if err != nil || slices.ContainsFunc(acts, func(r Recorded) bool { return r.Act == "objected" && r.By != "" }) {
			t.Error("the record names who objected:", acts, err)
		}
	})
}

// TestNobodyServesUnasked: without a yes within fourteen days nothing comes of it.
func TestNobodyServesUnasked(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana, ben := t.Context(), v.founds("Ana"), v.founds("Ben")
		if err := v.Fill(ctx, ana, "host", ben.Persona, ByHands); err != nil || len(v.again(ben).Roles) != 1 {
			t.Fatal(err)
		}
		coming, _ := v.Fillings(ctx, ben)
		wantKind(t, v.TakeOn(ctx, ana, coming[0].ID), fault.NotFound)
		v.clock.Add((acceptDays + 1) * oneDay)
		wantKind(t, v.TakeOn(ctx, ben, coming[0].ID), fault.NotFound)
		if err := v.Fill(ctx, ana, "host", ben.Persona, ByHands); err != nil {
			t.Error("not again:", err)
		}
	})
}

// TestASilentSeatIsOpenedByTwo: an answer stops it, silence lets any two members open the seat.
func TestASilentSeatIsOpenedByTwo(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana, ben, cy := t.Context(), v.founds("Ana"), v.founds("Ben"), v.founds("Cy")
		if err := v.AskIfThere(ctx, ben, Founder, ana.Persona); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.OpenSeat(ctx, ben, Founder, ana.Persona), fault.NotFound)
		if err := v.Here(ctx, ana); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.AskIfThere(ctx, cy, Founder, ana.Persona), fault.Conflict) // nobody is watched
		v.clock.Add(31 * oneDay)
		if err := v.AskIfThere(ctx, cy, Founder, ana.Persona); err != nil {
			t.Fatal(err)
		}
		v.clock.Add(31 * oneDay)
		if err := v.OpenSeat(ctx, ben, Founder, ana.Persona); err != nil {
			t.Fatal(err)
		}
		asked, err := v.Questions(ctx, cy)
		if err != nil || len(asked) != 1 || asked[0].Opening == "" {
			t.Fatal(asked, err)
		}
		wantKind(t, v.JoinOpenSeat(ctx, ben, asked[0].Opening), fault.Conflict)
		if err := v.JoinOpenSeat(ctx, cy, asked[0].Opening); err != nil || len(v.again(ana).Roles) != 0 {
			t.Error(err)
		}
	})
}

// TestAGuestEnds: a guest comes for a purpose, counts for nothing, and is gone after the last day.
func TestAGuestEnds(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana := t.Context(), v.founds("Ana")
		gus := v.guest(ana, "Gus")
		room, err := v.GuestRoom(ctx, gus)
		if err != nil || room.Purpose == "" || len(room.Members) != 2 || room.Slug != "" {
			t.Fatalf("%+v %v", room, err)
		}
		_, err = v.persons.Members(ctx, gus, "", 10)
		wantKind(t, err, fault.Forbidden)
		wantKind(t, v.Fill(ctx, ana, "host", gus.Persona, ByHands), fault.Conflict)
		v.clock.Add(31 * oneDay)
		if err := Forget(ctx, v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		members, err := v.persons.Members(ctx, ana, "", 10)
		if err != nil || len(members) != 1 {
			t.Error(members, err)
		}
		v.guest(ana, "Gia")
		if err := v.Leave(ctx, ana); err != nil {
			t.Fatal(err)
		}
		err = v.db.Read(ctx, func(tx *store.Tx) error {
			n, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM space WHERE id = $1`, v.space))
			if n != 0 {
				t.Error("a guest keeps a group without members")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestWhatTheGroupIsTold: terms that end soon, and a role that is handed on with its list.
func TestWhatTheGroupIsTold(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana, ben := t.Context(), v.founds("Ana"), v.founds("Ben")
		if err := v.serves(ana, "host", ben); err != nil {
			t.Fatal(err)
		}
		v.clock.Add(61 * oneDay)
		f, err := v.Facts(ctx, ben)
		if err != nil || len(f.Endings) != 2 || f.Endings[0].Days != 29 || len(f.Vacant) == 0 {
			t.Fatalf("%+v %v", f, err)
		}
		if err := v.LayDown(ctx, ben, "host"); err != nil {
			t.Fatal(err)
		}
		if err := v.HandOn(ctx, ben, "host", []int{0, 99}); err != nil {
			t.Fatal(err)
		}
		mine, err := v.Handovers(ctx, ben)
		if err != nil || len(mine) != 1 || !mine[0].Mine || !mine[0].Points[0].Done || mine[0].Points[1].Done {
			t.Errorf("%+v %v", mine, err)
		}
		wantKind(t, v.HandOn(ctx, ana, "host", nil), fault.NotFound)
		v.clock.Add(40 * oneDay)
		if f, err = v.Facts(ctx, ben); err != nil || len(f.Founders) != 2 {
			t.Errorf("%+v %v", f, err)
		}
	})
}
