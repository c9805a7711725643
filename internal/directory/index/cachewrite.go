package index

import (
	"encoding/binary"
	"io"
	"math"

	"kith/internal/place"
)

// cacheWriter writes lists of numbers, each after its length. It stops at the first error.
type cacheWriter struct {
	to     io.Writer
	buffer []byte
	err    error
}

const cacheBlock = 1 << 16 // bytes read or written at once

func (c *cacheWriter) raw(data []byte) {
	if c.err == nil {
		_, c.err = c.to.Write(data)
	}
}

func (c *cacheWriter) number(n uint64) { c.raw(binary.LittleEndian.AppendUint64(nil, n)) }

func (c *cacheWriter) text(s string) {
	c.number(uint64(len(s)))
	if c.err == nil {
		_, c.err = io.WriteString(c.to, s)
	}
}

func (c *cacheWriter) flush(least int) {
	if len(c.buffer) >= least {
		c.raw(c.buffer)
		c.buffer = c.buffer[:0]
	}
}

func write32[T ~uint32 | ~int32](c *cacheWriter, list []T) {
	c.number(uint64(len(list)))
	for _, n := range list {
		c.buffer = binary.LittleEndian.AppendUint32(c.buffer, uint32(n))
		c.flush(cacheBlock)
	}
	c.flush(0)
}

func write64[T ~uint64 | ~int64](c *cacheWriter, list []T) {
	c.number(uint64(len(list)))
	for _, n := range list {
		c.buffer = binary.LittleEndian.AppendUint64(c.buffer, uint64(n))
		c.flush(cacheBlock)
	}
	c.flush(0)
}

func (c *cacheWriter) part(p *part) {
	c.number(uint64(p.kind))
	c.text(string(p.text))
	c.rows(p.rows)
	write64(c, p.sum)
	write64(c, pointBits(p.earth.at))
	c.number(uint64(p.earth.located()))
	write32(c, p.rank)
	for i := range p.facets {
		c.facet(&p.facets[i])
	}
	c.agenda(&p.agenda)
	c.words(&p.words)
	write64(c, p.dead)
}

func (c *cacheWriter) rows(rows []row) {
	c.number(uint64(len(rows)))
	for i := range rows {
		c.buffer = rows[i].appendTo(c.buffer)
		c.flush(cacheBlock)
	}
	c.flush(0)
}

func pointBits(points []place.Point) []uint64 {
	list := make([]uint64, 0, 2*len(points))
	for _, p := range points {
		list = append(list, math.Float64bits(p.Lat), math.Float64bits(p.Lng))
	}
	return list
}

func (c *cacheWriter) facet(f *facet) {
	var codes []byte
	for _, code := range f.codes {
		codes = appendText(codes, code)
	}
	c.text(string(codes))
	var lists []uint32 // length and codes of each
	for _, list := range f.lists[1:] {
		lists = append(append(lists, uint32(len(list))), list...)
	}
	write32(c, lists)
}

func (c *cacheWriter) agenda(a *agenda) {
	c.number(uint64(len(a.schedules)))
	var schedules []byte
	for i := range a.schedules {
		schedules = appendSchedule(schedules, &a.schedules[i])
	}
	c.text(string(schedules))
	write32(c, a.of)
}

func (c *cacheWriter) words(w *concordance) {
	var terms []byte
	w.all(func(term string) { terms = appendText(terms, term) })
	c.text(string(terms))
	write32(c, w.begin)
	c.text(string(w.lists))
	var codes []uint32
	for _, code := range w.coded {
		codes = append(codes, code.term, uint32(code.facet), code.code)
	}
	write32(c, codes)
}
