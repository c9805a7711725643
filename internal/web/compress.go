package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// compressor sends text smaller to those who take it so. What must not be stored is not compressed: its length could
// give away a secret beside words that somebody else chose (BREACH).
//
// It speaks gzip alone: brotli makes a page of results a twentieth smaller and takes four times as long. What is
// compressed once and for all, the files of pages, is there in brotli too.
type compressor struct{ writers sync.Pool }

// level makes a page nearly as small as the highest does, in half the time.
const level = 5

// smallest is the length under which compressing gains nothing.
const smallest = 512

// wrap compresses the answers of a handler.
func (c *compressor) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead || !acceptsGzip(r.Header.Get("Accept-Encoding")) {
			next.ServeHTTP(w, r)
			return
		}
		z := &squeezed{ResponseWriter: w, from: c}
		defer z.finish()
		next.ServeHTTP(z, r)
	})
}

func (c *compressor) get(w io.Writer) *gzip.Writer {
	z, ok := c.writers.Get().(*gzip.Writer)
	if !ok {
		z, _ = gzip.NewWriterLevel(w, level) // a level there is
		return z
	}
	z.Reset(w)
	return z
}

// squeezed is a response that decides at its header whether it is compressed.
type squeezed struct {
	http.ResponseWriter
	from    *compressor
	through *gzip.Writer // nil: not compressed
	begun   bool
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
	h.Set("Content-Encoding", "gzip")
	z.through = z.from.get(z.ResponseWriter)
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
	z.from.writers.Put(z.through)
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
