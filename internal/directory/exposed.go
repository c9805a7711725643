package directory

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// Exposure is what to look at when a place is withheld.
type Exposure struct {
	Telling []Telling
	Lone    []Listing // groups of which nobody can be contacted, so that nobody can be told the place
}

// Telling is one field of a listing that may give a withheld place away.
type Telling struct {
	Listing Listing
	Field   string // "slug" is the part of its address
	Says    string
}

// Exposed looks where the words and addresses of listings may give a withheld place away: those of a meeting and its group,
// of a group and its meetings, or of the meetings at a venue and their groups, by the id of one of these. Was is the place
// as it was told, or is about to be withheld; without it only what looks like some address is found, about meetings at places
// that are withheld already. What a source said in free words and nobody here put right goes by itself when a place is
// withheld, and is not named. Who may edit the listing may ask, and hears of what they may edit.
func (d *Directory) Exposed(ctx context.Context, by people.Actor, id string, was ...*Venue) (e Exposure, err error) {
	found := tracesOf(was...)
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		e = Exposure{}
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return err
		}
		if _, _, err := k.reached(tx, id); err != nil {
			return err
		}
		meetings, groups, err := around(tx, id, len(was) > 0)
		if err != nil {
			return err
		}
		if meetings, groups, err = k.only(tx, meetings, groups); err != nil {
			return err
		}
		for _, l := range append(groups, meetings...) {
			e.look(l, found)
		}
		for i := range groups {
			if lone, err := isLone(tx, &groups[i], meetings); err != nil {
				return err
			} else if lone {
				e.Lone = append(e.Lone, groups[i])
			}
		}
		return nil
	})
	return e, err
}

// look adds the fields of a listing that may give the place away.
func (e *Exposure) look(l Listing, found []traces) {
	told := func(text string) bool {
		return looksLikeAddress(text) || slices.ContainsFunc(found, func(t traces) bool { return t.in(text) })
	}
	for _, f := range wording(l.Content) {
		gone := l.Source != "" && len(found) > 0 && !slices.Contains(l.Corrected, f.name) && slices.Contains(append(wordFields, "about"), f.name)
		if !gone && told(*f.text) {
			e.Telling = append(e.Telling, Telling{l, f.name, *f.text})
		}
	}
	if told(l.Slug) {
		e.Telling = append(e.Telling, Telling{l, "slug", l.Slug})
	}
}

// isLone says whether a group has people come to a place and nobody can be contacted.
func isLone(tx *store.Tx, g *Listing, meetings []Listing) (bool, error) {
	placed := func(m Listing) bool { return m.Parent == g.ID && m.Content.(*Meeting).Placed() }
	if len(meetings) > 0 && !slices.ContainsFunc(meetings, placed) {
		return false, nil
	}
	above, err := ancestors(tx, g.Parent)
	w := Whole{Listing: *g, Organisations: above}
	c, _ := w.Reach()
	return !c.Reachable(), err
}

// around reads the meetings and groups that a place has to do with. Unless all are wanted, only meetings at places that are
// withheld count, and their groups.
func around(tx *store.Tx, id string, all bool) (meetings, groups []Listing, err error) {
	l, err := loadListing(tx, id)
	if err != nil {
		return nil, nil, err
	}
	where := map[Kind]string{KindMeeting: `l.id = $1`, KindGroup: `l.parent_id = $1`, KindVenue: `l.venue_id = $1`}[l.Kind]
	if where == "" {
		return nil, nil, nil
	}
	if !all {
		where += ` AND EXISTS (SELECT 1 FROM listing v WHERE v.id = l.venue_id AND v.content LIKE '%"shown":%')`
	}
	meetings, err = listListings(tx, `l.kind = 'meeting' AND l.merged_into IS NULL AND l.state <> 'retired' AND `+where, `ORDER BY l.id`, id)
	if err != nil {
		return nil, nil, err
	}
	ids := map[string]bool{}
	if l.Kind == KindGroup && all {
		ids[id] = true
	}
	for i := range meetings {
		ids[meetings[i].Parent] = true
	}
	groups, err = byIDs(tx, sortedKeys(ids))
	return meetings, groups, err
}

// worded is a text of a listing in people's own words.
type worded struct {
	name string
	text *string
}

// wording are the texts of a group or a meeting in which a place may be told, and a group's contact.
func wording(c Content) []worded {
	switch c := c.(type) {
	case *Group:
		return []worded{{"name", &c.Name}, {"about", &c.About}, {"first_time", &c.FirstTime}}
	case *Meeting:
		return []worded{{"name", &c.Name}, {"room", &c.Room}, {"notes", &c.Notes}, {"join_notes", &c.JoinNotes}, {"dial_notes", &c.DialNotes}}
	}
	return nil
}

// Rewording gives texts of a listing other words: name, about, first_time of a group; name, room, notes, join_notes and
// dial_notes of a meeting; and of both the slug. An empty slug is made of the name.
type Rewording struct {
	Listing string
	Words   map[string]string
}

// Reword changes texts that gave a withheld place away. Unlike Edit it leaves nothing of what stood there: not in the
// history, not as what the source offers, not as an address that leads on. Who may edit the listings may. Invalid names the
// fields that are wrong; then nothing is changed.
func (d *Directory) Reword(ctx context.Context, by people.Actor, all ...Rewording) error {
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, r := range all {
			some, err := d.reword(tx, k, r)
			if err != nil {
				return nil, err
			}
			ids = append(ids, some...)
		}
		tx.AfterCommit(d.dropCache)
		return ids, nil
	})
}

func (d *Directory) reword(tx *store.Tx, k keeper, r Rewording) ([]string, error) {
	l, err := k.load(tx, r.Listing)
	if err != nil {
		return nil, err
	}
	a := d.authored(k.by, ActEdit)
	in, fields, err := l.reworded(r.Words)
	if err != nil {
		return nil, err
	}
	was := l.Content.Title()
	changed, err := d.rewrite(tx, a, &l, in)
	if err != nil {
		return nil, err
	}
	if in.Content.Title() != was {
		if err := forgetReports(tx, l.Source, was); err != nil {
			return nil, err
		}
	}
	for _, f := range fields {
		delete(l.Offered, f)
	}
	if wished, ok := r.Words["slug"]; ok {
		fields = append(fields, "slug")
		if err := l.move(tx, a, wished); err != nil {
			return nil, err
		}
	}
	if len(fields) == 0 {
		return nil, fault.New(fault.Invalid, "", nil)
	}
	if err := forget(tx, l.ID, fields...); err != nil {
		return nil, err
	}
	return append(changed, l.ID), updateListing(tx, &l)
}

// reworded is the listing as it would be with other texts, and which of them it has.
func (l *Listing) reworded(words map[string]string) (in Entered, fields []string, err error) {
	in = Entered{Parent: l.Parent, Venue: l.Venue}
	if in.Content, err = l.with(nil); err != nil { // of its own: l keeps what stood there
		return in, nil, err
	}
	for _, f := range wording(in.Content) {
		if text, ok := words[f.name]; ok {
			*f.text, fields = text, append(fields, f.name)
		}
	}
	prepare(in.Content)
	return in, fields, validate(in.Content)
}

// move gives a listing another address. The old one leads nowhere.
func (l *Listing) move(tx *store.Tx, a author, wished string) error {
	if wished = slugOf(wished); wished == "" {
		wished = slugOf(l.Content.Title())
	}
	if wished == l.Slug {
		return nil
	}
	s, err := newSlugger(tx, l.Kind, []string{wished})
	if err != nil {
		return err
	}
	var h history
	h.note(a, l.ID, "slug", "", "")
	l.Slug = s.give(wished, l.ID)
	l.renew(a)
	return h.write(tx)
}
