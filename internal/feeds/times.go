package feeds

import (
	"regexp"
	"strconv"
	"strings"

	"kith/internal/schedule"
)

const minutesOfDay = 24 * 60

// clockForm is one time of day: "19:00", "19:00:00", "7.30 pm", "7pm", "19h30", "19 Uhr", "1900".
var clockForm = regexp.MustCompile(`^(\d{1,2})(?:(?:[:.h]| h )(\d{2})(?::\d{2}(?:\.\d+)?)?|(\d{2})| ?h)? ?(am|pm|a|p|uhr|hs?|hrs)?$`)

// clockWords are times of day that are written as words.
var clockWords = map[string]schedule.Clock{
	"noon": 720, "12 noon": 720, "12:00 noon": 720, "midday": 720, "mediodía": 720, "mediodia": 720, "midi": 720, "mittag": 720, "meio-dia": 720,
	"midnight": 0, "12 midnight": 0, "12:00 midnight": 0, "medianoche": 0, "minuit": 0, "mitternacht": 0, "meia-noite": 0,
}

// half is "am" or "pm", or empty where the text gives none.
type half string

// parseClock reads a time of day in the ways people write it.
func parseClock(text string) (schedule.Clock, bool) {
	c, _, ok := clockAndHalf(text)
	return c, ok
}

func clockAndHalf(text string) (schedule.Clock, half, bool) {
	text = tidyTime(text)
	if c, ok := clockWords[text]; ok {
		return c, "pm", true
	}
	m := clockForm.FindStringSubmatch(text)
	if m == nil || m[2]+m[3]+m[4] == "" && !strings.HasSuffix(text, "h") {
		return 0, "", false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2] + m[3])
	return clock(hour, minute, halfOf(m[4]))
}

func halfOf(suffix string) half {
	switch suffix {
	case "am", "a":
		return "am"
	case "pm", "p":
		return "pm"
	}
	return ""
}

func clock(hour, minute int, h half) (schedule.Clock, half, bool) {
	if h != "" {
		if hour < 1 || hour > 12 {
			return 0, "", false
		}
		hour %= 12
		if h == "pm" {
			hour += 12
		}
	}
	if hour > 23 || minute > 59 {
		return 0, "", false
	}
	return schedule.Clock(hour*60 + minute), h, true
}

// tidyTime brings the ways to write am and pm to one.
var tidyReplacer = strings.NewReplacer("a.m.", "am", "p.m.", "pm", "a. m.", "am", "p. m.", "pm", "a m", "am", "p m", "pm", "\u00a0", " ", "\u202f", " ", "o'clock", "")

func tidyTime(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	return strings.TrimSpace(strings.TrimSuffix(tidyReplacer.Replace(text), "."))
}

// rangeParts splits "7 – 8:30 pm" and "19:00 bis 20:30".
var rangeParts = regexp.MustCompile(`\s*(?:-|–|—|\bto\b|\buntil\b|\bbis\b|\ba las\b|\bà\b|\bhasta\b|\baté\b)\s*`)

// parseTimes reads a time of day, or a start and an end: then it gives the minutes between them too.
func parseTimes(text string) (start schedule.Clock, minutes int16, ok bool) {
	if start, ok = parseClock(text); ok {
		return start, 0, true
	}
	p := rangeParts.Split(tidyTime(text), -1)
	if len(p) != 2 {
		return 0, 0, false
	}
	end, h, ok := clockAndHalf(p[1])
	if !ok {
		return 0, 0, false
	}
	if start, ok = startBefore(p[0], end, h); !ok {
		return 0, 0, false
	}
	return start, between(start, end), true
}

// startBefore reads the start of a range whose end says "pm" for both: the later reading that does not pass the end.
func startBefore(text string, end schedule.Clock, h half) (schedule.Clock, bool) {
	start, own, ok := clockAndHalf(text)
	if ok && own != "" || h == "" {
		return start, ok
	}
	start, _, ok = clockAndHalf(text + " " + string(h))
	if ok && start >= end && h == "pm" {
		return clockOr(text+" am", start)
	}
	return start, ok
}

func clockOr(text string, otherwise schedule.Clock) (schedule.Clock, bool) {
	if c, ok := parseClock(text); ok {
		return c, true
	}
	return otherwise, true
}

// between is the time from start to end in minutes, across midnight where end is the earlier.
func between(start, end schedule.Clock) int16 {
	return int16((int(end) - int(start) + minutesOfDay) % minutesOfDay)
}

var (
	durationClock = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::\d{2})?(?: ?(?:h|hrs?|hours?))?$`)
	durationParts = regexp.MustCompile(`^(?:(\d+(?:[.,]\d+)?) ?(?:h|hrs?|hours?|horas?|heures?|std\.?|stunden?)\.?)?(?: ?(?:and|y|et|und|e)? ?(\d{1,3}) ?(?:m|mins?|minutes?|minutos?|minuten|'|′)?\.?)?$`)
)

var durationWords = map[string]int16{
	"one hour": 60, "an hour": 60, "two hours": 120, "half an hour": 30, "an hour and a half": 90, "hour and a half": 90,
	"una hora": 60, "dos horas": 120, "media hora": 30, "una hora y media": 90, "hora y media": 90,
	"une heure": 60, "eine stunde": 60, "uma hora": 60,
}

// parseDuration reads a length of time as minutes: "90", "90 min", "1 hr", "1.5 hours", "1:30", "01:30:00", "1h30". A
// bare number up to 8 is hours. More than a day is no duration.
func parseDuration(text string) (int16, bool) {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	if m, ok := durationWords[text]; ok {
		return m, true
	}
	if m := durationClock.FindStringSubmatch(text); m != nil {
		return minutes(m[1], m[2])
	}
	m := durationParts.FindStringSubmatch(text)
	if m == nil || text == "" {
		if n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64); err == nil && n > 0 && n <= 8 {
			return int16(n * 60), true
		}
		return 0, false
	}
	if n, err := strconv.Atoi(text); err == nil && n <= 8 {
		return minutes(text, "")
	}
	return minutes(m[1], m[2])
}

func minutes(hours, mins string) (int16, bool) {
	h, _ := strconv.ParseFloat(strings.Replace(hours, ",", ".", 1), 64)
	m, _ := strconv.Atoi(mins)
	total := int(h*60+0.5) + m
	if total <= 0 || total > minutesOfDay {
		return 0, false
	}
	return int16(total), true
}
