package index

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// item is a hit on its way into a page.
type item struct {
	key  int64 // what the search sorts by, as a number; equal ones fall to the name
	rank uint32
	i    uint32
	run  uint32 // which of the search's runs it is of
}

// compareInRun sorts items of one run.
func compareInRun(a, b item) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	return cmp.Compare(a.rank, b.rank)
}

// compare sorts items of any runs.
func compare(runs []*run, a, b item) int {
	if a.run == b.run || a.key != b.key {
		return compareInRun(a, b)
	}
	other := runs[b.run]
	return runs[a.run].compare(a.i, other.name(b.i), other.string(b.i, textSlug))
}

// page gives the hits of the wanted page, and whether more follow.
func (s *search) page(runs []*run) ([]item, bool) {
	total := 0
	for _, r := range runs {
		total += r.count
	}
	need := min(s.Offset, total) + min(s.Limit, total) + 1
	var items []item
	for i, r := range runs {
		items = merge(runs, items, r.first(s, uint32(i), need))
	}
	from := min(s.Offset, len(items))
	to := min(from+s.Limit, len(items))
	return items[from:to], to < len(items) && to > from
}

func merge(runs []*run, a, b []item) []item {
	if len(a) == 0 {
		return b
	}
	merged := make([]item, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compare(runs, a[0], b[0]) <= 0 {
			merged, a = append(merged, a[0]), a[1:]
		} else {
			merged, b = append(merged, b[0]), b[1:]
		}
	}
	return append(append(merged, a...), b...)
}

// picker keeps the first few of many items of a run.
type picker struct {
	need  int
	items []item
	full  bool // items[need-1] is the last that can be among the first
}

func (p *picker) add(it item) {
	if p.full && compareInRun(it, p.items[p.need-1]) > 0 {
		return
	}
	p.items = append(p.items, it)
	if len(p.items) >= 2*p.need+64 {
		p.sort()
		p.full = true
	}
}

func (p *picker) sort() []item {
	slices.SortFunc(p.items, compareInRun)
	p.items = p.items[:min(p.need, len(p.items))]
	return p.items
}

// lister gives the first items of a run in the order of a search.
type lister struct {
	*run
	search *search
	which  uint32 // the run's place among the search's runs
	need   int
	after  int64 // with rank: items up to here were on earlier pages
	rank   uint32
}

// first gives the first hits of the run after the search's cursor. Where hits are many they are read in their order
// until there are enough; else all are sorted.
func (r *run) first(s *search, which uint32, need int) []item {
	l := lister{run: r, search: s, which: which, need: need, after: math.MinInt64}
	if c := s.after; c != nil {
		l.after, l.rank = c.key, r.lowerRank(c.name, c.slug)
	}
	dense := r.count*r.count > 4*need*r.len()
	switch {
	case dense && s.Sort == ByTime:
		return l.byTime()
	case dense && s.Sort == ByName:
		return l.byName()
	case dense && s.Sort == ByDistance:
		return l.byDistance()
	}
	return l.sorted()
}

func (l *lister) item(i uint32) item {
	it := item{rank: l.run.rank[i], i: i, run: l.which}
	switch l.search.Sort {
	case ByTime:
		it.key = l.table.start[l.agenda.of[i]]
	case ByDistance:
		it.key = distanceKey(l.search.distance(l.run, i))
	}
	return it
}

// distanceKey sorts as distances do, those unknown last. The bits of positive floating-point numbers sort like the
// numbers.
func distanceKey(km float64) int64 {
	if km < 0 {
		return math.MaxInt64
	}
	return int64(math.Float64bits(km))
}

func (l *lister) isNew(it item) bool {
	return it.key > l.after || it.key == l.after && it.rank >= l.rank
}

func (l *lister) sorted() []item {
	p := picker{need: l.need, items: make([]item, 0, min(l.count, 2*l.need+64))}
	l.hits.each(l.over, func(i uint32) {
		if it := l.item(i); l.isNew(it) {
			p.add(it)
		}
	})
	return p.sort()
}

func (l *lister) byName() []item {
	var items []item
	from := uint32(0)
	if l.after != math.MinInt64 {
		from = l.rank
	}
	for _, i := range l.byRank[from:] {
		if l.hits.has(i) {
			if items = append(items, l.item(i)); len(items) == l.need {
				break
			}
		}
	}
	return items
}

// byTime reads schedules in the order of their starts; those that start together are sorted by name.
func (l *lister) byTime() []item {
	var items []item
	order := l.table.order
	for len(order) > 0 && len(items) < l.need {
		start := l.table.start[order[0]]
		p := picker{need: l.need - len(items)}
		for len(order) > 0 && l.table.start[order[0]] == start {
			if start >= l.after {
				l.pick(&p, order[0])
			}
			order = order[1:]
		}
		items = append(items, p.sort()...)
	}
	return items
}

func (l *lister) pick(p *picker, number uint32) {
	for _, i := range l.agenda.listingsOf(number) {
		if l.hits.has(i) {
			if it := l.item(i); l.isNew(it) {
				p.add(it)
			}
		}
	}
}

// byDistance widens a circle until it holds enough.
func (l *lister) byDistance() []item {
	for km := 4.0; km < halfTurn; km *= 2 {
		c := newCircle(*l.search.Near, km)
		p := picker{need: l.need}
		n := 0
		for _, s := range l.earth.within(c.box(), nil) {
			for i := s.lo; i < s.hi; i++ {
				if l.hits.has(i) {
					if it := l.item(i); it.key <= distanceKey(km) && l.isNew(it) {
						p.add(it)
						n++
					}
				}
			}
		}
		if n >= l.need {
			return p.sort()
		}
	}
	return l.sorted()
}

// cursor is where a page ended: the next one goes on after the place in the order that its last row held, whatever
// became of the row.
type cursor struct {
	sort Sort
	key  int64
	name string
	slug string
}

func (s *search) cursor(r *run, last item) string {
	data := binary.AppendVarint([]byte{byte(s.Sort)}, last.key)
	data = appendText(data, r.name(last.i))
	data = append(data, r.string(last.i, textSlug)...)
	return base64.RawURLEncoding.EncodeToString(data)
}

func readCursor(text string) (cursor, bool) {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(data) == 0 {
		return cursor{}, false
	}
	key, a := binary.Varint(data[1:])
	if a <= 0 {
		return cursor{}, false
	}
	length, b := binary.Uvarint(data[1+a:])
	rest := string(data[1+a+max(b, 0):])
	if b <= 0 || length > uint64(len(rest)) {
		return cursor{}, false
	}
	return cursor{sort: Sort(data[0]), key: key, name: strings.Clone(rest[:length]), slug: rest[length:]}, true
}
