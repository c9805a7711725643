package vocabulary

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// BMLTFormat is a format as BMLT's semantic API writes it.
type BMLTFormat struct {
	Key     string // key_string, the server's own letters
	WorldID string // world_id, the same on all servers; empty for many
	Type    string // format_type_enum: FC1 how it goes, FC2 place and means, FC3 audience, O open or closed, LANG language
}

// bmltRow is one format as the data file has it.
type bmltRow struct {
	Key       string            `json:"key"`
	OtherKeys map[string]string `json:"other_keys"` // by language, where servers use other letters
	Worlds    []string          `json:"worlds"`     // first the one we write, then others that servers publish
	Type      string            `json:"type"`
	Terms     []Term            `json:"terms"` // the first is the one that maps back
}

type bmltFile struct {
	Formats []bmltRow `json:"formats"`
}

type bmltTable struct {
	rows   []bmltRow
	byTerm map[Term]*bmltRow
}

func newBMLTTable(rows []bmltRow) bmltTable {
	t := bmltTable{rows, map[Term]*bmltRow{}}
	for i := range rows {
		if _, taken := t.byTerm[rows[i].Terms[0]]; !taken {
			t.byTerm[rows[i].Terms[0]] = &rows[i]
		}
	}
	return t
}

// worldLanguage is the world id shared by all formats that say in which language a meeting is held.
const worldLanguage = "LANG"

// FromBMLT says what a BMLT format means. The world id is believed before the key, since each server chooses its own
// keys; the key decides between formats that share a world id (SPK, QA, TRAD), and alone where no world id is published.
// With LANG and a key that is an ISO 639 code, it is that language. lang is the format's own (lang_enum). An unknown
// format gives Unknown of its key and false.
func FromBMLT(worldID, key, lang string) ([]Term, bool) {
	worldID, key = strings.ToUpper(strings.TrimSpace(worldID)), strings.TrimSpace(key)
	if r := tables().bmlt.find(worldID, key, lang); r != nil {
		return slices.Clone(r.Terms), true
	}
	if worldID == worldLanguage {
		if code, ok := languageOfKey(key); ok {
			return []Term{{FacetLanguage, code}}, true
		}
	}
	return []Term{Unknown(key)}, false
}

func (t bmltTable) find(worldID, key, lang string) *bmltRow {
	var sameWorld, sameKey *bmltRow
	for i := range t.rows {
		r := &t.rows[i]
		isWorld, isKey := slices.Contains(r.Worlds, worldID), r.hasKey(key, lang)
		switch {
		case isWorld && isKey:
			return r
		case isWorld && worldID != "" && sameWorld == nil:
			sameWorld = r
		case isKey && worldID == "" && sameKey == nil:
			sameKey = r
		}
	}
	if worldID == "" {
		return sameKey
	}
	if worldID == worldLanguage {
		return nil
	}
	return sameWorld
}

// hasKey reports whether servers in lang use key for this format. A language with a key of its own does not use ours.
func (r *bmltRow) hasKey(key, lang string) bool {
	if own, ok := r.OtherKeys[baseOf(lang)]; ok {
		return key == own
	}
	return key == r.Key
}

// languageOfKey reads a key such as "DE" or "DEU".
func languageOfKey(key string) (string, bool) {
	if len(key) != 2 && len(key) != 3 {
		return "", false
	}
	return CanonicalLanguage(key)
}

// ToBMLT gives the format that says a term, or says the nearest wider one (a Big Book meeting is BK). A language
// without a format of its own gets its three ISO 639 letters, which no other key uses, with world id LANG. It is false
// when BMLT has no word for it.
func ToBMLT(t Term) (BMLTFormat, bool) {
	for _, code := range Ancestors(t.Facet, t.Code) {
		if r, ok := tables().bmlt.byTerm[Term{t.Facet, code}]; ok {
			return BMLTFormat{r.Key, r.Worlds[0], r.Type}, true
		}
	}
	if t.Facet != FacetLanguage {
		return BMLTFormat{}, false
	}
	tag, err := language.Parse(t.Code)
	if err != nil {
		return BMLTFormat{}, false
	}
	base, _ := tag.Base()
	return BMLTFormat{strings.ToUpper(base.ISO3()), worldLanguage, "LANG"}, true
}
