// Package layout is the file form of the gazetteer: sections of fixed-width little-endian records, a table of strings
// and two finite-state dictionaries, all read in place. What writes it is package build, what reads it gazetteer.
package layout

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// Section numbers a part of the blob.
type Section int

// The sections, in their order in the blob.
const (
	Strings    Section = iota // texts: a uvarint length and as many bytes of UTF-8; the text at 0 is empty
	Countries                 // Country records, by code
	Regions                   // Region records
	Towns                     // Record of towns by Row, then from west to east
	Postcodes                 // Record of postal codes
	Counties                  // County records, by town
	Lists                     // lists of numbers: a uvarint count and as many uvarints
	Names                     // vellum dictionary: folded name or postal code → places, see Value
	Qualifiers                // vellum dictionary: folded name or code of a country or region → Value
	Sources                   // one line for each source
	sectionCount
)

// Sections are the parts of an opened blob.
type Sections [sectionCount][]byte

const (
	magic      = "kithgaz1"
	headerSize = len(magic) + 4 + int(sectionCount)*4
)

// ErrBroken is returned for bytes that are not a whole gazetteer of this version.
var ErrBroken = errors.New("gazetteer: not a whole gazetteer of this version")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Seal joins sections into a blob: magic, CRC-32C of what follows, the length of each section, the sections.
func Seal(s Sections) []byte {
	var body bytes.Buffer
	for _, section := range s {
		_ = binary.Write(&body, binary.LittleEndian, uint32(len(section))) // a Buffer never fails
	}
	for _, section := range s {
		body.Write(section)
	}
	blob := binary.LittleEndian.AppendUint32([]byte(magic), crc32.Checksum(body.Bytes(), castagnoli))
	return append(blob, body.Bytes()...)
}

// Open finds the sections of a blob, without copying them. The error is ErrBroken unless the blob is exactly as it was
// sealed.
func Open(blob []byte) (Sections, error) {
	var s Sections
	if len(blob) < headerSize || string(blob[:len(magic)]) != magic {
		return s, ErrBroken
	}
	body := blob[len(magic)+4:]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(blob[len(magic):]) {
		return s, ErrBroken
	}
	rest := blob[headerSize:]
	for i := range s {
		size := uint64(binary.LittleEndian.Uint32(body[i*4:]))
		if size > uint64(len(rest)) {
			return Sections{}, ErrBroken
		}
		s[i], rest = rest[:size:size], rest[size:]
	}
	return s, nil
}

// Text returns the string at an offset of the Strings section.
func (s *Sections) Text(at uint32) string {
	size, n := binary.Uvarint(s[Strings][at:])
	start := uint64(at) + uint64(n)
	return string(s[Strings][start : start+size])
}

// AppendText appends a text in the form of the Strings section.
func AppendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}
