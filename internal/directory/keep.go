package directory

import (
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

const (
	mostBelow  = 200 // that who is no steward may add below one listing
	mostUnused = 20  // venues without a meeting that one persona may have added
)

// keeper is what an actor may change: everything, or what stands below some listings, these included.
type keeper struct {
	by    people.Actor
	all   bool
	roots []string
}

// keeperOf is what the actor may change. Forbidden for who may change nothing.
func (d *Directory) keeperOf(tx *store.Tx, by people.Actor) (k keeper, err error) {
	k.by, k.all = by, by.Has(people.Steward)
	if k.all || d.roots == nil {
		return k, mustSteward(by)
	}
	if k.roots, err = d.roots(tx, by); err == nil && len(k.roots) == 0 {
		err = mustSteward(by)
	}
	return k, err
}

// kept reads a listing that the actor may change. Forbidden for who may change nothing, NotFound for what they may not.
func (d *Directory) kept(tx *store.Tx, by people.Actor, id string) (k keeper, l Listing, err error) {
	if k, err = d.keeperOf(tx, by); err == nil {
		l, err = k.load(tx, id)
	}
	return k, l, err
}

// load reads a listing that may be changed. Others are NotFound, like those that do not exist.
func (k keeper) load(tx *store.Tx, id string) (Listing, error) {
	l, shared, err := k.reached(tx, id)
	if err == nil && shared {
		err = notTheirs()
	}
	return l, err
}

// reached reads a listing that may be changed, or, shared, a venue where others meet too.
func (k keeper) reached(tx *store.Tx, id string) (l Listing, shared bool, err error) {
	if l, err = loadListing(tx, id); err != nil {
		return l, false, err
	}
	own, err := k.keeps(tx, &l)
	if err != nil || own {
		return l, false, err
	}
	if l.Kind == KindVenue {
		if shared, err = k.meetsAt(tx, id); err != nil || shared {
			return l, shared, err
		}
	}
	return Listing{}, false, notTheirs()
}

// seen reads a listing that may be looked at: besides what may be changed, a public venue where a meeting can move.
func (k keeper) seen(tx *store.Tx, id string) (l Listing, own bool, err error) {
	l, shared, err := k.reached(tx, id)
	if fault.KindOf(err) != fault.NotFound {
		return l, !shared, err
	}
	open, err := venueWhere(tx, id, openVenue)
	if err != nil {
		return l, false, err
	}
	if len(open) == 0 {
		return l, false, notTheirs()
	}
	return open[0], false, nil
}

func notTheirs() error { return fault.New(fault.NotFound, "listing.none", nil) }

// keeps says whether a listing may be changed: a venue when nobody else meets there.
func (k keeper) keeps(tx *store.Tx, l *Listing) (bool, error) {
	if k.all {
		return true, nil
	}
	if l.Kind == KindVenue {
		return k.keepsPlace(tx, l.ID)
	}
	return k.covers(tx, l.ID)
}

// covers says whether a listing is a root, or stands below one.
func (k keeper) covers(tx *store.Tx, id string) (bool, error) {
	above, err := ancestors(tx, id)
	return slices.ContainsFunc(above, func(l Listing) bool { return slices.Contains(k.roots, l.ID) }), err
}

// keepsPlace says whether all who meet at a venue are the actor's; where nobody does, whether the actor added it.
func (k keeper) keepsPlace(tx *store.Tx, venue string) (bool, error) {
	groups, err := groupsAt(tx, venue)
	if err != nil {
		return false, err
	}
	for _, group := range groups {
		if own, err := k.covers(tx, group); err != nil || !own {
			return false, err
		}
	}
	if len(groups) > 0 {
		return true, nil
	}
	added, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM change WHERE listing_id = $1 AND act = 'add' AND by_persona = $2`, venue, k.by.By()))
	return added > 0, err
}

// meetsAt says whether one who meets at a venue is the actor's.
func (k keeper) meetsAt(tx *store.Tx, venue string) (bool, error) {
	groups, err := groupsAt(tx, venue)
	if err != nil {
		return false, err
	}
	for _, group := range groups {
		if own, err := k.covers(tx, group); err != nil || own {
			return own, err
		}
	}
	return false, nil
}

// groupsAt are the groups whose meetings are at a venue, whatever their state.
func groupsAt(tx *store.Tx, venue string) ([]string, error) {
	return store.Collect(tx, store.Scalar[string], `SELECT DISTINCT parent_id FROM listing WHERE kind = 'meeting' AND venue_id = $1`, venue)
}

// openVenue is a venue that everybody may know of: it is told in full, and somebody meets there in public.
const openVenue = `l.kind = 'venue' AND l.state = 'published' AND l.merged_into IS NULL AND l.content NOT LIKE '%"shown":%'
	AND EXISTS (SELECT 1 FROM listing m JOIN listing g ON g.id = m.parent_id LEFT JOIN source s ON s.id = m.source_id
		WHERE m.venue_id = l.id AND m.state = 'published' AND m.merged_into IS NULL AND g.state = 'published' AND NOT COALESCE(s.sample, FALSE))`

func venueWhere(tx *store.Tx, id, where string) ([]Listing, error) {
	return listListings(tx, `l.id = $1 AND `+where, "", id)
}

// mayPlace refuses to move a listing elsewhere, and a meeting to a place that is not the actor's and not public.
func (k keeper) mayPlace(tx *store.Tx, l *Listing, in Entered) error {
	if k.all {
		return nil
	}
	if in.Parent != l.Parent {
		return fault.New(fault.Forbidden, "listing.steward_moves", nil)
	}
	if in.Venue == l.Venue {
		return nil
	}
	return k.mayMeet(tx, in.Venue)
}

// mayMeet refuses a venue where the actor can put no meeting.
func (k keeper) mayMeet(tx *store.Tx, venue string) error {
	if venue == "" {
		return nil
	}
	l, _, err := k.seen(tx, venue)
	if fault.KindOf(err) == fault.NotFound || err == nil && l.Kind != KindVenue {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "venue", Key: "listing.venue_wrong"}}}
	}
	return err
}

// mayAdd refuses a new listing that would not stand below one that the actor may change, and more than anybody needs.
func (k keeper) mayAdd(tx *store.Tx, in Entered) error {
	if k.all {
		return nil
	}
	if in.Content.Kind() == KindVenue {
		return k.fewUnused(tx)
	}
	above, err := k.load(tx, in.Parent)
	if err != nil {
		return err
	}
	n, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM listing WHERE parent_id = $1`, above.ID))
	if err != nil {
		return err
	}
	if n >= mostBelow {
		return fault.New(fault.Conflict, "listing.too_many_below", map[string]any{"most": mostBelow})
	}
	return k.mayMeet(tx, in.Venue)
}

func (k keeper) fewUnused(tx *store.Tx) error {
	n, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM change c JOIN listing l ON l.id = c.listing_id WHERE c.by_persona = $1 AND c.by_persona <> ''
		AND c.act = 'add' AND l.kind = 'venue' AND NOT EXISTS (SELECT 1 FROM listing m WHERE m.venue_id = l.id)`, k.by.By()))
	if err == nil && n >= mostUnused {
		err = fault.New(fault.Conflict, "listing.unused_places", map[string]any{"most": mostUnused})
	}
	return err
}

// sees is what of the neighbours of a listing may be seen: all to stewards; to others what is theirs or public.
func (k keeper) sees(tx *store.Tx, l *Listing) (func(*Listing) bool, error) {
	if k.all {
		return func(*Listing) bool { return true }, nil
	}
	if l.Kind != KindVenue {
		return func(near *Listing) bool { return k.isBelow(l, near) || public(near) }, nil
	}
	mine := map[string]bool{}
	groups, err := groupsAt(tx, l.ID)
	if err != nil {
		return nil, err
	}
	for _, group := range groups {
		if mine[group], err = k.covers(tx, group); err != nil {
			return nil, err
		}
	}
	return func(meeting *Listing) bool { return mine[meeting.Parent] }, nil
}

// isBelow says whether a neighbour of a listing that may be changed may be changed too: it stands below it or beside it, or
// is a meeting's place.
func (k keeper) isBelow(l, near *Listing) bool {
	return near.Parent == l.ID || l.Kind == KindMeeting && (near.Parent == l.Parent || near.ID == l.Venue) || slices.Contains(k.roots, near.ID)
}

// only leaves of meetings and groups those that may be changed.
func (k keeper) only(tx *store.Tx, meetings, groups []Listing) (m, g []Listing, err error) {
	for _, from := range []struct {
		all []Listing
		to  *[]Listing
	}{{meetings, &m}, {groups, &g}} {
		for i := range from.all {
			own, err := k.keeps(tx, &from.all[i])
			if err != nil {
				return nil, nil, err
			}
			if own {
				*from.to = append(*from.to, from.all[i])
			}
		}
	}
	return m, g, nil
}

// below begins a statement that is about what may be changed (among). Its parameters are numbered from first.
func (k keeper) below(first int) (with string, args []any) {
	if k.all {
		return "", nil
	}
	for _, id := range k.roots {
		args = append(args, id)
	}
	return `WITH RECURSIVE own (id) AS (SELECT id FROM listing WHERE id IN (` + store.Params(first, len(args)) + `)
		UNION SELECT l.id FROM listing l JOIN own ON l.parent_id = own.id) `, args
}

// among is the condition that a column names a listing which may be changed.
func (k keeper) among(column string) string {
	if k.all {
		return ""
	}
	return ` AND ` + column + ` IN (SELECT id FROM own)`
}

// mayReturn refuses to put back on the list what a steward took off it, unless a steward does.
func mayReturn(tx *store.Tx, by people.Actor, l *Listing) error {
	if by.Has(people.Steward) || l.State == Published {
		return nil
	}
	last, err := queryChanges(tx, `c.listing_id = $1 AND c.field = 'state' AND c.import_id = '' ORDER BY c.number DESC LIMIT 1`, l.ID)
	if err == nil && len(last) > 0 && (last[0].From == people.Clearinghouse || last[0].By == people.Operator().By()) {
		err = fault.New(fault.Forbidden, "listing.hidden_by_steward", nil)
	}
	return err
}
