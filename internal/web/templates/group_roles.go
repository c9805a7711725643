package templates

// Role is a job of the group.
type Role struct {
	ID      string
	Name    string
	Does    string
	By      []Holder
	Coming  []Coming
	Vacant  string // how many seats are free; empty: none
	Retired bool
	Goes    Goes
}

// Goes is what goes with a role.
type Goes struct {
	Facts     []string // its term, the break after it, the membership it needs
	May       []string
	Checklist []string
}

// Holder is somebody who has a role.
type Holder struct {
	Persona string
	Name    string
	Until   string
	Left    string // how long still
	How     string
	Here    bool // it is the visitor
	Asked   *Asked
}

// Asked is a question whether somebody is there.
type Asked struct {
	Text    string
	Silent  bool
	Opening string // id of the act that waits for a second member; empty: none
	Mine    bool
}

// Coming is somebody who is to have a role.
type Coming struct {
	ID      string
	Name    string
	Text    string // what it waits for
	Objects bool   // the visitor can object
	Mine    bool   // it is the visitor, who is asked
	Yes     bool   // and said yes
}

// Roles is all of them.
type Roles struct {
	Lang    string
	Error   string
	Members []Option // who could hold one, for whoever may record it
	All     []Role
	Changes []RoleChange
	May     bool // change roles
	Object  Input
	Silent  Input
}

// RolePage is one of them, whole.
type OneRole struct {
	Lang      string
	Error     string
	Members   []Option
	Role      Role
	Changes   []RoleChange
	Handovers []Handover
	May       bool
}

// RoleChange is a change that waits for a second member.
type RoleChange struct {
	ID   string
	Text string
	Job  string
	Rows []RoleRow
	Mine bool
	May  bool
}

// RoleRow is one thing that changes.
type RoleRow struct{ Heading, Before, After string }

// Handover is a role that is handed on.
type Handover struct {
	Role   string
	Job    string
	Text   string
	Mine   bool
	Points []Point
}

// Point is one thing to hand on.
type Point struct {
	Text string
	Done bool
}

// RoleForm defines a role.
type RoleForm struct {
	Lang      string
	Title     string
	Action    string
	Back      string
	Error     string
	Inputs    []Input // name, does
	Numbers   []Input // seats, term, gap, membership
	May       []Choice
	Needed    bool
	Body      bool // the space is an organisation's
	Board     bool // who holds it is on its board
	Checklist Input
	Retire    string // where a role is taken away; empty: it is new
}

// Choice is a box to tick.
type Choice struct {
	Value   string
	Label   string
	Checked bool
}

// Calls are what roles ask of the visitor now.
type Calls struct {
	Offers    []Coming
	Asked     []string // roles about which somebody asks whether they are there
	Handovers []Handover
	Changes   int // of roles that they may join in
}

// RoleFacts are what the whole group is told of its roles.
type RoleFacts struct {
	Endings  []string
	Vacant   []string
	Burdens  []string
	Founders string
}

// Some says whether there is anything to tell.
func (f RoleFacts) Some() bool {
	return len(f.Endings)+len(f.Vacant)+len(f.Burdens) > 0 || f.Founders != ""
}

// Guests is who is here from outside, and how one is invited.
type Guests struct {
	Lang   string
	Error  string
	All    []GuestLine
	May    bool
	Clause string // of the agreement, on professionals; empty: none
	Inputs []Input
	Sees   []Choice
	Link   string // just made
	Image  Code
}

// GuestLine is one guest.
type GuestLine struct {
	ID, Name, Purpose, Until, Sees string
	Staff                          bool
}

// GuestHome is all that a guest sees.
type GuestHome struct {
	Staff    bool
	Lang     string
	Name     string
	Purpose  string
	Until    string
	Sees     string
	Changed  bool // the agreement, since they accepted it
	Members  []Persona
	Meetings []Row
}

// Exposed is what may tell a place that is withheld; none: nothing does.
type Exposed []Telling

// Telling is one text that may.
type Telling struct{ Where, Says string }
