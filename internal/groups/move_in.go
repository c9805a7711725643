package groups

import (
	"context"
	"errors"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/archive"
	"kith/internal/people"
	"kith/internal/store"
)

// Bringing is how a group's archive is brought in.
type Bringing struct {
	Archive *archive.Archive
	// Listing puts what the directory says of the group into this directory, as the first thing of the transaction, and gives
	// its id there; empty: nothing is said. It may run more than once.
	Listing func(tx *store.Tx) (id string, err error)
	DryRun  bool // everything is tried and nothing kept
}

// errTried ends a dry run.
var errTried = errors.New("groups: only tried")

// Bring opens a group that comes from another server, in one transaction, under the id that it had there: cards and links
// work on. Its record says where it came from. The operator may. Conflict when the space is here already, Invalid when the
// archive's parts do not fit together.
func (g *Groups) Bring(ctx context.Context, by people.Actor, b Bringing) error {
	if by.By() != people.Operator().By() {
		return fault.New(fault.Forbidden, "", nil)
	}
	if err := suitable(b.Archive); err != nil {
		return err
	}
	err := g.db.Write(ctx, func(tx *store.Tx) error {
		listing, err := b.Listing(tx)
		if err != nil {
			return err
		}
		if err := g.bring(tx, b.Archive, listing); err != nil {
			return err
		}
		if b.DryRun {
			return errTried
		}
		return nil
	})
	if b.DryRun && errors.Is(err, errTried) {
		return nil
	}
	return err
}

func (g *Groups) bring(tx *store.Tx, a *archive.Archive, listing string) error {
	space := a.Manifest.Space
	n, err := tx.Exec(`INSERT INTO space (id, kind, name, created) VALUES ($1, $2, '', $3) ON CONFLICT (id) DO NOTHING`, space, Kind, int64(a.Manifest.Began))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "archive.here", nil)
	}
	for _, t := range archive.Tables() {
		if err := put(tx, t, space, a.Rows[t.Name]); err != nil {
			return err
		}
	}
	if err := g.people.Settle(tx, space); err != nil {
		return err
	}
	if listing != "" {
		for _, statement := range []string{`UPDATE group_space SET listing_id = $2, name = '' WHERE space_id = $1`, `UPDATE farewell SET listing_id = $2 WHERE space_id = $1`} {
			if _, err := tx.Exec(statement, space, listing); err != nil {
				return err
			}
		}
	}
	return g.note(tx, space, Recorded{Act: "move_arrived", Outside: true, Words: a.Manifest.From})
}

// put writes rows of a table into a space.
func put(tx *store.Tx, t archive.Table, space string, rows [][]any) error {
	var columns []string
	for _, c := range t.Columns {
		columns = append(columns, c.Name)
	}
	var more []any
	if t.Spaced {
		columns, more = append(columns, "space_id"), append(more, space)
	}
	for name, value := range filled(t.Name) {
		columns, more = append(columns, name), append(more, value)
	}
	full := make([][]any, len(rows))
	for i, row := range rows {
		full[i] = slices.Concat(row, more)
	}
	_, err := tx.InsertMany(t.Name, columns, full, "")
	return err
}

// filled are columns that stay behind and need a value here.
func filled(table string) map[string]any {
	return map[string]map[string]any{
		"moving_way":    {"secret": ""},
		"guest":         {"invitation_id": ""},
		"role_question": {"answered": int64(0)},
		"plan":          {"shown": false, "help": "", "help_answer": ""},
		"farewell":      {"agreed": true, "over": false},
	}[table]
}
