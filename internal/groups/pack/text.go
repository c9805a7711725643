package pack

import (
	"maps"
	"slices"
	"strings"

	"kith/internal/message"
)

// Text is the same words in several languages, by BCP 47 tag. It is plain text without markup.
type Text map[string]string

// In gives the words in a language: exactly that one ("es-MX"), else the wider one ("es"), else English, else the first
// by tag. It is empty for an empty text only.
func (t Text) In(lang string) string {
	for tag := lang; tag != ""; tag = wider(tag) {
		if s, ok := t[tag]; ok {
			return s
		}
	}
	if s, ok := t[message.English]; ok {
		return s
	}
	for _, tag := range t.Languages() {
		return t[tag]
	}
	return ""
}

// Languages lists the tags that the text has words in, sorted.
func (t Text) Languages() []string { return slices.Sorted(maps.Keys(t)) }

// wider takes the last part off a tag.
func wider(tag string) string { return tag[:max(0, strings.LastIndexByte(tag, '-'))] }
