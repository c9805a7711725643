package templates

// Link is a way to another page.
type Link struct{ Text, Href string }

// Listing is what a meeting's or a group's page shows.
type Listing struct {
	Name      string
	About     string
	Lang, Dir string // of Name and About
	Trail     []Link
	Now       *Now   // when it is next; nil where a group has no schedule
	Rhythm    string // in place of Now: how a group is in touch
	FirstTime []string
	FirstOwn  bool // FirstTime is the group's own wording
	Known     []Known
	Place     *Place
	Join      []Join
	Contact   []Link
	Keep      *Keep
	Meetings  []Row  // a group's meetings, or a meeting's sisters
	Heading   string // above Meetings
	Above     []Link // organisations
	Give      []Link // ways to give to the group
	Sources   []string
	WrongHref string
	Resting   bool          // the group pauses
	Parting   *FarewellLine // how the group will end; nil: it will not
	DoorHref  string        // of the group's own space; empty: it has none, or none that one can come to
	MovedHref string        // of its door on another server; empty: it has none, or does not want it shown
	Data      any           // schema.org, as JSON; nil: none
}

// Now is the box that says when.
type Now struct {
	Soon    string
	Day     string // "Today", "Wednesday 25 November"
	Start   string
	StartAt string
	End     string
	EndAt   string
	Rhythm  string // "Every other Monday"
	Zone    string
	Changes []string // exceptions ahead
	Dates   []string // the next ones, where the rhythm is not weekly
	Week    []Day
	Closed  string // temporarily closed, as a sentence
	Yours   string // "{time} your time"
}

// Place is where it is, as far as it may be told.
type Place struct {
	Lines   []string // name, street, town
	Note    string   // what is said of a withheld place
	Ask     []Link   // who may tell it, where the group cannot be reached
	Hint    string
	More    []string // room, directions
	MapHref string   // geo: address; empty: none
	Copy    string   // what is copied; empty: nothing
}

// Join is one way to take part from elsewhere.
type Join struct {
	Icon  string
	Text  string // of the button
	Href  string
	Where string // where it leads and what it leaves behind
	Notes []string
}

// Keep is what one can take along.
type Keep struct {
	Calendar string // address of the .ics
	Code     string // address of the QR code's picture
	Text     string // what the code holds
}
