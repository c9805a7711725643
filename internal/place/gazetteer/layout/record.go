package layout

import (
	"encoding/binary"
	"math"
)

// Record is a town or a postal code.
type Record struct {
	Name       uint32 // offset in Strings
	Ref        uint32 // town: its GeoNames number; postal code: index of its town, or NoTown
	Lat, Lng   int32  // hundred-thousandths of a degree
	Population uint32 // people, below 2³⁰
	Region     uint16 // index in Regions
	Part       bool   // a part of another town
	Twin       bool   // a more populous town of the region has the same slug
}

const (
	// RecordSize is the length of an encoded Record in bytes.
	RecordSize = 22
	// NoTown is the Ref of a postal code that is near no town.
	NoTown = math.MaxUint32

	partBit = 1 << 31
	twinBit = 1 << 30
)

// Append appends the encoded record.
func (r Record) Append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, r.Name)
	b = binary.LittleEndian.AppendUint32(b, r.Ref)
	b = binary.LittleEndian.AppendUint32(b, uint32(r.Lat))
	b = binary.LittleEndian.AppendUint32(b, uint32(r.Lng))
	flags := min(r.Population, twinBit-1)
	if r.Part {
		flags |= partBit
	}
	if r.Twin {
		flags |= twinBit
	}
	b = binary.LittleEndian.AppendUint32(b, flags)
	return binary.LittleEndian.AppendUint16(b, r.Region)
}

// Record returns the i-th record of the Towns or Postcodes section.
func (s *Sections) Record(section Section, i int) Record {
	b := s[section][i*RecordSize : (i+1)*RecordSize]
	flags := binary.LittleEndian.Uint32(b[16:])
	return Record{
		Name:       binary.LittleEndian.Uint32(b),
		Ref:        binary.LittleEndian.Uint32(b[4:]),
		Lat:        int32(binary.LittleEndian.Uint32(b[8:])),
		Lng:        int32(binary.LittleEndian.Uint32(b[12:])),
		Population: flags &^ (partBit | twinBit),
		Part:       flags&partBit != 0,
		Twin:       flags&twinBit != 0,
		Region:     binary.LittleEndian.Uint16(b[20:]),
	}
}

// RecordCount returns the number of records in the Towns or Postcodes section.
func (s *Sections) RecordCount(section Section) int { return len(s[section]) / RecordSize }

// Row returns the band of a quarter of a degree, counted from the south pole, in which a latitude lies (in
// hundred-thousandths of a degree).
func Row(lat int32) int32 { return (lat + 90_00000) / 25000 }

// Units returns degrees as hundred-thousandths of a degree.
func Units(degrees float64) int32 { return int32(math.Round(degrees * 1e5)) }

// Country is a country: its ISO 3166-1 code and the offsets of its names in Strings.
type Country struct {
	Code             string
	English, Spanish uint32
}

// CountrySize is the length of an encoded Country in bytes.
const CountrySize = 10

// Append appends the encoded country.
func (c Country) Append(b []byte) []byte {
	b = append(b, c.Code[:2]...)
	b = binary.LittleEndian.AppendUint32(b, c.English)
	return binary.LittleEndian.AppendUint32(b, c.Spanish)
}

// Country returns the i-th country.
func (s *Sections) Country(i int) Country {
	b := s[Countries][i*CountrySize : (i+1)*CountrySize]
	return Country{string(b[:2]), binary.LittleEndian.Uint32(b[2:]), binary.LittleEndian.Uint32(b[6:])}
}

// CountryCount returns the number of countries.
func (s *Sections) CountryCount() int { return len(s[Countries]) / CountrySize }

// Region is a first-order division of a country. One region of each country has no name, for places without one.
type Region struct {
	Country    uint16 // index in Countries
	Code, Name uint32 // offsets in Strings
}

// RegionSize is the length of an encoded Region in bytes.
const RegionSize = 10

// Append appends the encoded region.
func (r Region) Append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, r.Country)
	b = binary.LittleEndian.AppendUint32(b, r.Code)
	return binary.LittleEndian.AppendUint32(b, r.Name)
}

// Region returns the i-th region.
func (s *Sections) Region(i uint16) Region {
	b := s[Regions][int(i)*RegionSize : (int(i)+1)*RegionSize]
	return Region{binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint32(b[2:]), binary.LittleEndian.Uint32(b[6:])}
}

// County names the second-order division of a town that shares its name with another town of its region.
type County struct {
	Town uint32 // index in Towns
	Name uint32 // offset in Strings
}

// CountySize is the length of an encoded County in bytes.
const CountySize = 8

// Append appends the encoded county.
func (c County) Append(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, c.Town), c.Name)
}

// County returns the i-th county.
func (s *Sections) County(i int) County {
	b := s[Counties][i*CountySize : (i+1)*CountySize]
	return County{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])}
}

// CountyCount returns the number of county records.
func (s *Sections) CountyCount() int { return len(s[Counties]) / CountySize }
