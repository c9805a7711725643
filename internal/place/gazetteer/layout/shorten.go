package layout

import "strings"

// shortened are words that start names of places and are written both in full and short.
var shortened = [...]struct{ full, short string }{
	{"saint ", "st "}, {"sainte ", "ste "}, {"fort ", "ft "}, {"mount ", "mt "},
}

// Unshorten returns a folded name with its first word in full: "st louis" becomes "saint louis".
func Unshorten(key string) string {
	for _, w := range shortened {
		if rest, ok := strings.CutPrefix(key, w.short); ok {
			return w.full + rest
		}
	}
	return key
}

// Shorten returns a folded name with its first word short: "saint louis" becomes "st louis".
func Shorten(key string) string {
	for _, w := range shortened {
		if rest, ok := strings.CutPrefix(key, w.full); ok {
			return w.short + rest
		}
	}
	return key
}
