// Package query reads a search, as a page, a feed or the API is asked for it, into the index's terms. There is one set of
// parameters (doc/search.md) and one way of understanding what people type, so that the same question has the same answer
// everywhere. It is pure.
package query

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
)

// Asked is what a search is read with.
type Asked struct {
	Places   *gazetteer.Gazetteer
	Near     *place.Point // the operator's own region: places near it are meant first; may be nil
	Country  string       // ISO 3166 code of the operator
	Language string       // of the reader, BCP 47
	Now      time.Time
	// Named says whether a listing's own name has all these folded words. It is asked where some of them mean nothing by
	// themselves; then they are looked for as a name and not taken apart. It may be nil.
	Named func(words []string) bool
	// Organisation says whether there is an organisation of that slug. Nil: any is taken.
	Organisation func(slug string) bool
}

// Search is a search made ready.
type Search struct {
	Query  index.Query
	Values url.Values        // the search in explicit parameters: what was understood from q stands where it belongs
	Place  *gazetteer.Place  // what near was taken for
	Others []gazetteer.Place // other places of that name
	NearMe bool              // the text says "near me": only the reader's browser knows where that is
	Page   int               // from 1
}

// PerPage is how many meetings a page lists; the API's limit replaces it.
const PerPage = 50

// MostLimit is the most that the API gives at once.
const MostLimit = 1000

// defaultRadius is how far around a place is looked when only the place is given, in kilometres.
const defaultRadius = 10

// Params are the parameters of a search, in the order of doc/search.md.
var Params = []string{"q", "near", "lat", "lng", "radius_km", "bbox", "day", "from", "to", "when", "attend", "concern", "programme",
	"format", "format_all", "audience", "led", "belief", "access", "lang", "org", "verified_days", "sort", "page", "limit", "cursor"}

// Parse reads the parameters of a search. What is wrong with them is given back one by one, and left out of the search, so
// that a page can say it beside what it found; the API refuses the whole. Allowed names further parameters that belong to
// the asking page.
func Parse(v url.Values, a Asked, allowed ...string) (Search, []fault.Field) {
	p := &parser{asked: a, in: v, s: Search{Values: url.Values{}, Page: 1}}
	for name := range v {
		if slices.Contains(Params, name) {
			if vs := p.values(name); len(vs) > 0 {
				p.s.Values[name] = vs
			}
		} else if !slices.Contains(allowed, name) && len(p.wrong) < mostValues {
			p.wrong.Add(shortly(name), "search.unknown_parameter", map[string]any{"name": shortly(name)})
		}
	}
	p.text()
	p.where()
	p.days()
	p.hours()
	p.facets()
	p.order()
	slices.SortFunc(p.wrong, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return p.s, p.wrong
}

type parser struct {
	asked Asked
	in    url.Values
	s     Search
	wrong fault.Problems
}

// single are the parameters whose value may contain a comma.
var single = []string{"q", "near", "bbox", "cursor"}

// What a search may ask of us: a page says every value back, each with the search without it.
const (
	mostValues   = 40  // of one parameter
	longestValue = 500 // bytes
)

// values gives the values of a parameter, repeated or separated by commas; none where they are too many or too long.
func (p *parser) values(name string) []string {
	given := p.in[name]
	if len(given) == 1 && isSingle(name, given[0]) {
		return given[:1:1]
	}
	var out []string
	for _, v := range given {
		parts := []string{v}
		if !slices.Contains(single, name) {
			parts = strings.SplitN(v, ",", mostValues+2)
		}
		for _, part := range parts {
			part = strings.TrimSpace(part)
			switch {
			case part == "" || slices.Contains(out, part):
				continue
			case len(part) > longestValue:
				p.wrong.Add(name, "listing.too_long", map[string]any{"most": longestValue})
				return nil
			case len(out) == mostValues:
				p.wrong.Add(name, "listing.too_many", map[string]any{"most": mostValues})
				return nil
			}
			out = append(out, part)
		}
	}
	return out
}

// isSingle says whether a text is one value as it stands, as nearly all are.
func isSingle(name, text string) bool {
	return text != "" && len(text) <= longestValue && strings.TrimSpace(text) == text && (slices.Contains(single, name) || strings.IndexByte(text, ',') < 0)
}

// shortly is the beginning of a text that came from outside.
func shortly(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), longestValue)], "")
}

// one gives the only value of a parameter; a second one is wrong.
func (p *parser) one(name string) string {
	vs := p.s.Values[name]
	if len(vs) > 1 {
		p.bad(name, "search.only_one", strings.Join(vs, ","))
	}
	if len(vs) == 0 {
		return ""
	}
	return vs[0]
}

// bad notes a wrong value and takes it out of the search.
func (p *parser) bad(name, key, value string) {
	p.wrong.Add(name, key, map[string]any{"name": name, "value": value})
	p.s.Values.Del(name)
}

// number reads a number within bounds; ok is false when there is none.
func (p *parser) number(name string, least, most float64) (x float64, ok bool) {
	text := p.one(name)
	if text == "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !(x >= least && x <= most) {
		p.bad(name, "search.no_number", text)
		return 0, false
	}
	return x, true
}

func (p *parser) days() {
	q := &p.s.Query
	for _, v := range p.s.Values["day"] {
		name, not := strings.CutPrefix(v, "!")
		switch {
		case name == "today" && !not:
			q.On = index.Today
		case name == "tomorrow" && !not:
			q.On = index.Tomorrow
		case len(name) == 1 && name >= "0" && name <= "6" && !not:
			q.Days |= 1 << (name[0] - '0')
		case len(name) == 1 && name >= "0" && name <= "6":
			q.NotDays |= 1 << (name[0] - '0')
		default:
			p.bad("day", "search.no_day", v)
			q.Days, q.NotDays, q.On = 0, 0, index.AnyDay
			return
		}
	}
	if q.On != index.AnyDay && len(p.s.Values["day"]) > 1 {
		p.bad("day", "search.day_mixed", strings.Join(p.s.Values["day"], ","))
		q.Days, q.NotDays, q.On = 0, 0, index.AnyDay
	}
}

func (p *parser) hours() {
	q := &p.s.Query
	from, hasFrom := p.clock("from")
	to, hasTo := p.clock("to")
	if !hasTo {
		to = 24*60 - 1
	}
	q.From, q.To, q.Timed = from, to, hasFrom || hasTo
	if !q.Timed {
		q.To = 0
	}
	switch when := p.one("when"); when {
	case "":
	case "now":
		q.Now = true
	default:
		p.bad("when", "search.no_when", when)
	}
}

func (p *parser) clock(name string) (schedule.Clock, bool) {
	text := p.one(name)
	if text == "" {
		return 0, false
	}
	c, err := schedule.ParseClock(text)
	if err != nil {
		p.bad(name, "search.no_clock", text)
		return 0, false
	}
	return c, true
}

func (p *parser) facets() {
	q := &p.s.Query
	p.choice("attend", vocabulary.FacetAttend, &q.Attend)
	p.choice("concern", vocabulary.FacetConcern, &q.Concern)
	p.choice("programme", vocabulary.FacetProgramme, &q.Programme)
	p.choice("format", vocabulary.FacetFormat, &q.Format)
	p.choice("audience", vocabulary.FacetAudience, &q.Audience)
	p.choice("led", vocabulary.FacetLed, &q.Led)
	p.choice("belief", vocabulary.FacetBelief, &q.Belief)
	p.choice("access", vocabulary.FacetAccess, &q.Access)
	p.choice("lang", vocabulary.FacetLanguage, &q.Language)
	p.choice("org", "", &q.Organisation)
	for _, code := range p.s.Values["format_all"] {
		if !known(vocabulary.FacetFormat, code) {
			p.bad("format_all", "search.unknown_value", code)
			return
		}
		q.Format.All = append(q.Format.All, code)
	}
}

// choice reads the wishes for one facet. A code stands for everything narrower as well.
func (p *parser) choice(name string, facet vocabulary.Facet, to *index.Choice) {
	for _, v := range p.s.Values[name] {
		code, not := strings.CutPrefix(v, "!")
		if facet != "" && !known(facet, code) || facet == "" && p.asked.Organisation != nil && !p.asked.Organisation(code) {
			p.bad(name, "search.unknown_value", v)
			*to = index.Choice{}
			return
		}
		codes := []string{code}
		if facet != vocabulary.FacetConcern && facet != "" {
			codes = narrower(facet, code)
		}
		if not {
			to.Not = append(to.Not, codes...)
		} else {
			to.Any = append(to.Any, codes...)
		}
	}
}

// known says whether a search may ask for a code. Formats hold whether a meeting is open, too, and codes of sources that
// the vocabulary does not know: those are not asked for by name.
func known(facet vocabulary.Facet, code string) bool {
	return vocabulary.Valid(facet, code) || facet == vocabulary.FacetFormat && vocabulary.Valid(vocabulary.FacetOpen, code)
}

// narrower is a code with everything below it.
func narrower(facet vocabulary.Facet, code string) []string {
	all := []string{code}
	for i := 0; i < len(all); i++ {
		for _, c := range vocabulary.Children(facet, all[i]) {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

func (p *parser) order() {
	q := &p.s.Query
	if days, ok := p.number("verified_days", 0, 36500); ok {
		y, m, d := p.asked.Now.UTC().Date()
		q.VerifiedSince = schedule.DateOf(y, m, d).AddDays(-int(days))
	}
	switch sort := p.one("sort"); sort {
	case "", "time":
	case "name":
		q.Sort = index.ByName
	case "distance":
		q.Sort = index.ByDistance
		if q.Near == nil {
			q.Sort = index.ByTime
			p.bad("sort", "search.distance_needs_place", sort)
		}
	default:
		p.bad("sort", "search.unknown_value", sort)
	}
	q.Limit = PerPage
	if n, ok := p.number("limit", 1, MostLimit); ok {
		q.Limit = int(n)
	}
	if n, ok := p.number("page", 1, 1e6); ok {
		p.s.Page = int(n)
		q.Offset = (p.s.Page - 1) * q.Limit
	}
	q.After = p.one("cursor")
}
