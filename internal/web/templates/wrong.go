package templates

// Doubt is the form on which anybody says that something is wrong with a listing.
type Doubt struct {
	Name   string // of the listing
	Href   string // of its page
	Action string
	What   Input // one of some answers
	Words  Input
}

// wrongs are the inputs with what is wrong about them.
func (d Doubt) wrongs() []Input { return []Input{d.What, d.Words} }

// any says whether something is to be looked at again.
func (d Doubt) any() bool { return d.What.Error+d.Words.Error != "" }
