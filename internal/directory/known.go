package directory

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"kith/internal/store"
)

// known is what an import has to know of a listing that is there already.
type known struct {
	ID     string
	Kind   Kind
	Native string
	State  State
	Number int64
	Shown  Shown // venues
	kept   bool  // a person here decided whether it is public
	mended bool  // a person here put something of it right
	empty  bool  // venues: nobody meets there, and where it was is forgotten
	hash   string
	born   string
}

// asKnown is a listing that this import itself brings.
func (l *Listing) asKnown() known {
	k := known{ID: l.ID, Kind: l.Kind, Native: l.Native, State: l.State, Number: l.Number, hash: l.hash, born: l.born}
	if v, ok := l.Content.(*Venue); ok {
		k.Shown = v.Shown
	}
	return k
}

// knownColumns leave the content out but for venues, whose place may be withheld: most of it would be read for nothing.
const knownColumns = `l.id, l.kind, l.native_id, l.state, l.number, l.hash, l.born, l.corrected, CASE WHEN l.kind = 'venue' THEN l.content ELSE '' END`

func scanKnown(r store.Row) (k known, err error) {
	var number sql.NullInt64
	var born sql.NullString
	var corrected, content string
	if err := r.Scan(&k.ID, &k.Kind, &k.Native, &k.State, &number, &k.hash, &born, &corrected, &content); err != nil {
		return k, err
	}
	k.Number, k.born = number.Int64, born.String
	k.mended = corrected != ""
	k.kept = slices.Contains(strings.Split(corrected, ","), "state")
	if content == "" {
		return k, nil
	}
	var v Venue
	err = json.Unmarshal([]byte(content), &v)
	k.Shown, k.empty = v.Shown, content == "{}"
	return k, err
}

// known reads the listings of the source with the given native ids, those of this import included.
func (m *Import) known(tx *store.Tx, kind Kind, keys []string) (map[string]known, error) {
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	found := map[string]known{}
	if len(keys) == 0 {
		return found, nil
	}
	args := []any{m.source.ID, string(kind)}
	for _, k := range keys {
		args = append(args, k)
	}
	ks, err := store.Collect(tx, scanKnown, `SELECT `+knownColumns+` FROM listing l WHERE l.source_id = $1 AND l.kind = $2
		AND l.native_id IN (`+store.Params(3, len(keys))+`)`, args...)
	for _, k := range ks {
		found[k.Native] = k
	}
	return found, err
}
