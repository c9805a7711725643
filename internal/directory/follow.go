package directory

import (
	"context"
	"errors"
	"iter"
	"time"

	"kith/internal/directory/index"
	"kith/internal/store"
	"kith/internal/vocabulary"
)

// Index is the public listings as search sees them now.
func (d *Directory) Index() *index.Index { return d.index.Load() }

// Load builds the index from the database.
func (d *Directory) Load(ctx context.Context) error {
	d.following.Lock()
	defer d.following.Unlock()
	return d.load(ctx)
}

func (d *Directory) load(ctx context.Context) error {
	return d.db.Read(ctx, func(tx *store.Tx) error {
		seq, err := lastChange(tx)
		if err != nil {
			return err
		}
		s, err := d.readSurroundings(tx)
		if err != nil {
			return err
		}
		var failed error
		ix := index.New(s.all(tx, &failed), index.Options{Words: searchWords})
		if failed != nil {
			return failed
		}
		d.index.Store(ix)
		d.followed = seq
		return nil
	})
}

// searchWords are what people say for a code, so that free text finds it.
func searchWords(facet, code string) []string {
	if facet == "lang" {
		facet = string(vocabulary.FacetLanguage)
	}
	return vocabulary.Synonyms(vocabulary.Term{Facet: vocabulary.Facet(facet), Code: code})
}

// all builds the entries of all public listings one after another. What goes wrong stands in failed afterwards.
func (s *surroundings) all(tx *store.Tx, failed *error) iter.Seq[index.Entry] {
	return func(yield func(index.Entry) bool) {
		*failed = eachListing(tx, `l.kind IN ('group', 'venue')`, func(l Listing) bool {
			s.add(l)
			return true
		})
		for _, id := range sortedKeys(s.groups) {
			g := s.groups[id]
			if e, ok := s.groupEntry(&g); ok && !yield(e) {
				return
			}
		}
		if *failed != nil {
			return
		}
		*failed = eachListing(tx, `l.kind = 'meeting'`, func(l Listing) bool {
			e, ok := s.meeting(&l)
			return !ok || yield(e)
		})
	}
}

// eachListing hands over listings one after another until take has enough.
func eachListing(tx *store.Tx, where string, take func(Listing) bool) error {
	rows, err := tx.Query(`SELECT ` + listingColumns + ` FROM listing l WHERE ` + where + ` AND ` + settledOnly)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		l, err := scanListing(rows)
		if err != nil {
			return err
		}
		if !take(l) {
			return nil
		}
	}
	return rows.Err()
}

// wake tells the follower that something was committed here.
func (d *Directory) wake() {
	select {
	case d.woken <- struct{}{}:
	default:
	}
}

// Follow keeps the index in step until ctx ends: at once with what is committed in this process, within a second with
// what other processes commit.
func (d *Directory) Follow(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.woken:
		case <-tick.C:
		}
		if err := d.CatchUp(ctx); err != nil && !errors.Is(err, context.Canceled) {
			d.log.Error("the index could not follow", "err", err)
		}
	}
}

// news is what the feed of changes says since the last look.
type news struct {
	seq     int64
	ids     map[string]bool
	imports []string
	whole   bool // so much, or something so far above, that the index is built anew
}

// manyChanges is how many changed listings are worth building the index anew.
const manyChanges = 20_000

// CatchUp brings the index in step with the database.
func (d *Directory) CatchUp(ctx context.Context) error {
	d.following.Lock()
	defer d.following.Unlock()
	var changed []index.Entry
	var gone []string
	var n news
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		if n, err = d.readNews(tx); err != nil || n.whole || len(n.ids) == 0 {
			return err
		}
		changed, gone, err = d.entriesFor(tx, sortedKeys(n.ids))
		return err
	})
	if err != nil {
		return err
	}
	if n.whole {
		return d.load(ctx)
	}
	if len(changed)+len(gone) > 0 {
		d.Index().Apply(changed, gone)
	}
	d.followed = n.seq
	return nil
}

func (d *Directory) readNews(tx *store.Tx) (news, error) {
	n := news{seq: d.followed, ids: map[string]bool{}}
	rows, err := tx.Query(`SELECT seq, listing_id, import_id FROM listing_change WHERE seq > $1 ORDER BY seq LIMIT $2`, d.followed, manyChanges)
	if err != nil {
		return n, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, imp string
		if err := rows.Scan(&n.seq, &id, &imp); err != nil {
			return n, err
		}
		if imp != "" {
			n.imports = append(n.imports, imp)
		} else {
			n.ids[id] = true
		}
	}
	if err := rows.Err(); err != nil {
		return n, err
	}
	for _, imp := range n.imports {
		if err := n.readImport(tx, imp); err != nil {
			return n, err
		}
	}
	n.whole = n.whole || len(n.ids) >= manyChanges
	return n, nil
}

// readImport adds what an import brought and changed.
func (n *news) readImport(tx *store.Tx, imp string) error {
	rs, err := importsWhere(tx, `id = $1`, imp)
	if err != nil {
		return err
	}
	if len(rs) == 0 {
		n.whole = true // the import itself is gone, with all it brought
		return nil
	}
	ids, err := store.Collect(tx, store.Scalar[string], `SELECT id FROM listing WHERE id BETWEEN $1 AND $2 AND born = $3
		UNION SELECT listing_id FROM change WHERE import_id = $3 LIMIT $4`, rs[0].firstID, rs[0].lastID, imp, manyChanges)
	for _, id := range ids {
		n.ids[id] = true
	}
	return err
}

// entriesFor builds the entries that changed listings have a part in, and names those that are not public any more.
func (d *Directory) entriesFor(tx *store.Tx, ids []string) (changed []index.Entry, gone []string, err error) {
	s, err := d.readSurroundings(tx)
	if err != nil {
		return nil, nil, err
	}
	ls, err := byIDs(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	found := map[string]bool{}
	touched := map[string]bool{}
	for _, l := range ls {
		found[l.ID] = true
		if err := reach(tx, &l, touched, 0); err != nil {
			return nil, nil, err
		}
	}
	for _, id := range ids {
		if !found[id] {
			gone = append(gone, id)
		}
	}
	return s.build(tx, sortedKeys(touched), gone)
}

func (s *surroundings) build(tx *store.Tx, ids, gone []string) ([]index.Entry, []string, error) {
	ls, err := byIDs(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	if err := s.around(tx, ls); err != nil {
		return nil, nil, err
	}
	var changed []index.Entry
	for i := range ls {
		e, ok := index.Entry{}, false
		if ls[i].Kind == KindGroup {
			e, ok = s.groupEntry(&ls[i])
		} else {
			e, ok = s.meeting(&ls[i])
		}
		if ok {
			changed = append(changed, e)
		} else {
			gone = append(gone, ls[i].ID)
		}
	}
	return changed, gone, nil
}

// reach collects the meetings and groups whose entries a listing has a part in.
func reach(tx *store.Tx, l *Listing, into map[string]bool, depth int) error {
	switch l.Kind {
	case KindMeeting:
		into[l.ID] = true
		if l.MergedInto != "" {
			into[l.MergedInto] = true
		}
		return nil
	case KindVenue:
		return reachAll(tx, `l.venue_id = $1`, l.ID, into, depth)
	case KindGroup:
		into[l.ID] = true
	}
	return reachAll(tx, `l.parent_id = $1`, l.ID, into, depth)
}

func reachAll(tx *store.Tx, where, id string, into map[string]bool, depth int) error {
	if depth > deepest {
		return nil
	}
	below, err := listListings(tx, where, "", id)
	if err != nil {
		return err
	}
	for i := range below {
		if err := reach(tx, &below[i], into, depth+1); err != nil {
			return err
		}
	}
	return nil
}
