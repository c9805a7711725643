package feeds

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/encoding/unicode"

	"kith/internal/fault"
)

// Limits bound what a source may cost. Zero values read as the defaults.
type Limits struct {
	Bytes   int64 // of the source after decompression; default 2 GiB
	Row     int64 // bytes of one row; default 1 MiB
	Ratio   int64 // decompressed to compressed; default 200, counted after the first 4 MiB
	Columns int   // of a spreadsheet; default 500
}

const (
	headSize   = 64 << 10 // what Recognise may look at
	ratioGrace = 4 << 20  // small files may be packed as tightly as they like
	slack      = 256 << 10
)

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 2 << 30
	}
	if l.Row == 0 {
		l.Row = 1 << 20
	}
	if l.Ratio == 0 {
		l.Ratio = 200
	}
	if l.Columns == 0 {
		l.Columns = 500
	}
	return l
}

func refuse(key string, values map[string]any) error { return fault.New(fault.Invalid, key, values) }

// input is a source as plain UTF-8, whatever packed or encoded it, with its limits watched.
type input struct {
	limits Limits
	raw    *arrival // bytes as they came
	plain  *meter   // bytes as they are parsed
	buf    *bufio.Reader
}

// open unpacks gzip and brings UTF-16 to UTF-8; a byte order mark is dropped.
func open(ctx context.Context, r io.Reader, l Limits, progress func(int64)) (*input, error) {
	in := &input{limits: l.orDefault()}
	in.raw = &arrival{r: r, ctx: ctx, progress: progress}
	packed := bufio.NewReaderSize(in.raw, headSize)
	in.plain = &meter{r: packed, in: in}
	if magic, _ := packed.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		gz, err := gzip.NewReader(packed)
		if err != nil {
			return nil, in.explain(refuse("import.error.gzip", nil))
		}
		in.plain.r = gz
	}
	in.plain.allow(in.limits.Row)
	in.buf = bufio.NewReaderSize(in.plain, headSize)
	bom, err := in.buf.Peek(3)
	if err != nil && err != io.EOF {
		return nil, in.explain(err)
	}
	switch {
	case bytes.HasPrefix(bom, []byte{0xfe, 0xff}), bytes.HasPrefix(bom, []byte{0xff, 0xfe}):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		in.buf = bufio.NewReaderSize(utf16.Reader(in.buf), headSize)
	case bytes.Equal(bom, []byte{0xef, 0xbb, 0xbf}):
		_, err = in.buf.Discard(3)
		return in, err
	}
	return in, nil
}

// head gives the beginning without consuming it.
func (in *input) head() []byte {
	head, _ := in.buf.Peek(headSize)
	return head
}

func (in *input) read() int64 { return in.raw.n }

// nextRow lets one more row be read.
func (in *input) nextRow() { in.plain.allow(in.limits.Row) }

// explain makes an error of a parser one for people. What is a fault already, or the sink's, passes.
func (in *input) explain(err error) error {
	var known *fault.Error
	var ours *sinkError
	var syntax *jsontext.SyntacticError
	var table *csv.ParseError
	switch {
	case err == nil, err == io.EOF:
		return nil
	case errors.As(err, &ours):
		return ours.err
	case in.raw.err != nil:
		return in.raw.err
	case errors.As(in.plain.err, &known):
		return known
	case errors.As(err, &known):
		return known
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), in.plain.err != nil:
		return &fault.Error{Kind: fault.Invalid, Key: "import.error.gzip", Cause: err}
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF):
		return &fault.Error{Kind: fault.Invalid, Key: "import.error.json", Values: map[string]any{"byte": in.plain.n}, Cause: err}
	case errors.As(err, &table):
		return &fault.Error{Kind: fault.Invalid, Key: "import.error.csv", Values: map[string]any{"line": table.Line}, Cause: err}
	}
	return err
}

// arrival counts what comes from outside, watches for the end of the context and tells the progress.
type arrival struct {
	r        io.Reader
	ctx      context.Context
	progress func(int64)
	n, told  int64
	err      error
}

func (c *arrival) Read(p []byte) (int, error) {
	if c.err = c.ctx.Err(); c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.n-c.told >= headSize {
		c.told = c.n
		c.progress(c.n)
	}
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// meter stops a source that is too big as a whole, has too big a row, or was packed to be so.
type meter struct {
	r    io.Reader
	in   *input
	n    int64
	upto int64 // n may not pass this before the next row
	err  error
}

func (m *meter) allow(row int64) { m.upto = m.n + row + slack }

func (m *meter) Read(p []byte) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	n, err := m.r.Read(p)
	m.n += int64(n)
	l := m.in.limits
	switch {
	case m.n > l.Bytes:
		err = refuse("import.error.too_big", map[string]any{"megabytes": l.Bytes >> 20})
	case m.n > ratioGrace && m.n/max(m.in.raw.n, 1) > l.Ratio:
		err = refuse("import.error.bomb", nil)
	case m.n > m.upto:
		err = refuse("import.error.row_too_big", map[string]any{"kilobytes": l.Row >> 10})
	}
	if err != nil && err != io.EOF {
		m.err = err
		n = 0
	}
	return n, err
}
