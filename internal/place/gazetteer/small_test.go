package gazetteer_test

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/place/gazetteer/build"
)

//go:embed testdata/towns.txt
var smallTowns string

// smallInput is a small world of a few towns, in the form of the real one.
func smallInput() build.Input {
	return build.Input{
		Cities: []byte(geoNamesTable(smallTowns)),
		Regions: divisions(
			"US.CA California", "US.NJ New Jersey", "US.PA Pennsylvania", "US.OR Oregon",
			"US.ME Maine", "US.IN Indiana", "US.NY New York", "US.MO Missouri", "US.TX Texas",
			"US.DC District of Columbia", "GB.ENG England", "CA.08 Ontario", "BR.27 São Paulo",
			"DE.07 North Rhine-Westphalia", "FR.11 Île-de-France", "IL.05 Tel Aviv",
		),
		Counties: divisions("US.PA.039 Crawford County", "US.PA.021 Cambria County"),
		Postcodes: []build.Postcode{
			{Code: "94607", Lat: 37.807, Lng: -122.285}, {Code: "75001", Lat: 32.96, Lng: -96.838}, {Code: "07436", Lat: 41.031, Lng: -74.24}, {Code: "99999", Lat: 70, Lng: -150},
		},
		Sources: []string{"towns\t1.0.0\tCC-BY-4.0\tTowns: GeoNames"},
	}
}

// divisions reads "US.CA California".
func divisions(lines ...string) []build.Division {
	var out []build.Division
	for _, line := range lines {
		code, name, _ := strings.Cut(line, " ")
		out = append(out, build.Division{Code: code, Name: name})
	}
	return out
}

// geoNamesTable spreads the columns that matter over the nineteen of the real table.
func geoNamesTable(short string) string {
	var table strings.Builder
	for line := range strings.Lines(short) {
		c := strings.Split(strings.TrimSpace(line), "|")
		row := slices.Concat(c[:6], []string{"P", c[6], c[7], "", c[8], c[9], "", "", c[10], "", "", "", ""})
		table.WriteString(strings.Join(row, "\t") + "\n")
	}
	return table.String()
}

func small(t testing.TB) *gazetteer.Gazetteer {
	t.Helper()
	blob, err := build.Blob(smallInput())
	if err != nil {
		t.Fatal(err)
	}
	g, err := gazetteer.Load(blob)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// label is how a test tells places apart.
func label(p gazetteer.Place) string {
	return strings.Join([]string{p.Name, p.RegionCode, p.Country}, "/")
}

func labels(places []gazetteer.Place) []string {
	var out []string
	for _, p := range places {
		out = append(out, label(p))
	}
	return out
}

var oakland = place.Point{Lat: 37.80437, Lng: -122.2708}
