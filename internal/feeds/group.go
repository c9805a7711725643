package feeds

import (
	"bytes"
	"context"
	"io"

	"kith/internal/directory"
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

// GroupIntake is where groups that come from another server are taken in.
type GroupIntake struct {
	Directory *directory.Directory
	Groups    *groups.Groups
	DryRun    bool // everything is tried and nothing kept
}

// Take opens a group that comes from another server, for the operator. The passphrase is that which was shown there. Errors
// are those of people.ReadPassphrase, archive.Read and groups.Bring.
func (in GroupIntake) Take(ctx context.Context, r io.Reader, passphrase string) (taken TakenGroup, err error) {
	passphrase, err = people.ReadPassphrase(passphrase)
	if err != nil {
		return taken, err
	}
	it, err := archive.Read(r, passphrase)
	if err != nil {
		return taken, err
	}
	var own gathered
	if len(it.Listing) > 0 {
		sum, err := Read(ctx, bytes.NewReader(it.Listing), Options{Kind: Archive}, &own)
		if err != nil {
			return taken, err
		}
		taken.Skipped = sum.Skipped
	}
	b := groups.Bringing{Archive: it, DryRun: in.DryRun, Listing: func(tx *store.Tx) (string, error) {
		settled, err := in.Directory.SettleOwn(tx, people.Operator(), own.drafts)
		taken.Meetings, own.skipped = settled.Meetings, settled.Skipped
		return settled.Group, err
	}}
	err = in.Groups.Bring(ctx, people.Operator(), b)
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
