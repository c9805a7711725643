package schedule

import (
	"encoding/json"
	"testing"
	"time"

	"kith/internal/fault"
)

func day(t testing.TB, text string) Date {
	t.Helper()
	d, err := ParseDate(text)
	if err != nil {
		t.Fatalf("ParseDate(%q): %v", text, err)
	}
	return d
}

func TestDates(t *testing.T) {
	for text, weekday := range map[string]time.Weekday{
		"1900-01-01": time.Monday,
		"1969-12-31": time.Wednesday,
		"1970-01-02": time.Friday,
		"2000-02-29": time.Tuesday,
		"2024-02-29": time.Thursday,
		"2026-11-23": time.Monday,
		"2200-12-31": time.Wednesday,
	} {
		d := day(t, text)
		if d.String() != text || d.Weekday() != weekday || DateOf(d.Civil()) != d {
			t.Errorf("%s reads as %s, a %s", text, d, d.Weekday())
		}
	}
	if got := day(t, "2024-02-28").AddDays(2); got != day(t, "2024-03-01") {
		t.Errorf("two days after 28 February 2024 is %s", got)
	}
	if earliest != day(t, "1900-01-01") || latest != day(t, "2200-12-31") {
		t.Error("the bounds are not 1900 to 2200")
	}
}

func TestDatesRefused(t *testing.T) {
	for _, text := range []string{
		"", "2026-02-29", "2026-13-01", "2026-1-1", "0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31",
		"1970-01-01", "2026-01-01 ", "2026-01-01T00:00", "26-01-01", "+026-01-01", "２０２６-01-01",
	} {
		if d, err := ParseDate(text); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("ParseDate(%q) = %s, %v", text, d, err)
		}
	}
}

func TestDateJSON(t *testing.T) {
	var got []Date
	if err := json.Unmarshal([]byte(`["2026-01-05","",null]`), &got); err != nil {
		t.Fatal(err)
	}
	if out, _ := json.Marshal(got); string(out) != `["2026-01-05",null,null]` {
		t.Errorf("dates come out as %s", out)
	}
	for _, bad := range []string{`5`, `"x"`, `{}`, `"2026-02-30"`, `true`} {
		if err := json.Unmarshal([]byte(bad), new(Date)); err == nil {
			t.Errorf("%s was taken for a date", bad)
		}
	}
}

func TestClocks(t *testing.T) {
	for text, want := range map[string]Clock{"00:00": 0, "07:05": 425, "19:30": 1170, "23:59": 1439} {
		got, err := ParseClock(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("ParseClock(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "24:00", "7:05", "07:60", "07:5", "0705", "07:05:00", "07.05", "-7:05", " 7:05"} {
		if got, err := ParseClock(text); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("ParseClock(%q) = %v, %v", text, got, err)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2026-01-05", "1970-01-01", "9999-12-31", "0000-00-00", "2024-02-29"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDate(text); err == nil && d.String() != text {
			t.Errorf("%q reads as %s", text, d)
		}
	})
}

func FuzzParseClock(f *testing.F) {
	for _, seed := range []string{"19:30", "24:00", "00:00", "٠٩:٣٠"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseClock(text); err == nil && (c.String() != text || !c.plausible()) {
			t.Errorf("%q reads as %s", text, c)
		}
	})
}
