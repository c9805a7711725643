package index

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"kith/internal/fold"
)

// segment holds many listings of one kind so that they are small and quickly found. It is immutable but for caches. A
// listing is the number of its place; numbers ascend along the earth (see earth).
type segment struct {
	kind Kind
	text blob
	rows []row
	sum  []uint64 // see Entry.sum

	facets  []facet // facetCount of them, then own
	samples set
	words   concordance
	earth   earth
	agenda  agenda

	rank   []uint32 // listing → its place in the order of names
	byRank []uint32

	byID, bySlug, byNumber finder

	blank sync.Pool // *run
	told  []atomic.Pointer[Told]
	tells atomic.Int32 // of told that are set, or more
}

func (s *segment) len() int { return len(s.rows) }

func (s *segment) string(i uint32, text int) string {
	return s.text.at(s.rows[i].texts[text])
}

// name is the listing's name as it is sorted by.
func (s *segment) name(i uint32) string { return fold.Fold(s.string(i, textName)) }

// compare sorts a listing against a name and a slug.
func (s *segment) compare(i uint32, name, slug string) int {
	if c := strings.Compare(s.name(i), name); c != 0 {
		return c
	}
	return strings.Compare(s.string(i, textSlug), slug)
}

// read fills in a listing's entry, which must be new. Lists in it are shared.
func (s *segment) read(i uint32, e *Entry) {
	r := &s.rows[i]
	e.Kind, e.Number, e.Updated, e.Verified = s.kind, r.number, r.updated, r.verified
	e.At, e.Schedule = s.earth.at[i], s.agenda.schedules[s.agenda.of[i]]
	e.setMarks(r.marks)
	s.readTexts(&r.texts, e)
	s.readCodes(&r.lists, e)
}

func (s *segment) readTexts(refs *[textCount]uint32, e *Entry) {
	e.ID, e.Slug, e.Name = s.text.at(refs[textID]), s.text.at(refs[textSlug]), s.text.at(refs[textName])
	e.Group, e.GroupSlug = s.text.at(refs[textGroup]), s.text.at(refs[textGroupSlug])
	e.About, e.Hint, e.Words = s.text.at(refs[textAbout]), s.text.at(refs[textHint]), s.text.at(refs[textWords])
	e.Venue, e.Address, e.Locality = s.text.at(refs[textVenue]), s.text.at(refs[textAddress]), s.text.at(refs[textLocality])
	e.Region, e.Postal, e.Country = s.text.at(refs[textRegion]), s.text.at(refs[textPostal]), s.text.at(refs[textCountry])
	e.Sources = s.sources(refs[textSources])
}

func (s *segment) readCodes(lists *[columns]uint32, e *Entry) {
	names := func(which int) []string { return s.facets[which].names[lists[which]] }
	e.Attend, e.Programme, e.Led, e.Belief = only(names(attend)), only(names(programme)), only(names(led)), only(names(belief))
	e.Concerns, e.Own, e.Formats, e.Audience = names(concern), names(own), names(format), names(audience)
	e.Languages, e.Access, e.Organisations = names(language), names(access), names(organisation)
}

func only(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return codes[0]
}

func (s *segment) entry(i uint32) *Entry {
	e := new(Entry)
	s.read(i, e)
	return e
}

// packSources writes sources into one string: the reference of the name, which many share, and the id.
func packSources(p *pool, sources []Source) string {
	var packed []byte
	for _, source := range sources {
		packed = binary.AppendUvarint(packed, uint64(p.share(source.Name)))
		packed = binary.AppendUvarint(packed, uint64(len(source.ID)))
		packed = append(packed, source.ID...)
	}
	return string(packed)
}

func (s *segment) sources(ref uint32) []Source {
	if ref == 0 {
		return nil
	}
	list, _ := unpackSources(s.text, s.text.at(ref))
	return list
}

// unpackSources gives false when packed is damaged.
func unpackSources(text blob, packed string) ([]Source, bool) {
	list := make([]Source, 0, 1)
	for len(packed) > 0 {
		ref, a := uvarint(packed)
		length, b := uvarint(packed[a:])
		if a == 0 || b == 0 || length > uint64(len(packed)-a-b) || ref >= uint64(len(text)) || !text.holds(uint32(ref)) {
			return nil, false
		}
		end := a + b + int(length)
		list = append(list, Source{Name: text.at(uint32(ref)), ID: packed[a+b : end]})
		packed = packed[end:]
	}
	return list, true
}

// uvarint is binary.Uvarint for a string.
func uvarint(s string) (uint64, int) {
	var n uint64
	for i := 0; i < len(s) && i < binary.MaxVarintLen64; i++ {
		n |= uint64(s[i]&0x7f) << (7 * i)
		if s[i] < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}

// finish makes what can be made of the rest: it is not saved.
func (s *segment) finish(located int) {
	n := s.len()
	for i := range s.facets {
		s.facets[i].of = column{s.rows, i}
	}
	for i := range facetCount {
		s.facets[i].collect()
	}
	s.samples = newSet(s.marked(markSample), n)
	s.earth = newEarth(s.earth.at, located)
	s.byRank = make([]uint32, n)
	for i, rank := range s.rank {
		s.byRank[rank] = uint32(i)
	}
	s.agenda.group(s.byRank)
	s.byID, s.bySlug, s.byNumber = newFinder(n), newFinder(n), newFinder(n)
	for i := range uint32(n) {
		s.byID.put(s.string(i, textID), i)
		s.bySlug.put(s.string(i, textSlug), i)
		if s.rows[i].number != 0 {
			s.byNumber.put(numberKey(s.rows[i].number), i)
		}
	}
	s.told = make([]atomic.Pointer[Told], n)
	s.blank.New = func() any { return blankRun(n) }
}

// marked gives the listings that bear a mark.
func (s *segment) marked(mark uint8) []uint32 {
	var list []uint32
	for i := range s.rows {
		if s.rows[i].marks&mark != 0 {
			list = append(list, uint32(i))
		}
	}
	return list
}

func numberKey(n int64) string {
	var key [8]byte
	binary.LittleEndian.PutUint64(key[:], uint64(n))
	return string(key[:])
}

func (s *segment) findID(id string) (uint32, bool) {
	return s.byID.find(id, func(i uint32) bool { return s.string(i, textID) == id })
}

func (s *segment) findSlug(slug string, alive func(uint32) bool) (uint32, bool) {
	return s.bySlug.find(slug, func(i uint32) bool { return s.string(i, textSlug) == slug && alive(i) })
}

func (s *segment) findNumber(n int64, alive func(uint32) bool) (uint32, bool) {
	return s.byNumber.find(numberKey(n), func(i uint32) bool { return s.rows[i].number == n && alive(i) })
}

// hasPlace tells whether a listing can be found by place.
func (s *segment) hasPlace(i uint32) bool { return i < s.earth.located() }

// lowerRank is the number of listings that sort before a name and slug, or at them.
func (s *segment) lowerRank(name, slug string) uint32 {
	n, _ := slices.BinarySearchFunc(s.byRank, 0, func(i uint32, _ int) int {
		if s.compare(i, name, slug) <= 0 {
			return -1
		}
		return 1
	})
	return uint32(n)
}
