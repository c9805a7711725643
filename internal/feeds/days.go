package feeds

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"kith/internal/fold"
	"kith/internal/schedule"
)

// beat is when in the calendar a meeting recurs, without its time of day. Zero Repeats is never.
type beat struct {
	repeats  schedule.Repeats
	interval uint8
	weekday  time.Weekday
	nth      int8
	on       schedule.Date
}

// maxDays is the longest text, in bytes, that is read as days or as the times of a day.
const maxDays = 200

// dayWords are the days of the week as people write them in English, Spanish, French, German and Portuguese, folded.
// Forms that mean different days in two of them ("do", "di") are left out.
var dayWords = dayTable(
	"sunday sun sundays su domingo domingos dom dimanche dim sonntag sonntags so",
	"monday mon mondays mo m lunes lun lu lundi montag montags segunda seg segundafeira",
	"tuesday tue tues tuesdays tu martes mar ma mardi dienstag dienstags die terca ter tercafeira",
	"wednesday wed weds wednesdays we w miercoles mie mier mi mercredi mer mercr mittwoch mittwochs mit quarta qua quartafeira",
	"thursday thu thur thurs thursdays th jueves jue ju jeudi jeu donnerstag donnerstags don quinta qui quintafeira",
	"friday fri fridays fr f viernes vie vi vendredi ven freitag freitags fre sexta sex sextafeira",
	"saturday sat saturdays sa sabado sabados sab samedi sam samstag samstags sonnabend sams",
)

var sets = map[string][]time.Weekday{
	"daily": week(0, 7), "every day": week(0, 7), "everyday": week(0, 7), "all days": week(0, 7), "diario": week(0, 7), "todos los dias": week(0, 7),
	"tous les jours": week(0, 7), "taglich": week(0, 7), "todos os dias": week(0, 7), "7 days a week": week(0, 7),
	"weekdays": week(1, 5), "weekday": week(1, 5), "entre semana": week(1, 5), "werktags": week(1, 5),
	"weekends": {0, 6}, "weekend": {0, 6}, "fin de semana": {0, 6}, "fines de semana": {0, 6},
}

var nthWords = map[string]int8{
	"1st": 1, "first": 1, "primer": 1, "primero": 1, "1er": 1, "premier": 1, "erster": 1, "ersten": 1, "primeira": 1, "1o": 1,
	"2nd": 2, "second": 2, "segundo": 2, "deuxieme": 2, "2eme": 2, "2e": 2, "zweiter": 2, "zweiten": 2, "2o": 2,
	"3rd": 3, "third": 3, "tercer": 3, "tercero": 3, "troisieme": 3, "3eme": 3, "3e": 3, "dritter": 3, "dritten": 3, "terceira": 3, "3o": 3,
	"4th": 4, "fourth": 4, "cuarto": 4, "quatrieme": 4, "4eme": 4, "4e": 4, "vierter": 4, "vierten": 4, "4o": 4,
	"5th": 5, "fifth": 5, "quinto": 5, "5eme": 5, "5e": 5, "5o": 5,
	"last": -1, "ultimo": -1, "ultima": -1, "dernier": -1, "letzter": -1, "letzten": -1,
}

var (
	everyOther = regexp.MustCompile(`^(?:every (?:other|2nd|second|2|two weeks(?: on)?)|biweekly(?: on)?|bi weekly(?: on)?|fortnightly(?: on)?|alternate|cada dos|cada segundo|un .* de cada dos|quinzenal|quincenal)\b`)
	noise      = regexp.MustCompile(`\b(?:every|each|weekly|on|of|the|month|monthly|of each|in|cada|todos|todas|los|las|el|la|del|de|mes|of every|le|du|mois|tous|les|jeden|jede|im|monat|do|feira|al|and|y|et|und|e|o)\b`)
	dateForm   = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	spanMark   = regexp.MustCompile(`\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b|\bbis\b|\ba\b|\bau\b)\s*`)
	separators = regexp.MustCompile(`\s*(?:[,;/&+|\n]|\band\b|\by\b|\bet\b|\bund\b|\be\b|•)\s*`)
)

func dayTable(days ...string) map[string]time.Weekday {
	table := map[string]time.Weekday{}
	for d, words := range days {
		for _, w := range strings.Fields(words) {
			table[w] = time.Weekday(d)
		}
	}
	return table
}

func week(from, n int) []time.Weekday {
	out := make([]time.Weekday, n)
	for i := range out {
		out[i] = time.Weekday(from + i)
	}
	return out
}

// parseDay reads one day of the week as a word, or as a number from 0, Sunday (7 is Sunday too).
func parseDay(text string) (time.Weekday, bool) {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n >= 0 && n <= 7 {
		return time.Weekday(n % 7), true
	}
	d, ok := dayWords[strings.ReplaceAll(fold.Fold(text), " feira", "")]
	return d, ok
}

// parseBeats reads what stands in a column of days: "Monday", "1", "Mon, Wed & Fri", "Mon–Fri", "daily", "2nd and 4th
// Tuesday of the month", "last Friday", "every other Monday" or a date. from is the first day where the row gives one;
// reason is a why-key, empty when all was understood.
func parseBeats(text string, from schedule.Date) (beats []beat, reason string) {
	if len(text) > maxDays {
		return nil, "bad_day"
	}
	if d, ok := parseDay(text); ok {
		return []beat{weekly(d, from)}, ""
	}
	if m := dateForm.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		return onDate(m)
	}
	folded := fold.Fold(text)
	if loc := everyOther.FindStringIndex(folded); loc != nil {
		return fortnightly(folded[loc[1]:], from)
	}
	if days, ok := sets[folded]; ok {
		return weeklies(days, from), ""
	}
	return listed(text, from)
}

func weekly(d time.Weekday, from schedule.Date) beat {
	return beat{repeats: schedule.Weekly, interval: 1, weekday: d, on: from}
}

func weeklies(days []time.Weekday, from schedule.Date) []beat {
	out := make([]beat, len(days))
	for i, d := range days {
		out[i] = weekly(d, from)
	}
	return out
}

func onDate(m []string) ([]beat, string) {
	d, err := schedule.ParseDate(m[1] + "-" + pad(m[2]) + "-" + pad(m[3]))
	if err != nil {
		return nil, "bad_date"
	}
	return []beat{{repeats: schedule.Once, weekday: d.Weekday(), on: d}}, ""
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// fortnightly needs a first day, since "every other" alone does not say which.
func fortnightly(text string, from schedule.Date) ([]beat, string) {
	d, ok := parseDay(noise.ReplaceAllString(text, " "))
	switch {
	case !ok:
		return nil, "bad_day"
	case from == 0:
		return nil, "no_start_date"
	}
	return []beat{{repeats: schedule.Weekly, interval: 2, weekday: d, on: from}}, ""
}

// listed reads lists and spans of days, each with or without "2nd" or "last" before it: "1st & 3rd Wed" is two beats.
func listed(text string, from schedule.Date) ([]beat, string) {
	var out []beat
	var waiting []int8 // the numbers that a coming day belongs to
	for _, item := range separators.Split(strings.ToLower(text), -1) {
		nth, days, ok := dayItem(item)
		waiting = append(waiting, nth...)
		switch {
		case !ok:
			return nil, "bad_day"
		case len(days) == 0:
			continue
		}
		out = append(out, onEach(days, waiting, from)...)
		waiting = nil
	}
	if len(out) == 0 || len(waiting) > 0 {
		return nil, "bad_day"
	}
	return unique(out), ""
}

func onEach(days []time.Weekday, nth []int8, from schedule.Date) []beat {
	if len(nth) == 0 {
		return weeklies(days, from)
	}
	var out []beat
	for _, d := range days {
		for _, n := range nth {
			out = append(out, beat{repeats: schedule.Monthly, interval: 1, weekday: d, nth: n, on: from})
		}
	}
	return out
}

// dayItem reads one item of a list: numbers, then a day or a span of days, either of which may be missing.
func dayItem(item string) (nth []int8, days []time.Weekday, ok bool) {
	if span := spanMark.Split(item, -1); len(span) == 2 {
		first, ok1 := parseDay(span[0])
		last, ok2 := parseDay(span[1])
		if ok1 && ok2 {
			return nil, spanOf(first, last), true
		}
	}
	for _, w := range strings.Fields(noise.ReplaceAllString(fold.Fold(item), " ")) {
		if n, is := nthWords[w]; is && len(days) == 0 {
			nth = append(nth, n)
		} else if d, is := dayWords[w]; is {
			days = append(days, d)
		} else if d, is := sets[w]; is {
			days = append(days, d...)
		} else {
			return nil, nil, false
		}
	}
	return nth, days, true
}

func spanOf(first, last time.Weekday) []time.Weekday {
	var out []time.Weekday
	for d := first; ; d = (d + 1) % 7 {
		out = append(out, d)
		if d == last {
			return out
		}
	}
}

func unique(beats []beat) []beat {
	seen := map[beat]bool{}
	out := beats[:0]
	for _, b := range beats {
		if !seen[b] {
			seen[b] = true
			out = append(out, b)
		}
	}
	return out
}
