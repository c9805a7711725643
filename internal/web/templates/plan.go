package templates

// Plan is what a group that forms has before it.
type Plan struct {
	Life       string
	Alone      string // by when somebody else must have come in; empty: somebody has
	Error      string
	About      string
	Where      string
	Tasks      []PlanTask
	Done       string // how many are done
	Places     []PlanPlace
	Nearby     []NearbyPlace
	Adviser    string
	AdvisedBy  string // since when, or until when
	Advised    bool   // and not said goodbye to yet
	Shown      bool
	Vetted     bool
	Line       string
	Help       string
	Answer     string
	Name       string
	Named      bool // its name is its own to give: it is not listed
	MayDecide  bool
	AboutForm  []Input
	Attends    []Option
	MayMeet    bool
	InviteHref string
}

// PlanTask is one thing to do.
type PlanTask struct {
	ID       string
	Name     string
	Text     string
	Who      string
	Mine     bool
	Free     bool
	Due      string // in words
	DueValue string // for the field
	Late     bool
	Done     string // when; empty: not yet
	Href     string // where it is done; empty: outside
}

// PlanPlace is a place that the group thinks of.
type PlanPlace struct {
	ID     string
	Name   string
	Checks []Option
	Good   string // how many are true
}

// NearbyPlace is where groups nearby meet.
type NearbyPlace struct{ Name, Address, Href string }

// Flyer is what a group hangs up.
type Flyer struct {
	Name     string
	Lang     string
	Words    string
	Link     string
	Image    Code
	HasLink  bool
	MayWrite bool
	Error    string
	PDF      bool // can be made
}

// LifePage is where a group is in its life, and what can come next.
type LifePage struct {
	State    string
	Error    string
	May      bool
	Planned  bool
	Listed   bool
	Public   string // way to the listing; empty: not public
	Farewell *FarewellLine
	Form     ClosingForm
}

// FarewellLine is how the group ends.
type FarewellLine struct {
	Words, LastDay, Onward string
	Agreed, Own            bool
	Proposal               string
}

// ClosingForm asks how the group is to end.
type ClosingForm struct{ Inputs []Input }

// ListForm asks what the directory is to say of a group.
type ListForm struct {
	Problems []Input
	Parts    []Part
	Shown    []Option
	Look     bool // a steward looks first
}
