package index

import (
	"time"

	"kith/internal/place"
	"kith/internal/schedule"
)

// Rows is what a search found, as an answer is written that reads each row once: nothing is copied out of the index. See
// Answer for what the fields mean.
type Rows struct {
	Total  int
	Rows   []Row
	Cursor string
}

// Row is one listing in an answer, where it stands in the index. It stays good, and the same, whatever changes there.
// What its methods give is as in Entry and Hit.
type Row struct {
	segment    *segment
	i          uint32
	start, end int64   // unix seconds; start is never when there is none
	DistanceKM float64 // −1 when unknown
}

// hit copies the listing out of the index, with its times.
func (r *Row) hit(e *Entry) Hit {
	r.segment.read(r.i, e)
	h := Hit{Entry: e, Next: r.Next(), DistanceKM: r.DistanceKM}
	if r.end > r.start {
		h.End = time.Unix(r.end, 0).In(h.Next.Location())
	}
	return h
}

// Next is the next start, or the present meeting's when it is under way, in the meeting's own zone; zero: none.
func (r *Row) Next() time.Time {
	if r.start == never {
		return time.Time{}
	}
	a := &r.segment.agenda
	return time.Unix(r.start, 0).In(a.plans[a.of[r.i]].Zone().Location())
}

func (r *Row) text(which int) string { return r.segment.string(r.i, which) }

// Slug names the listing in addresses.
func (r *Row) Slug() string { return r.text(textSlug) }

// Name is the listing's own.
func (r *Row) Name() string { return r.text(textName) }

// Group is the group's name.
func (r *Row) Group() string { return r.text(textGroup) }

// Venue is the name of the place.
func (r *Row) Venue() string { return r.text(textVenue) }

// Address is one line, as it may be shown.
func (r *Row) Address() string { return r.text(textAddress) }

// Sources are where the listing comes from, one after another.
func (r *Row) Sources(yield func(Source) bool) {
	eachSource(r.segment.text, r.text(textSources), yield)
}

// Schedule is shared and must not be changed.
func (r *Row) Schedule() *schedule.Schedule {
	a := &r.segment.agenda
	return &a.schedules[a.of[r.i]]
}

// At is where the listing is; ok is false where that is not known.
func (r *Row) At() (at place.Point, ok bool) {
	return r.segment.earth.at[r.i], r.marked(markLocated)
}

// Approximate says that At is rounded, or the town's.
func (r *Row) Approximate() bool { return r.marked(markApproximate) }

// Sample says whether the listing is invented.
func (r *Row) Sample() bool { return r.marked(markSample) }

// Plain says that every text of the listing can stand in JSON as it is.
func (r *Row) Plain() bool { return r.marked(markPlain) }

func (r *Row) marked(mark uint8) bool { return r.segment.rows[r.i].marks&mark != 0 }

// Verified is when a person last made sure; zero: never.
func (r *Row) Verified() schedule.Date { return r.segment.rows[r.i].verified }

func (r *Row) facet(which int) (*facet, uint32) {
	return &r.segment.facets[which], r.segment.rows[r.i].lists[which]
}

func (r *Row) code(which int) string {
	f, list := r.facet(which)
	return only(f.names[list])
}

// Attend is the code of how one attends.
func (r *Row) Attend() string { return r.code(attend) }

// Programme is a code, empty where there is none.
func (r *Row) Programme() string { return r.code(programme) }

// Led is the code of who leads, empty where that is not told.
func (r *Row) Led() string { return r.code(led) }

// Lists of codes that many listings share are kept as JSON, as answers have them.
func (r *Row) json(which int) string {
	f, list := r.facet(which)
	return f.json[list]
}

// ConcernsJSON is a JSON array of the concerns named on the listing itself.
func (r *Row) ConcernsJSON() string { return r.json(own) }

// FormatsJSON is a JSON array of formats.
func (r *Row) FormatsJSON() string { return r.json(format) }

// LanguagesJSON is a JSON array of language tags.
func (r *Row) LanguagesJSON() string { return r.json(language) }

// AccessJSON is a JSON array of what is known of accessibility.
func (r *Row) AccessJSON() string { return r.json(access) }
