package notices

import (
	"testing"
	"time"
)

// TestWhenANoticeGoesOut: the table is what somebody chose, when something happens, when the last notice was, and when the
// next may go out.
func TestWhenANoticeGoesOut(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse("Mon 2 Jan 2006 15:04 -0700", text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	utc := Choices{Pace: AtOnce, From: 21, To: 9, Zone: "UTC"}
	daily, weekly, loud := utc, utc, utc
	daily.Pace, weekly.Pace = Daily, Weekly
	loud.From, loud.To = 0, 0
	bogota, berlin, nowhere := daily, daily, utc
	bogota.Zone, berlin.Zone, nowhere.Zone = "America/Bogota", "Europe/Berlin", "Atlantis/Poseidonis"
	never := "Thu 1 Jan 1970 00:00 +0000"
	for name, c := range map[string]struct {
		Choices
		now, last, want string
	}{
		"by day":                    {utc, "Tue 24 Nov 2026 10:31 +0000", never, "Tue 24 Nov 2026 10:31 +0000"},
		"once in an hour":           {utc, "Tue 24 Nov 2026 10:31 +0000", "Tue 24 Nov 2026 10:00 +0000", "Tue 24 Nov 2026 11:00 +0000"},
		"an hour later":             {utc, "Tue 24 Nov 2026 11:00 +0000", "Tue 24 Nov 2026 10:00 +0000", "Tue 24 Nov 2026 11:00 +0000"},
		"in the evening":            {utc, "Tue 24 Nov 2026 21:00 +0000", never, "Wed 25 Nov 2026 09:00 +0000"},
		"at night":                  {utc, "Wed 25 Nov 2026 02:00 +0000", never, "Wed 25 Nov 2026 09:00 +0000"},
		"the quiet ends":            {utc, "Wed 25 Nov 2026 09:00 +0000", never, "Wed 25 Nov 2026 09:00 +0000"},
		"no quiet":                  {loud, "Wed 25 Nov 2026 03:07 +0000", never, "Wed 25 Nov 2026 03:07 +0000"},
		"a zone that is no more":    {nowhere, "Wed 25 Nov 2026 02:00 +0000", never, "Wed 25 Nov 2026 09:00 +0000"},
		"daily, too late for today": {daily, "Tue 24 Nov 2026 14:00 +0000", never, "Wed 25 Nov 2026 09:00 +0000"},
		"daily, in its hour":        {daily, "Wed 25 Nov 2026 09:00 +0000", "Tue 24 Nov 2026 09:00 +0000", "Wed 25 Nov 2026 09:00 +0000"},
		"daily, had one today":      {daily, "Wed 25 Nov 2026 09:40 +0000", "Wed 25 Nov 2026 09:00 +0000", "Thu 26 Nov 2026 09:00 +0000"},
		"daily, server was away":    {daily, "Wed 25 Nov 2026 11:59 +0000", "Tue 24 Nov 2026 09:00 +0000", "Wed 25 Nov 2026 11:59 +0000"},
		"daily, far away":           {bogota, "Tue 24 Nov 2026 10:00 -0500", "Tue 24 Nov 2026 09:00 -0500", "Wed 25 Nov 2026 09:00 -0500"},
		"clocks go back":            {berlin, "Sat 24 Oct 2026 20:00 +0200", never, "Sun 25 Oct 2026 09:00 +0100"},
		"weekly, on a Tuesday":      {weekly, "Tue 24 Nov 2026 14:00 +0000", never, "Mon 30 Nov 2026 09:00 +0000"},
		"weekly, on its day":        {weekly, "Mon 30 Nov 2026 09:05 +0000", "Mon 23 Nov 2026 09:00 +0000", "Mon 30 Nov 2026 09:05 +0000"},
		"weekly, had one":           {weekly, "Mon 30 Nov 2026 10:05 +0000", "Mon 30 Nov 2026 09:00 +0000", "Mon 7 Dec 2026 09:00 +0000"},
		"weekly, early on Monday":   {weekly, "Mon 30 Nov 2026 05:00 +0000", never, "Mon 30 Nov 2026 09:00 +0000"},
	} {
		if got := c.next(at(c.now), at(c.last)); !got.Equal(at(c.want)) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
