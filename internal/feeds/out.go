package feeds

import (
	"iter"
	"net/url"
	"slices"
	"time"

	"kith/internal/directory"
	"kith/internal/lists"
	"kith/internal/message"
	"kith/internal/place"
	"kith/internal/vocabulary"
)

// Publisher is what a feed has to know of the server that it comes from, and in whose language it speaks.
type Publisher struct {
	Name    string         // who runs the server
	BaseURL string         // such as "https://example.org"; empty: links to pages are left out
	Words   *message.Words // for what a format can say in words only
	Sample  bool           // sample listings go out, each marked; otherwise they stay here
}

// going gives the meetings that a feed of days and times can hold: not the sample, and nothing that is over for good.
func (p *Publisher) going(all iter.Seq2[*directory.Whole, error], now time.Time) iter.Seq2[*directory.Whole, error] {
	return func(yield func(*directory.Whole, error) bool) {
		for w, err := range all {
			if err == nil && (w.Sample && !p.Sample || over(&w.Meeting().Schedule, now)) {
				continue
			}
			if !yield(w, err) || err != nil {
				return
			}
		}
	}
}

// wrong is the address of the form for what is wrong with a meeting.
func (p *Publisher) wrong(w *directory.Whole) string {
	if p.BaseURL == "" {
		return ""
	}
	return p.page(w) + "/wrong"
}

// page is the address of a meeting's page.
func (p *Publisher) page(w *directory.Whole) string {
	if p.BaseURL == "" {
		return ""
	}
	return p.BaseURL + "/meetings/" + url.PathEscape(w.Listing.Slug)
}

// name is the meeting's, marked when it is a sample.
func nameOf(w *directory.Whole) string { return marked(w.Meeting().Name, w.Sample) }

// groupOf is the group's name.
func groupOf(w *directory.Whole) string { return w.About().Name }

// termsOf is what a meeting says of itself in codes, the group's and the place's included; how one attends is not among
// them.
func termsOf(w *directory.Whole) []vocabulary.Term {
	m, g, v := w.Meeting(), w.About(), w.Place()
	var all []vocabulary.Term
	add := func(f vocabulary.Facet, codes ...string) {
		for _, code := range codes {
			if t := (vocabulary.Term{Facet: f, Code: code}); code != "" && !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	add(vocabulary.FacetOpen, m.Open)
	add(vocabulary.FacetFormat, m.Formats...)
	add(vocabulary.FacetAudience, g.Audience...)
	add(vocabulary.FacetAudience, m.Audience...)
	languages := m.Languages
	if len(languages) == 0 {
		languages = g.Languages
	}
	add(vocabulary.FacetLanguage, languages...)
	add(vocabulary.FacetAccess, m.Access...)
	if v != nil {
		add(vocabulary.FacetAccess, v.Access...)
	}
	add(vocabulary.FacetBelief, g.Belief)
	add(vocabulary.FacetConcern, g.Concerns...)
	add(vocabulary.FacetUnknown, m.Codes...)
	return all
}

// rough says whether the place is not told to the door: withheld, or known by its town only.
func rough(v *directory.Venue) bool { return v == nil || v.Rough || v.Withheld() }

// pin is where a place is, for a pin that people walk to; nil where that is not the door.
func pin(v *directory.Venue) *place.Point {
	if rough(v) {
		return nil
	}
	return v.At
}

// approximate is TSML's word of a place that nobody can come to. So finders show a meeting in person whose address is
// approximate as inactive, and none of its directions. Where people do come it is "no", even if the address told is a town.
func approximate(w *directory.Whole) string {
	v := w.Place()
	switch w.Meeting().Attend {
	case "in_person", "hybrid", "closed":
		if v != nil && v.Line() != "" {
			return "no"
		}
	}
	return map[bool]string{true: "yes", false: "no"}[rough(v)]
}

// updatedOf is when anything of a meeting last changed, in unix milliseconds.
func updatedOf(w *directory.Whole) int64 {
	at := w.Listing.Updated
	for _, l := range []*directory.Listing{w.Group, w.Venue} {
		if l != nil {
			at = max(at, l.Updated)
		}
	}
	return at
}

// notesOf are the meeting's notes and what its schedule leaves to be said in words.
func (p *Publisher) notesOf(w *directory.Whole, now time.Time) string {
	m := w.Meeting()
	return lists.Join("\n", inWords(p.Words, &m.Schedule, now), m.Notes)
}

// directions are how to get there; of a withheld place what is said instead.
func directions(v *directory.Venue) string {
	if v == nil {
		return ""
	}
	return first(v.Hint, v.Directions)
}
