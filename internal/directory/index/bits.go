package index

import (
	"math/bits"
	"slices"
)

// span is a run of numbers, from lo to before hi: listings, or words of a bitmap.
type span struct{ lo, hi uint32 }

// bitmap holds a set of listings of one segment, one bit each.
type bitmap []uint64

func newBitmap(n int) bitmap { return make(bitmap, (n+63)/64) }

func (b bitmap) has(i uint32) bool { return b[i>>6]&(1<<(i&63)) != 0 }
func (b bitmap) add(i uint32)      { b[i>>6] |= 1 << (i & 63) }
func (b bitmap) remove(i uint32)   { b[i>>6] &^= 1 << (i & 63) }

// fill adds the listings of a span.
func (b bitmap) fill(s span) {
	if s.lo >= s.hi {
		return
	}
	first, last := s.lo>>6, (s.hi-1)>>6
	head, tail := ^uint64(0)<<(s.lo&63), ^uint64(0)>>(63-(s.hi-1)&63)
	if first == last {
		b[first] |= head & tail
		return
	}
	b[first] |= head
	for i := first + 1; i < last; i++ {
		b[i] = ^uint64(0)
	}
	b[last] |= tail
}

// The operations below touch only the words of b that the spans in over name.

func (b bitmap) clear(over []span) {
	for _, s := range over {
		clear(b[s.lo:s.hi])
	}
}

func (b bitmap) copy(from bitmap, over []span) {
	for _, s := range over {
		copy(b[s.lo:s.hi], from[s.lo:s.hi])
	}
}

func (b bitmap) and(with bitmap, over []span) {
	for _, s := range over {
		mine, other := b[s.lo:s.hi], with[s.lo:s.hi]
		for i := range mine {
			mine[i] &= other[i]
		}
	}
}

func (b bitmap) andNot(without bitmap, over []span) {
	for _, s := range over {
		mine, other := b[s.lo:s.hi], without[s.lo:s.hi]
		for i := range mine {
			mine[i] &^= other[i]
		}
	}
}

func (b bitmap) or(with bitmap, over []span) {
	for _, s := range over {
		mine, other := b[s.lo:s.hi], with[s.lo:s.hi]
		for i := range mine {
			mine[i] |= other[i]
		}
	}
}

func (b bitmap) count(over []span) int {
	n := 0
	for _, s := range over {
		for _, word := range b[s.lo:s.hi] {
			n += bits.OnesCount64(word)
		}
	}
	return n
}

func (b bitmap) each(over []span, do func(uint32)) {
	for _, s := range over {
		for i := s.lo; i < s.hi; i++ {
			for word := b[i]; word != 0; word &= word - 1 {
				do(i<<6 | uint32(bits.TrailingZeros64(word)))
			}
		}
	}
}

// keep removes the listings that ok refuses.
func (b bitmap) keep(over []span, ok func(uint32) bool) {
	b.each(over, func(i uint32) {
		if !ok(i) {
			b.remove(i)
		}
	})
}

// wordSpans turns ascending spans of listings into those of the bitmap's words that hold them, without overlap.
func wordSpans(listings []span, into []span) []span {
	for _, s := range listings {
		if s.lo >= s.hi {
			continue
		}
		w := span{s.lo >> 6, (s.hi-1)>>6 + 1}
		if last := len(into) - 1; last >= 0 && into[last].hi >= w.lo {
			into[last].hi = max(into[last].hi, w.hi)
			continue
		}
		into = append(into, w)
	}
	return into
}

// set holds the listings that bear one code: a list while they are few, a bitmap when they are many.
type set struct {
	n    int
	list []uint32 // ascending; nil when bits is not
	bits bitmap
}

// newSet makes the set of some of total listings, given in ascending order. It keeps list.
func newSet(list []uint32, total int) set {
	if len(list)*32 < total {
		return set{n: len(list), list: slices.Clip(list)}
	}
	s := set{n: len(list), bits: newBitmap(total)}
	for _, i := range list {
		s.bits.add(i)
	}
	return s
}

// addTo adds the set's listings to b.
func (s *set) addTo(b bitmap, over []span) {
	if s.bits != nil {
		b.or(s.bits, over)
		return
	}
	s.eachList(over, func(list []uint32) {
		for _, i := range list {
			b.add(i)
		}
	})
}

// removeFrom removes the set's listings from b.
func (s *set) removeFrom(b bitmap, over []span) {
	if s.bits != nil {
		b.andNot(s.bits, over)
		return
	}
	s.eachList(over, func(list []uint32) {
		for _, i := range list {
			b.remove(i)
		}
	})
}

// common counts the listings that are in b too.
func (s *set) common(b bitmap, over []span) int {
	n := 0
	if s.bits == nil {
		s.eachList(over, func(list []uint32) {
			for _, i := range list {
				n += int(b[i>>6] >> (i & 63) & 1)
			}
		})
		return n
	}
	for _, o := range over {
		mine, other := s.bits[o.lo:o.hi], b[o.lo:o.hi]
		for i := range mine {
			n += bits.OnesCount64(mine[i] & other[i])
		}
	}
	return n
}

// eachList gives the listings of a set that is a list, as far as they lie in words of over.
func (s *set) eachList(over []span, do func([]uint32)) {
	rest := s.list
	for _, o := range over {
		from, _ := slices.BinarySearch(rest, o.lo<<6)
		to, _ := slices.BinarySearch(rest[from:], o.hi<<6)
		do(rest[from : from+to])
		rest = rest[from+to:]
	}
}
