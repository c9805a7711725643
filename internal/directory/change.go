package directory

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"kith/internal/people"
	"kith/internal/store"
)

// Act names what brought a change about.
type Act string

// The acts that history knows.
const (
	ActAdd    Act = "add"
	ActEdit   Act = "edit"
	ActImport Act = "import"
	ActRetire Act = "retire"
	ActReturn Act = "return"
	ActVerify Act = "verify"
	ActMerge  Act = "merge"
	ActUndo   Act = "undo"
)

// Change is one field of one listing changing. Before and After are JSON; empty means that nothing stood there.
type Change struct {
	ID      string
	Number  int // counts the changes of the listing, from 1
	Listing string
	Field   string
	Before  string
	After   string
	At      int64  // unix milliseconds; of what a person changed, when that day began
	By      string // a persona's id, "operator", ByGroup, or empty for an import and for somebody who left
	From    string // kind of the space that the persona is in; empty where there is none
	Import  string
	Act     Act

	space string // that the persona is in
}

// FieldsOf gives a content field by field, as JSON: the form in which histories, corrections and offers hold fields.
func FieldsOf(c Content) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	return fields, json.Unmarshal(text, &fields)
}

// ContentOf is the reverse of FieldsOf. An error says that the fields are not those of the kind.
func ContentOf(kind Kind, fields map[string]json.RawMessage) (Content, error) {
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	return decodeContent(kind, text)
}

// differing names the fields in which two contents differ, sorted.
func differing(a, b map[string]json.RawMessage) []string {
	var names []string
	for name := range a {
		if !bytes.Equal(a[name], b[name]) {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// author is who a change is put down to.
type author struct {
	by  string
	imp string
	act Act
	at  int64
}

// authored puts a change down to a person, today: when on that day is kept nowhere.
func (d *Directory) authored(by people.Actor, act Act) author {
	return author{by: by.By(), act: act, at: d.startOfDay()}
}

// startOfDay is when the present day began in UTC, in unix milliseconds.
func (d *Directory) startOfDay() int64 { return int64(d.today()) * (24 * time.Hour).Milliseconds() }

// id is one for a change or a listing that comes from the author: that of a person tells no moment.
func (a author) id() string {
	if a.imp == "" {
		return store.NewPersonID()
	}
	return store.NewListingID()
}

// renew counts a change of the listing. It never seems older than it was, though of a person only the day is kept.
func (l *Listing) renew(a author) { l.Version, l.Updated = l.Version+1, max(l.Updated, a.at) }

// history gathers changes of a transaction and writes them together.
type history struct{ rows [][]any }

func (h *history) note(a author, listing, field, before, after string) {
	h.rows = append(h.rows, []any{a.id(), listing, field, before, after, a.at, a.by, a.imp, string(a.act)})
}

// noteFields notes every field in which two contents of one listing differ.
func (h *history) noteFields(a author, listing string, before, after map[string]json.RawMessage) {
	for _, f := range differing(before, after) {
		h.note(a, listing, f, string(before[f]), string(after[f]))
	}
}

// write numbers the changes after those that each listing has, and writes them. The caller holds the lock of lockFeed.
func (h *history) write(tx *store.Tx) error {
	last := map[string]int{}
	for _, row := range h.rows {
		last[row[1].(string)] = 0
	}
	for some := range slices.Chunk(sortedKeys(last), 500) {
		if err := lastNumbers(tx, some, last); err != nil {
			return err
		}
	}
	rows := make([][]any, len(h.rows))
	for i, row := range h.rows {
		listing := row[1].(string)
		last[listing]++
		rows[i] = append(slices.Clone(row), last[listing])
	}
	_, err := tx.InsertMany("change", []string{"id", "listing_id", "field", "before", "after", "at", "by_persona", "import_id", "act", "number"}, rows, "")
	return err
}

// lastNumbers reads how far the histories of some listings have been numbered.
func lastNumbers(tx *store.Tx, listings []string, into map[string]int) error {
	args := make([]any, len(listings))
	for i, id := range listings {
		args[i] = id
	}
	_, err := store.Collect(tx, func(r store.Row) (id string, err error) {
		var n int
		err = r.Scan(&id, &n)
		into[id] = n
		return id, err
	}, `SELECT listing_id, MAX(number) FROM change WHERE listing_id IN (`+store.Params(1, len(args))+`) GROUP BY listing_id`, args...)
	return err
}

// changesOf reads the history of a listing, newest first.
func changesOf(tx *store.Tx, listing string) ([]Change, error) {
	return queryChanges(tx, `c.listing_id = $1 ORDER BY c.number DESC`, listing)
}

func queryChanges(tx *store.Tx, where string, args ...any) ([]Change, error) {
	scan := func(r store.Row) (c Change, err error) {
		err = r.Scan(&c.ID, &c.Number, &c.Listing, &c.Field, &c.Before, &c.After, &c.At, &c.By, &c.From, &c.space, &c.Import, &c.Act)
		return c, err
	}
	return store.Collect(tx, scan, `SELECT c.id, c.number, c.listing_id, c.field, c.before, c.after, c.at, c.by_persona, COALESCE(s.kind, ''), COALESCE(s.id, ''), c.import_id, c.act
		FROM change c LEFT JOIN persona p ON p.id = c.by_persona LEFT JOIN space s ON s.id = p.space_id WHERE `+where, args...)
}

// tell appends listings to the feed of changes, numbered in the order of commits: the caller holds the lock that
// lockFeed took as the first thing in the transaction.
func tell(tx *store.Tx, importID string, ids ...string) error {
	var seq int64
	err := tx.QueryRow(`UPDATE counter SET value = value + $1 WHERE name = 'listing_change' RETURNING value`, len(ids)).Scan(&seq)
	if err != nil {
		return err
	}
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{seq - int64(len(ids)) + int64(i) + 1, id, importID}
	}
	_, err = tx.InsertMany("listing_change", []string{"seq", "listing_id", "import_id"}, rows, "")
	return err
}

// lockFeed makes this transaction the only one that writes listings until it ends. It stands first in each.
func lockFeed(tx *store.Tx) error { return tx.Lock("listing_change") }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
