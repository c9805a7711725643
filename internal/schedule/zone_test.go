package schedule

import (
	"math/rand/v2"
	"testing"
	"time"

	"kith/internal/fault"
)

func zone(t testing.TB, name string) *Zone {
	t.Helper()
	z, err := LoadZone(name)
	if err != nil {
		t.Fatalf("LoadZone(%q): %v", name, err)
	}
	return z
}

func clock(t testing.TB, text string) Clock {
	t.Helper()
	c, err := ParseClock(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPlace(t *testing.T) {
	for _, test := range []struct{ why, zone, day, clock, want string }{
		{"winter", "America/New_York", "2026-01-05", "19:30", "2026-01-05T19:30:00-05:00"},
		{"summer", "America/New_York", "2026-07-06", "19:30", "2026-07-06T19:30:00-04:00"},
		{"gap", "America/New_York", "2026-03-08", "02:30", "2026-03-08T03:30:00-04:00"},
		{"gap's first minute", "America/New_York", "2026-03-08", "02:00", "2026-03-08T03:00:00-04:00"},
		{"after the gap", "America/New_York", "2026-03-08", "03:00", "2026-03-08T03:00:00-04:00"},
		{"twice: the first", "America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30:00-04:00"},
		{"after the overlap", "America/New_York", "2026-11-01", "02:00", "2026-11-01T02:00:00-05:00"},
		{"twice: the first", "Europe/London", "2026-10-25", "01:30", "2026-10-25T01:30:00+01:00"},
		{"gap of half an hour", "Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:45:00+11:00"},
		{"twice, half an hour", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00"},
		{"a day that Samoa never had", "Pacific/Apia", "2011-12-30", "19:30", "2011-12-31T19:30:00+14:00"},
		{"Samoa the day before", "Pacific/Apia", "2011-12-29", "19:30", "2011-12-29T19:30:00-10:00"},
		{"before Ramadan", "Africa/Casablanca", "2026-02-14", "19:30", "2026-02-14T19:30:00+01:00"},
		{"in Ramadan", "Africa/Casablanca", "2026-02-15", "19:30", "2026-02-15T19:30:00Z"},
		{"gap after Ramadan", "Africa/Casablanca", "2026-03-22", "02:30", "2026-03-22T03:30:00+01:00"},
		{"gap at midnight", "America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T01:00:00-02:00"},
		{"gap at midnight", "Africa/Cairo", "2026-04-24", "00:30", "2026-04-24T01:30:00+03:00"},
		{"twice before midnight", "Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T23:30:00+03:00"},
		{"no clock changes", "Asia/Kolkata", "2026-06-01", "06:00", "2026-06-01T06:00:00+05:30"},
		{"far off", "Europe/Madrid", "2150-07-01", "20:00", "2150-07-01T20:00:00+02:00"},
		{"long ago", "Europe/Madrid", "1930-01-01", "20:00", "1930-01-01T20:00:00Z"},
		{"Universal Time", "UTC", "2026-06-01", "23:59", "2026-06-01T23:59:00Z"},
	} {
		z := zone(t, test.zone)
		got := z.Place(day(t, test.day), clock(t, test.clock))
		if got.Format(time.RFC3339) != test.want {
			t.Errorf("%s: %s %s in %s is %s, want %s", test.why, test.day, test.clock, test.zone, got.Format(time.RFC3339), test.want)
		}
	}
}

// The table must say what package time says, at every edge of every stretch and anywhere between.
func TestZoneTable(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{
		"America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca",
		"America/Sao_Paulo", "Africa/Cairo", "Asia/Gaza", "America/Nuuk", "Antarctica/Troll", "Asia/Kathmandu", "UTC",
		"Pacific/Kiritimati", "America/Caracas", "Asia/Pyongyang", "Etc/GMT+12",
	} {
		z := zone(t, name)
		var moments []int64
		for _, end := range z.ends {
			moments = append(moments, end-1, end, end+1, end+3600)
		}
		for range 2000 {
			moments = append(moments, random.Int64N(250*365*daySeconds)-70*365*daySeconds)
		}
		for _, at := range moments {
			if at >= forever {
				continue
			}
			_, offset := z.stretch(at)
			if _, want := time.Unix(at, 0).In(z.loc).Zone(); offset != int64(want) {
				t.Fatalf("%s at %d: offset %d, want %d", name, at, offset, want)
			}
			day, clock := dayOf(at+offset), Clock(random.IntN(24*60))
			if got, want := z.Place(day, clock), Place(day, clock, z.loc); !got.Equal(want) {
				t.Fatalf("%s %s %s: %s, want %s", name, day, clock, got, want)
			}
		}
	}
}

// Whatever a clock does show is placed where the clock shows it, and is the first such moment.
func TestPlaceIsWhatClocksShow(t *testing.T) {
	for _, name := range []string{"America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Havana", "Asia/Gaza"} {
		z := zone(t, name)
		for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2028; at = at.Add(15 * time.Minute) {
			placed := z.Place(z.Local(at))
			if placed.After(at) || placed.In(z.loc).Format("02T15:04") != at.In(z.loc).Format("02T15:04") {
				t.Fatalf("%s: %s was placed at %s", name, at.In(z.loc), placed)
			}
		}
	}
}

func TestZonesRefused(t *testing.T) {
	for _, name := range []string{
		"", "Local", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "right/UTC", "posix/UTC", "localtime", "America",
		"America/New_York\x00", "new york",
	} {
		if _, err := LoadZone(name); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("LoadZone(%q): %v", name, err)
		}
	}
}
