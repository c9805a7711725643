package build

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/blevesearch/vellum"
	"golang.org/x/text/language"

	"kith/internal/place"
	"kith/internal/place/gazetteer/layout"
)

// Blob makes the gazetteer. The same input always gives the same bytes. The error tells of rows that cannot be read.
func Blob(in Input) ([]byte, error) {
	towns, err := readTowns(in.Cities)
	if err != nil {
		return nil, err
	}
	if len(towns) == 0 {
		return nil, errors.New("no towns")
	}
	b := &builder{in: in, towns: towns, texts: map[string]uint32{}, names: index{}, qualifiers: index{}}
	b.text("")
	b.divide()
	b.settle()
	b.deliver()
	return b.seal()
}

// index lists, for each folded name, the numbers of what bears it.
type index map[string][]uint32

type builder struct {
	in         Input
	towns      []town
	out        layout.Sections
	texts      map[string]uint32 // offsets of texts already written
	countries  []string
	regions    map[string]uint16 // by code, "US.CA"
	names      index
	qualifiers index
}

// text returns the offset of a text, writing it once.
func (b *builder) text(s string) uint32 {
	at, ok := b.texts[s]
	if !ok {
		at = uint32(len(b.out[layout.Strings]))
		b.texts[s] = at
		b.out[layout.Strings] = layout.AppendText(b.out[layout.Strings], s)
	}
	return at
}

// divide writes the countries and regions that have towns.
func (b *builder) divide() {
	used := map[string]map[string]bool{}
	for _, t := range b.towns {
		if used[t.country] == nil {
			used[t.country] = map[string]bool{t.country + ".": true}
		}
		used[t.country][t.region()] = true
	}
	names := byCode(b.in.Regions)
	b.countries = slices.Sorted(maps.Keys(used))
	b.regions = map[string]uint16{}
	for i, code := range b.countries {
		b.addCountry(uint32(i), code)
		for _, region := range slices.Sorted(maps.Keys(used[code])) {
			b.addRegion(uint16(i), region, names[region])
		}
	}
}

func byCode(divisions []Division) map[string]string {
	names := make(map[string]string, len(divisions))
	for _, d := range divisions {
		names[d.Code] = d.Name
	}
	return names
}

func (b *builder) addCountry(i uint32, code string) {
	for _, key := range countryKeys(code) {
		b.qualifiers.add(key, i*2)
	}
	b.out[layout.Countries] = layout.Country{
		Code:    code,
		English: b.text(countryName(language.English, code)),
		Spanish: b.text(countryName(language.Spanish, code)),
	}.Append(b.out[layout.Countries])
}

func (b *builder) addRegion(country uint16, code, name string) {
	i := len(b.regions)
	b.regions[code] = uint16(i)
	for _, key := range regionKeys(code, name) {
		b.qualifiers.add(key, uint32(i)*2+1)
	}
	b.out[layout.Regions] = layout.Region{
		Country: country,
		Code:    b.text(code[strings.IndexByte(code, '.')+1:]),
		Name:    b.text(name),
	}.Append(b.out[layout.Regions])
}

// settle writes the towns and, for those that share a slug, their counties.
func (b *builder) settle() {
	regions, counties := byCode(b.in.Regions), byCode(b.in.Counties)
	shared := map[string][]int{}
	for i, t := range b.towns {
		slug := layout.Slug(t.name, regions[t.region()], t.country)
		shared[slug] = append(shared[slug], i)
	}
	for i, t := range b.towns {
		sharing := shared[layout.Slug(t.name, regions[t.region()], t.country)]
		if len(sharing) > 1 && counties[t.county()] != "" {
			county := layout.County{Town: uint32(i), Name: b.text(counties[t.county()])}
			b.out[layout.Counties] = county.Append(b.out[layout.Counties])
		}
		b.addTown(i, &t, i != slices.MinFunc(sharing, b.byPopulation))
	}
}

// byPopulation orders indexes of towns, the most populous first.
func (b *builder) byPopulation(i, j int) int {
	return cmp.Or(cmp.Compare(b.towns[j].population, b.towns[i].population), cmp.Compare(b.towns[i].id, b.towns[j].id))
}

func (b *builder) addTown(i int, t *town, twin bool) {
	for key := range t.keys() {
		b.names.add(key, uint32(i))
	}
	b.out[layout.Towns] = layout.Record{
		Name: b.text(t.name), Ref: t.id, Lat: t.lat, Lng: t.lng,
		Population: t.population, Region: b.regions[t.region()], Part: t.part, Twin: twin,
	}.Append(b.out[layout.Towns])
}

// deliver writes the postal codes; each takes its region from the nearest town.
func (b *builder) deliver() {
	home := slices.Index(b.countries, "US")
	if home < 0 {
		return
	}
	nearest := newNeighbours(b.towns, "US")
	for i, code := range b.in.Postcodes {
		r := layout.Record{Name: b.text(code.Code), Lat: layout.Units(code.Lat), Lng: layout.Units(code.Lng)}
		r.Ref, r.Region = layout.NoTown, b.regions["US."]
		if t, ok := nearest.to(place.Point{Lat: code.Lat, Lng: code.Lng}); ok {
			r.Ref, r.Region = uint32(t), b.regions[b.towns[t].region()]
		}
		b.names.add(code.Code, uint32(len(b.towns)+i))
		b.out[layout.Postcodes] = r.Append(b.out[layout.Postcodes])
	}
}

// seal writes the dictionaries and joins everything.
func (b *builder) seal() ([]byte, error) {
	for _, places := range b.names {
		slices.SortFunc(places, func(p, q uint32) int {
			if max(p, q) >= uint32(len(b.towns)) {
				return cmp.Compare(p, q)
			}
			return b.byPopulation(int(p), int(q))
		})
	}
	var err error
	if b.out[layout.Names], err = b.dictionary(b.names); err != nil {
		return nil, err
	}
	if b.out[layout.Qualifiers], err = b.dictionary(b.qualifiers); err != nil {
		return nil, err
	}
	b.out[layout.Sources] = []byte(strings.Join(b.in.Sources, "\n"))
	return layout.Seal(b.out), nil
}

func (b *builder) dictionary(ix index) ([]byte, error) {
	var out bytes.Buffer
	fst, err := vellum.New(&out, nil)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(ix)) {
		var value uint64
		b.out[layout.Lists], value = layout.AppendList(b.out[layout.Lists], ix[key])
		if err := fst.Insert([]byte(key), value); err != nil {
			return nil, err
		}
	}
	err = fst.Close()
	return out.Bytes(), err
}

// add notes that number bears the name key; twice counts once.
func (ix index) add(key string, number uint32) {
	if !slices.Contains(ix[key], number) {
		ix[key] = append(ix[key], number)
	}
}
