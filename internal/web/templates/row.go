package templates

// Row is one meeting, or a group without a schedule, in a list. All texts are as they are to be read.
type Row struct {
	Slug    string
	Group   bool   // a group without a schedule
	Href    string // with the page's language
	Name    string
	About   string
	Lang    string // BCP 47, of Name and About where it is known and not the page's
	Dir     string // "rtl" or "ltr" where it is not the page's; "auto" suits an unknown script
	Day     string // named where the list is not one of a single day
	Start   string // "18:30"; empty: no time
	End     string // "20:00"; empty: not known
	StartAt string // RFC 3339, for the datetime attribute
	EndAt   string
	Soon    string // "in 25 minutes"
	Away    string // "2.1 km"
	Facts   []Fact
	Zone    string // names the zone of Start where it is not that of the list
	Remote  bool   // one can take part from elsewhere: a script adds the reader's own time
	Sample  bool
}

// Fact is a short truth with a drawing.
type Fact struct{ Icon, Text string }

// Rows is a list under a heading.
type Rows struct {
	ID      string // of the heading
	Heading string
	Aside   string // beside the heading: the day's date, whose time it is
	Total   int    // of all that was found, not only of this page; with NoTotal it is not said
	NoTotal bool   // the list is one of several, and what holds them has the total
	Rows    []Row
}

// Chip is one thing that a search was understood to want, and where leaving it out leads.
type Chip struct {
	Text string
	Drop string // address of the search without it; empty: it cannot be left out
	Name string // "Without grief and loss", for a screen reader
}

// Filters is what a search can be narrowed by.
type Filters struct {
	Action string   // address of the search
	Keep   []Hidden // what else the search has
	Groups []Filter
	Chosen int  // how many options are on
	Post   bool // words travel in the body, so that they leave no trace in the history
}

// method is how the form of a search travels.
func method(post bool) string {
	if post {
		return "post"
	}
	return "get"
}

// Asking is the one search field.
type Asking struct {
	Value  string
	Keep   []Hidden // what else the search has and the field does not say
	Post   bool     // words travel in the body
	Shared string   // address of the same search for a shared device, or back from there; empty: not offered
}

// Hidden is a value that a form carries along.
type Hidden struct{ Name, Value string }

// Filter is one question with its possible answers.
type Filter struct {
	Name    string // search parameter
	Label   string
	One     bool // only one answer at a time
	Options []Option
	Inputs  []Input  // answers that are typed
	Parts   []Filter // further questions under the same heading
}

// Option is one answer.
type Option struct {
	Value string
	Label string
	Count string // how many meetings have it; empty: not counted
	On    bool
}

// Chosen is how many options of a filter are on.
func (f Filter) Chosen() int {
	n := 0
	for _, o := range f.Options {
		if o.On && o.Value != "" {
			n++
		}
	}
	for _, i := range f.Inputs {
		if i.Value != "" {
			n++
		}
	}
	for _, part := range f.Parts {
		n += part.Chosen()
	}
	return n
}

// Empty says whether a filter has nothing to choose from.
func (f Filter) Empty() bool {
	for _, part := range f.Parts {
		if !part.Empty() {
			return false
		}
	}
	return len(f.Options)+len(f.Inputs) == 0
}

// kind is the type of a filter's inputs.
func (f Filter) kind() string {
	if f.One {
		return "radio"
	}
	return "checkbox"
}

// Concern is one line of the grid of concerns.
type Concern struct{ Name, Href, Count string }

// Known is one line of what is good to know: a name and one or more facts.
type Known struct {
	Name  string
	Facts []string
}

// Day is one day of the week strip.
type Day struct {
	Short string // "Mo"
	Name  string // "Monday"
	On    bool
}

// Way is something to do next where a list is empty.
type Way struct{ Icon, Text, Href string }

// Tone is how much a notice wants to be seen.
type Tone string

// The tones.
const (
	Calm    Tone = ""
	Caution Tone = "caution"
	Danger  Tone = "danger"
)

// icon is the drawing of a tone.
func (t Tone) icon() string {
	if t == Calm {
		return "info"
	}
	return "triangle-alert"
}

// Input is a field of a form.
type Input struct {
	Name         string
	Label        string
	Hint         string
	Value        string
	Kind         string // type attribute; "textarea" for several lines; "select" with Options; empty: text
	Options      []Option
	Autocomplete string
	Mode         string // inputmode
	Error        string // what is wrong with it, as a sentence; empty: nothing
	Required     bool
	Narrow       bool   // for short values: a time, a number
	Lang, Dir    string // of the value
}

// describedBy names the elements that explain an input.
func (i Input) describedBy() string {
	ids := ""
	if i.Hint != "" {
		ids = i.Name + "-hint"
	}
	if i.Error != "" {
		ids += " " + i.Name + "-error"
	}
	return ids
}

// class marks an input that is wrong or short.
func (i Input) class() string {
	c := "input"
	if i.Error != "" {
		c += " wrong"
	}
	if i.Narrow {
		c += " narrow"
	}
	return c
}
