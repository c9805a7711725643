package index

import (
	"slices"
	"time"

	"kith/internal/fault"
	"kith/internal/place"
)

// maxGroups is how many groups without a schedule an answer shows.
const maxGroups = 50

// Search answers a query as of now. The error is fault.Invalid: the cursor is none of ours, or distance is asked for
// without a point. Entries and facets in the answer are shared and must not be changed.
func (ix *Index) Search(now time.Time, q Query) (Answer, error) {
	s, parts, err := ix.newSearch(now, &q)
	if err != nil {
		return Answer{}, err
	}
	defer ix.searches.Put(s)
	answer := Answer{Groups: s.groups(parts)}
	found := s.meetings(parts, &answer.Facets)
	answer.Total, answer.Hits, answer.Cursor = found.Total, hits(found.Rows), found.Cursor
	return answer, nil
}

// Rows answers a query as Search does, for meetings only and without facets.
func (ix *Index) Rows(now time.Time, q Query) (Rows, error) {
	q.Facets = false
	s, parts, err := ix.newSearch(now, &q)
	if err != nil {
		return Rows{}, err
	}
	defer ix.searches.Put(s)
	return s.meetings(parts, nil), nil
}

// search is a query made ready.
type search struct {
	Query
	now   time.Time
	when  when
	words []matcher
	after *cursor
}

// newSearch makes a query ready for the parts that it is to look in. Put it back among the index's searches after use: its
// memory is used again.
func (ix *Index) newSearch(now time.Time, q *Query) (*search, []part, error) {
	if q.Near != nil && !q.Near.Valid() || q.Box != nil && !q.Box.Valid() {
		return nil, nil, fault.New(fault.Invalid, "search.place_invalid", nil)
	}
	if q.Near == nil && q.Sort == ByDistance {
		return nil, nil, fault.New(fault.Invalid, "search.distance_needs_place", nil)
	}
	var after *cursor
	if q.After != "" {
		c, ok := readCursor(q.After)
		if !ok || c.sort != q.Sort {
			return nil, nil, fault.New(fault.Invalid, "search.cursor_invalid", nil)
		}
		after, q.Offset = &c, 0
	}
	s, ok := ix.searches.Get().(*search)
	if !ok {
		s = new(search)
	}
	parts := ix.state.Load().parts
	*s = search{Query: *q, now: now, when: q.when(now), after: after, words: match(words(q.Text), parts)}
	s.Limit, s.Offset = max(s.Limit, 0), max(s.Offset, 0)
	return s, parts, nil
}

// meetings finds the rows of a page. Facets are counted where they are wanted.
func (s *search) meetings(parts []part, facets *map[string]map[string]int) Rows {
	runs := s.run(parts, Meeting)
	defer release(runs)
	var found Rows
	for _, r := range runs {
		found.Total += r.count
	}
	if s.Facets {
		*facets = s.facets(runs)
	}
	if s.Limit > 0 {
		page, more := s.page(runs)
		found.Rows = s.rows(runs, page)
		if more {
			last := page[len(page)-1]
			found.Cursor = s.cursor(runs[last.run], last)
		}
	}
	return found
}

// groups finds the groups without a schedule, with which time has nothing to do: the nearest first when distance is
// asked for, else by name.
func (s *search) groups(parts []part) []Hit {
	if !slices.ContainsFunc(parts, func(p part) bool { return p.kind == Group }) {
		return nil
	}
	g := *s
	g.when, g.Days, g.NotDays, g.after = when{}, 0, 0, nil
	g.Offset, g.Limit, g.Facets = 0, maxGroups, false
	if g.Sort == ByTime {
		g.Sort = ByName
	}
	runs := g.run(parts, Group)
	defer release(runs)
	page, _ := g.page(runs)
	return hits(g.rows(runs, page))
}

// run matches the parts of a kind. Release the runs after use.
func (s *search) run(parts []part, kind Kind) []*run {
	if s.Near != nil && s.Nearest > 0 {
		return s.nearest(parts, kind)
	}
	return s.runWithin(parts, kind, s.RadiusKM)
}

func (s *search) runWithin(parts []part, kind Kind, km float64) []*run {
	var runs []*run
	for i := range parts {
		if parts[i].kind == kind {
			runs = append(runs, newRun(s, &parts[i], km))
		}
	}
	return runs
}

// nearest widens the circle until it holds enough, then keeps the nearest.
func (s *search) nearest(parts []part, kind Kind) []*run {
	limit := halfTurn + 1
	if s.RadiusKM > 0 {
		limit = s.RadiusKM
	}
	for km := min(4, limit); ; km = min(2*km, limit) {
		runs := s.runWithin(parts, kind, km)
		total := 0
		for _, r := range runs {
			total += r.count
		}
		if total >= s.Nearest || km >= limit {
			s.keepNearest(runs)
			return runs
		}
		release(runs)
	}
}

func (s *search) keepNearest(runs []*run) {
	by := *s
	by.Sort, by.after, by.Offset, by.Limit = ByDistance, nil, 0, s.Nearest
	page, _ := by.page(runs)
	for _, r := range runs {
		r.hits.clear(r.over)
		r.count, r.chosen = 0, nil
	}
	for _, item := range page {
		runs[item.run].hits.add(item.i)
		runs[item.run].count++
	}
}

// distance is in kilometres, −1 when there is nothing to measure from or to.
func (s *search) distance(r *run, i uint32) float64 {
	if s.Near == nil || !r.hasPlace(i) {
		return -1
	}
	return place.Distance(*s.Near, r.earth.at[i])
}

// rows makes the rows of a page.
func (s *search) rows(runs []*run, page []item) []Row {
	rows := make([]Row, len(page))
	for n, item := range page {
		r := runs[item.run]
		number := r.agenda.of[item.i]
		rows[n] = Row{segment: r.segment, i: item.i, start: r.table.start[number], end: r.table.end[number], DistanceKM: s.distance(r, item.i)}
	}
	return rows
}

// hits copies rows out of the index.
func hits(rows []Row) []Hit {
	hits := make([]Hit, len(rows))
	var some []Entry // entries are made a few at a time
	for n := range rows {
		if len(some) == 0 {
			some = make([]Entry, min(16, len(rows)-n))
		}
		hits[n] = rows[n].hit(&some[0])
		some = some[1:]
	}
	return hits
}

// facets counts codes. For a facet with a choice of its own the choice is left aside, so that what else there is shows.
func (s *search) facets(runs []*run) map[string]map[string]int {
	facets := make(map[string]map[string]int, facetCount)
	for which, name := range facetNames {
		counts := map[string]int{}
		for _, r := range runs {
			r.countFacet(which, counts)
		}
		facets[name] = counts
	}
	return facets
}
