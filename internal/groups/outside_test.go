package groups

import (
	"testing"

	"kith/internal/fault"
	"kith/internal/people"
)

// TestWhatTheOperatorDoesIsRecorded: copies once in thirty days, each return of one.
func TestWhatTheOperatorDoesIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		acts := func(want ...string) {
			t.Helper()
			all, err := v.FromOutside(t.Context(), ana)
			if err != nil || len(all) != len(want) {
				t.Fatal(all, err)
			}
			for i, act := range want {
				if all[i].Act != act {
					t.Errorf("%d: %+v, want %s", i, all[i], act)
				}
			}
		}
		note := func(act string) {
			t.Helper()
			if err := NoteEverywhere(t.Context(), v.db, v.clock, act); err != nil {
				t.Fatal(err)
			}
		}
		acts("opened")
		note(Copied)
		note(Copied)
		acts(Copied, "opened")
		v.clock.Add(29 * day)
		note(Copied)
		acts(Copied, "opened")
		v.clock.Add(day)
		note(Copied)
		note(Restored)
		acts(Restored, Copied, Copied, "opened")
		_, err := v.FromOutside(t.Context(), people.Actor{})
		wantKind(t, err, fault.NotFound)
	})
}

// TestADoorIsShutWhilePackedUp: whoever came in now would be left behind, and a stranger sees what they always see.
func TestADoorIsShutWhilePackedUp(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		v.packedUp()
		for _, way := range []Way{{Space: v.space}, {Space: v.space, Invitation: v.founder}} {
			_, err := v.Doorway(t.Context(), way)
			wantKind(t, err, fault.NotFound)
			_, err = v.comes("Late", way, 1)
			wantKind(t, err, fault.NotFound)
		}
		_, err := v.Knock(t.Context(), v.space, "there", true, "Hello")
		wantKind(t, err, fault.NotFound)
		_, err = v.Of(t.Context(), v.listing)
		wantKind(t, err, fault.NotFound)
	})
}
