package groups

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"kith/internal/groups/pack"
	"kith/internal/jobs"
	"kith/internal/people"
	"kith/internal/store"
)

// reachable gives somebody a contact. What is in it is not looked at here.
func (v *village) reachable(all ...people.Actor) {
	v.t.Helper()
	err := v.db.Write(v.t.Context(), func(tx *store.Tx) error {
		for _, by := range all {
			if _, err := tx.Exec(`INSERT INTO contact (persona_id, space_id, sealed, ending) VALUES ($1, $2, '', $1)`, by.Persona, by.Space); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		v.t.Fatal(err)
	}
}

// told takes the names of those who are to be told of a kind.
func (v *village) told(kind string, all ...people.Actor) (names []string) {
	v.t.Helper()
	var personas []string
	err := v.db.Write(v.t.Context(), func(tx *store.Tx) (err error) {
		personas, err = store.Collect(tx, store.Scalar[string], `DELETE FROM job WHERE kind = $1 RETURNING subject`, "notice.sort."+kind)
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	for _, by := range all {
		if slices.Contains(personas, by.Persona) {
			names = append(names, by.Name)
		}
	}
	return names
}

func wantNames(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("told are %q, want %q", got, want)
	}
}

func TestWhoIsTold(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben := v.founds("Ana"), v.founds("Ben")
		if err := v.SetDoor(t.Context(), ana, pack.Open, ""); err != nil {
			t.Fatal(err)
		}
		cy, err := v.comes("Cy", Way{Space: v.space}, 1)
		if err != nil {
			t.Fatal(err)
		}
		all := []people.Actor{ana, ben, cy}
		v.reachable(ana, cy) // Ben gave none

		if _, err := v.Knock(t.Context(), v.space, "seeker", false, "May I bring my sister?"); err != nil {
			t.Fatal(err)
		}
		wantNames(t, v.told("door", all...), "Ana") // Cy greets nobody

		agreed, err := v.Agreement(t.Context(), ben)
		if err != nil {
			t.Fatal(err)
		}
		agreed.Clauses[0].Text = "We sit together."
		if err := v.Change(t.Context(), ben, 1, agreed.Clauses); err != nil {
			t.Fatal(err)
		}
		wantNames(t, v.told("agreement", all...), "Ana", "Cy")
		if err := v.Change(t.Context(), ana, 2, agreed.Clauses); err != nil {
			t.Fatal(err)
		}
		wantNames(t, v.told("agreement", all...)) // nothing changed
		agreed.Clauses[0].Text = "We sit together on Tuesdays."
		if err := v.Change(t.Context(), ana, 2, agreed.Clauses); err != nil {
			t.Fatal(err)
		}
		wantNames(t, v.told("agreement", all...), "Cy") // not who changed it

		propose := func(by people.Actor, subject string, takes pack.Permission) {
			t.Helper()
			err := v.db.Write(t.Context(), func(tx *store.Tx) error {
				_, err := v.propose(tx, by, "try", subject, "", takes)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		propose(ben, "x", pack.Protect)
		wantNames(t, v.told("joint", all...), "Ana")
		propose(ana, "y", "")
		wantNames(t, v.told("joint", all...), "Cy")
		propose(ana, cy.Persona, "")
		wantNames(t, v.told("joint", all...)) // not whom it concerns
	})
}

// TestARoleEndsSoon: thirty days before, once, also when the server was away on that day.
func TestARoleEndsSoon(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben := v.founds("Ana"), v.founds("Ben")
		v.reachable(ana, ben)
		q := jobs.New(v.db, v.clock, slog.New(slog.DiscardHandler))
		if err := v.TellEnds(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		look := func() []string {
			t.Helper()
			if _, err := q.Work(t.Context()); err != nil {
				t.Fatal(err)
			}
			return v.told("role", ana, ben)
		}
		wantNames(t, look())
		v.clock.Set(morning.Add((founderDays - toldBefore - 1) * 24 * time.Hour))
		wantNames(t, look()) // the day before
		v.clock.Set(morning.Add((founderDays - toldBefore + 3) * 24 * time.Hour))
		wantNames(t, look(), "Ana", "Ben") // it was away for three days
		wantNames(t, look())
		v.clock.Add(24 * time.Hour)
		wantNames(t, look())
		if err := v.TellEnds(t.Context(), q); err != nil { // started again
			t.Fatal(err)
		}
		wantNames(t, look())
	})
}

func TestLeavingForgetsTheContact(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben := v.founds("Ana"), v.founds("Ben")
		v.reachable(ana, ben)
		if _, err := v.Knock(t.Context(), v.space, "seeker", false, "May I come?"); err != nil {
			t.Fatal(err)
		}
		if err := v.Leave(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		wantNames(t, v.told("door", ana, ben), "Ben")
		if err := v.Leave(t.Context(), ben); err != nil {
			t.Fatal(err)
		}
		var left int
		err := v.db.Read(t.Context(), func(tx *store.Tx) error {
			return tx.QueryRow(`SELECT (SELECT COUNT(*) FROM contact) + (SELECT COUNT(*) FROM job)`).Scan(&left)
		})
		if err != nil || left != 0 {
			t.Error(left, err)
		}
	})
}
