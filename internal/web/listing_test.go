package web

import (
	"encoding/json"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/people"
	"kith/internal/web/webtest"
)

// known gives what is good to know on a page, by name.
func knownOn(p webtest.Page) map[string]string {
	list, name := map[string]string{}, ""
	for _, e := range p.Find(".known *") {
		switch e.Tag() {
		case "dt":
			name = e.Text()
		case "dd":
			list[name] = strings.TrimPrefix(list[name]+", "+e.Text(), ", ")
		}
	}
	return list
}

func TestTheWholeOfAMeeting(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/meetings/walking-through")
	if have := p.Texts("title"); have[0] != "Walking Through · Kith" {
		t.Errorf("title %q", have)
	}
	side := strings.Join(p.Texts("aside.side"), " ")
	for _, want := range []string{"in 25 minutes", "18:30 to 20:00", "Monday 23 November", "Mondays", "Pacific time", "St Paul’s Church hall", "114 Montecito Avenue",
		"Oakland, CA 94610", "Side door, ring twice.", "Greeter", "walking@example.org", "Something here is wrong"} {
		if !strings.Contains(side, want) {
			t.Errorf("beside stands no %q: %q", want, side)
		}
	}
	if have := p.Texts(".trail li"); !slices.Equal(have, []string{"Grief and loss", "Oakland"}) {
		t.Errorf("it stands below %q", have)
	}
	rest := strings.Join(p.Texts(".rest"), " ")
	for _, want := range []string{"Come ten minutes early.", "Grief and loss", "Led by members", "Open to anyone", "Everyone in turn", "Secular",
		"Step-free door", "Hearing loop", "English", "Free", "Nobody here has checked this yet", "More meetings of Walking Through", "venmo @walking", "Open Hand, East Bay"} {
		if !strings.Contains(rest, want) {
			t.Errorf("good to know lacks %q: %q", want, rest)
		}
	}
	if have := knownOn(p)["Its list also says"]; have != "XYZ" {
		t.Errorf("a code that nobody knows is shown as %q", have)
	}
	if have := p.Attributes("[data-copy]", "data-copy"); !slices.Equal(have, []string{"St Paul’s Church hall, 114 Montecito Avenue, Oakland, CA 94610"}) {
		t.Errorf("what is copied: %q", have)
	}
	for _, link := range p.Attributes("main a", "href") {
		if strings.HasPrefix(link, "/") && !strings.HasSuffix(link, ".ics") {
			if w := k.ask(link); w.Code != http.StatusOK {
				t.Errorf("%s: %d", link, w.Code)
			}
		}
	}
	if !strings.Contains(k.body("/meetings/walking-through"), `href="geo:37.8107,-122.2534?q=37.8107,-122.2534"`) {
		t.Error("the place does not open in maps")
	}
}

func TestWaysToJoinSayWhereTheyLead(t *testing.T) {
	k := newFindRig(t)
	side := strings.Join(k.page("/meetings/walking-through-mornings").Texts("aside.side"), " ")
	for _, want := range []string{"Leads to video.example.com. That site sees that you come", "Code to get in: tea", "Call +1 646 555 0101", "The call stays in your phone’s list"} {
		if !strings.Contains(side, want) {
			t.Errorf("no %q: %q", want, side)
		}
	}
	if body := k.body("/meetings/walking-through-mornings"); !strings.Contains(body, `href="tel:+16465550101,123#"`) {
		t.Error("the number cannot be called")
	}
	duelo := k.body("/meetings/duelo-en-compania")
	if strings.Contains(duelo, "video.example.com") || !strings.Contains(duelo, "The group gives the link to its members.") {
		t.Error("a link for members is told to all, or nothing is said of it")
	}
}

func TestRhythmsInPlainWords(t *testing.T) {
	k := newFindRig(t)
	for path, want := range map[string][]string{
		"/meetings/walking-through":             {"Mondays"},
		"/meetings/after-suicide":               {"second Tuesday", "Tuesday 8 December, 19:30", "The next dates"},
		"/meetings/walking-through-mornings":    {"Every other Wednesday", "No meeting on Wednesday 16 December", "Instead of Wednesday 2 December: Thursday 3 December, 11:00", "Also on Thursday 24 December, 09:00"},
		"/es/meetings/walking-through":          {"Lunes", "hora del Pacífico", "en 25 minutos"},
		"/es/meetings/walking-through-mornings": {"No hay reunión el miércoles 16 de diciembre"},
	} {
		text := strings.Join(k.page(path).Texts(".now"), " ")
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s says no %q: %q", path, w, text)
			}
		}
	}
}

func TestWhenAMeetingIsUnderWayOrOver(t *testing.T) {
	k := newFindRig(t)
	for minutes, want := range map[int]string{0: "in 25 minutes", 25: "started 0", 40: "started 15 minutes ago", 200: "in 7 days"} {
		k.clock.Set(monday.Add(time.Duration(minutes) * time.Minute))
		text := strings.Join(k.page("/meetings/walking-through").Texts(".now .soon"), " ")
		if minutes == 25 {
			want = "now"
		}
		if text != want {
			t.Errorf("after %d minutes: %q, want %q", minutes, text, want)
		}
	}
}

func TestSearchEnginesAreToldWhatThePageTells(t *testing.T) {
	k := newFindRig(t)
	data := func(path string) map[string]any {
		text := k.page(path).Texts("script[type=application/ld+json]")
		if len(text) == 0 {
			return nil
		}
		var out map[string]any
		if err := json.Unmarshal([]byte(text[0]), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	event := data("/meetings/walking-through")
	if event["@type"] != "Event" || event["startDate"] != "2026-11-23T18:30:00-08:00" || event["eventAttendanceMode"] != "https://schema.org/OfflineEventAttendanceMode" {
		t.Errorf("event %v", event)
	}
	place, _ := event["location"].(map[string]any)
	if address, _ := place["address"].(map[string]any); address["streetAddress"] != "114 Montecito Avenue" {
		t.Errorf("location %v", place)
	}
	withheld, _ := data("/meetings/after-suicide")["location"].(map[string]any)
	if withheld["geo"] != nil || withheld["name"] != nil {
		t.Errorf("a withheld place is told to search engines: %v", withheld)
	}
	for _, path := range []string{"/meetings/young-carers", "/groups/young-carers", "/meetings/example"} {
		if have := data(path); have != nil {
			t.Errorf("%s asked to be left out, or is a sample: %v", path, have)
		}
	}
	if data("/groups/walking-through")["@type"] != "Organization" {
		t.Error("a group says nothing of itself")
	}
}

func TestSampleIsMarked(t *testing.T) {
	k := newFindRig(t)
	body := k.body("/meetings/example")
	for _, want := range []string{`<meta name="robots" content="noindex">`, "Sample: do not travel", "MIT, somebody/something", "sample-set"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, row := range k.page("/search?q=Sample+Steps").Find(".meeting") {
		if !strings.Contains(row.Text(), "Sample: do not travel") {
			t.Errorf("a row is not marked: %q", row.Text())
		}
	}
	if strings.Contains(k.body("/sitemap.xml"), "/meetings/example") {
		t.Error("the sample stands in the sitemap")
	}
}

func TestAGroupWithoutASchedule(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/groups/letters-in-winter")
	text := strings.Join(p.Texts("main"), " ")
	for _, want := range []string{"Letters in Winter", "We write to each other.", "Contact to learn when", "Postmaster", "letters@example.org", "Loneliness"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q: %q", want, text)
		}
	}
	found := k.page("/search?concern=loneliness")
	if have := found.Attributes("[data-group]", "data-group"); !slices.Equal(have, []string{"letters-in-winter"}) {
		t.Errorf("groups found: %v", have)
	}
	if have := found.Attributes(".found", "data-count"); have[0] != "0" {
		t.Errorf("a group is counted as a meeting: %v", have)
	}
	if have := found.Find("[data-count] [data-group]"); len(have) > 0 {
		t.Error("groups stand within the counted list")
	}
}

func TestAGroupHasAllItsMeetings(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/groups/walking-through")
	if have := p.Attributes("[data-meeting]", "data-meeting"); !slices.Equal(have, []string{"walking-through", "walking-through-mornings"}) {
		t.Errorf("meetings %v", have)
	}
	if text := strings.Join(p.Texts(".meeting"), " "); !strings.Contains(text, "Mondays 18:30") || !strings.Contains(text, "114 Montecito Avenue") {
		t.Errorf("rows %q", text)
	}
}

func TestNobodySeesWhatIsNotPublic(t *testing.T) {
	k := newFindRig(t)
	if err := k.dir.SetState(t.Context(), people.Operator(), k.ids["young-carers"], directory.Retired); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/meetings/nothing", "/groups/nothing", "/organisations/nothing", "/concerns/nothing", "/places/nothing", "/languages/nothing-at-all",
		"/meetings/nothing/qr.png", "/meetings/nothing/wrong", "/sitemap/2.xml"} {
		if w := k.ask(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestCodeLeadsToThePage(t *testing.T) {
	k := newFindRig(t)
	w := k.ask("/meetings/walking-through/qr.png")
	if have := w.Header().Get("Content-Type"); have != "image/png" {
		t.Errorf("type %q", have)
	}
	picture, err := png.Decode(w.Body)
	if err != nil || picture.Bounds().Dx() != codeSize {
		t.Errorf("%v, %v", picture.Bounds(), err)
	}
}

func TestTellingThatSomethingIsWrong(t *testing.T) {
	k := newFindRig(t)
	w := k.post("/meetings/walking-through/wrong", url.Values{"what": {"other"}, "words": {""}})
	p := webtest.Parse(t, w.Body.String())
	if w.Code != http.StatusBadRequest || !strings.Contains(strings.Join(p.Texts(".notice"), " "), "Please say what is wrong.") {
		t.Errorf("%d %q", w.Code, p.Texts(".notice"))
	}
	if have := p.Find("[name=what][checked]"); len(have) != 1 || have[0].Attribute("value") != "other" {
		t.Error("what was chosen is lost")
	}
	w = k.post("/meetings/walking-through/wrong", url.Values{"what": {"time"}, "words": {"It starts at seven."}})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Thank you") {
		t.Errorf("%d", w.Code)
	}
	doubts, err := k.dir.Doubts(t.Context(), people.Operator())
	if err != nil || len(doubts) != 1 || doubts[0].Words != "It starts at seven." {
		t.Errorf("%v, %v", doubts, err)
	}
	if w = k.post("/meetings/nothing/wrong", url.Values{"what": {"time"}}); w.Code != http.StatusNotFound {
		t.Errorf("of nothing: %d", w.Code)
	}
}

func TestBrowsing(t *testing.T) {
	k := newFindRig(t)
	for path, want := range map[string][]string{
		"/":                                 {"Someone close by knows what it is like.", "Starting soon", "Walking Through", "in 25 minutes", "Grief and loss 5", "All topics 7"},
		"/concerns":                         {"All topics", "Grief and loss", "Loss by suicide 1", "By place", "By language"},
		"/concerns/grief":                   {"Grief and loss", "5 meetings", "Loss by suicide 1", "Near which place?", "Walking Through"},
		"/concerns/loss-by-suicide":         {"All topics", "Grief and loss", "1 meeting", "After Suicide"},
		"/languages":                        {"Arabic 1", "Spanish 1"},
		"/languages/ar":                     {"Meetings in: Arabic", "مجموعة الصبر"},
		"/places":                           {"California, United States", "Oakland"},
		"/places/oakland-california-us":     {"In and around Oakland, California", "Walking Through", "Grief and loss 4"},
		"/organisations/open-hand":          {"Self-help clearinghouse", "Open Hand, East Bay", "Helps groups along.", "openhand.example"},
		"/organisations/open-hand-east-bay": {"Area", "Young Carers", "Walking Through", "Open Hand"},
		"/es/concerns/grief":                {"Duelo y pérdida", "5 reuniones"},
	} {
		text := strings.Join(k.page(path).Texts("main"), " ")
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s says no %q: %q", path, w, text)
			}
		}
	}
	if have := k.page("/es/concerns/grief").Attributes("main a", "href"); slices.ContainsFunc(have, func(link string) bool { return strings.HasPrefix(link, "/meetings") }) {
		t.Errorf("a link leaves the language: %v", have)
	}
}

func TestSitemap(t *testing.T) {
	k := newFindRig(t)
	w := k.ask("/sitemap.xml")
	body := w.Body.String()
	for _, want := range []string{"https://kith.example/meetings/walking-through</loc><lastmod>2026-11-24</lastmod>", "/groups/walking-through<", "/groups/letters-in-winter<", "/organisations/open-hand<",
		"/concerns/grief<", "/languages/ar<", "/places/oakland-california-us<"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(body, "young-carers") {
		t.Error("a group that asked to be left out stands in the sitemap")
	}
	for _, at := range strings.Split(body, "<loc>")[1:] {
		path, _, _ := strings.Cut(strings.TrimPrefix(at, "https://kith.example"), "<")
		if w := k.ask(path); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestPagesPointToThemselvesAndTheirLanguages(t *testing.T) {
	k := newFindRig(t)
	p := k.page("/es/concerns/grief")
	if have := p.Attributes("link[rel=canonical]", "href"); !slices.Equal(have, []string{"https://kith.example/es/concerns/grief"}) {
		t.Errorf("canonical %v", have)
	}
	if have := p.Attributes("link[hreflang=en]", "href"); !slices.Equal(have, []string{"https://kith.example/en/concerns/grief"}) {
		t.Errorf("English %v", have)
	}
	search := k.page("/search?q=grief")
	if have := search.Attributes("meta[name=robots]", "content"); !slices.Equal(have, []string{"noindex"}) {
		t.Errorf("a search is offered to search engines: %v", have)
	}
	if have := search.Texts("title"); have[0] != "Results · Kith" {
		t.Errorf("the history would say %q", have)
	}
}

func TestEverySentenceIsThere(t *testing.T) {
	k := newFindRig(t)
	for _, path := range []string{"/", "/search", "/search?q=grief&map=1", "/search?q=zzzz", "/search?shared=1", "/search?q=near+me", "/meetings/walking-through-mornings", "/meetings/after-suicide",
		"/meetings/young-carers", "/groups/letters-in-winter", "/organisations/open-hand", "/concerns", "/places", "/languages", "/meetings/walking-through/wrong"} {
		for _, lang := range []string{"", "/es", "/qps-ploc", "/qps-plocm"} {
			body := k.body(lang + path)
			for _, family := range []string{"search.", "results.", "offer.", "filter.", "listing.", "known.", "row.", "browse.", "doubt.", "zone.", "first."} {
				if i := strings.Index(body, ">"+family); i >= 0 {
					t.Errorf("%s%s shows a bare key: %.60s", lang, path, body[i:])
				}
			}
			if i := strings.Index(strings.ReplaceAll(body, ": {n}", ""), "{n}"); i >= 0 {
				t.Errorf("%s%s shows a placeholder: %.80s", lang, path, body[max(0, i-40):])
			}
		}
	}
}
