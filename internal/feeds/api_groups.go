package feeds

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"kith/internal/directory"
	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/fold"
	"kith/internal/vocabulary"
)

// GroupList is all public groups as /api/v1/groups tells them (doc/api.md), by name.
type GroupList struct{ rows []groupRow }

type groupRow struct {
	slug, sort string
	text       []byte // the group as JSON
	facets     map[string][]string
}

// GroupQuery asks for groups: of each facet (concern, programme, lang, org, scheduled) any of the codes given, and none of
// those with a "!" before them.
type GroupQuery struct {
	Facets map[string][]string
	Limit  int
	Cursor string // of the answer before; empty: from the beginning
}

// NewGroupList puts the groups together with their meetings. A group that has a schedule and no public meeting is left
// out: it stands for meetings that are not published, or that are gone.
func (p *Publisher) NewGroupList(groups, meetings iter.Seq2[*directory.Whole, error]) (*GroupList, error) {
	of := map[string][]string{} // group → slugs of its meetings
	for w, err := range meetings {
		if err != nil {
			return nil, err
		}
		of[w.Group.ID] = append(of[w.Group.ID], w.Listing.Slug)
	}
	l := &GroupList{}
	for w, err := range groups {
		if err != nil {
			return nil, err
		}
		shown := len(of[w.Listing.ID]) > 0 || !scheduled(w.About())
		if shown && (!w.Sample || p.Sample) {
			l.rows = append(l.rows, newGroupRow(w, of[w.Listing.ID]))
		}
	}
	slices.SortFunc(l.rows, func(a, b groupRow) int { return cmp.Or(cmp.Compare(a.sort, b.sort), cmp.Compare(a.slug, b.slug)) })
	return l, nil
}

func newGroupRow(w *directory.Whole, meetings []string) groupRow {
	g := w.About()
	concerns := g.EffectiveConcerns()
	r := groupRow{slug: w.Listing.Slug, sort: fold.Fold(g.Name), facets: map[string][]string{
		"concern": vocabulary.Widen(vocabulary.FacetConcern, concerns), "programme": {g.Programme},
		"lang": vocabulary.Widen(vocabulary.FacetLanguage, g.Languages), "scheduled": {map[bool]string{true: "yes", false: "no"}[scheduled(g)]},
	}}
	for _, o := range w.Organisations {
		r.facets["org"] = append(r.facets["org"], o.Slug)
	}
	r.text = appendGroup(nil, w, concerns, meetings)
	return r
}

func scheduled(g *directory.Group) bool { return g.Rhythm == "" || g.Rhythm == "scheduled" }

func appendGroup(b []byte, w *directory.Whole, concerns, meetings []string) []byte {
	g := w.About()
	r := &jsonObject{append(b, `{"slug":`...)}
	r.b = appendText(r.b, w.Listing.Slug)
	r.nullable("name", marked(g.Name, w.Sample))
	r.nullable("about", g.About)
	r.nullable("first_time", g.FirstTime)
	r.texts("concerns", concerns)
	r.nullable("programme", g.Programme)
	r.texts("audience", g.Audience)
	r.nullable("led", g.Led)
	r.nullable("belief", g.Belief)
	r.texts("languages", g.Languages)
	r.nullable("cost", g.Cost)
	r.nullable("rhythm", first(g.Rhythm, "scheduled"))
	r.texts("meetings", meetings)
	r.name("contact")
	c := &jsonObject{append(r.b, `{"role":`...)}
	c.b = appendTextOrNull(c.b, g.Contact.Role)
	c.nullable("email", g.Contact.Email)
	c.nullable("phone", g.Contact.Phone)
	c.nullable("website", g.Contact.Website)
	r.b = append(c.b, '}')
	r.pairs("contributions", "service", "address", len(g.Contributions), func(i int) (string, string) {
		return g.Contributions[i].Service, g.Contributions[i].Address
	})
	r.pairs("organisations", "slug", "name", len(w.Organisations), func(i int) (string, string) {
		return w.Organisations[i].Slug, w.Organisations[i].Content.Title()
	})
	r.nullable("verified", w.Listing.VerifiedOn.String())
	r.nullable("updated", time.UnixMilli(w.Listing.Updated).UTC().Format(time.RFC3339))
	r.sources(w.Sources)
	return append(r.b, '}')
}

func (o *jsonObject) sources(list []index.Source) {
	o.pairs("sources", "name", "id", len(list), func(i int) (string, string) { return list[i].Name, list[i].ID })
}

// pairs appends a list of objects of two texts.
func (o *jsonObject) pairs(name, one, other string, n int, at func(i int) (string, string)) {
	o.name(name)
	o.b = append(o.b, '[')
	for i := range n {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		a, b := at(i)
		o.b = appendText(append(append(append(o.b, `{"`...), one...), `":`...), a)
		o.b = appendText(append(append(append(o.b, `,"`...), other...), `":`...), b)
		o.b = append(o.b, '}')
	}
	o.b = append(o.b, ']')
}

// Append appends the answer. The error is fault.Invalid for a cursor that is none.
func (l *GroupList) Append(b []byte, q GroupQuery) ([]byte, error) {
	rows := l.rows
	if len(q.Facets) > 0 {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r groupRow) bool { return !r.matches(q.Facets) })
	}
	b = append(b, `{"total":`...)
	b = strconv.AppendInt(b, int64(len(rows)), 10)
	b = append(b, `,"groups":[`...)
	if q.Cursor != "" {
		i := slices.IndexFunc(rows, func(r groupRow) bool { return r.slug == q.Cursor })
		if i < 0 {
			return nil, &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "cursor", Key: "search.cursor_invalid"}}}
		}
		rows = rows[i+1:]
	}
	page := rows[:min(q.Limit, len(rows))]
	for i := range page {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, page[i].text...)
	}
	b = append(b, `],"cursor":`...)
	if len(page) < len(rows) {
		b = appendText(b, page[len(page)-1].slug)
	} else {
		b = append(b, "null"...)
	}
	return append(b, '}'), nil
}

func (r *groupRow) matches(facets map[string][]string) bool {
	for facet, codes := range facets {
		wanted, found := false, false
		for _, code := range codes {
			refused, not := strings.CutPrefix(code, "!")
			has := slices.Contains(r.facets[facet], refused)
			if not && has {
				return false
			}
			wanted, found = wanted || !not, found || !not && has
		}
		if wanted && !found {
			return false
		}
	}
	return true
}
