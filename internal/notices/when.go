package notices

import (
	"slices"
	"time"

	"kith/internal/fault"
)

// Pace is how often somebody wants to be told.
type Pace string

// The paces.
const (
	AtOnce Pace = "once" // at most once in an hour
	Daily  Pace = "daily"
	Weekly Pace = "weekly" // on Mondays
)

// Paces are all of them.
func Paces() []Pace { return []Pace{AtOnce, Daily, Weekly} }

// Choices are what somebody chose of how they are told.
type Choices struct {
	Kinds []Kind `json:"kinds"`
	Pace  Pace   `json:"pace"`
	// Nothing is sent from the hour From until the hour To; the same hour twice: there are no quiet hours. What comes once a
	// day or a week comes at To.
	From int    `json:"from"`
	To   int    `json:"to"`
	Zone string `json:"zone"` // IANA
	Link bool   `json:"link"` // a notice may lead to the group's page, and so names its address
	Lang string `json:"lang"` // BCP 47
}

// defaults are the choices of somebody who made none: rarely, by day, saying nothing.
func defaults() Choices {
	return Choices{Kinds: Kinds(), Pace: Daily, From: 21, To: 9, Zone: "UTC"}
}

// check is Invalid for what cannot be chosen.
func (c Choices) check() error {
	var wrong fault.Problems
	for _, kind := range c.Kinds {
		if !slices.Contains(Kinds(), kind) {
			wrong.Add("kinds", "notices.choose", nil)
		}
	}
	if !slices.Contains(Paces(), c.Pace) {
		wrong.Add("pace", "notices.choose", nil)
	}
	if c.From < 0 || c.From > 23 || c.To < 0 || c.To > 23 {
		wrong.Add("from", "notices.choose", nil)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" || len(c.Zone) > 60 {
		wrong.Add("zone", "notices.zone.wrong", nil)
	}
	return wrong.Err()
}

// How long after its hour a digest may still go out, for a server that was away.
const (
	dailyWindow  = 3 * time.Hour
	weeklyWindow = 12 * time.Hour
)

// next is when a notice may go out: now or later. Last is when the latest one did, to the hour.
func (c Choices) next(now, last time.Time) time.Time {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		zone = time.UTC
	}
	local := now.In(zone)
	if c.quiet(local.Hour()) {
		return c.from(c.at(local, 0), local)
	}
	if c.Pace == AtOnce {
		if hour := now.Truncate(time.Hour); !last.Before(hour) {
			return hour.Add(time.Hour)
		}
		return now
	}
	slot, window := c.slot(local)
	if now.Before(slot.Add(window)) && last.Before(slot.Truncate(time.Hour)) {
		return now
	}
	return c.nextSlot(local)
}

// quiet says whether an hour of the day is one in which nothing is sent.
func (c Choices) quiet(hour int) bool {
	if c.From <= c.To {
		return hour >= c.From && hour < c.To
	}
	return hour >= c.From || hour < c.To
}

// at is the hour To, some days from a moment.
func (c Choices) at(local time.Time, days int) time.Time {
	return time.Date(local.Year(), local.Month(), local.Day()+days, c.To, 0, 0, 0, local.Location())
}

// from is a moment, or the same hour on the next day when it is not after another.
func (c Choices) from(t, after time.Time) time.Time {
	if t.After(after) {
		return t
	}
	return c.at(t, 1)
}

// slot is the latest moment at which a digest was due, and how long it may still go out.
func (c Choices) slot(local time.Time) (time.Time, time.Duration) {
	back := 0
	if c.at(local, 0).After(local) {
		back = 1
	}
	if c.Pace == Daily {
		return c.at(local, -back), dailyWindow
	}
	day := c.at(local, -back)
	return c.at(day, -sinceMonday(day)), weeklyWindow
}

// nextSlot is the next moment at which a digest is due.
func (c Choices) nextSlot(local time.Time) time.Time {
	next := c.from(c.at(local, 0), local)
	if c.Pace == Weekly {
		next = c.at(next, (7-sinceMonday(next))%7)
	}
	return next
}

func sinceMonday(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }
