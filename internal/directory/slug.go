package directory

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"kith/internal/fold"
	"kith/internal/store"
)

// longestSlug is the Meeting Guide format's limit.
const longestSlug = 64

// slugOf makes the address part for a name: ASCII letters and digits of the folded name with hyphens. A name in another
// script gives what is left, possibly nothing.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range fold.Fold(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(cut(b.String(), longestSlug), "-")
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// digest is a short stable fingerprint of parts, for slugs and for native ids that a source does not give.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}

// slugger gives out slugs of one kind that nobody has.
type slugger struct {
	taken map[string]bool
	kind  Kind
}

// newSlugger asks once which of the wished slugs are taken.
func newSlugger(tx *store.Tx, kind Kind, wished []string) (*slugger, error) {
	s := &slugger{taken: map[string]bool{}, kind: kind}
	return s, s.ask(tx, wished)
}

func (s *slugger) ask(tx *store.Tx, slugs []string) error {
	if len(slugs) == 0 {
		return nil
	}
	args := []any{string(s.kind)}
	for _, slug := range slugs {
		args = append(args, slug)
	}
	taken, err := store.Collect(tx, store.Scalar[string], `SELECT slug FROM listing WHERE kind = $1 AND slug IN (`+store.Params(2, len(slugs))+`)`, args...)
	for _, slug := range taken {
		s.taken[slug] = true
	}
	return err
}

// give takes the wished slug, or that with a fingerprint of id behind it, which no other listing shares.
func (s *slugger) give(wished, id string) string {
	mark := digest(id)[:8]
	switch {
	case wished == "":
		wished = string(s.kind) + "-" + mark
	case s.taken[wished]:
		wished = strings.Trim(cut(wished, longestSlug-9), "-") + "-" + mark
	}
	s.taken[wished] = true
	return wished
}
