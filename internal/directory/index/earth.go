package index

import (
	"math"
	"slices"

	"kith/internal/place"
)

// Listings with a place stand in bands of latitude, and in a band from west to east, so that what lies near a point is
// in a few short spans. Those without a place come last.
const (
	bandsPerDegree = 20 // 0.05°, some 5.5 km
	bands          = 180 * bandsPerDegree
	halfTurn       = math.Pi * place.EarthRadius // kilometres: no place is farther away
)

func bandOf(lat float64) int {
	return min(max(int((lat+90)*bandsPerDegree), 0), bands-1)
}

// earth is where the listings of a segment are.
type earth struct {
	at    []place.Point
	begin []uint32 // band → its first listing; one more for the end
}

// newEarth lays out listings of which the first located have a place.
func newEarth(at []place.Point, located int) earth {
	e := earth{at: at, begin: make([]uint32, bands+1)}
	b := 0
	for i, p := range at[:located] {
		for ; b <= bandOf(p.Lat); b++ {
			e.begin[b] = uint32(i)
		}
	}
	for ; b <= bands; b++ {
		e.begin[b] = uint32(located)
	}
	return e
}

// located is the number of listings that have a place: they are the first.
func (e *earth) located() uint32 { return e.begin[bands] }

// within gives the ascending spans of listings that a box touches.
func (e *earth) within(box place.Box, into []span) []span {
	low, high := bandOf(box.South), bandOf(box.North)
	if box.West == -180 && box.East == 180 {
		return append(into, span{e.begin[low], e.begin[high+1]})
	}
	for b := low; b <= high; b++ {
		if e.begin[b] < e.begin[b+1] {
			into = e.band(b, box, into)
		}
	}
	return into
}

// band gives the spans of one band. The 180th meridian has two names.
func (e *earth) band(b int, box place.Box, into []span) []span {
	if box.West <= box.East {
		if box.East == 180 {
			into = e.stretch(b, -180, -180, into)
		}
		into = e.stretch(b, box.West, box.East, into)
		if box.West == -180 {
			into = e.stretch(b, 180, 180, into)
		}
		return into
	}
	into = e.stretch(b, -180, box.East, into)
	return e.stretch(b, box.West, 180, into)
}

func (e *earth) stretch(b int, west, east float64, into []span) []span {
	row := e.at[e.begin[b]:e.begin[b+1]]
	lo, _ := slices.BinarySearchFunc(row, west, func(p place.Point, lng float64) int {
		if p.Lng < lng {
			return -1
		}
		return 1
	})
	hi, _ := slices.BinarySearchFunc(row[lo:], east, func(p place.Point, lng float64) int {
		if p.Lng <= lng {
			return -1
		}
		return 1
	})
	if hi == 0 {
		return into
	}
	first := e.begin[b] + uint32(lo)
	return append(into, span{first, first + uint32(hi)})
}

// circle is what lies within some kilometres of a point.
type circle struct {
	centre place.Point
	km     float64
	cos    float64 // of the centre's latitude
	limit  float64 // haversine of the radius
}

const degree = math.Pi / 180

func newCircle(centre place.Point, km float64) circle {
	half := math.Sin(min(km/place.EarthRadius, math.Pi) / 2)
	return circle{centre: centre, km: km, cos: math.Cos(centre.Lat * degree), limit: half * half}
}

// box surely holds the circle: what rounding may cost is added.
func (c *circle) box() place.Box { return place.BoxAround(c.centre, c.km*(1+1e-9)+1e-6) }

// holds compares haversines, which is cheaper than distances, and distances where rounding might decide.
func (c *circle) holds(p place.Point) bool {
	const doubt = 1e-9
	sinLat := math.Sin((p.Lat - c.centre.Lat) * degree / 2)
	sinLng := math.Sin((p.Lng - c.centre.Lng) * degree / 2)
	h := sinLat*sinLat + c.cos*math.Cos(p.Lat*degree)*sinLng*sinLng
	if h < c.limit*(1-doubt) || h > c.limit*(1+doubt)+1e-18 {
		return h < c.limit
	}
	return place.Distance(c.centre, p) <= c.km
}
