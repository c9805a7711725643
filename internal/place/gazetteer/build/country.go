package build

import (
	"cmp"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"kith/internal/fold"
)

// countryName returns the name of a country in a language (CLDR), or its code where that has none.
func countryName(tag language.Tag, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	names := display.Regions(tag)
	if names == nil { // a language without names of countries
		return code
	}
	return cmp.Or(names.Name(region), code)
}

// countryKeys returns the folded names by which people name a country after a town: its code, its names in widespread
// languages and in its own, and names in use beside them.
func countryKeys(code string) []string {
	tags := []language.Tag{
		language.English, language.Spanish, language.French, language.German, language.Portuguese, language.Italian,
	}
	if own, err := language.Parse("und-" + code); err == nil {
		base, _ := own.Base()
		tags = append(tags, language.Make(base.String()))
	}
	names := append([]string{code}, alsoCalled[code]...)
	for _, tag := range tags {
		names = append(names, countryName(tag, code))
	}
	return foldAll(names)
}

func foldAll(names []string) []string {
	var keys []string
	for _, name := range names {
		if key := fold.Fold(name); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// alsoCalled gives names of countries that CLDR does not.
var alsoCalled = map[string][]string{
	"AE": {"UAE"},
	"BA": {"Bosnia"},
	"CD": {"DRC", "Congo"},
	"CG": {"Congo"},
	"CI": {"Ivory Coast"},
	"CZ": {"Czech Republic"},
	"GB": {"UK", "Great Britain", "Britain"},
	"KR": {"Korea"},
	"MM": {"Burma"},
	"NL": {"Holland"},
	"TR": {"Turkey"},
	"US": {"USA", "United States of America", "America", "EEUU", "EUA"},
	"VA": {"Vatican"},
}

// regionKeys returns the folded names by which people name a region after a town. In the United States GeoNames codes
// are the postal abbreviations; those of Canada and Australia are given here.
func regionKeys(code, name string) []string {
	names := []string{name, postalAbbreviation[code]}
	if us, ok := strings.CutPrefix(code, "US."); ok {
		names = append(names, us)
	}
	return foldAll(names)
}

// postalAbbreviation gives the abbreviations of Canada Post and Australia Post by GeoNames code.
var postalAbbreviation = map[string]string{
	"CA.01": "AB", "CA.02": "BC", "CA.03": "MB", "CA.04": "NB", "CA.05": "NL", "CA.07": "NS", "CA.08": "ON",
	"CA.09": "PE", "CA.10": "QC", "CA.11": "SK", "CA.12": "YT", "CA.13": "NT", "CA.14": "NU",
	"AU.01": "ACT", "AU.02": "NSW", "AU.03": "NT", "AU.04": "QLD", "AU.05": "SA", "AU.06": "TAS", "AU.07": "VIC",
	"AU.08": "WA",
}
