package query

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/vocabulary"
)

func asked(t testing.TB, language string) Asked {
	t.Helper()
	places, err := gazetteer.Open()
	if err != nil {
		t.Fatal(err)
	}
	return Asked{Places: places, Near: &place.Point{Lat: 37.8, Lng: -122.27}, Country: "US", Language: language,
		Now: time.Date(2026, 11, 24, 2, 5, 0, 0, time.UTC)}
}

func parse(t testing.TB, query, language string) (Search, []fault.Field) {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(v, asked(t, language))
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ language, typed, want string }{
		{"en", "grief tonight near Oakland, online in Spanish", "attend=online&concern=grief&day=today&from=17:00&lang=es&near=oakland"},
		{"en", "grief tonight near Oakland", "concern=grief&day=today&from=17:00&near=oakland"},
		{"en", "AA near me", "programme=aa"},
		{"en", "na meetings in new york on monday", "day=1&near=new york&programme=na"},
		{"en", "someone to talk to about depression", "concern=depression&q=someone talk"},
		{"en", "bereavement group for parents this weekend", "concern=grief,family&day=6,0"},
		{"en", "meetings now", "when=now"},
		{"en", "wheelchair accessible women only AA in Seattle", "access=wheelchair_said&audience=women&near=seattle&programme=aa"},
		{"en", "secular tuesday mornings", "belief=secular&day=2&from=04:00&to=11:59"},
		{"en", "94607", "q=94607"},
		{"en", "near 94607", "near=94607"},
		{"en", "lupus", "concern=lupus"},
		{"en", "grief near Seatle", "concern=grief&near=seatle"},
		{"en", "serenity near Seatle tonight", "day=today&from=17:00&near=seatle&q=serenity"},
		{"en", "myasthenia gravis by phone", "attend=phone&concern=myasthenia_gravis"},
		{"en", "open meeting with childcare saturday at noon", "access=childcare&day=6&format=anyone&from=11:00&to=14:00"},
		{"en", "Walking Through", "q=Walking Through"},
		{"en", "gambling Reno", "concern=gambling&near=reno"},
		{"en", "duelo hoy", "concern=grief&day=today"},
		{"es", "duelo esta noche cerca de Oakland, en línea en español", "attend=online&concern=grief&day=today&from=17:00&lang=es&near=oakland"},
		{"es", "alcohólicos anónimos los lunes en Chicago", "day=1&near=chicago&programme=aa"},
		{"es", "grupo de apoyo para ansiedad mañana por la tarde", "concern=anxiety&day=tomorrow&from=12:00&to=17:59"},
		{"es", "cerca de mí ahora", "when=now"},
		{"es", "reunión abierta el miércoles", "day=3&format=anyone"},
		{"es", "violencia en casa", "concern=domestic_violence"},
		{"en", "support group for divorce tonight in the afternoon", "concern=separation&day=today&from=17:00"},
		{"en", "grief in oakland or in berkeley tomorrow monday", "concern=grief&day=tomorrow&near=oakland"},
		{"en", "", ""},
		{"en", "!!! ???", ""},
	} {
		s, wrong := parse(t, "q="+url.QueryEscape(c.typed), c.language)
		if have := written(s.Values); have != c.want {
			t.Errorf("%s %q:\n have %s\n want %s", c.language, c.typed, have, c.want)
		}
		if len(wrong) > 0 {
			t.Errorf("%q is found wrong: %v", c.typed, wrong)
		}
	}
}

// written is parameters in the order of their names.
func written(v url.Values) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if len(v[name]) > 0 {
			parts = append(parts, name+"="+strings.Join(v[name], ","))
		}
	}
	return strings.Join(parts, "&")
}

func TestNearMeIsForTheBrowserToSay(t *testing.T) {
	for language, typed := range map[string]string{"en": "grief near me", "es": "duelo cerca de mí"} {
		s, _ := parse(t, "q="+url.QueryEscape(typed), language)
		if !s.NearMe || s.Query.Near != nil || s.Query.Text != "" {
			t.Errorf("%q: %+v", typed, s)
		}
	}
}

func TestANameIsNotTakenApart(t *testing.T) {
	a := asked(t, "en")
	a.Named = func(words []string) bool {
		return slices.Equal(words, []string{"serenity", "in", "the", "morning"}) || slices.Equal(words, []string{"monday", "women"})
	}
	s, _ := Parse(url.Values{"q": {"Serenity in the Morning"}}, a)
	if s.Query.Text != "Serenity in the Morning" || s.Values.Has("from") {
		t.Errorf("a name became %v", s.Values)
	}
	if s, _ = Parse(url.Values{"q": {"monday women"}}, a); s.Query.Text != "" || !s.Values.Has("day") {
		t.Errorf("plain words became the name of one meeting: %v", s.Values)
	}
}

func TestAParameterWinsOverTheText(t *testing.T) {
	s, _ := parse(t, "q=grief+monday&day=2", "en")
	if have := written(s.Values); have != "concern=grief&day=2" {
		t.Error(have)
	}
}

func TestPlaces(t *testing.T) {
	s, _ := parse(t, "near=oakland", "en")
	if s.Place == nil || s.Place.RegionCode != "CA" || s.Query.RadiusKM != defaultRadius || len(s.Others) == 0 {
		t.Errorf("oakland: %+v", s.Place)
	}
	s, _ = parse(t, "near="+s.Others[0].Slug(), "en")
	if s.Place == nil || s.Place.RegionCode == "CA" {
		t.Errorf("a slug is not found: %+v", s.Place)
	}
	if s, _ = parse(t, "near=oakland&attend=online,phone", "en"); s.Query.RadiusKM != 0 {
		t.Errorf("what one need not travel to is looked for within %v km", s.Query.RadiusKM)
	}
	if s, _ = parse(t, "near=oakland&attend=online,in_person", "en"); s.Query.RadiusKM != defaultRadius {
		t.Errorf("radius %v", s.Query.RadiusKM)
	}
	if s, _ = parse(t, "near=oakland&attend=online&radius_km=5", "en"); s.Query.RadiusKM != 5 {
		t.Errorf("a given radius became %v", s.Query.RadiusKM)
	}
	if s, _ = parse(t, "lat=37.8&lng=-122.27&radius_km=2.5", "en"); s.Query.Near == nil || s.Query.RadiusKM != 2.5 {
		t.Errorf("a point: %+v", s.Query)
	}
}

func TestDaysAndTimes(t *testing.T) {
	for query, check := range map[string]func(q index.Query) bool{
		"day=1&day=3":         func(q index.Query) bool { return q.Days == 1<<1|1<<3 },
		"day=0,6":             func(q index.Query) bool { return q.Days == 1|1<<6 },
		"day=!0":              func(q index.Query) bool { return q.NotDays == 1 && q.Days == 0 },
		"day=today":           func(q index.Query) bool { return q.On == index.Today },
		"from=22:00&to=02:00": func(q index.Query) bool { return q.Timed && q.From == 22*60 && q.To == 2*60 },
		"from=22:00":          func(q index.Query) bool { return q.Timed && q.To == 24*60-1 },
		"to=09:00":            func(q index.Query) bool { return q.Timed && q.From == 0 && q.To == 9*60 },
		"when=now":            func(q index.Query) bool { return q.Now && !q.Timed },
		"page=3":              func(q index.Query) bool { return q.Offset == 2*PerPage && q.Limit == PerPage },
	} {
		s, wrong := parse(t, query, "en")
		if len(wrong) > 0 || !check(s.Query) {
			t.Errorf("%s: %+v, wrong %v", query, s.Query, wrong)
		}
	}
}

func TestWrongValuesAreNamedAndLeftOut(t *testing.T) {
	for query, name := range map[string]string{
		"day=7": "day", "day=today,1": "day", "day=!today": "day", "from=9": "from", "to=24:00": "to", "when=later": "when", "lat=91&lng=0": "lat",
		"lat=1": "lat", "radius_km=-1&near=oakland": "radius_km", "radius_km=5": "radius_km", "bbox=1,2,3": "bbox", "concern=nothing": "concern",
		"format_all=nothing": "format_all", "attend=fly": "attend", "sort=random": "sort", "sort=distance": "sort", "page=0": "page", "limit=100000": "limit",
		"verified_days=-3": "verified_days", "near=Xyzzyville": "near", "colour=red": "colour", "lat=NaN&lng=1": "lat", "when=now&when=later": "when",
	} {
		s, wrong := parse(t, query, "en")
		if !slices.ContainsFunc(wrong, func(f fault.Field) bool { return f.Name == name }) {
			t.Errorf("%s: wrong %v", query, wrong)
		}
		if s.Values.Has(name) {
			t.Errorf("%s stays in the search: %v", name, s.Values)
		}
	}
}

func TestASentenceSaysTheSameSearch(t *testing.T) {
	for _, language := range []string{"en", "es"} {
		var searches []url.Values
		for _, c := range vocabulary.Concerns() {
			searches = append(searches, url.Values{"concern": {c.Code}})
		}
		for _, p := range vocabulary.Programmes() {
			searches = append(searches, url.Values{"programme": {p.Code}})
		}
		for _, day := range []string{"0", "1", "2", "3", "4", "5", "6", "today", "tomorrow"} {
			searches = append(searches, url.Values{"concern": {"grief"}, "day": {day}, "near": {"Oakland"}})
		}
		searches = append(searches,
			url.Values{"concern": {"grief"}, "day": {"today"}, "from": {Evening}, "near": {"Oakland"}},
			url.Values{"concern": {"grief"}, "when": {"now"}},
			url.Values{"concern": {"grief"}, "day": {"1", "2"}},
			url.Values{"concern": {"!grief"}, "near": {"Oakland"}},
			url.Values{"day": {"today"}, "from": {"09:00"}, "access": {"hearing_loop"}},
		)
		for _, v := range searches {
			text, rest := Sentence(v, language)
			if text != "" {
				rest.Set("q", text)
			}
			s, wrong := Parse(rest, asked(t, language))
			have, want := strings.ToLower(written(s.Values)), strings.ToLower(written(v))
			if have != want || len(wrong) > 0 {
				t.Errorf("%s: %q means %s, not %s", language, text, have, want)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"q=grief+tonight+near+Oakland", "near=%00&lat=1&lng=1e400", "day=!&concern=!,!!", "q=" + strings.Repeat("near+", 200),
		"bbox=1,2,3,4&radius_km=Inf", "q=%ff%fe&sort=distance&page=1e6", "cursor=AAAA&limit=1", "format_all=,,&verified_days=36500", "near=geo:91,181"} {
		f.Add(seed, "es")
	}
	a := asked(f, "en")
	f.Fuzz(func(t *testing.T, query, language string) {
		v, _ := url.ParseQuery(query)
		a := a
		a.Language = language
		s, _ := Parse(v, a)
		if s.Query.Near != nil && !s.Query.Near.Valid() {
			t.Errorf("%q: a point off the earth", query)
		}
		if s.Query.Limit < 1 || s.Query.Limit > MostLimit || s.Query.Offset < 0 || s.Page < 1 {
			t.Errorf("%q: limit %d, offset %d, page %d", query, s.Query.Limit, s.Query.Offset, s.Page)
		}
		if _, err := index.New(func(func(index.Entry) bool) {}, index.Options{}).Search(a.Now, s.Query); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", query, err)
		}
		Sentence(s.Values, language)
		_, wrong := Parse(s.Values, a)
		if len(wrong) > 0 && s.Query.After == "" {
			t.Errorf("%q: what was understood is found wrong the second time: %v in %v", query, wrong, s.Values)
		}
	})
}

func TestAMisspeltTownIsFoundAndAnUnknownOneIsSaid(t *testing.T) {
	s, wrong := parse(t, "q=grief+near+Seatle", "en")
	if len(wrong) > 0 || s.Place == nil || s.Place.Name != "Seattle" {
		t.Errorf("near Seatle is %+v, wrong %v", s.Place, wrong)
	}
	s, wrong = parse(t, "q=grief+near+Zzyzzxville+online", "en")
	if len(wrong) != 1 || wrong[0].Key != "search.near_unknown" || wrong[0].Values["value"] != "zzyzzxville" {
		t.Errorf("near Zzyzzxville: %v", wrong)
	}
	if s.Values.Get("concern") != "grief" || s.Values.Get("attend") != "online" || s.Values.Has("near") {
		t.Errorf("the rest is %v", s.Values)
	}
}
