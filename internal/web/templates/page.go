// Package templates holds what pages look like: the layout, the parts that pages share, and the pages themselves. A
// template gets plain values, formatted and worded; it asks nothing of the domain.
package templates

import (
	"strings"

	"kith/internal/message"
	"kith/internal/web/assets"
)

// Site is what the operator says about this place.
type Site struct {
	Name    string // who runs it, for the foot of the page; empty: nobody is named
	Title   string // neutral word in the title of every page; empty: "Kith"
	Country string // ISO 3166-1 alpha-2 whose emergency numbers are shown first; empty: none
	LeaveTo string // where "Leave" goes; empty: the blank page of this server
	BaseURL string // absolute, without a slash at the end; for addresses that must be whole
	Contact string // how to reach the operator: an address or a sentence; may be empty
}

// Section is a part of the site that the navigation names.
type Section string

// The sections. NoSection is the zero value: a page that stands in none.
const (
	NoSection Section = ""
	Find      Section = "find"
	Concerns  Section = "concerns"
	AtDoor    Section = "door"
	Room      Section = "room"
	Steward   Section = "steward"
)

// navigation is what the head of each page offers.
var navigation = []struct {
	section Section
	key     string
	path    string
}{
	{Find, "nav.find", "/search"},
	{Concerns, "nav.concerns", "/concerns"},
}

// Page is what the layout needs to know.
type Page struct {
	Words       *message.Words
	Assets      *assets.Set
	Site        Site
	Languages   []string // all there are
	Offer       []string // others that a form offers, where the address must not show in a link
	Prefix      string   // "/es" where the address says the language, else empty
	Path        string   // path and query of this page without the language
	Title       string   // of this page alone; neutral; empty: only the site's word
	Description string   // one sentence for search engines; empty: none
	Section     Section
	Islands     []string // scripts of this page, by name
	NoIndex     bool     // asks search engines to stay away
	Sample      bool     // what is shown is sample data
	Class       string   // of the main element: "home" makes the search field larger; mostly empty
}

// Say is the message of a key in the page's language.
func (p Page) Say(key string, pairs ...any) string { return p.Words.Say(key, pairs...) }

// Count is the message of a key for n things.
func (p Page) Count(key string, n int, pairs ...any) string { return p.Words.Count(key, n, pairs...) }

// To is the address of a path on this site that keeps the page's language.
func (p Page) To(path string) string { return p.Prefix + path }

// In is the address of this page in another language.
func (p Page) In(lang string) string { return "/" + lang + p.Path }

// Whole is the absolute address of a path.
func (p Page) Whole(path string) string { return p.Site.BaseURL + path }

// FullTitle is the title for the browser's tab and history.
func (p Page) FullTitle() string {
	site := p.Site.Title
	if site == "" {
		site = "Kith"
	}
	if p.Title == "" {
		return site
	}
	return p.Title + " · " + site
}

// LeaveTo is where the way out leads.
func (p Page) LeaveTo() string {
	if p.Site.LeaveTo != "" {
		return p.Site.LeaveTo
	}
	return "/leave"
}

// promise is the key of what the page says about what is kept.
func (p Page) promise() string {
	switch p.Section {
	case AtDoor, Room, Steward:
		return "layout.promise." + string(p.Section)
	}
	return "layout.promise"
}

// others are the languages besides the page's own.
func (p Page) others() []string {
	var tags []string
	for _, tag := range p.Languages {
		if tag != p.Words.Lang() {
			tags = append(tags, tag)
		}
	}
	return tags
}

// ownName is what a language calls itself, with a capital letter.
func ownName(tag string) string {
	name := message.OwnName(tag)
	if name == "" {
		return tag
	}
	first := []rune(name)
	return strings.ToUpper(string(first[0])) + string(first[1:])
}

// islands are the page's scripts that were built: the one for leaving first, inside a space that which looks after keys.
func (p Page) islands() []string {
	names := append([]string{"leave"}, p.Islands...)
	if p.Section == Room || p.Section == Steward {
		names = append(names, "keys")
	}
	var built []string
	for _, name := range names {
		if p.Assets.Has(name + ".js") {
			built = append(built, name+".js")
		}
	}
	return built
}

// styles are the stylesheets that scripts of the page bring along.
func (p Page) styles() []string {
	var built []string
	for _, name := range p.Islands {
		if p.Assets.Has(name + ".css") {
			built = append(built, name+".css")
		}
	}
	return built
}
