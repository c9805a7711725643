package directory

import (
	"context"
	"slices"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Doubt is "something is wrong here": what a visitor says of a listing. Nothing about the visitor is kept but their
// words, and of the time only the day.
type Doubt struct {
	ID      string
	Listing string
	What    string // one of Doubtful
	Words   string
	Day     schedule.Date
	Open    bool
	By      string // the steward who answered
	Answer  string
}

// Doubtful are the things that can be wrong with a listing.
var Doubtful = []string{"gone", "time", "place", "link", "other"}

// longestWords is how much a visitor may write, in bytes.
const longestWords = 2000

// manyDoubts is how many open doubts one listing gathers; more would say nothing new, and cannot flood the queue.
const manyDoubts = 5

// mostDoubts is how many doubts are taken in on one day, whatever they are about: people who read them cannot read more,
// and nobody has to be told apart for it.
const mostDoubts = 500

// Tell takes in that something is wrong with a public listing. Anybody may. When the listing has gathered enough open
// doubts already, this one is let fall: it is being looked at. TooMany when it is a flood.
func (d *Directory) Tell(ctx context.Context, kind Kind, slug, what, words string) error {
	var p fault.Problems
	if !slices.Contains(Doubtful, what) {
		p.Add("what", "doubt.what", nil)
	}
	tidy(&words)
	if len(words) > longestWords {
		p.Add("words", "doubt.too_long", map[string]any{"most": longestWords})
	}
	if what == "other" && words == "" {
		p.Add("words", "doubt.say_what", nil)
	}
	if err := p.Err(); err != nil {
		return err
	}
	w, err := d.Public(ctx, kind, slug)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		open, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM doubt WHERE listing_id = $1 AND state = 'open'`, w.Listing.ID))
		if err != nil || open >= manyDoubts {
			return err
		}
		today, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM doubt WHERE day = $1`, int64(d.today())))
		if err != nil {
			return err
		}
		if today >= mostDoubts {
			return fault.New(fault.TooMany, "", nil)
		}
		_, err = tx.InsertMany("doubt", []string{"id", "listing_id", "what", "words", "day", "state", "by_persona", "answer", "closed"},
			[][]any{{store.NewPersonID(), w.Listing.ID, what, words, int64(d.today()), "open", "", "", 0}}, "")
		return err
	})
}

// today is the present day in UTC.
func (d *Directory) today() schedule.Date {
	y, m, day := d.clock.Now().UTC().Date()
	return schedule.DateOf(y, m, day)
}

// Doubts lists the open doubts, oldest first. Stewards read all, and who may change what stands below some listings
// (Options.Roots) reads those about them.
func (d *Directory) Doubts(ctx context.Context, by people.Actor) (all []Doubt, err error) {
	scan := func(r store.Row) (x Doubt, err error) {
		var state string
		err = r.Scan(&x.ID, &x.Listing, &x.What, &x.Words, &x.Day, &state, &x.By, &x.Answer)
		x.Open = state == "open"
		return x, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return err
		}
		below, args := k.below(1)
		all, err = store.Collect(tx, scan, below+`SELECT id, listing_id, what, words, day, state, by_persona, answer FROM doubt
			WHERE state = 'open'`+k.among("listing_id")+` ORDER BY day, id`, args...)
		return err
	})
	return all, err
}

// Answer closes a doubt with a note of what was done. Who reads it (Doubts) may.
func (d *Directory) Answer(ctx context.Context, by people.Actor, id, answer string) error {
	if len(answer) > longestWords {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "answer", Key: "doubt.too_long", Values: map[string]any{"most": longestWords}}}}
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		k, err := d.keeperOf(tx, by)
		if err != nil {
			return err
		}
		below, args := k.below(5)
		n, err := tx.Exec(below+`UPDATE doubt SET state = 'closed', by_persona = $2, answer = $3, closed = $4 WHERE id = $1 AND state = 'open'`+k.among("listing_id"),
			append([]any{id, by.By(), answer, d.startOfDay()}, args...)...)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "doubt.none", nil)
		}
		return err
	})
}
