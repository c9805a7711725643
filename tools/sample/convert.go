package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
)

// seattle brings an intergroup's own form to Meeting Guide's. Rows that it calls inactive stay out.
func seattle(from, to string) error {
	rows, err := load(filepath.Join(from, "seattle-aa", "meetings-2017.json"))
	if err != nil {
		return err
	}
	var out []row
	slugs := map[string]int{}
	for _, r := range rows {
		if r["Status"] == "A" {
			out = append(out, seattleRow(r, slugs))
		}
	}
	return save(filepath.Join(to, "seattle-aa.json.gz"), out)
}

func seattleRow(r row, slugs map[string]int) row {
	group := title(text(r["Group_Name"]))
	name := title(text(r["Meeting_Name"]))
	if name == "" {
		name = group
	}
	m := row{
		"name": name, "group": group, "day": text(r["Weekday"]), "time": text(r["Time"]), "end_time": text(r["End_Time"]), "timezone": "America/Los_Angeles",
		"district": text(r["District"]), "location": text(r["Location_Name"]), "room": join(" ", text(r["Suite"]), text(r["Room"])),
		"address": text(r["Street"]), "city": text(r["City"]), "state": text(r["State"]), "postal_code": text(r["Zip"]), "country": "USA",
		"types": seattleTypes(r),
	}
	if p, ok := r["latlon"].(map[string]any); ok {
		m["latitude"], m["longitude"] = p["lat"], p["lng"]
	}
	m["slug"] = unique(slugs, join("-", name, text(r["Weekday"]), text(r["Time"])))
	return keep([]row{m}, fieldsOf(m)...)[0]
}

func fieldsOf(r row) (fields []string) {
	for f := range r {
		fields = append(fields, f)
	}
	return fields
}

// seattleCodes are the intergroup's codes whose meaning is beyond doubt; the others stay out.
var seattleCodes = map[string]string{"O": "O", "C": "C", "wo": "W", "mo": "M", "sp": "SP", "ss": "S", "asl": "ASL", "we": "X", "wb": "XB"}

func seattleTypes(r row) (types []string) {
	for _, field := range []string{"OC", "Specialty", "Format", "Language", "Accessibility"} {
		for _, code := range strings.Fields(text(r[field])) {
			if t, ok := seattleCodes[code]; ok {
				types = append(types, t)
			}
		}
	}
	return types
}

// online brings the documents of an online intergroup to Meeting Guide's form. Its days go from 1, Monday, to 7.
func online(from, to string) error {
	meetings, err := load(filepath.Join(from, "online-aa", "central-query-meetings.json"))
	if err != nil {
		return err
	}
	groups, err := load(filepath.Join(from, "online-aa", "central-query-groups.json"))
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, g := range groups {
		names[id(g["_id"])] = text(g["name"])
	}
	out := make([]row, len(meetings))
	for i, m := range meetings {
		out[i] = onlineRow(m, names)
	}
	return save(filepath.Join(to, "online-aa.json.gz"), out)
}

func onlineRow(m row, groups map[string]string) row {
	group := id(m["groupID"])
	r := row{
		"slug": m["slug"], "name": m["name"], "group": groups[group], "group_id": group, "timezone": m["timezone"], "types": m["types"],
		"language": m["languages"], "duration": text(m["duration"]) + " min", "attendance_option": "online",
	}
	if day, ok := m["day"].(float64); ok && m["timezone"] != nil {
		r["day"], r["time"] = int(day)%7, m["time"]
	}
	return keep([]row{r}, fieldsOf(r)...)[0]
}

func id(v any) string {
	m, _ := v.(map[string]any)
	return text(m["$oid"])
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return strings.TrimSpace(fmt.Sprint(v))
}

func join(by string, texts ...string) string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, by)
}

// title writes "MONDAY NIGHT IN THE WOODS" as "Monday Night in the Woods".
func title(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		lower := strings.ToLower(w)
		if i > 0 && small[lower] {
			words[i] = lower
		} else if !kept[w] {
			words[i] = capital(lower)
		}
	}
	return strings.Join(words, " ")
}

var (
	small = map[string]bool{"a": true, "an": true, "and": true, "at": true, "by": true, "for": true, "in": true, "of": true, "on": true, "or": true, "the": true, "to": true, "with": true}
	kept  = map[string]bool{"AA": true, "A.A.": true, "II": true, "III": true, "IV": true, "BYOB": true, "NW": true, "SW": true, "NE": true, "SE": true, "LGBT": true, "AM": true, "PM": true, "TNT": true, "YP": true, "BB": true, "HOW": true, "DTs": true}
)

// capital makes the first letter of each part of a word a capital: "in-depth" is "In-Depth", "newcomer's" "Newcomer's".
func capital(word string) string {
	begin := true
	return strings.Map(func(r rune) rune {
		if begin && unicode.IsLetter(r) {
			r = unicode.ToUpper(r)
		}
		begin = !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
		return r
	}, word)
}

// unique makes a slug of a text and numbers it where it was given before.
func unique(given map[string]int, name string) string {
	slug := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
	if given[slug]++; given[slug] > 1 {
		return fmt.Sprintf("%s-%d", slug, given[slug])
	}
	return slug
}
