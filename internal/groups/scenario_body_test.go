package groups

import (
	"context"

	"kith/internal/people"
)

// bodyActs are what concerns the board, the staff and the work of an organisation.
var bodyActs = map[string]act{
	"reads the board":                 {"Board", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Board(ctx, by); return err }},
	"says they are a self-helper":     {"SelfHelper", func(ctx context.Context, v *scenario, by people.Actor) error { return v.SelfHelper(ctx, by, true) }},
	"says how many are self-helpers":  {"SetMinimum", func(ctx context.Context, v *scenario, by people.Actor) error { return v.SetMinimum(ctx, by, 50) }},
	"reads the staff":                 {"Staff", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Staff(ctx, by); return err }},
	"asks to end the time of staff":   {"EndStaff", func(ctx context.Context, v *scenario, by people.Actor) error { return v.EndStaff(ctx, by, "x", "x") }},
	"joins in ending the time of one": {"JoinEndStaff", func(ctx context.Context, v *scenario, by people.Actor) error { return v.JoinEndStaff(ctx, by, "x") }},
	"lets the staff go on": {"TakeBackEndStaff", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.TakeBackEndStaff(ctx, by, "x")
	}},
	"invites staff": {"InviteStaff", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.InviteStaff(ctx, by, "x", 9, nil)
		return err
	}},
	"reads the services": {"Services", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Services(ctx, by)
		return err
	}},
	"writes a service down": {"PutService", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.PutService(ctx, by, Service{Name: "x", Does: "x", WhoMay: "x"})
	}},
	"drops a service": {"DropService", func(ctx context.Context, v *scenario, by people.Actor) error { return v.DropService(ctx, by, "x") }},
	"reads what is offered": {"Offering", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Offering(ctx, by)
		return err
	}},
	"offers a text": {"PutMaterial", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.PutMaterial(ctx, by, Material{Title: "x", Words: "x"})
	}},
	"drops a text":   {"DropMaterial", func(ctx context.Context, v *scenario, by people.Actor) error { return v.DropMaterial(ctx, by, "x") }},
	"suggests packs": {"SuggestPacks", func(ctx context.Context, v *scenario, by people.Actor) error { return v.SuggestPacks(ctx, by, nil) }},
	"reads what can be opened below": {"Openable", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Openable(ctx, by)
		return err
	}},
	"opens a space below": {"OpenBelow", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.OpenBelow(ctx, by, Opening{Listing: "x", Pack: "open-circle"})
		return err
	}},
	"reads what is suggested": {"Suggestion", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Suggestion(ctx, by, "x")
		return err
	}},
}
