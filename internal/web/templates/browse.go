package templates

// Browse is a page that leads into a part of the directory: an organisation, a concern, a language, a place.
type Browse struct {
	Trail      []Link
	Name       string
	Lang, Dir  string // of Name and About
	Lead       string // how many meetings there are
	About      string
	Contact    []Link
	Narrower   []Concern
	Label      string // above Narrower
	Below      []Concern
	BelowLabel string
	Near       *NearForm
	Days       []Rows
	Total      int   // of the meetings there are
	Ways       []Way // where there is nothing
	Groups     []Row
	MoreHref   string // the search for all of it
	More       string
	Data       any // schema.org, as JSON; nil: none
}

// NearForm asks where to look for what the page is about.
type NearForm struct {
	Label string
	Name  string // of the field: "near", or "q" for words
	Keep  []Hidden
}

// Contents is a page that lists ways in, under headings.
type Contents struct {
	Name, Lead string
	Parts      []ContentsPart
	Ways       []Link
}

// ContentsPart is one heading of it.
type ContentsPart struct {
	Name  string
	Href  string // empty: the heading leads nowhere
	Count string
	Lines []Concern
}
