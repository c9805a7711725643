package web

import (
	"net/url"
	"slices"
	"strconv"

	"kith/internal/directory/index"
	"kith/internal/directory/query"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// onlineShown is how many online meetings stand where a search found few others.
const onlineShown = 5

// offers says what else one could try, each with how many meetings it would give, and which meetings are online soon. No
// search ends without a way on.
func (s *server) offers(f *finding, out *templates.Results) {
	most := map[string]int{} // by key: a second step of the same kind must give more than the first
	for _, o := range f.widenings() {
		if n := s.count(f, o.values); n > max(f.answer.Total, most[o.key]) {
			most[o.key] = n
			out.Ways = append(out.Ways, templates.Way{Icon: o.icon, Text: f.Count(o.key, n, o.pairs...), Href: f.address(o.values, "")})
		}
	}
	if f.answer.Total == 0 {
		out.Online = s.onlineNow(f)
	}
	out.Ways = append(out.Ways, templates.Way{Icon: "list", Text: f.Say("offer.concerns"), Href: f.To("/concerns")},
		templates.Way{Icon: "users", Text: f.Say("offer.start"), Href: f.foundingHref()})
}

// widening is the same search with less asked for.
type widening struct {
	values url.Values
	icon   string
	key    string // of a message that counts
	pairs  []any
}

// radii are how far one may look, in kilometres, where less was far enough for nothing.
var radii = []float64{25, 50, 100}

// radiiBeyond are those wider than this search's; none where it asks for no radius.
func (f *finding) radiiBeyond() []float64 {
	asked := f.sought.Query.RadiusKM
	if f.sought.Query.Near == nil || asked <= 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(radii), func(km float64) bool { return km <= asked })
}

// widenings are the ways to ask for less, the smallest step first.
func (f *finding) widenings() []widening {
	var all []widening
	add := func(v url.Values, icon, key string, pairs ...any) {
		all = append(all, widening{v, icon, key, pairs})
	}
	if whenAsked(f.sought.Values) {
		add(f.less("day", "from", "to", "when"), "calendar-days", "offer.whole-week")
	}
	for _, km := range f.radiiBeyond() {
		v := f.explicit()
		v.Set("radius_km", strconv.FormatFloat(km, 'f', -1, 64))
		add(v, "map-pin", "offer.radius", "km", int(km))
	}
	if f.sought.Query.Box != nil {
		add(f.less("bbox"), "map", "offer.everywhere")
	}
	if details := f.less("format", "format_all", "audience", "led", "belief", "access", "lang", "programme", "verified_days"); len(details) < len(f.explicit()) {
		add(details, "sliders-horizontal", "offer.fewer-wishes")
	}
	online := f.less("near", "lat", "lng", "radius_km", "bbox", "attend", "sort", "day", "from", "to", "when")
	online.Set("attend", "online")
	add(online, "monitor", "offer.online")
	if concern := f.sought.Values.Get("concern"); concern != "" {
		for _, wider := range vocabulary.Ancestors(vocabulary.FacetConcern, concern)[1:] {
			v := f.explicit()
			v.Set("concern", wider)
			add(v, "heart-handshake", "offer.wider", "concern", facetName(f.Words, "concern", wider))
		}
	}
	if f.sought.Query.Text != "" && len(f.explicit()) > 1 {
		add(f.less("q"), "search", "offer.without-words", "words", f.sought.Query.Text)
	}
	if f.sought.Query.Near != nil {
		near := url.Values{}
		for _, name := range []string{"near", "lat", "lng", "radius_km", paramMap, paramShared} {
			if v := f.explicit(); v.Has(name) {
				near[name] = v[name]
			}
		}
		add(near, "locate", "offer.all-near")
	}
	return all
}

func whenAsked(v url.Values) bool {
	return v.Has("day") || v.Has("from") || v.Has("to") || v.Has("when")
}

// less is this search without some parameters.
func (f *finding) less(names ...string) url.Values {
	v := f.explicit()
	for _, name := range names {
		v.Del(name)
	}
	return v
}

// count is how many meetings a search has.
func (s *server) count(f *finding, v url.Values) int {
	asked := query.Asked{Places: s.Places, Near: s.Home, Country: s.Country, Language: f.Words.Lang(), Now: f.now}
	sought, _ := query.Parse(v, asked, paramMap, paramShared)
	sought.Query.Limit = 0
	answer, err := s.Directory.Index().Search(f.now, sought.Query)
	if err != nil {
		return 0
	}
	return answer.Total
}

// onlineNow is what is online now or soon, about the same where there is any.
func (s *server) onlineNow(f *finding) templates.Rows {
	q := index.Query{Concern: f.sought.Query.Concern, Attend: index.Choice{Any: []string{"online", "hybrid"}}, Limit: onlineShown}
	answer, err := s.Directory.Index().Search(f.now, q)
	if err == nil && answer.Total == 0 {
		q.Concern = index.Choice{}
		answer, err = s.Directory.Index().Search(f.now, q)
	}
	if err != nil || answer.Total == 0 {
		return templates.Rows{}
	}
	return f.inOneList(answer.Hits, "online", f.Say("offer.online-soon"))
}
