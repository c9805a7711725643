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
