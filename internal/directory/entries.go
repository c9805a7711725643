package directory

import (
	"slices"
	"strings"

	"kith/internal/directory/index"
	"kith/internal/lists"
	"kith/internal/place"
	"kith/internal/store"
	"kith/internal/vocabulary"
)

// surroundings are the listings that entries are built from besides the meetings themselves.
type surroundings struct {
	organisations map[string]Listing
	groups        map[string]Listing
	venues        map[string]Listing
	sources       map[string]Source
	merged        map[string][]index.Source // ids there of what was merged into a listing
	locate        func(text string) (place.Point, bool)
}

// readSurroundings reads what the given condition on l selects of organisations, groups and venues; sources and mergers
// whole.
func (d *Directory) readSurroundings(tx *store.Tx) (*surroundings, error) {
	s := &surroundings{organisations: map[string]Listing{}, groups: map[string]Listing{}, venues: map[string]Listing{},
		sources: map[string]Source{}, merged: map[string][]index.Source{}, locate: d.locate}
	sources, err := store.Collect(tx, scanSource, `SELECT `+sourceColumns+` FROM source`)
	if err != nil {
		return nil, err
	}
	for _, src := range sources {
		s.sources[src.ID] = src
	}
	bodies, err := listListings(tx, `l.kind = 'organisation'`, "")
	if err != nil {
		return nil, err
	}
	for _, o := range bodies {
		s.organisations[o.ID] = o
	}
	merged, err := listListings(tx, `l.merged_into IS NOT NULL`, "")
	for _, l := range merged {
		s.merged[l.MergedInto] = append(s.merged[l.MergedInto], s.sourcesOf(&l)...)
	}
	return s, err
}

// around reads the groups and venues of some meetings, where they are not known yet.
func (s *surroundings) around(tx *store.Tx, meetings []Listing) error {
	want := map[string]bool{}
	for i := range meetings {
		if _, ok := s.groups[meetings[i].Parent]; !ok {
			want[meetings[i].Parent] = true
		}
		if _, ok := s.venues[meetings[i].Venue]; !ok && meetings[i].Venue != "" {
			want[meetings[i].Venue] = true
		}
	}
	ls, err := byIDs(tx, sortedKeys(want))
	for _, l := range ls {
		s.add(l)
	}
	return err
}

func (s *surroundings) add(l Listing) {
	switch l.Kind {
	case KindGroup:
		s.groups[l.ID] = l
	case KindVenue:
		s.venues[l.ID] = l
	}
}

// byIDs reads listings by id, in no order.
func byIDs(tx *store.Tx, ids []string) (all []Listing, err error) {
	for some := range slices.Chunk(ids, 500) {
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id
		}
		ls, err := listListings(tx, `l.id IN (`+store.Params(1, len(some))+`)`, "", args...)
		if err != nil {
			return nil, err
		}
		all = append(all, ls...)
	}
	return all, nil
}

func (s *surroundings) sourcesOf(l *Listing) []index.Source {
	out := slices.Clone(s.merged[l.ID])
	if src, ok := s.sources[l.Source]; ok {
		out = append([]index.Source{{Name: src.Name, ID: shownID(l.Native)}}, out...)
	}
	return out
}

// public says whether a listing shows by itself.
func public(l *Listing) bool { return l.State == Published && l.MergedInto == "" }

// meeting builds the entry of a meeting; ok is false when it is not public.
func (s *surroundings) meeting(l *Listing) (e index.Entry, ok bool) {
	g, has := s.groups[l.Parent]
	if !has || !public(l) || !public(&g) {
		return e, false
	}
	m := l.Content.(*Meeting)
	s.group(&e, &g)
	e.Kind, e.ID, e.Number, e.Slug, e.Name = index.Meeting, l.ID, l.Number, l.Slug, m.Name
	e.Schedule, e.Attend = m.Schedule, m.Attend
	e.Formats = slices.Clone(m.Formats)
	for _, code := range append([]string{m.Open}, m.Codes...) {
		if code != "" {
			e.Formats = append(e.Formats, code)
		}
	}
	e.Audience = lists.With(e.Audience, m.Audience...)
	if len(m.Languages) > 0 {
		e.Languages = m.Languages
	}
	e.Access = m.Access
	e.Verified, e.Updated = max(l.VerifiedOn, g.VerifiedOn), max(l.Updated, g.Updated)
	e.Sources = s.sourcesOf(l)
	e.Sample = e.Sample || s.sources[l.Source].Sample
	if v, ok := s.venues[l.Venue]; ok && public(&v) {
		s.venue(&e, v.Content.(*Venue))
		e.Updated = max(e.Updated, v.Updated)
	}
	return e, true
}

// groupEntry builds the entry of a group that has no meeting schedule.
func (s *surroundings) groupEntry(l *Listing) (e index.Entry, ok bool) {
	g := l.Content.(*Group)
	if !public(l) || g.Rhythm == "" || g.Rhythm == "scheduled" {
		return e, false
	}
	s.group(&e, l)
	e.Kind, e.ID, e.Slug, e.Name = index.Group, l.ID, l.Slug, g.Name
	e.Attend = map[string]string{"phone": "phone"}[g.Rhythm]
	if e.Attend == "" {
		e.Attend = "arranged"
	}
	e.Verified, e.Updated, e.Sources = l.VerifiedOn, l.Updated, s.sourcesOf(l)
	return e, true
}

// longestAbout is how much of a group's own wording a list shows, in bytes.
const longestAbout = 160

// group fills in what an entry takes from its group and the public organisations above.
func (s *surroundings) group(e *index.Entry, l *Listing) {
	g := l.Content.(*Group)
	e.Group, e.GroupSlug, e.About = g.Name, l.Slug, firstSentence(g.About, longestAbout)
	e.Programme, e.Led, e.Belief = g.Programme, g.Led, g.Belief
	e.Audience, e.Languages = slices.Clone(g.Audience), g.Languages
	e.Sample = s.sources[l.Source].Sample
	e.Own = g.EffectiveConcerns()
	for _, c := range e.Own {
		e.Concerns = lists.With(e.Concerns, vocabulary.Ancestors(vocabulary.FacetConcern, c)...)
	}
	id := l.Parent
	for range deepest {
		o, ok := s.organisations[id]
		if !ok {
			break
		}
		if public(&o) {
			e.Organisations = append(e.Organisations, o.Slug)
		}
		id = o.Parent
	}
}

// venue fills in where a meeting is, as it may be told.
func (s *surroundings) venue(e *index.Entry, v *Venue) {
	e.Venue, e.Address = v.Name, v.Line()
	e.Locality, e.Region, e.Postal, e.Country, e.Hint = v.Locality, v.Region, v.Postal, v.Country, v.Hint
	e.Words = v.Quarter
	e.Access = lists.With(e.Access, v.Access...)
	e.Withheld = v.Withheld() && v.Shown != Approximate
	e.Approximate = v.Rough || v.Withheld()
	if p, ok := s.position(v); ok {
		e.At, e.Located, e.Approximate = p, true, e.Approximate || v.At == nil
	}
}

// position is where a venue is: its own position, else that of its town.
func (s *surroundings) position(v *Venue) (place.Point, bool) {
	if v.At != nil {
		return *v.At, true
	}
	if s.locate == nil || v.Locality == "" {
		return place.Point{}, false
	}
	return s.locate(lists.Join(", ", v.Locality, v.Region, v.Country))
}

// Line is the address on one line, as it may be told.
func (v *Venue) Line() string {
	if v.Address != "" {
		return v.Address
	}
	return lists.Join(", ", v.Street, v.Locality, strings.TrimSpace(v.Region+" "+v.Postal), v.Country)
}

// firstSentence cuts a text after a sentence that ends within limit bytes, else between words.
func firstSentence(text string, limit int) string {
	text = strings.TrimSpace(text)
	if len(text) <= limit {
		return text
	}
	head := strings.ToValidUTF8(text[:limit], "")
	for _, end := range []string{". ", "! ", "? ", "。", "؟ "} {
		if i := strings.LastIndex(head, end); i > 0 {
			return strings.TrimSpace(head[:i+len(end)])
		}
	}
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		head = head[:i]
	}
	return head + "…"
}
