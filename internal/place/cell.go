package place

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

const (
	blurStep   = 0.02 // degrees: 2.2 km along a meridian
	coarseStep = 0.25 // degrees: 28 km along a meridian
	askingStep = 0.01 // degrees: 1.1 km along a meridian
)

// Blur returns the point shown for an approximate place: the centre of the cell of about 2 km by 2 km that holds p.
// All points of a cell blur to the same point, so p cannot be worked out from it, nor from many blurs of p.
func Blur(p Point) Point {
	return cellOf(p, blurStep).center()
}

// RoundForAsking returns p rounded to a hundredth of a degree (about 1 km): the most that a search tells a server of
// where somebody stands.
func RoundForAsking(p Point) Point {
	return Point{roundTo(p.Lat, askingStep), roundTo(p.Lng, askingStep)}
}

func roundTo(degrees, step float64) float64 {
	perDegree := math.Round(1 / step)
	return math.Round(degrees*perDegree) / perDegree
}

// Coarse returns the name of the cell in which unmet needs near p are counted: a quarter of a degree from south to
// north (28 km) and 14 to 28 km from west to east outside the polar regions. The name is the cell's south-west corner,
// "37.75,-122.50". It is ASCII, and stable for ever.
func Coarse(p Point) string {
	c := cellOf(p, coarseStep)
	return fmt.Sprintf("%.2f,%.2f", c.south, c.west)
}

// CoarseBox returns the rectangle of the cell that Coarse named; the error is not nil if no cell has that name.
func CoarseBox(name string) (Box, error) {
	south, west, ok := strings.Cut(name, ",")
	lat, errLat := strconv.ParseFloat(south, 64)
	lng, errLng := strconv.ParseFloat(west, 64)
	p := Point{lat, lng}
	if !ok || errLat != nil || errLng != nil || !p.Valid() || Coarse(p) != name {
		return Box{}, fmt.Errorf("place: %q names no cell", name)
	}
	c := cellOf(p, coarseStep)
	return Box{West: c.west, South: c.south, East: c.west + c.width, North: c.south + c.height}, nil
}

// cell is a rectangle of a grid, in degrees.
type cell struct{ south, west, height, width float64 }

// cellOf returns the cell of the grid with rows of step degrees that holds p. Columns are widened by powers of two
// towards the poles, so that up to 86° of latitude no cell is narrower than half its height.
func cellOf(p Point, step float64) cell {
	p = Point{p.Lat + 0, p.Lng + 0} // −0 is 0
	perDegree := math.Round(1 / step)
	row := min(math.Floor(p.Lat*perDegree), 90*perDegree-1)
	columns := columnsPerDegree(row/perDegree, perDegree)
	column := math.Floor(p.Lng * columns)
	if column >= 180*columns { // 180° east is 180° west
		column = -180 * columns
	}
	return cell{south: row / perDegree, west: column / columns, height: 1 / perDegree, width: 1 / columns}
}

// columnsPerDegree halves perDegree at 60° of latitude, 75.5° and 82.8°: no further, so that whole columns reach from
// 180° west to 180° east.
func columnsPerDegree(south, perDegree float64) float64 {
	cos := math.Cos(min(math.Abs(south), 89) * degree)
	return perDegree / math.Exp2(min(math.Floor(-math.Log2(cos)), 3))
}

func (c cell) center() Point {
	return Point{
		Lat: roundTo(c.south+c.height/2, 1e-5),
		Lng: roundTo(c.west+c.width/2, 1e-5),
	}
}
