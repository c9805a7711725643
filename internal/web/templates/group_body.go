package templates

// Board is who answers for an organisation, and its staff.
type Board struct {
	Error     string
	Has       bool // there are roles of a board
	Members   []BoardMember
	Share     string // how many are self-helpers; empty: nobody is on the board
	Minimum   string // how many are to be; empty: nothing is said
	Below     string // that they are fewer; empty: they are not
	Mine      bool   // the visitor is on it
	Said      bool   // and says that they are a self-helper
	MaySet    bool
	Set       Input
	Staff     []StaffLine
	MayInvite bool
	Inputs    []Input // task, days
	Sees      []Choice
	Link      string // just made
	Image     Code
}

// BoardMember is somebody on the board.
type BoardMember struct{ Name, Jobs, Until string }

// StaffLine is somebody on the staff.
type StaffLine struct {
	GuestLine
	Persona string // empty: has not come yet
	Ending  string // id of the act that waits for a second
	Begun   string // who began it
	Why     string
	Mine    bool
}

// Services is what an organisation does.
type Services struct {
	All []Service
	May bool
}

// Service is one of them.
type Service struct{ ID, Name, Does, WhoMay, Keeper, Until string }

// BodyForm writes down a service or a text.
type BodyForm struct {
	Title, Action, Back string
	Error               string
	Save                string
	Inputs              []Input
	Drop, DropText      string // where it is taken away; empty: it is new
}

// Offering is what an organisation offers to its groups.
type Offering struct {
	All       []Material
	May       bool
	Suggested []string // names of packs
	Packs     []Choice
}

// Material is a text for groups.
type Material struct{ ID, Title, Words, Day string }

// Openable is a group or an organisation below that has no space yet.
type Openable struct{ Name, Href string }

// OpenBelow opens its space.
type OpenBelow struct {
	Name, Action, Back string
	Suggested          string // by which organisation, and what
	Packs, Langs       []Option
}
