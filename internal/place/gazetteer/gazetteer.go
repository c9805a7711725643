// Package gazetteer finds towns and postal codes by name, and names by position, without asking anybody: in a table
// made from open data when the program is built. It is read in place, so that opening it costs no memory.
package gazetteer

import (
	"errors"
	"sort"
	"strings"

	"github.com/blevesearch/vellum"

	"kith/internal/fold"
	"kith/internal/place"
	"kith/internal/place/data"
	"kith/internal/place/gazetteer/layout"
)

// Gazetteer is an open table; its methods may be called at the same time. The zero value is an empty gazetteer.
type Gazetteer struct {
	sections   layout.Sections
	names      *vellum.FST
	qualifiers *vellum.FST
	towns      uint32
}

// ErrNotBuilt is returned by Open when the program was built without a gazetteer.
var ErrNotBuilt = errors.New("no gazetteer was built: run go run ./tools/gazetteer")

// Open opens the gazetteer in the program. With an error comes an empty gazetteer, which finds nothing but positions.
func Open() (*Gazetteer, error) {
	if len(data.Gazetteer()) == 0 {
		return &Gazetteer{}, ErrNotBuilt
	}
	return Load(data.Gazetteer())
}

// Load opens a blob, which must not change afterwards. With the error layout.ErrBroken comes an empty gazetteer.
func Load(blob []byte) (*Gazetteer, error) {
	sections, err := layout.Open(blob)
	if err != nil {
		return &Gazetteer{}, err
	}
	names, errNames := vellum.Load(sections[layout.Names])
	qualifiers, errQualifiers := vellum.Load(sections[layout.Qualifiers])
	if errNames != nil || errQualifiers != nil {
		return &Gazetteer{}, layout.ErrBroken
	}
	return &Gazetteer{sections, names, qualifiers, uint32(sections.RecordCount(layout.Towns))}, nil
}

// Len returns the number of towns and of postal codes.
func (g *Gazetteer) Len() (towns, postcodes int) {
	return int(g.towns), g.sections.RecordCount(layout.Postcodes)
}

// Source is a body of data in the gazetteer.
type Source struct {
	Package, Version string
	Licence          string // SPDX identifier
	Attribution      string // the sentence that a page must show
}

// Sources returns what the gazetteer was made from.
func (g *Gazetteer) Sources() []Source {
	var sources []Source
	for line := range strings.Lines(string(g.sections[layout.Sources])) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 4 {
			sources = append(sources, Source{f[0], f[1], f[2], f[3]})
		}
	}
	return sources
}

// Country returns the name of a country with an ISO 3166-1 alpha-2 code in Spanish if language is "es", else in
// English; "" for countries without towns.
func (g *Gazetteer) Country(code, language string) string {
	count := g.sections.CountryCount()
	i := sort.Search(count, func(i int) bool { return g.sections.Country(i).Code >= code })
	if i == count || g.sections.Country(i).Code != code {
		return ""
	}
	if language == "es" {
		return g.sections.Text(g.sections.Country(i).Spanish)
	}
	return g.sections.Text(g.sections.Country(i).English)
}

// named returns the places with exactly the folded name, the most populous first.
func (g *Gazetteer) named(key string) []uint32 {
	return g.look(g.names, key)
}

func (g *Gazetteer) look(dictionary *vellum.FST, key string) []uint32 {
	if dictionary == nil {
		return nil
	}
	value, ok, err := dictionary.Get([]byte(key))
	if err != nil || !ok {
		return nil
	}
	return g.sections.List(nil, value)
}

func (g *Gazetteer) record(id uint32) layout.Record {
	if id < g.towns {
		return g.sections.Record(layout.Towns, int(id))
	}
	return g.sections.Record(layout.Postcodes, int(id-g.towns))
}

func pointOf(r layout.Record) place.Point {
	return place.Point{Lat: float64(r.Lat) / 1e5, Lng: float64(r.Lng) / 1e5}
}

// countryOf returns the code of a record's country.
func (g *Gazetteer) countryOf(r layout.Record) string {
	return g.sections.Country(int(g.sections.Region(r.Region).Country)).Code
}

// isNamed reports whether key is the record's own name rather than another name of it.
func (g *Gazetteer) isNamed(r layout.Record, key string) bool {
	return layout.Unshorten(fold.Fold(g.sections.Text(r.Name))) == layout.Unshorten(key)
}
