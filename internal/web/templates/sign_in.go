package templates

// SignIn is what the door of a space says to a stranger. It holds nothing of the space.
type SignIn struct {
	Up        string // leads from this address to the space: "", "../" …
	Passkeys  bool   // browsers can use passkeys here
	Code      string // as it was typed
	CodeError string
	Error     string
	Shared    bool
	To        string // the page it leads to; empty: the first one
	Proves    bool   // is of somebody who is signed in, and shows it once more
	Lost      string // what somebody wrote who lost every way in
	LostError string
}

// Ceremony is a passkey being asked for or made.
type Ceremony struct {
	Act     string // "get" or "create"
	Options string // for navigator.credentials, as JSON
	Action  string // where the browser's answer goes
	Shared  bool
	Back    string
	Carried []Carried
	Ring    string // the keys of somebody who is inside already, as JSON: they are opened first
}

// Carried is what one page hands on to the next, out of sight.
type Carried struct{ Name, Value string }

// Invitation is a link that lets one person in once.
type Invitation struct {
	Name     string
	Action   string // path of the invitation
	Passkeys bool
	Label    string
	Error    string
	Shared   bool
}

// Desk is the frame of the pages of a space.
type Desk struct {
	Base    string // path of the space without the slash at its end
	Name    string // of the persona
	Here    string // the page's name in the navigation
	Group   string // name of the group whose space it is; empty in the clearinghouse
	Body    bool   // it is that of an organisation
	Steward bool   // the persona's term as a steward runs
	Guest   bool   // the persona is a guest of the group

	Replacing Replacing // another card is on its way to replace the persona's ways in
}

// deskLinks are the parts of the desk: the name, and the path under the space.
var deskLinks = []struct{ name, path string }{
	{"desk", "/"}, {"find", "/find"}, {"add", "/add"}, {"imports", "/imports"}, {"sources", "/sources"}, {"stewards", "/stewards"}, {"me", "/me"},
}

// bodyLinks are the parts of an organisation's space.
var bodyLinks = []struct{ name, path string }{
	{"home", "/"}, {"groups", "/groups"}, {"board", "/board"}, {"services", "/services"}, {"materials", "/materials"}, {"agreement", "/agreement"}, {"roles", "/roles"}, {"members", "/members"}, {"entrance", "/entrance"}, {"me", "/me"},
}

// roomLinks are the parts of a group's space.
var roomLinks = []struct{ name, path string }{
	{"home", "/"}, {"meetings", "/meetings"}, {"agreement", "/agreement"}, {"roles", "/roles"}, {"members", "/members"}, {"entrance", "/entrance"}, {"life", "/life"}, {"me", "/me"},
}

// guestLinks are those of them that a guest can use.
var guestLinks = []struct{ name, path string }{{"home", "/"}, {"agreement", "/agreement"}, {"me", "/me"}}

// links are those that the persona can use.
func (d Desk) links() []struct{ name, path string } {
	if d.Guest {
		return guestLinks
	}
	if d.Body {
		return bodyLinks
	}
	if d.Group != "" {
		return roomLinks
	}
	if d.Steward {
		return deskLinks
	}
	return deskLinks[len(deskLinks)-1:]
}

// WayIn is a credential, or a place where somebody is signed in.
type WayIn struct {
	ID     string
	Kind   string
	Label  string
	Since  string
	Shared bool
	Here   bool
	Only   bool
	Closed bool // opens nothing that is sealed
}

// Self is what somebody sees of themselves and their own ways in.
type Self struct {
	Me            Persona
	NameError     string
	PronounsError string
	LineError     string
	Company       Company // in a group
	Credentials   []WayIn
	Sessions      []WayIn
	Passkeys      bool
	Label         string
	Error         string
	Ring          string // the persona's keys, as JSON
}

// Term is a steward and how long they are one.
type Term struct {
	Name  string
	Until string
	Here  bool
	How   string // it came to be held; empty where that is always the same
}

// Stewards is who keeps the listings, and an invitation that was just made.
type Stewards struct {
	Terms     []Term
	Name      string
	NameError string
	Invited   string
	Link      string
}

// codeInput is the field for the code of a card.
func codeInput(p Page, typed, problem string) Input {
	return Input{Name: "code", Label: p.Say("signin.code"), Hint: p.Say("signin.code.hint"), Value: typed, Error: problem,
		Autocomplete: "off", Required: true, Dir: "ltr"}
}

// says is the key of a part's name.
func (d Desk) says(name string) string {
	if d.Group != "" {
		return "room." + name
	}
	return "desk." + name
}

// homeSays is the key of what the first page of the space is called.
func (d Desk) homeSays() string {
	if d.Group != "" {
		return "room.home"
	}
	return "desk.title"
}
