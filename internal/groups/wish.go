package groups

import (
	"context"
	"sync"
	"time"

	"golang.org/x/text/language"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/schedule"
	"kith/internal/store"
	"kith/internal/vocabulary"
)

// WishState is what may happen to a wish.
type WishState string

// The states of a wish.
const (
	Unread WishState = "unread" // it has words of its own, and no steward has read them yet
	Wished WishState = "open"
	Hidden WishState = "hidden" // by a steward, with a reason and an end
)

// How those who wish would meet.
const (
	InPerson = "in_person"
	Online   = "online"
)

const (
	wishLasts    = 365 * 24 * time.Hour
	wordsShow    = 90     // days for which own words show that a steward has read, whoever takes a wish back meanwhile
	longestWish  = 120    // letters of one's own words
	mostWishes   = 50_000 // people who wish, so that nobody fills the disk
	mostNotes    = 20     // of one who wishes
	mostReports  = 20     // of one wish
	wishesListed = 30
)

// Need is what a group is wished for: about what, how to meet, and roughly where. A concern of the vocabulary or words of
// one's own; in person with a coarse cell of the map, online with a country.
type Need struct {
	Concern string // vocabulary; empty: Words say it
	Words   string
	Attend  string // InPerson or Online
	Lang    string // BCP 47
	Country string // ISO 3166-1 alpha-2, of an online need
	Cell    string // package place, Coarse; of one in person
}

// proper is a need as it is kept, with nothing finer than that. Invalid names what is missing.
func (n Need) proper() (Need, error) {
	var wrong fault.Problems
	words, err := shortText("words", n.Words, longestWish)
	if err != nil {
		return n, err
	}
	n.Words = words
	switch {
	case n.Concern != "" && !vocabulary.Valid(vocabulary.FacetConcern, n.Concern), n.Concern == "" && n.Words == "":
		wrong.Add("concern", "wish.about_missing", nil)
	case n.Concern != "":
		n.Words = ""
	}
	if _, err := language.Parse(n.Lang); err != nil {
		wrong.Add("lang", "wish.lang_missing", nil)
	}
	_, err = place.CoarseBox(n.Cell)
	switch {
	case n.Attend != InPerson && n.Attend != Online:
		wrong.Add("attend", "wish.attend_missing", nil)
	case n.Attend == InPerson && err != nil, n.Attend == Online && len(n.Country) != 2:
		wrong.Add("near", "wish.place_missing", nil)
	case n.Attend == InPerson:
		n.Country = ""
	default:
		n.Cell = ""
	}
	return n, wrong.Err()
}

// Wish is a need that people share.
type Wish struct {
	ID string
	Need
	Many    int // at least so many wished this morning; 0: too few to say
	State   WishState
	Reason  string        // of a hidden one
	Until   schedule.Date // the last day on which it is hidden, or on which its own words show
	Listing string        // slug of the listed group that came of it; empty: none yet

	core   string // the space of the core group that more may join
	called int    // how many may
}

// Wisher is one person's part in a wish.
type Wisher struct {
	Wish
	Shares bool
	Space  string        // of the core group that they may come in to; empty: none
	Ends   schedule.Date // the last day on which it is kept
	Notes  []WishNote
	// StandsIn says that a steward stands in for the others, and takes notes.
	StandsIn bool

	id string
}

// WishNote is what somebody who wishes told the stewards, and their answer.
type WishNote struct {
	ID     string
	Note   string
	Answer string // empty: not yet
	Day    schedule.Date
}

// steps are the numbers that may be said of a wish. Between them nothing is told, so that who watches does not see one
// person come or go; below the first nothing is told at all.
var steps = [...]int{100, 50, 20, 10, 5}

func stepOf(n int) int {
	for _, step := range steps {
		if n >= step {
			return step
		}
	}
	return 0
}

// doorOfWishes is where limits count what strangers leave, for there is no space yet.
const doorOfWishes = "wish"

// Wish leaves a wish, or joins the one that others have for the same need: which of the two is told to nobody. It gives the
// secret of the page on which it goes on. From is where the request comes from; it is counted for a day, never kept. Anybody
// may. Invalid names what is missing, TooMany when too much came from there, Conflict when stewards have hidden the wish.
func (g *Groups) Wish(ctx context.Context, from string, need Need) (secret string, err error) {
	if need, err = need.proper(); err != nil {
		return "", err
	}
	if err := g.people.AtDoor(doorOfWishes, from); err != nil {
		return "", err
	}
	return g.addWisher(ctx, func(tx *store.Tx) (string, error) {
		state := Wished
		if need.Words != "" {
			state = Unread
		}
		_, err := tx.Exec(`INSERT INTO wish (id, concern, words, attend, lang, country, cell, many, counted, state, reason, until, core, called)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, '', 0, '', 0) ON CONFLICT (concern, words, attend, lang, country, cell) DO NOTHING`,
			store.NewPersonID(), need.Concern, need.Words, need.Attend, need.Lang, need.Country, need.Cell, int64(g.today()), string(state))
		if err != nil {
			return "", err
		}
		return store.Scalar[string](tx.QueryRow(`SELECT id FROM wish WHERE concern = $1 AND words = $2 AND attend = $3 AND lang = $4 AND country = $5 AND cell = $6`,
			need.Concern, need.Words, need.Attend, need.Lang, need.Country, need.Cell))
	})
}

// JoinWish joins a wish that seekers are shown. It is otherwise as Wish. NotFound when it is not shown.
func (g *Groups) JoinWish(ctx context.Context, from, id string) (secret string, err error) {
	if err := g.people.AtDoor(doorOfWishes, from); err != nil {
		return "", err
	}
	return g.addWisher(ctx, func(tx *store.Tx) (string, error) {
		_, err := shownWish(tx, id)
		return id, err
	})
}

// addWisher lets somebody take part in the wish that find gives.
func (g *Groups) addWisher(ctx context.Context, find func(*store.Tx) (string, error)) (secret string, err error) {
	secret = people.NewSecret()
	return secret, g.db.Write(ctx, func(tx *store.Tx) error {
		all, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM wisher`))
		if err != nil {
			return err
		}
		if all >= mostWishes {
			return fault.New(fault.TooMany, "wish.full", nil)
		}
		id, err := find(tx)
		if err != nil {
			return err
		}
		if err := g.notHidden(tx, id); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO wisher (id, hash, wish_id, shares, called_to, day, expires) VALUES ($1, $2, $3, FALSE, '', $4, $5)`,
			store.NewPersonID(), people.HashOf(secret), id, int64(g.today()), g.endOfDay(wishLasts))
		return err
	})
}

// notHidden refuses, with Conflict, a wish that stewards have hidden.
func (g *Groups) notHidden(tx *store.Tx, wish string) error {
	w, err := scanWish(tx.QueryRow(`SELECT `+wishColumns+` WHERE w.id = $1`, wish))
	if err == nil && w.State == Hidden {
		err = fault.New(fault.Conflict, "wish.is_hidden", nil)
	}
	return err
}

const wishColumns = `w.id, w.concern, w.words, w.attend, w.lang, w.country, w.cell, w.many, w.state, w.reason, w.until, w.core, w.called,
	COALESCE(l.slug, '') FROM wish w LEFT JOIN listing l ON l.id = w.listing_id AND l.state = 'published'`

func scanWish(r store.Row) (w Wish, err error) {
	err = r.Scan(&w.ID, &w.Concern, &w.Words, &w.Attend, &w.Lang, &w.Country, &w.Cell, &w.Many, &w.State, &w.Reason, &w.Until, &w.core, &w.called, &w.Listing)
	w.Many = stepOf(w.Many)
	return w, err
}

// shows says whether seekers may be shown that there is such a wish: the words of one when a steward has read them, a
// concern when enough people share it.
func (w Wish) shows() bool { return w.State == Wished && (w.Words != "" || w.Many > 0) }

// Wishes are those that a seeker may be shown near a cell, and online in a country; either may be empty. Anybody may ask.
func (g *Groups) Wishes(ctx context.Context, cell, country string) (all []Wish, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scanWish, `SELECT `+wishColumns+` WHERE w.state = $1 AND (w.words <> '' OR w.many >= $2)
			AND (w.cell = $3 AND w.cell <> '' OR w.country = $4 AND w.country <> '') ORDER BY w.many DESC, w.id LIMIT $5`,
			string(Wished), steps[len(steps)-1], cell, country, wishesListed)
		return err
	})
	return all, err
}

// ShownWish is one that a seeker may be shown. NotFound for others. Anybody may ask.
func (g *Groups) ShownWish(ctx context.Context, id string) (w Wish, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		w, err = shownWish(tx, id)
		return err
	})
	return w, err
}

func shownWish(tx *store.Tx, id string) (Wish, error) {
	w, err := scanWish(tx.QueryRow(`SELECT `+wishColumns+` WHERE w.id = $1`, id))
	if err == nil && !w.shows() {
		err = fault.New(fault.NotFound, "", nil)
	}
	return w, err
}

// wisher reads somebody's part in a wish by its secret.
func (g *Groups) wisher(tx *store.Tx, secret string) (p Wisher, err error) {
	var wish string
	var expires int64
	err = tx.QueryRow(`SELECT id, wish_id, shares, called_to, expires FROM wisher WHERE hash = $1 AND expires > $2`, people.HashOf(secret), g.now()).
		Scan(&p.id, &wish, &p.Shares, &p.Space, &expires)
	if err != nil {
		return p, err
	}
	p.Ends = schedule.DateOf(store.FromMillis(expires).UTC().Date()).AddDays(-1)
	p.Wish, err = scanWish(tx.QueryRow(`SELECT `+wishColumns+` WHERE w.id = $1`, wish))
	p.StandsIn = p.Many == 0
	return p, err
}

// Wisher is what somebody sees of their own wish, by its secret. NotFound when it never was, or is over.
func (g *Groups) Wisher(ctx context.Context, secret string) (p Wisher, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if p, err = g.wisher(tx, secret); err != nil {
			return err
		}
		p.Notes, err = store.Collect(tx, scanWishNote, `SELECT id, note, answer, day FROM wish_note WHERE wisher_id = $1 ORDER BY day, id`, p.id)
		return err
	})
	return p, err
}

func scanWishNote(r store.Row) (n WishNote, err error) {
	err = r.Scan(&n.ID, &n.Note, &n.Answer, &n.Day)
	return n, err
}

// WithdrawWish takes somebody's part in a wish back, with all they wrote. NotFound as for Wisher.
func (g *Groups) WithdrawWish(ctx context.Context, secret string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		p, err := g.wisher(tx, secret)
		if err != nil {
			return err
		}
		return g.endWisher(tx, p)
	})
}

// endWisher takes a part in a wish away, and with the last one the wish, unless a core group that came of it takes more in or
// its own words show: their going would tell that the last one went.
func (g *Groups) endWisher(tx *store.Tx, p Wisher) error {
	if _, err := tx.Exec(`DELETE FROM wisher WHERE id = $1`, p.id); err != nil {
		return err
	}
	if p.Space != "" && p.Space == p.core { // room for another
		if _, err := tx.Exec(`UPDATE wish SET called = called - 1 WHERE id = $1`, p.ID); err != nil {
			return err
		}
	}
	return forgetEmptyWishes(tx)
}

func forgetEmptyWishes(tx *store.Tx) error {
	_, err := tx.Exec(`DELETE FROM wish WHERE core = '' AND NOT (state = 'open' AND words <> '') AND NOT EXISTS (SELECT 1 FROM wisher WHERE wisher.wish_id = wish.id)`)
	return err
}

// NoteToStewards leaves a note for the steward who stands in; the answer stands on the same page. Conflict when enough
// people share the wish; otherwise as Knock.
func (g *Groups) NoteToStewards(ctx context.Context, from, secret, note string) error {
	note, err := shortText("note", note, longestNote)
	if err != nil {
		return err
	}
	if note == "" {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "note", Key: "knock.empty"}}}
	}
	count := sync.OnceValue(func() error { return g.people.AtDoor(doorOfWishes+" note", from) }) // however often the transaction is tried
	return g.db.Write(ctx, func(tx *store.Tx) error {
		p, err := g.wisher(tx, secret)
		if err != nil {
			return err
		}
		if !p.StandsIn {
			return fault.New(fault.Conflict, "wish.enough", nil)
		}
		have, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM wish_note WHERE wisher_id = $1`, p.id))
		if err != nil {
			return err
		}
		if have >= mostNotes {
			return fault.New(fault.TooMany, "wish.notes_many", nil)
		}
		if err := count(); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO wish_note (id, wisher_id, note, answer, day) VALUES ($1, $2, $3, '', $4)`, store.NewPersonID(), p.id, note, int64(g.today()))
		return err
	})
}

// ReportWish tells the stewards that a wish should not stand, with words that may be empty. Anybody may report one that
// seekers are shown; NotFound for others. TooMany when too much came from there.
func (g *Groups) ReportWish(ctx context.Context, from, id, words string) error {
	words, err := shortText("words", words, longestNote)
	if err != nil {
		return err
	}
	count := sync.OnceValue(func() error { return g.people.AtDoor(doorOfWishes+" report", from) }) // however often the transaction is tried
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := shownWish(tx, id); err != nil {
			return err
		}
		have, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM wish_report WHERE wish_id = $1`, id))
		if err != nil || have >= mostReports { // stewards know by then
			return err
		}
		if err := count(); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO wish_report (id, wish_id, words, day) VALUES ($1, $2, $3, $4)`, store.NewPersonID(), id, words, int64(g.today()))
		return err
	})
}

// countWishes counts, once a day, how many share each wish, lets hidden ones whose time is over return and words that showed
// for theirs wait for a steward anew, and takes away what is a year old. What a page says of a wish changes with the day and at no other moment: who watches it does not see who
// came just now.
func countWishes(tx *store.Tx, now time.Time) error {
	today := int64(schedule.DateOf(now.UTC().Date()))
	for _, s := range []struct {
		statement string
		args      []any
	}{
		{`UPDATE wish SET called = called - (SELECT COUNT(*) FROM wisher r WHERE r.wish_id = wish.id AND r.expires <= $1 AND r.called_to <> '' AND r.called_to = wish.core)`, []any{store.Millis(now)}},
		{`DELETE FROM wisher WHERE expires <= $1`, []any{store.Millis(now)}},
		{`UPDATE wish SET state = CASE WHEN words = '' THEN 'open' ELSE 'unread' END, reason = '', until = 0 WHERE state = 'hidden' AND until < $1`, []any{today}},
		{`UPDATE wish SET state = 'unread', until = 0 WHERE state = 'open' AND words <> '' AND until < $1`, []any{today}},
		{`UPDATE wish SET many = (SELECT COUNT(*) FROM wisher WHERE wisher.wish_id = wish.id), counted = $1 WHERE counted < $1`, []any{today}},
	} {
		if _, err := tx.Exec(s.statement, s.args...); err != nil {
			return err
		}
	}
	return forgetEmptyWishes(tx)
}
