package feeds

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"sync"
)

// Prepared is a whole feed, made once for a state of the listings. It is kept compressed, as nearly everybody takes it.
type Prepared struct {
	gzip []byte
	size int
	// Tag names the content: the same content has the same tag on every node.
	Tag string
}

// Prepare keeps what write writes.
func Prepare(write func(io.Writer) error) (*Prepared, error) {
	var kept bytes.Buffer
	z := gzip.NewWriter(&kept)
	sum := sha256.New()
	size := &counter{}
	if err := write(io.MultiWriter(z, sum, size)); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return &Prepared{gzip: bytes.Clone(kept.Bytes()), size: size.n, Tag: base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12])}, nil
}

// Gzip is the feed compressed. It must not be changed.
func (p *Prepared) Gzip() []byte { return p.gzip }

// Size is how many bytes the feed has uncompressed.
func (p *Prepared) Size() int { return p.size }

// WriteTo writes the feed uncompressed.
func (p *Prepared) WriteTo(w io.Writer) (int64, error) {
	z, err := gzip.NewReader(bytes.NewReader(p.gzip))
	if err != nil {
		return 0, err
	}
	return io.Copy(w, z)
}

type counter struct{ n int }

// Write counts.
func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

// Latest keeps one thing that is made anew whenever its key changes. While it is made, those who want it wait. The zero
// value is empty.
type Latest[K comparable, V any] struct {
	mu    sync.Mutex
	key   K
	value V
	made  bool
}

// Get gives the thing of a key.
func (l *Latest[K, V]) Get(key K, do func() (V, error)) (V, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.made && l.key == key {
		return l.value, nil
	}
	value, err := do()
	if err != nil {
		return value, err
	}
	l.key, l.value, l.made = key, value, true
	return value, nil
}
