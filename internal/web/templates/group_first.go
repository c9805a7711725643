package templates

// First is what a newcomer finds on the page of the first days.
type First struct {
	Me        Persona
	Numbered  bool // a number was put behind the name
	Lang      string
	Welcome   string
	Greeters  []string
	Protected string // the last day of protection; empty: it is over
	Companion string // what the group calls one
	Meeting   string // what the group calls one
	Newcomer  string // what the group calls one
	Meetings  []Row  // the next one
	Picked    []Persona
	Offered   []Persona
	Stories   []Story
	Error     string
}

// Company is how a member stands to newcomers, on their own page.
type Company struct {
	Newcomer string // what the group calls one
	Willing  bool
	May      bool
	Picked   []Persona
}

// Story is what a member tells of themselves.
type Story struct {
	ID     string
	Text   string
	Name   string // empty: not signed
	AtDoor bool
	Own    bool
	Former bool // who told it left
}

// Stories is some of them, and the form for one's own.
type Stories struct {
	Newcomer    string // what the group calls one
	All         []Story
	After       string // id after which the next page begins; empty: there is none
	MayTakeDown bool
	Error       string
	Text        string // of what could not be taken
	Signed      bool
	AtDoor      bool
	Agreed      bool
	TextError   string
	AgreedError string
}

// Leaving is the page that asks once more.
type Leaving struct {
	Stories int // that one told
}
