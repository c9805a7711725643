package app

import (
	"context"
	"io"
	"os"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/feeds"
)

// Taking is one source to be read: where from, and as what.
type Taking struct {
	Name string // of the source
	// Change makes the source what it is to be read as, from what is known of it so far: only its name, when it is new. It may
	// run more than once. Nil: as it is.
	Change func(*directory.Source)
	From   []string // one file, folder or address, "-" for standard input, or the saved answers of a BMLT server
	Stdin  io.Reader
	// Open opens a file by its name. Nil: the files of this machine.
	Open func(name string) (io.ReadCloser, error)

	source directory.Source
}

// change makes a source what this taking wants it to be.
func (t *Taking) change(s *directory.Source) {
	before := *s
	s.Name = t.Name
	if t.Change != nil {
		t.Change(s)
	}
	s.Renew(before)
}

func (t *Taking) file(name string) (io.ReadCloser, error) {
	if t.Open != nil {
		return t.Open(name)
	}
	return os.Open(name)
}

// Take reads a source into the directory and keeps it for the next time. A source at an address that has not changed
// since is not read again: everything counts as unchanged. What stewards change in the source meanwhile stays.
func (a *App) Take(ctx context.Context, in *feeds.Intake, t Taking) (feeds.Result, error) {
	none := feeds.Result{Source: t.Name, Warnings: []string{}}
	known, err := a.know(ctx, &t)
	if err != nil {
		return none, err
	}
	none.Kind = feeds.Kind(t.source.Kind)
	o, err := a.readOptions(t)
	if err != nil {
		return none, err
	}
	body, fetched, err := a.open(ctx, t)
	if err != nil {
		return none, err
	}
	if body != nil {
		defer body.Close()
	}
	if !in.Options.DryRun && t.source != known {
		kept, err := a.Directory.ChangeSource(ctx, in.By, t.Name, t.change)
		if err != nil {
			return none, err
		}
		t.source.ID, t.source.Sample = kept.ID, kept.Sample
	}
	if fetched.Unchanged {
		return a.unchanged(ctx, in, none, t.source)
	}
	res, err := in.Take(ctx, t.source, func(sink feeds.Sink) (feeds.Summary, error) { return a.read(ctx, t, body, o, sink) })
	if err != nil || in.Options.DryRun || res.Held {
		return res, err
	}
	if err := a.Directory.SourceRead(ctx, in.By, t.source, string(res.Kind), fetched.ETag, fetched.LastModified); err != nil {
		a.Log.Warn("it could not be noted how far a source was read, so it is read anew next time", "source", t.Name, "err", err)
	}
	return res, nil
}

// know finds out how the source is to be read, and gives what is known of it so far.
func (a *App) know(ctx context.Context, t *Taking) (known directory.Source, err error) {
	known, err = a.Directory.SourceNamed(ctx, t.Name)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return known, err
	}
	t.source = known
	t.change(&t.source)
	return known, nil
}

// unchanged is the outcome for a source whose server says that nothing changed.
func (a *App) unchanged(ctx context.Context, in *feeds.Intake, res feeds.Result, source directory.Source) (feeds.Result, error) {
	if in.Options.DryRun {
		n, err := a.Directory.LiveOf(ctx, source.ID)
		res.Read, res.Unchanged = n, n
		return res, err
	}
	counts, err := a.Directory.Unchanged(ctx, in.By, source)
	res.Counts = counts
	return res, err
}

func (a *App) readOptions(t Taking) (feeds.Options, error) {
	o := feeds.Options{Kind: feeds.Kind(t.source.Kind), Name: t.From[0], Zone: t.source.Zone, Programme: t.source.Programme,
		ZoneOf: a.zoneOf, Locate: a.locate}
	if t.source.Mapping == "" {
		return o, nil
	}
	m, err := feeds.ParseMapping(t.source.Mapping)
	o.Mapping = &m
	return o, err
}

// open opens a single file or address; what consists of several opens itself while it is read.
func (a *App) open(ctx context.Context, t Taking) (io.ReadCloser, feeds.Fetched, error) {
	from := t.From[0]
	switch {
	case len(t.From) > 1, feeds.IsAddress(from) && feeds.IsServer(from):
		return nil, feeds.Fetched{}, nil
	case from == "-":
		return io.NopCloser(t.Stdin), feeds.Fetched{}, nil
	case feeds.IsAddress(from):
		return feeds.Fetch(ctx, from, feeds.FetchOptions{AllowPrivate: t.source.AllowPrivate, ETag: t.source.ETag, LastModified: t.source.LastModified})
	}
	f, err := t.file(from)
	if err != nil {
		return nil, feeds.Fetched{}, &fault.Error{Kind: fault.Invalid, Key: "import.error.unreadable", Cause: err}
	}
	return f, feeds.Fetched{}, nil
}

func (a *App) read(ctx context.Context, t Taking, body io.Reader, o feeds.Options, sink feeds.Sink) (feeds.Summary, error) {
	switch {
	case len(t.From) > 1:
		return feeds.ReadAnswers(ctx, t.answers(), o, sink)
	case body == nil:
		get := func(ctx context.Context, address string) (io.ReadCloser, error) {
			r, _, err := feeds.Fetch(ctx, address, feeds.FetchOptions{AllowPrivate: t.source.AllowPrivate})
			return r, err
		}
		return feeds.ReadServer(ctx, t.From[0], get, o, sink)
	}
	return feeds.Read(ctx, body, o, sink)
}

func (t *Taking) answers() []feeds.Answer {
	all := make([]feeds.Answer, len(t.From))
	for i, name := range t.From {
		all[i] = feeds.Answer{Name: name, Open: func() (io.ReadCloser, error) { return t.file(name) }}
	}
	return all
}
