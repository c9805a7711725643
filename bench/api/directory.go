// Package api measures the feeds and the API over a network connection: how much of the processor the server takes for one
// request, beside the same bytes served from memory by net/http. Run it with
//
//	go test -run '^$' -bench . ./bench/api
package api

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	bench "kith/bench/index"
	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/directory/index"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/place/gazetteer"
	"kith/internal/store"
	"kith/internal/web"
	"kith/internal/web/assets"
	"kith/internal/web/help"
	"kith/internal/web/templates"
)

// site builds the whole site over a database in dir that holds n made-up meetings.
func site(ctx context.Context, dir string, n int) (web.Options, error) {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	db, err := store.Open(ctx, store.Options{Dir: dir, Log: log})
	if err != nil {
		return web.Options{}, err
	}
	d := directory.New(directory.Options{DB: db, Clock: clock.System{}, Log: log})
	if err := fill(ctx, d, n); err != nil {
		return web.Options{}, err
	}
	if err := d.Load(ctx); err != nil {
		return web.Options{}, err
	}
	words, err := message.Load(message.Builtin())
	if err != nil {
		return web.Options{}, err
	}
	files, err := assets.Builtin()
	if err != nil {
		return web.Options{}, err
	}
	lines, err := help.Builtin()
	if err != nil {
		return web.Options{}, err
	}
	places, err := gazetteer.Open()
	return web.Options{Words: words, Assets: files, Help: lines, Clock: clock.System{}, Log: log, Directory: d, Places: places,
		Site: templates.Site{Name: "Bench", BaseURL: "http://localhost"}}, err
}

// fill imports n meetings.
func fill(ctx context.Context, d *directory.Directory, n int) error {
	source, err := d.SaveSource(ctx, people.Operator(), directory.Source{Name: "bench", Kind: "kith"})
	if err != nil {
		return err
	}
	m, err := d.StartImport(ctx, people.Operator(), source, directory.ImportOptions{})
	if err != nil {
		return err
	}
	for e := range bench.Generate(n) {
		if e.Kind == index.Meeting {
			if err := m.Draft(ctx, draft(&e)); err != nil {
				return err
			}
		}
	}
	_, _, err = m.Finish(ctx)
	return err
}

// draft is what an importer would have made of an entry.
func draft(e *index.Entry) directory.Draft {
	d := directory.Draft{
		Group: &directory.GroupDraft{NativeID: e.GroupSlug, Group: directory.Group{Name: e.Group, About: e.About, Concerns: e.Own,
			Programme: e.Programme, Led: e.Led, Belief: e.Belief}},
		Meeting: &directory.MeetingDraft{NativeID: fmt.Sprint(e.Number), Slug: e.Slug, Number: e.Number, Meeting: directory.Meeting{
			Name: e.Name, Schedule: e.Schedule, Attend: e.Attend, Formats: e.Formats, Audience: e.Audience, Languages: e.Languages, Access: e.Access}},
	}
	if e.Located {
		d.Venue = &directory.VenueDraft{Venue: directory.Venue{Name: e.Venue, Address: e.Address, Locality: e.Locality, Region: e.Region,
			Postal: e.Postal, Country: e.Country, At: &e.At}}
	}
	return d
}
