package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
	"kith/internal/web/webtest"
)

// meetingsOn are the slugs of the meetings on a page.
func meetingsOn(p webtest.Page) []string {
	return p.Attributes("[data-count] [data-meeting]", "data-meeting")
}

func TestASentenceFindsAMeetingTonight(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/search?q=grief+tonight+near+Oakland")
	if have := meetingsOn(p); !slices.Equal(have, []string{"walking-through", slugOfName(k, "مجموعة الصبر")}) {
		t.Errorf("found %v", have)
	}
	if have := p.Attributes(".found", "data-count"); !slices.Equal(have, []string{"2"}) {
		t.Errorf("the list counts %v", have)
	}
	if have := p.Texts("h1"); have[0] != "2 meetings tonight" {
		t.Errorf("heading %q", have)
	}
	if have := p.Texts(".when h2"); have[0] != "Tonight" {
		t.Errorf("days %q", have)
	}
	if have := p.Texts(".when-head p"); have[0] != "Monday 23 November · Pacific time" {
		t.Errorf("beside the day: %q", have)
	}
	if have := p.Texts(".chip"); !slices.Equal(have, []string{"Grief and loss", "near Oakland, California, 10 km", "Tonight"}) {
		t.Errorf("understood %q", have)
	}
	row := p.Find(".meeting")[0]
	for _, want := range []string{"18:30 to 20:00", "Grief after a death in the family.", "St Paul’s Church hall, 114 Montecito Avenue, Oakland", "Step-free door, Hearing loop", "in 25 minutes", "1.7 km"} {
		if !strings.Contains(row.Text(), want) {
			t.Errorf("the row lacks %q: %q", want, row.Text())
		}
	}
	if have := p.Attributes(".meeting time.start", "datetime")[0]; have != "2026-11-23T18:30:00-08:00" {
		t.Errorf("datetime %q", have)
	}
}

func slugOfName(k *findRig, name string) string {
	for _, h := range k.search("") {
		if h.Entry.Name == name {
			return h.Entry.Slug
		}
	}
	k.t.Fatalf("no meeting is called %s", name)
	return ""
}

func TestEveryChipLeavesOneThingOut(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/search?q=grief+tonight+near+Oakland")
	want := map[string][]string{
		"Without: Grief and loss":                  {"near", "day", "from"},
		"Without: near Oakland, California, 10 km": {"concern", "day", "from"},
		"Without: Tonight":                         {"concern", "near"},
	}
	links := p.Find(".chip a")
	if len(links) != len(want) {
		t.Fatalf("%d chips can be taken away", len(links))
	}
	for _, link := range links {
		u, err := url.Parse(link.Attribute("href"))
		if err != nil {
			t.Fatal(err)
		}
		left := want[link.Attribute("aria-label")]
		if len(u.Query()) != len(left) {
			t.Errorf("%s leads to %s", link.Attribute("aria-label"), u)
		}
		for _, name := range left {
			if !u.Query().Has(name) {
				t.Errorf("%s loses %s: %s", link.Attribute("aria-label"), name, u)
			}
		}
		if w := k.ask(u.String()); w.Code != http.StatusOK {
			t.Errorf("%s: %d", u, w.Code)
		}
	}
}

func TestTheFieldSaysWhatTheChoicesMean(t *testing.T) {
	k := newFindRig(t)
	for address, want := range map[string]string{
		"/search?q=grief+tonight":                             "grief tonight",
		"/search?concern=grief&near=oakland":                  "Grief and loss near Oakland",
		"/search?concern=grief&day=today&from=17:00":          "Grief and loss tonight",
		"/es/search?concern=grief&near=oakland&day=1":         "Duelo y pérdida lunes cerca de Oakland",
		"/search?attend=online":                               "",
		"/search?near=oakland-new-jersey-us":                  "near Oakland, New Jersey",
		"/search?q=walking&concern=grief&access=hearing_loop": "walking Grief and loss",
	} {
		if have := k.page(address).Attributes("#q, [name=q]", "value"); len(have) == 0 || have[0] != want {
			t.Errorf("%s: the field says %q, want %q", address, have, want)
		}
	}
	p := k.page("/search?concern=grief&access=hearing_loop")
	if have := p.Attributes(".ask [type=hidden]", "name"); !slices.Equal(have, []string{"access"}) {
		t.Errorf("a new question keeps %v, want what a person needs and not what they asked for", have)
	}
}

func TestFiltersHaveCountsAndNarrow(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/search?concern=grief")
	options := map[string]string{}
	for _, label := range p.Find(".filters .choice") {
		options[label.Text()] = ""
	}
	for _, want := range []string{"Online 1", "In person 3", "In person and online 1", "Spanish 1", "Hearing loop 3", "not: Everyone in turn"} {
		if _, ok := options[want]; !ok {
			t.Errorf("no answer %q among %v", want, options)
		}
	}
	if have := p.Attributes(".filters form", "method"); !slices.Equal(have, []string{"get"}) {
		t.Errorf("filters travel by %v", have)
	}
	if have := meetingsOn(k.page("/search?concern=grief&format=!round_robin&attend=in_person")); slices.Contains(have, "walking-through") || len(have) != 2 {
		t.Errorf("without everyone in turn: %v", have)
	}
	q := k.page("/search?concern=grief&attend=!online")
	if have := q.Attributes(".filters [type=hidden]", "value"); !slices.Contains(have, "!online") {
		t.Errorf("choosing a filter would lose a refusal: %v", have)
	}
}

func TestOnlineIsNearEverywhere(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/search?q=grief+near+Oakland,+online+in+Spanish")
	if have := meetingsOn(p); len(have) != 1 {
		t.Errorf("found %v", have)
	}
	row := p.Find(".meeting")[0]
	for _, want := range []string{"04:00 to 05:15", "Duelo por la pérdida de un ser querido.", "Online", "Spanish", "in 55 minutes"} {
		if !strings.Contains(row.Text(), want) {
			t.Errorf("the row lacks %q: %q", want, row.Text())
		}
	}
	if have := p.Attributes(".meeting h3 a", "lang"); !slices.Equal(have, []string{"es"}) {
		t.Errorf("the name is spoken as %v", have)
	}
}

func TestTimesOfAnotherZoneAreNamed(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/search?concern=grief")
	for _, row := range p.Find(".meeting") {
		if strings.Contains(row.Text(), "Duelo") && !strings.Contains(row.Text(), "Tuesday 04:00 to 05:15 Madrid time") {
			t.Errorf("the row says %q", row.Text())
		}
	}
}

func TestWithheldPlacesAreNowhere(t *testing.T) {
	k := newFindRig(t)
	for _, path := range []string{"/search", "/search?near=Oakland", "/search/points?near=Oakland", "/meetings/after-suicide", "/groups/after-suicide",
		"/meetings/young-carers", "/places/oakland-california-us", "/organisations/open-hand-east-bay", "/sitemap.xml", "/search?q=Rosa"} {
		body := k.body(path)
		for _, secret := range []string{"Rosa’s kitchen", "9 Secret", "37.8352", "122.2631", "12 Hidden", "37.8372", "A flat"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q", path, secret)
			}
		}
	}
	p := k.page("/meetings/after-suicide")
	for _, want := range []string{"Near Lake Merritt", "Open Hand may be able to help:", "openhand.example"} {
		if !strings.Contains(strings.Join(p.Texts("aside"), " "), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if have := p.Find("[href^=geo:]"); len(have) > 0 {
		t.Error("a withheld place opens in maps")
	}
	if text := strings.Join(k.page("/search?q=After+Suicide+near+Oakland").Texts(".meeting"), " "); !strings.Contains(text, "about ") {
		t.Errorf("the distance of a withheld place is told exactly: %q", text)
	}
}

// TestWhoTellsAWithheldPlace has a page promise only what is so.
func TestWhoTellsAWithheldPlace(t *testing.T) {
	k := newFindRig(t)
	home := k.add(directory.Entered{Content: &directory.Venue{Locality: "Oakland", Shown: directory.OnContact}})
	for name, c := range map[string]struct {
		in       directory.Entered
		site     string
		want     string
		wantHref string
	}{
		"Own way":    {in: directory.Entered{Content: &directory.Group{Contact: directory.Contact{Phone: "+1 510 555 0199"}}}, want: "The group tells the place when you get in touch.", wantHref: "tel:+15105550199"},
		"By mail":    {in: directory.Entered{Content: &directory.Group{}}, site: "desk@example.org", want: "Ask the people who keep this list:", wantHref: "mailto:desk@example.org"},
		"By page":    {in: directory.Entered{Content: &directory.Group{}}, site: "https://desk.example.org/", want: "Ask the people who keep this list:", wantHref: "https://desk.example.org/"},
		"No way yet": {in: directory.Entered{Content: &directory.Group{}}, want: "please tell the people who keep this list", wantHref: "/meetings/no-way-yet/wrong"},
	} {
		c.in.Content.(*directory.Group).Name = name
		k.meets(k.add(c.in), home, directory.Meeting{Name: name, Attend: "in_person", Schedule: secondTuesday("19:30")})
		k.web.Site.Contact = c.site
		p := k.page("/meetings/" + slugOf(strings.ReplaceAll(strings.ToLower(name), " ", "_")))
		if text := strings.Join(p.Texts("aside"), " "); !strings.Contains(text, c.want) || name != "Own way" && strings.Contains(text, "when you get in touch") {
			t.Errorf("%s: the page says %q", name, text)
		}
		if !slices.Contains(p.Attributes("aside .contacts a", "href"), c.wantHref) {
			t.Errorf("%s: the page leads to %v", name, p.Attributes("aside .contacts a", "href"))
		}
	}
}

func TestPointsOfTheMap(t *testing.T) {
	k := newFindRig(t)
	w := k.ask("/search/points?near=Oakland")
	var got struct {
		Points [][]any `json:"points"`
		Places [][]any `json:"places"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	about := map[any]any{}
	for _, p := range got.Points {
		about[p[3]] = p[5]
	}
	if about["Walking Through"] != 0.0 || about["After Suicide"] != blurred || about["Young Carers"] != blurred {
		t.Errorf("how far about their points meetings are: %v", about)
	}
	if _, there := about["Duelo en compañía"]; there {
		t.Error("an online meeting stands on the map")
	}
	if len(got.Places) == 0 || got.Places[0][2] != "Oakland" {
		t.Errorf("towns %v", got.Places)
	}
	if have := w.Header().Get("Cache-Control"); have != private {
		t.Errorf("a cache may keep what was looked for: %q", have)
	}
}

func TestNoSearchEndsWithoutAWayOn(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/search?q=grief+saturday+near+Oakland")
	if have := p.Texts("h1"); have[0] != "No meetings" {
		t.Errorf("heading %q", have)
	}
	ways := p.Texts(".ways li")
	for _, want := range []string{"4 meetings in the whole week", "1 meeting online, on any day", "6 meetings of any kind around there", "All topics"} {
		if !slices.ContainsFunc(ways, func(way string) bool { return strings.Contains(way, want) }) {
			t.Errorf("no way says %q: %q", want, ways)
		}
	}
	for _, link := range p.Attributes(".ways a", "href") {
		if w := k.ask(link); w.Code != http.StatusOK {
			t.Errorf("%s: %d", link, w.Code)
		}
	}
	if have := p.Attributes("#online, [aria-labelledby=online] [data-meeting]", "data-meeting"); len(have) == 0 {
		t.Error("no online meeting is offered")
	}
	if text := strings.Join(k.page("/search?q=zzzzqqqq").Texts("main"), " "); !strings.Contains(text, "All topics") {
		t.Errorf("nonsense leads nowhere: %q", text)
	}
}

// A town that the gazetteer does not know by that spelling is the nearest one to its address; without one it is none.
func TestAMisspeltTownIsTheNearestToItsAddress(t *testing.T) {
	k := newFeedRig(t, storetest.New(t, store.SQLite))
	near, nowhere := everyWeek("near", "Near", time.Monday, clockAt(19, 30)), everyWeek("nowhere", "Nowhere", time.Monday, clockAt(19, 30))
	near.Venue.Venue.Locality = "Oakalnd"
	nowhere.Venue.Venue = directory.Venue{Name: "Hall", Locality: "Oakalnd", Region: "CA"}
	k.take(directory.Source{Name: "town", Kind: "kith"}, near, nowhere)
	for slug, leads := range map[string]bool{"near": true, "nowhere": false} {
		if body := k.body("/meetings/" + slug); strings.Contains(body, `href="/places/`) != leads {
			t.Errorf("%s leads to a town: %v", slug, !leads)
		}
	}
}

func TestASearchInVainIsCountedOnce(t *testing.T) {
	k := newFindRig(t)
	const path = "/search?concern=lupus&near=Oakland"
	for range 5 {
		k.ask(path)
	}
	k.ask(path + "&page=2")
	k.ask(path, "Sec-Fetch-Dest", "empty")
	k.ask("/search?concern=grief&near=Oakland")
	if err := k.dir.KeepMisses(t.Context()); err != nil {
		t.Fatal(err)
	}
	needs, err := k.dir.Needs(t.Context(), people.Operator())
	if err != nil {
		t.Fatal(err)
	}
	want := directory.Need{Concern: "lupus", Cell: "37.75,-122.50", Month: "2026-11", Count: 5}
	if len(needs) != 1 || needs[0] != want {
		t.Errorf("needs %v, want %v", needs, want)
	}
}

func TestWhatIsWrongWithASearchIsSaidKindly(t *testing.T) {
	k := newFindRig(t)
	for address, want := range map[string]string{
		"/search?near=Xyzzyville":    "We do not know a place called “Xyzzyville”.",
		"/search?day=someday":        "“someday” is not a day.",
		"/search?colour=red":         "We do not know “colour”.",
		"/search?sort=distance":      "To sort by distance we need a place.",
		"/search?from=evening":       "“evening” is not a time of day.",
		"/search?concern=everything": "We do not know “everything”",
	} {
		p := k.page(address)
		if text := strings.Join(p.Texts(".notice"), " "); !strings.Contains(text, want) {
			t.Errorf("%s says %q, want %q", address, text, want)
		}
	}
}

func TestASharedDeviceLeavesNoWords(t *testing.T) {
	k := newFindRig(t)
	if have := k.page("/search?shared=1").Attributes(".ask", "method"); !slices.Equal(have, []string{"post"}) {
		t.Fatalf("the field travels by %v", have)
	}
	w := k.post("/search", url.Values{"q": {"grief tonight near Oakland"}})
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != private {
		t.Errorf("%d, %q", w.Code, w.Header().Get("Cache-Control"))
	}
	p := webtest.Parse(t, w.Body.String())
	if len(meetingsOn(p)) != 2 {
		t.Errorf("found %v", meetingsOn(p))
	}
	for _, link := range p.Attributes("main a", "href") {
		for _, word := range []string{"grief", "Oakland", "today"} {
			if strings.Contains(link, word) {
				t.Errorf("a link would leave %q in the history: %s", word, link)
			}
		}
	}
	without := p.Find(".chip button")[0].Attribute("value")
	w = k.post("/search", url.Values{"go": {without}})
	if p := webtest.Parse(t, w.Body.String()); slices.Contains(p.Texts(".chip"), "Grief and loss") || len(p.Texts(".chip")) != 2 {
		t.Errorf("taking a chip away gives %q", p.Texts(".chip"))
	}
}

// post sends a form.
func (k *findRig) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	k.site.ServeHTTP(w, r)
	return w
}

func TestPagesOfAList(t *testing.T) {
	k := newFindRig(t)
	var drafts []directory.Draft
	for i := range 120 {
		drafts = append(drafts, everyWeek("m"+string(rune('a'+i/26))+string(rune('a'+i%26)), "Steps "+string(rune('a'+i/26))+string(rune('a'+i%26)), 3, clockAt(12, 0)))
	}
	k.take(directory.Source{Name: "many", Kind: "kith"}, drafts...)
	seen := map[string]bool{}
	next := "/search?programme=aa&day=3"
	for pages := 0; next != "" && pages < 5; pages++ {
		p := k.page(next)
		if have := p.Attributes(".found", "data-count"); have[0] != "120" {
			t.Fatalf("%s counts %v", next, have)
		}
		for _, slug := range meetingsOn(p) {
			if seen[slug] {
				t.Errorf("%s stands on two pages", slug)
			}
			seen[slug] = true
		}
		next = ""
		if links := p.Find(".pages a"); len(links) > 0 && strings.Contains(links[len(links)-1].Text(), "More") {
			next = links[len(links)-1].Attribute("href")
		}
	}
	if len(seen) != 120 {
		t.Errorf("the pages have %d meetings", len(seen))
	}
	if w := k.ask("/search?programme=aa&page=999999"); w.Code != http.StatusOK {
		t.Errorf("a page far out: %d", w.Code)
	}
}

func TestFindScripts(t *testing.T) {
	k := newFindRig(t)
	webtest.Run(t, k.site, "testdata/find/*.txt")
}

func TestTheFirstPageSaysWhoseClocksItShows(t *testing.T) {
	if body := newFindRig(t).body("/"); !strings.Contains(body, "nearby and online · Pacific time") {
		t.Error("whose clocks the times are by is not said")
	}
}
