package web

import (
	"strings"
	"time"

	"kith/internal/directory"
	"kith/internal/lists"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// known is what is good to know of a meeting or a group, name by name. What is not said is left out.
func (t *teller) known(whole *directory.Whole) []templates.Known {
	g := whole.About()
	m := whole.Meeting()
	if m == nil {
		m = &directory.Meeting{}
	}
	var list []templates.Known
	add := func(key string, facts ...string) {
		var told []string
		for _, fact := range facts {
			if fact != "" {
				told = append(told, fact)
			}
		}
		if len(told) > 0 {
			list = append(list, templates.Known{Name: t.Say(key), Facts: told})
		}
	}
	add("known.concerns", t.list(vocabulary.FacetConcern, g.EffectiveConcerns())...)
	add("known.programme", t.coded(vocabulary.FacetProgramme, g.Programme))
	add("known.led", t.coded(vocabulary.FacetLed, g.Led))
	add("known.open", t.coded(vocabulary.FacetOpen, m.Open))
	add("known.audience", t.list(vocabulary.FacetAudience, lists.With(m.Audience, g.Audience...))...)
	add("known.formats", strings.Join(t.list(vocabulary.FacetFormat, m.Formats), ", "))
	add("known.codes", strings.Join(m.Codes, ", "))
	add("known.belief", t.coded(vocabulary.FacetBelief, g.Belief))
	access := m.Access
	if v := whole.Place(); v != nil {
		access = lists.With(access, v.Access...)
	}
	add("known.access", t.list(vocabulary.FacetAccess, access)...)
	languages := m.Languages
	if len(languages) == 0 {
		languages = g.Languages
	}
	add("known.languages", strings.Join(t.list(vocabulary.FacetLanguage, languages), ", "))
	add("known.cost", t.cost(g.Cost))
	add("known.notes", m.Notes)
	add("known.confirmed", t.confirmed(whole))
	if len(m.Inferred) > 0 {
		add("known.inferred", t.Words.List(t.fieldNames(m.Inferred)...))
	}
	return list
}

// coded is the name of a code, nothing where there is none.
func (t *teller) coded(facet vocabulary.Facet, code string) string {
	if code == "" {
		return ""
	}
	return t.name(facet, code)
}

func (t *teller) cost(cost string) string {
	if cost == "" {
		return t.Say("known.free")
	}
	return cost
}

// fieldNames names the fields that an importer concluded.
func (t *teller) fieldNames(fields []string) []string {
	var named []string
	for _, field := range fields {
		if key := "known.field." + field; t.Words.Has(key) {
			named = append(named, t.Say(key))
		}
	}
	return named
}

// confirmed says when a person last made sure, and that nobody has when that is so.
func (t *teller) confirmed(whole *directory.Whole) string {
	l := &whole.Listing
	if whole.Group != nil && whole.Group.VerifiedOn > l.VerifiedOn {
		l = whole.Group
	}
	if l.VerifiedOn == 0 {
		return t.Say("known.unconfirmed")
	}
	y, month, d := l.VerifiedOn.Civil()
	date := t.Words.Date(time.Date(y, month, d, 0, 0, 0, 0, time.UTC))
	if key := "known.confirmed." + l.VerifiedHow; l.VerifiedHow != "" && t.Words.Has(key) {
		return t.Say(key, "date", date)
	}
	return t.Say("known.confirmed.on", "date", date)
}

// firstTime is what happens at a first visit: by the group's own account, else what is true of most.
func (t *teller) firstTime(g *directory.Group, attend, open string) (sentences []string, own bool) {
	if g.FirstTime != "" {
		return strings.Split(strings.TrimSpace(g.FirstTime), "\n"), true
	}
	way := "place"
	switch attend {
	case "online", "phone", "arranged":
		way = attend
	case "closed":
		return nil, false
	}
	sentences = []string{t.Say("first." + way), t.Say("first.always")}
	if open == "members_only" {
		sentences = append(sentences, t.Say("first.members_only"))
	}
	return sentences, false
}
