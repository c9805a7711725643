// Package lists does what lists of texts often need.
package lists

import (
	"slices"
	"strings"
)

// With gives a list with more at its end, each only where it is not there yet. The list itself stays as it is.
func With(list []string, more ...string) []string {
	out := slices.Clone(list)
	for _, text := range more {
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// Filled gives the texts that are not empty; nil when there are none.
func Filled(texts ...string) (out []string) {
	for _, text := range texts {
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}

// Join joins the texts that are not empty.
func Join(separator string, texts ...string) string {
	return strings.Join(Filled(texts...), separator)
}
