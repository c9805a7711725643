package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kith/internal/directory/index"
	"kith/internal/directory/query"
	"kith/internal/fault"
	"kith/internal/fold"
	"kith/internal/place/gazetteer"
	"kith/internal/web/templates"
)

// finding is one search on its way to a page.
type finding struct {
	*teller
	sought query.Search
	asked  url.Values // as it came
	answer index.Answer
	post   bool // on a shared device: words travel in bodies only
	mapped bool // the map is asked for
}

// Parameters of the page beside those of a search.
const (
	paramMap    = "map"    // "1": with the map
	paramShared = "shared" // "1": this is a shared device
	paramGo     = "go"     // in a body: a whole search, where a link would lead
)

// search is the results page. On a shared device it is asked by POST, so that the words stay in no history.
func (s *server) search(w http.ResponseWriter, r *http.Request) error {
	asked, err := askedOf(r)
	if err != nil {
		return err
	}
	page := s.page(r, s.spoken(r).words.Say("results.tab"))
	page.Section, page.Islands = templates.Find, []string{"results", "near", "times"}
	f, wrong, err := s.find(r.Context(), page, asked)
	if err != nil {
		return err
	}
	f.post = asked.Get(paramShared) != ""
	if f.mapped {
		f.Islands = append(f.Islands, "map")
	}
	if f.post {
		w.Header().Set("Cache-Control", private)
	}
	f.NoIndex = len(asked) > 0
	f.Path = "/search"
	if r.Method == http.MethodGet {
		f.Path = f.address(asked, "")[len(f.Prefix):]
	}
	s.countMiss(r, f)
	results, err := s.results(r.Context(), f, wrong)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.Search(f.Page, results))
}

// longestSearch is how many bytes a search may have in a body: as many as an address has room for.
const longestSearch = 32 << 10

// askedOf gives the parameters of a search: from the address, or from the body of a shared device.
func askedOf(r *http.Request) (url.Values, error) {
	if r.Method != http.MethodPost {
		return withoutEmpty(r.URL.Query()), nil
	}
	r.Body = http.MaxBytesReader(nil, r.Body, longestSearch)
	if err := r.ParseForm(); err != nil {
		return nil, fault.Wrap(fault.Invalid, err)
	}
	asked := r.PostForm
	if whole := asked.Get(paramGo); whole != "" {
		var err error
		if asked, err = url.ParseQuery(whole); err != nil {
			return nil, fault.Wrap(fault.Invalid, err)
		}
	}
	asked.Set(paramShared, "1")
	return withoutEmpty(asked), nil
}

// withoutEmpty leaves out fields that a form had and nobody filled in.
func withoutEmpty(v url.Values) url.Values {
	out := url.Values{}
	for name, values := range v {
		for _, value := range values {
			if strings.TrimSpace(value) != "" {
				out.Add(name, value)
			}
		}
	}
	return out
}

// find understands and answers a search.
func (s *server) find(ctx context.Context, page templates.Page, asked url.Values) (*finding, []fault.Field, error) {
	t := s.teller(page)
	f := &finding{teller: &t, asked: asked, mapped: asked.Get(paramMap) != ""}
	ix := s.Directory.Index()
	var wrong []fault.Field
	f.sought, wrong = query.Parse(asked, query.Asked{
		Places: s.Places, Near: s.Home, Country: s.Country, Language: page.Words.Lang(), Now: t.now,
		Named:        func(words []string) bool { return named(ix, t, words) },
		Organisation: s.organisationKnown(ctx),
	}, paramMap, paramShared, paramGo)
	f.sought.Query.Facets = true
	var err error
	f.answer, err = ix.Search(t.now, f.sought.Query)
	return f, wrong, err
}

// namesLooked is how many listings are looked at for one whose name was typed.
const namesLooked = 20

// named says whether some listing's own name has all the words.
func named(ix *index.Index, t teller, words []string) bool {
	answer, err := ix.Search(t.now, index.Query{Text: strings.Join(words, " "), Limit: namesLooked})
	if err != nil {
		return false
	}
	has := func(h index.Hit) bool {
		own := fold.Words(h.Entry.Name)
		return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(own, word) })
	}
	return slices.ContainsFunc(answer.Hits, has) || slices.ContainsFunc(answer.Groups, has)
}

// address is where a search of these values is found, without the parameter that is left out.
func (f *finding) address(v url.Values, without string) string {
	var b strings.Builder
	b.WriteString(f.To("/search"))
	begin := byte('?')
	for _, name := range append(slices.Clone(query.Params), paramMap, paramShared) {
		if name == without {
			continue
		}
		for _, value := range v[name] {
			b.WriteByte(begin)
			b.WriteString(name + "=" + url.QueryEscape(value))
			begin = '&'
		}
	}
	return b.String()
}

// with is the address of this search with one parameter set otherwise; no values take it out. The page begins anew.
func (f *finding) with(name string, values ...string) string {
	v := f.explicit()
	v.Del(name)
	v[name] = values
	return f.address(v, "")
}

// explicit is this search in parameters, with what is understood of the text, from its first page.
func (f *finding) explicit() url.Values {
	v := url.Values{}
	for name, values := range f.sought.Values {
		v[name] = slices.Clone(values)
	}
	v.Del("page")
	v.Del("cursor")
	if f.mapped {
		v.Set(paramMap, "1")
	}
	if f.post {
		v.Set(paramShared, "1")
	}
	return v
}

// results describes the page of an answer.
func (s *server) results(ctx context.Context, f *finding, wrong []fault.Field) (templates.Results, error) {
	chips, err := s.chips(ctx, f)
	if err != nil {
		return templates.Results{}, err
	}
	out := templates.Results{
		Ask: f.asking(), Chips: chips, Filters: f.filters(), Heading: f.heading(), Total: f.answer.Total,
		NearMe: f.sought.NearMe && f.sought.Query.Near == nil, Sorts: f.sorts(), Post: f.post,
	}
	for _, problem := range wrong {
		out.Wrong = append(out.Wrong, f.Words.Fill(problem.Key, problem.Values))
	}
	f.otherPlaces(&out)
	f.lists(&out)
	f.maps(&out, s.tilesAddress())
	f.pages(&out)
	if f.answer.Total <= fewFound {
		s.offers(f, &out)
	}
	return out, nil
}

// fewFound is up to how many hits a page says what else one could try.
const fewFound = 8

func (f *finding) heading() string {
	n, q := f.answer.Total, f.sought.Query
	switch {
	case q.Now:
		return f.Count("results.count.now", n)
	case q.On == index.Today && q.Timed && q.From >= evening*60:
		return f.Count("results.count.tonight", n)
	case q.On == index.Today:
		return f.Count("results.count.today", n)
	case q.On == index.Tomorrow:
		return f.Count("results.count.tomorrow", n)
	}
	return f.Count("results.count", n)
}

// asking fills the search field: with what was typed, or with a sentence that says the same as the choices made.
func (f *finding) asking() templates.Asking {
	a := templates.Asking{Value: f.asked.Get("q"), Post: f.post}
	rest := url.Values{}
	if len(f.asked) > 1 || a.Value == "" {
		a.Value, rest = query.Sentence(f.spoken(), f.Words.Lang())
	}
	for name, values := range rest {
		if renewed[name] {
			continue
		}
		for _, value := range values {
			a.Keep = append(a.Keep, templates.Hidden{Name: name, Value: value})
		}
	}
	slices.SortFunc(a.Keep, func(a, b templates.Hidden) int { return strings.Compare(a.Name, b.Name) })
	a.Shared = f.To("/search")
	if !f.post {
		a.Shared += "?" + paramShared + "=1"
	}
	return a
}

// spoken is this search in parameters, with the place by the name that people call it.
func (f *finding) spoken() url.Values {
	v := f.explicit()
	at := f.sought.Place
	if at == nil || !v.Has("near") || at.Kind == gazetteer.Position {
		return v
	}
	name := at.Name
	if fold.Fold(name) != fold.Fold(v.Get("near")) {
		name = placeName(f.Words, *at)
	}
	v.Set("near", name)
	return v
}

// renewed are the parameters that a newly typed question replaces.
var renewed = map[string]bool{"day": true, "from": true, "to": true, "when": true, "concern": true, "programme": true, "near": true,
	"bbox": true, "radius_km": true, "limit": true}

// otherPlaces offers the places that have the name as well.
func (f *finding) otherPlaces(out *templates.Results) {
	if f.sought.Place == nil || len(f.sought.Others) == 0 || len(f.sought.Values["near"]) == 0 {
		return
	}
	out.OthersLabel = f.Say("results.others", "place", placeName(f.Words, *f.sought.Place))
	for _, other := range f.sought.Others {
		out.Others = append(out.Others, templates.Way{Text: placeName(f.Words, other), Href: f.with("near", other.Slug())})
	}
}

func (f *finding) lists(out *templates.Results) {
	switch f.sought.Query.Sort {
	case index.ByTime:
		out.Days = f.byDay(f.answer.Hits)
	case index.ByDistance:
		out.Days = []templates.Rows{f.inOneList(f.answer.Hits, "nearest", f.Say("results.nearest"))}
	case index.ByName:
		out.Days = []templates.Rows{f.inOneList(f.answer.Hits, "by-name", f.Say("results.by-name"))}
	}
	if len(f.answer.Hits) == 0 {
		out.Days = nil
	}
	if f.sought.Page > 1 {
		return
	}
	for _, h := range f.answer.Groups {
		out.Groups = append(out.Groups, f.row(h, ""))
	}
}

func (f *finding) maps(out *templates.Results, tiles string) {
	if !f.mapped {
		out.MapHref = f.with(paramMap, "1")
		return
	}
	out.MapHref = f.with(paramMap)
	v := f.explicit()
	for _, name := range []string{paramMap, paramShared, "sort"} {
		v.Del(name)
	}
	out.Map = &templates.Mapped{Points: f.To("/search/points?" + v.Encode()), Tiles: tiles, Box: v.Get("bbox"), Elsewhere: f.elsewhere()}
}

// elsewhere is the address of this search without its place: what the map shows takes that part.
func (f *finding) elsewhere() string {
	v := f.less("near", "lat", "lng", "radius_km", "bbox")
	if v.Get("sort") == "distance" {
		v.Del("sort")
	}
	return f.address(v, "")
}

// pages leads to the page before and after.
func (f *finding) pages(out *templates.Results) {
	last := (f.answer.Total + f.sought.Query.Limit - 1) / f.sought.Query.Limit
	page := f.sought.Page
	if page > 1 {
		out.Before = f.with("page", strconv.Itoa(min(page-1, max(last, 1))))
	}
	if page < last {
		out.After = f.with("page", strconv.Itoa(page+1))
	}
	if last > 1 {
		out.PageOf = f.Say("results.page", "page", page, "last", last)
	}
}

// sorts are the orders there are.
func (f *finding) sorts() []templates.Option {
	all := []templates.Option{{Value: f.with("sort"), Label: f.Say("results.sort.time"), On: f.sought.Query.Sort == index.ByTime}}
	if f.sought.Query.Near != nil {
		all = append(all, templates.Option{Value: f.with("sort", "distance"), Label: f.Say("results.sort.distance"), On: f.sought.Query.Sort == index.ByDistance})
	}
	return append(all, templates.Option{Value: f.with("sort", "name"), Label: f.Say("results.sort.name"), On: f.sought.Query.Sort == index.ByName})
}
