package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kith/internal/directory"
	"kith/internal/directory/query"
	"kith/internal/fault"
	"kith/internal/message"
	"kith/internal/place/gazetteer"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// facetOf are the facets that search parameters ask for.
var facetOf = map[string]vocabulary.Facet{
	"attend": vocabulary.FacetAttend, "concern": vocabulary.FacetConcern, "programme": vocabulary.FacetProgramme,
	"format": vocabulary.FacetFormat, "format_all": vocabulary.FacetFormat, "audience": vocabulary.FacetAudience,
	"led": vocabulary.FacetLed, "belief": vocabulary.FacetBelief, "access": vocabulary.FacetAccess, "lang": vocabulary.FacetLanguage,
}

// shown are the parameters that chips stand for, in their order.
var shown = []string{"q", "concern", "programme", "near", "lat", "bbox", "when", "day", "from", "to", "attend", "format", "format_all",
	"audience", "led", "belief", "access", "lang", "org", "verified_days"}

// chips are what a search was understood to want, each with the search without it.
func (s *server) chips(ctx context.Context, f *finding) (chips []templates.Chip, err error) {
	v := f.explicit()
	atNight := tonight(v)
	for _, name := range shown {
		for _, value := range v[name] {
			text, rest := f.said(name, value), dropped(f.explicit(), name, value)
			switch {
			case name == "org":
				if text, err = s.organisationName(ctx, value); err != nil {
					return nil, err
				}
			case name == "day" && atNight:
				text = f.Say("results.tonight")
				rest.Del("from")
			case name == "from" && atNight:
				continue
			}
			chips = append(chips, f.chip(text, rest))
		}
	}
	return chips, nil
}

func tonight(v url.Values) bool {
	return slices.Equal(v["day"], []string{"today"}) && slices.Equal(v["from"], []string{query.Evening}) && !v.Has("to")
}

func (f *finding) chip(text string, without url.Values) templates.Chip {
	return templates.Chip{Text: text, Drop: f.address(without, ""), Name: f.Say("search.without", "what", text)}
}

// dropped leaves one value out, and what means nothing without it.
func dropped(v url.Values, name, value string) url.Values {
	v[name] = slices.DeleteFunc(slices.Clone(v[name]), func(one string) bool { return one == value })
	if name == "near" || name == "lat" {
		for _, part := range []string{"lat", "lng", "radius_km"} {
			v.Del(part)
		}
		if v.Get("sort") == "distance" {
			v.Del("sort")
		}
	}
	return v
}

// said is one value of a search in words.
func (f *finding) said(name, value string) string {
	value, not := strings.CutPrefix(value, "!")
	text := f.plainly(name, value)
	if not {
		return f.Say("search.not", "what", text)
	}
	return text
}

func (f *finding) plainly(name, value string) string {
	switch name {
	case "q":
		return f.Say("search.words", "words", value)
	case "near", "lat":
		return f.around(name)
	case "bbox":
		return f.Say("search.box")
	case "when":
		return f.Say("search.now")
	case "day":
		return f.dayWanted(value)
	case "from":
		return f.Say("search.from", "time", clockWords(f.Words, value))
	case "to":
		return f.Say("search.to", "time", clockWords(f.Words, value))
	case "verified_days":
		n, _ := strconv.Atoi(value) // a fraction of a day is understood, and said as 0
		return f.Count("search.verified", n)
	}
	return facetName(f.Words, name, value)
}

// facetName names a code of a search parameter; whether a meeting is open is asked for among the formats.
func facetName(w *message.Words, name, code string) string {
	facet := facetOf[name]
	if facet == vocabulary.FacetFormat && !vocabulary.Valid(facet, code) {
		facet = vocabulary.FacetOpen
	}
	return vocabulary.Name(facet, code, w.Lang())
}

// around says what place is meant and how far about it is looked.
func (f *finding) around(name string) string {
	where := f.Say("search.here")
	if name == "near" && f.sought.Place != nil {
		where = placeName(f.Words, *f.sought.Place)
	}
	if f.sought.Query.RadiusKM == 0 {
		return f.Say("search.near-all", "place", where)
	}
	return f.Say("search.near-within", "place", where, "n", f.Words.Decimal(f.sought.Query.RadiusKM, 1))
}

func (f *finding) dayWanted(value string) string {
	switch value {
	case "today":
		return f.Say("results.today")
	case "tomorrow":
		return f.Say("results.tomorrow")
	}
	n, _ := strconv.Atoi(value) // Parse let pass 0 to 6 only
	return f.Words.Weekdays(time.Weekday(n))
}

func clockWords(w *message.Words, text string) string {
	c, err := schedule.ParseClock(text)
	if err != nil {
		return text
	}
	return w.ClockAt(int(c))
}

// placeName names a place so that it is not taken for another: "Oakland, California".
func placeName(w *message.Words, p gazetteer.Place) string {
	parts := []string{p.Name}
	for _, part := range []string{p.County, p.Region} {
		if part != "" && part != p.Name {
			parts = append(parts, part)
		}
	}
	switch {
	case p.Kind == gazetteer.Position:
		parts = []string{p.Town}
	case p.Kind == gazetteer.Postcode && p.Town != "":
		parts = []string{p.Name, p.Town}
	case p.Country != "US" || p.Region == "":
		parts = append(parts, w.Country(p.Country))
	}
	return strings.Join(parts, ", ")
}

// organisationName is what an organisation is called, its address where there is none such.
func (s *server) organisationName(ctx context.Context, slug string) (string, error) {
	slug, _ = strings.CutPrefix(slug, "!")
	whole, err := s.Directory.Public(ctx, directory.KindOrganisation, slug)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return slug, nil
	case err != nil || whole.MovedTo != "":
		return slug, err
	}
	return whole.Listing.Content.Title(), nil
}
