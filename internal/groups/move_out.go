package groups

import (
	"context"
	"strings"

	"kith/internal/fault"
	"kith/internal/groups/archive"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// Carry gathers what the actor's group takes along, but for its listing, which is the directory's to tell. From is the
// address of this server. Roles with the permission "leave" may, once the group is packed up; Conflict before. Forbidden with
// people.ProveFirst for who showed no way in of late: whoever finds a device with its lock open carries nobody off.
func (g *Groups) Carry(ctx context.Context, by people.Actor, from string) (a *archive.Archive, group Group, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if group, err = mayDo(tx, by, pack.Leave); err != nil {
			return err
		}
		if !by.Proved {
			return fault.New(fault.Forbidden, people.ProveFirst, nil)
		}
		m, err := moveOf(tx, by.Space)
		if err != nil {
			return err
		}
		if m.Going != Still {
			return fault.New(fault.Conflict, "move.not_now", nil)
		}
		a = &archive.Archive{Manifest: archive.Manifest{Version: archive.Version, Space: by.Space, Made: g.today(), From: from}, Rows: map[string][][]any{}}
		if err := tx.QueryRow(`SELECT created FROM space WHERE id = $1`, by.Space).Scan(&a.Manifest.Began); err != nil {
			return err
		}
		for _, t := range archive.Tables() {
			if a.Rows[t.Name], err = rowsOf(tx, t, by.Space); err != nil {
				return err
			}
		}
		return nil
	})
	return a, group, err
}

// rowsOf reads the rows of a table that a space takes along.
func rowsOf(tx *store.Tx, t archive.Table, space string) ([][]any, error) {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	of := belongingOf(t.Name, t.Spaced).of
	if t.Only != "" {
		of += ` AND ` + t.Only
	}
	scan := func(r store.Row) ([]any, error) {
		into := make([]any, len(t.Columns))
		for i, c := range t.Columns {
			into[i] = c.Form.Into()
		}
		if err := r.Scan(into...); err != nil {
			return nil, err
		}
		for i := range into {
			into[i] = archive.Out(into[i])
		}
		return into, nil
	}
	columns := strings.Join(names, ", ")
	return store.Collect(tx, scan, `SELECT `+columns+` FROM `+t.Name+` WHERE `+of+` ORDER BY `+strings.Join(names[:max(t.Unique, 1)], ", "), space)
}
