package place

import (
	"math"
	"testing"
)

var (
	oakland = Point{37.80437, -122.2708}
	london  = Point{51.50853, -0.12574}
	suva    = Point{-18.14161, 178.44149}
	apia    = Point{-13.83333, -171.76666}
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b Point
		km   float64
	}{
		{"the same point", oakland, oakland, 0},
		{"across the world", oakland, london, 8607},
		{"across the 180th meridian", suva, apia, 1150},
		{"pole to pole", Point{90, 0}, Point{-90, 77}, math.Pi * EarthRadius},
		{"antipodes", Point{10, 20}, Point{-10, -160}, math.Pi * EarthRadius},
		{"both ends of the 180th meridian", Point{10, 180}, Point{10, -180}, 0},
		{"eleven metres", Point{0, 0}, Point{0.0001, 0}, 0.0111},
	} {
		got := Distance(c.a, c.b)
		if math.Abs(got-c.km) > 0.002*c.km+1e-4 {
			t.Errorf("%s: %.4f km, want %.4f", c.name, got, c.km)
		}
		if back := Distance(c.b, c.a); math.Abs(back-got) > 1e-9 {
			t.Errorf("%s: %v there but %v back", c.name, got, back)
		}
	}
}

func TestValid(t *testing.T) {
	for _, p := range []Point{{90, 180}, {-90, -180}, {}} {
		if !p.Valid() {
			t.Errorf("%v is not valid", p)
		}
	}
	nan, inf := math.NaN(), math.Inf(1)
	for _, p := range []Point{{90.1, 0}, {0, -180.1}, {nan, 0}, {0, nan}, {inf, 0}, {0, -inf}} {
		if p.Valid() {
			t.Errorf("%v is valid", p)
		}
	}
	if (Box{South: 2, North: 1}).Valid() || (Box{West: nan}).Valid() || !(Box{West: 170, East: -170}).Valid() {
		t.Error("a box is judged wrongly")
	}
}

func TestBoxContains(t *testing.T) {
	pacific := Box{West: 170, South: -30, East: -170, North: 0}
	bay := Box{West: -123, South: 37, East: -121, North: 38}
	for _, c := range []struct {
		name string
		box  Box
		p    Point
		want bool
	}{
		{"inside", bay, oakland, true},
		{"outside", bay, london, false},
		{"north of it", bay, Point{38.01, -122}, false},
		{"on the edge", bay, Point{37, -123}, true},
		{"across the meridian, its west", pacific, suva, true},
		{"across the meridian, its east", pacific, apia, true},
		{"across the meridian, the rest of the world", pacific, Point{-10, 0}, false},
		{"180° east is 180° west", Box{West: 170, South: -1, East: 180, North: 1}, Point{0, -180}, true},
	} {
		if got := c.box.Contains(c.p); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestBoxAroundHoldsTheCircle(t *testing.T) {
	for _, center := range []Point{oakland, suva, apia, {0, 180}, {60, 0}, {89.9, 10}, {-89.99, -170}, {90, 0}} {
		for _, km := range []float64{0.1, 1, 40, 800} {
			box := BoxAround(center, km)
			if !box.Valid() || !box.Contains(center) {
				t.Errorf("box %v around %v, %v km", box, center, km)
			}
			for bearing := 0.0; bearing < 360; bearing += 5 {
				if p := travel(center, bearing, km*0.9999); !box.Contains(p) {
					t.Errorf("%v km from %v to %v° is %v, outside %v", km, center, bearing, p, box)
				}
			}
		}
	}
	box := BoxAround(Point{0, 0}, 111.195)
	if math.Abs(box.North-1) > 1e-4 || math.Abs(box.East-1) > 1e-4 {
		t.Errorf("a degree around the equator is %v", box)
	}
}

// travel returns the point some kilometres from p in the direction of a bearing in degrees.
func travel(p Point, bearing, km float64) Point {
	lat, angle, d := p.Lat*degree, bearing*degree, km/EarthRadius
	sin := math.Sin(lat)*math.Cos(d) + math.Cos(lat)*math.Sin(d)*math.Cos(angle)
	lng := math.Atan2(math.Sin(angle)*math.Sin(d)*math.Cos(lat), math.Cos(d)-math.Sin(lat)*sin)
	return Point{math.Asin(max(-1, min(1, sin))) / degree, wrap(p.Lng + lng/degree)}
}

func TestCenter(t *testing.T) {
	if got := (Box{West: 170, South: -20, East: -160, North: 0}).Center(); got != (Point{-10, -175}) {
		t.Errorf("center %v, want -10,-175", got)
	}
}

func BenchmarkDistance(b *testing.B) {
	for b.Loop() {
		Distance(oakland, london)
	}
}
