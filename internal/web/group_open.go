package web

import (
	"net/http"

	"kith/internal/directory"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// offerSpace offers a public group's listing a space of its own, or says that it has one.
func (s *server) offerSpace(r *http.Request, v visit, p templates.Page, l directory.Listing, out *templates.Look) (err error) {
	what, ok := map[directory.Kind]pack.For{directory.KindGroup: pack.ForGroup, directory.KindOrganisation: pack.ForOrganisation}[l.Kind]
	if !v.by.Has(people.Steward) || !ok || l.State != directory.Published || out.Sample {
		return nil
	}
	if out.HasSpace, err = s.Groups.Has(r.Context(), v.by, l.ID); err != nil || out.HasSpace {
		return err
	}
	suggested, err := s.Groups.Suggestion(r.Context(), v.by, l.ID)
	out.Packs, out.Suggested = packChoices(p, what, suggested)
	out.Langs = s.langs()
	return err
}

// openGroup makes a space for a listed group, and shows the link for its first members once.
func (s *server) openGroup(w http.ResponseWriter, r *http.Request, v visit) error {
	whole, err := s.Directory.Look(r.Context(), v.by, r.PathValue("listing"))
	if err != nil {
		return err
	}
	o := s.opening(r, r.PostFormValue("pack"), r.PostFormValue("lang"))
	o.Listing = whole.Listing.ID
	path, err := s.Groups.Open(r.Context(), v.by, o)
	if err != nil {
		return err
	}
	link := s.origin(r) + path
	image, err := drawCode(link)
	if err != nil {
		return err
	}
	p, desk := s.desk(r, v, "find", s.spoken(r).words.Say("opened.title"))
	return s.render(w, r, http.StatusOK, templates.OpenedPage(p, desk, templates.Opened{Name: whole.Listing.Content.Title(), Link: link, Image: image, Back: v.base() + "/listings/" + whole.Listing.ID}))
}
