package feeds

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"kith/internal/fold"
	"kith/internal/place"
)

const kmPerMile = 1.609344

// bmltSearch is a question for meetings, made ready.
type bmltSearch struct {
	ids, weekdays, venues, formats, bodies wishes
	anyFormat                              bool // one of the formats is enough
	bounds                                 []func(*bmltMeeting) bool
	nowhere                                bool // nothing can match
	near                                   *place.Point
	km                                     float64   // how far away at most
	box                                    place.Box // in which all within km lie
	nearest                                int       // only so many; 0: all within km
	byDistance                             bool
	sort                                   []bmltKey
	page, size                             int // from 1; size 0: everything
}

// found is a meeting and how far away it is, in kilometres; −1: not known.
type found struct {
	*bmltMeeting
	km float64
}

// value is a field of the answer: distances belong to the question, not to the meeting.
func (f *found) value(k bmltKey) string {
	if k != keyKilometres && k != keyMiles {
		return f.bmltMeeting.value(k)
	}
	if f.km < 0 {
		return ""
	}
	if k == keyMiles {
		return strconv.FormatFloat(f.km/kmPerMile, 'f', 12, 64)
	}
	return strconv.FormatFloat(f.km, 'f', 12, 64)
}

// sortKeys are the sorts that sort_key names.
var sortKeys = map[string]string{
	"weekday":       "weekday_tinyint,start_time,id_bigint",
	"time":          "start_time,weekday_tinyint,id_bigint",
	"town":          "location_municipality,weekday_tinyint,start_time,id_bigint",
	"state":         "location_province,location_municipality,weekday_tinyint,start_time,id_bigint",
	"weekday_state": "weekday_tinyint,location_province,location_municipality,start_time,id_bigint",
}

func (s *BMLTServer) readSearch(p bmltParams) *bmltSearch {
	q := &bmltSearch{ids: p.wishes("meeting_ids"), weekdays: p.wishes("weekdays"), venues: p.wishes("venue_types"),
		formats: p.wishes("formats"), bodies: p.wishes("services"), anyFormat: strings.EqualFold(p.get("formats_comparison_operator"), "OR"),
		byDistance: p.on("sort_results_by_distance")}
	if p.on("recursive") {
		q.bodies.any, q.bodies.not = underBodies(s.bodies, q.bodies.any), underBodies(s.bodies, q.bodies.not)
	}
	published, given := p.number("advanced_published")
	q.nowhere = given && published < 0
	q.readTimes(p)
	q.readField(p)
	q.readText(p, s.locate)
	q.readPlace(p)
	q.readOrder(p)
	return q
}

func (q *bmltSearch) must(holds func(*bmltMeeting) bool) { q.bounds = append(q.bounds, holds) }

func (q *bmltSearch) readTimes(p bmltParams) {
	if n, ok := p.minutes("StartsAfter"); ok {
		q.must(func(m *bmltMeeting) bool { return m.start > n })
	}
	if n, ok := p.minutes("StartsBefore"); ok {
		q.must(func(m *bmltMeeting) bool { return m.start < n })
	}
	if n, ok := p.minutes("EndsBefore"); ok {
		q.must(func(m *bmltMeeting) bool { return m.start+m.duration <= n })
	}
	if n, ok := p.minutes("MinDuration"); ok {
		q.must(func(m *bmltMeeting) bool { return m.duration >= n })
	}
	if n, ok := p.minutes("MaxDuration"); ok {
		q.must(func(m *bmltMeeting) bool { return m.duration <= n })
	}
}

// readField reads meeting_key with its values: any of them, whole or in part, in whatever case.
func (q *bmltSearch) readField(p bmltParams) {
	k, ok := bmltKeyNamed(p.get("meeting_key"))
	var wanted []string
	for _, v := range p["meeting_key_value"] {
		if v = fold.Fold(v); v != "" {
			wanted = append(wanted, v)
		}
	}
	if !ok || len(wanted) == 0 {
		return
	}
	matches := func(have, want string) bool { return have == want }
	if p.on("meeting_key_contains") {
		matches = strings.Contains
	}
	q.must(func(m *bmltMeeting) bool {
		have := fold.Fold(m.value(k))
		return slices.ContainsFunc(wanted, func(want string) bool { return matches(have, want) })
	})
}

// readText reads SearchString: words that must all be there, a meeting's number, or a place. Fewer than three characters
// can be a number only.
func (q *bmltSearch) readText(p bmltParams, locate func(string) (place.Point, bool)) {
	text := p.get("SearchString")
	number, err := strconv.ParseInt(text, 10, 64)
	short := len([]rune(text)) < 3
	if short && err != nil {
		return
	}
	if p.on("StringSearchIsAnAddress") {
		q.around(p, text, locate)
		return
	}
	words := fold.Words(text)
	q.must(func(m *bmltMeeting) bool {
		if err == nil && m.number == number {
			return true
		}
		return !short && len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(m.searched, w) })
	})
}

// around takes a text for a place. Where there is none of that name nothing is found.
func (q *bmltSearch) around(p bmltParams, text string, locate func(string) (place.Point, bool)) {
	at, ok := place.Point{}, false
	if locate != nil {
		at, ok = locate(text)
	}
	if !ok {
		q.nowhere = true
		return
	}
	const fewest = 10 // as a BMLT server does without a radius
	width, given := p.number("SearchStringRadius")
	if !given || width == 0 {
		width = -fewest
	}
	q.wide(at, width, kmPerMile)
}

// wide searches around a point, with a radius in a unit of so many kilometres; less than nothing means so many of the
// nearest.
func (q *bmltSearch) wide(at place.Point, radius, unit float64) {
	const everywhere = math.Pi * place.EarthRadius
	q.near, q.km = &at, min(radius*unit, everywhere)
	if radius < 0 {
		q.km = everywhere
		q.nearest = int(max(1, min(-radius, 1e6)))
	}
	q.box = place.BoxAround(at, q.km)
}

// readPlace reads a position with a width. One without a width, or off the earth, finds nothing.
func (q *bmltSearch) readPlace(p bmltParams) {
	lat, hasLat := p.number("lat_val")
	lng, hasLng := p.number("long_val")
	if !p.has("lat_val") && !p.has("long_val") {
		return
	}
	miles, inMiles := p.number("geo_width")
	km, inKM := p.number("geo_width_km")
	at := place.Point{Lat: lat, Lng: lng}
	if !hasLat || !hasLng || !at.Valid() || !(inMiles || inKM) {
		q.nowhere = true
		return
	}
	if inMiles {
		q.wide(at, miles, kmPerMile)
	} else {
		q.wide(at, km, 1)
	}
}

func (q *bmltSearch) readOrder(p bmltParams) {
	names := p.texts("sort_keys")
	if len(names) == 0 {
		order := sortKeys[p.get("sort_key")]
		names = strings.Split(first(order, sortKeys["weekday"]), ",")
	}
	for _, name := range names {
		if k, ok := bmltKeyNamed(name); ok {
			q.sort = append(q.sort, k)
		}
	}
	size, _ := p.number("page_size")
	page, _ := p.number("page_num")
	q.size, q.page = int(max(min(size, 1e9), 0)), int(max(min(page, 1e9), 1))
}

// find gives the meetings that match, in order.
func (s *BMLTServer) find(q *bmltSearch) []found {
	var all []found
	if q.nowhere {
		return nil
	}
	for i := range s.meetings {
		f := found{&s.meetings[i], -1}
		if q.matches(f.bmltMeeting) && q.reaches(&f) {
			all = append(all, f)
		}
	}
	if q.nearest > 0 && q.nearest < len(all) {
		slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.km, b.km) })
		all = all[:q.nearest]
	}
	q.order(all)
	return q.cut(all)
}

// reaches measures how far away a meeting is, and says whether that is near enough.
func (q *bmltSearch) reaches(f *found) bool {
	if q.near == nil {
		return true
	}
	if !f.located || !q.box.Contains(f.at) {
		return false
	}
	f.km = place.Distance(*q.near, f.at)
	return f.km <= q.km
}

func (q *bmltSearch) matches(m *bmltMeeting) bool {
	if !q.weekdays.allows(m.weekday) || !q.bodies.allows(m.body) || !q.ids.allows(m.number) || !q.venues.allows(m.venue) || !q.hasFormats(m) {
		return false
	}
	return !slices.ContainsFunc(q.bounds, func(holds func(*bmltMeeting) bool) bool { return !holds(m) })
}

func (q *bmltSearch) hasFormats(m *bmltMeeting) bool {
	if q.formats.empty() {
		return true
	}
	has := func(id int64) bool { return slices.Contains(m.formats, id) }
	lacks := func(id int64) bool { return !has(id) }
	if slices.ContainsFunc(q.formats.not, has) {
		return false
	}
	if q.anyFormat && len(q.formats.any) > 0 {
		return slices.ContainsFunc(q.formats.any, has)
	}
	return !slices.ContainsFunc(q.formats.any, lacks)
}

func (q *bmltSearch) order(all []found) {
	slices.SortStableFunc(all, func(a, b found) int {
		if q.byDistance {
			if c := cmp.Compare(a.km, b.km); c != 0 {
				return c
			}
		}
		for _, k := range q.sort {
			if c := compareBy(k, &a, &b); c != 0 {
				return c
			}
		}
		return 0
	})
}

func compareBy(k bmltKey, a, b *found) int {
	switch k {
	case keyID:
		return cmp.Compare(a.number, b.number)
	case keyWeekday:
		return cmp.Compare(a.weekday, b.weekday)
	case keyStart:
		return cmp.Compare(a.start, b.start)
	case keyKilometres, keyMiles:
		return cmp.Compare(a.km, b.km)
	}
	if slices.Contains(numericKeys, k) {
		x, _ := strconv.ParseFloat(a.value(k), 64)
		y, _ := strconv.ParseFloat(b.value(k), 64)
		return cmp.Compare(x, y)
	}
	return cmp.Compare(strings.ToLower(a.value(k)), strings.ToLower(b.value(k)))
}

// cut gives the page that is asked for.
func (q *bmltSearch) cut(all []found) []found {
	if q.size == 0 {
		return all
	}
	from := min((q.page-1)*q.size, len(all))
	return all[from:min(from+q.size, len(all))]
}
