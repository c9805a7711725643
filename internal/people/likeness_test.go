package people

import "testing"

// TestNamesThatLookAlikeAreOne: in letters of other alphabets and shapes, with signs and marks.
func TestNamesThatLookAlikeAreOne(t *testing.T) {
	for _, name := range []string{
		"Anna Օlson", "Aոna Olson", "Anna Olsσn", "Anna Oⅼson", "Anna Oꓡson", "Anna Oاson", "Anna Olsᴏn", "Аnna Оlѕоn", "Anna 0lson", "Anna O|son", "Anna Olsoռ",
		"Αnna Olson", "Ἀnna Olsόn", "ᴀnna Olson", "Anna Olson\u3164", "Anna Olsoп", "Anna Olsоɴ", "Anna Olsоn.", "𝐀nna Olson", "Anna Oŀson", "Anna Olsøn", "ꓮnna Olson", "Ꭺnna Olson",
	} {
		if likeness(name) != likeness("Anna Olson") {
			t.Errorf("%q looks like Anna Olson, and is read as %q", name, likeness(name))
		}
	}
	for _, name := range []string{"Anna Nilsson", "Hanna Olson", "Anna Olsen", "Анна", "אנה", "آنا"} {
		if likeness(name) == likeness("Anna Olson") {
			t.Errorf("%q does not look like Anna Olson", name)
		}
	}
}
