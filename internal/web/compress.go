package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// compressor sends text smaller to those who take it so. What must not be stored is not compressed: its length could
// give away a secret beside words that somebody else chose (BREACH).
type compressor struct{ brotlis, gzips sync.Pool }

// encoder is a compressing writer that can be used again.
type encoder interface {
	io.WriteCloser
	Reset(io.Writer)
	Flush() error
}

// smallest is the length under which compressing gains nothing.
const smallest = 512

// wrap compresses the answers of a handler.
func (c *compressor) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		encoding := accepted(r.Header.Get("Accept-Encoding"))
		if encoding == "" || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		z := &squeezed{ResponseWriter: w, from: c, encoding: encoding}
		defer z.finish()
		next.ServeHTTP(z, r)
	})
}

// accepted picks the encoding to use from Accept-Encoding; "" is none. A quality of zero refuses (RFC 9110 §12.5.3).
func accepted(header string) string {
	best := ""
	for _, part := range strings.Split(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		weight = strings.ReplaceAll(weight, " ", "")
		if weight == "q=0" || strings.HasPrefix(weight, "q=0.0") {
			continue
		}
		switch name {
		case "br":
			return "br"
		case "gzip":
			best = "gzip"
		}
	}
	return best
}

func (c *compressor) get(encoding string, w io.Writer) encoder {
	pool := &c.gzips
	if encoding == "br" {
		pool = &c.brotlis
	}
	e, _ := pool.Get().(encoder)
	if e == nil && encoding == "br" {
		e = brotli.NewWriterLevel(nil, 4)
	} else if e == nil {
		e, _ = gzip.NewWriterLevel(nil, 5) // 5 is a level there is
	}
	e.Reset(w)
	return e
}

func (c *compressor) put(encoding string, e encoder) {
	if encoding == "br" {
		c.brotlis.Put(e)
		return
	}
	c.gzips.Put(e)
}

// squeezed is a response that decides at its header whether it is compressed.
type squeezed struct {
	http.ResponseWriter
	from     *compressor
	encoding string
	through  encoder // nil: not compressed
	begun    bool
}

// WriteHeader decides, and sends the header.
func (z *squeezed) WriteHeader(code int) {
	if code >= 100 && code < 200 {
		z.ResponseWriter.WriteHeader(code)
		return
	}
	if !z.begun {
		z.begun = true
		z.decide(code)
	}
	z.ResponseWriter.WriteHeader(code)
}

func (z *squeezed) decide(code int) {
	h := z.Header()
	if !isText(h.Get("Content-Type")) || h.Get("Content-Encoding") != "" {
		return
	}
	h.Add("Vary", "Accept-Encoding")
	length, err := strconv.Atoi(h.Get("Content-Length"))
	short := err == nil && length < smallest
	if short || code == http.StatusNoContent || code == http.StatusNotModified || h.Get("Cache-Control") == private {
		return
	}
	h.Del("Content-Length")
	h.Set("Content-Encoding", z.encoding)
	z.through = z.from.get(z.encoding, z.ResponseWriter)
}

// Write sends bytes, compressed or not.
func (z *squeezed) Write(p []byte) (int, error) {
	if !z.begun {
		z.WriteHeader(http.StatusOK)
	}
	if z.through == nil {
		return z.ResponseWriter.Write(p)
	}
	return z.through.Write(p)
}

// Flush sends on what was written so far, for streams of events.
func (z *squeezed) Flush() {
	if z.through != nil {
		_ = z.through.Flush() // the next write tells of it
	}
	_ = http.NewResponseController(z.ResponseWriter).Flush() // not every writer can
}

// Unwrap lets http.ResponseController reach what lies below.
func (z *squeezed) Unwrap() http.ResponseWriter { return z.ResponseWriter }

func (z *squeezed) finish() {
	if z.through == nil {
		return
	}
	_ = z.through.Close() // somebody who went away is no error
	z.from.put(z.encoding, z.through)
}

// isText says whether a media type is worth compressing.
func isText(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	switch {
	case strings.HasPrefix(kind, "text/"), strings.HasSuffix(kind, "json"), strings.HasSuffix(kind, "xml"), strings.HasSuffix(kind, "javascript"):
		return true
	}
	return false
}
