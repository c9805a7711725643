package people

import (
	"strings"

	"kith/internal/fold"
)

// likeness is a name in the form in which two are compared: names that a tired reader would take for one another are one.
// Letters are folded, parts are joined, and letters of other alphabets, digits and pairs that look like a Latin letter are
// read as it.
func likeness(name string) string {
	name = seen(name)
	folded := fold.Fold(lookalikes.Replace(strings.ToLower(name)))    // before, for signs that folding drops
	joined := strings.ReplaceAll(lookalikes.Replace(folded), " ", "") // and after, for letters that bore a mark
	if joined == "" {
		return strings.ToLower(name) // nothing but signs: they are compared as they are
	}
	return shapes.Replace(joined)
}
