// Package bench measures the search index on listings made up after the distribution of real ones, from ten thousand
// to a million, against reading every entry. Run it with
//
//	go test -run '^$' -bench . ./bench/index
package bench

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"kith/internal/directory/index"
	"kith/internal/place"
	"kith/internal/schedule"
)

// Generate makes n listings, always the same for the same n. A larger n means more regions, not denser ones: the same
// search finds about as much.
func Generate(n int) iter.Seq[index.Entry] {
	return func(yield func(index.Entry) bool) {
		w := &world{Rand: rand.New(rand.NewPCG(uint64(n), 2026)), left: n}
		for w.left > 0 && w.region(yield) {
		}
	}
}

type world struct {
	*rand.Rand
	left    int
	number  int64
	regions int
}

// town is a place with meetings around its middle.
type town struct {
	name, region, zone string
	organisations      []string
	middle             place.Point
	spread             float64 // standard deviation in kilometres
}

// region makes a metropolis, cities and small towns: about 3,000 meetings within some 250 km, as in the real lists of
// New York, Seattle and Minneapolis with what lies around them.
func (w *world) region(yield func(index.Entry) bool) bool {
	w.regions++
	middle := place.Point{Lat: w.Float64()*95 - 40, Lng: w.Float64()*360 - 180}
	name := w.properName()
	zone := w.zone(middle.Lng)
	for _, kind := range [...]struct {
		towns, meetings int
		spread, away    float64
	}{{1, 1000, 12, 0}, {6, 170, 4, 120}, {60, 16, 1.5, 250}} {
		for range kind.towns {
			t := town{
				name: w.properName(), region: name, zone: zone, spread: kind.spread, middle: w.near(middle, kind.away),
				organisations: []string{
					fmt.Sprintf("area-%d-%d", w.regions, w.IntN(12)), fmt.Sprintf("region-%d", w.regions), "world",
				},
			}
			if !w.town(&t, kind.meetings, yield) {
				return false
			}
		}
	}
	return true
}

func (w *world) town(t *town, meetings int, yield func(index.Entry) bool) bool {
	for meetings > 0 && w.left > 0 {
		group := w.group(t)
		for range min(1+w.IntN(7), meetings, w.left) {
			meetings--
			w.left--
			if !yield(w.meeting(group)) {
				return false
			}
		}
	}
	return w.left > 0
}

// group is what the meetings of a group have in common.
func (w *world) group(t *town) index.Entry {
	e := index.Entry{
		Group: w.one(firstWords) + " " + w.one(lastWords), Locality: t.name, Region: t.region, Country: "US",
		Venue: w.one(venueOwners) + " " + w.one(venueKinds), Postal: fmt.Sprintf("%05d", w.IntN(100000)),
		Programme: w.one(programmes), Led: "members", Belief: w.one([]string{"spiritual", "either", "secular"}),
		Languages: []string{w.often("en", "es", "fr", "ar", "ja")}, Organisations: t.organisations,
		Attend: w.often("in_person", "hybrid", "online", "phone"), Updated: 1.79e12 + w.Int64N(1e9),
	}
	e.Name = e.Group
	e.GroupSlug = slug(e.Group, t.name, w.number)
	e.Concerns = concernsOf[e.Programme]
	e.Own = e.Concerns[:1]
	if e.Attend == "in_person" || e.Attend == "hybrid" {
		e.Address = fmt.Sprintf("%d %s %s, %s, %s %s", 1+w.IntN(9000), w.properName(), w.one(streetKinds), t.name, t.region, e.Postal)
		e.Located, e.At = true, w.near(t.middle, t.spread)
		e.Access = w.some(accesses, 4)
	}
	if w.IntN(3) == 0 {
		e.About = "We meet to share what helped us, and newcomers are welcome to listen before they speak."
	}
	e.Schedule = schedule.Schedule{Zone: t.zone, Duration: []int16{60, 60, 60, 90, 90, 75, 0}[w.IntN(7)]}
	return e
}

func (w *world) meeting(e index.Entry) index.Entry {
	w.number++
	e.ID = fmt.Sprintf("0193%04x-%04x-7%03x-8%03x-%012x", w.number>>16, w.number&0xffff, w.IntN(1<<12), w.IntN(1<<12), w.Int64N(1<<48))
	e.Number = w.number
	e.Slug = slug(e.Group, e.Locality, w.number)
	e.Formats = w.some(formats, len(formats)/4)
	e.Audience = w.some(audiences, 12)
	e.Sources = []index.Source{{Name: "feed-" + e.Organisations[1], ID: fmt.Sprint(w.number)}}
	if w.IntN(4) == 0 {
		e.Verified = schedule.DateOf(2026, time.Month(1+w.IntN(11)), 1+w.IntN(28))
	}
	w.time(&e)
	return e
}

// time gives a rhythm: 92 % weekly, the others monthly, every other week, once, or none.
func (w *world) time(e *index.Entry) {
	s := &e.Schedule
	s.Repeats, s.Weekday, s.Start = schedule.Weekly, time.Weekday(w.IntN(7)), starts[w.IntN(len(starts))]
	switch chance := w.IntN(1000); {
	case chance < 920:
	case chance < 970:
		s.Repeats, s.Nth = schedule.Monthly, []int8{1, 2, 3, 4, -1}[w.IntN(5)]
	case chance < 983:
		s.Interval, s.From = 2, schedule.DateOf(2026, 1, 1+w.IntN(14))
	case chance < 988:
		s.Repeats, s.From, s.Weekday = schedule.Once, schedule.DateOf(2026, 11, 20+w.IntN(60)), 0
	case chance < 993:
		*s = schedule.Schedule{}
	default:
		*s, e.Kind = schedule.Schedule{}, index.Group
	}
}

// near is a random point around another, so many kilometres away in the mean of squares.
func (w *world) near(p place.Point, km float64) place.Point {
	const kmPerDegree = 111.2
	p.Lat += w.NormFloat64() * km / kmPerDegree / math.Sqrt2
	p.Lng += w.NormFloat64() * km / kmPerDegree / math.Sqrt2 / math.Cos(p.Lat*math.Pi/180)
	if p.Lng > 180 {
		p.Lng -= 360
	}
	if p.Lng < -180 {
		p.Lng += 360
	}
	p.Lat, p.Lng = math.Round(p.Lat*1e6)/1e6, math.Round(p.Lng*1e6)/1e6
	return p
}

func (w *world) one(list []string) string { return list[w.IntN(len(list))] }

// often gives the first in four of five cases.
func (w *world) often(list ...string) string {
	if w.IntN(5) > 0 {
		return list[0]
	}
	return w.one(list[1:])
}

// some gives each with the chance of one in n.
func (w *world) some(list []string, n int) []string {
	var chosen []string
	for _, code := range list {
		if w.IntN(n) == 0 {
			chosen = append(chosen, code)
		}
	}
	return chosen
}

func (w *world) properName() string {
	name := w.one(syllables) + w.one(syllables) + w.one(endings)
	return strings.ToUpper(name[:1]) + name[1:]
}

// zone is one that lies at a longitude, roughly: half of its neighbours share it.
func (w *world) zone(lng float64) string {
	at := int((lng + 180) / 360 * float64(len(zones)))
	return zones[min(at, len(zones)-1)]
}

func slug(group, town string, number int64) string {
	return strings.ReplaceAll(strings.ToLower(group+" "+town), " ", "-") + fmt.Sprintf("-%d", number)
}
