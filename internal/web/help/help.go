// Package help knows the numbers to call in danger: emergency services and help lines by country, each with the
// publication it comes from and when a person last checked it. A record that nobody has checked says so.
package help

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// StaleAfter is how long a check holds.
const StaleAfter = 365 * 24 * time.Hour

// Kind says what a line is for.
type Kind string

// The kinds of line, in the order in which a page shows them.
const (
	Emergency Kind = "emergency" // ambulance, fire, police
	Crisis    Kind = "crisis"    // suicidal thoughts, despair
	Peer      Kind = "peer"      // somebody who has been there, to talk to before it is a crisis
	Domestic  Kind = "domestic"  // violence at home
	Poison    Kind = "poison"    // poisoning and overdose advice
	Substance Kind = "substance" // alcohol and drugs, where to turn
	Young     Kind = "young"     // children and young people
)

// kinds are all of them, in the order of a page.
var kinds = []Kind{Emergency, Crisis, Peer, Domestic, Young, Substance, Poison}

// Police says whether a line may send police or an ambulance without being asked.
type Police string

// What is known about that.
const (
	Sends   Police = "yes"
	Never   Police = "no"
	Unknown Police = "unknown"
)

// Line is one number.
type Line struct {
	Country   string            `json:"country"` // ISO 3166-1 alpha-2
	Kind      Kind              `json:"kind"`
	Name      map[string]string `json:"name"` // by language; emergency lines have none of their own but Serves
	Serves    []string          `json:"serves,omitempty"`
	Dial      string            `json:"dial,omitempty"` // as dialled in the country
	Text      *Text             `json:"text,omitempty"`
	Hours     string            `json:"hours"`     // "24/7", or "" when not known
	Languages []string          `json:"languages"` // BCP 47; empty when not known
	Police    Police            `json:"may_send_police"`
	Source    string            `json:"source"`     // the publication that names the number
	CheckedOn string            `json:"checked_on"` // 2006-01-02; empty: not checked
	CheckedBy string            `json:"checked_by"`
}

// Text is a line reached by text message: a word sent to a number. The word may be empty: anything will do.
type Text struct {
	To   string `json:"to"`
	Word string `json:"word,omitempty"`
}

// Directory is all lines.
type Directory struct{ lines []Line }

//go:embed lines.json
var embedded []byte

// Builtin is the directory that comes with Kith.
func Builtin() (*Directory, error) { return Read(embedded) }

// Read reads a directory from JSON, an array of lines, and refuses one that could mislead: without a number, a source,
// or an emergency number for its country.
func Read(data []byte) (*Directory, error) {
	var d Directory
	if err := json.Unmarshal(data, &d.lines); err != nil {
		return nil, fmt.Errorf("help: %w", err)
	}
	for i, l := range d.lines {
		if err := l.check(); err != nil {
			return nil, fmt.Errorf("help: line %d (%s %s): %w", i, l.Country, l.Dial, err)
		}
	}
	for _, country := range d.Countries() {
		if len(d.In(country, Emergency)) == 0 {
			return nil, fmt.Errorf("help: %s has no emergency number", country)
		}
	}
	return &d, nil
}

func (l Line) check() error {
	switch {
	case len(l.Country) != 2:
		return fmt.Errorf("%q is no country code", l.Country)
	case !slices.Contains(kinds, l.Kind):
		return fmt.Errorf("%q is no kind of line", l.Kind)
	case l.Dial == "" && l.Text == nil:
		return fmt.Errorf("neither a number to call nor one to text")
	case l.Source == "":
		return fmt.Errorf("no source")
	case l.Kind == Emergency && len(l.Serves) == 0:
		return fmt.Errorf("an emergency number must say who answers")
	case l.Kind != Emergency && l.Name["en"] == "":
		return fmt.Errorf("no name in English")
	case l.Police != Sends && l.Police != Never && l.Police != Unknown:
		return fmt.Errorf("may_send_police is %q", l.Police)
	}
	if l.CheckedOn == "" {
		return nil
	}
	_, err := time.Parse(time.DateOnly, l.CheckedOn)
	return err
}

// Countries are the codes there are lines for, each once, sorted.
func (d *Directory) Countries() []string {
	var codes []string
	for _, l := range d.lines {
		codes = append(codes, l.Country)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// Has says whether there are lines for a country.
func (d *Directory) Has(country string) bool { return slices.Contains(d.Countries(), country) }

// In gives the lines of one kind in a country.
func (d *Directory) In(country string, kind Kind) []Line {
	var found []Line
	for _, l := range d.lines {
		if l.Country == country && l.Kind == kind {
			found = append(found, l)
		}
	}
	return found
}

// Others gives the lines of a country that are no emergency numbers, in the order of the kinds.
func (d *Directory) Others(country string) []Line {
	var found []Line
	for _, kind := range kinds[1:] {
		found = append(found, d.In(country, kind)...)
	}
	return found
}

// Checked is the day of the last check; ok is false when there was none.
func (l Line) Checked() (day time.Time, ok bool) {
	day, err := time.Parse(time.DateOnly, l.CheckedOn)
	return day, err == nil
}

// Fresh says whether the line was checked within StaleAfter before now.
func (l Line) Fresh(now time.Time) bool {
	day, ok := l.Checked()
	return ok && now.Sub(day) <= StaleAfter
}

// NameIn is the line's name in a language, else in English.
func (l Line) NameIn(lang string) string {
	if name := l.Name[lang]; name != "" {
		return name
	}
	return l.Name["en"]
}

// Anywhere is the number for somebody whose country is not known: every mobile telephone takes 112 as an emergency call
// (3GPP TS 22.101 §10.1.1).
var Anywhere = Line{
	Kind: Emergency, Dial: "112", Serves: []string{"ambulance", "fire", "police"}, Hours: "24/7", Police: Sends,
	Source: "3GPP TS 22.101, Service aspects; Service principles",
}
