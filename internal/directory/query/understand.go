package query

import (
	"maps"
	"slices"
	"strings"

	"kith/internal/fold"
	"kith/internal/place/gazetteer"
	"kith/internal/vocabulary"
)

// longestQuestion is how many words of a text are understood; what follows is left out.
const longestQuestion = 24

// text understands what was typed: "grief tonight near Oakland, online in Spanish" becomes a concern, a day with an hour,
// a place, a way of attending and a language. It goes by rules and vocabulary only: at each word the longest thing that
// is known is taken, times and places by their small words, the rest by the vocabulary. What is not understood stays a
// text to look for. A parameter that is given beside the text wins over what the text says. Where something is left and a
// listing's own name has all the words, they are that name: "Serenity in the morning" asks for no time of day.
func (p *parser) text() {
	typed := p.one("q")
	words := fold.Words(typed)
	words = words[:min(len(words), longestQuestion)]
	if len(words) == 0 {
		p.s.Values.Del("q")
		return
	}
	before := maps.Clone(p.s.Values)
	u := &understood{p: p}
	u.read(words)
	if len(u.left) > 0 && len(words) > 1 && p.asked.Named != nil && p.asked.Named(words) {
		p.s.Values, p.s.NearMe = before, false
		p.s.Query.Text = typed
		return
	}
	p.s.Query.Text = strings.Join(u.left, " ")
	if len(u.left) == 0 {
		p.s.Values.Del("q")
	} else if u.any {
		p.s.Values.Set("q", p.s.Query.Text)
	}
}

// understood gathers what a text says.
type understood struct {
	p    *parser
	left []string // words that nothing was made of
	any  bool     // something was understood
}

func (u *understood) read(words []string) {
	for i := 0; i < len(words); {
		n := u.step(words[i:])
		if n == 0 {
			u.left = append(u.left, words[i])
			n = 1
		} else {
			u.any = true
		}
		i += n
	}
	if u.any {
		u.bareTown()
		u.left = slices.DeleteFunc(u.left, func(w string) bool { return fillers[w] })
	}
}

// step makes something of the start of words and says how many words it took.
func (u *understood) step(words []string) int {
	if n := generic(words); n > 0 {
		return n
	}
	if n := u.time(words); n > 0 {
		return n
	}
	m, known := vocabulary.Understand(words, u.p.asked.Language)
	if n, town := u.nearby(words); n > 0 && (!known || n > m.Words || m.Weak) {
		if town == "" {
			u.p.s.NearMe = true
		} else {
			u.set("near", town)
		}
		return n
	}
	if known && !(m.Weak && len(words) > 1 && u.town(words) > 0) {
		u.term(m.Term)
		return m.Words
	}
	return 0
}

// everything is what people call all that is listed here: it narrows nothing.
var everything = [][]string{{"support", "group"}, {"support", "groups"}, {"self", "help"}, {"mutual", "help"}, {"grupo", "de", "apoyo"}, {"grupos", "de", "apoyo"}, {"autoayuda"}}

// generic says how many words at the start only name what is listed here.
func generic(words []string) int {
	for _, said := range everything {
		if starts(words, said) {
			return len(said)
		}
	}
	return 0
}

// set gives a parameter a value that the text says, unless it was given beside the text. Of what can only be said once the
// first counts.
func (u *understood) set(param string, values ...string) {
	if len(u.p.in[param]) > 0 || u.settled(param, values) {
		return
	}
	for _, v := range values {
		if !slices.Contains(u.p.s.Values[param], v) {
			u.p.s.Values.Add(param, v)
		}
	}
}

// settled says whether the text has said enough of a parameter: a place, a window of time, a day near today.
func (u *understood) settled(param string, values []string) bool {
	had := u.p.s.Values[param]
	switch param {
	case "near", "when", "from", "to":
		return len(had) > 0
	case "day":
		return len(had) > 0 && (relative(had[0]) || relative(values[0]))
	}
	return false
}

func relative(day string) bool { return day == "today" || day == "tomorrow" }

// params are the parameters that facets are asked for by.
var params = map[vocabulary.Facet]string{
	vocabulary.FacetConcern: "concern", vocabulary.FacetProgramme: "programme", vocabulary.FacetFormat: "format",
	vocabulary.FacetAudience: "audience", vocabulary.FacetOpen: "format", vocabulary.FacetAccess: "access",
	vocabulary.FacetAttend: "attend", vocabulary.FacetLed: "led", vocabulary.FacetBelief: "belief", vocabulary.FacetLanguage: "lang",
}

func (u *understood) term(t vocabulary.Term) {
	if param, ok := params[t.Facet]; ok {
		u.set(param, t.Code)
	}
}

// says is a phrase about time and what it means.
type says struct {
	words  []string
	params map[string][]string
}

// times are the phrases about time, folded, in English and Spanish, longer ones before the shorter that they begin with.
// A part of a day is that of TSML's finder, whose people are used to it; tonight begins at five.
var times = phrases(map[string]map[string][]string{
	"tonight|this evening|esta noche|hoy en la noche|hoy por la noche": {"day": {"today"}, "from": {Evening}},
	"today|hoy":       {"day": {"today"}},
	"tomorrow|manana": {"day": {"tomorrow"}},
	"tomorrow night|tomorrow evening|manana por la noche|manana en la noche":               {"day": {"tomorrow"}, "from": {Evening}},
	"now|right now|ahora|ahora mismo|ya mismo":                                             {"when": {"now"}},
	"weekend|this weekend|at the weekend|on the weekend|fin de semana|este fin de semana":  {"day": {"6", "0"}},
	"in the morning|morning|mornings|por la manana|en la manana|de manana":                 {"from": {"04:00"}, "to": {"11:59"}},
	"at noon|noon|lunchtime|midday|mediodia|al mediodia":                                   {"from": {"11:00"}, "to": {"14:00"}},
	"in the afternoon|afternoon|afternoons|por la tarde|en la tarde":                       {"from": {"12:00"}, "to": {"17:59"}},
	"in the evening|evening|evenings|at night|night|nights|por la noche|en la noche":       {"from": {Evening}, "to": {"23:59"}},
	"sunday|sundays|on sunday|on sundays|domingo|domingos|el domingo|los domingos":         {"day": {"0"}},
	"monday|mondays|on monday|on mondays|lunes|el lunes|los lunes":                         {"day": {"1"}},
	"tuesday|tuesdays|on tuesday|on tuesdays|martes|el martes|los martes":                  {"day": {"2"}},
	"wednesday|wednesdays|on wednesday|on wednesdays|miercoles|el miercoles|los miercoles": {"day": {"3"}},
	"thursday|thursdays|on thursday|on thursdays|jueves|el jueves|los jueves":              {"day": {"4"}},
	"friday|fridays|on friday|on fridays|viernes|el viernes|los viernes":                   {"day": {"5"}},
	"saturday|saturdays|on saturday|on saturdays|sabado|sabados|el sabado|los sabados":     {"day": {"6"}},
})

// Evening is when "tonight" begins.
const Evening = "17:00"

func phrases(m map[string]map[string][]string) []says {
	var all []says
	for text, params := range m {
		for _, phrase := range strings.Split(text, "|") {
			all = append(all, says{strings.Fields(phrase), params})
		}
	}
	slices.SortFunc(all, func(a, b says) int {
		if len(a.words) != len(b.words) {
			return len(b.words) - len(a.words)
		}
		return slices.Compare(a.words, b.words)
	})
	return all
}

func starts(words, with []string) bool {
	return len(words) >= len(with) && slices.Equal(words[:len(with)], with)
}

func (u *understood) time(words []string) int {
	t, ok := timeAt(words)
	if !ok {
		return 0
	}
	timed := u.p.s.Values.Has("from") || u.p.s.Values.Has("to")
	for param, values := range t.params {
		if window := param == "from" || param == "to"; !window || !timed {
			u.set(param, values...)
		}
	}
	return len(t.words)
}

// timeAt gives the phrase about time that words start with.
func timeAt(words []string) (says, bool) {
	i := slices.IndexFunc(times, func(t says) bool { return starts(words, t.words) })
	if i < 0 {
		return says{}, false
	}
	return times[i], true
}

// heres are what people say for where they are; only their browser knows.
var heres = [][]string{{"near", "me"}, {"nearby"}, {"close", "to", "me"}, {"around", "here"}, {"cerca", "de", "mi"}, {"cerca", "de", "aqui"}, {"aqui", "cerca"}, {"near", "here"}}

// towards are the small words before a place.
var towards = [][]string{{"close", "to"}, {"cerca", "de"}, {"alrededor", "de"}, {"near"}, {"in"}, {"at"}, {"around"}, {"by"}, {"from"}, {"en"}, {"a"}, {"de"}}

// nearby says how many words at the start speak of a place, and which; none is named where the reader's own is meant.
func (u *understood) nearby(words []string) (n int, town string) {
	for _, h := range heres {
		if starts(words, h) {
			return len(h), ""
		}
	}
	for _, t := range towards {
		if !starts(words, t) {
			continue
		}
		rest := words[len(t):]
		n := u.town(rest)
		if n == 0 && nearOnly[strings.Join(t, " ")] {
			n = u.unknownTown(rest)
		}
		if n > 0 {
			return len(t) + n, strings.Join(rest[:n], " ")
		}
	}
	return 0, ""
}

// nearOnly are the small words that nothing but a place follows: what stands there is one, misspelt or unknown.
var nearOnly = map[string]bool{"near": true, "close to": true, "cerca de": true}

// longestUnknown is how many words an unknown place may have.
const longestUnknown = 3

// unknownTown says how many words at the start name a place that nobody here knows by that spelling: those up to the
// next one that means something else.
func (u *understood) unknownTown(words []string) (n int) {
	for n < min(len(words), longestUnknown) && !fillers[words[n]] {
		_, timed := timeAt(words[n:])
		if _, known := vocabulary.Understand(words[n:], u.p.asked.Language); known || timed {
			break
		}
		n++
	}
	return n
}

// town says how many words at the start name a place.
func (u *understood) town(words []string) int {
	if len(words) == 0 {
		return 0
	}
	_, n := u.p.asked.Places.Match(words, u.p.options())
	return n
}

// fewPeople is the size from which a town is understood without a small word before it: many a smaller one is called
// like something else.
const fewPeople = 5000

// bareTown takes a place out of what is left, where the text said other things as well: "grief oakland".
func (u *understood) bareTown() {
	if len(u.p.s.Values["near"]) > 0 || u.p.s.NearMe {
		return
	}
	for i, w := range u.left {
		if fillers[w] {
			continue
		}
		found, n := u.p.asked.Places.Match(u.left[i:], u.p.options())
		if n > 0 && (found.Population >= fewPeople || found.Kind == gazetteer.Postcode) {
			u.set("near", strings.Join(u.left[i:i+n], " "))
			u.left = slices.Delete(u.left, i, i+n)
			return
		}
	}
}

// fillers say nothing once the rest is understood.
var fillers = setOf(`a an and any about am are at by for from group groups help i in is looking me meet meeting meetings my near of on
	or people please some support that the this to want who with find need
	al algun alguna ayuda busco con de del el en grupo grupos hay la las lo los mi necesito o para por que quiero reunion reuniones
	su un una y`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
