package message

import "strings"

// The pseudo-locales: English made longer and accented, so that a text that bypasses the catalogue, a box too narrow or
// a layout that only runs from the left is seen at once. PseudoRTL runs from the right.
const (
	Pseudo    = "qps-ploc"
	PseudoRTL = "qps-plocm"
)

// WithPseudo gives a catalogue that has the two pseudo-locales besides its own languages, for tests. They are
// found by name alone: no page offers them and no browser is given them.
func (c *Catalogue) WithPseudo() *Catalogue {
	texts := map[string]map[string]text{}
	for _, lang := range c.languages {
		texts[lang] = c.words[lang].texts
	}
	for _, lang := range []string{Pseudo, PseudoRTL} {
		texts[lang] = map[string]text{}
		for key, t := range c.words[English].texts {
			texts[lang][key] = pseudoText(key, t)
		}
	}
	with, err := build(texts)
	if err != nil {
		panic(err) // c was built, so it has English
	}
	with.languages, with.matcher = c.languages, c.matcher
	return with
}

// pseudoText makes a text longer in every form. Settings such as week.first are not words and stay.
func pseudoText(key string, t text) text {
	if key == "week.first" || key == "clock" {
		return t
	}
	out := text{plain: pseudoPattern(t.plain)}
	for name, p := range t.forms {
		if out.forms == nil {
			out.forms = map[string]pattern{}
		}
		out.forms[name] = pseudoPattern(p)
	}
	return out
}

var accents = strings.NewReplacer("a", "á", "e", "ë", "i", "ï", "o", "ö", "u", "ü", "A", "Â", "E", "É", "I", "Í", "O", "Ø", "U", "Û", "n", "ñ", "c", "ç")

func pseudoPattern(p pattern) pattern {
	if len(p) == 0 {
		return nil
	}
	length := 0
	out := pattern{{words: "["}}
	for _, part := range p {
		length += len(part.words)
		out = append(out, piece{words: accents.Replace(part.words), value: part.value})
	}
	return append(out, piece{words: strings.Repeat("~", length/3) + "]"})
}
