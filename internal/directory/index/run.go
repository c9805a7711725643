package index

import "slices"

// run is one search in one part. Its memory is used again for another search in the same segment; its bitmaps are empty
// between them.
type run struct {
	*part
	search *search
	table  *timetable
	count  int   // of hits
	chosen []int // the facets of which the search has a choice
	wishes [facetCount]wish

	hits, open, spare, other bitmap
	whole                    []span // all words of a bitmap
	listings, over           []span
}

// blankRun is a run's memory for n listings.
func blankRun(n int) *run {
	r := &run{hits: newBitmap(n), open: newBitmap(n), spare: newBitmap(n), other: newBitmap(n)}
	r.whole = []span{{0, uint32(len(r.hits))}}
	return r
}

// newRun finds what matches. km is the radius; 0: none.
func newRun(s *search, p *part, km float64) *run {
	r := p.blank.Get().(*run)
	r.part, r.search, r.table, r.chosen = p, s, p.agenda.timetable(s.now), r.chosen[:0]
	r.spread(km)
	r.readText()
	r.readWishes()
	if s.Sample == WithoutSample {
		r.samples.removeFrom(r.hits, r.over)
	}
	if !s.Facets {
		r.choose(r.hits, facetCount)
	}
	r.narrow(km)
	if s.Facets {
		r.open.copy(r.hits, r.over)
		r.choose(r.hits, facetCount)
	}
	r.count = r.hits.count(r.over)
	return r
}

func release(runs []*run) {
	for _, r := range runs {
		r.hits.clear(r.over)
		r.open.clear(r.over)
		blank := &r.blank
		r.part, r.search, r.table = nil, nil, nil
		blank.Put(r)
	}
}

// readText keeps the listings in which every word is matched.
func (r *run) readText() {
	for _, m := range r.search.words {
		for _, terms := range m.terms[r.segment] {
			r.words.add(terms, r.facets, r.spare, r.whole)
		}
		r.hits.and(r.spare, r.over)
		r.spare.clear(r.whole)
	}
}

// spread begins with all listings that may lie in the right place.
func (r *run) spread(km float64) {
	r.listings = r.listings[:0]
	switch s := r.search; {
	case s.Box != nil:
		r.listings = r.earth.within(*s.Box, r.listings)
	case s.Near != nil && km > 0:
		c := newCircle(*s.Near, km)
		r.listings = r.earth.within(c.box(), r.listings)
	default:
		r.listings = append(r.listings, span{0, uint32(r.len())})
	}
	r.over = wordSpans(r.listings, r.over[:0])
	for _, s := range r.listings {
		r.hits.fill(s)
	}
	if r.dead != nil {
		r.hits.andNot(r.dead, r.over)
	}
}

func (r *run) readWishes() {
	q := &r.search.Query
	for which, choice := range q.choices() {
		r.facets[which].wish(&r.wishes[which], choice, which == language)
		if !r.wishes[which].empty() {
			r.chosen = append(r.chosen, which)
		}
	}
}

// choices are what is wanted of each facet, days among them.
func (q *Query) choices() [facetCount]Choice {
	return [facetCount]Choice{
		attend: q.Attend, concern: q.Concern, programme: q.Programme, format: q.Format, audience: q.Audience, led: q.Led,
		belief: q.Belief, access: q.Access, language: q.Language, organisation: q.Organisation,
		day: {Any: q.Days.codes(), Not: q.NotDays.codes()},
	}
}

func (d DaySet) codes() []string {
	var codes []string
	for weekday := range 7 {
		if d&(1<<weekday) != 0 {
			codes = append(codes, dayCode(weekday))
		}
	}
	return codes
}

// choose applies all choices but that of one facet.
func (r *run) choose(hits bitmap, except int) {
	for _, which := range r.chosen {
		if which != except {
			r.facets[which].apply(r.wishes[which], hits, r.spare, r.over)
		}
	}
}

// narrow applies what must be looked up listing by listing.
func (r *run) narrow(km float64) {
	if w := &r.search.when; !w.any() {
		r.narrowTime(w)
	}
	if since := r.search.VerifiedSince; since != 0 {
		r.hits.keep(r.over, func(i uint32) bool { verified := r.rows[i].verified; return verified != 0 && verified >= since })
	}
	if box := r.search.Box; box != nil {
		r.hits.keep(r.over, func(i uint32) bool { return box.Contains(r.earth.at[i]) })
	}
	if near := r.search.Near; near != nil && km > 0 {
		r.narrowCircle(newCircle(*near, km))
	}
}

func (r *run) narrowCircle(c circle) {
	r.hits.keep(r.over, func(i uint32) bool { return r.hasPlace(i) && c.holds(r.earth.at[i]) })
}

// narrowTime asks once for each schedule: for all of them when hits are many.
func (r *run) narrowTime(w *when) {
	if r.hits.count(r.over) < len(r.agenda.plans) {
		r.hits.keep(r.over, func(i uint32) bool { return w.allows(&r.agenda, r.table, r.agenda.of[i]) })
		return
	}
	for number := range uint32(len(r.agenda.plans)) {
		if w.allows(&r.agenda, r.table, number) {
			for _, i := range r.agenda.listingsOf(number) {
				r.spare.add(i)
			}
		}
	}
	r.hits.and(r.spare, r.over)
	r.spare.clear(r.whole)
}

// countFacet counts the codes of one facet, without its own choice.
func (r *run) countFacet(which int, counts map[string]int) {
	f := &r.facets[which]
	if !slices.Contains(r.chosen, which) {
		f.count(r.hits, r.count, r.over, counts)
		return
	}
	r.other.copy(r.open, r.over)
	r.choose(r.other, which)
	f.count(r.other, r.other.count(r.over), r.over, counts)
	r.other.clear(r.over)
}
