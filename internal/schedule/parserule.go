package schedule

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// rule is an RRULE that a schedule can express.
type rule struct {
	repeats  Repeats
	interval uint8
	weekday  time.Weekday // −1: that of DTSTART
	nth      int8
	until    string // as it was written
	count    int    // 0: none
}

// parseRule reads FREQ=WEEKLY with at most one weekday, and FREQ=MONTHLY with the n-th or last of one weekday, written
// as BYDAY=2TU or as BYDAY=TU;BYSETPOS=2. WKST makes no difference to these.
func parseRule(text string) (rule, error) {
	r := rule{interval: 1, weekday: -1}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, ok := strings.Cut(strings.ToUpper(part), "=")
		if !ok || seen[name] {
			return rule{}, refuse("RRULE", "schedule.rule_unreadable")
		}
		seen[name] = true
		if err := r.set(name, value); err != nil {
			return rule{}, err
		}
	}
	return r, r.check()
}

func (r *rule) set(name, value string) error {
	switch name {
	case "FREQ":
		return r.setFrequency(value)
	case "INTERVAL":
		n, err := number(value, 1, MaxInterval)
		r.interval = uint8(n)
		return err
	case "BYDAY":
		return r.setWeekday(value)
	case "BYSETPOS":
		return r.setNth(value)
	case "UNTIL":
		r.until = value
		return nil
	case "COUNT":
		n, err := number(value, 1, math.MaxInt32)
		r.count = n
		return err
	case "WKST":
		_, err := weekdayOf(value)
		return err
	}
	return refuse("RRULE", "schedule.rule_part", "part", name)
}

func (r *rule) setFrequency(value string) error {
	switch value {
	case "WEEKLY":
		r.repeats = Weekly
	case "MONTHLY":
		r.repeats = Monthly
	default:
		return refuse("RRULE", "schedule.rule_frequency", "frequency", value)
	}
	return nil
}

func (r *rule) setWeekday(value string) error {
	if strings.Contains(value, ",") {
		return refuse("RRULE", "schedule.rule_several_days")
	}
	code := value[max(len(value)-2, 0):]
	weekday, err := weekdayOf(code)
	if err != nil {
		return err
	}
	r.weekday = weekday
	if nth := strings.TrimSuffix(value, code); nth != "" {
		return r.setNth(nth)
	}
	return nil
}

func (r *rule) setNth(value string) error {
	n, err := number(value, -1, 5)
	if err != nil || n == 0 || r.nth != 0 {
		return refuse("RRULE", "schedule.nth_missing")
	}
	r.nth = int8(n)
	return nil
}

func (r *rule) check() error {
	switch {
	case r.repeats == Never:
		return refuse("RRULE", "schedule.rule_unreadable")
	case r.until != "" && r.count != 0:
		return refuse("RRULE", "schedule.rule_until_count")
	case r.repeats == Weekly && r.nth != 0:
		return refuse("RRULE", "schedule.rule_unreadable")
	case r.repeats == Monthly && (r.nth == 0 || r.weekday < 0):
		return refuse("RRULE", "schedule.rule_day_of_month")
	}
	return nil
}

func number(text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, refuse("RRULE", "schedule.rule_number", "least", least, "most", most)
	}
	return n, nil
}

func weekdayOf(code string) (time.Weekday, error) {
	i := strings.Index(weekdayCodes, code)
	if len(code) != 2 || i < 0 || i%2 != 0 {
		return 0, refuse("RRULE", "schedule.rule_unreadable")
	}
	return time.Weekday(i / 2), nil
}
