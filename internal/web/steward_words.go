package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"kith/internal/directory"
	"kith/internal/message"
	"kith/internal/place"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
)

// facets are the vocabularies of the fields that hold codes.
var facets = map[string]vocabulary.Facet{
	"type": vocabulary.FacetOrganisation, "concerns": vocabulary.FacetConcern, "programme": vocabulary.FacetProgramme,
	"audience": vocabulary.FacetAudience, "rhythm": vocabulary.FacetRhythm, "led": vocabulary.FacetLed, "belief": vocabulary.FacetBelief,
	"languages": vocabulary.FacetLanguage, "shown": vocabulary.FacetPlace, "access": vocabulary.FacetAccess, "attend": vocabulary.FacetAttend,
	"open": vocabulary.FacetOpen, "formats": vocabulary.FacetFormat,
}

// said is the value of a field in words, from the JSON in which histories and sources hold it. Nothing gives "".
func said(words *message.Words, name, value string) string {
	switch name {
	case "schedule":
		var s schedule.Schedule
		if json.Unmarshal([]byte(value), &s) == nil {
			return scheduleInWords(words, s)
		}
	case "at":
		var at place.Point
		if json.Unmarshal([]byte(value), &at) == nil && value != "null" && value != "" {
			return formatPoint(at)
		}
	case "state":
		if value != "" {
			return words.Say("listing.state." + value)
		}
	}
	var any any
	if json.Unmarshal([]byte(value), &any) != nil {
		return value
	}
	return plain(words, name, any)
}

// plain words a decoded JSON value.
func plain(words *message.Words, name string, value any) string {
	switch v := value.(type) {
	case string:
		if facet, ok := facets[name]; ok {
			return vocabulary.Name(facet, v, words.Lang())
		}
		return v
	case bool:
		return words.Say("form.bool." + strconv.FormatBool(v))
	case float64:
		return words.Decimal(v, 5)
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, plain(words, name, one))
		}
		return strings.Join(all, ", ")
	case map[string]any:
		var all []string
		for _, key := range []string{"role", "service", "address", "email", "phone", "website"} {
			if one, ok := v[key]; ok {
				all = append(all, plain(words, "", one))
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
}

// formatPoint writes a position in degrees, latitude first.
func formatPoint(p place.Point) string {
	return strconv.FormatFloat(p.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(p.Lng, 'f', -1, 64)
}

// jsonText is a value of a listing as histories and sources hold it.
type jsonText = json.RawMessage

// placeInWords is a venue on one line.
func placeInWords(words *message.Words, v *directory.Venue) string {
	var all []string
	for _, text := range []string{v.Name, v.Street, v.Address, v.Quarter, v.Locality, v.Region, v.Postal, v.Country} {
		if text != "" && !(text == v.Address && v.Street != "") {
			all = append(all, text)
		}
	}
	if v.Withheld() {
		all = append(all, vocabulary.Name(vocabulary.FacetPlace, string(v.Shown), words.Lang()))
	}
	if len(all) == 0 {
		return words.Say("listing.no-place-told")
	}
	return strings.Join(all, ", ")
}

// townInWords is the town of a venue: "Oakland, CA".
func townInWords(v *directory.Venue) string {
	return strings.Join(slices.DeleteFunc([]string{cmp.Or(v.Locality, v.Quarter), v.Region}, func(part string) bool { return part == "" }), ", ")
}

// titleOf names a listing; a place without a name is named by where it is.
func titleOf(words *message.Words, l directory.Listing) string {
	if v, ok := l.Content.(*directory.Venue); ok {
		return placeInWords(words, v)
	}
	return l.Content.Title()
}

// whenInWords says on which days a meeting is and at what time: "Every Tuesday, 19:00 to 20:30".
func whenInWords(words *message.Words, s schedule.Schedule) string {
	if s.Repeats == schedule.Never {
		return words.Say("schedule.says.never")
	}
	return rhythmInWords(words, s) + ", " + timesInWords(words, s.Start, s.Duration)
}

// scheduleInWords says when a meeting happens: "Every 2nd Tuesday of the month, 19:00 to 20:30, America/New_York".
func scheduleInWords(words *message.Words, s schedule.Schedule) string {
	parts := []string{whenInWords(words, s)}
	if s.Repeats == schedule.Never {
		return parts[0]
	}
	if s.Repeats != schedule.Once && s.From != 0 {
		parts = append(parts, words.Say("schedule.says.from", "date", words.Date(dayTime(s.From))))
	}
	if s.Until != 0 {
		parts = append(parts, words.Say("schedule.says.until", "date", words.Date(dayTime(s.Until))))
	}
	if n := len(s.Exceptions); n > 0 {
		parts = append(parts, words.Count("schedule.says.exceptions", n))
	}
	return strings.Join(append(parts, s.Zone), ", ")
}

func rhythmInWords(words *message.Words, s schedule.Schedule) string {
	day, every := words.Weekday(s.Weekday), max(int(s.Interval), 1)
	switch s.Repeats {
	case schedule.Weekly:
		return words.Count("schedule.says.weekly", every, "day", day)
	case schedule.Monthly:
		return words.Count("schedule.says.monthly", every, "nth", words.Say("schedule.nth."+strconv.Itoa(int(s.Nth))), "day", day)
	}
	return words.Say("schedule.says.once", "date", words.Weekday(s.From.Weekday())+" "+words.Date(dayTime(s.From)))
}

func timesInWords(words *message.Words, start schedule.Clock, minutes int16) string {
	if minutes == 0 {
		return words.ClockAt(int(start))
	}
	return words.Say("schedule.says.times", "start", words.ClockAt(int(start)), "end", words.ClockAt(int(start)+int(minutes)))
}
