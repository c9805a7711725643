package index

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kith/internal/fold"
	"kith/internal/place"
	"kith/internal/schedule"
)

// reference answers queries by reading every entry, following the meaning of Query word by word.
type reference struct {
	entries map[string]Entry
	terms   map[string][]string // by ID
	words   func(facet, code string) []string
}

// newReference takes the same entries as an index.
func newReference(entries []Entry) *reference {
	r := &reference{entries: map[string]Entry{}, terms: map[string][]string{}, words: someWords}
	r.change(entries, nil)
	return r
}

func (r *reference) change(changed []Entry, removed []string) {
	for _, id := range removed {
		delete(r.entries, id)
	}
	for _, e := range changed {
		r.entries[e.ID], r.terms[e.ID] = e, r.termsOf(&e)
	}
}

func (r *reference) search(now time.Time, q Query) Answer {
	var meetings, groups []Entry
	fits := r.texts(q.Text)
	for _, e := range r.entries {
		switch {
		case !fits(&e) || !placed(&q, &e) || !sampled(&q, &e) || !verified(&q, &e):
		case e.Kind == Group:
			groups = append(groups, e)
		case timed(now, &q, &e):
			meetings = append(meetings, e)
		}
	}
	a := Answer{}
	chosen := func(list []Entry, except string) []Entry {
		var kept []Entry
		for _, e := range list {
			if chosenAll(&q, &e, except) {
				kept = append(kept, e)
			}
		}
		return kept
	}
	hits := r.sorted(now, &q, nearestOf(&q, chosen(meetings, "")), q.Sort)
	a.Total = len(hits)
	if q.Facets {
		a.Facets = map[string]map[string]int{}
		for _, name := range facetNames {
			a.Facets[name] = map[string]int{}
			list := chosen(meetings, name)
			if q.Near != nil && q.Nearest > 0 {
				list = nearestOf(&q, chosen(meetings, ""))
			}
			for _, e := range list {
				for _, code := range unique(codesOf(&e, name)) {
					a.Facets[name][code]++
				}
			}
		}
	}
	a.Hits = hits[min(q.Offset, len(hits)):min(q.Offset+q.Limit, len(hits))]
	order := q.Sort
	if order == ByTime {
		order = ByName
	}
	plain := q
	plain.Days, plain.NotDays = 0, 0
	q = plain
	a.Groups = r.sorted(now, &q, nearestOf(&q, chosen(groups, "")), order)
	a.Groups = a.Groups[:min(maxGroups, len(a.Groups))]
	return a
}

func nearestOf(q *Query, list []Entry) []Entry {
	if q.Near == nil || q.Nearest == 0 {
		return list
	}
	list = slices.DeleteFunc(list, func(e Entry) bool { return !e.Located })
	slices.SortFunc(list, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(place.Distance(*q.Near, a.At), place.Distance(*q.Near, b.At)), byName(&a, &b))
	})
	return list[:min(len(list), q.Nearest)]
}

func byName(a, b *Entry) int {
	return cmp.Or(strings.Compare(fold.Fold(a.Name), fold.Fold(b.Name)), strings.Compare(a.Slug, b.Slug))
}

func (r *reference) sorted(now time.Time, q *Query, list []Entry, order Sort) []Hit {
	var hits []Hit
	for _, e := range list {
		h := Hit{Entry: &e, DistanceKM: -1}
		if q.Near != nil && e.Located {
			h.DistanceKM = place.Distance(*q.Near, e.At)
		}
		if plan, err := e.Schedule.Plan(); err == nil {
			if o, ok := plan.NowOrNext(now); ok {
				h.Next = o.Start
				if o.End.After(o.Start) {
					h.End = o.End
				}
			}
		}
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		key := func(h Hit) float64 {
			switch {
			case order == ByTime && h.Next.IsZero(), order == ByDistance && h.DistanceKM < 0:
				return math.Inf(1)
			case order == ByTime:
				return float64(h.Next.Unix())
			case order == ByDistance:
				return h.DistanceKM
			}
			return 0
		}
		return cmp.Or(cmp.Compare(key(a), key(b)), byName(a.Entry, b.Entry))
	})
	return hits
}

func placed(q *Query, e *Entry) bool {
	if q.Box != nil && !(e.Located && q.Box.Contains(e.At)) {
		return false
	}
	return q.Near == nil || q.RadiusKM == 0 || e.Located && place.Distance(*q.Near, e.At) <= q.RadiusKM
}

func sampled(q *Query, e *Entry) bool { return q.Sample == WithSample || !e.Sample }

func verified(q *Query, e *Entry) bool {
	return q.VerifiedSince == 0 || e.Verified != 0 && e.Verified >= q.VerifiedSince
}

func timed(now time.Time, q *Query, e *Entry) bool {
	plan, err := e.Schedule.Plan()
	window := q.Timed && (q.From != 0 || q.To != 0)
	if err != nil || plan.Zone() == nil {
		return !window && !q.Now && q.On == AnyDay
	}
	next, ok := plan.NowOrNext(now)
	if q.Now && (!ok || next.Start.After(now.Add(2*time.Hour))) {
		return false
	}
	if window {
		in := e.Schedule.Start >= q.From && e.Schedule.Start <= q.To
		if q.From > q.To {
			in = e.Schedule.Start >= q.From || e.Schedule.Start <= q.To
		}
		if !in {
			return false
		}
	}
	return q.On == AnyDay || onDay(now, q, &plan)
}

// onDay looks at every start from two days back to three days on.
func onDay(now time.Time, q *Query, plan *schedule.Plan) bool {
	wanted := now.In(plan.Zone().Location())
	if q.On == Tomorrow {
		wanted = time.Date(wanted.Year(), wanted.Month(), wanted.Day()+1, 12, 0, 0, 0, wanted.Location())
	}
	for _, o := range plan.Between(now.Add(-48*time.Hour), now.Add(72*time.Hour)) {
		if o.Start.Format(time.DateOnly) == wanted.Format(time.DateOnly) {
			return true
		}
		lasts := max(o.End.Sub(o.Start), time.Minute)
		if q.On == Today && !o.Start.After(now) && o.Start.Add(lasts).After(now) {
			return true
		}
	}
	return false
}

func codesOf(e *Entry, facet string) []string {
	switch facet {
	case "attend":
		return nonEmpty(e.Attend)
	case "concern":
		return e.Concerns
	case "programme":
		return nonEmpty(e.Programme)
	case "format":
		return e.Formats
	case "audience":
		return e.Audience
	case "led":
		return nonEmpty(e.Led)
	case "belief":
		return nonEmpty(e.Belief)
	case "access":
		return e.Access
	case "lang":
		return e.Languages
	case "org":
		return e.Organisations
	}
	plan, err := e.Schedule.Plan()
	if err != nil || plan.Zone() == nil {
		return nil
	}
	if e.Schedule.Repeats == schedule.Once {
		return []string{dayCode(int(e.Schedule.From.Weekday()))}
	}
	return []string{dayCode(int(e.Schedule.Weekday))}
}

func nonEmpty(code string) []string {
	if code == "" {
		return nil
	}
	return []string{code}
}

func unique(codes []string) []string {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	return slices.Compact(codes)
}

func chosenAll(q *Query, e *Entry, except string) bool {
	for which, c := range q.choices() {
		if e.Kind == Group && which == day || facetNames[which] == except {
			continue
		}
		codes := codesOf(e, facetNames[which])
		has := func(wanted string) bool {
			return slices.ContainsFunc(codes, func(code string) bool {
				return code == wanted || which == language && strings.HasPrefix(code, wanted+"-")
			})
		}
		if len(c.Any) > 0 && !slices.ContainsFunc(c.Any, has) || slices.ContainsFunc(c.Not, has) {
			return false
		}
		for _, wanted := range c.All {
			if !has(wanted) {
				return false
			}
		}
	}
	return true
}

// texts gives the test whether an entry has all words. Slips are forgiven where no entry has a word.
func (r *reference) texts(text string) func(*Entry) bool {
	var tests []func(string) bool
	for _, word := range words(text) {
		begins := func(term string) bool { return strings.HasPrefix(term, word) }
		found := false
		for _, e := range r.entries {
			found = found || slices.ContainsFunc(r.terms[e.ID], begins)
		}
		if slips := typosIn(word); !found && slips > 0 {
			begins = func(term string) bool { return editDistance(term, word) <= slips }
		}
		tests = append(tests, begins)
	}
	return func(e *Entry) bool {
		terms := r.terms[e.ID]
		for _, test := range tests {
			if !slices.ContainsFunc(terms, test) {
				return false
			}
		}
		return true
	}
}

func (r *reference) termsOf(e *Entry) []string {
	var terms []string
	add := func(term string) { terms = append(terms, term) }
	for _, text := range []string{e.Name, e.Group, e.Venue, e.Address, e.Locality, e.Region, e.Postal, e.Words} {
		eachTerm(text, add)
	}
	for _, facet := range facetNames {
		for _, code := range codesOf(e, facet) {
			for _, word := range r.words(facet, code) {
				eachTerm(word, add)
			}
		}
	}
	return terms
}

// editDistance is the restricted Damerau–Levenshtein distance by its recurrence.
func editDistance(x, y string) int {
	a, b := []rune(x), []rune(y)
	if n := utf8.RuneCountInString(x) - utf8.RuneCountInString(y); n > 3 || n < -3 {
		return 4
	}
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range b {
		d[0][j+1] = j + 1
	}
	for i := range a {
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d[i+1][j+1] = min(d[i][j+1]+1, d[i+1][j]+1, d[i][j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d[i+1][j+1] = min(d[i+1][j+1], d[i-1][j-1]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
