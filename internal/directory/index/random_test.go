package index

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"kith/internal/place"
	"kith/internal/schedule"
)

// Random entries and queries are made of few words, codes and places, so that queries find something.
var (
	someNames = []string{
		"Serenity", "Nueva Vida", "Überleben", "النور الجديد", "שלום חברים", "东京断酒会", "Friday Night", "Grief Circle",
		"Living Sober", "Happy Hour", "Früh am Morgen", "St. John's", "Keep it Simple", "Compassionate Friends",
	}
	someTowns  = []string{"Oakland", "Minneapolis", "São Paulo", "القاهرة", "תל אביב", "東京", "Suva", "Tarawa"}
	somePlaces = []place.Point{
		{Lat: 37.8044, Lng: -122.2712}, {Lat: 44.9778, Lng: -93.265}, {Lat: -23.55, Lng: -46.63}, {Lat: 30.04, Lng: 31.24},
		{Lat: 32.08, Lng: 34.78}, {Lat: 35.68, Lng: 139.69}, {Lat: -18.14, Lng: 178.44}, {Lat: -16.8, Lng: -179.99},
		{Lat: -16.81, Lng: 180}, {Lat: 89.99, Lng: 10}, {Lat: -89.9, Lng: -170},
	}
	someZones = []string{
		"America/Los_Angeles", "America/Chicago", "America/Sao_Paulo", "Africa/Cairo", "Asia/Jerusalem", "Asia/Tokyo",
		"Pacific/Fiji", "Pacific/Kiritimati", "UTC",
	}
	someConcerns = []string{"addiction", "alcohol", "grief", "child-loss", "parenting", "cancer"}
	someFormats  = []string{"open", "closed", "speaker", "step", "beginners", "women"}
	someLangs    = []string{"en", "es", "es-MX", "ar", "he", "ja"}
)

func someWords(facet, code string) []string {
	switch facet {
	case "concern":
		return []string{code, map[string]string{"grief": "bereavement loss", "alcohol": "drinking sober"}[code]}
	case "programme":
		return []string{code + " fellowship"}
	}
	return nil
}

type random struct{ *rand.Rand }

func (r random) one(list []string) string { return list[r.IntN(len(list))] }

func (r random) some(list []string) []string {
	var chosen []string
	for _, code := range list {
		if r.IntN(len(list)) == 0 {
			chosen = append(chosen, code)
		}
	}
	return chosen
}

func (r random) entry(id int) Entry {
	e := Entry{
		ID: fmt.Sprintf("id-%d", id), Number: int64(id), Slug: fmt.Sprintf("slug-%d", id), Name: r.one(someNames),
		Group: r.one(someNames), Locality: r.one(someTowns), Venue: "Hall " + r.one(someNames), Postal: fmt.Sprint(94600 + r.IntN(20)),
		Attend: r.one([]string{"in_person", "online", "hybrid", "phone"}), Concerns: r.some(someConcerns),
		Programme: r.one([]string{"", "aa", "na", "smart"}), Formats: r.some(someFormats), Audience: r.some([]string{"women", "men", "young"}),
		Languages: r.some(someLangs), Access: r.some([]string{"step-free", "lift"}), Led: r.one([]string{"", "members", "professional"}),
		Belief: r.one([]string{"", "secular", "spiritual"}), Sample: r.IntN(10) == 0, Updated: r.Int64N(1000),
		Sources: []Source{{"feed", fmt.Sprint(id)}},
	}
	e.Organisations = [][]string{nil, {"area", "region", "world"}, {"region", "world"}, {"world"}, {"other"}}[r.IntN(5)]
	if e.Own = e.Concerns; r.IntN(3) > 0 {
		e.Located, e.At = true, r.point()
	}
	if r.IntN(2) == 0 {
		e.Verified = schedule.DateOf(2026, 1, 1) + schedule.Date(r.IntN(300))
	}
	if r.IntN(12) == 0 {
		e.Kind = Group
	} else {
		e.Schedule = r.schedule()
	}
	return e
}

func (r random) point() place.Point {
	p := somePlaces[r.IntN(len(somePlaces))]
	if r.IntN(3) == 0 {
		return p
	}
	p.Lat = min(90, max(-90, p.Lat+r.Float64()*0.6-0.3))
	if p.Lng += r.Float64()*0.6 - 0.3; p.Lng > 180 {
		p.Lng -= 360
	}
	if p.Lng < -180 {
		p.Lng += 360
	}
	return p
}

var firstDay = schedule.DateOf(2026, 10, 1)

func (r random) schedule() schedule.Schedule {
	s := schedule.Schedule{
		Weekday: time.Weekday(r.IntN(7)), Start: schedule.Clock(r.IntN(48) * 30), Duration: int16(r.IntN(4) * 45), Zone: r.one(someZones),
	}
	switch r.IntN(10) {
	case 0:
		return schedule.Schedule{}
	case 1:
		s.Repeats, s.Nth = schedule.Monthly, []int8{1, 2, 3, 4, 5, -1}[r.IntN(6)]
	case 2:
		s.Repeats, s.Weekday, s.From = schedule.Once, 0, firstDay.AddDays(r.IntN(80))
	case 3:
		s.Repeats, s.Interval, s.From = schedule.Weekly, 2, firstDay.AddDays(r.IntN(14))
	case 4:
		s.Repeats, s.Until = schedule.Weekly, firstDay.AddDays(r.IntN(80))
	case 5:
		s.Repeats = schedule.Weekly
		on := firstDay.AddDays(r.IntN(60))
		on = on.AddDays((int(s.Weekday) - int(on.Weekday()) + 7) % 7)
		s.Exceptions = []schedule.Exception{
			{Kind: schedule.Closed, On: on}, {Kind: schedule.Moved, On: on.AddDays(7), To: on.AddDays(8), Start: 1200},
			{Kind: schedule.Extra, On: on.AddDays(2), Start: 600, Duration: 30},
		}
	default:
		s.Repeats = schedule.Weekly
	}
	return s
}

// now is a moment in autumn 2026, when clocks change in Cairo, Jerusalem, Chicago and Los Angeles.
func (r random) now() time.Time {
	return time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(25*24*60)) * time.Minute)
}

func (r random) query() Query {
	var q Query
	may := func(n int, do func()) {
		if r.IntN(n) == 0 {
			do()
		}
	}
	may(3, func() { q.Text = r.text() })
	may(3, func() {
		p := r.point()
		q.Near, q.RadiusKM = &p, []float64{0, 0.5, 5, 30, 300, 9000, 30000}[r.IntN(7)]
		may(3, func() { q.Nearest = 1 + r.IntN(20) })
		may(2, func() { q.Sort = ByDistance })
	})
	may(6, func() { q.Box = r.box() })
	may(4, func() { q.Days = DaySet(r.IntN(128)) })
	may(8, func() { q.NotDays = DaySet(r.IntN(128)) })
	may(5, func() { q.On = Relative(r.IntN(3)) })
	may(5, func() { q.Timed, q.From, q.To = true, schedule.Clock(r.IntN(1440)), schedule.Clock(r.IntN(1440)) })
	may(8, func() { q.Now = true })
	may(5, func() { q.Concern = r.choice(someConcerns) })
	may(5, func() { q.Format = r.choice(someFormats) })
	may(6, func() { q.Language = r.choice(someLangs) })
	may(6, func() { q.Attend = r.choice([]string{"in_person", "online", "phone"}) })
	may(8, func() { q.Organisation = r.choice([]string{"area", "region", "world", "nowhere"}) })
	may(8, func() { q.Programme = r.choice([]string{"aa", "na", "unheard-of"}) })
	may(8, func() { q.VerifiedSince = schedule.DateOf(2026, 1, 1) + schedule.Date(r.IntN(300)) })
	may(4, func() { q.Sample = WithoutSample })
	may(3, func() { q.Sort = ByName })
	may(2, func() { q.Facets = true })
	q.Limit, q.Offset = r.IntN(30), []int{0, 0, 3, 40}[r.IntN(4)]
	if q.Near == nil && q.Sort == ByDistance {
		q.Sort = ByTime
	}
	return q
}

func (r random) choice(codes []string) Choice {
	switch r.IntN(4) {
	case 0:
		return Choice{Any: r.some(codes)}
	case 1:
		return Choice{All: r.some(codes)}
	case 2:
		return Choice{Not: r.some(codes)}
	}
	return Choice{Any: r.some(codes), Not: r.some(codes)}
}

func (r random) box() *place.Box {
	a, b := r.point(), r.point()
	if r.IntN(5) == 0 {
		a.Lng = 180
	}
	return &place.Box{West: a.Lng, East: b.Lng, South: min(a.Lat, b.Lat), North: max(a.Lat, b.Lat)}
}

// text is one or two words that stand in entries, cut short or mistyped.
func (r random) text() string {
	var text []string
	for range 1 + r.IntN(2) {
		list := strings.Fields(r.one([]string{r.one(someNames), r.one(someTowns), "bereavement", "drinking", "fellowship", "94607"}))
		word := []rune(list[r.IntN(len(list))])
		at := r.IntN(len(word))
		switch r.IntN(5) {
		case 0:
			word = word[:at+1]
		case 1:
			word[at] = 'x'
		case 2:
			word = append(word[:at], word[at+1:]...)
		case 3:
			if at > 0 {
				word[at-1], word[at] = word[at], word[at-1]
			}
		}
		text = append(text, string(word))
	}
	return strings.Join(text, " ")
}
