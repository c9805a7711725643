package build

import (
	"unicode"

	"golang.org/x/text/language"
)

// scriptTables gives the letters of the scripts other than Latin in which towns are written, by ISO 15924 code.
var scriptTables = map[string][]*unicode.RangeTable{
	"Arab": {unicode.Arabic},
	"Armn": {unicode.Armenian},
	"Beng": {unicode.Bengali},
	"Cyrl": {unicode.Cyrillic},
	"Deva": {unicode.Devanagari},
	"Ethi": {unicode.Ethiopic},
	"Geor": {unicode.Georgian},
	"Grek": {unicode.Greek},
	"Hans": {unicode.Han},
	"Hant": {unicode.Han},
	"Hebr": {unicode.Hebrew},
	"Jpan": {unicode.Han, unicode.Hiragana, unicode.Katakana},
	"Khmr": {unicode.Khmer},
	"Kore": {unicode.Hangul},
	"Laoo": {unicode.Lao},
	"Mymr": {unicode.Myanmar},
	"Sinh": {unicode.Sinhala},
	"Thaa": {unicode.Thaana},
	"Thai": {unicode.Thai},
}

// written reports whether name is in the script of the country, if that is not Latin.
func written(name, country string) bool {
	tag, err := language.Parse("und-" + country)
	if err != nil {
		return false
	}
	script, _ := tag.Script()
	tables := scriptTables[script.String()]
	for _, r := range name {
		if unicode.In(r, tables...) {
			return true
		}
	}
	return false
}
