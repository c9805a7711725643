package feeds

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"kith/internal/place"
	"kith/internal/vocabulary"
)

// fieldValues lists each value that a field has, with the meetings that have it. Of formats, those that specific_formats
// names are looked at, of meetings that have one of them, or with all_formats all of them.
func (s *BMLTServer) fieldValues(p bmltParams) *BMLTAnswer {
	name := p.get("meeting_key")
	k, ok := bmltKeyNamed(name)
	if !ok {
		return listAnswer([]string{name, "ids"}, nil)
	}
	ids := map[string][]string{}
	for i := range s.meetings {
		m := &s.meetings[i]
		if v, ok := s.fieldValue(m, k, p); ok {
			ids[v] = append(ids[v], m.value(keyID))
		}
	}
	var rows [][]string
	for v, of := range ids {
		rows = append(rows, []string{v, strings.Join(of, ",")})
	}
	slices.SortFunc(rows, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	return listAnswer([]string{name, "ids"}, rows)
}

func (s *BMLTServer) fieldValue(m *bmltMeeting, k bmltKey, p bmltParams) (string, bool) {
	wanted := p.wishes("specific_formats").any
	if k != keyFormats || len(wanted) == 0 {
		return m.value(k), true
	}
	var keys []string
	for _, f := range s.formats {
		if slices.Contains(wanted, f.id) && slices.Contains(m.formats, f.id) {
			keys = append(keys, f.key)
		}
	}
	if p.on("all_formats") {
		return strings.Join(keys, ","), len(keys) == len(wanted)
	}
	return strings.Join(keys, ","), len(keys) > 0
}

// allFormats are those in use and all that the vocabulary has.
func allFormats(used []format) []format {
	terms := []vocabulary.Term{}
	for _, facet := range []vocabulary.Facet{vocabulary.FacetOpen, vocabulary.FacetFormat, vocabulary.FacetAudience, vocabulary.FacetAccess,
		vocabulary.FacetLanguage, vocabulary.FacetBelief} {
		for _, code := range vocabulary.Codes(facet) {
			terms = append(terms, vocabulary.Term{Facet: facet, Code: code})
		}
	}
	for _, attend := range []string{"online", "hybrid", "closed"} {
		terms = append(terms, attendTerms[attend])
	}
	all := formatsOf(terms)
	for _, f := range used {
		if !slices.ContainsFunc(all, func(o format) bool { return o.id == f.id }) {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b format) int { return cmp.Compare(a.id, b.id) })
	return all
}

// The version of BMLT whose answers these are.
const (
	bmltVersion       = "4.2.6"
	bmltVersionNumber = "4002006"
)

// serverInfo describes the server: what a BMLT server says of itself, in the same fields.
func (s *BMLTServer) serverInfo(bmltParams) *BMLTAnswer {
	middle := s.area().Center()
	provinces := map[string]bool{}
	for i := range s.meetings {
		if v := s.meetings[i].value(keyProvince); v != "" {
			provinces[v] = true
		}
	}
	facts := [][2]string{
		{"version", bmltVersion}, {"versionInt", bmltVersionNumber}, {"langs", strings.Join(formatLanguages, ",")}, {"nativeLang", formatLanguages[0]},
		{"centerLongitude", formatDegrees(middle.Lng)}, {"centerLatitude", formatDegrees(middle.Lat)}, {"centerZoom", "6"},
		{"defaultDuration", "01:00"}, {"regionBias", ""}, {"charSet", "UTF-8"}, {"distanceUnits", "mi"}, {"semanticAdmin", "1"},
		{"changesPerMeeting", "0"}, {"meeting_states_and_provinces", strings.Join(slices.Sorted(maps.Keys(provinces)), ",")},
		{"meeting_counties_and_sub_provinces", ""}, {"available_keys", strings.Join(keyNames(allKeys), ",")}, {"google_api_key", ""},
		{"dbVersion", ""}, {"dbPrefix", ""}, {"phpVersion", ""}, {"auto_geocoding_enabled", "false"},
		{"county_auto_geocoding_enabled", "false"}, {"zip_auto_geocoding_enabled", "false"}, {"commit", ""},
		{"default_closed_status", "true"}, {"aggregator_mode_enabled", "false"},
	}
	keys, row := make([]string, len(facts)), make([]string, len(facts))
	for i, f := range facts {
		keys[i], row[i] = f[0], f[1]
	}
	a := listAnswer(keys, [][]string{row})
	a.tables[0].bare = []string{"auto_geocoding_enabled", "county_auto_geocoding_enabled", "zip_auto_geocoding_enabled",
		"default_closed_status", "aggregator_mode_enabled"}
	return a
}

// area is the rectangle that holds all meetings that have a place.
func (s *BMLTServer) area() (box place.Box) {
	none := true
	for i := range s.meetings {
		m := &s.meetings[i]
		if !m.located {
			continue
		}
		if none {
			box, none = place.Box{West: m.at.Lng, South: m.at.Lat, East: m.at.Lng, North: m.at.Lat}, false
		}
		box.West, box.East = min(box.West, m.at.Lng), max(box.East, m.at.Lng)
		box.South, box.North = min(box.South, m.at.Lat), max(box.North, m.at.Lat)
	}
	return box
}

func (s *BMLTServer) coverage(bmltParams) *BMLTAnswer {
	box := s.area()
	return listAnswer([]string{"nw_corner_longitude", "nw_corner_latitude", "se_corner_longitude", "se_corner_latitude"},
		[][]string{{formatDegrees(box.West), formatDegrees(box.North), formatDegrees(box.East), formatDegrees(box.South)}})
}

// BMLTServerInfoXML is the answer at serverInfo.xml.
const BMLTServerInfoXML = `<?xml version="1.0" encoding="UTF-8"?>
<bmltInfo xmlns="http://bmlt.magshare.net" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
	`<serverVersion><readableString>` + bmltVersion + `</readableString></serverVersion></bmltInfo>
`
