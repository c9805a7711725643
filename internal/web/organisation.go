package web

import (
	"context"
	"net/http"
	"net/url"

	"kith/internal/directory"
	"kith/internal/directory/index"
	"kith/internal/message"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// organisation is the page of a fellowship, a region of one, or another body: what stands below it, and its meetings.
func (s *server) organisation(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	whole, err := s.Directory.Public(r.Context(), directory.KindOrganisation, slug)
	if err != nil {
		return err
	}
	if whole.MovedTo != "" {
		return s.moved(w, r, "/organisations/"+whole.MovedTo)
	}
	o := whole.Listing.Content.(*directory.Organisation)
	page := s.browsePage(r, o.Name)
	page.Description, page.Sample = shortened(o.About, 160), whole.Sample
	t := s.teller(page)
	b := templates.Browse{
		Name: o.Name, About: o.About, Contact: t.contact(o.Contact()),
		BelowLabel: t.Say("organisation.below"),
		Near:       &templates.NearForm{Label: t.Say("organisation.search"), Name: "q", Keep: []templates.Hidden{{Name: "org", Value: slug}}},
	}
	for i := len(whole.Organisations) - 1; i >= 0; i-- {
		above := whole.Organisations[i]
		b.Trail = append(b.Trail, templates.Link{Text: above.Content.Title(), Href: t.To("/organisations/" + above.Slug)})
	}
	answer, err := s.browse(&t, selection{index.Query{Organisation: index.Choice{Any: []string{slug}}}, url.Values{"org": {slug}}}, &b)
	if err != nil {
		return err
	}
	b.Below = t.below(whole.Below, answer.Facets["org"])
	if more := len(b.Below) - mostBelow; more > 0 {
		b.Below = append(b.Below[:mostBelow], templates.Concern{Name: t.Count("organisation.more", more), Href: t.To("/search?sort=name&org=" + slug)})
	}
	if o.Type != "" {
		b.Lead = t.name(vocabulary.FacetOrganisation, o.Type) + " · " + b.Lead
	}
	if !whole.Sample {
		b.Data = organisationData(&t, o.Name, o.About, r.URL.Path)
	}
	return s.render(w, r, http.StatusOK, templates.BrowsePage(page, b))
}

// mostBelow is how many organisations and groups a page names; the search has them all.
const mostBelow = 60

// below are the organisations and then the groups that stand below one, with how many meetings an organisation has.
func (t *teller) below(listings []directory.Listing, counts map[string]int) []templates.Concern {
	var bodies, groups []templates.Concern
	for _, l := range listings {
		switch l.Kind {
		case directory.KindOrganisation:
			bodies = append(bodies, templates.Concern{Name: l.Content.Title(), Href: t.To("/organisations/" + l.Slug), Count: t.Words.Number(counts[l.Slug])})
		case directory.KindGroup:
			groups = append(groups, templates.Concern{Name: l.Content.Title(), Href: t.To("/groups/" + l.Slug)})
		}
	}
	for _, list := range [][]templates.Concern{bodies, groups} {
		message.SortBy(t.Words, list, func(c templates.Concern) string { return c.Name })
	}
	return append(bodies, groups...)
}

// organisationKnown says of a slug whether a public organisation has it.
func (s *server) organisationKnown(ctx context.Context) func(string) bool {
	return func(slug string) bool {
		_, err := s.Directory.Public(ctx, directory.KindOrganisation, slug)
		return err == nil
	}
}
