package groups

import (
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// TestTwoTogether: an act that takes two is carried out by a second, who is somebody else, while both may.
func TestTwoTogether(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben := v.founds("Ana"), v.founds("Ben")
		begin := func(by people.Actor) (id string) {
			t.Helper()
			err := v.db.Write(t.Context(), func(tx *store.Tx) (err error) {
				id, err = v.propose(tx, by, "try", "x", "why", pack.Protect)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		join := func(by people.Actor, id string) error {
			return v.db.Write(t.Context(), func(tx *store.Tx) error {
				j, err := v.second(tx, by, "try", id, pack.Protect)
				if err == nil && (j.by != ana.Persona || j.words != "why" || j.subject != "x") {
					t.Errorf("%+v", j)
				}
				return err
			})
		}
		id := begin(ana)
		err := v.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := v.propose(tx, ben, "try", "x", "", pack.Protect)
			return err
		})
		wantKind(t, err, fault.Conflict)
		wantKind(t, join(ana, id), fault.Conflict)
		if err := join(ben, id); err != nil {
			t.Fatal(err)
		}
		wantKind(t, join(ben, id), fault.NotFound)

		id = begin(ana)
		v.clock.Add((jointDays + 1) * 24 * time.Hour)
		wantKind(t, join(ben, id), fault.NotFound) // it waited too long
		id = begin(ana)                            // which leaves room for another
		if err := v.LayDown(t.Context(), ana, Founder); err != nil {
			t.Fatal(err)
		}
		wantKind(t, join(ben, id), fault.Forbidden) // Ana may not any more
		err = v.db.Write(t.Context(), func(tx *store.Tx) error { return v.takeBack(tx, ana, "try", id) })
		if err != nil {
			t.Error(err)
		}
	})
}
