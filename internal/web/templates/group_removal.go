package templates

// Safety is what those see at the door seen from inside who keep the group safe.
type Safety struct {
	May   bool
	Asked []string // a sentence for each whom many newcomers picked
}

// Removals is what waits, who is removed, and what can be begun.
type Removals struct {
	Protects bool
	Waiting  []Removing
	Now      []Removal
	Member   string // name of who is to be removed, as it was written
	Reason   string
	Until    string
	Problem  string // with what was begun or joined
	Wrong    []Input
}

// Removing is somebody whom one wants to remove, and who waits for a second.
type Removing struct {
	ID, Name, Reason, Until, By string
	Own                         bool
}

// Removal is that of somebody who is removed now.
type Removal struct {
	Persona, Name, Group string
	Until                string
	By                   []string
	Reason               string
	Answer               string
	Appeal               string
	Appealed             bool
	Waits                string // how long the appeal has waited, as a sentence
	Decision             string // empty, "return" or "uphold"
	Decided              []string
	Words                string
	May                  bool
	Begun                []Begun
	AnswerError          string
	AppealError          string
	Typed                string // what could not be taken
	Credentials          []WayIn
	Sessions             []WayIn
}

// Begun is a decision that waits for a second.
type Begun struct {
	ID, Decision, Words, By string
	Own                     bool
}

// wrong is what is wrong with an input of the form.
func (r Removals) wrong(name string) string {
	for _, i := range r.Wrong {
		if i.Name == name {
			return i.Error
		}
	}
	return ""
}
