package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/message"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// previewed is how many dates a schedule shows ahead.
const previewed = 10

// spareDates is how many empty rows for exceptional dates a form has.
const spareDates = 2

// zones are offered for choosing; any other IANA name can be written.
var zones = []string{
	"America/Anchorage", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Chicago", "America/Denver", "America/Halifax",
	"America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Phoenix", "America/Puerto_Rico", "America/Sao_Paulo",
	"America/Toronto", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Asia/Jerusalem", "Asia/Kolkata", "Asia/Manila",
	"Asia/Tokyo", "Australia/Perth", "Australia/Sydney", "Europe/Berlin", "Europe/Dublin", "Europe/London", "Europe/Madrid",
	"Europe/Paris", "Europe/Rome", "Europe/Stockholm", "Pacific/Auckland", "Pacific/Honolulu", "UTC",
}

// scheduleValues is the form that says a schedule: what a browser would send.
func scheduleValues(s schedule.Schedule) url.Values {
	every := strconv.Itoa(max(int(s.Interval), 1))
	form := url.Values{"repeats": {s.Repeats.String()}, "weeks": {every}, "months": {every}, "date": {s.From.String()}, "from": {s.From.String()},
		"until": {s.Until.String()}, "zone": {s.Zone}}
	if s.Repeats != schedule.Never {
		day := strconv.Itoa(int(s.Weekday))
		form["weekly_day"], form["monthly_day"], form["start"] = []string{day}, []string{day}, []string{s.Start.String()}
	}
	if s.Repeats == schedule.Monthly {
		form.Set("nth", strconv.Itoa(int(s.Nth)))
	}
	switch {
	case s.Duration == schedule.MaxDuration:
		form.Set("minutes", strconv.Itoa(schedule.MaxDuration))
	case s.Duration > 0:
		form.Set("end", schedule.Clock((int(s.Start)+int(s.Duration))%(24*60)).String())
	}
	for _, e := range s.Exceptions {
		start, minutes := "", ""
		if e.Kind != schedule.Closed {
			start = e.Start.String()
		}
		if e.Duration > 0 {
			minutes = strconv.Itoa(int(e.Duration))
		}
		for name, value := range map[string]string{"kind": e.Kind.String(), "on": e.On.String(), "to": e.To.String(), "start": start, "minutes": minutes} {
			form.Add("date_"+name, value)
		}
	}
	return form
}

// firstSchedule is the form of a meeting that is new: weekly, as most are, with all else left to be said.
func firstSchedule(zone string) url.Values {
	return url.Values{"repeats": {schedule.Weekly.String()}, "weeks": {"1"}, "months": {"1"}, "zone": {zone}}
}

// scheduleForm shows a schedule's form as it was sent, with what is wrong in it and some empty rows for dates.
func scheduleForm(p templates.Page, form url.Values, spare int, problems map[string]string) templates.WhenForm {
	out := templates.WhenForm{
		Repeats: form.Get("repeats"), Weeks: form.Get("weeks"), Months: form.Get("months"), WeeklyDay: form.Get("weekly_day"),
		MonthlyDay: form.Get("monthly_day"), Nth: form.Get("nth"), Date: form.Get("date"), From: form.Get("from"), Until: form.Get("until"),
		Start: form.Get("start"), End: form.Get("end"), Minutes: form.Get("minutes"), Zone: form.Get("zone"), Zones: zones,
		Weekdays: weekdayOptions(p.Words), Nths: nthOptions(p.Words), Problems: problems,
	}
	for i, kind := range form["date_kind"] {
		row := templates.DateRow{Kind: kind, On: at(form["date_on"], i), To: at(form["date_to"], i), Start: at(form["date_start"], i), Minutes: at(form["date_minutes"], i)}
		if row != (templates.DateRow{}) {
			row.Error = dateProblem(problems, len(out.Dates))
			out.Dates = append(out.Dates, row)
		}
	}
	out.Dates = append(out.Dates, make([]templates.DateRow, spare)...)
	return out
}

// dateProblem is what is wrong with one exceptional date.
func dateProblem(problems map[string]string, i int) string {
	for _, name := range []string{"kind", "on", "to", "start", "duration"} {
		if text := problems["exceptions."+strconv.Itoa(i)+"."+name]; text != "" {
			return text
		}
	}
	return ""
}

func weekdayOptions(words *message.Words) []templates.Option {
	all := []templates.Option{{Label: words.Say("form.choose")}}
	first, err := strconv.Atoi(words.Say("week.first"))
	if err != nil {
		first = 0
	}
	for i := range 7 {
		day := (first + i) % 7
		all = append(all, templates.Option{Value: strconv.Itoa(day), Label: words.Weekday(time.Weekday(day))})
	}
	return all
}

func nthOptions(words *message.Words) []templates.Option {
	all := []templates.Option{{Label: words.Say("form.choose")}}
	for _, n := range []string{"1", "2", "3", "4", "5", "-1"} {
		all = append(all, templates.Option{Value: n, Label: words.Say("schedule.nth." + n)})
	}
	return all
}

// readSchedule reads a form's schedule. What cannot be read at all is a problem here; whether the whole can be followed,
// schedule.Validate says.
func readSchedule(form url.Values, p *fault.Problems) schedule.Schedule {
	var s schedule.Schedule
	if s.Repeats.UnmarshalText([]byte(form.Get("repeats"))) != nil || s.Repeats == schedule.Never {
		return schedule.Schedule{}
	}
	switch s.Repeats {
	case schedule.Weekly:
		s.Interval = uint8(number(form.Get("weeks"), "interval", p, 1, schedule.MaxInterval))
		s.Weekday = time.Weekday(chosen(form.Get("weekly_day"), "weekday", "schedule.weekday_missing", p, 0, 6))
	case schedule.Monthly:
		s.Interval = uint8(number(form.Get("months"), "interval", p, 1, schedule.MaxInterval))
		s.Weekday = time.Weekday(chosen(form.Get("monthly_day"), "weekday", "schedule.weekday_missing", p, 0, 6))
		s.Nth = int8(chosen(form.Get("nth"), "nth", "schedule.nth_missing", p, -1, 5))
	case schedule.Once:
		s.From = date(form.Get("date"), "from", p)
	}
	if s.Repeats != schedule.Once {
		s.From, s.Until = date(form.Get("from"), "from", p), date(form.Get("until"), "until", p)
	}
	s.Start = clockTime(form.Get("start"), "start", p)
	s.Duration = readLength(form.Get("end"), form.Get("minutes"), s.Start, p)
	s.Zone = strings.TrimSpace(form.Get("zone"))
	s.Exceptions = readDates(form, s.Start, p)
	return s
}

// readLength takes an end, which may lie past midnight, or a length in minutes.
func readLength(end, minutes string, start schedule.Clock, p *fault.Problems) int16 {
	if end = strings.TrimSpace(end); end != "" {
		length := int(clockTime(end, "duration", p)) - int(start)
		return int16((length + 24*60) % (24 * 60))
	}
	return readMinutes(minutes, "duration", p)
}

func readMinutes(text, name string, p *fault.Problems) int16 {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	return int16(number(text, name, p, 0, schedule.MaxDuration))
}

// readDates reads the rows of exceptional dates; empty rows are left out, and the numbers in problems count the others.
func readDates(form url.Values, start schedule.Clock, p *fault.Problems) []schedule.Exception {
	var all []schedule.Exception
	kinds, ons, tos, starts, lengths := form["date_kind"], form["date_on"], form["date_to"], form["date_start"], form["date_minutes"]
	for i, kind := range kinds {
		on, to, begins := at(ons, i), at(tos, i), at(starts, i)
		if kind == "" && on == "" && to == "" && begins == "" {
			continue
		}
		name := "exceptions." + strconv.Itoa(len(all)) + "."
		var e schedule.Exception
		if e.Kind.UnmarshalText([]byte(kind)) != nil {
			p.Add(name+"kind", "schedule.exception_unknown", nil)
		}
		e.On, e.To = date(on, name+"on", p), date(to, name+"to", p)
		e.Start = start
		if begins != "" {
			e.Start = clockTime(begins, name+"start", p)
		}
		e.Duration = readMinutes(at(lengths, i), name+"duration", p)
		all = append(all, e)
	}
	return all
}

func at(list []string, i int) string {
	if i < len(list) {
		return strings.TrimSpace(list[i])
	}
	return ""
}

func number(text, name string, p *fault.Problems, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < least || n > most {
		p.Add(name, "form.number", map[string]any{"least": least, "most": most})
		return least
	}
	return n
}

// chosen reads a number that was chosen from a list; missing is the problem when none was.
func chosen(text, name, missing string, p *fault.Problems, least, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		p.Add(name, missing, nil)
		return least
	}
	return n
}

func date(text, name string, p *fault.Problems) schedule.Date {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	d, err := schedule.ParseDate(text)
	if err != nil {
		p.Add(name, "schedule.date_unreadable", nil)
	}
	return d
}

// clockTime reads a time of day; a browser may add seconds.
func clockTime(text, name string, p *fault.Problems) schedule.Clock {
	text = strings.TrimSuffix(strings.TrimSpace(text), ":00")
	if !strings.Contains(text, ":") {
		text += ":00"
	}
	c, err := schedule.ParseClock(text)
	if err != nil {
		p.Add(name, "schedule.time_unreadable", nil)
	}
	return c
}

// preview says in words what a schedule means, and its next dates.
func (s *server) preview(words *message.Words, plan schedule.Schedule) templates.Preview {
	out := templates.Preview{}
	if plan.Repeats == schedule.Never {
		return out
	}
	ready, err := plan.Plan()
	if err != nil {
		for _, f := range fieldsWrong(err) {
			out.Problems = append(out.Problems, words.Fill(f.Key, f.Values))
		}
		return out
	}
	out.Says = scheduleInWords(words, plan)
	for _, o := range ready.Upcoming(s.Clock.Now(), previewed) {
		text := words.Say("schedule.says.date", "day", words.Weekday(o.Start.Weekday()), "date", words.Date(o.Start), "start", words.Clock(o.Start))
		out.Dates = append(out.Dates, templates.PreviewDate{At: o.Start.Format(time.RFC3339), Text: text})
	}
	if len(out.Dates) == 0 {
		out.Problems = append(out.Problems, words.Say("schedule.says.over"))
	}
	return out
}

// showPreview answers the island that shows dates while a schedule is written.
func (s *server) showPreview(w http.ResponseWriter, r *http.Request, _ visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	words := s.spoken(r).words
	var p fault.Problems
	plan := readSchedule(r.PostForm, &p)
	out := templates.Preview{Dates: []templates.PreviewDate{}, Problems: []string{}}
	if len(p) == 0 {
		shown := s.preview(words, plan)
		out.Says = shown.Says
		out.Dates = append(out.Dates, shown.Dates...)
		out.Problems = append(out.Problems, shown.Problems...)
	}
	for _, f := range p {
		out.Problems = append(out.Problems, words.Fill(f.Key, f.Values))
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return send(w, r, http.StatusOK, "application/json", body)
}

// zoneOf proposes the zone of a new meeting: that of another of the group.
func zoneOf(w directory.Whole) string {
	for _, l := range w.Below {
		if m, ok := l.Content.(*directory.Meeting); ok && m.Schedule.Zone != "" {
			return m.Schedule.Zone
		}
	}
	return ""
}
