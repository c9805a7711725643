package templates

import (
	"crypto/sha256"
	"strconv"
	"strings"
)

// Persona is somebody as the others of a group see them.
type Persona struct {
	ID       string
	Name     string
	Pronouns string
	Line     string
	Joined   string
	Mark     Mark
	Guest    string // until when, of a guest; empty of a member
}

// Mark is a drawing by which a persona is known again: no picture of anybody, and nothing that was chosen.
type Mark struct {
	Path string
	Hue  string // class of its colour
}

const (
	markCells = 5
	markHues  = 6
)

// MarkOf draws the mark of a persona's id: a pattern of five by five, the same left and right.
func MarkOf(id string) Mark {
	sum := sha256.Sum256([]byte("mark " + id))
	var path strings.Builder
	for y := range markCells {
		for x := range (markCells + 1) / 2 {
			if sum[y*markCells+x]&1 == 0 {
				continue
			}
			path.WriteString(cell(x, y))
			if mirror := markCells - 1 - x; mirror != x {
				path.WriteString(cell(mirror, y))
			}
		}
	}
	return Mark{Path: path.String(), Hue: "hue-" + strconv.Itoa(int(sum[31])%markHues)}
}

func cell(x, y int) string { return "M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h1v1h-1z" }

// Clause is one thing that a group has agreed.
type Clause struct {
	Kind    string
	Heading string
	Text    string
}

// Door is what a group says to somebody who is not inside.
type Door struct {
	Name    string
	Welcome string
	Lang    string
	Clauses []Clause
	Enter   bool // may come in now
	Asks    bool // may leave a note for the greeters
	Stories []Story
	Entry   Arrival
	Guest   GuestLine // whom the invitation is for; the zero line: members
}

// Arrival is what somebody at the door writes.
type Arrival struct {
	Path          string
	Self          Persona
	NameError     string
	PronounsError string
	LineError     string
	Error         string
	Answer        string // of the greeters, to a knock
	Version       string // of the agreement that is shown
	Passkeys      bool
	Shared        bool
	Label         string
	Note          string
	NoteError     string
	Asks          bool // the note asks to come in
}

// Knocked is the page of somebody who waits at the door.
type Knocked struct {
	Path   string
	Link   string
	Joins  bool
	Note   string
	State  string
	Answer string
}

// GroupHome is the first page of a group.
type GroupHome struct {
	Keep             bool // the browser may be asked to keep the way here
	Me               Persona
	New              bool // under a newcomer's protection
	Welcome          string
	Lang             string
	AgreementChanged bool
	Calls            Calls
	Facts            RoleFacts
	Waiting          int      // at the door, for who may answer
	Appeals          []string // that nobody has decided, a sentence for each, for who holds a role
	Lost             int      // of who lost every way in, for who may vouch
	Listing          string
	Meetings         []Row
	Unverified       string // says since when nobody made sure of the listing; empty: somebody did of late
	Doubts           int    // that visitors told, for who keeps the listing
	Forming          bool   // it has not met yet
	Moving           MoveNotice
	BoardBelow       string // of an organisation: that too few of its board are self-helpers
}

// Members is one page of who is here.
type Members struct {
	All   []Persona
	After string // the name after which the next page begins; empty: there is none
}

// Agreement is what holds now.
type Agreement struct {
	Lang        string
	Version     int
	Made        string
	Clauses     []Clause
	MayChange   bool
	Older       bool
	Ask         bool // the member has not accepted it yet
	Differences []ClauseChange
	Exposed     Exposed // for who may change it
}

// ClauseChange is one clause that changed.
type ClauseChange struct{ Heading, Before, After string }

// AgreementForm lets the clauses be written anew.
type AgreementForm struct {
	Lang        string
	Version     int
	Clauses     []Clause
	Error       string
	Differences []ClauseChange // from what was written to what holds
}

// Version is one version of an agreement and what it changed.
type Version struct {
	Number      int
	Made        string
	Differences []ClauseChange
}

// Versions is all of them, the latest first.
type Versions struct {
	Lang   string
	All    []Version
	Before string // the version before which there are more; empty: none
}

// Entrance is the door seen from inside.
type Entrance struct {
	Error     string
	MayGreet  bool
	MayInvite bool
	MayChange bool
	Knocks    []Knock
	Answered  string // id of the knock whose answer could not be taken
	Answer    string
	Links     []InvitationLine
	Link      string // just made
	Image     Code
	Door      string
	Doors     []Option
	Welcome   string
	Lang      string
	Exposed   Exposed // for who may change it
	Safety    Safety
	Witness   Witness
	Protects  bool // may vouch for who lost every way in
}

// Knock is somebody who waits.
type Knock struct {
	ID    string
	Joins bool
	Note  string
	Day   string
}

// InvitationLine is a link that can still be used.
type InvitationLine struct {
	ID, Uses, Until string
	Role            string // which who comes by it holds; empty: none
}

// Code is a QR code as a drawing.
type Code struct{ Size, Path string }

// Record is what happened in a group, the latest first, and what is kept.
type Record struct {
	Acts   []Act
	Before int // earlier ones are asked for with it; 1 or less: there are none
}

// Act is one thing that happened.
type Act struct {
	Day, Text string
	Words     string // why, or what it was about; as somebody wrote it
	Outside   bool   // done from outside
}

// Opened is a group's space that was just made.
type Opened struct {
	Name  string
	Link  string
	Image Code
	Back  string
}

// answerTo is what was written to a knock and could not be taken.
func (e Entrance) answerTo(id string) string {
	if e.Answered == id {
		return e.Answer
	}
	return ""
}
