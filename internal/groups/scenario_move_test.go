package groups

import (
	"context"

	"kith/internal/groups/archive"
	"kith/internal/people"
)

// moveActs are what concerns the way to another server, organisations, and how to come to a meeting.
var moveActs = map[string]act{
	"reads where a move stands": {"Move", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Move(ctx, by); return err }},
	"asks to move": {"AskToMove", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.AskToMove(ctx, by, v.movePlan())
	}},
	"asks to stay":    {"AskStep", func(ctx context.Context, v *scenario, by people.Actor) error { return v.AskStep(ctx, by, Stay) }},
	"joins in moving": {"JoinStep", func(ctx context.Context, v *scenario, by people.Actor) error { return v.JoinStep(ctx, by, Away, "x") }},
	"takes a step back": {"TakeStepBack", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.TakeStepBack(ctx, by, Away, "x")
	}},
	"packs the group up": {"PackUp", func(ctx context.Context, v *scenario, by people.Actor) error { return v.PackUp(ctx, by) }},
	"carries the group away": {"Carry", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, _, err := v.Carry(ctx, by, "https://old.example")
		return err
	}},
	"brings a group in": {"Bring", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Bring(ctx, by, Bringing{Archive: &archive.Archive{}, Listing: unlisted})
	}},
	"reads where the group is now": {"Elsewhere", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Elsewhere(ctx, by)
		return err
	}},
	"reads what came from outside": {"FromOutside", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.FromOutside(ctx, by)
		return err
	}},
	"reads what the group belongs to": {"Above", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Above(ctx, by); return err }},
	"says that it belongs":            {"Belong", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Belong(ctx, by) }},
	"sends a delegate":                {"Send", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Send(ctx, by); return err }},
	"ends who speaks for the group":   {"EndDelegates", func(ctx context.Context, v *scenario, by people.Actor) error { return v.EndDelegates(ctx, by) }},
	"reads what belongs to it": {"Belongings", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Belongings(ctx, by)
		return err
	}},
	"reads how to come": {"Joinings", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Joinings(ctx, by)
		return err
	}},
	"says how to come": {"SetJoining", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.SetJoining(ctx, by, Joining{Words: "x"})
	}},
}
