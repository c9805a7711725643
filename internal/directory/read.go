package directory

import (
	"context"
	"encoding/json"
	"strings"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// Whole is one listing with all that stands around it.
type Whole struct {
	Listing       Listing
	Group         *Listing  // of a meeting
	Venue         *Listing  // of a meeting
	Organisations []Listing // from the nearest up
	Below         []Listing // meetings of a group; groups and organisations of an organisation; meetings at a venue
	Others        []Listing // the other meetings of a meeting's group
	Sources       []index.Source
	Licences      []string // of the sources, for attribution
	Sample        bool
	MovedTo       string              // slug of the listing that stands for this one; the rest is then empty
	History       []Change            // only for who may edit it
	Named         map[string]*Listing // only for who may edit it: what the source offers as group and place, by its id
	Shared        bool                // a venue where others meet too, which the reader cannot change but can take a copy of
}

// Meeting is the content of a meeting's whole; nil for other kinds.
func (w *Whole) Meeting() *Meeting { m, _ := w.Listing.Content.(*Meeting); return m }

// Place is the content of the venue; nil when there is none.
func (w *Whole) Place() *Venue {
	if w.Venue == nil {
		v, _ := w.Listing.Content.(*Venue)
		return v
	}
	return w.Venue.Content.(*Venue)
}

// About is the content of the group, whether the whole is of the group itself or of a meeting of it.
func (w *Whole) About() *Group {
	if w.Group != nil {
		return w.Group.Content.(*Group)
	}
	g, _ := w.Listing.Content.(*Group)
	return g
}

// Public reads a listing by its slug as anybody may see it: published, with public neighbours only, and without what a
// group keeps for its members. Everything else is NotFound.
func (d *Directory) Public(ctx context.Context, kind Kind, slug string) (w Whole, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		ls, err := listListings(tx, `l.kind = $1 AND l.slug = $2`, "", string(kind), slug)
		if err != nil {
			return err
		}
		if len(ls) == 0 || ls[0].State != Published {
			return fault.New(fault.NotFound, "listing.none", nil)
		}
		if ls[0].MergedInto != "" {
			into, err := loadListing(tx, ls[0].MergedInto)
			w.MovedTo = into.Slug
			return err
		}
		w, err = d.whole(tx, ls[0], public)
		return err
	})
	if err == nil && w.MovedTo == "" && !w.shows() {
		return Whole{}, fault.New(fault.NotFound, "listing.none", nil)
	}
	w.redact()
	return w, err
}

// shows says whether a published listing shows as things stand around it: a meeting needs a public group, and a group
// that meets needs a public meeting.
func (w *Whole) shows() bool {
	switch w.Listing.Kind {
	case KindMeeting:
		return public(w.Group)
	case KindGroup:
		return len(w.Below) > 0 || w.unscheduled()
	}
	return true
}

// redact takes out what a group keeps for its members.
func (w *Whole) redact() {
	for _, list := range [][]Listing{{w.Listing}, w.Below, w.Others} {
		for _, l := range list {
			if m, ok := l.Content.(*Meeting); ok && m.JoinFor != "" {
				m.JoinURL, m.JoinNotes, m.DialIn, m.DialNotes, m.PassCode = "", "", "", "", ""
			}
		}
	}
}

// Look reads a listing by its id with its history, whatever its state. Stewards may. Who may change what stands below some
// listings (Options.Roots) reads those, and a public venue as everybody sees it.
func (d *Directory) Look(ctx context.Context, by people.Actor, id string) (w Whole, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		w = Whole{}
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return err
		}
		l, own, err := k.seen(tx, id)
		if err != nil {
			return err
		}
		sees, err := k.sees(tx, &l)
		if err != nil {
			return err
		}
		if w, err = d.whole(tx, l, sees); err != nil || !own {
			w.Shared = !own
			return err
		}
		if w.Named, err = l.named(tx); err != nil {
			return err
		}
		w.History, err = changesOf(tx, id)
		hideStrangers(w.History, by)
		return err
	})
	return w, err
}

// hideStrangers takes out who in another space changed something: that it was there is enough.
func hideStrangers(all []Change, by people.Actor) {
	for i := range all {
		if all[i].From != "" && all[i].space != by.Space {
			all[i].By = ""
		}
	}
}

// named reads the listings whose ids are offered.
func (l *Listing) named(tx *store.Tx) (map[string]*Listing, error) {
	var ids []string
	for _, field := range placings {
		if offer := l.Offered[field]; offer != nil {
			id, err := placed(offer)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
	}
	found := map[string]*Listing{}
	all, err := byIDs(tx, ids)
	for i := range all {
		found[all[i].ID] = &all[i]
	}
	return found, err
}

// whole reads what stands around a listing, keeping of the others those that may be seen.
func (d *Directory) whole(tx *store.Tx, l Listing, seen func(*Listing) bool) (w Whole, err error) {
	w.Listing = l
	above := l.Parent
	if l.Kind == KindMeeting {
		g, err := loadListing(tx, l.Parent)
		if err != nil {
			return w, err
		}
		w.Group, above = &g, g.Parent
		if w.Others, err = siblings(tx, &l, seen); err != nil {
			return w, err
		}
	}
	if l.Venue != "" {
		v, err := loadListing(tx, l.Venue)
		if err != nil {
			return w, err
		}
		if seen(&v) {
			w.Venue = &v
		}
	}
	bodies, err := ancestors(tx, above)
	if err != nil {
		return w, err
	}
	w.Organisations = keep(bodies, seen)
	if w.Below, err = below(tx, &l, seen); err != nil {
		return w, err
	}
	return w, w.attribute(tx)
}

func siblings(tx *store.Tx, l *Listing, seen func(*Listing) bool) ([]Listing, error) {
	all, err := listListings(tx, `l.kind = 'meeting' AND l.parent_id = $1 AND l.id <> $2`, `ORDER BY l.id`, l.Parent, l.ID)
	return keep(all, seen), err
}

func below(tx *store.Tx, l *Listing, seen func(*Listing) bool) ([]Listing, error) {
	where := `l.parent_id = $1`
	if l.Kind == KindVenue {
		where = `l.venue_id = $1`
	}
	all, err := listListings(tx, where, `ORDER BY l.kind DESC, l.slug`, l.ID)
	return keep(all, seen), err
}

func keep(all []Listing, seen func(*Listing) bool) []Listing {
	var out []Listing
	for i := range all {
		if seen(&all[i]) {
			out = append(out, all[i])
		}
	}
	return out
}

// attribute reads who says so: the source of the listing, then those of what was merged into it.
func (w *Whole) attribute(tx *store.Tx) error {
	type said struct {
		index.Source
		licence string
		sample  bool
	}
	scan := func(r store.Row) (s said, err error) {
		err = r.Scan(&s.Name, &s.ID, &s.licence, &s.sample)
		return s, err
	}
	all, err := store.Collect(tx, scan, `SELECT s.name, l.native_id, s.licence, s.sample FROM listing l JOIN source s ON s.id = l.source_id
		WHERE l.id = $1 OR l.merged_into = $1 ORDER BY CASE WHEN l.id = $1 THEN 0 ELSE 1 END, l.id`, w.Listing.ID)
	for _, s := range all {
		s.ID = shownID(s.ID)
		w.Sources = append(w.Sources, s.Source)
		w.Sample = w.Sample || s.sample
		if s.licence != "" {
			w.Licences = append(w.Licences, s.licence)
		}
	}
	return err
}

// containing is the pattern of LIKE, with ESCAPE '\', for what holds a text.
func containing(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// Find lists listings of a kind whose words contain text, whatever their state, the last changed first, n at most. Stewards
// may. Who may change what stands below some listings (Options.Roots) finds public venues only, to meet there.
func (d *Directory) Find(ctx context.Context, by people.Actor, kind Kind, text string, n int) (found []Listing, err error) {
	typed, err := json.Marshal(text) // as contents have it
	if err != nil {
		return nil, err
	}
	like := containing(string(typed[1 : len(typed)-1]))
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return err
		}
		if !k.all && kind != KindVenue {
			return mustSteward(by)
		}
		where := `l.kind = $1 AND (LOWER(l.content) LIKE $2 ESCAPE '\' OR l.content LIKE $3 ESCAPE '\')`
		if !k.all {
			where += ` AND ` + openVenue
		}
		// SQLite knows the two cases of ASCII letters only: others are found as they were typed as well.
		found, err = listListings(tx, where, `ORDER BY l.updated DESC, l.id LIMIT $4`, string(kind), strings.ToLower(like), like, n)
		return err
	})
	return found, err
}

// Places tells where each of some meetings is, and where each of some groups meets, by the listing's id. Withheld places
// are among them, so this is for stewards only.
func (d *Directory) Places(ctx context.Context, by people.Actor, listings []Listing) (map[string][]*Venue, error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	places := map[string][]*Venue{}
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		for _, l := range listings {
			venues, err := listListings(tx, `l.kind = 'venue' AND l.id IN (SELECT m.venue_id FROM listing m
				WHERE m.kind = 'meeting' AND (m.id = $1 OR m.parent_id = $1))`, `ORDER BY l.id`, l.ID)
			if err != nil {
				return err
			}
			for _, v := range venues {
				places[l.ID] = append(places[l.ID], v.Content.(*Venue))
			}
		}
		return nil
	})
	return places, err
}
