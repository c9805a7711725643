package index

import "time"

// Rows is what a search found, for answers that are written over and over: a row is not copied out of the index. See
// Answer for what the fields mean.
type Rows struct {
	Total  int
	Rows   []Row
	Cursor string
}

// Row is one listing in an answer, where it stands in the index. It stays good, and the same, whatever changes there.
type Row struct {
	segment    *segment
	i          uint32
	start, end int64   // unix seconds; start is never when there is none
	DistanceKM float64 // −1 when unknown
}

// Next is the next start, or the present meeting's when it is under way, in the meeting's own zone; zero: none.
func (r *Row) Next() time.Time {
	if r.start == never {
		return time.Time{}
	}
	a := &r.segment.agenda
	return time.Unix(r.start, 0).In(a.plans[a.of[r.i]].Zone().Location())
}

// hit copies a row out of the index.
func (r *Row) hit(e *Entry) Hit {
	r.segment.read(r.i, e)
	h := Hit{Entry: e, Next: r.Next(), DistanceKM: r.DistanceKM}
	if r.end > r.start {
		h.End = time.Unix(r.end, 0).In(h.Next.Location())
	}
	return h
}

// Told is what an answer says of a listing, but for what depends on the time and on what was asked: that goes between its
// parts.
type Told struct{ Before, Between, After string }

// mostTold is of how many listings of a segment it is kept what answers say of them: some ten megabytes. Of those that are
// shown when there is no more room it is made each time.
const mostTold = 1 << 15

// Told gives what tell made of the row's entry when it was first asked for. It must make the same of the same entry
// wherever it is called. Lists in the entry are shared and must not be changed.
func (r *Row) Told(tell func(*Entry) *Told) *Told {
	kept := &r.segment.told[r.i]
	if t := kept.Load(); t != nil {
		return t
	}
	t := tell(r.segment.entry(r.i))
	if r.segment.tells.Load() < mostTold {
		r.segment.tells.Add(1)
		kept.Store(t)
	}
	return t
}
