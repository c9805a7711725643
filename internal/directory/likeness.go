package directory

import (
	"context"
	"fmt"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/fold"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/store"
)

// Likeness is two meetings that may be one: from different sources; or, when Moved, from one source that no longer has
// One and has brought Other in its place, without what a person here had put right.
type Likeness struct {
	One, Other Listing
	Score      int64 // share of common words in their names, in per cent
	Moved      bool
	Carried    []string // the fields that Carry would carry over
}

var likenessColumns = []string{"one", "other", "score", "verdict", "by_persona", "at"}

const (
	sameDoor  = 0.2 // kilometres between two positions of one door
	alikeFrom = 60  // per cent of common words from which names are alike
)

// Compare looks through all public meetings for such as may be one: of different sources, of one programme, on one
// weekday at one time, at one door or both without a place, and alike in name. One address can hold five groups at the
// same hour, so the place alone says nothing. It only suggests; what a steward decided stays.
func (d *Directory) Compare(ctx context.Context) error {
	buckets := map[string][]*index.Entry{}
	d.Index().All(func(e *index.Entry) bool {
		if e.Kind == index.Meeting && len(e.Sources) > 0 && e.Schedule.Repeats != 0 {
			key := fmt.Sprint(e.Programme, e.Schedule.Weekday, e.Schedule.Start, e.Schedule.Zone)
			buckets[key] = append(buckets[key], e)
		}
		return true
	})
	var rows [][]any
	for _, b := range buckets {
		for i, one := range b {
			for _, other := range b[i+1:] {
				if score := alike(one, other); score >= alikeFrom {
					rows = append(rows, []any{min(one.ID, other.ID), max(one.ID, other.ID), score, "open", "", d.now()})
				}
			}
		}
	}
	for len(rows) > 0 {
		n := min(len(rows), chunk)
		err := d.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.InsertMany("likeness", likenessColumns, rows[:n],
				"ON CONFLICT (one, other) DO NOTHING")
			return err
		})
		if err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// alike scores how much the names of two meetings have in common; 0 when they cannot be one.
func alike(a, b *index.Entry) int64 {
	if a.Sources[0].Name == b.Sources[0].Name || a.Located != b.Located {
		return 0
	}
	if a.Located && place.Distance(a.At, b.At) > sameDoor {
		return 0
	}
	words := map[string]int{}
	for _, w := range fold.Words(a.Name) {
		words[w] |= 1
	}
	for _, w := range fold.Words(b.Name) {
		words[w] |= 2
	}
	common := 0
	for _, in := range words {
		if in == 3 {
			common++
		}
	}
	return int64(100 * common / max(1, len(words)))
}

// Alike lists the pairs that wait for a steward's word, the likeliest first, n at most. Steward only.
func (d *Directory) Alike(ctx context.Context, by people.Actor, n int) (all []Likeness, err error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	type pair struct {
		one, other string
		score      int64
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		scan := func(r store.Row) (p pair, err error) {
			err = r.Scan(&p.one, &p.other, &p.score)
			return p, err
		}
		pairs, err := store.Collect(tx, scan, `SELECT k.one, k.other, k.score FROM likeness k
			JOIN listing a ON a.id = k.one JOIN listing b ON b.id = k.other WHERE k.verdict = 'open'
			AND a.merged_into IS NULL AND b.merged_into IS NULL AND (a.state = 'published' AND b.state = 'published'
			OR a.source_id = b.source_id AND (a.state = 'retired' AND b.state <> 'retired' OR b.state = 'retired' AND a.state <> 'retired'))
			ORDER BY k.score DESC, k.one, k.other LIMIT $1`, n)
		for _, p := range pairs {
			k := Likeness{Score: p.score}
			if k.One, err = loadListing(tx, p.one); err != nil {
				return err
			}
			if k.Other, err = loadListing(tx, p.other); err != nil {
				return err
			}
			k.sortMoved()
			all = append(all, k)
		}
		return err
	})
	return all, err
}

// sortMoved puts the meeting first that its source no longer has.
func (k *Likeness) sortMoved() {
	if k.Other.movedTo(&k.One) {
		k.One, k.Other = k.Other, k.One
	}
	if k.Moved = k.One.movedTo(&k.Other); k.Moved {
		k.Carried = k.One.carried()
	}
}

// Different notes for good that two meetings are not one. Steward only.
func (d *Directory) Different(ctx context.Context, by people.Actor, one, other string) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error { return d.judge(tx, by, one, other, "different") })
}

func (d *Directory) judge(tx *store.Tx, by people.Actor, one, other, verdict string) error {
	_, err := tx.Exec(`INSERT INTO likeness (one, other, score, verdict, by_persona, at) VALUES ($1, $2, 100, $3, $4, $5)
		ON CONFLICT (one, other) DO UPDATE SET verdict = excluded.verdict, by_persona = excluded.by_persona, at = excluded.at`,
		min(one, other), max(one, other), verdict, by.By(), d.startOfDay())
	return err
}

// Merge lets one meeting stand for another, which keeps its source and its history, and can be parted again by Part.
// Never across programmes. Steward only.
func (d *Directory) Merge(ctx context.Context, by people.Actor, into, from string) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		a, err := loadListing(tx, into)
		if err != nil {
			return nil, err
		}
		b, err := loadListing(tx, from)
		if err != nil {
			return nil, err
		}
		if err := mergeable(tx, &a, &b); err != nil {
			return nil, err
		}
		var h history
		said := d.authored(by, ActMerge)
		h.note(said, b.ID, "merged_into", "", a.ID)
		b.MergedInto = a.ID
		b.renew(said)
		if err := updateListing(tx, &b); err != nil {
			return nil, err
		}
		if err := h.write(tx); err != nil {
			return nil, err
		}
		return []string{a.ID, b.ID}, d.judge(tx, by, a.ID, b.ID, "same")
	})
}

func mergeable(tx *store.Tx, a, b *Listing) error {
	if a.Kind != KindMeeting || b.Kind != KindMeeting || a.ID == b.ID || a.MergedInto != "" || b.MergedInto != "" {
		return fault.New(fault.Invalid, "listing.not_mergeable", nil)
	}
	behind, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM listing WHERE merged_into = $1`, b.ID))
	if err != nil {
		return err
	}
	if behind > 0 {
		return fault.New(fault.Invalid, "listing.stands_for_others", nil)
	}
	ga, err := loadListing(tx, a.Parent)
	if err != nil {
		return err
	}
	gb, err := loadListing(tx, b.Parent)
	if err != nil {
		return err
	}
	if ga.Content.(*Group).Programme != gb.Content.(*Group).Programme {
		return fault.New(fault.Invalid, "listing.other_programme", nil)
	}
	return nil
}

// Part undoes a merger: both meetings show again, and count as different from then on. Steward only.
func (d *Directory) Part(ctx context.Context, by people.Actor, id string) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.writeListings(ctx, by, func(tx *store.Tx) ([]string, error) {
		l, err := loadListing(tx, id)
		if err != nil {
			return nil, err
		}
		if l.MergedInto == "" {
			return nil, fault.New(fault.NotFound, "listing.not_merged", nil)
		}
		into := l.MergedInto
		var h history
		said := d.authored(by, ActUndo)
		h.note(said, l.ID, "merged_into", into, "")
		l.MergedInto = ""
		l.renew(said)
		if err := updateListing(tx, &l); err != nil {
			return nil, err
		}
		if err := h.write(tx); err != nil {
			return nil, err
		}
		return []string{l.ID, into}, d.judge(tx, by, l.ID, into, "different")
	})
}
