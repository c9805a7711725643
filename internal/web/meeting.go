package web

import (
	"net/http"
	"strings"

	"kith/internal/directory"
	"kith/internal/lists"
	"kith/internal/message"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// meeting is the page of one meeting. Its calendar stands at the same address with .ics at the end.
func (s *server) meeting(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	whole, err := s.Directory.Public(r.Context(), directory.KindMeeting, slug)
	if err != nil {
		return err
	}
	if whole.MovedTo != "" {
		return s.moved(w, r, "/meetings/"+whole.MovedTo)
	}
	page := s.listingPage(r, &whole)
	t := s.teller(page)
	l := s.meetingListing(&t, &whole)
	return s.render(w, r, http.StatusOK, templates.ListingPage(page, l))
}

// moved leads to where a listing stands now.
func (s *server) moved(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, s.spoken(r).prefix+path, http.StatusMovedPermanently)
	return nil
}

// listingPage begins the page of a listing. Its title is the listing's own name, so that a bookmark can be told.
func (s *server) listingPage(r *http.Request, whole *directory.Whole) templates.Page {
	page := s.page(r, whole.Listing.Content.Title())
	page.Section, page.Sample, page.Path = templates.Find, whole.Sample, r.URL.Path
	page.Islands = []string{"times", "copy", "meeting"}
	if about := whole.About(); about != nil {
		page.Description = shortened(about.About, 160)
	}
	return page
}

// shortened cuts a text between words.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := strings.ToValidUTF8(text[:most], "")
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}

func (s *server) meetingListing(t *teller, whole *directory.Whole) templates.Listing {
	m, g := whole.Meeting(), whole.About()
	path := "/meetings/" + whole.Listing.Slug
	l := templates.Listing{
		Name: m.Name, About: g.About, Trail: s.trail(t, whole), Now: t.when(m),
		Known: t.known(whole), Place: t.place(whole), Join: t.join(m), Contact: t.contact(g.Contact),
		Above: t.above(whole), Give: t.give(g), Sources: t.sources(whole), WrongHref: t.To(path + "/wrong"),
	}
	t.speaks(&l, lists.With(m.Languages, g.Languages...))
	l.FirstTime, l.FirstOwn = t.firstTime(g, m.Attend, m.Open)
	l.Keep = &templates.Keep{Code: path + "/qr.png", Text: t.Whole(path)}
	if m.Schedule.Repeats != schedule.Never {
		l.Keep.Calendar = t.To(path + ".ics")
	}
	if rows := s.sisters(t, whole.Others); len(rows) > 0 {
		l.Meetings, l.Heading = rows, t.Say("listing.others", "group", g.Name)
	}
	if !whole.Sample && !g.Unlisted {
		l.Data = eventData(t, whole)
	}
	return l
}

// speaks notes the language of a listing's own words where it can be told and is not the reader's.
func (t *teller) speaks(l *templates.Listing, languages []string) {
	if len(languages) == 1 && languages[0] != t.Words.Lang() {
		l.Lang, l.Dir = languages[0], message.DirOf(languages[0])
	}
}

// trail leads up to what a listing is about and to its town.
func (s *server) trail(t *teller, whole *directory.Whole) []templates.Link {
	var trail []templates.Link
	if concerns := whole.About().EffectiveConcerns(); len(concerns) > 0 {
		code := concerns[0]
		trail = append(trail, templates.Link{Text: t.name(vocabulary.FacetConcern, code), Href: t.To("/concerns/" + slugOf(code))})
	}
	if v := whole.Place(); v != nil && v.Locality != "" {
		if town, ok := s.townOf(v); ok {
			trail = append(trail, templates.Link{Text: v.Locality, Href: t.To("/places/" + town.Slug())})
		}
	}
	return trail
}

// above are the organisations, the nearest first.
func (t *teller) above(whole *directory.Whole) []templates.Link {
	var links []templates.Link
	if whole.Group != nil && whole.Group.Content.Title() != whole.Listing.Content.Title() {
		links = append(links, templates.Link{Text: whole.Group.Content.Title(), Href: t.To("/groups/" + whole.Group.Slug)})
	}
	for _, o := range whole.Organisations {
		links = append(links, templates.Link{Text: o.Content.Title(), Href: t.To("/organisations/" + o.Slug)})
	}
	return links
}

// sources name where a listing comes from and what its publisher allows.
func (t *teller) sources(whole *directory.Whole) []string {
	var names []string
	for _, source := range whole.Sources {
		if source.Name != "" {
			names = append(names, source.Name)
		}
	}
	var lines []string
	if len(names) > 0 {
		lines = append(lines, t.Say("listing.source", "names", t.Words.List(names...)))
	}
	return append(lines, whole.Licences...)
}
