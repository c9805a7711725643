package directory

import (
	"slices"
	"strings"
	"unicode"

	"kith/internal/fold"
)

// traces are pieces of text by which a place could be found: in the words of meetings there, in their names and addresses.
type traces struct {
	plain  [][]string // surely the place: its name, its street with the number
	likely [][]string // most likely: the street without its number, the postal code
	number string     // of the house; alone it says little
}

// tracesOf are the traces of some venues as they were told.
func tracesOf(venues ...*Venue) []traces {
	var all []traces
	for _, v := range venues {
		if t := v.traces(); len(t.plain)+len(t.likely) > 0 {
			all = append(all, t)
		}
	}
	return all
}

func (v *Venue) traces() (t traces) {
	street := v.Street
	if street == "" {
		street, _, _ = strings.Cut(v.Address, ",")
	}
	words := fold.Words(street)
	var core []string
	for _, w := range words {
		switch {
		case unicode.IsDigit([]rune(w)[0]):
			t.number = w
		case !slices.Contains(streetWords, w):
			core = append(core, w)
		}
	}
	if len(words) > 1 {
		t.plain = append(t.plain, words)
	}
	if len(core) > 0 && t.number != "" {
		t.plain = append(t.plain, append([]string{t.number}, core...), append(slices.Clone(core), t.number))
	}
	if len(strings.Join(core, "")) >= 3 {
		t.likely = append(t.likely, core)
	}
	name := fold.Words(v.Name)
	for len(name) > 0 && slices.Contains([]string{"the", "la", "el", "los", "las"}, name[0]) {
		name = name[1:]
	}
	if said := strings.Join(name, " "); len(said) >= 4 && !slices.Contains(anyHome, said) {
		t.plain = append(t.plain, name)
	}
	if postal := fold.Words(v.Postal); len(strings.Join(postal, "")) >= 4 {
		t.likely = append(t.likely, postal)
	}
	return t
}

// streetWords are the words of an address that many streets share, folded.
var streetWords = strings.Fields(`street st avenue ave av road rd lane ln drive dr boulevard blvd court ct terrace ter way place pl square sq circle cir
	highway hwy parkway pkwy close crescent north south east west n s e w ne nw se sw calle c avenida avda carrera cra camino
	paseo plaza via rue strasse str weg de del la el los las the apt apartment unit suite floor`)

// roads are those of them that show an address, where a number stands beside.
var roads = strings.Fields(`street st avenue ave road rd lane ln boulevard blvd court terrace crescent calle avenida avda carrera rue strasse`)

// anyHome are names of places that tell no place.
var anyHome = []string{"home", "house", "casa", "residence", "private", "private home", "private house", "private residence", "my place", "my house",
	"our house", "our home", "member home", "members home", "a flat", "flat", "apartment", "online", "zoom"}

// in says whether a text gives the place away, leaning towards yes: a person looks at it.
func (t traces) in(text string) bool {
	words := fold.Words(text)
	return t.plainlyIn(text) || slices.ContainsFunc(t.likely, func(seq []string) bool { return holds(words, seq) }) || numbered(words, t.number)
}

// plainlyIn says whether a text surely tells the place: for what no person looks at.
func (t traces) plainlyIn(text string) bool {
	words := fold.Words(text)
	return slices.ContainsFunc(t.plain, func(seq []string) bool { return holds(words, seq) })
}

// holds says whether seq stands in words, one word after the other.
func holds(words, seq []string) bool {
	for i := 0; i+len(seq) <= len(words); i++ {
		if slices.Equal(words[i:i+len(seq)], seq) {
			return true
		}
	}
	return false
}

// numbered says whether a house's number stands in words as one: a long one by itself, a short one behind a word such as
// "at", since 12 is also a number of steps.
func numbered(words []string, number string) bool {
	for i, w := range words {
		if number == "" || w != number {
			continue
		}
		if len(number) >= 3 || i > 0 && slices.Contains([]string{"at", "no", "nr", "num", "number", "numero", "house", "door", "en"}, words[i-1]) {
			return true
		}
	}
	return false
}

// looksLikeAddress says whether a text has a number and a road side by side, as in "12 Elm Street" or "Calle Mayor 7".
func looksLikeAddress(text string) bool {
	words := fold.Words(text)
	for i, w := range words {
		if !slices.Contains(roads, w) {
			continue
		}
		for j := max(0, i-3); j < min(len(words), i+4); j++ {
			if unicode.IsDigit([]rune(words[j])[0]) {
				return true
			}
		}
	}
	return false
}
