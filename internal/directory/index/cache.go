package index

import (
	"bufio"
	"crypto/sha256"
	"hash"
	"hash/fnv"
	"io"
	"unicode"

	"kith/internal/fault"
	"kith/internal/fold"
)

// cacheFormat begins a saved index. Its number changes with what is saved or how.
const cacheFormat = "kith index 1\n"

// Save writes the index so that Load can make it again quickly, with a mark of the caller's own, such as the last
// change that is in it. The form is for this program only.
func (ix *Index) Save(w io.Writer, mark string) error {
	s := ix.state.Load()
	buffered := bufio.NewWriterSize(w, 1<<16)
	sum := sha256.New()
	c := &cacheWriter{to: io.MultiWriter(buffered, sum)}
	c.raw([]byte(cacheFormat))
	c.text(mark)
	c.number(s.version)
	c.number(fingerprint(s.parts, ix.options))
	c.number(uint64(len(s.parts)))
	for i := range s.parts {
		c.part(&s.parts[i])
	}
	if c.err == nil {
		_, c.err = buffered.Write(sum.Sum(nil))
	}
	if c.err == nil {
		c.err = buffered.Flush()
	}
	return c.err
}

// Load reads what Save wrote, and gives the mark. What is damaged, of another format, or made with other words for
// codes is refused with an error; the caller then makes the index anew.
func Load(r io.Reader, o Options) (*Index, string, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	sum := sha256.New()
	c := &cacheReader{from: io.TeeReader(buffered, sum), buffer: make([]byte, cacheBlock)}
	c.format()
	mark := c.text()
	s := &state{version: c.number()}
	made := c.number()
	for n := c.number(); n > 0 && c.err == nil; n-- {
		s.parts = append(s.parts, c.part())
	}
	c.seal(sum, buffered)
	if c.err == nil && made != fingerprint(s.parts, o) {
		c.damaged()
	}
	if c.err != nil {
		return nil, "", fault.Wrap(fault.Internal, c.err)
	}
	ix := &Index{options: o}
	ix.state.Store(s)
	return ix, mark, nil
}

func (c *cacheReader) format() {
	if head := c.raw(len(cacheFormat)); c.err == nil && string(head) != cacheFormat {
		c.damaged()
	}
}

// seal compares the checksum at the end.
func (c *cacheReader) seal(sum hash.Hash, rest io.Reader) {
	if c.err != nil {
		return
	}
	want := sum.Sum(nil)
	got := make([]byte, len(want))
	if _, c.err = io.ReadFull(rest, got); c.err == nil && string(got) != string(want) {
		c.damaged()
	}
}

// fingerprint is a number for what a saved index depends on besides its entries: how text is folded, and the words of
// the codes in it.
func fingerprint(parts []part, o Options) uint64 {
	print := fnv.New64a()
	var letters []rune
	for r := rune(0x20); r < 0x10000; r++ {
		if unicode.IsPrint(r) {
			letters = append(letters, r, ' ')
		}
	}
	io.WriteString(print, fold.Fold(string(letters)))
	for i := range parts {
		for which, name := range facetNames {
			for _, code := range parts[i].facets[which].codes {
				print.Write(wordsOf(o, name, code))
			}
		}
	}
	return print.Sum64()
}

func wordsOf(o Options, facet, code string) []byte {
	line := appendText(appendText(nil, facet), code)
	if o.Words != nil {
		for _, word := range o.Words(facet, code) {
			line = appendText(line, word)
		}
	}
	return line
}
