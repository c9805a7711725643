package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kith/internal/directory/index"
	"kith/internal/directory/query"
	"kith/internal/fault"
	"kith/internal/message"
	"kith/internal/place/gazetteer"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// slugOf is a code of the vocabulary as it stands in an address.
func slugOf(code string) string { return strings.ReplaceAll(code, "_", "-") }

func codeOf(slug string) string { return strings.ReplaceAll(slug, "-", "_") }

// placeRadius is how far about a place its page looks, in kilometres.
const placeRadius = 25

// selection is one part of the directory: what is searched for it, and the same as parameters of a search.
type selection struct {
	query  index.Query
	values url.Values
}

// browse fills a page with the meetings of a part of the directory, and leads to the search for more.
func (s *server) browse(t *teller, p selection, b *templates.Browse) (index.Answer, error) {
	p.query.Limit, p.query.Facets = query.PerPage, true
	answer, err := s.Directory.Index().Search(t.now, p.query)
	if err != nil {
		return answer, err
	}
	b.Lead, b.Days, b.Total = t.Count("browse.count", answer.Total), t.byDay(answer.Hits), answer.Total
	for _, h := range answer.Groups {
		b.Groups = append(b.Groups, t.row(h, ""))
	}
	if answer.Total+len(answer.Groups) == 0 {
		b.Ways = append(b.Ways,
			templates.Way{Icon: "monitor", Text: t.Say("browse.online"), Href: t.To("/search?attend=online")},
			templates.Way{Icon: "list", Text: t.Say("home.all"), Href: t.To("/concerns")})
	}
	if answer.Total > len(answer.Hits) {
		b.MoreHref, b.More = t.To("/search?"+p.values.Encode()), t.Count("browse.all", answer.Total)
	}
	return answer, nil
}

// samples says whether a list has sample meetings in it: search engines are then asked to stay away.
func samples(hits []index.Hit) bool {
	return slices.ContainsFunc(hits, func(h index.Hit) bool { return h.Entry.Sample })
}

// browsePage begins a page of a part of the directory.
func (s *server) browsePage(r *http.Request, title string) templates.Page {
	page := s.page(r, title)
	page.Section, page.Islands, page.Path = templates.Concerns, []string{"near", "times"}, r.URL.Path
	return page
}

// concern is the page of what groups are about.
func (s *server) concern(w http.ResponseWriter, r *http.Request) error {
	code := codeOf(r.PathValue("slug"))
	if _, ok := vocabulary.ConcernByCode(code); !ok {
		return fault.New(fault.NotFound, "", nil)
	}
	words := s.spoken(r).words
	name := vocabulary.Name(vocabulary.FacetConcern, code, words.Lang())
	page := s.browsePage(r, name)
	page.Description = words.Say("browse.concern.description", "concern", name)
	t := s.teller(page)
	b := templates.Browse{Name: name, Label: t.Say("browse.narrower"), Trail: []templates.Link{{Text: t.Say("home.all"), Href: t.To("/concerns")}},
		Near: &templates.NearForm{Label: t.Say("browse.near"), Name: "near", Keep: []templates.Hidden{{Name: "concern", Value: code}}}}
	for _, wider := range vocabulary.Ancestors(vocabulary.FacetConcern, code)[1:] {
		b.Trail = append(b.Trail, templates.Link{Text: t.name(vocabulary.FacetConcern, wider), Href: t.To("/concerns/" + slugOf(wider))})
	}
	answer, err := s.browse(&t, selection{index.Query{Concern: index.Choice{Any: []string{code}}}, url.Values{"concern": {code}}}, &b)
	if err != nil {
		return err
	}
	page.NoIndex = samples(answer.Hits)
	narrower, _, err := t.concerns(s.Directory.Index(), vocabulary.Children(vocabulary.FacetConcern, code))
	if err != nil {
		return err
	}
	b.Narrower = narrower
	return s.render(w, r, http.StatusOK, templates.BrowsePage(page, b))
}

// concernsPage lists all that groups here are about.
func (s *server) concernsPage(w http.ResponseWriter, r *http.Request) error {
	page := s.browsePage(r, s.spoken(r).words.Say("home.all"))
	t := s.teller(page)
	answer, err := s.Directory.Index().Search(t.now, index.Query{Facets: true})
	if err != nil {
		return err
	}
	counts := answer.Facets["concern"]
	c := templates.Contents{Name: t.Say("home.all"), Lead: t.Say("browse.concerns.lead"), Ways: []templates.Link{
		{Text: t.Say("browse.places"), Href: t.To("/places")}, {Text: t.Say("browse.languages"), Href: t.To("/languages")}}}
	for _, top := range vocabulary.TopConcerns() {
		p := templates.ContentsPart{Name: t.name(vocabulary.FacetConcern, top), Href: t.To("/concerns/" + slugOf(top)), Count: t.Words.Number(counts[top])}
		for _, code := range vocabulary.Children(vocabulary.FacetConcern, top) {
			if counts[code] == 0 {
				continue
			}
			p.Lines = append(p.Lines, templates.Concern{
				Name: t.name(vocabulary.FacetConcern, code), Href: t.To("/concerns/" + slugOf(code)), Count: t.Words.Number(counts[code])})
		}
		message.SortBy(t.Words, p.Lines, func(l templates.Concern) string { return l.Name })
		c.Parts = append(c.Parts, p)
	}
	return s.render(w, r, http.StatusOK, templates.ContentsPage(page, c))
}

// language is the page of the meetings that speak a language.
func (s *server) language(w http.ResponseWriter, r *http.Request) error {
	tag, ok := vocabulary.CanonicalLanguage(r.PathValue("tag"))
	if !ok {
		return fault.New(fault.NotFound, "", nil)
	}
	words := s.spoken(r).words
	name := vocabulary.Name(vocabulary.FacetLanguage, tag, words.Lang())
	page := s.browsePage(r, name)
	page.Description = words.Say("browse.language.description", "language", name)
	t := s.teller(page)
	b := templates.Browse{Name: t.Say("browse.language", "language", name), Trail: []templates.Link{{Text: t.Say("browse.languages"), Href: t.To("/languages")}},
		Near: &templates.NearForm{Label: t.Say("browse.near"), Name: "near", Keep: []templates.Hidden{{Name: "lang", Value: tag}}}}
	answer, err := s.browse(&t, selection{index.Query{Language: index.Choice{Any: []string{tag}}}, url.Values{"lang": {tag}}}, &b)
	if err != nil {
		return err
	}
	page.NoIndex = answer.Total+len(answer.Groups) == 0 || samples(answer.Hits)
	return s.render(w, r, http.StatusOK, templates.BrowsePage(page, b))
}

// languagesPage lists the languages that meetings here speak.
func (s *server) languagesPage(w http.ResponseWriter, r *http.Request) error {
	page := s.browsePage(r, s.spoken(r).words.Say("browse.languages"))
	t := s.teller(page)
	answer, err := s.Directory.Index().Search(t.now, index.Query{Facets: true})
	if err != nil {
		return err
	}
	var p templates.ContentsPart
	p.Name = t.Say("browse.languages")
	for tag, n := range answer.Facets["lang"] {
		p.Lines = append(p.Lines, templates.Concern{Name: t.name(vocabulary.FacetLanguage, tag), Href: t.To("/languages/" + tag), Count: t.Words.Number(n)})
	}
	message.SortBy(t.Words, p.Lines, func(l templates.Concern) string { return l.Name })
	c := templates.Contents{Name: p.Name, Lead: t.Say("browse.languages.lead")}
	p.Name = t.Say("browse.languages.spoken")
	if len(p.Lines) > 0 {
		c.Parts = []templates.ContentsPart{p}
	}
	return s.render(w, r, http.StatusOK, templates.ContentsPage(page, c))
}

// place is the page of the meetings in and around a town.
func (s *server) place(w http.ResponseWriter, r *http.Request) error {
	at, ok := s.Places.LookupSlug(r.PathValue("slug"))
	if !ok {
		return fault.New(fault.NotFound, "", nil)
	}
	words := s.spoken(r).words
	page := s.browsePage(r, at.Name)
	page.Description = words.Say("browse.place.description", "place", placeName(words, at))
	t := s.teller(page)
	values := url.Values{"near": {at.Slug()}, "radius_km": {"25"}}
	b := templates.Browse{Name: t.Say("browse.place", "place", placeName(words, at)), Trail: []templates.Link{{Text: t.Say("browse.places"), Href: t.To("/places")}},
		Label: t.Say("home.concerns")}
	answer, err := s.browse(&t, selection{index.Query{Near: &at.Point, RadiusKM: placeRadius}, values}, &b)
	if err != nil {
		return err
	}
	page.NoIndex = answer.Total == 0 || samples(answer.Hits)
	if answer.Total == 0 {
		b.Ways = append([]templates.Way{{Icon: "map-pin", Text: t.Say("browse.far"), Href: t.To("/search?" + url.Values{"near": {at.Slug()}, "radius_km": {"100"}}.Encode())}}, b.Ways...)
	}
	for _, code := range vocabulary.TopConcerns() {
		if n := answer.Facets["concern"][code]; n > 0 {
			values.Set("concern", code)
			b.Narrower = append(b.Narrower, templates.Concern{
				Name: t.name(vocabulary.FacetConcern, code), Href: t.To("/search?" + values.Encode()), Count: t.Words.Number(n)})
		}
	}
	return s.render(w, r, http.StatusOK, templates.BrowsePage(page, b))
}

// placesPage lists the towns that meetings are in, by region.
func (s *server) placesPage(w http.ResponseWriter, r *http.Request) error {
	page := s.browsePage(r, s.spoken(r).words.Say("browse.places"))
	t := s.teller(page)
	parts := map[string]*templates.ContentsPart{}
	for _, known := range s.towns.of(s.Directory.Index(), s.Places) {
		name := regionName(t.Words, known.Place)
		if parts[name] == nil {
			parts[name] = &templates.ContentsPart{Name: name}
		}
		parts[name].Lines = append(parts[name].Lines, templates.Concern{
			Name: known.Name, Href: t.To("/places/" + known.Slug()), Count: t.Words.Number(known.Meetings)})
	}
	c := templates.Contents{Name: t.Say("browse.places"), Lead: t.Say("browse.places.lead")}
	for _, p := range parts {
		message.SortBy(t.Words, p.Lines, func(l templates.Concern) string { return l.Name })
		c.Parts = append(c.Parts, *p)
	}
	slices.SortFunc(c.Parts, func(a, b templates.ContentsPart) int { return strings.Compare(a.Name, b.Name) })
	return s.render(w, r, http.StatusOK, templates.ContentsPage(page, c))
}

// regionName is the region and country of a place.
func regionName(w *message.Words, p gazetteer.Place) string {
	if p.Region == "" {
		return w.Country(p.Country)
	}
	return p.Region + ", " + w.Country(p.Country)
}
