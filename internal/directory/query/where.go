package query

import (
	"slices"

	"kith/internal/place"
	"kith/internal/place/gazetteer"
)

// where reads the place of a search: a name, a point, a rectangle.
func (p *parser) where() {
	q := &p.s.Query
	lat, hasLat := p.number("lat", -90, 90)
	lng, hasLng := p.number("lng", -180, 180)
	if hasLat != hasLng {
		p.wrong.Add("lat", "search.half_a_point", nil)
		p.s.Values.Del("lat")
		p.s.Values.Del("lng")
	}
	near := p.one("near")
	switch {
	case hasLat && hasLng:
		q.Near = &place.Point{Lat: lat, Lng: lng}
		p.s.Values.Del("near")
	case near != "":
		p.near(near)
	}
	if km, ok := p.number("radius_km", 0.01, 20040); ok {
		q.RadiusKM = km
		if q.Near == nil && len(p.wrong) == 0 && !p.s.NearMe {
			p.bad("radius_km", "search.radius_needs_place", p.one("radius_km"))
		}
	}
	if q.Near != nil && q.RadiusKM == 0 && !p.anywhere() {
		q.RadiusKM = defaultRadius
	}
	if text := p.one("bbox"); text != "" {
		box, err := place.ParseBox(text)
		if err != nil {
			p.bad("bbox", "search.no_box", text)
			return
		}
		q.Box = &box
	}
}

// anywhere says whether only meetings are wanted that one need not travel to. A place alone then sets no bound: an online
// meeting is as near as any.
func (p *parser) anywhere() bool {
	ways := p.s.Values["attend"]
	return len(ways) > 0 && !slices.ContainsFunc(ways, func(way string) bool { return way != "online" && way != "phone" })
}

// near finds the place that a name or a slug of the gazetteer means.
func (p *parser) near(text string) {
	found := p.asked.Places.Find(text, p.options())
	if at, ok := p.asked.Places.LookupSlug(text); ok {
		found = []gazetteer.Place{at}
	}
	if len(found) == 0 {
		p.wrong.Add("near", "search.near_unknown", map[string]any{"value": text})
		p.s.Values.Del("near")
		return
	}
	p.take(found)
}

// take searches around the first of the places found.
func (p *parser) take(found []gazetteer.Place) {
	at := found[0].Point
	p.s.Place, p.s.Others = &found[0], found[1:]
	p.s.Query.Near = &at
}

func (p *parser) options() gazetteer.Options {
	return gazetteer.Options{Near: p.asked.Near, Country: p.asked.Country, Limit: 6}
}
