package templates

// Notices is how a member is told that there is something new.
type Notices struct {
	Error        string
	Means        string // empty: they are not told
	Waiting      bool   // for the code that was sent
	Broken       bool   // what was sent did not arrive
	Closed       bool   // the contact has to be given anew
	Saved        bool
	Mail, Push   bool   // what this server can do
	Key          string // of push
	Address      string // as it was typed, when something is wrong with it
	AddressError string
	CodeError    string
	ZoneError    string
	Kinds        []Option
	Paces        []Option
	Hours        []Option
	Zones        []Option
	Pace         string
	From, To     string
	Zone         string
	Link         bool
}

// NoticesEnd is the page to which the link in a notice leads.
type NoticesEnd struct {
	Path string
	Done bool
}
