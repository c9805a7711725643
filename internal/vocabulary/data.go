package vocabulary

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

//go:embed data/*.json
var files embed.FS

// entry is one code of a facet as its data file has it.
type entry struct {
	Code    string              `json:"code"`
	Parents []string            `json:"parents"` // wider codes of the same facet
	Names   map[string]string   `json:"names"`   // by language: how it is shown
	Words   map[string][]string `json:"words"`   // by language: what people say instead

	// Programmes only.
	Short     string   `json:"short"`
	Kind      Kind     `json:"kind"`
	Concerns  []string `json:"concerns"`
	TSML      string   `json:"tsml"`
	BMLT      bool     `json:"bmlt"`
	WeakShort bool     `json:"weak_short"`
}

type facetFile struct {
	Facet Facet   `json:"facet"`
	Codes []entry `json:"codes"`
}

// vocabulary is everything the data files say, indexed.
type vocabulary struct {
	entries  map[Facet][]*entry
	byTerm   map[Term]*entry
	guide    guideTable
	bmlt     bmltTable
	dialects []dialect
}

// tables reads the embedded files once. They are part of the program: a fault in them is ours, and a test finds it.
var tables = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{entries: map[Facet][]*entry{}, byTerm: map[Term]*entry{}}
	for _, f := range Facets() {
		v.addFacet(f)
	}
	var guide guideFile
	mustRead("meeting_guide", &guide)
	v.guide = newGuideTable(guide.Types)
	var formats bmltFile
	mustRead("bmlt", &formats)
	v.bmlt = newBMLTTable(formats.Formats)
	var local dialectFile
	mustRead("dialect", &local)
	v.dialects = local.Dialects
	return v
})

func (v *vocabulary) addFacet(f Facet) {
	var file facetFile
	mustRead(string(f), &file)
	for i := range file.Codes {
		e := &file.Codes[i]
		v.entries[f] = append(v.entries[f], e)
		v.byTerm[Term{f, e.Code}] = e
	}
}

// mustRead decodes data/name.json strictly.
func mustRead(name string, into any) {
	raw, err := files.ReadFile("data/" + name + ".json")
	if err != nil {
		panic(err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		panic(fmt.Errorf("vocabulary data %s: %w", name, err))
	}
}

// UnmarshalText reads "facet:code", so that data files can name terms. It does not check that the code exists.
func (t *Term) UnmarshalText(text []byte) error {
	facet, code, found := strings.Cut(string(text), ":")
	if !found || facet == "" || code == "" {
		return fmt.Errorf("term %q is not facet:code", text)
	}
	*t = Term{Facet(facet), code}
	return nil
}

// MarshalText writes "facet:code".
func (t Term) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
