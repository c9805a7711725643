// Package index answers searches over listings from memory. It holds an immutable base and a small delta that is folded
// in now and then; readers take one pointer and never wait. It knows nothing of the database: package directory feeds
// it entries and keeps it in step. What is not public never reaches it.
package index

import (
	"time"

	"kith/internal/place"
	"kith/internal/schedule"
)

// Entry is one public listing as search and lists need it. A meeting has a schedule or none; a group that has no
// meeting schedule stands as an entry of its own with Kind Group. Codes are those of package vocabulary. A withheld
// place has been withheld before an entry is made: what is here may be shown.
type Entry struct {
	Kind      Kind
	ID        string // the listing's UUID
	Number    int64  // the stable integer id (meetings)
	Slug      string
	Name      string
	Group     string // the group's name
	GroupSlug string
	About     string // the group's own wording, first sentence or so, for lists
	Venue     string // name of the place
	Address   string // one line, as it may be shown
	Locality  string // town
	Region    string
	Postal    string
	Country   string
	Hint      string // what is said instead of a withheld place

	At          place.Point
	Located     bool // At means something
	Approximate bool // At is rounded, or the town's
	Withheld    bool // the place is told on contact

	Schedule schedule.Schedule
	Attend   string // in_person, online, hybrid, phone, arranged, closed

	Concerns      []string // with all their ancestors
	Own           []string // the concerns named on the listing itself, for display
	Programme     string
	Formats       []string
	Audience      []string
	Languages     []string // BCP 47
	Access        []string
	Led           string
	Belief        string
	Organisations []string // slugs, from the nearest up to the root
	Words         string   // further searchable text: concern names and synonyms are not in it, other spellings are

	Verified schedule.Date // last verified by a person; zero: never
	Updated  int64         // unix milliseconds of the last change
	Sources  []Source
	Sample   bool
}

// Kind tells meetings from groups without a schedule.
type Kind uint8

// The kinds of entry.
const (
	Meeting Kind = iota
	Group
)

// Source names where a listing comes from, and its id there.
type Source struct{ Name, ID string }

// Choice is what is wanted of one facet: any of Any, all of All, none of Not. Empty means no wish.
type Choice struct{ Any, All, Not []string }

// Query is one search. The zero value wants everything.
type Query struct {
	// Text is free words, each of which must begin a word of the listing or of the names of its codes. Where no listing
	// has such a word, one slip is forgiven in a word from 4 letters, two from 8. The first 12 words count.
	Text string

	Near     *place.Point
	RadiusKM float64    // with Near, for listings that have a place; 0: no limit, and others are found too, as the farthest
	Nearest  int        // with Near: only the nearest n of all that match, within the radius if there is one; 0: all
	Box      *place.Box // only listings that have a place in it

	Days    DaySet         // weekdays wanted; 0: any
	NotDays DaySet         // weekdays refused
	On      Relative       // held today (even if over) or under way now; or held tomorrow: in the meeting's own zone
	From    schedule.Clock // local start not before; with To 0 and From 0: any. A window may wrap midnight
	To      schedule.Clock // local start not after
	Timed   bool           // From and To are meant
	Now     bool           // under way, or starting within the next two hours

	// Codes wanted. A language stands for its regional forms as well: es finds es-MX.
	Attend, Concern, Programme, Format, Audience, Led, Belief, Access, Language, Organisation Choice

	VerifiedSince schedule.Date // verified on that day or later; zero: any

	Sort   Sort
	Offset int
	Limit  int    // 0: only the total, the groups and the facets
	After  string // cursor of an earlier answer with the same Sort; wins over Offset
	Facets bool   // count facets
	Sample Sampling
}

// DaySet is a set of weekdays, bit 0 Sunday.
type DaySet uint8

// Relative names a day by its distance from today.
type Relative uint8

// The relative days. AnyDay is the zero value.
const (
	AnyDay Relative = iota
	Today
	Tomorrow
)

// Sort is the order of an answer.
type Sort uint8

// The orders. ByTime: next start, those without one last. ByDistance needs Near. Ties fall to the name, then the slug.
const (
	ByTime Sort = iota
	ByDistance
	ByName
)

// Sampling says whether sample listings take part.
type Sampling uint8

// Pages show the sample, marked; feeds leave it out.
const (
	WithSample Sampling = iota
	WithoutSample
)

// Hit is one listing in an answer.
type Hit struct {
	Entry      *Entry
	Next       time.Time // next start, or the present meeting's when it is under way; zero: none
	End        time.Time // zero when Next is, or when the duration is unknown
	DistanceKM float64   // −1 when unknown
}

// Answer is what a search found. Lists in its entries are shared with the index and must not be changed.
type Answer struct {
	Total int
	Hits  []Hit // this page

	// Groups are the groups without a schedule that match, time and weekdays aside: the first 50 by name, or by distance
	// when that is the order. They are not counted in Total.
	Groups []Hit

	// Cursor leads to the next page; empty: there is none. It goes on behind the last row even if that has changed or
	// gone. A meeting that ends between two pages may come again with its next date.
	Cursor string

	// Facets says for each facet (named as the search parameter; day has "0" for Sunday to "6") and code how many
	// meetings bear it. Of a facet that the query itself has a choice of, that choice is left aside, so that the
	// alternatives show; with Nearest all choices hold.
	Facets map[string]map[string]int
}
