package index

import (
	"encoding/binary"

	"kith/internal/schedule"
)

// The texts of a listing, in the order in which a row keeps their references.
const (
	textID = iota
	textSlug
	textName
	textGroup
	textGroupSlug
	textAbout
	textVenue
	textAddress
	textLocality
	textRegion
	textPostal
	textCountry
	textHint
	textWords
	textSources // names and ids, see packSources
	textCount
)

// searched are the texts whose words find a listing.
var searched = [...]int{
	textName, textGroup, textVenue, textAddress, textLocality, textRegion, textPostal, textWords,
}

// Marks of a listing.
const (
	markLocated = 1 << iota
	markApproximate
	markWithheld
	markSample
)

// row is what is read of a listing to show it. It stands together, as reading far-off memory is what showing costs.
type row struct {
	number   int64
	updated  int64
	texts    [textCount]uint32 // references into the segment's blob
	lists    [columns]uint32   // facet → its list of codes
	verified schedule.Date
	marks    uint8
}

func (e *Entry) marks() uint8 {
	var marks uint8
	for i, set := range [...]bool{e.Located, e.Approximate, e.Withheld, e.Sample} {
		if set {
			marks |= 1 << i
		}
	}
	return marks
}

func (e *Entry) setMarks(marks uint8) {
	e.Located, e.Approximate = marks&markLocated != 0, marks&markApproximate != 0
	e.Withheld, e.Sample = marks&markWithheld != 0, marks&markSample != 0
}

// rowSize is the bytes of a row that is written down.
const rowSize = 8 + 8 + 4*textCount + 4*columns + 4 + 1

func (r *row) appendTo(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, uint64(r.number))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(r.updated))
	for _, ref := range r.texts {
		dst = binary.LittleEndian.AppendUint32(dst, ref)
	}
	for _, list := range r.lists {
		dst = binary.LittleEndian.AppendUint32(dst, list)
	}
	return append(binary.LittleEndian.AppendUint32(dst, uint32(r.verified)), r.marks)
}

// readRow reads what appendTo wrote: rowSize bytes.
func readRow(data []byte) row {
	r := row{
		number: int64(binary.LittleEndian.Uint64(data)), updated: int64(binary.LittleEndian.Uint64(data[8:])),
	}
	data = data[16:]
	for i := range r.texts {
		r.texts[i] = binary.LittleEndian.Uint32(data[4*i:])
	}
	data = data[4*textCount:]
	for i := range r.lists {
		r.lists[i] = binary.LittleEndian.Uint32(data[4*i:])
	}
	data = data[4*columns:]
	r.verified, r.marks = schedule.Date(binary.LittleEndian.Uint32(data)), data[4]
	return r
}
