package gazetteer_test

import (
	"slices"
	"strings"
	"testing"

	"kith/internal/place"
	"kith/internal/place/gazetteer"
)

func TestFind(t *testing.T) {
	g := small(t)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"   ", nil},
		{"Nowhere at all", nil},
		{"Oakland", []string{"Oakland/CA/US", "Oakland/NJ/US", "Oakland/PA/US", "Oakland/PA/US"}},
		{"oakland ca", []string{"Oakland/CA/US"}},
		{"Oakland, CA", []string{"Oakland/CA/US"}},
		{"Oakland California", []string{"Oakland/CA/US"}},
		{"Oakland, New Jersey, USA", []string{"Oakland/NJ/US"}},
		{"Oakland, EE. UU.", nil},
		{"Oakland Estados Unidos nj", []string{"Oakland/NJ/US"}},
		{"Oakland, Ontario", nil},
		{"Окленд", []string{"Oakland/CA/US"}},
		{"אוקלנד", []string{"Oakland/CA/US"}},
		{"オークランド", []string{"Oakland/CA/US"}},
		{"São Paulo", []string{"São Paulo/27/BR"}},
		{"sao paulo", []string{"São Paulo/27/BR"}},
		{"SAO PAULO, Brasil", []string{"São Paulo/27/BR"}},
		{"Köln", []string{"Köln/07/DE"}},
		{"koeln", []string{"Köln/07/DE"}},
		{"Cologne, Germany", []string{"Köln/07/DE"}},
		{"Colonia Deutschland", []string{"Köln/07/DE"}},
		{"London", []string{"London/ENG/GB", "London/08/CA"}},
		{"london ontario", []string{"London/08/CA"}},
		{"London, ON, Canada", []string{"London/08/CA"}},
		{"London CA", []string{"London/08/CA"}}, // California has none, Canada has
		{"London England UK", []string{"London/ENG/GB"}},
		{"Londres Reino Unido", []string{"London/ENG/GB"}},
		{"لَندن", []string{"London/ENG/GB"}},
		{"nyc", []string{"New York City/NY/US"}},
		{"New York, NY", []string{"New York City/NY/US"}},
		{"Saint Louis MO", []string{"St. Louis/MO/US"}},
		{"Washington, D.C.", []string{"Washington/DC/US"}},
		{"Nukualofa", []string{"Nuku'alofa/02/TO"}},
		{"SFO", []string{"San Francisco/CA/US"}},
		{"cgn", []string{"Köln/07/DE"}},
		{"Ghost Town", nil}, // nobody lives there any more
		{"94607", []string{"94607/CA/US"}},
		{"94607-1234", []string{"94607/CA/US"}},
		{"Oakland, CA 94607-1234", []string{"94607/CA/US"}},
		{"94607 USA", []string{"94607/CA/US"}},
		{"75001 Paris, France", []string{"Paris/11/FR"}},
		{"50667 Köln", []string{"Köln/07/DE"}},
		{"75001 Dallas", []string{"75001/TX/US"}},
		{"00000", nil},
		{"Oaklnd", []string{"Oakland/CA/US", "Oakland/NJ/US", "Oakland/PA/US", "Oakland/PA/US"}},
		{"Oakalnd CA", []string{"Oakland/CA/US"}},
		{"Parks", []string{"Paris/11/FR", "Paris/TX/US"}},
		{"Suvi", nil}, // too short to forgive
	} {
		if got := labels(g.Find(c.text, gazetteer.Options{})); !slices.Equal(got, c.want) {
			t.Errorf("Find(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFindForgivesNothingWhereItMustBeExact(t *testing.T) {
	g := small(t)
	for text, want := range map[string][]string{"Oakalnd CA": nil, "Parks": nil, "Oakland CA": {"Oakland/CA/US"}} {
		if got := labels(g.Find(text, gazetteer.Options{Exact: true})); !slices.Equal(got, want) {
			t.Errorf("Find(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFindPrefersWhatIsNearAndInTheCountry(t *testing.T) {
	g := small(t)
	newJersey, dallas := place.Point{Lat: 41, Lng: -74.2}, place.Point{Lat: 32.8, Lng: -96.8}
	toronto := place.Point{Lat: 43.65, Lng: -79.38}
	for _, c := range []struct {
		name, text string
		options    gazetteer.Options
		want       string
	}{
		{"nothing known", "Oakland", gazetteer.Options{}, "Oakland/CA/US"},
		{"near the small one", "Oakland", gazetteer.Options{Near: &newJersey}, "Oakland/NJ/US"},
		{"near the large one", "Oakland", gazetteer.Options{Near: &oakland}, "Oakland/CA/US"},
		{"near Ontario", "London", gazetteer.Options{Near: &toronto}, "London/08/CA"},
		{"far from both", "London", gazetteer.Options{Near: &oakland}, "London/ENG/GB"},
		{"in the country, and near", "Paris", gazetteer.Options{Near: &dallas, Country: "US"}, "Paris/TX/US"},
		{"in the country", "Paris", gazetteer.Options{Country: "FR"}, "Paris/11/FR"},
	} {
		if got := label(g.Find(c.text, c.options)[0]); got != c.want {
			t.Errorf("%s: %s is %s, want %s", c.name, c.text, got, c.want)
		}
	}
	if got := g.Find("75001", gazetteer.Options{Country: "FR"}); got != nil {
		t.Errorf("75001 in France is %v, want none: it is Paris there", labels(got))
	}
}

func TestFindKeepsToTheLimit(t *testing.T) {
	if got := small(t).Find("Oakland", gazetteer.Options{Limit: 2}); len(got) != 2 {
		t.Errorf("%d places, want 2", len(got))
	}
}

func TestFindTellsTwinsApart(t *testing.T) {
	got := small(t).Find("Oakland, Pennsylvania", gazetteer.Options{})
	if len(got) != 2 || got[0].County != "Crawford County" || got[1].County != "Cambria County" {
		t.Errorf("%+v, want the Oaklands of Crawford and Cambria County", got)
	}
}

func TestFindDescribesThePlace(t *testing.T) {
	g := small(t)
	town := g.Find("Oakland CA", gazetteer.Options{})[0]
	if town.Kind != gazetteer.Town || town.Region != "California" || town.Population != 419267 || town.Point != oakland {
		t.Errorf("town %+v", town)
	}
	code := g.Find("94607", gazetteer.Options{})[0]
	if code.Kind != gazetteer.Postcode || code.Town != "Oakland" || code.Region != "California" {
		t.Errorf("postal code %+v", code)
	}
	if lone := g.Find("99999", gazetteer.Options{})[0]; lone.Town != "" || lone.Region != "" || lone.Country != "US" {
		t.Errorf("a postal code far from every town: %+v", lone)
	}
	at := g.Find("37.80,-122.27", gazetteer.Options{})[0]
	if at.Kind != gazetteer.Position || at.Town != "Oakland" || at.Point != (place.Point{Lat: 37.8, Lng: -122.27}) {
		t.Errorf("position %+v", at)
	}
	if at.Slug() != "" {
		t.Errorf("a position has the slug %q: it would be in an address", at.Slug())
	}
}

func TestMatch(t *testing.T) {
	g := small(t)
	for _, c := range []struct {
		words, want string
		n           int
	}{
		{"", "//", 0},
		{"online in spanish", "//", 0},
		{"oakland online in spanish", "Oakland/CA/US", 1},
		{"oakland california tonight", "Oakland/CA/US", 2},
		{"oakland nj usa tonight", "Oakland/NJ/US", 3},
		{"new york women", "New York City/NY/US", 2},
		{"nyc women", "New York City/NY/US", 1},
		{"portland in person", "Portland/OR/US", 1},
		{"portland in", "Portland/IN/US", 2},
		{"portland me", "Portland/ME/US", 2},
		{"portland me usa", "Portland/ME/US", 3},
		{"94607 tonight", "94607/CA/US", 1},
		{"sf beginners", "//", 0},
		{"пока", "//", 0},
		{"лондон сегодня", "London/ENG/GB", 1},
	} {
		p, n := g.Match(strings.Fields(c.words), gazetteer.Options{})
		if label(p) != c.want || n != c.n {
			t.Errorf("Match(%q) = %s, %d, want %s, %d", c.words, label(p), n, c.want, c.n)
		}
	}
}

func TestMatchPrefersTheHomeRegion(t *testing.T) {
	maine := place.Point{Lat: 43.7, Lng: -70.3}
	p, _ := small(t).Match([]string{"portland"}, gazetteer.Options{Near: &maine})
	if label(p) != "Portland/ME/US" {
		t.Errorf("Portland in Maine is %s", label(p))
	}
}

func TestComplete(t *testing.T) {
	g := small(t)
	for _, c := range []struct {
		prefix string
		n      int
		want   []string
	}{
		{"", 5, nil},
		{"-", 5, nil},
		{"oakl", 0, nil},
		{"oakl", 2, []string{"Oakland/CA/US", "Oakland/NJ/US"}},
		{"Oakland, Cal", 5, []string{"Oakland/CA/US"}},
		{"oakland pen", 5, []string{"Oakland/PA/US", "Oakland/PA/US"}},
		{"lond", 5, []string{"London/ENG/GB", "London/08/CA"}},
		{"são", 5, []string{"São Paulo/27/BR"}},
		{"9460", 5, []string{"94607/CA/US"}},
		{"תל", 5, []string{"Tel Aviv/05/IL"}},
		{"zz", 5, nil},
	} {
		if got := labels(g.Complete(c.prefix, c.n, gazetteer.Options{})); !slices.Equal(got, c.want) {
			t.Errorf("Complete(%q) = %q, want %q", c.prefix, got, c.want)
		}
	}
}
