package index

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
)

// blob holds many strings in one, each after its length as a uvarint, so that a string costs four bytes of reference
// and nothing to the garbage collector. Reference 0 is the empty string.
type blob string

func (b blob) at(ref uint32) string {
	n := uint32(b[ref])
	if n < 0x80 {
		return string(b[ref+1 : ref+1+n])
	}
	return b.long(ref)
}

func (b blob) long(ref uint32) string {
	var n uint64
	for shift := 0; ; shift += 7 {
		c := b[ref]
		ref++
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return string(b[ref : uint64(ref)+n])
		}
	}
}

// holds tells whether a whole string stands at ref.
func (b blob) holds(ref uint32) bool {
	if uint64(ref) >= uint64(len(b)) {
		return false
	}
	head := []byte(b[ref:min(len(b), int(ref)+binary.MaxVarintLen32)])
	n, size := binary.Uvarint(head)
	return size > 0 && n <= uint64(len(b)-int(ref)-size)
}

// pool fills a blob and keeps strings that come again only once.
type pool struct {
	text strings.Builder
	seen finder
}

func newPool() *pool {
	p := &pool{seen: newFinder(0)}
	p.text.WriteByte(0)
	return p
}

func (p *pool) blob() blob { return blob(p.text.String()) }

// add appends a string that is expected once only.
func (p *pool) add(s string) uint32 {
	if s == "" {
		return 0
	}
	ref := uint32(p.text.Len())
	var head [binary.MaxVarintLen64]byte
	p.text.Write(head[:binary.PutUvarint(head[:], uint64(len(s)))])
	p.text.WriteString(s)
	return ref
}

// share gives the reference of an equal string, or appends it.
func (p *pool) share(s string) uint32 {
	if s == "" {
		return 0
	}
	if ref, ok := p.seen.find(s, func(ref uint32) bool { return p.blob().at(ref) == s }); ok {
		return ref
	}
	ref := p.add(s)
	p.seen.grow(func(ref uint32) string { return p.blob().at(ref) })
	p.seen.put(s, ref)
	return ref
}

// finder is a hash table from strings to numbers that leaves the strings where they are: it holds four bytes a place
// and asks its owner what stands there.
type finder struct {
	seed   maphash.Seed
	places []uint32 // number + 1; 0: free. The length is a power of two
	used   int
}

// newFinder makes a table for n numbers.
func newFinder(n int) finder {
	size := 16
	for size*3 < n*4 {
		size *= 2
	}
	return finder{seed: maphash.MakeSeed(), places: make([]uint32, size)}
}

func (f *finder) place(s string) int {
	return int(maphash.String(f.seed, s)) & (len(f.places) - 1)
}

// find gives the number put for s of which is agrees that it is s.
func (f *finder) find(s string, is func(uint32) bool) (uint32, bool) {
	if len(f.places) == 0 {
		return 0, false
	}
	for i := f.place(s); f.places[i] != 0; i = (i + 1) & (len(f.places) - 1) {
		if number := f.places[i] - 1; is(number) {
			return number, true
		}
	}
	return 0, false
}

func (f *finder) put(s string, number uint32) {
	i := f.place(s)
	for f.places[i] != 0 {
		i = (i + 1) & (len(f.places) - 1)
	}
	f.places[i] = number + 1
	f.used++
}

// grow makes room for one more.
func (f *finder) grow(name func(uint32) string) {
	if (f.used+1)*4 <= len(f.places)*3 {
		return
	}
	old := f.places
	f.places, f.used = make([]uint32, 2*len(old)), 0
	for _, place := range old {
		if place != 0 {
			f.put(name(place-1), place-1)
		}
	}
}
