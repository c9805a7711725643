package gazetteer

import (
	"sort"
	"strconv"
	"strings"

	"kith/internal/place"
	"kith/internal/place/gazetteer/layout"
)

// Kind tells what a Place is.
type Kind int

// Kinds of places.
const (
	Town     Kind = iota // a city, town, village or part of one
	Postcode             // the middle of a postal code's area
	Position             // a latitude and a longitude, named after the nearest town
)

// Place is somewhere that people name.
type Place struct {
	Kind       Kind
	Name       string // "Oakland"; of a postal code "94607"
	Town       string // the town of a postal code or position; of a town its own name
	County     string // set where another town of the region shares the name
	Region     string // first-order division: "California"; may be empty
	RegionCode string // its GeoNames code, in the United States the postal one: "CA"
	Country    string // ISO 3166-1 alpha-2: "US"
	Point      place.Point
	Population int // people; 0 if unknown

	number uint32 // GeoNames number
	twin   bool   // a more populous town has the same slug without the number
}

// Slug names a town or postal code in an address: "oakland-california-us", "94607-us", and for the smaller of two
// towns "oakland-pennsylvania-us-5204103". It is "" for a position, which must not be in an address.
func (p Place) Slug() string {
	switch {
	case p.Kind == Position || p.Name == "":
		return ""
	case p.Kind == Postcode:
		return layout.Slug(p.Name, "", p.Country)
	case p.twin:
		return layout.Slug(p.Name, p.Region, p.Country) + "-" + strconv.FormatUint(uint64(p.number), 10)
	}
	return layout.Slug(p.Name, p.Region, p.Country)
}

// LookupSlug returns the place that Slug named.
func (g *Gazetteer) LookupSlug(slug string) (Place, bool) {
	if len(slug) > longestText {
		return Place{}, false
	}
	words := strings.Split(slug, "-")
	for n := min(len(words), longestName); n > 0; n-- {
		for _, id := range g.named(strings.Join(words[:n], " ")) {
			if p := g.place(id); p.Slug() == slug {
				return p, true
			}
		}
	}
	return Place{}, false
}

// place reads a place of the table.
func (g *Gazetteer) place(id uint32) Place {
	r := g.record(id)
	region := g.sections.Region(r.Region)
	p := Place{
		Name:       g.sections.Text(r.Name),
		Region:     g.sections.Text(region.Name),
		RegionCode: g.sections.Text(region.Code),
		Country:    g.sections.Country(int(region.Country)).Code,
		Point:      pointOf(r),
		Population: int(r.Population),
	}
	if id < g.towns {
		p.Town, p.County, p.number, p.twin = p.Name, g.county(id), r.Ref, r.Twin
		return p
	}
	p.Kind = Postcode
	if r.Ref != layout.NoTown {
		p.Town = g.sections.Text(g.record(r.Ref).Name)
	}
	return p
}

func (g *Gazetteer) county(town uint32) string {
	count := g.sections.CountyCount()
	i := sort.Search(count, func(i int) bool { return g.sections.County(i).Town >= town })
	if i == count || g.sections.County(i).Town != town {
		return ""
	}
	return g.sections.Text(g.sections.County(i).Name)
}

// at names a position after the nearest town.
func (g *Gazetteer) at(p place.Point) Place {
	near, _, ok := g.Nearest(p)
	if !ok {
		near = Place{}
	}
	near.Kind, near.Point, near.Population = Position, p, 0
	near.Name = strconv.FormatFloat(p.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(p.Lng, 'f', -1, 64)
	return near
}
