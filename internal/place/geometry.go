package place

import "math"

const (
	// EarthRadius is the mean radius of the earth in kilometres (IUGG R₁).
	EarthRadius = 6371.0088

	degree      = math.Pi / 180
	kmPerDegree = EarthRadius * degree // along a meridian
)

// Valid reports whether p is on the earth: both numbers finite and within their ranges.
func (p Point) Valid() bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Lng >= -180 && p.Lng <= 180
}

// Distance returns the great-circle distance of a and b in kilometres, by the haversine formula on a sphere: within
// 0.6 % of the ellipsoid, and exact enough for points a step apart.
func Distance(a, b Point) float64 {
	sinLat := math.Sin((b.Lat - a.Lat) * degree / 2)
	sinLng := math.Sin((b.Lng - a.Lng) * degree / 2)
	h := sinLat*sinLat + math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*sinLng*sinLng
	return 2 * EarthRadius * math.Asin(math.Sqrt(min(h, 1)))
}

// Valid reports whether b is a rectangle of the earth: valid corners, and South not north of North.
func (b Box) Valid() bool {
	return Point{b.South, b.West}.Valid() && Point{b.North, b.East}.Valid() && b.South <= b.North
}

// Contains reports whether p lies in b or on its edge.
func (b Box) Contains(p Point) bool {
	if p.Lat < b.South || p.Lat > b.North {
		return false
	}
	return b.spans(p.Lng) || math.Abs(p.Lng) == 180 && b.spans(-p.Lng)
}

func (b Box) spans(lng float64) bool {
	if b.West > b.East {
		return lng >= b.West || lng <= b.East
	}
	return lng >= b.West && lng <= b.East
}

// Center returns the middle of b.
func (b Box) Center() Point {
	width := b.East - b.West
	if width < 0 {
		width += 360
	}
	return Point{(b.South + b.North) / 2, wrap(b.West + width/2)}
}

// BoxAround returns the smallest box that holds every point within km kilometres of p. A box that reaches a pole spans
// all longitudes.
func BoxAround(p Point, km float64) Box {
	lat := km / kmPerDegree
	box := Box{West: -180, South: p.Lat - lat, East: 180, North: p.Lat + lat}
	if box.South <= -90 || box.North >= 90 {
		box.South, box.North = max(box.South, -90), min(box.North, 90)
		return box
	}
	// The circle's easternmost point is not on p's parallel but nearer the pole.
	lng := math.Asin(min(1, math.Sin(lat*degree)/math.Cos(p.Lat*degree))) / degree
	if lng < 180 {
		box.West, box.East = wrap(p.Lng-lng), wrap(p.Lng+lng)
	}
	return box
}

// wrap brings a longitude less than one turn off into −180 to 180.
func wrap(lng float64) float64 {
	switch {
	case lng < -180:
		return lng + 360
	case lng > 180:
		return lng - 360
	}
	return lng
}
