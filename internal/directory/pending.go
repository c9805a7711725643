package directory

import (
	"encoding/json"
	"slices"

	"kith/internal/store"
)

// pendingOnly selects the imports of source $1 that are not in yet.
const pendingOnly = `(SELECT i.id FROM import i WHERE i.source_id = $1 AND i.state IN ('reading', 'held', 'committed'))`

// withholdPending takes a place that a person here just withheld out of the imports of its source that are not in yet:
// out of what they staged about it, and out of the places that they would bring for a group that meets there. That is the
// rule of Import.guard, for what was read before there was anything to guard.
func withholdPending(tx *store.Tx, a author, h *history, l *Listing) error {
	if l.Source == "" {
		return nil
	}
	groups, err := store.Collect(tx, store.Scalar[string], `SELECT DISTINCT g.native_id FROM listing g JOIN listing m ON m.parent_id = g.id
		WHERE m.venue_id = $1 AND g.source_id = $2`, l.ID, l.Source)
	if err != nil {
		return err
	}
	born, err := allListings(tx, `l.kind = 'venue' AND l.source_id = $1 AND l.born IN `+pendingOnly, l.Source)
	if err != nil {
		return err
	}
	homes := map[string]bool{l.Native: true}
	if err := withholdStaged(tx, l, groups, born, homes); err != nil {
		return err
	}
	for i := range born {
		if err := withholdBorn(tx, a, h, &born[i], groups, l.Content.(*Venue).Shown, homes); err != nil {
			return err
		}
	}
	return nil
}

// withholdStaged withholds the place in what imports staged about it, and about places that they would bring for one of
// the groups; the native ids of those are added to homes.
func withholdStaged(tx *store.Tx, l *Listing, groups []string, born []Listing, homes map[string]bool) error {
	fresh := func(native string) bool {
		return slices.ContainsFunc(born, func(v Listing) bool { return v.Native == native })
	}
	staged, err := stagedAbout(tx, l.Source, append(groups, l.Native))
	if err != nil {
		return err
	}
	for _, s := range staged {
		var d Draft
		if err := json.Unmarshal(s.draft, &d); err != nil {
			return err
		}
		if d.Venue == nil || d.Venue.NativeID != l.Native && !(slices.Contains(groups, d.Group.NativeID) && fresh(d.Venue.NativeID)) {
			continue
		}
		homes[d.Venue.NativeID] = true
		d.withholdHere(l.Content.(*Venue).Shown)
		text, err := json.Marshal(d)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE import_row SET draft = $3 WHERE import_id = $1 AND n = $2`, s.imp, s.n, string(text)); err != nil {
			return err
		}
	}
	return nil
}

// stagedDraft is one staged row with where it stands.
type stagedDraft struct {
	imp   string
	n     int64
	draft []byte
}

// stagedAbout reads the staged rows of a source in which one of the native ids stands.
func stagedAbout(tx *store.Tx, source string, natives []string) (all []stagedDraft, err error) {
	scan := func(r store.Row) (s stagedDraft, err error) {
		err = r.Scan(&s.imp, &s.n, &s.draft)
		return s, err
	}
	for _, native := range natives {
		quoted, err := json.Marshal(native)
		if err != nil {
			return nil, err
		}
		like := containing(`"NativeID":` + string(quoted))
		some, err := store.Collect(tx, scan, `SELECT import_id, n, draft FROM import_row WHERE import_id IN `+pendingOnly+`
			AND act = 'draft' AND draft LIKE $2 ESCAPE '\'`, source, like)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// withholdBorn withholds a venue that an import would bring, if it is one of the homes or one of the groups would meet there.
func withholdBorn(tx *store.Tx, a author, h *history, v *Listing, groups []string, shown Shown, homes map[string]bool) error {
	meet, err := store.Collect(tx, store.Scalar[string], `SELECT g.native_id FROM listing g JOIN listing m ON m.parent_id = g.id
		WHERE m.venue_id = $1`, v.ID)
	if err != nil || !homes[v.Native] && !slices.ContainsFunc(meet, func(g string) bool { return slices.Contains(groups, g) }) {
		return err
	}
	found := tracesOf(v.Content.(*Venue))
	v.Content.(*Venue).Withhold(shown)
	if err := updateListing(tx, v); err != nil {
		return err
	}
	_, err = withholdMeetings(tx, a, h, v.ID, found)
	return err
}
