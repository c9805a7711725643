package templates

import "net/url"

// Results is the answer to a search.
type Results struct {
	Ask         Asking
	Chips       []Chip
	Filters     Filters
	Wrong       []string // what could not be understood, in sentences
	Heading     string   // how many there are
	Total       int
	NearMe      bool   // "near me" was said, and only the reader's device knows where that is
	OthersLabel string // before other places of the same name
	Others      []Way
	Sorts       []Option // the address is the value
	MapHref     string   // of the same search with the map, or without it where it is shown
	Map         *Mapped
	Days        []Rows
	Groups      []Row // groups without a schedule
	Before      string
	After       string
	PageOf      string // "Page 2 of 7"
	Ways        []Way
	Online      Rows // what meets online soon, where nothing else was found
	Post        bool // links to further searches are buttons, whose words travel in the body
}

// Mapped is the map of a search.
type Mapped struct {
	Points    string // address of the points
	Tiles     string // address of finer ground; may be empty
	Box       string // "west,south,east,north" that is shown first; empty: wherever the points are
	Elsewhere string // address of the same search of no place, to which a script adds the box that is shown; empty: none
}

// query is the search that an address leads to.
func query(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	return u.RawQuery
}
