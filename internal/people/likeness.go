package people

import (
	"strings"

	"kith/internal/fold"
)

// likeness is a name in the form in which two are compared: names that a tired reader would take for one another are one.
// Letters are folded, parts are joined, and letters of other alphabets, digits and pairs that look like a Latin letter are
// read as it. The pairs are those of Unicode's table of confusables (UTS #39) that whole words can be written with.
func likeness(name string) string {
	name = seen(name)
	joined := strings.ReplaceAll(fold.Fold(lookalikes.Replace(strings.ToLower(name))), " ", "")
	if joined == "" {
		return strings.ToLower(name) // nothing but signs: they are compared as they are
	}
	return shapes.Replace(joined)
}

// lookalikes are small letters of other alphabets that look Latin.
var lookalikes = strings.NewReplacer(
	"а", "a", "в", "b", "с", "c", "ԁ", "d", "е", "e", "ё", "e", "ғ", "f", "һ", "h", "н", "h", "і", "i", "ї", "i", "ј", "j", "к", "k", "ӏ", "l", "м", "m",
	"о", "o", "р", "p", "ԛ", "q", "ѕ", "s", "т", "t", "ѵ", "v", "ԝ", "w", "х", "x", "у", "y",
	"α", "a", "β", "b", "ε", "e", "η", "n", "ι", "i", "κ", "k", "ν", "v", "ο", "o", "ρ", "p", "τ", "t", "υ", "u", "χ", "x", "ω", "w",
)

// shapes are what folded Latin letters and digits are mistaken for.
var shapes = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "i", "l", "i")
