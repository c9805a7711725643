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
	Source directory.Source
	From   []string // one file, folder or address, "-" for standard input, or the saved answers of a BMLT server
	Stdin  io.Reader
	// Open opens a file by its name. Nil: the files of this machine.
	Open func(name string) (io.ReadCloser, error)
}

func (t *Taking) file(name string) (io.ReadCloser, error) {
	if t.Open != nil {
		return t.Open(name)
	}
	return os.Open(name)
}

// Take reads a source into the directory and keeps it for the next time. A source at an address that has not changed
// since is not read again: everything counts as unchanged.
func (a *App) Take(ctx context.Context, in *feeds.Intake, t Taking) (feeds.Result, error) {
	none := feeds.Result{Source: t.Source.Name, Kind: feeds.Kind(t.Source.Kind), Warnings: []string{}}
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
	if fetched.Unchanged {
		return a.unchanged(ctx, in, none, t.Source)
	}
	if !in.Options.DryRun {
		if t.Source, err = a.Directory.SaveSource(ctx, in.By, t.Source); err != nil {
			return none, err
		}
	}
	res, err := in.Take(ctx, t.Source, func(sink feeds.Sink) (feeds.Summary, error) { return a.read(ctx, t, body, o, sink) })
	if err != nil || in.Options.DryRun || res.Held {
		return res, err
	}
	t.Source.Kind, t.Source.ETag, t.Source.LastModified = string(res.Kind), fetched.ETag, fetched.LastModified
	_, err = a.Directory.SaveSource(ctx, in.By, t.Source)
	return res, err
}

// unchanged is the outcome for a source whose server says that nothing changed. What the source is told besides is kept.
func (a *App) unchanged(ctx context.Context, in *feeds.Intake, res feeds.Result, source directory.Source) (feeds.Result, error) {
	if in.Options.DryRun {
		n, err := a.Directory.LiveOf(ctx, source.ID)
		res.Read, res.Unchanged = n, n
		return res, err
	}
	source, err := a.Directory.SaveSource(ctx, in.By, source)
	if err != nil {
		return res, err
	}
	res.Counts, err = a.Directory.Unchanged(ctx, in.By, source)
	return res, err
}

func (a *App) readOptions(t Taking) (feeds.Options, error) {
	o := feeds.Options{Kind: feeds.Kind(t.Source.Kind), Name: t.From[0], Zone: t.Source.Zone, Programme: t.Source.Programme,
		ZoneOf: a.zoneOf, Locate: a.locate}
	if t.Source.Mapping == "" {
		return o, nil
	}
	m, err := feeds.ParseMapping(t.Source.Mapping)
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
		return feeds.Fetch(ctx, from, feeds.FetchOptions{AllowPrivate: t.Source.AllowPrivate, ETag: t.Source.ETag, LastModified: t.Source.LastModified})
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
			r, _, err := feeds.Fetch(ctx, address, feeds.FetchOptions{AllowPrivate: t.Source.AllowPrivate})
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
