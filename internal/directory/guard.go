package directory

import (
	"kith/internal/store"
)

// guard keeps places that a person here withheld out of what is read: at once, before anything of them is written. A
// venue that is withheld here stays so. And where a group has such a place, a venue of it that nobody here knows, or that
// was emptied when the group left it, is withheld as well: most likely it is the same home, spelt in another way.
func (m *Import) guard(tx *store.Tx, there catalogued, drafts []Draft) error {
	homes, err := m.groupsWithHomes(tx, there[KindGroup])
	if err != nil {
		return err
	}
	var keys []string
	for i := range drafts {
		d := &drafts[i]
		if d.Venue == nil {
			continue
		}
		if v, ok := there[KindVenue][d.Venue.NativeID]; ok && !v.empty {
			if v.Shown.withheld() {
				d.hideNative(there[KindMeeting])
				d.withholdHere(v.Shown)
			}
			continue
		}
		if g, ok := there[KindGroup][d.Group.NativeID]; ok && homes[g.ID] {
			d.hideNative(there[KindMeeting])
			d.withholdHere(OnContact)
			d.Venue.NativeID = d.homeKey()
			keys = append(keys, d.Venue.NativeID)
		}
	}
	more, err := m.known(tx, KindVenue, keys)
	for key, v := range more {
		there[KindVenue][key] = v
	}
	return err
}

// groupsWithHomes says which of the groups have a meeting at a place that a person here withheld.
func (m *Import) groupsWithHomes(tx *store.Tx, groups map[string]known) (map[string]bool, error) {
	homes := map[string]bool{}
	var args []any
	for _, g := range groups {
		args = append(args, g.ID)
	}
	if len(args) == 0 {
		return homes, nil
	}
	ids, err := store.Collect(tx, store.Scalar[string], `SELECT DISTINCT m.parent_id FROM listing m JOIN listing v ON v.id = m.venue_id
		WHERE m.parent_id IN (`+store.Params(1, len(args))+`)
		AND (v.corrected LIKE '%shown%' OR v.source_id IS NULL AND v.content LIKE '%"shown":%')`, args...)
	for _, id := range ids {
		homes[id] = true
	}
	return homes, err
}
