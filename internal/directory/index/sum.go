package index

import (
	"encoding/binary"
	"hash/fnv"
	"math"

	"kith/internal/schedule"
)

// sum is a number that differs, in all likelihood, when anything in the entry does, and is the same in every process.
// An index's version adds up the sums of its entries.
func (e *Entry) sum() uint64 {
	hash := fnv.New64a()
	hash.Write(appendEntry(make([]byte, 0, 1024), e))
	return hash.Sum64()
}

// appendEntry writes an entry down, one way only for each content.
func appendEntry(dst []byte, e *Entry) []byte {
	dst = append(dst, byte(e.Kind), e.marks())
	for _, text := range [...]string{
		e.ID, e.Slug, e.Name, e.Group, e.GroupSlug, e.About, e.Venue, e.Address, e.Locality, e.Region, e.Postal,
		e.Country, e.Hint, e.Attend, e.Programme, e.Led, e.Belief, e.Words,
	} {
		dst = appendText(dst, text)
	}
	for _, list := range [...][]string{
		e.Concerns, e.Own, e.Formats, e.Audience, e.Languages, e.Access, e.Organisations,
	} {
		dst = binary.AppendUvarint(dst, uint64(len(list)))
		for _, text := range list {
			dst = appendText(dst, text)
		}
	}
	for _, source := range e.Sources {
		dst = appendText(appendText(dst, source.Name), source.ID)
	}
	for _, n := range [...]int64{e.Number, int64(e.Verified), e.Updated} {
		dst = binary.AppendVarint(dst, n)
	}
	dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(e.At.Lat))
	dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(e.At.Lng))
	return appendSchedule(dst, &e.Schedule)
}

func appendText(dst []byte, text string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

// appendSchedule writes a schedule down as readSchedule reads it.
func appendSchedule(dst []byte, s *schedule.Schedule) []byte {
	for _, n := range [...]int64{
		int64(s.Repeats), int64(s.Interval), int64(s.Weekday), int64(s.Nth), int64(s.From), int64(s.Until),
		int64(s.Start), int64(s.Duration), int64(len(s.Exceptions)),
	} {
		dst = binary.AppendVarint(dst, n)
	}
	for _, x := range s.Exceptions {
		for _, n := range [...]int64{int64(x.Kind), int64(x.On), int64(x.To), int64(x.Start), int64(x.Duration)} {
			dst = binary.AppendVarint(dst, n)
		}
	}
	return appendText(dst, s.Zone)
}
