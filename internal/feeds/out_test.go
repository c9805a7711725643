package feeds

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kith/internal/directory"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
)

func FuzzTextAsJSON(f *testing.F) {
	for _, s := range []string{"", "plain", `"\/`, "</script>", "\u2028\u2029\u0000\x7f", "\xff\xfe", "مجموعة", "tab\tnew\nline\r", "😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := appendText(nil, s)
		var back string
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && back != want {
			t.Errorf("%q comes back as %q", s, back)
		}
		if bytes.ContainsAny(text, "<>&\u2028\u2029") {
			t.Errorf("%q would mean something to a page", text)
		}
	})
}

// small is a BMLT server with two meetings.
func small(t testing.TB) *BMLTServer {
	s := &BMLTServer{publisher: publisher(t), uri: "https://kith.example/main_server", samples: map[string]bool{}}
	for i, d := range []time.Weekday{time.Monday, time.Thursday} {
		w := whole(mondays())
		w.Listing.Number, w.Meeting().Schedule.Weekday = int64(i+1), d
		w.Meeting().Formats, w.Meeting().Open = []string{"speaker", "discussion"}[:i+1], "anyone"
		used := map[int64]format{}
		s.meetings = append(s.meetings, s.meeting(w, &surroundings{}, used, present))
		for _, f := range used {
			s.formats = append(s.formats, f)
		}
	}
	return s
}

func FuzzBMLTParameters(f *testing.F) {
	for _, q := range []string{"switcher=GetSearchResults&weekdays=1,2&weekdays[]=-3&get_used_formats", "switcher=GetSearchResults&lat_val=1e308&long_val=NaN&geo_width=-1e99",
		"switcher=GetSearchResults&page_size=99999999999999999999&page_num=-5", "switcher=GetFormats&lang_enum[]=de&key_strings[]=O&show_all=1",
		"switcher=GetFieldValues&meeting_key=formats&specific_formats=8,17&all_formats=1", "switcher=GetServiceBodies&services=1&recursive=1&parents=1",
		"switcher=GetSearchResults&SearchString=%FF%FE&StartsAfterH=Inf&sort_keys=nothing,latitude&data_field_key=x[",
		"switcher=GetSearchResults&meeting_key=meeting_name&meeting_key_value[7]=a&meeting_key_contains=1&MinDurationH=-1e300"} {
		f.Add(q)
	}
	s := small(f)
	f.Fuzz(func(t *testing.T, q string) {
		v, _ := url.ParseQuery(q)
		a, err := s.Answer(v)
		if err != nil {
			return
		}
		if !json.Valid(a.AppendJSON(nil)) {
			t.Errorf("%s gives what is no JSON: %s", q, a.AppendJSON(nil))
		}
		if err := a.WriteCSV(io.Discard); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	})
}

// TestFormatIdsStayApart checks that no two formats of the vocabulary share an id or a key, and that ids are what they were.
func TestFormatIdsStayApart(t *testing.T) {
	ids, keys := map[int64]string{}, map[string]int64{}
	for _, f := range allFormats(nil) {
		if other, ok := ids[f.id]; ok {
			t.Errorf("%s and %s have the id %d", other, f.key, f.id)
		}
		if other, ok := keys[f.key]; ok {
			t.Errorf("%d and %d have the key %s", other, f.id, f.key)
		}
		if f.key == "" || strings.Contains(f.key, ",") || vocabulary.Name(f.term.Facet, f.term.Code, "en") == "" {
			t.Errorf("format %d is %+v", f.id, f)
		}
		ids[f.id], keys[f.key] = f.key, f.id
	}
	for key, id := range map[string]int64{"O": 17, "C": 4, "WC": 33, "St": 27, "HY": 498834} {
		if keys[key] != id {
			t.Errorf("%s has the id %d, had %d", key, keys[key], id)
		}
	}
	if f := formatOf(vocabulary.Unknown("O")); f.key == "O" || f.id == 17 {
		t.Errorf("a code that nobody knows takes the place of one that is known: %+v", f)
	}
	if f := formatOf(vocabulary.Unknown("FD")); f.key != "FD" || f.id != 39 {
		t.Errorf("a format of every BMLT server that says nothing here: %+v", f)
	}
}

func TestBodyNumbersDoNotChange(t *testing.T) {
	o := func(id, native string) directory.Listing {
		return directory.Listing{ID: id, Native: native, State: directory.Published, Content: &directory.Organisation{Name: id}}
	}
	first := []directory.Listing{o("a", "body:5"), o("b", "body:5"), o("c", "district:1"), o("d", "body:999999999"), o("e", "body:-1")}
	before := bodyNumbers(first)
	if before["a"] != 5 {
		t.Errorf("the oldest keeps its number: %v", before)
	}
	seen := map[int64]bool{house: true}
	for id, n := range before {
		if seen[n] || n <= 0 || n >= bodyNumber {
			t.Errorf("%s has the number %d", id, n)
		}
		seen[n] = true
	}
	after := bodyNumbers(append(slices.Clone(first), o("f", "body:5"), o("g", "")))
	for id, n := range before {
		if after[id] != n {
			t.Errorf("%s was %d and is %d", id, n, after[id])
		}
	}
}

func TestRhythmsInWords(t *testing.T) {
	words := publisher(t).Words
	for want, s := range map[string]schedule.Schedule{
		"":                                      mondays(),
		"Only on the last Sunday of the month.": {Repeats: schedule.Monthly, Nth: -1, Weekday: time.Sunday, Start: 60, Zone: "UTC"},
		"Only every 2 weeks, counted from 7 January 2026.": {Repeats: schedule.Weekly, Interval: 2, From: day("2026-01-05"), Weekday: time.Wednesday, Start: 60, Zone: "UTC"},
		"From 7 December 2026 on. For the last time on 21 December 2026.": {Repeats: schedule.Weekly, From: day("2026-12-05"), Until: day("2026-12-21"),
			Weekday: time.Monday, Start: 60, Zone: "UTC"},
		"Not on 28 December 2026. On 5 January 2027 at 19:00 instead of 4 January 2027.": {Repeats: schedule.Weekly, Weekday: time.Monday, Start: 60, Zone: "UTC",
			Exceptions: []schedule.Exception{{Kind: schedule.Closed, On: day("2026-12-28")}, {Kind: schedule.Moved, On: day("2027-01-04"), To: day("2027-01-05"), Start: 19 * 60},
				{Kind: schedule.Closed, On: day("2026-01-05")}}},
	} {
		if have := inWords(words, &s, present); have != want {
			t.Errorf("have %q, want %q", have, want)
		}
	}
}

func TestTypesSayHowOneAttends(t *testing.T) {
	for _, c := range []struct {
		attend  string
		rough   bool
		has, no []string
	}{
		{"in_person", false, nil, []string{"ONL", "TC"}}, {"hybrid", false, []string{"ONL"}, []string{"TC"}}, {"online", false, []string{"ONL", "TC"}, nil},
		{"online", true, []string{"ONL"}, []string{"TC"}}, {"phone", true, []string{"ONL"}, []string{"TC"}}, {"closed", false, []string{"TC"}, []string{"ONL"}},
	} {
		w := whole(mondays())
		w.Meeting().Attend, w.Place().Rough, w.Meeting().Codes = c.attend, c.rough, []string{"TC", "HOUSE"}
		types := guideTypes(w)
		for _, code := range append(c.has, "HOUSE") {
			if !slices.Contains(types, code) {
				t.Errorf("%s: %s is missing in %v", c.attend, code, types)
			}
		}
		for _, code := range c.no {
			if slices.Contains(types, code) {
				t.Errorf("%s: %s is in %v", c.attend, code, types)
			}
		}
	}
}

func TestPassCodeIsSaidWithTheRest(t *testing.T) {
	p := publisher(t)
	m := &directory.Meeting{JoinNotes: "Ring twice", PassCode: "42"}
	if have := p.joinNotes(m); have != "Ring twice\nPasscode: 42" {
		t.Errorf("have %q", have)
	}
	if have := p.joinNotes(&directory.Meeting{PassCode: "42"}); have != "Passcode: 42" {
		t.Errorf("have %q", have)
	}
	if have := p.joinNotes(&directory.Meeting{}); have != "" {
		t.Errorf("have %q", have)
	}
}

// TestDialInIsWhereWidgetsLook checks a meeting by phone: crumb-widget shows the information of online meetings, and never
// the number's own field.
func TestDialInIsWhereWidgetsLook(t *testing.T) {
	for _, c := range []struct{ link, notes, want string }{
		{"", "Free of charge", "+1 510 555 0171\nFree of charge"},
		{"", "Call +1 510 555 0171, free of charge", "Call +1 510 555 0171, free of charge"},
		{"https://zoom.us/j/1", "Free of charge", "Free of charge"},
	} {
		w := whole(mondays())
		w.Meeting().Attend, w.Meeting().DialIn, w.Meeting().DialNotes, w.Meeting().JoinURL = "phone", "+1 510 555 0171", c.notes, c.link
		m := small(t).meeting(w, &surroundings{}, map[int64]format{}, present)
		if have := m.value(keyLinkInfo); have != c.want || m.value(keyPhoneNumber) != "+1 510 555 0171" {
			t.Errorf("%+v: have %q", c, have)
		}
	}
}
