// Package place knows where things are without asking anybody: points and distances, a gazetteer of towns and postal
// codes built from open data, and the coarse cells in which needs are counted. It is pure.
package place

// Point is a position on the earth, WGS 84 degrees: Lat −90 to 90, Lng −180 to 180.
type Point struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
}

// Box is a rectangle of a map in degrees. West may exceed East: the box then crosses the 180th meridian.
type Box struct{ West, South, East, North float64 }
