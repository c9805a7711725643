package templates

// Move is where a group's move to another server stands, as a member reads it.
type Move struct {
	Stage    string // "" when it stays; asked, announced, still
	Address  string
	Decided  string
	How      string
	Ready    string // the first day on which it can be packed up
	Early    string // the first day on which it can say that it has arrived; empty when it has come
	Ends     string // the day after which its things here are erased
	Days     string // how long the way is shown here
	Shown    bool   // the listing shows the way
	May      bool   // the member's roles may take the group elsewhere
	Due      bool   // it can be packed up now
	Card     bool   // the member has passkeys alone, and should take a card along
	Waits    []MoveWait
	Ask      []Input // of the plan; nil: none can be made now
	AskShown bool
	Error    string
	Way      Moved
}

// MoveWait is a step that waits for a second person.
type MoveWait struct {
	ID   string
	Step string
	Mine bool
}

// Moved leads a member to the new place.
type Moved struct {
	Address string
	Link    string // of the group there
	Own     string // the member's own way in there, which opens once; empty: they need none
	Until   string
}

// MoveNotice is what the first page says of a move that is coming.
type MoveNotice struct {
	Text string // empty: nothing is coming
	Card bool
}

// Packed is a group that can be saved as a file.
type Packed struct {
	Passphrase string
}

// Arriving is somebody who comes from the old place.
type Arriving struct {
	Name     string
	Group    string
	Action   string
	Passkeys bool
	Shared   bool
	Label    string
	Error    string
}

// waits says whether a step waits for a second person.
func (m Move) waits(step string) bool {
	for _, w := range m.Waits {
		if w.Step == step {
			return true
		}
	}
	return false
}
