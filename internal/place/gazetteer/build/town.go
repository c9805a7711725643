package build

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kith/internal/place/gazetteer/layout"
)

// town is a row of the GeoNames table.
type town struct {
	id             uint32
	name, ascii    string
	others         []string // alternate names in any language
	lat, lng       int32    // hundred-thousandths of a degree
	country        string   // ISO 3166-1 alpha-2
	admin1, admin2 string   // codes within the country, within admin1
	part           bool     // a part of a populated place (feature code PPLX)
	population     uint32
}

// Columns of the GeoNames table, see its readme.
const (
	columnID         = 0
	columnName       = 1
	columnASCII      = 2
	columnAlternates = 3
	columnLat        = 4
	columnLng        = 5
	columnFeature    = 7
	columnCountry    = 8
	columnAdmin1     = 10
	columnAdmin2     = 11
	columnPopulation = 14
	columnCount      = 19
)

// readTowns reads the table and sorts it as the Towns section wants it.
func readTowns(table []byte) ([]town, error) {
	var towns []town
	number := 0
	for line := range bytes.Lines(table) {
		number++
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			continue
		}
		t, err := readTown(strings.Split(string(line), "\t"))
		if err != nil {
			return nil, fmt.Errorf("towns, line %d: %w", number, err)
		}
		if !gone(string(line)) {
			towns = append(towns, t)
		}
	}
	slices.SortFunc(towns, func(a, b town) int {
		return cmp.Or(cmp.Compare(layout.Row(a.lat), layout.Row(b.lat)), cmp.Compare(a.lng, b.lng), cmp.Compare(a.id, b.id))
	})
	return towns, nil
}

// gone reports places that nobody lives in any more: abandoned, destroyed or historical.
func gone(line string) bool {
	for _, code := range [...]string{"\tPPLQ\t", "\tPPLW\t", "\tPPLH\t", "\tPPLCH\t"} {
		if strings.Contains(line, code) {
			return true
		}
	}
	return false
}

func readTown(column []string) (town, error) {
	if len(column) != columnCount || len(column[columnCountry]) != 2 {
		return town{}, fmt.Errorf("want %d columns and a country, have %d columns", columnCount, len(column))
	}
	id, errID := strconv.ParseUint(column[columnID], 10, 32)
	lat, errLat := strconv.ParseFloat(column[columnLat], 64)
	lng, errLng := strconv.ParseFloat(column[columnLng], 64)
	population, errPopulation := strconv.ParseUint(column[columnPopulation], 10, 30)
	return town{
		id:         uint32(id),
		name:       column[columnName],
		ascii:      column[columnASCII],
		others:     strings.Split(column[columnAlternates], ","),
		lat:        layout.Units(lat),
		lng:        layout.Units(lng),
		country:    column[columnCountry],
		admin1:     column[columnAdmin1],
		admin2:     column[columnAdmin2],
		part:       column[columnFeature] == "PPLX",
		population: uint32(population),
	}, cmp.Or(errID, errLat, errLng, errPopulation)
}

func (t *town) region() string { return t.country + "." + t.admin1 }
func (t *town) county() string { return t.region() + "." + t.admin2 }
