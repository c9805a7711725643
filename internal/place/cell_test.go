package place

import (
	"math"
	"testing"
)

func TestBlurHidesThePoint(t *testing.T) {
	for _, p := range []Point{oakland, london, suva, apia, {0, 0}, {78.22, 15.6}, {-89.999, 3}, {90, 180}, {-90, -180}} {
		blurred := Blur(p)
		if !blurred.Valid() {
			t.Errorf("%v blurs to %v", p, blurred)
		}
		if km := Distance(p, blurred); km > 1.9 {
			t.Errorf("%v blurs to a point %.2f km away", p, km)
		}
		if again := Blur(blurred); again != blurred {
			t.Errorf("%v, blurred twice, moves on to %v", blurred, again)
		}
	}
}

func TestBlurIsTheSameForAllNeighbours(t *testing.T) {
	want := Blur(oakland)
	if want != (Point{37.81, -122.27}) {
		t.Errorf("Oakland blurs to %v", want)
	}
	for _, p := range []Point{{37.801, -122.279}, {37.819, -122.261}, {37.81, -122.27}} {
		if got := Blur(p); got != want {
			t.Errorf("%v blurs to %v, its neighbour to %v", p, got, want)
		}
	}
}

func TestCellsStayWideTowardsThePoles(t *testing.T) {
	for lat := -79.0; lat < 80; lat += 0.7 {
		c := cellOf(Point{lat, 12.3}, blurStep)
		width := Distance(Point{lat, 0}, Point{lat, c.width})
		if width < 1 || width > 2.3 {
			t.Errorf("at %.1f° a cell is %.2f km wide", lat, width)
		}
	}
}

func TestRoundForAsking(t *testing.T) {
	if got := RoundForAsking(oakland); got != (Point{37.8, -122.27}) {
		t.Errorf("%v", got)
	}
	if got := RoundForAsking(Point{-90, 180}); got != (Point{-90, 180}) {
		t.Errorf("the corner of the map rounds to %v", got)
	}
}

func TestCoarse(t *testing.T) {
	for _, c := range []struct {
		p    Point
		want string
	}{
		{oakland, "37.75,-122.50"},
		{london, "51.50,-0.25"},
		{Point{0, 0}, "0.00,0.00"},
		{Point{-0.1, -0.1}, "-0.25,-0.25"},
		{Point{61, 10.3}, "61.00,10.00"},
		{Point{10, 180}, "10.00,-180.00"},
		{Point{10, -180}, "10.00,-180.00"},
		{Point{90, 0}, "89.75,0.00"},
	} {
		name := Coarse(c.p)
		if name != c.want {
			t.Errorf("%v is in %q, want %q", c.p, name, c.want)
		}
		box, err := CoarseBox(name)
		if err != nil || !box.Contains(c.p) {
			t.Errorf("%q is %v (%v), without %v", name, box, err, c.p)
		}
	}
	for _, name := range []string{"", "37.75", "37.75,-122.5", "37.80,-122.50", "91.00,0.00", "NaN,NaN", "61.00,10.25", "-0.00,0.00"} {
		if box, err := CoarseBox(name); err == nil {
			t.Errorf("%q is the cell %v", name, box)
		}
	}
}

func FuzzCells(f *testing.F) {
	f.Add(37.8, -122.3)
	f.Add(-90.0, 180.0)
	f.Add(68.99999999999999, -144.3)
	f.Fuzz(func(t *testing.T, lat, lng float64) {
		p := Point{lat, lng}
		if !p.Valid() {
			return
		}
		if box, err := CoarseBox(Coarse(p)); err != nil || !box.Contains(p) {
			t.Errorf("%v is not in its cell %q %v (%v)", p, Coarse(p), box, err)
		}
		if b := Blur(p); !b.Valid() || Blur(b) != b || math.Abs(b.Lat-p.Lat) > 0.0101 {
			t.Errorf("%v blurs to %v and on to %v", p, b, Blur(b))
		}
	})
}
