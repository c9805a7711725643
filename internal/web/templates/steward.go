package templates

import (
	"slices"
	"strings"
)

// Brief is a listing on one line of the desk.
type Brief struct {
	Href  string
	Title string
	Kind  string // empty: said already
	Text  string
	Towns []string // said where other listings may have the name
	State string   // said when it is not public
}

// about is what is said of it beside its name.
func (b Brief) about() string {
	return strings.Join(slices.DeleteFunc([]string{b.Kind, b.Text, b.State}, func(part string) bool { return part == "" }), " · ")
}

// Waiting is what waits for a steward.
type Waiting struct{ Lines []WaitingLine }

// WaitingLine is one kind of thing that waits.
type WaitingLine struct {
	Href string
	Text string
	Some bool
}

// Found is the desk's search with what it found.
type Found struct {
	Query string
	Kind  string
	Kinds []Option
	Rows  []Brief
	Full  bool // there may be more
}

// Part is questions under one heading.
type Part struct {
	Name    string
	Heading string
	Inputs  []Input
}

// Entry is the form of a listing.
type Entry struct {
	Heading     string
	Lead        string
	Step        string // "Step 2 of 3"
	Action      string
	Back        string
	Button      string
	Keep        []Hidden
	Problems    []Input
	Parts       []Part
	Schedule    *WhenForm
	Offers      []Offer
	Choice      *PlaceChoice
	Withholding bool // explains what goes when a place is withheld
	Asks        []Telltale
}

// Telltale is about words of a listing that tell a place which is to be withheld.
type Telltale struct {
	About  Brief
	Inputs []Input
}

// PlaceChoice offers places that are known already.
type PlaceChoice struct {
	Action  string // of the search
	Query   string
	Group   string
	Meeting string
	Places  []KnownPlace
	Set     string // where a chosen place is sent; empty: the places are links
	Without string // goes on without a place
	Later   string
}

// KnownPlace is one that is here already.
type KnownPlace struct {
	ID   string
	Text string
	Href string
}

// WhenForm is the form that says when a meeting happens, as it was sent.
type WhenForm struct {
	Repeats    string
	Weeks      string
	WeeklyDay  string
	Months     string
	MonthlyDay string
	Nth        string
	Date       string
	From       string
	Until      string
	Start      string
	End        string
	Minutes    string
	Zone       string
	Zones      []string
	Weekdays   []Option
	Nths       []Option
	Dates      []DateRow
	Problems   map[string]string
	Preview    Preview
	PreviewAt  string
}

// DateRow is one exceptional date.
type DateRow struct {
	Kind    string
	On      string
	To      string
	Start   string
	Minutes string
	Error   string
}

// Preview is what a schedule means, and its next dates.
type Preview struct {
	Says     string        `json:"says"`
	Dates    []PreviewDate `json:"dates"`
	Problems []string      `json:"problems"`
}

// PreviewDate is one date: for machines and for people.
type PreviewDate struct {
	At   string `json:"at"`
	Text string `json:"text"`
}

// rhythms are the answers to how often a meeting is.
var rhythms = []string{"weekly", "monthly", "once", "never"}

// Offer is what a source says of a field that a person put right.
type Offer struct{ Field, Label, Says string }

// Conflict is a listing that two changed at once.
type Conflict struct {
	Name        string
	Action      string
	Back        string
	Keep        []Hidden
	Differences []Difference
}

// Difference is one field that two see differently.
type Difference struct{ Name, Label, Theirs, Mine string }

// Look is all that the desk knows of a listing.
type Look struct {
	HasSpace    bool     // it is a group that has a space of its own
	Packs       []Option // what a space of its own could begin with; none: it cannot have one
	Suggested   string   // which packs an organisation above suggests; empty: none
	Langs       []Option
	Path        string
	Title       string
	Kind        string
	State       string
	Published   bool
	Retired     bool
	Sample      bool
	Public      string // address of the public page
	Merged      string // not empty: another listing stands for this one
	Facts       []Known
	Offers      []Offer
	Above       []Brief
	Place       *Brief
	Below       []Brief
	Sources     []string
	Verified    string
	Ways        []Option // of making sure
	ChangePlace string
	AddBelow    string
	History     []Past
	Waiting     bool     // an undo came too late
	Lone        []Link   // to groups that nobody can ask for their withheld place
	Shared      bool     // a place where others meet too: a change becomes a copy
	Withhold    string   // address that stops telling the place; empty: it cannot be withheld
	Confirm     string   // address that says that all is still right; empty: it asks how somebody made sure
	Telling     []string // words that may tell the withheld place
	TellingHref string   // where they can be changed
}

// Past is one change of a field.
type Past struct {
	ID, Label, Act, At, By string
	Before, After          string
	Undo                   bool
}

// Cases is the queue of what visitors found wrong.
type Cases struct {
	Rows []Case
	More int
}

// Case is what one visitor found wrong.
type Case struct {
	ID    string
	About Brief
	What  string
	Words string
	Day   string
}

// Pair is two meetings that may be one; or, with Carried, one that its source no longer has and the one that came instead.
type Pair struct {
	One, Other Twin
	Score      string
	Carried    string // the corrections of One that Other can take over; empty: they are only alike
}

// Twin is one of them.
type Twin struct {
	Brief
	ID      string
	Group   string
	Place   string
	Sources []string
}

// Need is what was looked for in vain, and how often in which month.
type Need struct{ What, Where, Count string }

// Import is one import on one line.
type Import struct {
	Href, Source, State, When                         string
	Held                                              bool
	Shrinks                                           bool // something would go
	Read, Added, Changed, Unchanged, Retired, Skipped string
}

// Report is one import with what was wrong in its source.
type Report struct {
	Import
	Problems []Problem
	More     int
}

// Problem is one thing that was wrong.
type Problem struct {
	Where, Field, Value, Why, Do string
	Skipped                      bool
}

// SourceLine is where listings come from, on one line.
type SourceLine struct {
	Name, Kind, Address, Every, Href string
	Sample                           bool
}

// SourceForm is how a source is read.
type SourceForm struct {
	Name   string
	Action string
	Inputs []Input
}

// problem is the first problem among fields of a schedule.
func (s WhenForm) problem(names ...string) string {
	for _, name := range names {
		if text := s.Problems[name]; text != "" {
			return text
		}
	}
	return ""
}

// chosenOf is how many choices of a question are on.
func chosenOf(in Input) int {
	n := 0
	for _, o := range in.Options {
		if o.On {
			n++
		}
	}
	return n
}

// orNothing is a value, or the word for none.
func orNothing(p Page, text string) string {
	if text == "" {
		return p.Say("form.nothing")
	}
	return text
}
