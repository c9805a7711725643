package web

import (
	"net/http"
	"slices"
	"strings"

	"kith/internal/directory"
	"kith/internal/directory/index"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/web/templates"
)

// findListing is the desk's own search, which also finds what is not public.
func (s *server) findListing(w http.ResponseWriter, r *http.Request, v visit) error {
	p, desk := s.desk(r, v, "find", s.spoken(r).words.Say("desk.find.title"))
	out := templates.Found{Query: r.URL.Query().Get("q"), Kind: r.URL.Query().Get("kind")}
	kinds := []directory.Kind{directory.KindMeeting, directory.KindGroup, directory.KindVenue, directory.KindOrganisation}
	for _, k := range kinds {
		out.Kinds = append(out.Kinds, templates.Option{Value: string(k), Label: p.Say("listing.kind." + string(k))})
	}
	if !slices.Contains(kinds, directory.Kind(out.Kind)) {
		out.Kind = string(directory.KindMeeting)
	}
	found, err := s.Directory.Find(r.Context(), v.by, directory.Kind(out.Kind), out.Query, mostFound)
	if err != nil {
		return err
	}
	places, err := s.Directory.Places(r.Context(), v.by, found)
	if err != nil {
		return err
	}
	for _, l := range found {
		out.Rows = append(out.Rows, foundRow(p, v, l, places[l.ID]))
	}
	out.Full = len(found) == mostFound
	return s.render(w, r, http.StatusOK, templates.FoundPage(p, desk, out))
}

// foundRow is a listing among others of its kind, which may have its name: with its town, day and time.
func foundRow(p templates.Page, v visit, l directory.Listing, places []*directory.Venue) templates.Brief {
	b := brief(p, v, l)
	b.Kind = ""
	if m, ok := l.Content.(*directory.Meeting); ok {
		b.Text = whenInWords(p.Words, m.Schedule)
	}
	for _, place := range places {
		if town := townInWords(place); town != "" && !slices.Contains(b.Towns, town) {
			b.Towns = append(b.Towns, town)
		}
	}
	return b
}

// brief is a listing on one line.
func brief(p templates.Page, v visit, l directory.Listing) templates.Brief {
	b := templates.Brief{Href: v.base() + "/listings/" + l.ID, Title: titleOf(p.Words, l), Kind: p.Say("listing.kind." + string(l.Kind))}
	if m, ok := l.Content.(*directory.Meeting); ok {
		b.Text = scheduleInWords(p.Words, m.Schedule)
	}
	if l.State != directory.Published {
		b.State = p.Say("listing.state." + string(l.State))
	}
	return b
}

// lookAtListing shows all that is known of a listing, what its source says instead, and its history.
func (s *server) lookAtListing(w http.ResponseWriter, r *http.Request, v visit) error {
	whole, err := s.Directory.Look(r.Context(), v.by, r.PathValue("listing"))
	if err != nil {
		return err
	}
	names, err := s.People.Names(r.Context(), v.by)
	if err != nil {
		return err
	}
	l := whole.Listing
	p, desk, err := s.frame(r, v, "find", s.spoken(r).words.Say("look.title"))
	if err != nil {
		return err
	}
	out := templates.Look{
		Path: v.base() + "/listings/" + l.ID, Title: titleOf(p.Words, l), Kind: p.Say("listing.kind." + string(l.Kind)),
		State: p.Say("listing.state." + string(l.State)), Published: l.State == directory.Published, Retired: l.State == directory.Retired,
		Public: publicPath(p, l), Merged: l.MergedInto, Offers: offers(p.Words, whole), Sample: whole.Sample,
		Waiting: r.URL.Query().Get("undo") == "late", Shared: whole.Shared,
	}
	if out.Facts, err = factsOf(p.Words, l); err != nil {
		return err
	}
	s.surround(p, v, whole, &out)
	if err := s.offerSpace(r, v, p, l, &out); err != nil {
		return err
	}
	if err := s.caution(r, p, v, whole, &out); err != nil {
		return err
	}
	if l.Kind == directory.KindMeeting && whole.Venue != nil && !whole.Place().Withheld() {
		out.Withhold = out.Path + "/withhold"
	}
	if !desk.Steward && l.Kind == directory.KindGroup {
		out.Confirm = out.Path + "/confirm"
	}
	if l.VerifiedOn != 0 {
		out.Verified = p.Say("look.verified", "date", p.Words.Date(dayTime(l.VerifiedOn)), "how", p.Say("verify."+l.VerifiedHow))
	}
	for _, how := range directory.WaysToVerify {
		out.Ways = append(out.Ways, templates.Option{Value: how, Label: p.Say("verify." + how)})
	}
	for _, c := range whole.History {
		out.History = append(out.History, pastOf(p.Words, names, c))
	}
	return s.render(w, r, http.StatusOK, templates.LookPage(p, desk, out))
}

// surround adds the listings around one: its group, place and organisations, and what stands below it.
func (s *server) surround(p templates.Page, v visit, whole directory.Whole, out *templates.Look) {
	l := whole.Listing
	if whole.Group != nil {
		out.Above = append(out.Above, brief(p, v, *whole.Group))
	}
	for _, o := range whole.Organisations {
		if v.by.Has(people.Steward) { // a group cannot look at what is above it
			out.Above = append(out.Above, brief(p, v, o))
		}
	}
	if whole.Venue != nil {
		place := brief(p, v, *whole.Venue)
		if slices.Contains(l.Corrected, "venue") {
			place.Text = p.Say("look.corrected")
		}
		out.Place = &place
	}
	for _, one := range whole.Below {
		out.Below = append(out.Below, brief(p, v, one))
	}
	for _, src := range whole.Sources {
		out.Sources = append(out.Sources, sourceLine(src))
	}
	switch l.Kind {
	case directory.KindMeeting:
		out.ChangePlace = v.base() + "/add/venue" + around{meeting: l.ID}.query()
	case directory.KindGroup:
		out.AddBelow = v.base() + "/add/venue" + around{group: l.ID}.query()
	case directory.KindOrganisation:
		out.AddBelow = v.base() + "/add/group" + around{organisation: l.ID}.query()
	}
}

// publicPath is where everybody sees the listing; empty where it has no page of its own.
func publicPath(p templates.Page, l directory.Listing) string {
	under := map[directory.Kind]string{directory.KindMeeting: "/meetings/", directory.KindGroup: "/groups/", directory.KindOrganisation: "/organisations/"}[l.Kind]
	if under == "" || l.State != directory.Published {
		return ""
	}
	return p.To(under + l.Slug)
}

// factsOf are the fields of a listing that say something, in words.
func factsOf(words *message.Words, l directory.Listing) ([]templates.Known, error) {
	fields, err := directory.FieldsOf(l.Content)
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return fieldPlace(a) - fieldPlace(b) })
	var facts []templates.Known
	for _, name := range names {
		text := said(words, name, string(fields[name]))
		if text == "" || name == "inferred" {
			continue
		}
		known := templates.Known{Name: words.Say("listing.field." + name), Facts: []string{text}}
		if slices.Contains(l.Corrected, name) {
			known.Facts = append(known.Facts, words.Say("look.corrected"))
		}
		facts = append(facts, known)
	}
	return facts, nil
}

// order is the order in which the fields of a listing are told.
var order = strings.Fields(`name schedule attend type about first_time concerns programme audience led belief languages cost rhythm contact
	contributions unlisted shown hint address street quarter locality region postal country at rough directions access formats open room notes
	join_url join_notes dial_in dial_notes pass_code join_for codes website phone email`)

func fieldPlace(name string) int {
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

// offers are the fields that a person put right and of which the source says something else.
func offers(words *message.Words, whole directory.Whole) []templates.Offer {
	var all []templates.Offer
	for name, value := range whole.Listing.Offered {
		says := said(words, name, string(value))
		if other := whole.Named[says]; other != nil {
			says = titleOf(words, *other)
		}
		all = append(all, templates.Offer{Field: name, Label: words.Say("listing.field." + name), Says: says})
	}
	slices.SortFunc(all, func(a, b templates.Offer) int { return fieldPlace(a.Field) - fieldPlace(b.Field) })
	return all
}

// pastOf is one change of a field in words.
func pastOf(words *message.Words, names map[string]string, c directory.Change) templates.Past {
	past := templates.Past{ID: c.ID, Label: words.Say("listing.field." + c.Field), Act: words.Say("act." + string(c.Act)),
		At: words.Date(store.FromMillis(c.At)), By: names[c.By]}
	switch {
	case c.Import != "":
		past.By = words.Say("look.by-source")
	case c.By == "operator":
		past.By = words.Say("look.by-operator")
	case c.By == directory.ByGroup:
		past.By = words.Say("look.by-group")
	case past.By == "" && c.From != "":
		past.By = words.Say("look.from." + c.From)
	case past.By == "":
		past.By = words.Say("look.by-gone")
	}
	switch c.Field {
	case "parent", "venue", "merged_into": // ids, which say nothing to people
	default:
		past.Before, past.After = said(words, c.Field, c.Before), said(words, c.Field, c.After)
	}
	past.Undo = c.Act != directory.ActAdd && c.Act != directory.ActVerify && c.Field != "merged_into" && c.Before != c.After
	return past
}

// sourceLine is a source with its own id of a listing, where it has one that can be told.
func sourceLine(src index.Source) string {
	if src.ID == "" {
		return src.Name
	}
	return src.Name + " · " + src.ID
}
