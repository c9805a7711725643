package index

import (
	"cmp"
	"slices"
	"strings"

	"kith/internal/schedule"
)

// piece is a listing on its way into a segment: an entry, or one of an older segment.
type piece struct {
	id    string
	entry *Entry
	from  *segment
	i     uint32
	sum   uint64
	band  int // bands: without a place
	lng   float64
	lat   float64
}

func pieceOf(e *Entry, sum uint64) piece {
	p := piece{id: e.ID, entry: e, sum: sum, band: bands}
	if e.Located && e.At.Valid() {
		p.band, p.lng, p.lat = bandOf(e.At.Lat), e.At.Lng, e.At.Lat
	}
	return p
}

func (s *segment) piece(i uint32) piece {
	p := piece{id: s.string(i, textID), from: s, i: i, sum: s.sum[i], band: bands}
	if s.hasPlace(i) {
		at := s.earth.at[i]
		p.band, p.lng, p.lat = bandOf(at.Lat), at.Lng, at.Lat
	}
	return p
}

func comparePieces(a, b piece) int {
	return cmp.Or(cmp.Compare(a.band, b.band), cmp.Compare(a.lng, b.lng), cmp.Compare(a.lat, b.lat),
		strings.Compare(a.id, b.id))
}

// builder makes a segment.
type builder struct {
	segment *segment
	pool    *pool
	facets  []*facetBuilder
	words   *concordanceBuilder
	memo    [len(searched)]memo
	numbers map[string]uint32 // schedule, as bytes → its number
	key     []byte
	names   []string
}

// memo keeps the terms of the last text of one kind: neighbours often share it.
type memo struct {
	ref   uint32
	terms []uint32
}

// build makes a segment of pieces of one kind. It sorts them.
func build(kind Kind, pieces []piece, o Options) *segment {
	slices.SortFunc(pieces, comparePieces)
	b := newBuilder(kind)
	located := 0
	for _, p := range pieces {
		e := p.entry
		if e == nil {
			e = p.from.entry(p.i)
		}
		b.add(e, p.sum)
		if p.band < bands {
			located++
		}
	}
	return b.finish(located, o)
}

func newBuilder(kind Kind) *builder {
	b := &builder{
		segment: &segment{kind: kind}, pool: newPool(), words: newConcordanceBuilder(), numbers: map[string]uint32{},
	}
	for range columns {
		b.facets = append(b.facets, newFacetBuilder())
	}
	b.schedule(schedule.Schedule{})
	return b
}

func (b *builder) add(e *Entry, sum uint64) {
	s := b.segment
	i := uint32(s.len())
	s.sum = append(s.sum, sum)
	s.earth.at = append(s.earth.at, e.At)
	s.agenda.of = append(s.agenda.of, b.schedule(e.Schedule))
	s.rows = append(s.rows, row{
		number: e.Number, updated: e.Updated, verified: e.Verified, marks: e.marks(), texts: b.texts(e), lists: b.lists(e, i),
	})
	b.terms(i)
	b.names = append(b.names, s.foldedName(b.pool, i))
}

func (b *builder) texts(e *Entry) [textCount]uint32 {
	share := b.pool.share
	return [textCount]uint32{
		textID: b.pool.add(e.ID), textSlug: b.pool.add(e.Slug), textName: share(e.Name), textGroup: share(e.Group),
		textGroupSlug: share(e.GroupSlug), textAbout: share(e.About), textVenue: share(e.Venue),
		textAddress: share(e.Address), textLocality: share(e.Locality), textRegion: share(e.Region),
		textPostal: share(e.Postal), textCountry: share(e.Country), textHint: share(e.Hint), textWords: share(e.Words),
		textSources: b.pool.add(packSources(b.pool, e.Sources)),
	}
}

func (s *segment) foldedName(p *pool, i uint32) string {
	s.text = p.blob()
	return s.name(i)
}

func (b *builder) lists(e *Entry, i uint32) [columns]uint32 {
	f := b.facets
	return [columns]uint32{
		attend: f[attend].number(e.Attend), concern: f[concern].number(e.Concerns...),
		programme: f[programme].number(e.Programme), format: f[format].number(e.Formats...),
		audience: f[audience].number(e.Audience...), led: f[led].number(e.Led), belief: f[belief].number(e.Belief),
		access: f[access].number(e.Access...), language: f[language].number(e.Languages...),
		organisation: f[organisation].number(e.Organisations...), day: f[day].number(b.day(i)), own: f[own].number(e.Own...),
	}
}

func (b *builder) day(i uint32) string {
	weekday, ok := b.segment.agenda.weekday(b.segment.agenda.of[i])
	if !ok {
		return ""
	}
	return dayCode(int(weekday))
}

func dayCode(weekday int) string { return "0123456"[weekday : weekday+1] }

func (b *builder) terms(i uint32) {
	for at, text := range searched {
		m := &b.memo[at]
		ref := b.segment.rows[i].texts[text]
		if ref == 0 {
			continue
		}
		if ref != m.ref {
			m.ref, m.terms = ref, b.words.numbersOf(b.pool.blob().at(ref), m.terms[:0])
		}
		for _, term := range m.terms {
			b.words.note(term, i)
		}
	}
}

// schedule gives the number of a schedule. One that cannot be planned is kept as it is and never happens.
func (b *builder) schedule(s schedule.Schedule) uint32 {
	b.key = appendSchedule(b.key[:0], &s)
	if number, ok := b.numbers[string(b.key)]; ok {
		return number
	}
	a := &b.segment.agenda
	number := uint32(len(a.schedules))
	b.numbers[string(b.key)] = number
	s.Zone = strings.Clone(s.Zone)
	s.Exceptions = slices.Clone(s.Exceptions)
	a.add(s)
	return number
}

func (a *agenda) add(s schedule.Schedule) {
	plan, err := s.Plan()
	if err != nil {
		plan = schedule.Plan{}
	}
	a.schedules, a.plans = append(a.schedules, s), append(a.plans, plan)
}

func (b *builder) finish(located int, o Options) *segment {
	s := b.segment
	s.text = b.pool.blob()
	for _, f := range b.facets {
		s.facets = append(s.facets, f.facet)
	}
	s.rank = b.ranks()
	b.words.nameCodes(s.facets, o)
	s.words = b.words.build()
	s.finish(located)
	return s
}

// nameCodes adds the words by which the codes of all facets can be found.
func (b *concordanceBuilder) nameCodes(facets []facet, o Options) {
	if o.Words == nil {
		return
	}
	for which, name := range facetNames {
		for id, code := range facets[which].codes {
			b.name(which, uint32(id), o.Words(name, code))
		}
	}
}

// ranks sorts by folded name, then by slug.
func (b *builder) ranks() []uint32 {
	order := make([]uint32, len(b.names))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		if c := strings.Compare(b.names[x], b.names[y]); c != 0 {
			return c
		}
		return strings.Compare(b.segment.string(x, textSlug), b.segment.string(y, textSlug))
	})
	ranks := make([]uint32, len(order))
	for rank, i := range order {
		ranks[i] = uint32(rank)
	}
	return ranks
}
