package build

import (
	"math"

	"kith/internal/place"
)

// reach is how far in kilometres a postal code may be from the town that names it.
const reach = 50

// neighbours finds the nearest town among those of one country, by cells of half a degree.
type neighbours struct {
	towns []town
	cells map[[2]int][]int
}

func newNeighbours(towns []town, country string) *neighbours {
	n := &neighbours{towns: towns, cells: map[[2]int][]int{}}
	for i := range towns {
		if t := &towns[i]; t.country == country && !t.part {
			c := cellOf(t.point())
			n.cells[c] = append(n.cells[c], i)
		}
	}
	return n
}

func (t *town) point() place.Point {
	return place.Point{Lat: float64(t.lat) / 1e5, Lng: float64(t.lng) / 1e5}
}

func cellOf(p place.Point) [2]int {
	return [2]int{int(math.Floor(p.Lat * 2)), int(math.Floor(p.Lng * 2))}
}

// to returns the index of the town nearest to p, if one is within reach.
func (n *neighbours) to(p place.Point) (int, bool) {
	box := place.BoxAround(p, reach)
	low, high := cellOf(place.Point{Lat: box.South, Lng: box.West}), cellOf(place.Point{Lat: box.North, Lng: box.East})
	best, km := -1, float64(reach)
	for row := low[0]; row <= high[0]; row++ {
		for column := low[1]; column <= high[1]; column++ {
			for _, i := range n.cells[[2]int{row, column}] {
				if d := place.Distance(p, n.towns[i].point()); d < km {
					best, km = i, d
				}
			}
		}
	}
	return best, best >= 0
}
