// Package styleguide shows every part of the interface on a few pages with invented content, so that tests can audit them
// and people can look at them. Only tests import it.
package styleguide

import "kith/internal/web/templates"

var rows = []templates.Row{
	{
		Slug: "walking-through", Href: "/meetings/walking-through", Name: "Walking Through", Start: "18:30", End: "20:00",
		StartAt: "2026-11-23T18:30:00-08:00", EndAt: "2026-11-23T20:00:00-08:00", Soon: "in 25 minutes", Away: "2.1 km",
		About: "Grief after a death in the family. Members lead; open to anyone grieving.",
		Facts: []templates.Fact{{Icon: "map-pin", Text: "St Paul’s Church hall, Montecito Ave"}, {Icon: "accessibility", Text: "Step-free, hearing loop"}},
	},
	{
		Slug: "duelo", Href: "/meetings/duelo", Name: "Duelo en compañía", Lang: "es", Dir: "ltr", Start: "19:00", End: "20:15",
		StartAt: "2026-11-23T19:00:00-08:00", EndAt: "2026-11-23T20:15:00-08:00", Soon: "in 55 minutes",
		About: "Duelo por la pérdida de un ser querido. Guían sus miembros.",
		Facts: []templates.Fact{{Icon: "monitor", Text: "Online"}, {Icon: "languages", Text: "Spanish"}},
	},
	{
		Slug: "sabr", Href: "/meetings/sabr", Name: "مجموعة الصبر", Lang: "ar", Dir: "rtl", Start: "19:15", End: "20:15",
		StartAt: "2026-11-23T19:15:00-08:00", EndAt: "2026-11-23T20:15:00-08:00", Away: "3.4 km",
		About: "لمن فقد شخصا عزيزا. يقودها أعضاؤها.",
		Facts: []templates.Fact{{Icon: "map-pin", Text: "Lakeside Community Room, 21st Street"}, {Icon: "languages", Text: "Arabic"}},
	},
	{
		Slug: "after-suicide", Href: "/meetings/after-suicide", Name: "After Suicide", Start: "19:30", End: "20:30", Sample: true,
		StartAt: "2026-11-23T19:30:00-08:00", EndAt: "2026-11-23T20:30:00-08:00", Away: "about 3 km",
		About: "Survivors of a suicide loss. Members lead, with an invited counsellor once a month.",
		Facts: []templates.Fact{{Icon: "eye-off", Text: "Near Lake Merritt; the place is told on contact"}, {Icon: "phone", Text: "By phone too"}},
	},
	{
		Slug: "letters", Group: true, Href: "/groups/letters", Name: "Letters in Winter",
		About: "A circle that writes to each other by post. Ask for an address to write to.",
		Facts: []templates.Fact{{Icon: "mail", Text: "By letter"}},
	},
}

var concerns = []templates.Concern{
	{Name: "Alcohol, drugs, habits", Href: "/concerns/a", Count: "2,914"}, {Name: "Grief and loss", Href: "/concerns/b", Count: "312"},
	{Name: "Chronic illness", Href: "/concerns/c", Count: "486"}, {Name: "Mental health", Href: "/concerns/d", Count: "540"},
	{Name: "Parents and families", Href: "/concerns/e", Count: "275"}, {Name: "Abuse and violence", Href: "/concerns/f", Count: "96"},
	{Name: "Disability", Href: "/concerns/g", Count: "143"}, {Name: "Separation and divorce", Href: "/concerns/h", Count: "71"},
	{Name: "Pregnancy and birth", Href: "/concerns/i", Count: "58"}, {Name: "Saving together", Href: "/concerns/j", Count: "24"},
	{Name: "Growing as a person", Href: "/concerns/k", Count: "47"}, {Name: "All concerns", Href: "/concerns", Count: "5,022"},
}

var chips = []templates.Chip{
	{Text: "grief and loss", Drop: "/search?near=Oakland", Name: "Without grief and loss"},
	{Text: "near Oakland, 10 km", Drop: "/search?concern=grief", Name: "Without the place"},
	{Text: "tonight", Drop: "/search", Name: "Without tonight"},
}

var filters = templates.Filters{
	Action: "/search", Chosen: 2, Keep: []templates.Hidden{{Name: "q", Value: "grief tonight near Oakland"}},
	Groups: []templates.Filter{
		{Name: "attend", Label: "In person, online, phone", Options: []templates.Option{
			{Value: "in_person", Label: "In person", Count: "3", On: true}, {Value: "online", Label: "Online", Count: "1", On: true},
			{Value: "hybrid", Label: "Both at once", Count: "0"}, {Value: "phone", Label: "By phone", Count: "1"}, {Value: "arranged", Label: "By arrangement", Count: "0"},
		}},
		{Name: "led", Label: "Who leads", One: true, Options: []templates.Option{
			{Value: "", Label: "Anyone", On: true}, {Value: "members", Label: "Members", Count: "3"}, {Value: "mixed", Label: "Members with a professional", Count: "1"},
		}},
		{Name: "format", Label: "Format", Options: []templates.Option{{Value: "open", Label: "Open to visitors", Count: "4"}}},
		{Name: "lang", Label: "Language", Options: []templates.Option{{Value: "en", Label: "English", Count: "3"}, {Value: "es", Label: "Spanish", Count: "1"}}},
		{Name: "access", Label: "Access", Options: []templates.Option{{Value: "step-free", Label: "Step-free door", Count: "2"}}},
		{Name: "more", Label: "More", Options: []templates.Option{{Value: "a", Label: "Secular", Count: "2"}}},
	},
}

var known = []templates.Known{
	{Name: "Who leads", Facts: []string{"Members, by turns"}},
	{Name: "Open to", Facts: []string{"Anyone grieving; friends may come along"}},
	{Name: "How it goes", Facts: []string{"Round of names, a reading, shares, tea"}},
	{Name: "Belief", Facts: []string{"Secular, all welcome"}},
	{Name: "Access", Facts: []string{"Step-free by the side door", "Hearing loop", "Accessible toilet"}},
	{Name: "Language", Facts: []string{"English; Spanish spoken by two members"}},
	{Name: "Cost", Facts: []string{"Free"}},
	{Name: "Confirmed", Facts: []string{"by the group, 9 November 2026"}},
}

var week = []templates.Day{
	{Short: "Su", Name: "Sunday"}, {Short: "Mo", Name: "Monday", On: true}, {Short: "Tu", Name: "Tuesday"}, {Short: "We", Name: "Wednesday"},
	{Short: "Th", Name: "Thursday"}, {Short: "Fr", Name: "Friday"}, {Short: "Sa", Name: "Saturday"},
}

var inputs = []templates.Input{
	{Name: "name", Label: "What is the meeting called?", Value: "Walking Through", Hint: "As the group itself says it."},
	{Name: "start", Label: "When does it start?", Value: "half past", Error: "We could not read this time. Write it like 18:30.", Narrow: true},
	{Name: "led", Label: "Who leads?", Kind: "select", Value: "members", Options: []templates.Option{{Value: "members", Label: "Members"}, {Value: "mixed", Label: "Members with a professional"}}},
	{Name: "about", Label: "In the group’s own words", Kind: "textarea", Hint: "One or two sentences."},
}

var ways = []templates.Way{
	{Icon: "locate", Text: "Look 25 km around instead of 10", Href: "/search?radius_km=25"},
	{Icon: "calendar-days", Text: "Look at the whole week", Href: "/search?day="},
	{Icon: "monitor", Text: "11 meet online at any hour", Href: "/search?attend=online"},
}
