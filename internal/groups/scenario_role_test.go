package groups

import (
	"context"

	"kith/internal/people"
)

// roleActs are what concerns roles and guests.
var roleActs = map[string]act{
	"reads the roles": {"Roles", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Roles(ctx, by); return err }},
	"fills a role": {"Fill", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Fill(ctx, by, "x", "x", ByHands)
	}},
	"reads whether they may fill": {"MayFill", func(ctx context.Context, v *scenario, by people.Actor) error { return noUnless(v.MayFill(ctx, by)) }},
	"lays down a role":            {"LayDown", func(ctx context.Context, v *scenario, by people.Actor) error { return v.LayDown(ctx, by, "x") }},
	"reads who is to serve": {"Fillings", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Fillings(ctx, by)
		return err
	}},
	"takes on a role":        {"TakeOn", func(ctx context.Context, v *scenario, by people.Actor) error { return v.TakeOn(ctx, by, "x") }},
	"declines a role":        {"Decline", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Decline(ctx, by, "x") }},
	"objects to an offer":    {"Object", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Object(ctx, by, "x") }},
	"reads how long we wait": {"Spans", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Spans(ctx, by); return err }},
	"sets how long we wait": {"SetSpans", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.SetSpans(ctx, by, Spans{7, 30})
	}},
	"changes a role": {"Define", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Define(ctx, by, RoleKind{Role: "x", Name: "x", Does: "x", Seats: 1, TermDays: 1})
		return err
	}},
	"takes a role away": {"Retire", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Retire(ctx, by, "x")
		return err
	}},
	"reads what waits for a second": {"RoleChanges", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.RoleChanges(ctx, by)
		return err
	}},
	"joins in a change of a role": {"JoinRoleChange", func(ctx context.Context, v *scenario, by people.Actor) error { return v.JoinRoleChange(ctx, by, "x") }},
	"takes a change back": {"TakeBackRoleChange", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.TakeBackRoleChange(ctx, by, "x")
	}},
	"reads what the group is told": {"Facts", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Facts(ctx, by); return err }},
	"reads what they are asked":    {"Calls", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Calls(ctx, by); return err }},
	"reads open questions": {"Questions", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Questions(ctx, by)
		return err
	}},
	"asks are you there":      {"AskIfThere", func(ctx context.Context, v *scenario, by people.Actor) error { return v.AskIfThere(ctx, by, "x", "x") }},
	"says they are here":      {"Here", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Here(ctx, by) }},
	"asks to open a seat":     {"OpenSeat", func(ctx context.Context, v *scenario, by people.Actor) error { return v.OpenSeat(ctx, by, "x", "x") }},
	"joins in opening a seat": {"JoinOpenSeat", func(ctx context.Context, v *scenario, by people.Actor) error { return v.JoinOpenSeat(ctx, by, "x") }},
	"reads what is handed on": {"Handovers", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Handovers(ctx, by)
		return err
	}},
	"hands a role on": {"HandOn", func(ctx context.Context, v *scenario, by people.Actor) error { return v.HandOn(ctx, by, "x", nil) }},
	"invites a guest": {"InviteGuest", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.InviteGuest(ctx, by, "x", 9, nil)
		return err
	}},
	"lists the guests":    {"Guests", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Guests(ctx, by); return err }},
	"ends a guest's time": {"EndGuest", func(ctx context.Context, v *scenario, by people.Actor) error { return v.EndGuest(ctx, by, "x") }},
	"looks into a guest's room": {"GuestRoom", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.GuestRoom(ctx, by)
		return guestOnly(by, err)
	}},
}
