package feeds

import (
	"context"
	"strings"
	"testing"

	"kith/internal/directory"
)

// kept is a sink that keeps everything.
type kept struct {
	drafts   []directory.Draft
	problems []directory.Problem
	bytes    int64
}

func (k *kept) Draft(d directory.Draft) error { k.drafts = append(k.drafts, d); return nil }
func (k *kept) Problem(p directory.Problem)   { k.problems = append(k.problems, p) }
func (k *kept) Progress(n int64)              { k.bytes = n }
func (k *kept) meetings() (out []directory.Draft) {
	for _, d := range k.drafts {
		if d.Meeting != nil {
			out = append(out, d)
		}
	}
	return out
}

// why gives the reasons of all problems, in order.
func (k *kept) why() (out []string) {
	for _, p := range k.problems {
		out = append(out, strings.TrimPrefix(p.Why, "import.why."))
	}
	return out
}

func read(t *testing.T, text string, o Options) (*kept, Summary) {
	t.Helper()
	k := &kept{}
	sum, err := Read(context.Background(), strings.NewReader(text), o, k)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return k, sum
}
