package feeds

import (
	"testing"
	"time"

	"kith/internal/schedule"
)

func TestTimesAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"19:00": "19:00", "19:00:00": "19:00", "7:00 pm": "19:00", "7pm": "19:00", "7:30PM": "19:30", "7.30 p.m.": "19:30", "12:00 am": "00:00",
		"12:15 PM": "12:15", "noon": "12:00", "Midnight": "00:00", "19h30": "19:30", "19h": "19:00", "1930": "19:30", "7:00\u202fpm": "19:00",
		"19 Uhr": "19:00", "mediodía": "12:00", "9:05": "09:05",
		"25:00": "", "7:60": "", "13:00 pm": "", "7": "", "": "", "soon": "", "24:00": "", "-1:00": "",
	} {
		got := ""
		if c, ok := parseClock(text); ok {
			got = c.String()
		}
		if got != want {
			t.Errorf("%q reads as %q, want %q", text, got, want)
		}
	}
}

func TestSpansOfTime(t *testing.T) {
	for text, want := range map[string]struct {
		start   string
		minutes int16
	}{
		"7:00 pm - 8:30 pm": {"19:00", 90}, "7-8:30pm": {"19:00", 90}, "11am–1pm": {"11:00", 120}, "11 - 1pm": {"11:00", 120},
		"19:00 bis 20:30": {"19:00", 90}, "11:30 pm to 12:30 am": {"23:30", 60}, "7 pm": {"19:00", 0},
	} {
		c, minutes, ok := parseTimes(text)
		if !ok || c.String() != want.start || minutes != want.minutes {
			t.Errorf("%q reads as %v for %d (%v), want %v", text, c, minutes, ok, want)
		}
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]int16{
		"90": 90, "90 min": 90, "1 hr": 60, "1.5 hours": 90, "1,5 h": 90, "1:30": 90, "01:30:00": 90, "1h30": 90, "1 hora y media": 0, "una hora y media": 90,
		"2": 120, "1 hour 15 minutes": 75, "45 minutos": 45, "0": 0, "": 0, "long": 0, "99 hours": 0,
	} {
		if got, ok := parseDuration(text); ok != (want > 0) || ok && got != want {
			t.Errorf("%q reads as %d (%v), want %d", text, got, ok, want)
		}
	}
}

func TestDaysAsPeopleWriteThem(t *testing.T) {
	start := schedule.DateOf(2026, time.January, 5)
	mo, tu, we, th, fr := weekly(1, 0), weekly(2, 0), weekly(3, 0), weekly(4, 0), weekly(5, 0)
	nth := func(n int8, d time.Weekday) beat {
		return beat{repeats: schedule.Monthly, interval: 1, weekday: d, nth: n}
	}
	for text, want := range map[string][]beat{
		"Monday": {mo}, "monday": {mo}, "Mo": {mo}, "1": {mo}, "0": {weekly(0, 0)}, "7": {weekly(0, 0)}, "lunes": {mo}, "Miércoles": {we}, "Mittwoch": {we},
		"jeudi": {th}, "terça-feira": {tu}, "Mondays": {mo}, "Mon, Wed & Fri": {mo, we, fr}, "Mon-Fri": {mo, tu, we, th, fr}, "lunes y jueves": {mo, th},
		"Monday through Wednesday": {mo, tu, we}, "Fri–Mon": {fr, weekly(6, 0), weekly(0, 0), mo}, "weekdays": {mo, tu, we, th, fr},
		"2nd Tuesday": {nth(2, 2)}, "Second Tuesday of the month": {nth(2, 2)}, "last Friday of the month": {nth(-1, 5)}, "1st & 3rd Wed": {nth(1, 3), nth(3, 3)},
		"primer lunes del mes": {nth(1, 1)}, "último viernes": {nth(-1, 5)}, "every Monday": {mo}, "1st and 3rd Thursday": {nth(1, 4), nth(3, 4)},
	} {
		got, reason := parseBeats(text, 0)
		if reason != "" || !sameBeats(got, want) {
			t.Errorf("%q reads as %v (%s), want %v", text, got, reason, want)
		}
	}
	if got, reason := parseBeats("every other Monday", start); reason != "" || got[0].interval != 2 || got[0].on != start {
		t.Errorf("every other Monday from %v: %v (%s)", start, got, reason)
	}
	if got, _ := parseBeats("2027-01-16", 0); len(got) != 1 || got[0].repeats != schedule.Once || got[0].weekday != time.Saturday {
		t.Errorf("a date reads as %v", got)
	}
	for text, want := range map[string]string{
		"every other Monday": "no_start_date", "someday": "bad_day", "Monday or so": "bad_day", "2nd": "bad_day", "9": "bad_day", "2027-02-30": "bad_date", "0001-01-01": "bad_date", "9999-12-31": "bad_date",
	} {
		if got, reason := parseBeats(text, 0); reason != want {
			t.Errorf("%q gives %v and %q, want %q", text, got, reason, want)
		}
	}
}

func sameBeats(a, b []beat) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func FuzzTimesAndDays(f *testing.F) {
	for _, s := range []string{"7-8:30pm", "Mon, Wed & Fri", "1st & 3rd Wed", "every other Monday", "1h30", "2027-01-16", "noon", "-", "to to", "ſunday"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, m, ok := parseTimes(s); ok && (c < 0 || c >= minutesOfDay || m < 0 || m >= minutesOfDay) {
			t.Errorf("%q: start %d for %d", s, c, m)
		}
		if m, ok := parseDuration(s); ok && (m <= 0 || m > minutesOfDay) {
			t.Errorf("%q lasts %d", s, m)
		}
		if beats, reason := parseBeats(s, 0); (reason == "") == (len(beats) == 0) || len(beats) > 400 {
			t.Errorf("%q: %d beats and %q", s, len(beats), reason)
		}
	})
}
