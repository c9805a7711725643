package help

import (
	"strings"
	"testing"
	"time"
)

func TestEveryCountryHasAnEmergencyNumberAndEveryLineASource(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(d.Countries()); n < 40 {
		t.Errorf("lines for %d countries", n)
	}
	for _, l := range d.lines {
		if l.Kind != Emergency && l.Name["es"] == "" {
			t.Errorf("%s %s has no Spanish name", l.Country, l.Name["en"])
		}
		if l.CheckedOn != "" && l.CheckedBy == "" {
			t.Errorf("%s %s was checked by nobody", l.Country, l.Dial)
		}
	}
}

func TestMisleadingRecordsAreRefused(t *testing.T) {
	const good = `{"country":"AA","kind":"emergency","serves":["police"],"dial":"1","may_send_police":"yes","source":"s"}`
	for name, record := range map[string]string{
		"no number":       `{"country":"AA","kind":"emergency","serves":["police"],"may_send_police":"yes","source":"s"}`,
		"no source":       `{"country":"AA","kind":"emergency","serves":["police"],"dial":"1","may_send_police":"yes"}`,
		"no service":      `{"country":"AA","kind":"emergency","dial":"1","may_send_police":"yes","source":"s"}`,
		"no name":         good + `,{"country":"AA","kind":"crisis","dial":"1","may_send_police":"no","source":"s"}`,
		"unknown kind":    `{"country":"AA","kind":"fun","dial":"1","may_send_police":"yes","source":"s"}`,
		"police unsaid":   `{"country":"AA","kind":"emergency","serves":["police"],"dial":"1","source":"s"}`,
		"no such day":     `{"country":"AA","kind":"emergency","serves":["police"],"dial":"1","may_send_police":"yes","source":"s","checked_on":"2026-02-30"}`,
		"no country":      `{"kind":"emergency","serves":["police"],"dial":"1","may_send_police":"yes","source":"s"}`,
		"only a helpline": `{"country":"AA","kind":"crisis","name":{"en":"x"},"dial":"1","may_send_police":"no","source":"s"}`,
	} {
		if _, err := Read([]byte("[" + record + "]")); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := Read([]byte("[" + good + "]")); err != nil {
		t.Errorf("a good record: %v", err)
	}
}

func TestACheckHoldsForAYear(t *testing.T) {
	now := time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC)
	for day, want := range map[string]bool{"": false, "2026-11-01": true, "2025-11-24": true, "2025-11-23": false} {
		if have := (Line{CheckedOn: day}).Fresh(now); have != want {
			t.Errorf("checked %q: fresh %v", day, have)
		}
	}
	d, err := Read([]byte(strings.Join([]string{`[{"country":"AA","kind":"emergency","serves":["police"],"dial":"1","may_send_police":"yes","source":"s"}`,
		`{"country":"AA","kind":"emergency","serves":["fire"],"dial":"2","may_send_police":"yes","source":"s","checked_on":"2026-10-01","checked_by":"x"}]`}, ",")))
	if err != nil {
		t.Fatal(err)
	}
	lines := d.In("AA", Emergency)
	if len(lines) != 2 || lines[0].Fresh(now) || !lines[1].Fresh(now) {
		t.Errorf("fresh: %v", lines)
	}
}
