package app

import (
	"bytes"
	"context"
	"io"

	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/groups"
	"kith/internal/groups/archive"
	"kith/internal/people"
	"kith/internal/store"
)

// TakenGroup says in numbers what came of a group's archive; who and what is in it is not for the operator's eyes.
type TakenGroup struct {
	Members  int
	Meetings int // of its listing
	Skipped  int // meetings that could not be taken
}

// TakeGroup opens a group that comes from another server. The passphrase is that which was shown there. With dryRun everything
// is tried and nothing kept.
func (a *App) TakeGroup(ctx context.Context, r io.Reader, passphrase string, dryRun bool) (taken TakenGroup, err error) {
	passphrase, err = people.ReadPassphrase(passphrase)
	if err != nil {
		return taken, err
	}
	it, err := archive.Read(r, passphrase)
	if err != nil {
		return taken, err
	}
	persons, err := people.New(people.Options{DB: a.DB, Clock: a.Clock, BaseURL: a.Config.Address()})
	if err != nil {
		return taken, err
	}
	var own gathered
	if len(it.Listing) > 0 {
		sum, err := feeds.Read(ctx, bytes.NewReader(it.Listing), feeds.Options{Kind: feeds.Archive}, &own)
		if err != nil {
			return taken, err
		}
		taken.Skipped = sum.Skipped
	}
	b := groups.Bringing{Archive: it, DryRun: dryRun, Listing: func(tx *store.Tx) (string, error) {
		settled, err := a.Directory.SettleOwn(tx, people.Operator(), own.drafts)
		taken.Meetings, own.skipped = settled.Meetings, settled.Skipped
		return settled.Group, err
	}}
	err = groups.New(a.DB, a.Clock, persons).Bring(ctx, people.Operator(), b)
	taken.Members, taken.Skipped = len(it.Rows["persona"]), taken.Skipped+own.skipped
	return taken, err
}

// gathered keeps the drafts of one group.
type gathered struct {
	drafts  []directory.Draft
	skipped int
}

// Draft keeps one.
func (g *gathered) Draft(d directory.Draft) error {
	g.drafts = append(g.drafts, d)
	return nil
}

// Problem is counted by who reads.
func (g *gathered) Problem(directory.Problem) {}

// Progress is of no interest: a group's listing is small.
func (g *gathered) Progress(int64) {}
