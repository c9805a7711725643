package web

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"kith/internal/message"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// mostOffered is how many answers a question of the filters has.
const mostOffered = 24

// filters are the questions by which a search can be narrowed, each answer with how many meetings it would leave.
func (f *finding) filters() templates.Filters {
	out := templates.Filters{Action: f.To("/search"), Post: f.post, Groups: []templates.Filter{
		f.whenFilter(),
		f.filter("attend", "filter.attend"),
		f.concernFilter(),
		f.formatFilter(),
		f.filter("audience", "filter.audience"),
		f.filter("lang", "filter.language"),
		f.filter("access", "filter.access"),
		f.moreFilter(),
	}}
	asked := map[string]bool{}
	for _, g := range out.Groups {
		note(asked, g)
		out.Chosen += g.Chosen()
	}
	v := f.explicit()
	for _, name := range slices.Sorted(maps.Keys(v)) {
		for _, value := range v[name] {
			if asked[name] && (name == "format" || !strings.HasPrefix(value, "!")) {
				continue
			}
			out.Keep = append(out.Keep, templates.Hidden{Name: name, Value: value})
		}
	}
	return out
}

// note marks the parameters that a filter's own inputs carry.
func note(asked map[string]bool, g templates.Filter) {
	if len(g.Options) > 0 {
		asked[g.Name] = true
	}
	for _, i := range g.Inputs {
		asked[i.Name] = true
	}
	for _, part := range g.Parts {
		note(asked, part)
	}
}

// filter offers the codes of a facet that some meeting here has, the commonest first, and those that are chosen.
func (f *finding) filter(param, label string) templates.Filter {
	return templates.Filter{Name: param, Label: f.Say(label), Options: f.options(param, f.offered(param))}
}

// options are the answers for some codes. Refused ones stay in the form, so that it does not lose them.
func (f *finding) options(param string, codes []string) []templates.Option {
	chosen := f.sought.Values[param]
	var options []templates.Option
	for _, code := range codes {
		options = append(options, templates.Option{
			Value: code, Label: facetName(f.Words, param, code), Count: f.counted(f.answer.Facets[param][code]), On: slices.Contains(chosen, code),
		})
	}
	return options
}

func (f *finding) counted(n int) string { return f.Words.Number(n) }

// offered are the codes worth offering: chosen ones and the commonest, which a search can ask for by name.
func (f *finding) offered(param string) []string {
	counts := f.answer.Facets[param]
	var codes []string
	for code, n := range counts {
		if n > 0 && askable(param, code) && !slices.Contains(f.sought.Values[param], code) {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	codes = codes[:min(len(codes), mostOffered)]
	for _, value := range f.sought.Values[param] {
		if !strings.HasPrefix(value, "!") {
			codes = append(codes, value)
		}
	}
	message.SortBy(f.Words, codes, func(code string) string { return facetName(f.Words, param, code) })
	return codes
}

// askable says whether a code is one of the vocabulary: a source's own code is shown, but not asked for by name.
func askable(param, code string) bool {
	return vocabulary.Valid(facetOf[param], code) || param == "format" && vocabulary.Valid(vocabulary.FacetOpen, code)
}

// whenFilter asks for day and time.
func (f *finding) whenFilter() templates.Filter {
	v := f.sought.Values
	one := func(value, label string) templates.Option {
		return templates.Option{Value: value, Label: label, On: slices.Contains(v["day"], value)}
	}
	days := []templates.Option{one("today", f.Say("results.today")), one("tomorrow", f.Say("results.tomorrow"))}
	for i := range 7 {
		day := (f.Words.FirstWeekday() + time.Weekday(i)) % 7
		option := one(strconv.Itoa(int(day)), f.Words.Weekdays(day))
		option.Count = f.counted(f.answer.Facets["day"][option.Value])
		days = append(days, option)
	}
	return templates.Filter{Label: f.Say("filter.when"), Parts: []templates.Filter{
		{Name: "day", Label: f.Say("filter.day"), Options: days},
		{Name: "when", Label: f.Say("filter.time"), Options: []templates.Option{{Value: "now", Label: f.Say("search.now"), On: v.Get("when") == "now"}},
			Inputs: []templates.Input{
				{Name: "from", Label: f.Say("filter.from"), Kind: "time", Value: v.Get("from")},
				{Name: "to", Label: f.Say("filter.to"), Kind: "time", Value: v.Get("to")},
			}},
	}}
}

// concernFilter offers the wide concerns, and within a chosen one what is narrower.
func (f *finding) concernFilter() templates.Filter {
	codes := f.present("concern", vocabulary.TopConcerns())
	var narrower []string
	for _, value := range f.sought.Values["concern"] {
		code, not := strings.CutPrefix(value, "!")
		if not {
			continue
		}
		for _, wide := range vocabulary.Ancestors(vocabulary.FacetConcern, code) {
			narrower = append(narrower, f.present("concern", vocabulary.Children(vocabulary.FacetConcern, wide))...)
		}
		if !slices.Contains(codes, code) && !slices.Contains(narrower, code) {
			codes = append(codes, code)
		}
	}
	message.SortBy(f.Words, codes, func(code string) string { return facetName(f.Words, "concern", code) })
	slices.Sort(narrower)
	narrower = slices.DeleteFunc(slices.Compact(narrower), func(code string) bool { return slices.Contains(codes, code) })
	out := templates.Filter{Name: "concern", Label: f.Say("filter.concern"), Options: f.options("concern", codes)}
	if len(narrower) > 0 {
		out.Parts = []templates.Filter{{Name: "concern", Label: f.Say("filter.narrower"), Options: f.options("concern", narrower)}}
	}
	return out
}

// present keeps the codes that some meeting here has or that are chosen.
func (f *finding) present(param string, codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool {
		return f.answer.Facets[param][code] == 0 && !slices.Contains(f.sought.Values[param], code)
	})
}

// formatFilter asks for how a meeting goes, and for what it shall not be.
func (f *finding) formatFilter() templates.Filter {
	out := f.filter("format", "filter.format")
	refused := templates.Filter{Name: "format", Label: f.Say("filter.not")}
	for _, o := range out.Options {
		value := "!" + o.Value
		refused.Options = append(refused.Options, templates.Option{
			Value: value, Label: f.Say("search.not", "what", o.Label), On: slices.Contains(f.sought.Values["format"], value),
		})
	}
	for _, value := range f.sought.Values["format"] {
		if code, not := strings.CutPrefix(value, "!"); not && !slices.ContainsFunc(out.Options, func(o templates.Option) bool { return o.Value == code }) {
			refused.Options = append(refused.Options, templates.Option{Value: value, Label: f.said("format", value), On: true})
		}
	}
	if len(refused.Options) > 0 {
		out.Parts = []templates.Filter{refused}
	}
	return out
}

// moreFilter holds the questions that fewer people have.
func (f *finding) moreFilter() templates.Filter {
	out := templates.Filter{Label: f.Say("filter.more"), Parts: []templates.Filter{
		f.filter("led", "filter.led"),
		f.filter("belief", "filter.belief"),
		f.filter("programme", "filter.programme"),
		f.oneOf("verified_days", "filter.verified", "30", "90", "365"),
	}}
	if f.sought.Query.Near != nil {
		out.Parts = append([]templates.Filter{f.oneOf("radius_km", "filter.radius", "2", "5", "10", "25", "50", "100")}, out.Parts...)
	}
	return out
}

// oneOf asks for one of some numbers, or none.
func (f *finding) oneOf(param, label string, numbers ...string) templates.Filter {
	chosen := f.sought.Values.Get(param)
	out := templates.Filter{Name: param, Label: f.Say(label), One: true,
		Options: []templates.Option{{Label: f.Say("filter.any." + param), On: chosen == ""}}}
	if chosen != "" && !slices.Contains(numbers, chosen) {
		numbers = append(slices.Clone(numbers), chosen)
	}
	for _, number := range numbers {
		text := number
		if param == "radius_km" {
			text = f.Say("distance.km", "n", number)
		} else if n, err := strconv.Atoi(number); err == nil {
			text = f.Count("search.verified", n)
		}
		out.Options = append(out.Options, templates.Option{Value: number, Label: text, On: number == chosen})
	}
	return out
}
