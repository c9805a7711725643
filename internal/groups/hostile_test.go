package groups

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// TestADoorTellsNoNameThatWasTakenBack: the name of a listed group told its place. A steward gave it another, and nothing
// of the old one is left, at the door as little as in the directory.
func TestADoorTellsNoNameThatWasTakenBack(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		d := v.dir
		l, err := d.Add(t.Context(), people.Operator(), directory.Entered{Content: &directory.Group{Name: "12 Elm Street circle", Concerns: []string{"grief"}, Rhythm: "contact"}})
		if err != nil {
			t.Fatal(err)
		}
		space, token := v.open(l.ID, "open-circle")
		if err := d.Reword(t.Context(), people.Operator(), directory.Rewording{Listing: l.ID, Words: map[string]string{"name": "Evening circle", "slug": ""}}); err != nil {
			t.Fatal(err)
		}
		door, err := v.Doorway(t.Context(), Way{Space: space, Invitation: token})
		if err != nil || door.Group.Name != "Evening circle" {
			t.Errorf("the door says %q %v", door.Group.Name, err)
		}
		err = v.db.Read(t.Context(), func(tx *store.Tx) error {
			names, err := store.Collect(tx, store.Scalar[string], `SELECT name FROM space WHERE id = $1`, space)
			if len(names) != 1 || strings.Contains(names[0], "Elm") {
				t.Errorf("kept: %q", names)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestADoorCannotBeFilledUp: what was answered takes nobody's place, and nobody can leave note after note.
func TestADoorCannotBeFilledUp(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana := t.Context(), v.founds("Ana")
		if err := v.SetDoor(ctx, ana, pack.Ask, ""); err != nil {
			t.Fatal(err)
		}
		for i := range mostKnocks {
			if _, err := v.Knock(ctx, v.space, fmt.Sprint(i), false, "a note"); err != nil {
				t.Fatal(err)
			}
		}
		_, err := v.Knock(ctx, v.space, "one more", false, "a note")
		wantKind(t, err, fault.TooMany)
		waiting, err := v.Knocks(ctx, ana)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Answer(ctx, ana, waiting[0].ID, Declined, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Knock(ctx, v.space, "one more", false, "a note"); err != nil {
			t.Error("a place is free again:", err)
		}
		for _, k := range waiting[1:] {
			if err := v.Answer(ctx, ana, k.ID, Declined, ""); err != nil {
				t.Fatal(err)
			}
		}
		for range 20 {
			if _, err = v.Knock(ctx, v.space, "one", false, "again"); err != nil {
				break
			}
		}
		wantKind(t, err, fault.TooMany)
		if _, err := v.Knock(ctx, v.space, "another", false, "a note"); err != nil {
			t.Error("others pay for it:", err)
		}
		v.clock.Add(25 * time.Hour)
		if _, err := v.Knock(ctx, v.space, "one", false, "a note"); err != nil {
			t.Error("for ever:", err)
		}
	})
}

// TestWhoLeftStandsBehindNoLink: an invitation does not say who made it once they left, and that for the first members
// never said which steward did.
func TestWhoLeftStandsBehindNoLink(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		v.founds("Bo")
		if _, err := v.Invite(t.Context(), ana, 1, 7); err != nil {
			t.Fatal(err)
		}
		if err := v.Leave(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		err := v.db.Read(t.Context(), func(tx *store.Tx) error {
			by, err := store.Collect(tx, store.Scalar[string], `SELECT by_persona FROM invitation WHERE space_id = $1`, v.space)
			if strings.Join(by, "") != "" {
				t.Errorf("made by %q", by)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestTheLastOneOutClosesTheDoor: a group without members is none, so that no stranger comes in and is all of it, and its
// link for founders opens nothing.
func TestTheLastOneOutClosesTheDoor(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana := t.Context(), v.founds("Ana")
		if err := v.SetDoor(ctx, ana, pack.Open, ""); err != nil {
			t.Fatal(err)
		}
		secret, err := v.Knock(ctx, v.space, "seeker", false, "Is anybody there?")
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Leave(ctx, ana); err != nil {
			t.Fatal(err)
		}
		for _, way := range []Way{{Space: v.space}, {Space: v.space, Invitation: v.founder}, {Space: v.space, Knock: secret}} {
			_, err := v.comes("Eve", way, 1)
			wantKind(t, err, fault.NotFound)
		}
		if has, err := v.Has(ctx, people.Operator(), v.listing); err != nil || has {
			t.Error("the listing can have no space again:", err)
		}
		err = v.db.Read(ctx, func(tx *store.Tx) error {
			for _, table := range slices.DeleteFunc(spaceTables(), func(t string) bool { return t == "ceremony" }) {
				if n, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM `+table+` WHERE space_id = $1`, v.space)); err != nil || n != 0 {
					t.Errorf("%s: %d %v", table, n, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestManyVersionsAreReadInParts: who changes the agreement a thousand times takes nobody's page away.
func TestManyVersionsAreReadInParts(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, ana := t.Context(), v.founds("Ana")
		for version := 1; version <= mostVersions+3; version++ {
			if err := v.Change(ctx, ana, version, []Clause{{Kind: pack.KindPurpose, Text: fmt.Sprint("We meet ", version)}}); err != nil {
				t.Fatal(err)
			}
			v.clock.Add(2 * 24 * time.Hour)
		}
		latest, err := v.Versions(ctx, ana, 0)
		if err != nil || len(latest) != mostVersions || latest[0].Version != mostVersions+4 {
			t.Fatal(len(latest), err)
		}
		first := latest[mostVersions-1].Version
		if rest, err := v.Versions(ctx, ana, first); err != nil || len(rest) != first-1 || rest[0].Version != first-1 {
			t.Error(len(rest), err)
		}
		if rest, err := v.Versions(ctx, ana, -4); err != nil || len(rest) != mostVersions {
			t.Error(len(rest), err)
		}
	})
}

// TestAnAgreementCannotBeChangedEndlessly: after twenty changes the group has time to read.
func TestAnAgreementCannotBeChangedEndlessly(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		change := func(version int) error {
			return v.Change(t.Context(), ana, version, []Clause{{Kind: pack.KindPurpose, Text: fmt.Sprint("We meet ", version)}})
		}
		for version := 1; version <= mostChanges; version++ {
			if err := change(version); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, change(mostChanges+1), fault.Conflict)
		v.clock.Add(changesDays * 24 * time.Hour)
		if err := change(mostChanges + 1); err != nil {
			t.Error("thirty days later:", err)
		}
	})
}

// TestClausesAreText: what a database does not hold is no failure of ours.
func TestClausesAreText(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		if err := v.Change(t.Context(), ana, 1, []Clause{{Kind: pack.KindPurpose, Text: "We\x00 meet.\xff\u2028"}}); err != nil {
			t.Fatal(err)
		}
		if a, err := v.Agreement(t.Context(), ana); err != nil || a.Clauses[0].Text != "We meet." {
			t.Errorf("%q %v", a.Clauses, err)
		}
	})
}

// TestLinksAreBounded: nobody fills the page of the door with links.
func TestLinksAreBounded(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		var err error
		for range 200 {
			if _, err = v.Invite(t.Context(), ana, 1, 7); err != nil {
				break
			}
		}
		wantKind(t, err, fault.Conflict)
	})
}

// TestANoteIsCountedOnce: notes that come at once collide in the database and are tried again, and each still counts as one.
func TestANoteIsCountedOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		if err := v.SetDoor(t.Context(), v.founds("Ana"), pack.Ask, ""); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if _, err := v.Knock(t.Context(), v.space, "one shelter", false, "a note"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		_, err := v.Knock(t.Context(), v.space, "one shelter", false, "a note")
		wantKind(t, err, fault.TooMany)
	})
}

// TestRemovedMembersHoldNoGroupOpen: when all leave but who is removed, no stranger comes in and is all of the group.
func TestRemovedMembersHoldNoGroupOpen(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben, cy := v.founds("Ana"), v.founds("Ben"), v.founds("Cy")
		v.opensDoor(ana)
		v.removes(ana, ben, cy, 365)
		for _, one := range []people.Actor{ana, ben} {
			if err := v.Leave(t.Context(), one); err != nil {
				t.Fatal(err)
			}
		}
		_, err := v.comes("Eve", Way{Space: v.space}, 1)
		wantKind(t, err, fault.NotFound)
		if n := v.count(`SELECT COUNT(*) FROM space WHERE id = $1`, v.space); n > 0 {
			t.Error("the space stays")
		}
	})
}

// TestNobodySecondsThemself with a persona that came in lately, though it be their own; in a group of newcomers who has been
// there longest can.
func TestNobodySecondsThemself(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		v.opensDoor(ana)
		other := v.arrives("Other")
		v.days(40)
		ana = v.again(ana)
		sock := v.arrives("Quiet")
		kind := RoleKind{Name: "Helper", Does: "Helps.", May: []pack.Permission{pack.Protect}, Seats: 2, TermDays: 300}
		if waits, err := v.Define(ctx, ana, kind); err != nil || !waits {
			t.Fatal(waits, err)
		}
		all, err := v.RoleChanges(ctx, sock)
		if err != nil || len(all) != 1 || all[0].May {
			t.Fatal(all, err)
		}
		wantKind(t, v.JoinRoleChange(ctx, sock, all[0].ID), fault.Forbidden)
		if err := v.JoinRoleChange(ctx, other, all[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := v.Fill(ctx, ana, all[0].Now.Role, sock.Persona, ByHands); err != nil {
			t.Fatal(err)
		}
		coming, err := v.Fillings(ctx, other)
		if err != nil || len(coming) != 1 || !coming[0].Open {
			t.Fatal("nobody can object: ", coming, err)
		}
		if err := v.TakeOn(ctx, sock, coming[0].ID); err != nil {
			t.Fatal(err)
		}
		if sock = v.again(sock); len(sock.Roles) > 0 {
			t.Error("holds it at once:", sock.Roles)
		}
		if err := v.Object(ctx, other, coming[0].ID); err != nil {
			t.Error(err)
		}
		if err := v.Leave(ctx, other); err != nil {
			t.Fatal(err)
		}
		kind.Name = "Aide"
		if _, err := v.Define(ctx, ana, kind); err != nil {
			t.Fatal(err)
		}
		if all, err = v.RoleChanges(ctx, sock); err != nil || len(all) != 1 || !all[0].May {
			t.Fatal(all, err)
		}
		if err := v.JoinRoleChange(ctx, sock, all[0].ID); err != nil {
			t.Error("nobody is known longer:", err)
		}
	})
}

// TestNothingTurnsItsDirection in what is written over several lines, nor piles up, and a name is one line.
func TestNothingTurnsItsDirection(t *testing.T) {
	pile := "a" + strings.Repeat("\u0301", 60)
	if got := proper("one\u202e\ntwo\u2066\x00 " + pile + "\r\nend"); got != "one\ntwo a"+strings.Repeat("\u0301", 4)+"\nend" {
		t.Errorf("%q", got)
	}
	each(t, func(t *testing.T, v *village) {
		ana, _, _ := v.core()
		if err := v.Rename(t.Context(), ana, "Two\nlines"); err != nil {
			t.Fatal(err)
		}
		if g, err := v.Group(t.Context(), ana); err != nil || g.Name != "Two lines" {
			t.Error(g.Name, err)
		}
	})
}

// TestWhoIsRemovedIsNoSecond: who is alone beside a removed member has nobody to ask.
func TestWhoIsRemovedIsNoSecond(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, cy := v.founds("Ana"), v.founds("Ben"), v.founds("Cy")
		v.removes(ana, ben, cy, 365)
		if err := v.Leave(ctx, ben); err != nil {
			t.Fatal(err)
		}
		ana = v.again(ana)
		waits, err := v.Define(ctx, ana, RoleKind{Name: "Helper", Does: "Helps.", May: []pack.Permission{pack.Greet}, Seats: 1, TermDays: 90})
		if err != nil || waits {
			t.Error("waits for a second who is not there:", waits, err)
		}
		if err := v.Fill(ctx, ana, v.needing(ana, pack.Roles).Role, ana.Persona, ByHands); err != nil {
			t.Error(err)
		}
	})
}

// TestPowerIsNotChangedAlone: how long and how soon again a role with power is held, by whom, and whether it can be missing.
func TestPowerIsNotChangedAlone(t *testing.T) {
	was := RoleKind{May: []pack.Permission{pack.Roles}, Seats: 2, TermDays: 90, GapDays: 30, NeededDays: 30, Needed: true}
	for what, change := range map[string]func(*RoleKind){
		"gap": func(k *RoleKind) { k.GapDays = 0 }, "term": func(k *RoleKind) { k.TermDays = pack.MaxTerm },
		"membership": func(k *RoleKind) { k.NeededDays = pack.MaxTerm }, "needed": func(k *RoleKind) { k.Needed = false },
	} {
		now := was
		change(&now)
		if !powerful(was, now) {
			t.Error(what, "is changed by one")
		}
	}
}
