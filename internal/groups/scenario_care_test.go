package groups

import (
	"context"

	"kith/internal/people"
)

// careActs are what concerns the first days, stories, and members without a device.
var careActs = map[string]act{
	"reads how they go along": {"Company", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Company(ctx, by)
		return err
	}},
	"offers to go along": {"OfferCompany", func(ctx context.Context, v *scenario, by people.Actor) error { return v.OfferCompany(ctx, by) }},
	"goes along no more": {"WithdrawCompany", func(ctx context.Context, v *scenario, by people.Actor) error { return v.WithdrawCompany(ctx, by) }},
	"reads their first days": {"FirstDays", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.FirstDays(ctx, by)
		return err
	}},
	"picks a companion":      {"Pick", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Pick(ctx, by, "x") }},
	"parts from a companion": {"Part", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Part(ctx, by, "x") }},
	"reads who is asked often": {"AskedOften", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.AskedOften(ctx, by)
		return err
	}},
	"reads their protection": {"Protection", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Protection(ctx, by)
		return err
	}},
	"ends their protection": {"EndProtection", func(ctx context.Context, v *scenario, by people.Actor) error { return v.EndProtection(ctx, by) }},
	"tells a story": {"Tell", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Tell(ctx, by, Telling{Text: "x", Agreed: true})
	}},
	"reads the stories": {"Stories", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Stories(ctx, by, "")
		return err
	}},
	"takes a story back": {"Untell", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Untell(ctx, by, "x") }},
	"takes a story down": {"TakeDown", func(ctx context.Context, v *scenario, by people.Actor) error { return v.TakeDown(ctx, by, "x", "x") }},
	"reads all about them": {"OwnData", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.OwnData(ctx, by)
		return err
	}},
	"leaves words behind": {"LeaveWords", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.leaves(ctx, by, v.LeaveWords)
	}},
	"records somebody present": {"Witness", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Witness(ctx, by, "Wil", true)
	}},
	"reads who has no way in": {"Witnessed", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Witnessed(ctx, by)
		return err
	}},
	"makes a card for somebody": {"OfferCard", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, _, err := v.OfferCard(ctx, by, "x", "there")
		return err
	}},
	"hands somebody a card": {"HandCard", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.HandCard(ctx, by, "x", people.Keys{})
	}},
}
