package groups

import (
	"strings"
	"testing"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
)

func TestAgreementChangesBeforeEverybodysEyes(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, bo := v.founds("Ana"), v.founds("Bo")
		now, err := v.Agreement(t.Context(), ana)
		if err != nil {
			t.Fatal(err)
		}
		changed := append([]Clause{}, now.Clauses...)
		changed[0].Text = "We sit with each other."
		if err := v.Change(t.Context(), ana, 1, changed); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.Change(t.Context(), bo, 1, now.Clauses), fault.Conflict)
		for who, want := range map[string]int{ana.Persona: 2, bo.Persona: 1} {
			if got, err := v.Accepted(t.Context(), people.Actor{Persona: who}); err != nil || got != want {
				t.Errorf("accepted %d (%v), want %d", got, err, want)
			}
		}
		wantKind(t, v.Accept(t.Context(), bo, 1), fault.Conflict)
		if err := v.Accept(t.Context(), bo, 2); err != nil {
			t.Error(err)
		}
		_, err = v.comes("Cy", Way{Space: v.space, Invitation: v.founder}, 1)
		wantKind(t, err, fault.Conflict) // read what does not hold any more; the link is not used up by it
		if _, err := v.comes("Cy", Way{Space: v.space, Invitation: v.founder}, 2); err != nil {
			t.Error(err)
		}
		versions, err := v.Versions(t.Context(), bo, 0)
		if err != nil || len(versions) != 2 {
			t.Fatal(versions, err)
		}
		var differ []Difference
		for _, d := range Compare(versions[1].Clauses, versions[0].Clauses) {
			if d.Changed() {
				differ = append(differ, d)
			}
		}
		if len(differ) != 1 || differ[0].Before != now.Clauses[0].Text || differ[0].After != "We sit with each other." {
			t.Error(differ)
		}
		wantKind(t, v.Change(t.Context(), ana, 2, nil), fault.Invalid)
		wantKind(t, v.Change(t.Context(), ana, 2, []Clause{{Kind: "x", Text: "y"}}), fault.Invalid)
	})
}

func TestTwoChangesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, bo := v.founds("Ana"), v.founds("Bo")
		done := make(chan error, 2)
		for i, who := range []people.Actor{ana, bo} {
			go func() {
				done <- v.Change(t.Context(), who, 1, []Clause{{Kind: pack.KindPurpose, Text: strings.Repeat("We meet. ", i+1)}})
			}()
		}
		won := 0
		for range 2 {
			switch err := <-done; {
			case err == nil:
				won++
			case fault.KindOf(err) != fault.Conflict:
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d changes of one version came through", won)
		}
	})
}

func TestCompare(t *testing.T) {
	a, b, c := Clause{"purpose", "a"}, Clause{"safety", "b"}, Clause{"safety", "c"}
	for _, one := range []struct {
		name          string
		before, after []Clause
		want          []Difference
	}{
		{"nothing changed", []Clause{a, b}, []Clause{a, b}, []Difference{{"purpose", "a", "a"}, {"safety", "b", "b"}}},
		{"written anew", []Clause{a, b}, []Clause{a, c}, []Difference{{"purpose", "a", "a"}, {"safety", "b", "c"}}},
		{"one more of a kind", []Clause{b}, []Clause{b, c}, []Difference{{"safety", "b", "b"}, {"safety", "", "c"}}},
		{"one more in front", []Clause{b}, []Clause{c, b}, []Difference{{"safety", "", "c"}, {"safety", "b", "b"}}},
		{"one gone", []Clause{a, b}, []Clause{a}, []Difference{{"purpose", "a", "a"}, {"safety", "b", ""}}},
	} {
		got := Compare(one.before, one.after)
		if len(got) != len(one.want) {
			t.Errorf("%s: %v", one.name, got)
			continue
		}
		for i := range got {
			if got[i] != one.want[i] {
				t.Errorf("%s: %v, want %v", one.name, got, one.want)
			}
		}
	}
}
