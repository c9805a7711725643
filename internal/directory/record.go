package directory

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kith/internal/schedule"
	"kith/internal/store"
)

// State is whether a listing is public.
type State string

// The states. A retired listing is kept with its history and can come back.
const (
	Published   State = "published"
	Unpublished State = "unpublished"
	Retired     State = "retired"
)

// Listing is one listing as the directory keeps it.
type Listing struct {
	ID          string
	Kind        Kind
	Slug        string
	Number      int64  // meetings: the stable integer id
	Parent      string // the organisation above, or a meeting's group
	Venue       string
	Source      string // id of the source it came from; empty: entered by hand
	Native      string // the source's own id
	State       State
	MergedInto  string // the listing that stands for this one
	Content     Content
	Corrected   []string                   // fields a person here put right
	Offered     map[string]json.RawMessage // what the source says of corrected fields, where it differs
	Version     int64                      // grows with every change; two stewards editing at once are told apart by it
	Created     int64                      // unix milliseconds
	Updated     int64
	VerifiedOn  schedule.Date
	VerifiedHow string // phone, visit, mail, group; vocabulary of the verify form

	hash string // of the draft it was last read from
	born string // the import that brought it
}

const listingColumns = `l.id, l.kind, l.slug, l.number, l.parent_id, l.venue_id, l.source_id, l.native_id, l.hash, l.born,
	l.state, l.merged_into, l.content, l.corrected, l.offered, l.version, l.created, l.updated, l.verified_on, l.verified_how`

// settledOnly keeps out what an unfinished or discarded import brought.
const settledOnly = `(l.born IS NULL OR EXISTS (SELECT 1 FROM import i WHERE i.id = l.born AND i.state = 'done'))`

func scanListing(s store.Row) (Listing, error) {
	var (
		l                                           Listing
		number                                      sql.NullInt64
		parent, venue, source, native, born, merged sql.NullString
		content, corrected, offered                 string
	)
	err := s.Scan(&l.ID, &l.Kind, &l.Slug, &number, &parent, &venue, &source, &native, &l.hash, &born,
		&l.State, &merged, &content, &corrected, &offered, &l.Version, &l.Created, &l.Updated, &l.VerifiedOn, &l.VerifiedHow)
	if err != nil {
		return l, err
	}
	l.Number, l.Parent, l.Venue, l.Source = number.Int64, parent.String, venue.String, source.String
	l.Native, l.born, l.MergedInto = native.String, born.String, merged.String
	if corrected != "" {
		l.Corrected = strings.Split(corrected, ",")
	}
	if offered != "" {
		if err := json.Unmarshal([]byte(offered), &l.Offered); err != nil {
			return l, fmt.Errorf("offered values of listing %s: %w", l.ID, err)
		}
	}
	l.Content, err = decodeContent(l.Kind, []byte(content))
	return l, err
}

func decodeContent(kind Kind, text []byte) (Content, error) {
	var c Content
	switch kind {
	case KindOrganisation:
		c = new(Organisation)
	case KindGroup:
		c = new(Group)
	case KindVenue:
		c = new(Venue)
	case KindMeeting:
		c = new(Meeting)
	default:
		return nil, fmt.Errorf("no such kind of listing: %q", kind)
	}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("content of a %s: %w", kind, err)
	}
	return c, nil
}

var insertColumns = []string{"id", "kind", "slug", "number", "parent_id", "venue_id", "source_id", "native_id", "hash", "born",
	"state", "merged_into", "content", "corrected", "offered", "version", "created", "updated", "verified_on", "verified_how"}

// values are the listing's columns in the order of insertColumns.
func (l *Listing) values() ([]any, error) {
	content, err := json.Marshal(l.Content)
	if err != nil {
		return nil, err
	}
	offered := ""
	if len(l.Offered) > 0 {
		text, err := json.Marshal(l.Offered)
		if err != nil {
			return nil, err
		}
		offered = string(text)
	}
	return []any{l.ID, string(l.Kind), l.Slug, nullInt(l.Number), null(l.Parent), null(l.Venue), null(l.Source), null(l.Native), l.hash,
		null(l.born), string(l.State), null(l.MergedInto), string(content), strings.Join(l.Corrected, ","), offered, l.Version,
		l.Created, l.Updated, int64(l.VerifiedOn), l.VerifiedHow}, nil
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func nullInt(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

func insertListings(tx *store.Tx, ls ...*Listing) error {
	rows := make([][]any, len(ls))
	for i, l := range ls {
		v, err := l.values()
		if err != nil {
			return err
		}
		rows[i] = v
	}
	_, err := tx.InsertMany("listing", insertColumns, rows, "")
	return err
}

// updateListing writes a listing back whole. The caller has read it in the same transaction.
func updateListing(tx *store.Tx, l *Listing) error {
	v, err := l.values()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE listing SET slug = $3, number = $4, parent_id = $5, venue_id = $6, source_id = $7, native_id = $8,
		hash = $9, born = $10, state = $11, merged_into = $12, content = $13, corrected = $14, offered = $15, version = $16,
		created = $17, updated = $18, verified_on = $19, verified_how = $20 WHERE id = $1 AND kind = $2`, v...)
	return err
}

// loadListing reads one listing by id, whatever its state, unless it belongs to an unfinished import.
func loadListing(tx *store.Tx, id string) (Listing, error) {
	return scanListing(tx.QueryRow(`SELECT `+listingColumns+` FROM listing l WHERE l.id = $1 AND `+settledOnly, id))
}

// listListings reads listings by a condition on l, in the order given by tail.
func listListings(tx *store.Tx, where, tail string, args ...any) ([]Listing, error) {
	return store.Collect(tx, scanListing, `SELECT `+listingColumns+` FROM listing l WHERE `+where+` AND `+settledOnly+` `+tail, args...)
}

// correct notes that a person put a field right.
func (l *Listing) correct(field string) {
	if l.Source != "" && !slices.Contains(l.Corrected, field) {
		l.Corrected = append(l.Corrected, field)
		slices.Sort(l.Corrected)
	}
}
