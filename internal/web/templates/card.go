package templates

// NewCard is a member card being made. Its code is shown once; its words are made in the browser.
type NewCard struct {
	Code    string
	Link    string // where it signs in; both secrets go behind it, in the browser
	Action  string
	Back    string
	Typed   string
	Error   string
	Shared  bool
	Carried []Carried
	Space   string
	Persona string // whose card it will be
	Ring    string // the keys of somebody who is inside already, as JSON: they are opened first
	For     string // name of the member whom another makes it for; empty: it is one's own
	Signed  bool   // of somebody who is signed in already, or does not sign in with it now
	Later   bool   // it starts to work after some days
}

// own says to the script that makes it whether the card opens keys in this browser.
func (c NewCard) own() string {
	if c.For != "" || c.Later {
		return "other"
	}
	return "own"
}

// confirmInput asks for the end of a card's code.
func confirmInput(p Page, typed, problem string) Input {
	return Input{Name: "code", Label: p.Say("card.confirm"), Hint: p.Say("card.confirm.hint"), Value: typed, Error: problem,
		Autocomplete: "off", Required: true, Dir: "ltr"}
}

// reasons are what can go wrong with keys in a browser.
var reasons = []string{"words", "not_opened", "browser", "form", "version"}
