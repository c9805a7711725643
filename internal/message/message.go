// Package message holds every sentence that Kith says to people, in the languages it knows. A catalogue is a set of JSON
// files, one object of flat keys each; a language is added by putting a file beside the others, without code. Plural
// forms, numbers and sorting follow CLDR. A message is plain text: it never holds HTML.
package message

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// English is the language every key exists in; others fall back to it key by key.
const English = "en"

//go:embed catalogue/*.json
var embedded embed.FS

// Builtin is the catalogue that comes with Kith.
func Builtin() fs.FS {
	sub, err := fs.Sub(embedded, "catalogue")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return sub
}

// Catalogue is all messages in all languages. It does not change once loaded and may be used by several goroutines.
type Catalogue struct {
	languages []string // English first, then by name
	words     map[string]*Words
	matcher   language.Matcher
}

// Load reads the JSON files at the top of each file system. A file's language is its name up to the first dot, so that
// en.json and en.search.json are both English. In one file system a key may stand once in a language; a later file
// system's text replaces an earlier one's, so that an operator can put a language, or a wording, over Kith's own.
func Load(systems ...fs.FS) (*Catalogue, error) {
	texts := map[string]map[string]text{}
	for _, system := range systems {
		layer, err := readLayer(system)
		if err != nil {
			return nil, err
		}
		for lang, keys := range layer {
			if texts[lang] == nil {
				texts[lang] = map[string]text{}
			}
			for key, t := range keys {
				texts[lang][key] = t
			}
		}
	}
	return build(texts)
}

// readLayer reads one file system into language → key → text.
func readLayer(system fs.FS) (map[string]map[string]text, error) {
	names, err := fs.Glob(system, "*.json")
	if err != nil {
		return nil, err
	}
	layer := map[string]map[string]text{}
	for _, name := range names {
		lang, _, _ := strings.Cut(path.Base(name), ".")
		if _, err := language.Parse(lang); err != nil {
			return nil, fmt.Errorf("message: %s: %q is no language: %w", name, lang, err)
		}
		if layer[lang] == nil {
			layer[lang] = map[string]text{}
		}
		if err := readFile(system, name, layer[lang]); err != nil {
			return nil, fmt.Errorf("message: %s: %w", name, err)
		}
	}
	return layer, nil
}

// readFile adds one file's texts to those of its language.
func readFile(system fs.FS, name string, into map[string]text) error {
	data, err := fs.ReadFile(system, name)
	if err != nil {
		return err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	for key, value := range raw {
		if _, twice := into[key]; twice {
			return fmt.Errorf("the key %q stands twice", key)
		}
		t, err := parseText(value)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		into[key] = t
	}
	return nil
}

// build makes the words of each language.
func build(texts map[string]map[string]text) (*Catalogue, error) {
	if texts[English] == nil {
		return nil, errors.New("message: there is no English catalogue")
	}
	c := &Catalogue{words: map[string]*Words{}}
	for lang := range texts {
		c.languages = append(c.languages, lang)
	}
	slices.SortFunc(c.languages, englishFirst)
	var tags []language.Tag
	for _, lang := range c.languages {
		c.words[lang] = newWords(lang, texts[lang], texts[English])
		tags = append(tags, language.Make(lang))
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

func englishFirst(a, b string) int {
	if a == English {
		return -1
	}
	if b == English {
		return 1
	}
	return strings.Compare(a, b)
}

// Languages are the BCP 47 tags there are messages in, English first.
func (c *Catalogue) Languages() []string { return slices.Clone(c.languages) }

// Has says whether there are messages in exactly this language.
func (c *Catalogue) Has(lang string) bool { return c.words[lang] != nil }

// In gives the words of a language, English where there is no such language.
func (c *Catalogue) In(lang string) *Words {
	if w := c.words[lang]; w != nil {
		return w
	}
	return c.words[English]
}

// Match gives the language that suits an Accept-Language header best (RFC 9110 §12.5.4), English where none does or the
// header cannot be read.
func (c *Catalogue) Match(accept string) string {
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return English
	}
	_, i, confidence := c.matcher.Match(wanted...)
	if confidence == language.No {
		return English
	}
	return c.languages[i]
}
