package build

import (
	"strings"
	"unicode/utf8"

	"kith/internal/fold"
	"kith/internal/place/gazetteer/layout"
)

const (
	renowned   = 15_000  // people: from here on a town is looked for by its names in other languages
	metropolis = 500_000 // people: abbreviations such as "NYC" and "LA" are kept from here on

	longestName = 60 // bytes of a folded name
)

// keys returns the folded names under which people look for the town.
func (t *town) keys() map[string]bool {
	keys := map[string]bool{}
	for _, name := range [...]string{t.name, t.ascii} {
		key := fold.Fold(name)
		keys[key] = true
		keys[layout.Shorten(key)] = true
		keys[layout.Unshorten(key)] = true
	}
	for _, name := range t.others {
		if key := fold.Fold(name); t.knownAs(name, key) {
			keys[key] = true
		}
	}
	delete(keys, "")
	return keys
}

// knownAs reports whether an alternate name is one that people type: in the script of the country, or any name of a town
// known abroad; not an airport's or a statistical code, nor so
// short that it is a common word.
func (t *town) knownAs(name, key string) bool {
	if t.population < renowned && !written(name, t.country) {
		return false
	}
	if len(key) > longestName || strings.ContainsAny(key, "0123456789") {
		return false
	}
	letters := utf8.RuneCountInString(key)
	if letters < len(key) { // another script may need but one or two letters
		return true
	}
	if name == strings.ToUpper(name) && letters <= 3 {
		return t.population >= metropolis
	}
	return letters > 3
}
