package place

import (
	"errors"
	"strconv"
	"strings"
)

var errNoPoint = errors.New("place: not a latitude and a longitude")

// ParsePoint reads a position that people and maps write: "37.80,-122.27", "37.80; -122.27", "(37.80 -122.27)",
// "37.80° N, 122.27° W" or the geo URI "geo:37.80,-122.27;u=35" (RFC 5870). Latitude comes first. The error is not nil
// for anything else and for points that are not on the earth.
func ParsePoint(text string) (Point, error) {
	text, isURI := strings.CutPrefix(strings.TrimSpace(text), "geo:")
	if isURI {
		text, _, _ = strings.Cut(text, ";")
	}
	text = strings.NewReplacer("(", " ", ")", " ", "°", " ", ",", " ", ";", " ").Replace(text)
	numbers, ok := signed(strings.Fields(text))
	if !ok || len(numbers) < 2 || len(numbers) > 3 || len(numbers) == 3 && !isURI { // a geo URI may add a height
		return Point{}, errNoPoint
	}
	p := Point{numbers[0], numbers[1]}
	if !p.Valid() {
		return Point{}, errNoPoint
	}
	return p, nil
}

// ParseBox reads "west,south,east,north" in degrees, the order of GeoJSON (RFC 7946 §5).
func ParseBox(text string) (Box, error) {
	fields := strings.Split(text, ",")
	if len(fields) != 4 {
		return Box{}, errNoBox
	}
	var edges [4]float64
	for i, f := range fields {
		edge, ok := decimal(strings.TrimSpace(f))
		if !ok {
			return Box{}, errNoBox
		}
		edges[i] = edge
	}
	b := Box{West: edges[0], South: edges[1], East: edges[2], North: edges[3]}
	if !b.Valid() {
		return Box{}, errNoBox
	}
	return b, nil
}

var errNoBox = errors.New("place: not west,south,east,north")

// signed reads decimal numbers, each with an optional hemisphere after it; the first is a latitude.
func signed(fields []string) ([]float64, bool) {
	var numbers []float64
	for _, f := range fields {
		hemisphere := strings.TrimLeft(f, "+-.0123456789")
		if number := strings.TrimSuffix(f, hemisphere); number != "" {
			n, ok := decimal(number)
			if !ok {
				return nil, false
			}
			numbers = append(numbers, n)
		}
		if hemisphere != "" && !turn(numbers, hemisphere) {
			return nil, false
		}
	}
	return numbers, true
}

// turn gives the last number the sign of its hemisphere; it reports whether the two go together.
func turn(numbers []float64, hemisphere string) bool {
	last := len(numbers) - 1
	if last < 0 || last > 1 || numbers[last] < 0 {
		return false
	}
	switch [2]string{"ns", "ew"}[last] + strings.ToLower(hemisphere) {
	case "nsn", "ewe":
		return true
	case "nss", "eww":
		numbers[last] = -numbers[last]
		return true
	}
	return false
}

// decimal reads plain decimals only: no exponent, hexadecimal digits, underscores, infinities or NaN.
func decimal(s string) (float64, bool) {
	if strings.Trim(s, "+-.0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}
