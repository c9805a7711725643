package index

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kith/internal/place"
	"kith/internal/schedule"
)

// errDamaged says that a saved index is not what Save wrote.
var errDamaged = errors.New("index: the saved index is damaged or of another version")

// cacheReader reads what cacheWriter wrote. It believes nothing: a length costs no memory before its content is there,
// and every number that leads somewhere is looked at. It stops at the first error.
type cacheReader struct {
	from   io.Reader
	buffer []byte
	err    error
}

func (c *cacheReader) damaged() { c.err = errDamaged }

// require stops reading when something is not as it must be.
func (c *cacheReader) require(ok bool) {
	if c.err == nil && !ok {
		c.damaged()
	}
}

// raw gives the next n bytes, at most a block, until the next call.
func (c *cacheReader) raw(n int) []byte {
	if c.err != nil {
		return c.buffer[:0]
	}
	if _, c.err = io.ReadFull(c.from, c.buffer[:n]); c.err != nil {
		return c.buffer[:0]
	}
	return c.buffer[:n]
}

func (c *cacheReader) number() uint64 {
	if data := c.raw(8); c.err == nil {
		return binary.LittleEndian.Uint64(data)
	}
	return 0
}

// blocks gives n items of some bytes each, a block at a time.
func (c *cacheReader) blocks(n uint64, size int, do func([]byte)) {
	for n > 0 && c.err == nil {
		some := min(n, uint64(cacheBlock/size))
		if data := c.raw(int(some) * size); c.err == nil {
			do(data)
		}
		n -= some
	}
}

func (c *cacheReader) text() string {
	var s strings.Builder
	c.blocks(c.number(), 1, func(data []byte) { s.Write(data) })
	return s.String()
}

func read32[T ~uint32 | ~int32](c *cacheReader) []T {
	var list []T
	c.blocks(c.number(), 4, func(data []byte) {
		list = slices.Grow(list, len(data)/4)
		for ; len(data) > 0; data = data[4:] {
			list = append(list, T(binary.LittleEndian.Uint32(data)))
		}
	})
	return slices.Clip(list)
}

func read64[T ~uint64 | ~int64](c *cacheReader) []T {
	var list []T
	c.blocks(c.number(), 8, func(data []byte) {
		list = slices.Grow(list, len(data)/8)
		for ; len(data) > 0; data = data[8:] {
			list = append(list, T(binary.LittleEndian.Uint64(data)))
		}
	})
	return slices.Clip(list)
}

func (c *cacheReader) part() part {
	kind := c.number()
	c.require(kind <= uint64(Group))
	s := &segment{kind: Kind(kind), text: blob(c.text()), rows: c.rows()}
	s.sum = read64[uint64](c)
	s.earth.at = points(read64[uint64](c))
	located := c.number()
	s.rank = read32[uint32](c)
	for range columns {
		s.facets = append(s.facets, c.facet())
	}
	c.agenda(&s.agenda)
	s.words = c.words()
	dead := bitmap(read64[uint64](c))
	c.check(s, located, dead)
	if c.err != nil {
		return part{}
	}
	s.finish(int(located))
	return newPart(s, dead)
}

func (c *cacheReader) rows() []row {
	var rows []row
	c.blocks(c.number(), rowSize, func(data []byte) {
		rows = slices.Grow(rows, len(data)/rowSize)
		for ; len(data) > 0; data = data[rowSize:] {
			rows = append(rows, readRow(data))
		}
	})
	return slices.Clip(rows)
}

func points(bits []uint64) []place.Point {
	list := make([]place.Point, 0, len(bits)/2)
	for ; len(bits) > 1; bits = bits[2:] {
		list = append(list, place.Point{Lat: math.Float64frombits(bits[0]), Lng: math.Float64frombits(bits[1])})
	}
	return list
}

// texts reads strings that appendText wrote.
func (c *cacheReader) texts() []string {
	var list []string
	for packed := c.text(); len(packed) > 0 && c.err == nil; {
		n, size := uvarint(packed)
		if size == 0 || n > uint64(len(packed)-size) {
			c.damaged()
			break
		}
		list = append(list, packed[size:size+int(n)])
		packed = packed[size+int(n):]
	}
	return list
}

func (c *cacheReader) facet() facet {
	b := newFacetBuilder()
	for _, code := range c.texts() {
		c.require(b.id(code) == uint32(len(b.codes)-1))
	}
	lists := read32[uint32](c)
	for len(lists) > 0 && c.err == nil {
		n := uint64(lists[0])
		if n >= uint64(len(lists)) || slices.Max(append(lists[1:n+1:n+1], 0)) >= uint32(len(b.codes)) {
			c.damaged()
			break
		}
		b.append(lists[1 : n+1])
		lists = lists[n+1:]
	}
	return b.facet
}

func below(list []uint32, n int) bool {
	return !slices.ContainsFunc(list, func(i uint32) bool { return int(i) >= n })
}

func (c *cacheReader) agenda(a *agenda) {
	n := c.number()
	packed := []byte(c.text())
	for ; n > 0 && c.err == nil; n-- {
		s, rest, ok := readSchedule(packed)
		if !ok {
			c.damaged()
			return
		}
		a.add(s)
		packed = rest
	}
	a.of = read32[uint32](c)
	c.require(len(a.plans) > 0 && a.plans[0].Zone() == nil && below(a.of, len(a.plans)))
}

// readSchedule reads what appendSchedule wrote.
func readSchedule(data []byte) (schedule.Schedule, []byte, bool) {
	v := varints{data: data, ok: true}
	s := schedule.Schedule{
		Repeats: schedule.Repeats(v.next()), Interval: uint8(v.next()), Weekday: time.Weekday(v.next()), Nth: int8(v.next()),
		From: schedule.Date(v.next()), Until: schedule.Date(v.next()), Start: schedule.Clock(v.next()),
		Duration: int16(v.next()),
	}
	for n := v.next(); n > 0 && v.ok; n-- {
		s.Exceptions = append(s.Exceptions, schedule.Exception{
			Kind: schedule.ExceptionKind(v.next()), On: schedule.Date(v.next()), To: schedule.Date(v.next()),
			Start: schedule.Clock(v.next()), Duration: int16(v.next()),
		})
	}
	n, size := binary.Uvarint(v.data)
	if !v.ok || size <= 0 || n > uint64(len(v.data)-size) {
		return s, nil, false
	}
	end := size + int(n)
	s.Zone = string(v.data[size:end])
	return s, v.data[end:], true
}

// varints reads numbers until one is damaged.
type varints struct {
	data []byte
	ok   bool
}

func (v *varints) next() int64 {
	n, size := binary.Varint(v.data)
	if size <= 0 {
		v.ok = false
		return 0
	}
	v.data = v.data[size:]
	return n
}

func (c *cacheReader) words() concordance {
	terms := c.texts()
	for i, term := range terms {
		c.require(utf8.ValidString(term) && term != "" && (i == 0 || terms[i-1] < term))
	}
	w := concordance{dictionary: newDictionary(terms), begin: read32[uint32](c), lists: []byte(c.text())}
	codes := read32[uint32](c)
	for ; len(codes) > 2; codes = codes[3:] {
		w.coded = append(w.coded, coded{term: codes[0], facet: int(codes[1]), code: codes[2]})
	}
	c.require(len(w.begin) == len(terms)+1 && slices.IsSorted(w.begin) && w.begin[0] == 0 &&
		w.begin[len(terms)] == uint32(len(w.lists)))
	return w
}

// check looks at what leads from one table into another.
func (c *cacheReader) check(s *segment, located uint64, dead bitmap) {
	n := s.len()
	for _, length := range [...]int{
		len(s.sum), len(s.earth.at), len(s.rank),
		len(s.agenda.of),
	} {
		c.require(length == n)
	}
	c.require(n > 0 && located <= uint64(n) && (len(dead) == 0 || len(dead) == len(newBitmap(n))))
	if c.err == nil {
		c.require(s.rowsHold() && isPermutation(s.rank) && s.earth.ascends(int(located)) && s.wordsHold())
	}
}

func (s *segment) rowsHold() bool {
	for i := range s.rows {
		r := &s.rows[i]
		for which, number := range r.lists {
			if int(number) >= len(s.facets[which].lists) {
				return false
			}
		}
		if slices.ContainsFunc(r.texts[:], func(ref uint32) bool { return !s.text.holds(ref) }) {
			return false
		}
		if _, ok := unpackSources(s.text, s.text.at(r.texts[textSources])); !ok {
			return false
		}
	}
	return true
}

func isPermutation(list []uint32) bool {
	seen := newBitmap(len(list))
	for _, i := range list {
		if int(i) >= len(list) || seen.has(i) {
			return false
		}
		seen.add(i)
	}
	return true
}

// ascends tells whether the first points stand as newEarth needs them.
func (e *earth) ascends(located int) bool {
	for i, p := range e.at[:located] {
		if !p.Valid() {
			return false
		}
		if i > 0 {
			last := e.at[i-1]
			if a, b := bandOf(last.Lat), bandOf(p.Lat); a > b || a == b && last.Lng > p.Lng {
				return false
			}
		}
	}
	return true
}

// wordsHold tells whether all lists of the concordance ascend and stay among the listings.
func (s *segment) wordsHold() bool {
	w := &s.words
	for term := range len(w.begin) - 1 {
		list := w.lists[w.begin[term]:w.begin[term+1]]
		last := uint64(0)
		for len(list) > 0 {
			gap, size := binary.Uvarint(list)
			if size <= 0 || gap >= uint64(s.len()) || last+gap >= uint64(s.len()) {
				return false
			}
			last, list = last+gap, list[size:]
		}
	}
	for i, code := range w.coded {
		if int(code.term) >= len(w.begin)-1 || code.facet >= facetCount || int(code.code) >= len(s.facets[code.facet].codes) ||
			i > 0 && w.coded[i-1].term > code.term {
			return false
		}
	}
	return true
}
