package groups

import (
	"context"

	"kith/internal/groups/pack"
	"kith/internal/people"
)

// doorActs are what concerns the door, the agreement and the record, and who comes and goes.
var doorActs = map[string]act{
	"looks into the group": {"Group", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Group(ctx, by); return err }},
	"reads how they stand": {"Standing", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Standing(ctx, by)
		return err
	}},
	"reads the agreement": {"Agreement", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Agreement(ctx, by)
		return err
	}},
	"reads an agreed version": {"AgreementAt", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.AgreementAt(ctx, by, 1)
		return err
	}},
	"reads earlier versions": {"Versions", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Versions(ctx, by, 0)
		return err
	}},
	"changes the agreement": {"Change", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Change(ctx, by, 99, []Clause{{pack.KindPurpose, "x"}})
	}},
	"accepts the agreement": {"Accept", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Accept(ctx, by, 1) }},
	"reads what they accepted": {"Accepted", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Accepted(ctx, by)
		return err
	}},
	"sets the door": {"SetDoor", func(ctx context.Context, v *scenario, by people.Actor) error { return v.SetDoor(ctx, by, pack.Ask, "") }},
	"invites somebody": {"Invite", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Invite(ctx, by, 1, 1)
		return err
	}},
	"lists the links": {"Invitations", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Invitations(ctx, by)
		return err
	}},
	"ends a link":             {"EndInvitation", func(ctx context.Context, v *scenario, by people.Actor) error { return v.EndInvitation(ctx, by, "x") }},
	"reads notes at the door": {"Knocks", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Knocks(ctx, by); return err }},
	"answers a knock": {"Answer", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Answer(ctx, by, "x", Declined, "")
	}},
	"reads the record": {"Record", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Record(ctx, by, 0)
		return err
	}},
	"opens a group": {"Open", opens},
	"asks whether there is a group": {"Has", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Has(ctx, by, "x")
		return err
	}},
	"leaves": {"Leave", func(ctx context.Context, v *scenario, by people.Actor) error { return v.leaves(ctx, by, v.Leave) }},
}
