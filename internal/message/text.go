package message

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
)

// text is one message: a pattern, or a pattern for each plural form of its language.
type text struct {
	plain pattern
	forms map[string]pattern // by CLDR name (zero, one, two, few, many, other), and "=0" for none at all
}

// pattern is a sentence cut at its placeholders.
type pattern []piece

// piece is words as they stand, or the name of a value to put there.
type piece struct {
	words string
	value string
}

// formNames are the plural forms that a message may have.
var formNames = []string{"=0", "zero", "one", "two", "few", "many", "other"}

// parseText reads a string, or an object of plural forms.
func parseText(value json.RawMessage) (text, error) {
	var s string
	if json.Unmarshal(value, &s) == nil {
		p, err := parsePattern(s)
		return text{plain: p}, err
	}
	var forms map[string]string
	if err := json.Unmarshal(value, &forms); err != nil {
		return text{}, errors.New("neither a text nor an object of plural forms")
	}
	if forms["other"] == "" {
		return text{}, errors.New(`the plural form "other" is missing`)
	}
	t := text{forms: map[string]pattern{}}
	for name, s := range forms {
		if !slices.Contains(formNames, name) {
			return text{}, fmt.Errorf("%q is no plural form", name)
		}
		p, err := parsePattern(s)
		if err != nil {
			return text{}, err
		}
		t.forms[name] = p
	}
	return t, nil
}

// parsePattern cuts a sentence at its {names}.
func parsePattern(s string) (pattern, error) {
	var p pattern
	for s != "" {
		before, rest, found := strings.Cut(s, "{")
		if strings.Contains(before, "}") {
			return nil, fmt.Errorf("a } without its { in %q", s)
		}
		if before != "" {
			p = append(p, piece{words: before})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.ContainsAny(name, "{ ") {
			return nil, fmt.Errorf("a { without its } in %q", s)
		}
		p = append(p, piece{value: name})
		s = after
	}
	return p, nil
}

// form gives the pattern for n things under a language's rules.
func (t text) form(w *Words, n int) pattern {
	if t.forms == nil {
		return t.plain
	}
	if p, ok := t.forms["=0"]; ok && n == 0 {
		return p
	}
	if p, ok := t.forms[formName(plural.Cardinal.MatchPlural(w.rules, abs(n), 0, 0, 0, 0))]; ok {
		return p
	}
	return t.forms["other"]
}

func formName(f plural.Form) string {
	switch f {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// patterns are all patterns of a text.
func (t text) patterns() []pattern {
	if t.forms == nil {
		return []pattern{t.plain}
	}
	var all []pattern
	for _, name := range formNames {
		if p, ok := t.forms[name]; ok {
			all = append(all, p)
		}
	}
	return all
}

// names are the values a text takes, sorted, each once.
func (t text) names() []string {
	var names []string
	for _, p := range t.patterns() {
		for _, part := range p {
			if part.value != "" {
				names = append(names, part.value)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
