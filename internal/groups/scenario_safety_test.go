package groups

import (
	"context"

	"kith/internal/fault"
	"kith/internal/people"
)

// safetyActs are what concerns removals and ways in that were lost.
var safetyActs = map[string]act{
	"begins a removal": {"BeginRemoval", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.BeginRemoval(ctx, by, "x", "x", v.today().AddDays(9))
	}},
	"joins in a removal":   {"JoinRemoval", func(ctx context.Context, v *scenario, by people.Actor) error { return v.JoinRemoval(ctx, by, "x") }},
	"takes a removal back": {"DropRemoval", func(ctx context.Context, v *scenario, by people.Actor) error { return v.DropRemoval(ctx, by, "x") }},
	"reads removals begun": {"Removings", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Removings(ctx, by)
		return err
	}},
	"reads who is removed": {"Removals", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Removals(ctx, by)
		return err
	}},
	"reads their own removal": {"OwnRemoval", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.OwnRemoval(ctx, by)
		return found(err)
	}},
	"answers their removal": {"AnswerRemoval", func(ctx context.Context, v *scenario, by people.Actor) error {
		return found(v.AnswerRemoval(ctx, by, "x"))
	}},
	"appeals": {"AppealRemoval", func(ctx context.Context, v *scenario, by people.Actor) error {
		return found(v.AppealRemoval(ctx, by, "x"))
	}},
	"decides an appeal": {"BeginDecision", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.BeginDecision(ctx, by, v.actors["Rita"].Persona, Return, "x")
	}},
	"joins in deciding an appeal": {"JoinDecision", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.JoinDecision(ctx, by, v.actors["Rita"].Persona, Return, "x")
	}},
	"reads who lost their ways in": {"Recoveries", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, _, err := v.Recoveries(ctx, by)
		return err
	}},
	"vouches":     {"VouchFor", func(ctx context.Context, v *scenario, by people.Actor) error { return v.VouchFor(ctx, by, "x", "") }},
	"vouches too": {"VouchToo", func(ctx context.Context, v *scenario, by people.Actor) error { return v.VouchToo(ctx, by, "x") }},
	"makes a new card for whom they vouched": {"OfferRecovery", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, _, err := v.OfferRecovery(ctx, by, v.recovery, "there")
		return found(err)
	}},
	"keeps a new card for whom they vouched": {"PrepareRecovery", func(ctx context.Context, v *scenario, by people.Actor) error {
		return found(v.PrepareRecovery(ctx, by, v.recovery, "x", people.Keys{}))
	}},
	"reads that a new card is made for them": {"RecoveryOf", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, under, err := v.RecoveryOf(ctx, by)
		return noUnless(under, err)
	}},
	"stops a new card": {"StopRecovery", stopsRecovery},
}

// found: what is somebody's own is not there for others.
func found(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		err = fault.New(fault.Forbidden, "", nil)
	}
	return err
}

// stopsRecovery stops it, and has the two vouch anew where that was done.
func stopsRecovery(ctx context.Context, v *scenario, by people.Actor) error {
	err := v.StopRecovery(ctx, by, v.recovery)
	if err == nil {
		v.vouch()
	}
	return found(err)
}

// vouch has Ana and Hadi vouch for Mo.
func (s *scenario) vouch() {
	s.t.Helper()
	ctx, mo := s.t.Context(), s.actors["Mo"].Persona
	if err := s.VouchFor(ctx, s.actors["Ana"], mo, ""); err != nil {
		s.t.Fatal(err)
	}
	_, vouches, err := s.Recoveries(ctx, s.actors["Hadi"])
	if err != nil || len(vouches) != 1 {
		s.t.Fatal(vouches, err)
	}
	if err := s.VouchToo(ctx, s.actors["Hadi"], vouches[0].ID); err != nil {
		s.t.Fatal(err)
	}
	all, _, err := s.Recoveries(ctx, s.actors["Hadi"])
	for _, r := range all {
		if r.Persona == mo {
			s.recovery = r.ID
		}
	}
	if err != nil || s.recovery == "" {
		s.t.Fatal(all, err)
	}
}
