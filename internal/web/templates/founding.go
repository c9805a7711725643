package templates

// Founding is the page for whoever found no group: look again, wish, start.
type Founding struct {
	Concern  string
	Concerns []Option
	Near     string
	Problem  string // with the place
	Others   []Way  // other places of the name
	Looked   *Looked
	Wish     WishForm
	Start    StartForm
}

// Looked is what else there is.
type Looked struct {
	Where   string
	Ways    []Way
	Forming []FormingLine
	Wishes  []WishLine
}

// FormingLine is a group that forms and may be found.
type FormingLine struct{ Name, About, Line, Href, Report string }

// WishLine is a wish that others have.
type WishLine struct{ ID, About, Where, Many string }

// WishForm asks for what is wished.
type WishForm struct {
	Action  string
	Error   string
	Inputs  []Input // about, words, language
	Attends []Option
	Near    string
}

// StartForm starts a group with people one knows.
type StartForm struct {
	Action string
	Packs  []Option
	Langs  []Option
}

// WishPage is somebody's own wish.
type WishPage struct {
	Path      string
	Link      string
	About     string
	Where     string
	Many      string
	State     string // unread, hidden; empty: nothing to say
	Reason    string
	Until     string
	Ends      string
	Listing   string // way to the group that came of it
	Door      string // way in to the core group
	Shares    bool
	StandsIn  bool
	Notes     []WishNote
	Note      string
	NoteError string
	Error     string
}

// WishNote is a note to the stewards and their answer.
type WishNote struct{ ID, Note, Answer, Day string }

// WishReport asks why a wish should not stand.
type WishReport struct {
	Action string
	Line   WishLine
	Error  string
	Sent   bool
	Back   string
}

// WishCases is what stewards see of wishes and of groups that form.
type WishCases struct {
	Error   string
	Cases   []WishCase
	Some    bool // there are groups that form
	Asked   []HelpAsked
	Start   StartForm
	Founded []Brief // groups that listed themselves and wait for a look
	Forming []FormingCase
}

// FormingCase is a group that forms and waits for a steward to read what it says.
type FormingCase struct {
	Space, Name, About, Words, Line string
	Unread                          bool
	Reports                         []WishNote
}

// WishCase is one wish.
type WishCase struct {
	WishLine
	Unread  bool
	Hidden  string // until when, and why
	Waits   bool
	Notes   []WishNote
	Reports []WishNote
}

// HelpAsked is a group that forms and asks for help.
type HelpAsked struct{ Space, Name, Words string }
