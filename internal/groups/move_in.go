package groups

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups/archive"
	"kith/internal/groups/pack"
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
		if _, err := tx.Exec(`UPDATE group_space SET listing_id = $2, name = '' WHERE space_id = $1`, space, listing); err != nil {
			return err
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
	switch table {
	case "moving_way":
		return map[string]any{"secret": ""}
	case "guest":
		return map[string]any{"invitation_id": ""}
	}
	return nil
}

// suitable checks what only a group knows: that there is one, with its agreement and its roles, and that nobody comes in with a
// role or a permission that is none of a group's.
func suitable(a *archive.Archive) error {
	if len(a.Rows["persona"]) == 0 || len(a.Rows["group_space"]) != 1 {
		return archive.Broken("the group")
	}
	for _, check := range []func(*archive.Archive) error{fitsGroup, fitsRoles, fitsAgreement} {
		if err := check(a); err != nil {
			return err
		}
	}
	return nil
}

// value reads one value of a row by the name of its column.
func value[T any](table string, row []any, name string) T {
	return row[archive.Place(table, name)].(T)
}

func fitsGroup(a *archive.Archive) error {
	group := a.Rows["group_space"][0]
	door, life := pack.Door(value[string]("group_space", group, "door")), Life(value[string]("group_space", group, "state"))
	if !slices.Contains([]pack.Door{pack.Open, pack.Ask, pack.Invitation}, door) || !slices.Contains([]Life{Forming, Meeting, Paused, Closing}, life) {
		return archive.Broken("the group")
	}
	return nil
}

// fitsRoles wants each term to be in a role that the group has, and each role to let do what a group's role can. A steward is
// no role of a group: whoever held it would be let in to the listings.
func fitsRoles(a *archive.Archive) error {
	kinds := map[string]bool{}
	for _, row := range a.Rows["role_kind"] {
		var may []pack.Permission
		if err := json.Unmarshal([]byte(value[string]("role_kind", row, "may")), &may); err != nil {
			return archive.Broken("a role")
		}
		role := value[string]("role_kind", row, "role")
		unknown := slices.ContainsFunc(may, func(p pack.Permission) bool { return !slices.Contains(pack.Permissions(), p) })
		if unknown || people.Role(role) == people.Steward {
			return archive.Broken("a role")
		}
		kinds[role] = true
	}
	for _, row := range a.Rows["role"] {
		if !kinds[value[string]("role", row, "role")] {
			return archive.Broken("a term in a role")
		}
	}
	return nil
}

// fitsAgreement wants every version from the first to the one that holds, each with clauses.
func fitsAgreement(a *archive.Archive) error {
	agreed := value[int64]("group_space", a.Rows["group_space"][0], "agreed")
	if int64(len(a.Rows["agreement"])) != agreed || agreed < 1 {
		return archive.Broken("the agreement")
	}
	for _, row := range a.Rows["agreement"] {
		if v := value[int64]("agreement", row, "version"); v < 1 || v > agreed {
			return archive.Broken("the agreement")
		}
	}
	for _, row := range a.Rows["clause"] {
		known := slices.Contains(pack.Kinds(), pack.Kind(value[string]("clause", row, "kind")))
		if v := value[int64]("clause", row, "version"); v < 1 || v > agreed || !known {
			return archive.Broken("a clause")
		}
	}
	for _, row := range a.Rows["acceptance"] {
		if value[int64]("acceptance", row, "version") > agreed {
			return archive.Broken("what a member accepted")
		}
	}
	return nil
}
