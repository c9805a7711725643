package directory

import (
	"kith/internal/place"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
)

// Kind is what a listing is.
type Kind string

// The kinds of listing. Each stands below the one before: an organisation in an organisation, a group in an organisation,
// a meeting in a group; a venue stands beside.
const (
	KindOrganisation Kind = "organisation"
	KindGroup        Kind = "group"
	KindVenue        Kind = "venue"
	KindMeeting      Kind = "meeting"
)

// Content is what one listing says: an Organisation, a Group, a Venue or a Meeting. Its JSON keys are the names of its
// fields everywhere: in history, in corrections, in the archive.
type Content interface {
	Kind() Kind
	// Title is the listing's own name.
	Title() string
}

// Organisation is a fellowship, a region or area of one, a clearinghouse, or any other body that groups belong to.
type Organisation struct {
	Name    string `json:"name"`
	Type    string `json:"type,omitempty"`  // vocabulary facet "organisation": fellowship, region, area, clearinghouse …
	About   string `json:"about,omitempty"` // its own words
	Website string `json:"website,omitempty"`
	Phone   string `json:"phone,omitempty"` // a help line or an office, never a private number
	Email   string `json:"email,omitempty"`
}

// Group is the people who meet. A group without a meeting is a full listing: Rhythm says how it is in touch.
type Group struct {
	Name          string         `json:"name"`
	About         string         `json:"about,omitempty"`      // the group's own wording; it wins over any code
	FirstTime     string         `json:"first_time,omitempty"` // what happens at a first meeting
	Concerns      []string       `json:"concerns,omitempty"`   // vocabulary
	Programme     string         `json:"programme,omitempty"`  // vocabulary
	Audience      []string       `json:"audience,omitempty"`   // vocabulary
	Led           string         `json:"led,omitempty"`        // members, members_with_professional, professional
	Belief        string         `json:"belief,omitempty"`     // spiritual, secular, either
	Languages     []string       `json:"languages,omitempty"`  // BCP 47
	Cost          string         `json:"cost,omitempty"`       // empty: free
	Rhythm        string         `json:"rhythm,omitempty"`     // scheduled (also when empty), contact, phone, irregular
	Contact       Contact        `json:"contact,omitzero"`
	Contributions []Contribution `json:"contributions,omitempty"`
	Unlisted      bool           `json:"unlisted,omitempty"` // no structured data for search engines
	Inferred      []string       `json:"inferred,omitempty"` // fields that an importer concluded rather than read
}

// EffectiveConcerns are what the group says it is about, else what its programme is about.
func (g *Group) EffectiveConcerns() []string {
	if p, ok := vocabulary.ProgrammeByCode(g.Programme); ok && len(g.Concerns) == 0 {
		return p.Concerns
	}
	return g.Concerns
}

// Contact is how a group can be reached: a role, never a person's name.
type Contact struct {
	Role    string `json:"role,omitempty"`
	Email   string `json:"email,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Website string `json:"website,omitempty"`
}

// Contribution is a way to give to the group, by the group's own account.
type Contribution struct {
	Service string `json:"service"` // venmo, square, paypal, website
	Address string `json:"address"` // handle or URL
}

// Shown says how much of a place is told.
type Shown string

// How much of a place is told. A place that is not public has no street, name, postal code, exact position or
// directions stored at all.
const (
	Public      Shown = "public"
	Approximate Shown = "approximate"
	OnContact   Shown = "on_contact"
)

// Venue is where a group meets.
type Venue struct {
	Name       string       `json:"name,omitempty"`
	Address    string       `json:"address,omitempty"` // as one line, where the source gives only that
	Street     string       `json:"street,omitempty"`
	Quarter    string       `json:"quarter,omitempty"` // neighbourhood or borough
	Locality   string       `json:"locality,omitempty"`
	Region     string       `json:"region,omitempty"`
	Postal     string       `json:"postal,omitempty"`
	Country    string       `json:"country,omitempty"`
	At         *place.Point `json:"at,omitempty"`
	Rough      bool         `json:"rough,omitempty"` // At is the town's or a rounded one, not the door
	Shown      Shown        `json:"shown,omitempty"` // empty reads as Public
	Hint       string       `json:"hint,omitempty"`  // said in place of a withheld place
	Directions string       `json:"directions,omitempty"`
	Access     []string     `json:"access,omitempty"` // vocabulary
	Inferred   []string     `json:"inferred,omitempty"`
}

// Meeting is one gathering with one schedule.
type Meeting struct {
	Name      string            `json:"name"`
	Schedule  schedule.Schedule `json:"schedule"`
	Attend    string            `json:"attend"` // in_person, online, hybrid, phone, arranged, closed
	Formats   []string          `json:"formats,omitempty"`
	Audience  []string          `json:"audience,omitempty"`
	Languages []string          `json:"languages,omitempty"`
	Access    []string          `json:"access,omitempty"`
	Open      string            `json:"open,omitempty"`  // anyone (visitors welcome), members_only, or unsaid
	Codes     []string          `json:"codes,omitempty"` // codes of the source that nobody here knows, as they came
	Notes     string            `json:"notes,omitempty"`
	Room      string            `json:"room,omitempty"`

	JoinURL   string `json:"join_url,omitempty"`
	JoinNotes string `json:"join_notes,omitempty"`
	DialIn    string `json:"dial_in,omitempty"`
	DialNotes string `json:"dial_notes,omitempty"`
	PassCode  string `json:"pass_code,omitempty"`
	JoinFor   string `json:"join_for,omitempty"` // members: join link, dial-in and pass code are not public; empty: public

	Inferred []string `json:"inferred,omitempty"` // fields that an importer concluded rather than read
}

// Kind is KindOrganisation.
func (*Organisation) Kind() Kind { return KindOrganisation }

// Kind is KindGroup.
func (*Group) Kind() Kind { return KindGroup }

// Kind is KindVenue.
func (*Venue) Kind() Kind { return KindVenue }

// Kind is KindMeeting.
func (*Meeting) Kind() Kind { return KindMeeting }

// Title is the organisation's name.
func (o *Organisation) Title() string { return o.Name }

// Title is the group's name.
func (g *Group) Title() string { return g.Name }

// Title is the place's name.
func (v *Venue) Title() string { return v.Name }

// Title is the meeting's name.
func (m *Meeting) Title() string { return m.Name }
