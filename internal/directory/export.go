package directory

import (
	"context"
	"errors"
	"iter"
	"slices"

	"kith/internal/store"
)

// Version names what the listings are at a moment: whatever was made of another version is out of date.
type Version struct {
	Database string // the id of the database, another one after a restore (Identify)
	Seq      int64  // the last change that was committed; after a restore numbers come again
}

// Version is the present version of the listings.
func (d *Directory) Version(ctx context.Context) (v Version, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		return tx.QueryRow(`SELECT COALESCE((SELECT value FROM setting WHERE name = 'database'), ''), value FROM counter WHERE name = 'listing_change'`).
			Scan(&v.Database, &v.Seq)
	})
	return v, err
}

// exportChunk is how many listings are read together, with what stands around them.
const exportChunk = 500

// AllMeetings gives all public meetings as anybody may see them (Public), without Below and Others, in the order of their
// birth. A place without a position has that of its town. It reads one state of the database in one transaction, a few
// hundred meetings at a time; an error ends it. In the loop the database must not be asked.
func (d *Directory) AllMeetings(ctx context.Context) iter.Seq2[*Whole, error] {
	return d.export(ctx, eachOfKind(KindMeeting))
}

// MeetingsOf gives those of the meetings with some ids that are public, in the order of the ids, as AllMeetings does.
func (d *Directory) MeetingsOf(ctx context.Context, ids []string) iter.Seq2[*Whole, error] {
	return d.export(ctx, eachOfIDs(ids))
}

// Groups gives all public groups as AllMeetings gives meetings; those with a schedule as well.
func (d *Directory) Groups(ctx context.Context) iter.Seq2[*Whole, error] {
	return d.export(ctx, eachOfKind(KindGroup))
}

// errEnough ends a transaction whose reader has seen enough.
var errEnough = errors.New("directory: enough")

// chunks reads listings and hands them over, a chunk at a time.
type chunks func(tx *store.Tx, take func([]Listing) error) error

func (d *Directory) export(ctx context.Context, each chunks) iter.Seq2[*Whole, error] {
	return func(yield func(*Whole, error) bool) {
		err := d.db.Read(ctx, func(tx *store.Tx) error {
			s, err := d.readSurroundings(tx)
			if err != nil {
				return err
			}
			return each(tx, func(some []Listing) error { return s.export(tx, some, yield) })
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

// eachOfIDs reads listings in the order of their ids as given.
func eachOfIDs(ids []string) chunks {
	return func(tx *store.Tx, take func([]Listing) error) error {
		for some := range slices.Chunk(ids, exportChunk) {
			ls, err := byIDs(tx, some)
			if err != nil {
				return err
			}
			order := map[string]int{}
			for i, id := range some {
				order[id] = i
			}
			slices.SortFunc(ls, func(a, b Listing) int { return order[a.ID] - order[b.ID] })
			if err := take(ls); err != nil {
				return err
			}
		}
		return nil
	}
}

// eachOfKind reads all published listings of a kind.
func eachOfKind(kind Kind) chunks {
	return func(tx *store.Tx, take func([]Listing) error) error {
		for after := ""; ; {
			ls, err := listListings(tx, `l.kind = $1 AND l.id > $2 AND l.state = 'published'`, `ORDER BY l.id LIMIT $3`, string(kind), after, exportChunk)
			if err != nil || len(ls) == 0 {
				return err
			}
			if err := take(ls); err != nil {
				return err
			}
			after = ls[len(ls)-1].ID
		}
	}
}

// export hands over those of some listings that are public.
func (s *surroundings) export(tx *store.Tx, some []Listing, yield func(*Whole, error) bool) error {
	clear(s.groups)
	clear(s.venues)
	if err := s.around(tx, some); err != nil {
		return err
	}
	for i := range some {
		if w, ok := s.exported(&some[i]); ok && !yield(w, nil) {
			return errEnough
		}
	}
	return nil
}

func (s *surroundings) exported(l *Listing) (*Whole, bool) {
	w := &Whole{Listing: *l}
	above := l.Parent
	if l.Kind == KindMeeting {
		g, ok := s.groups[l.Parent]
		if !ok || !public(&g) {
			return nil, false
		}
		w.Group, above = &g, g.Parent
		w.Sample = s.sources[g.Source].Sample
		w.Venue = s.located(l.Venue)
	}
	if !public(l) {
		return nil, false
	}
	w.Organisations = s.above(above)
	w.Sources = s.sourcesOf(l)
	w.Sample = w.Sample || s.sources[l.Source].Sample
	w.redact()
	return w, true
}

// located is a venue with a position, that of its town if need be; nil where there is no venue.
func (s *surroundings) located(id string) *Listing {
	l, ok := s.venues[id]
	if !ok || !public(&l) {
		return nil
	}
	v := *l.Content.(*Venue)
	if p, ok := s.position(&v); ok && v.At == nil {
		v.At, v.Rough = &p, true
	}
	l.Content = &v
	return &l
}

// above lists the public organisations over a listing, from the nearest up.
func (s *surroundings) above(id string) (list []Listing) {
	for range deepest {
		o, ok := s.organisations[id]
		if !ok {
			break
		}
		if public(&o) {
			list = append(list, o)
		}
		id = o.Parent
	}
	return list
}

// Bodies lists all organisations, whatever their state, in the order of their birth: those that are not public keep
// their place in a numbering.
func (d *Directory) Bodies(ctx context.Context) (all []Listing, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		all, err = listListings(tx, `l.kind = 'organisation'`, `ORDER BY l.id`)
		return err
	})
	return all, err
}

// IsPublic says whether a listing shows by itself: published, and not standing behind another.
func (l *Listing) IsPublic() bool { return public(l) }

// Touched gives meetings that were born or last changed from one moment to another, both included (unix milliseconds),
// the last changed first, n at most: those that are published, and those that are no more.
func (d *Directory) Touched(ctx context.Context, from, to int64, n int) (found []Listing, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		found, err = listListings(tx, `l.kind = 'meeting' AND l.state <> 'unpublished' AND (l.updated BETWEEN $1 AND $2 OR l.created BETWEEN $1 AND $2)`,
			`ORDER BY l.updated DESC, l.id LIMIT $3`, from, to, n)
		return err
	})
	return found, err
}
