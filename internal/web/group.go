package web

import (
	"net/http"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// group is the page of a group with all its meetings. One that is reached by contact only is as full a page.
func (s *server) group(w http.ResponseWriter, r *http.Request) error {
	whole, err := s.Directory.Public(r.Context(), directory.KindGroup, r.PathValue("slug"))
	if fault.KindOf(err) == fault.NotFound {
		return s.parted(w, r, r.PathValue("slug"), err)
	}
	if err != nil {
		return err
	}
	if whole.MovedTo != "" {
		return s.moved(w, r, "/groups/"+whole.MovedTo)
	}
	page := s.listingPage(r, &whole)
	t := s.teller(page)
	l := s.groupListing(&t, &whole)
	if l.DoorHref, err = s.doorOf(r, &whole); err != nil {
		return err
	}
	if l.MovedHref, err = s.movedDoor(r, &whole); err != nil {
		return err
	}
	if err := s.tellLife(r, &t, &whole, &l); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.ListingPage(page, l))
}

// doorOf is the way from a group's listing to the door of its own space; empty when it has none that one can come to.
func (s *server) doorOf(r *http.Request, whole *directory.Whole) (string, error) {
	_, err := s.Groups.Of(r.Context(), whole.Listing.ID)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return "/groups/" + whole.Listing.Slug + "/door", err
}

func (s *server) groupListing(t *teller, whole *directory.Whole) templates.Listing {
	g := whole.About()
	path := "/groups/" + whole.Listing.Slug
	l := templates.Listing{
		Name: g.Name, About: g.About, Trail: s.trail(t, whole), Known: t.known(whole), Contact: t.contact(g.Contact),
		Above: t.above(whole), Give: t.give(g), Sources: t.sources(whole), WrongHref: t.To(path + "/wrong"),
		Meetings: s.sisters(t, whole.Below), Heading: t.Say("listing.meetings"),
	}
	if g.Rhythm != "" && g.Rhythm != "scheduled" {
		l.Rhythm = t.name(vocabulary.FacetRhythm, g.Rhythm)
	}
	t.speaks(&l, g.Languages)
	if g.FirstTime != "" {
		l.FirstTime, l.FirstOwn = t.firstTime(g, "", "")
	}
	l.Keep = &templates.Keep{Code: path + "/qr.png", Text: t.Whole(path)}
	if len(l.Meetings) > 0 {
		l.Keep.Calendar = t.To(path + ".ics")
	}
	if !whole.Sample && !g.Unlisted {
		l.Data = organisationData(t, g.Name, g.About, path)
	}
	return l
}
