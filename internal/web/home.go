package web

import (
	"cmp"
	"net/http"
	"slices"

	"kith/internal/directory/index"
	"kith/internal/message"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// soonShown is how many meetings the first page names.
const soonShown = 6

// homeRadius is how far about the operator's home the first page looks, in kilometres.
const homeRadius = 25

// home is the first page: one field, what starts soon, what it is about.
func (s *server) home(w http.ResponseWriter, r *http.Request) error {
	page := s.page(r, "")
	page.Class, page.Islands, page.Path = "home", []string{"near", "times"}, "/"
	page.Description = page.Say("home.lead")
	t := s.teller(page)
	soon, err := s.soon(&t)
	if err != nil {
		return err
	}
	page.NoIndex = slices.ContainsFunc(soon.Rows, func(r templates.Row) bool { return r.Sample })
	concerns, all, err := t.concerns(s.Directory.Index(), vocabulary.TopConcerns())
	if err != nil {
		return err
	}
	concerns = append(concerns, templates.Concern{Name: t.Say("home.all"), Href: t.To("/concerns"), Count: t.Words.Number(all)})
	return s.render(w, r, http.StatusOK, templates.Home(page, templates.Start{
		Ask: templates.Asking{Shared: t.To("/search?" + paramShared + "=1")}, Soon: soon, Concerns: concerns,
	}))
}

// soon is what is under way or next: what one can join from anywhere, and near the operator's home what meets there.
func (s *server) soon(t *teller) (templates.Rows, error) {
	ix := s.Directory.Index()
	answer, err := ix.Search(t.now, index.Query{Attend: index.Choice{Any: []string{"online", "hybrid", "phone"}}, Limit: soonShown})
	if err != nil {
		return templates.Rows{}, err
	}
	hits, heading := answer.Hits, "home.soon.online"
	if s.Home != nil {
		answer, err = ix.Search(t.now, index.Query{Near: s.Home, RadiusKM: homeRadius, Attend: index.Choice{Any: []string{"in_person"}}, Limit: soonShown})
		if err != nil {
			return templates.Rows{}, err
		}
		hits, heading = append(slices.Clone(hits), answer.Hits...), "home.soon.near"
	}
	hits = slices.DeleteFunc(hits, func(h index.Hit) bool { return h.Next.IsZero() })
	slices.SortStableFunc(hits, func(a, b index.Hit) int { return a.Next.Compare(b.Next) })
	rows := t.inOneList(hits[:min(len(hits), soonShown)], "soon", t.Say("home.soon"))
	rows.Total, rows.NoTotal = len(rows.Rows), false
	if rows.Aside == "" { // no meeting, no clock
		rows.Aside = t.Say(heading)
	} else {
		rows.Aside = t.Say("home.soon.aside", "what", t.Say(heading), "zone", rows.Aside)
	}
	for i := range rows.Rows {
		rows.Rows[i].Away = "" // from the operator's home, not from the reader
	}
	return rows, nil
}

// concerns are those concerns that meetings are about, the commonest first, and how many meetings there are in all.
func (t *teller) concerns(ix *index.Index, codes []string) ([]templates.Concern, int, error) {
	answer, err := ix.Search(t.now, index.Query{Facets: true})
	if err != nil {
		return nil, 0, err
	}
	counts := answer.Facets["concern"]
	codes = slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return counts[code] == 0 })
	message.SortBy(t.Words, codes, func(code string) string { return t.name(vocabulary.FacetConcern, code) })
	slices.SortStableFunc(codes, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	var all []templates.Concern
	for _, code := range codes {
		all = append(all, templates.Concern{
			Name: t.name(vocabulary.FacetConcern, code), Href: t.To("/concerns/" + slugOf(code)), Count: t.Words.Number(counts[code]),
		})
	}
	return all, answer.Total, nil
}
