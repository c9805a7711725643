package feeds

import (
	"strings"

	"kith/internal/fold"
)

// record is one row of a source, whatever its form: each field by its name, as text or as a list of texts. Names are
// lower case with underscores. A field that is empty or null is absent.
type record struct {
	where string
	text  map[string]string
	list  map[string][]string
}

func newRecord() *record {
	return &record{text: map[string]string{}, list: map[string][]string{}}
}

// Nothing that is read of a field needs more than this, in bytes and in entries: what a hostile row makes us look at
// stays small.
const (
	maxField = 32 << 10
	maxList  = 100
)

// set keeps a field's text, without zero bytes, which no database takes.
func (r *record) set(name, text string) {
	text = strings.ReplaceAll(text, "\x00", "")
	if len(text) > maxField {
		text = strings.ToValidUTF8(text[:maxField], "")
	}
	if text != "" {
		r.text[name] = text
	}
}

// add keeps one more text of a list.
func (r *record) add(name, text string) {
	if l := r.list[name]; len(l) < maxList && len(text) <= maxField {
		r.list[name] = append(l, strings.ReplaceAll(text, "\x00", ""))
	}
}

func (r *record) reset(where string) {
	r.where = where
	clear(r.text)
	clear(r.list)
}

// get gives the first of the named fields that is there, as text.
func (r *record) get(names ...string) string {
	for _, name := range names {
		if v := strings.TrimSpace(r.text[name]); v != "" {
			return v
		}
		if l := r.list[name]; len(l) > 0 {
			return strings.Join(l, ", ")
		}
	}
	return ""
}

// named is where the row stands, with its name, so that a person can find it. A name that tells the row's place stays out:
// that may be a home, and reports are kept.
func (r *record) named() string {
	name := quoted(r.get("name", "meeting_name", "group", "group_name"))
	if name == "" || r.tellsHome(name) {
		return r.where
	}
	return r.where + " (" + name + ")"
}

// tellsHome says whether text holds the name or the street of the row's place.
func (r *record) tellsHome(text string) bool {
	text = " " + fold.Fold(text) + " "
	for _, hidden := range []string{r.get("location", "location_text"), street(r.get("formatted_address", "address", "street", "location_street"))} {
		if hidden = fold.Fold(hidden); hidden != "" && strings.Contains(text, " "+hidden+" ") {
			return true
		}
	}
	return false
}

// all gives a field as a list; text is parted at commas and semicolons.
func (r *record) all(name string) []string {
	if l := r.list[name]; len(l) > 0 {
		return l
	}
	return parts(r.text[name])
}

// parts splits a list that was written as text.
func parts(s string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == ';' || c == '|' || c == '\n' }) {
		if p = strings.TrimSpace(p); p != "" && len(out) < maxList {
			out = append(out, p)
		}
	}
	return out
}

// fieldName brings a name to the form that record uses: "Conference URL" → "conference_url".
func fieldName(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return c == ' ' || c == '-' || c == '_' || c == '\t' || c == '\u00a0'
	}), "_")
}
