package app

import (
	"context"
	"io"

	"kith/internal/feeds"
	"kith/internal/groups"
	"kith/internal/people"
)

// TakeGroup opens a group that comes from another server. The passphrase is that which was shown there. With dryRun everything
// is tried and nothing kept.
func (a *App) TakeGroup(ctx context.Context, r io.Reader, passphrase string, dryRun bool) (taken feeds.TakenGroup, err error) {
	persons, err := people.New(people.Options{DB: a.DB, Clock: a.Clock, BaseURL: a.Config.Address()})
	if err != nil {
		return taken, err
	}
	in := feeds.GroupIntake{Directory: a.Directory, Groups: groups.New(a.DB, a.Clock, persons), DryRun: dryRun}
	return in.Take(ctx, r, passphrase)
}
