package groups

import (
	"context"

	"kith/internal/people"
)

// lifeActs are what concerns the plan, the life and the end of a group, and the stewards' desk for wishes.
var lifeActs = map[string]act{
	"reads the plan": {"Plan", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Plan(ctx, by); return err }},
	"takes a task on": {"Take", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Take(ctx, by, TaskName, true)
	}},
	"sets a day for a task": {"Due", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Due(ctx, by, TaskName, v.today())
	}},
	"ticks a task": {"Finish", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Finish(ctx, by, TaskName, true)
	}},
	"adds a place": {"AddPlace", func(ctx context.Context, v *scenario, by people.Actor) error { return v.AddPlace(ctx, by, "x") }},
	"checks a place": {"CheckPlace", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.CheckPlace(ctx, by, "x", nil)
	}},
	"drops a place":   {"DropPlace", func(ctx context.Context, v *scenario, by people.Actor) error { return v.DropPlace(ctx, by, "x") }},
	"names the group": {"Rename", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Rename(ctx, by, "x") }},
	"shows the group": {"Show", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Show(ctx, by, true, "x") }},
	"says what it is for": {"About", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.About(ctx, by, Need{Concern: "grief", Attend: "online", Country: "US"})
	}},
	"notes an adviser":  {"Advise", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Advise(ctx, by, "x") }},
	"says goodbye":      {"SayGoodbye", func(ctx context.Context, v *scenario, by people.Actor) error { return v.SayGoodbye(ctx, by) }},
	"asks the stewards": {"AskStewards", func(ctx context.Context, v *scenario, by people.Actor) error { return v.AskStewards(ctx, by, "x") }},
	"words the flyer":   {"Flyer", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Flyer(ctx, by, "x") }},
	"says that they meet": {"Meet", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.Meet(ctx, by)
	}},
	"has the group listed": {"MeetListed", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.MeetListed(ctx, by, v.dir, listing)
	}},
	"lets the group rest": {"Pause", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Pause(ctx, by, v.dir) }},
	"lets it meet again":  {"Resume", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Resume(ctx, by, v.dir) }},
	"reads how it ends": {"Farewell", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Farewell(ctx, by)
		return err
	}},
	"proposes an end": {"ProposeClosing", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.ProposeClosing(ctx, by, Farewell{LastDay: v.today().AddDays(soonestClosing)})
	}},
	"joins in ending":   {"JoinClosing", func(ctx context.Context, v *scenario, by people.Actor) error { return v.JoinClosing(ctx, by, "x") }},
	"takes an end back": {"TakeBackClosing", func(ctx context.Context, v *scenario, by people.Actor) error { return v.TakeBackClosing(ctx, by, "x") }},
	"lets it go on":     {"Reopen", func(ctx context.Context, v *scenario, by people.Actor) error { return v.Reopen(ctx, by) }},
	"starts a group": {"Start", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Start(ctx, by, false, "there", Opening{Name: "x", Pack: "open-circle", Lang: "en"})
		return err
	}},
	"reads which groups listed themselves": {"Founded", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.Founded(ctx, by)
		return err
	}},
	"reads the wishes":   {"Cases", func(ctx context.Context, v *scenario, by people.Actor) error { _, err := v.Cases(ctx, by); return err }},
	"answers who wishes": {"AnswerNote", func(ctx context.Context, v *scenario, by people.Actor) error { return v.AnswerNote(ctx, by, "x", "x") }},
	"shows a wish":       {"ShowWish", func(ctx context.Context, v *scenario, by people.Actor) error { return v.ShowWish(ctx, by, "x") }},
	"hides a wish": {"HideWish", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.HideWish(ctx, by, "x", "x", 1)
	}},
	"reads which groups ask for help": {"FormingKnown", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, _, err := v.FormingKnown(ctx, by)
		return err
	}},
	"reads what groups that form say": {"FormingCases", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.FormingCases(ctx, by)
		return err
	}},
	"lets it stand": {"VetForming", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.VetForming(ctx, by, FormingGroup{Space: v.space}, true)
	}},
	"answers who asks for help": {"AnswerHelp", func(ctx context.Context, v *scenario, by people.Actor) error {
		return v.AnswerHelp(ctx, by, v.space, "x")
	}},
	"reads whether something waits": {"SomethingWaits", func(ctx context.Context, v *scenario, by people.Actor) error {
		_, err := v.SomethingWaits(ctx, by)
		return err
	}},
}
