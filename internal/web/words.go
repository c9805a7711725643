package web

import (
	"slices"
	"strings"
	"sync"
	"time"

	"kith/internal/directory/index"
	"kith/internal/message"
	"kith/internal/schedule"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// names keeps what the codes of listings are called, by language: a name of a language is costly to work out, and the
// same few hundred stand in every list.
type names struct{ known sync.Map }

type nameKey struct {
	facet      vocabulary.Facet
	code, lang string
}

// of is the name of a code that a listing bears, for a reader of lang.
func (n *names) of(facet vocabulary.Facet, code, lang string) string {
	key := nameKey{facet, code, lang}
	if name, ok := n.known.Load(key); ok {
		return name.(string)
	}
	name := vocabulary.Name(facet, code, lang)
	n.known.Store(key, name)
	return name
}

// teller puts listings into words for one reader at one moment.
type teller struct {
	templates.Page
	names *names
	now   time.Time
}

func (s *server) teller(p templates.Page) teller {
	return teller{p, &s.names, s.Clock.Now()}
}

// name is what a code of a listing is called. A source's own code that nobody knows is shown as it came.
func (t *teller) name(facet vocabulary.Facet, code string) string {
	return t.names.of(facet, code, t.Words.Lang())
}

func (t *teller) list(facet vocabulary.Facet, codes []string) []string {
	all := make([]string, 0, len(codes))
	for _, code := range codes {
		all = append(all, t.name(facet, code))
	}
	return all
}

// formats names what is known of how a meeting goes; whether it is open stands among the formats of the index.
func (t *teller) formats(codes []string) []string {
	all := make([]string, 0, len(codes))
	for _, code := range codes {
		facet := vocabulary.FacetFormat
		if vocabulary.Valid(vocabulary.FacetOpen, code) {
			facet = vocabulary.FacetOpen
		}
		all = append(all, t.name(facet, code))
	}
	return all
}

// soonest is how long before its start a list says when a meeting begins.
const soonest = 2 * time.Hour

// row is one hit in a list. Zone is that of the list: a meeting of another one names its own.
func (t *teller) row(h index.Hit, zone string) templates.Row {
	e := h.Entry
	r := templates.Row{
		Slug: e.Slug, Name: e.Name, About: t.about(e), Lang: t.langOf(e), Facts: t.facts(e), Sample: e.Sample,
		Href: t.To("/meetings/" + e.Slug), Remote: e.Attend != "in_person" && e.Attend != "closed",
	}
	if r.Lang != "" {
		r.Dir = message.DirOf(r.Lang)
	}
	if e.Kind == index.Group {
		r.Group, r.Remote, r.Href = true, false, t.To("/groups/"+e.Slug)
	}
	if h.DistanceKM >= 0 && e.Attend != "online" && e.Attend != "phone" {
		r.Away = t.distance(h.DistanceKM, e.Approximate)
	}
	if !h.Next.IsZero() {
		t.times(&r, h, zone)
	}
	return r
}

func (t *teller) times(r *templates.Row, h index.Hit, zone string) {
	r.Start, r.StartAt = t.Words.Clock(h.Next), h.Next.Format(time.RFC3339)
	end := h.Next
	if h.End.After(h.Next) {
		end = h.End
		r.End, r.EndAt = t.Words.Clock(end), end.Format(time.RFC3339)
	}
	if h.Next.Sub(t.now) <= soonest {
		r.Soon = t.Words.Starts(t.now, h.Next, end)
	}
	if own := h.Entry.Schedule.Zone; own != zone {
		r.Zone = zoneName(t.Words, own)
		if dayOf(h.Next) != dayOf(inZone(h.Next, zone)) {
			r.Day = capital(t.Words.Weekday(h.Next.Weekday()))
		}
	}
}

// distance is how far away something is; from a place that is only roughly known it is rounded.
func (t *teller) distance(km float64, rough bool) string {
	if rough {
		return t.Say("row.about-km", "n", max(int(km+0.5), 1))
	}
	return t.Words.Distance(km)
}

// langOf is the language of a listing's own words where it can be told and is not the reader's.
func (t *teller) langOf(e *index.Entry) string {
	if len(e.Languages) != 1 || e.Languages[0] == t.Words.Lang() {
		return ""
	}
	return e.Languages[0]
}

// mostSaid is how many formats, or facts of access, one row names.
const mostSaid = 4

// about is the group's own wording, else what it is about and how it goes.
func (t *teller) about(e *index.Entry) string {
	if e.About != "" {
		return e.About
	}
	var said []string
	if e.Programme != "" {
		said = append(said, t.name(vocabulary.FacetProgramme, e.Programme))
	} else {
		said = append(said, t.list(vocabulary.FacetConcern, e.Own)...)
	}
	more := append(t.list(vocabulary.FacetAudience, e.Audience), t.formats(e.Formats)...)
	return strings.Join(append(said, more[:min(len(more), mostSaid)]...), " · ")
}

// facts are what one wants to know before opening a listing: where, how, access, language.
func (t *teller) facts(e *index.Entry) []templates.Fact {
	facts := make([]templates.Fact, 0, 4)
	add := func(icon, text string) {
		if text != "" {
			facts = append(facts, templates.Fact{Icon: icon, Text: text})
		}
	}
	switch e.Attend {
	case "online":
		add("monitor", t.name(vocabulary.FacetAttend, e.Attend))
	case "phone":
		add("phone", t.name(vocabulary.FacetAttend, e.Attend))
	case "closed":
		add("triangle-alert", t.name(vocabulary.FacetAttend, e.Attend))
		add(t.where(e))
	case "hybrid":
		add(t.where(e))
		add("monitor", t.Say("row.also-online"))
	case "arranged":
		add("message-circle", t.name(vocabulary.FacetAttend, e.Attend))
		add(t.where(e))
	default:
		add(t.where(e))
	}
	add("accessibility", strings.Join(t.list(vocabulary.FacetAccess, e.Access[:min(len(e.Access), mostSaid)]), ", "))
	if !slices.Contains(e.Languages, t.Words.Lang()) || len(e.Languages) > 1 {
		add("languages", strings.Join(t.list(vocabulary.FacetLanguage, e.Languages), ", "))
	}
	return facts
}

// where is the place as far as it may be told.
func (t *teller) where(e *index.Entry) (icon, text string) {
	switch {
	case e.Withheld && e.Hint != "":
		return "eye-off", e.Hint
	case e.Withheld && e.Locality != "":
		return "eye-off", t.Say("row.on-contact-in", "town", e.Locality)
	case e.Withheld:
		return "eye-off", t.Say("row.on-contact")
	case e.Hint != "":
		return "map-pin", e.Hint
	}
	address := shortAddress(e)
	if e.Venue == "" || strings.HasPrefix(address, e.Venue) {
		return "map-pin", address
	}
	return "map-pin", strings.TrimSuffix(e.Venue+", "+address, ", ")
}

// shortAddress is street and town without postal code and country.
func shortAddress(e *index.Entry) string {
	street, _, _ := strings.Cut(e.Address, ",")
	if e.Locality == "" || strings.Contains(street, e.Locality) {
		return street
	}
	if street == "" {
		return e.Locality
	}
	return street + ", " + e.Locality
}

// zoneName is what people call a time zone: "Pacific time", else "Buenos Aires time".
func zoneName(w *message.Words, zone string) string {
	if key := "zone." + zone; w.Has(key) {
		return w.Say(key)
	}
	city := zone[strings.LastIndexByte(zone, '/')+1:]
	return w.Say("zone.city", "city", strings.ReplaceAll(city, "_", " "))
}

// zoneOfMost is the zone that most of the hits are in.
func zoneOfMost(hits []index.Hit) string {
	count, most := map[string]int{}, ""
	for _, h := range hits {
		zone := h.Entry.Schedule.Zone
		if count[zone]++; zone != "" && count[zone] > count[most] {
			most = zone
		}
	}
	return most
}

// dayOf is the day of a moment as its own clocks show it.
func dayOf(at time.Time) schedule.Date { return schedule.DateOf(at.Date()) }
