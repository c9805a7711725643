package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kith/internal/directory"
	"kith/internal/web/templates"
)

// wordMark begins the names of inputs that change the words of another listing than the form is about:
// "word.<listing>.<field>".
const wordMark = "word."

// askFirst takes in what a form changes of words that told a place, and asks about those that may still do, before the place
// is withheld: of the listings around id, by the places that were told. Nothing is asked of who wants to save anyway.
func (s *server) askFirst(r *http.Request, v visit, id string, was ...*directory.Venue) ([]templates.Telltale, error) {
	if words := rewordings(r.PostForm); len(words) > 0 {
		if err := s.Directory.Reword(r.Context(), v.by, words...); err != nil {
			return nil, err
		}
	}
	if r.PostFormValue("do") == "anyway" {
		return nil, nil
	}
	e, err := s.Directory.Exposed(r.Context(), v.by, id, was...)
	if err != nil {
		return nil, err
	}
	p := s.page(r, "")
	var asks []templates.Telltale
	for _, t := range e.Telling {
		last := len(asks) - 1
		if about := brief(p, v, t.Listing); last < 0 || asks[last].About.Href != about.Href {
			asks = append(asks, templates.Telltale{About: about})
			last++
		}
		asks[last].Inputs = append(asks[last].Inputs, wordInput(p, t))
	}
	return asks, nil
}

// wordInput asks for other words in one field.
func wordInput(p templates.Page, t directory.Telling) templates.Input {
	in := templates.Input{Name: wordMark + t.Listing.ID + "." + t.Field, Label: p.Say("listing.field." + t.Field), Value: t.Says, Autocomplete: "off", Dir: "auto"}
	if slices.Contains([]string{"about", "first_time", "notes"}, t.Field) {
		in.Kind = "textarea"
	}
	return in
}

// rewordings are the words that a form changes, listing by listing.
func rewordings(form url.Values) []directory.Rewording {
	words := map[string]map[string]string{}
	for name := range form {
		rest, ok := strings.CutPrefix(name, wordMark)
		id, field, whole := strings.Cut(rest, ".")
		if !ok || !whole {
			continue
		}
		if words[id] == nil {
			words[id] = map[string]string{}
		}
		words[id][field] = form.Get(name)
	}
	var all []directory.Rewording
	for id, fields := range words {
		all = append(all, directory.Rewording{Listing: id, Words: fields})
	}
	slices.SortFunc(all, func(a, b directory.Rewording) int { return strings.Compare(a.Listing, b.Listing) })
	return all
}

// placeOf is where a meeting is so far, in a list that is empty when it has no place.
func (s *server) placeOf(r *http.Request, v visit, meeting string) ([]*directory.Venue, error) {
	whole, err := s.Directory.Look(r.Context(), v.by, meeting)
	if err != nil || whole.Venue == nil {
		return nil, err
	}
	return []*directory.Venue{whole.Place()}, nil
}

// askBeforeAdding asks about the words around a new place that is to be withheld.
func (s *server) askBeforeAdding(r *http.Request, v visit, a around, e *entry) ([]templates.Telltale, error) {
	place, ok := e.content.(*directory.Venue)
	if !ok || !place.Withheld() || a.group == "" && a.meeting == "" {
		return nil, nil
	}
	if a.group != "" {
		return s.askFirst(r, v, a.group, place)
	}
	was, err := s.placeOf(r, v, a.meeting)
	if err != nil {
		return nil, err
	}
	return s.askFirst(r, v, a.meeting, append(was, place)...)
}

// askBeforeMoving asks about the words of a meeting that leaves its place for a withheld one.
func (s *server) askBeforeMoving(r *http.Request, v visit, meeting, venue string) ([]templates.Telltale, error) {
	if venue == "" {
		return nil, nil
	}
	to, err := s.Directory.Look(r.Context(), v.by, venue)
	if err != nil || !to.Place().Withheld() {
		return nil, err
	}
	was, err := s.placeOf(r, v, meeting)
	if err != nil || len(was) == 0 {
		return nil, err
	}
	return s.askFirst(r, v, meeting, was...)
}

// showMove asks before a meeting is moved to a withheld place.
func (s *server) showMove(w http.ResponseWriter, r *http.Request, v visit, meeting, venue string, asks []templates.Telltale) error {
	whole, err := s.Directory.Look(r.Context(), v.by, meeting)
	if err != nil {
		return err
	}
	p, desk, err := s.frame(r, v, "find", s.spoken(r).words.Say("edit.title"))
	if err != nil {
		return err
	}
	path := v.base() + "/listings/" + meeting
	return s.render(w, r, http.StatusOK, templates.EntryPage(p, desk, templates.Entry{
		Heading: p.Say("edit.heading", "name", titleOf(p.Words, whole.Listing)), Action: path + "/place", Back: path,
		Button: p.Say("edit.save"), Keep: []templates.Hidden{{Name: "venue", Value: venue}}, Asks: asks,
	}))
}

// caution adds what is still to be done about a withheld place.
func (s *server) caution(r *http.Request, p templates.Page, v visit, whole directory.Whole, out *templates.Look) error {
	if whole.Shared {
		return nil
	}
	e, err := s.Directory.Exposed(r.Context(), v.by, whole.Listing.ID)
	if err != nil {
		return err
	}
	for _, g := range e.Lone {
		out.Lone = append(out.Lone, templates.Link{Text: p.Say("look.lone.add", "name", g.Content.Title()), Href: v.base() + "/listings/" + g.ID + "/edit"})
	}
	venue := whole.Listing.Venue
	if whole.Listing.Kind == directory.KindVenue {
		venue = whole.Listing.ID
	}
	if venue == "" {
		return nil
	}
	for _, t := range e.Telling {
		out.Telling = append(out.Telling, p.Say("listing.field."+t.Field)+": "+t.Says)
	}
	out.TellingHref = v.base() + "/listings/" + venue + "/edit"
	return nil
}
