package groups

import (
	"testing"

	"kith/internal/fault"
	"kith/internal/people"
)

// vets lets what a group says that forms stand, as a steward.
func (v *village) vets(space string) {
	v.t.Helper()
	cases, err := v.FormingCases(v.t.Context(), people.Operator())
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range cases {
		if c.Space == space {
			if err := v.VetForming(v.t.Context(), people.Operator(), c.FormingGroup, true); err != nil {
				v.t.Fatal(err)
			}
			return
		}
	}
	v.t.Fatal("nothing to read")
}

// TestNothingIsPublicThatNoStewardRead: whoever begins a group publishes nothing about anybody, and each change is read anew.
func TestNothingIsPublicThatNoStewardRead(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, steward := t.Context(), people.Operator()
		ana, _, space := v.core()
		public := func() int {
			t.Helper()
			all, err := v.FormingNear(ctx, forGrief.Cell, "")
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(v.Show(ctx, ana, true, "We look for two more."))
		if waits, err := v.SomethingWaits(ctx, steward); err != nil || !waits || public() != 0 {
			t.Error("unread, in public:", waits, err)
		}
		cases, err := v.FormingCases(ctx, steward)
		must(err)
		for what, change := range map[string]func() error{
			"name": func() error { return v.Rename(ctx, ana, "Another name") },
			"line": func() error { return v.Show(ctx, ana, true, "Another line.") },
			"words": func() error {
				return v.About(ctx, ana, Need{Words: "another thing", Attend: InPerson, Cell: forGrief.Cell})
			},
		} {
			must(change())
			if public() != 0 {
				t.Error(what, "is public unread")
			}
			v.vets(space)
			if public() != 1 {
				t.Error(what, "was read and is not public")
			}
		}
		wantKind(t, v.VetForming(ctx, steward, cases[0].FormingGroup, true), fault.Conflict) // read before the changes
		must(v.ReportForming(ctx, "there", space, "That is about me."))
		wantKind(t, v.ReportForming(ctx, "there", v.space, "Not shown."), fault.NotFound)
		cases, err = v.FormingCases(ctx, steward)
		if err != nil || len(cases) != 1 || cases[0].Unread || len(cases[0].Reports) != 1 {
			t.Fatal(cases, err)
		}
		must(v.VetForming(ctx, steward, cases[0].FormingGroup, false))
		if waits, err := v.SomethingWaits(ctx, steward); err != nil || waits || public() != 0 || v.plan(ana).Shown {
			t.Error("hidden and still there:", waits, err, public())
		}
	})
}
