package feeds

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"
)

// Answer is one saved answer of a BMLT server. Its name tells what it answers: it contains GetServiceBodies, GetFormats
// or GetSearchResults.
type Answer struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// answers are the questions of the semantic API that are read, in the order in which they have to be.
var answers = []string{"GetServiceBodies", "GetFormats", "GetSearchResults"}

// answerOf finds in a file's name which question it answers.
func answerOf(name string) (order int, ok bool) {
	name = strings.ToLower(name)
	for i, a := range answers {
		if strings.Contains(name, strings.ToLower(a)) {
			return i, true
		}
	}
	return 0, false
}

// AreAnswers says whether names, two or more, are saved answers of one BMLT server: then ReadAnswers reads them together.
func AreAnswers(names []string) bool {
	return len(names) > 1 && !slices.ContainsFunc(names, func(n string) bool {
		_, ok := answerOf(path.Base(n))
		return !ok
	})
}

// ReadAnswers reads the saved answers of one BMLT server as one source: service bodies, then formats, then meetings,
// whatever their order here. Errors are as in Read.
func ReadAnswers(ctx context.Context, files []Answer, o Options, sink Sink) (Summary, error) {
	o.Kind = BMLT
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b Answer) int { return rank(a.Name) - rank(b.Name) })
	out := newOutput(o, sink)
	b := newBMLT(out)
	var before int64
	for _, f := range files {
		n, err := b.readAnswer(ctx, f, before)
		before += n
		if err != nil {
			return out.sum, err
		}
	}
	return out.sum, nil
}

func rank(name string) int {
	order, ok := answerOf(path.Base(name))
	if !ok {
		return len(answers)
	}
	return order
}

// readAnswer reads one file; before is what the files before it held.
func (b *bmlt) readAnswer(ctx context.Context, f Answer, before int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	in, err := open(ctx, r, b.out.Limits, func(n int64) { b.out.sink.Progress(before + n) })
	if err != nil {
		return 0, err
	}
	err = in.explain(b.read(in))
	b.out.sink.Progress(before + in.read())
	return in.read(), err
}
