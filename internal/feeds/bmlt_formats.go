package feeds

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"

	"kith/internal/vocabulary"
)

// format is one format as BMLT's semantic API lists it. Its names come from the vocabulary.
type format struct {
	id    int64
	key   string // key_string
	world string
	kind  string // format_type_enum
	term  vocabulary.Term
}

// stockFormats are the ids that every BMLT server is born with, by key. Widgets out there are set up with them.
var stockFormats = map[string]int64{
	"B": 1, "BL": 2, "BT": 3, "C": 4, "CH": 5, "CL": 6, "CS": 7, "D": 8, "ES": 9, "GL": 10, "IL": 11, "IP": 12, "IW": 13, "JT": 14,
	"M": 15, "NC": 16, "O": 17, "Pi": 18, "RF": 19, "Rr": 20, "SC": 21, "SD": 22, "SG": 23, "SL": 24, "So": 26, "St": 27, "Ti": 28,
	"To": 29, "Tr": 30, "TW": 31, "W": 32, "WC": 33, "YP": 34, "OE": 35, "BK": 36, "NS": 37, "Ag": 38, "FD": 39, "AB": 40, "ME": 41,
	"RA": 42, "QA": 43, "CW": 44, "CP": 45, "FIN": 46, "ENG": 47, "PER": 48, "L/R": 49, "LC": 51, "ID": 52,
}

// The ids of formats that are not in stock follow from their keys, so that they are the same on every server and in every
// version: those of the vocabulary in the first range, codes that nobody here knows in the second.
const (
	firstOwnFormat     = 1_000
	ownFormats         = 1_000_000
	firstUnknownFormat = 2_000_000
)

// formatOf is the format that says a term. A term that BMLT has no word for is a format of its own, named by its code.
func formatOf(t vocabulary.Term) format {
	if t.Facet == vocabulary.FacetUnknown {
		return unknownFormat(t)
	}
	if b, ok := vocabulary.ToBMLT(t); ok {
		f := format{key: b.Key, world: b.WorldID, kind: b.Type, term: t}
		if said, ok := vocabulary.FromBMLT(b.WorldID, b.Key, "en"); ok {
			f.term = said[0]
		}
		f.id = formatID(f.key, firstOwnFormat)
		return f
	}
	return format{id: formatID(t.Code, firstOwnFormat), key: t.Code, kind: formatKind(t.Facet), term: t}
}

// unknownFormat is a code that nobody here knows, under its own letters: other letters when they mean something to BMLT.
func unknownFormat(t vocabulary.Term) format {
	key := strings.ReplaceAll(t.Code, ",", " ")
	if _, taken := vocabulary.FromBMLT("", key, "en"); taken {
		key = "x-" + key
	}
	return format{id: formatID(key, firstUnknownFormat), key: key, kind: "FC1", term: t}
}

func formatID(key string, from int64) int64 {
	if id := stockFormats[key]; id != 0 {
		return id
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	return from + int64(h.Sum64()%ownFormats)
}

// formatKind is BMLT's word for what a facet is about.
func formatKind(f vocabulary.Facet) string {
	switch f {
	case vocabulary.FacetFormat:
		return "FC1"
	case vocabulary.FacetAccess:
		return "FC2"
	case vocabulary.FacetOpen:
		return "O"
	case vocabulary.FacetLanguage:
		return "LANG"
	}
	return "FC3"
}

// attendTerms are the formats that say how one attends.
var attendTerms = map[string]vocabulary.Term{
	"online": {Facet: vocabulary.FacetAttend, Code: "online"},
	"phone":  {Facet: vocabulary.FacetAttend, Code: "online"},
	"hybrid": {Facet: vocabulary.FacetAttend, Code: "hybrid"},
	"closed": {Facet: vocabulary.FacetAttend, Code: "closed"},
}

// formatsOf are the formats of some terms, by id, each once.
func formatsOf(terms []vocabulary.Term) []format {
	var all []format
	for _, t := range terms {
		f := formatOf(t)
		if !slices.ContainsFunc(all, func(o format) bool { return o.id == f.id }) {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b format) int { return cmp.Compare(a.id, b.id) })
	return all
}

// formatLanguages are the languages that formats have names in.
var formatLanguages = []string{"en", "es"}

// row gives the format in one of formatLanguages.
func (f *format) row(lang, server string) []string {
	name := vocabulary.Name(f.term.Facet, f.term.Code, lang)
	return []string{f.key, name, name, lang, formatNumber(f.id), f.world, f.kind, server}
}

var formatKeys = []string{"key_string", "name_string", "description_string", "lang", "id", "world_id", "format_type_enum", "root_server_uri"}
