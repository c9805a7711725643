package web

import (
	"net/http"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/web/templates"
)

// wrong asks what is wrong with a listing. It keeps nothing of who says it.
func (s *server) wrong(kind directory.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		whole, err := s.doubted(r, kind)
		if err != nil {
			return err
		}
		page, doubt := s.doubtForm(r, kind, &whole, nil)
		return s.render(w, r, http.StatusOK, templates.Wrongness(page, doubt))
	}
}

// tellWrong takes in what is wrong with a listing.
func (s *server) tellWrong(kind directory.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", private)
		if err := r.ParseForm(); err != nil {
			return fault.Wrap(fault.Invalid, err)
		}
		whole, err := s.doubted(r, kind)
		if err != nil {
			return err
		}
		err = s.Directory.Tell(r.Context(), kind, whole.Listing.Slug, r.PostForm.Get("what"), r.PostForm.Get("words"))
		if err != nil && (fault.KindOf(err) != fault.Invalid || fieldsWrong(err) == nil) {
			return err
		}
		page, doubt := s.doubtForm(r, kind, &whole, fieldsWrong(err))
		if err != nil {
			return s.render(w, r, http.StatusBadRequest, templates.Wrongness(page, doubt))
		}
		return s.render(w, r, http.StatusOK, templates.Thanks(page, doubt))
	}
}

// doubted reads the listing that the address names, or the one that stands for it now.
func (s *server) doubted(r *http.Request, kind directory.Kind) (directory.Whole, error) {
	whole, err := s.Directory.Public(r.Context(), kind, r.PathValue("slug"))
	if err != nil || whole.MovedTo == "" {
		return whole, err
	}
	return s.Directory.Public(r.Context(), kind, whole.MovedTo)
}

// doubtForm is the form with what was written and what is to be looked at again.
func (s *server) doubtForm(r *http.Request, kind directory.Kind, whole *directory.Whole, problems []fault.Field) (templates.Page, templates.Doubt) {
	page := s.page(r, s.spoken(r).words.Say("doubt.tab"))
	page.NoIndex, page.Section, page.Sample = true, templates.Find, whole.Sample
	path := "/" + string(kind) + "s/" + whole.Listing.Slug
	what := templates.Input{Name: "what", Label: page.Say("doubt.which"), Kind: "radio", Value: r.PostForm.Get("what")}
	words := templates.Input{Name: "words", Label: page.Say("doubt.words"), Hint: page.Say("doubt.words.hint"), Kind: "textarea", Value: r.PostForm.Get("words")}
	for _, code := range directory.Doubtful {
		what.Options = append(what.Options, templates.Option{Value: code, Label: page.Say("doubt.what." + code), On: code == what.Value})
	}
	for _, p := range problems {
		for _, input := range []*templates.Input{&what, &words} {
			if p.Name == input.Name {
				input.Error = page.Words.Fill(p.Key, p.Values)
			}
		}
	}
	return page, templates.Doubt{Name: whole.Listing.Content.Title(), Href: page.To(path), Action: page.To(path + "/wrong"), What: what, Words: words}
}
