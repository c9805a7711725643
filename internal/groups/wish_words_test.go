package groups

import (
	"fmt"
	"testing"

	"kith/internal/people"
)

// TestOwnWordsTellNobodyWhoCameOrWent: words that a steward has let show stand alike for one, for four and for nobody, until
// their fixed end.
func TestOwnWordsTellNobodyWhoCameOrWent(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		need := forGrief
		need.Concern, need.Words = "", "widowed young fathers"
		secrets := []string{v.wishes(need)}
		cases, err := v.Cases(ctx, people.Operator())
		if err != nil || len(cases) != 1 || v.ShowWish(ctx, people.Operator(), cases[0].ID) != nil {
			t.Fatal(cases, err)
		}
		page := func() string {
			t.Helper()
			all, err := v.Wishes(ctx, need.Cell, "")
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(all)
		}
		first := page()
		same := func(when string) {
			t.Helper()
			if now := page(); now != first || now == "[]" {
				t.Errorf("%s: %s, was %s", when, now, first)
			}
		}
		for range 3 {
			secrets = append(secrets, v.wishes(need))
			v.nextDay()
			same("another came")
		}
		for _, secret := range secrets {
			if err := v.WithdrawWish(ctx, secret); err != nil {
				t.Fatal(err)
			}
			same("one went")
			v.nextDay()
			same("the day after")
		}
		v.clock.Add(wordsShow * day)
		v.nextDay()
		if now := page(); now != "[]" || v.count(`SELECT COUNT(*) FROM wish`) != 0 {
			t.Error("after their end:", now)
		}
	})
}
