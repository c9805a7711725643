package layout

import (
	"encoding/binary"
	"strings"

	"kith/internal/fold"
)

// A value of a dictionary is one number, shifted left by one bit, or the offset of a list in Lists, shifted and odd.
// The numbers of Names are places: a town's index, or the number of towns plus a postal code's index; the most populous
// comes first. The numbers of Qualifiers are a country's index doubled, or a region's index doubled plus one.

// AppendList adds numbers to lists, which are the Lists section, and returns it with the value that stands for them.
func AppendList(lists []byte, numbers []uint32) ([]byte, uint64) {
	if len(numbers) == 1 {
		return lists, uint64(numbers[0]) << 1
	}
	value := uint64(len(lists))<<1 | 1
	lists = binary.AppendUvarint(lists, uint64(len(numbers)))
	for _, n := range numbers {
		lists = binary.AppendUvarint(lists, uint64(n))
	}
	return lists, value
}

// List appends to buf the numbers that a value stands for.
func (s *Sections) List(buf []uint32, value uint64) []uint32 {
	if value&1 == 0 {
		return append(buf, uint32(value>>1))
	}
	b := s[Lists][value>>1:]
	count, n := binary.Uvarint(b)
	for range count {
		b = b[n:]
		var number uint64
		number, n = binary.Uvarint(b)
		buf = append(buf, uint32(number))
	}
	return buf
}

// Slug returns the name of a place in addresses of pages: "oakland-california-us"; without the region where it has no
// name or the place's own.
func Slug(name, region, country string) string {
	words := fold.Words(name)
	if r := fold.Words(region); strings.Join(r, " ") != strings.Join(words, " ") {
		words = append(words, r...)
	}
	return strings.Join(append(words, strings.ToLower(country)), "-")
}
