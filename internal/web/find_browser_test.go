package web

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kith/internal/browsertest"
)

// browse opens the site of the rig in a browser.
func browse(t *testing.T) (*findRig, *browsertest.Browser, string) {
	b := browsertest.New(t)
	k := newFindRig(t)
	server := httptest.NewServer(k.site)
	t.Cleanup(server.Close)
	k.web.Site.BaseURL = server.URL
	return k, b, server.URL
}

func TestFindingPagesInABrowser(t *testing.T) {
	_, b, site := browse(t)
	for _, path := range []string{"/", "/search?q=grief+near+Oakland", "/search?q=grief+saturday+near+Oakland", "/search?shared=1&concern=grief", "/search?q=near+me&near=nowhere-at-all",
		"/meetings/walking-through", "/meetings/walking-through-mornings", "/meetings/after-suicide", "/meetings/example", "/groups/letters-in-winter", "/organisations/open-hand-east-bay",
		"/concerns", "/concerns/grief", "/languages", "/places", "/places/oakland-california-us", "/meetings/walking-through/wrong"} {
		for _, width := range []int64{360, 1280} {
			b.Size(width, 800)
			for _, dark := range []bool{false, true} {
				b.Dark(dark)
				b.Open(site + path)
				b.CheckAxe()
				fits(t, b, path, width)
				if strangers := b.Strangers(); len(strangers) > 0 {
					t.Errorf("%s asks others: %v", path, strangers)
				}
				if problems := b.Problems(); len(problems) > 0 {
					t.Errorf("%s: %v", path, problems)
				}
			}
		}
		for _, width := range []int64{360, 1280} {
			b.Size(width, 800)
			b.Open(site + "/qps-plocm" + path)
			fits(t, b, "from the right, "+path, width)
		}
	}
}

func TestFiltersAreInstant(t *testing.T) {
	_, b, site := browse(t)
	b.Size(1280, 900)
	b.Open(site + "/search?q=grief")
	b.Eval(`window.stayed = true`, nil)
	b.Click(".filter:nth-of-type(2) summary")
	b.Click("input[value=online]")
	b.Wait(`document.querySelector(".found").dataset.count === "1"`)
	var whole bool
	b.Eval(`window.stayed && document.querySelector(".filter:nth-of-type(2)").open && document.activeElement.value === "online" && location.search.includes("attend=online")`, &whole)
	if !whole {
		t.Error("choosing a filter lost the page, the open question, the focus or the address")
	}
	b.Wait(`document.querySelector("[role=status].unseen").textContent === "1 meeting"`)
	b.Eval(`history.back()`, nil)
	b.Wait(`document.querySelector(".found").dataset.count === "5"`)

	b.Open(site + "/search")
	b.Type("#q", "lonel")
	b.Wait(`document.querySelector("[data-group]")`)
	var typed string
	b.Eval(`document.activeElement.value`, &typed)
	if typed != "lonel" {
		t.Errorf("typing lost the field: %q", typed)
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestFindingWithoutScript(t *testing.T) {
	_, b, site := browse(t)
	b.Script(false)
	b.Size(360, 740)
	b.Open(site + "/")
	b.Type("#q", "grief tonight near Oakland")
	b.Follow(".ask .button.main")
	if have := b.Text("h1"); have != "2 meetings tonight" {
		t.Errorf("found %q", have)
	}
	b.Click(".filters > summary")
	b.Click(".filter:nth-of-type(7) > summary")
	b.Click("input[value=hearing_loop]")
	b.Follow(".apply")
	if address := b.Address(); !strings.Contains(address, "access=hearing_loop") || !strings.Contains(address, "concern=grief") {
		t.Errorf("the filters lead to %s", address)
	}
	b.Follow("[data-meeting=walking-through] a")
	if have := b.Text("h1"); have != "Walking Through" {
		t.Errorf("the meeting's page says %q", have)
	}
	b.Click(".code summary")
	b.Follow(".wrong-link")
	b.Click("[name=what][value=time]")
	b.Follow(".form .button.main")
	if have := b.Text("h1"); have != "Thank you" {
		t.Errorf("telling what is wrong ends with %q", have)
	}
}

func TestAWalkByKeyboard(t *testing.T) {
	_, b, site := browse(t)
	b.Size(1280, 900)
	b.Open(site + "/")
	b.Keys(kb.Tab + "\r") // skip to the page
	tabTo(t, b, "#q")
	b.Keys("grief tonight near Oakland\r")
	b.Wait(`document.querySelector(".found")?.dataset.count === "2"`)
	tabTo(t, b, "[data-meeting=walking-through] a")
	var seen bool
	b.Eval(`getComputedStyle(document.querySelector("[data-meeting=walking-through]")).outlineStyle !== "none"`, &seen)
	if !seen {
		t.Error("the focus on a meeting is not seen")
	}
	b.Keys("\r")
	b.Wait(`location.pathname === "/meetings/walking-through" && document.querySelector(".now")`)
	tabTo(t, b, ".code summary")
	b.Keys("\r")
	b.Wait(`document.querySelector(".qr img").complete && document.querySelector(".qr img").naturalWidth > 0`)
	if problems := b.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

// tabTo presses the tabulator until the focus is where it should come.
func tabTo(t *testing.T, b *browsertest.Browser, selector string) {
	t.Helper()
	for range 80 {
		var there bool
		b.Eval(`document.activeElement.matches(`+"`"+selector+"`"+`)`, &there)
		if there {
			return
		}
		b.Keys(kb.Tab)
	}
	t.Fatalf("the keyboard never comes to %s", selector)
}

func TestTheMapShowsWhatTheListHas(t *testing.T) {
	_, b, site := browse(t)
	b.Size(1280, 900)
	b.Open(site + "/search?near=Oakland&map=1")
	b.Wait(`document.querySelector(".dot") && document.querySelector(".about")`)
	b.CheckAxe()
	var marked, listed int
	b.Eval(`[...document.querySelectorAll(".dot")].reduce((n, dot) => n + Number(dot.textContent || 1), 0)`, &marked)
	b.Eval(`document.querySelectorAll("[data-count] [data-meeting]").length`, &listed)
	if marked != listed {
		t.Errorf("%d on the map, %d in the list", marked, listed)
	}
	if strangers := b.Strangers(); len(strangers) > 0 {
		t.Errorf("the map asks others: %v", strangers)
	}
	b.Click(".filter:nth-of-type(3) summary")
	b.Click("input[name=concern][value=grief]")
	b.Wait(`document.querySelector(".found").dataset.count === "4" && document.querySelector(".dot")`)
	if problems := b.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestSearchingTheShownPartOfTheMap(t *testing.T) {
	_, b, site := browse(t)
	b.Size(360, 740)
	b.Open(site + "/search?near=Oakland&map=1")
	b.Wait(`document.querySelector(".dot")`)
	var offered bool
	b.Eval(`!document.querySelector("[data-search-here]").hidden`, &offered)
	if offered {
		t.Error("a part of the map is offered before it was moved")
	}
	b.Eval(`document.querySelector("[data-map]").focus()`, nil)
	b.Keys("-")
	b.Wait(`!document.querySelector("[data-search-here]").hidden`)
	b.CheckAxe()
	fits(t, b, "the map, moved", 360)
	b.Follow("[data-search-here]")
	if address := b.Address(); !regexp.MustCompile(`\?map=1&bbox=-12\d\.\d{4},37\.\d{4},-12\d\.\d{4},37\.\d{4}$`).MatchString(address) {
		t.Errorf("the shown part is searched at %s", address)
	}
	if said := b.Text(".understood"); !strings.Contains(said, "this part of the map") || strings.Contains(said, "Oakland") {
		t.Errorf("the choices are %q", said)
	}
	b.Wait(`document.querySelector(".dot") && document.querySelector("[data-search-here]").hidden`)
	b.Follow(".chip a")
	if address := b.Address(); !strings.HasSuffix(address, "/search?map=1") {
		t.Errorf("without the part of the map the search is %s", address)
	}

	b.Script(false)
	b.Open(site + "/search?near=Oakland&map=1")
	if said := b.Text("main"); strings.Contains(said, "Search this part") {
		t.Error("without script a part of the map is offered that nobody can choose")
	}
}

func TestSearchingThePartOfTheMapOnASharedDevice(t *testing.T) {
	_, b, site := browse(t)
	b.Size(1280, 900)
	b.Open(site + "/search?shared=1&near=Oakland&map=1")
	b.Wait(`document.querySelector(".dot")`)
	b.Click(`[aria-label="Further away"]`)
	b.Wait(`!document.querySelector("[data-search-here]").hidden`)
	b.Follow("[data-search-here]")
	if said := b.Text(".understood"); !strings.Contains(said, "this part of the map") {
		t.Errorf("the choices are %q", said)
	}
	if address := b.Address(); strings.Contains(address, "bbox") {
		t.Errorf("the address tells: %s", address)
	}
}

func TestTheReadersOwnTime(t *testing.T) {
	_, b, site := browse(t)
	b.Locale("en-IE")
	b.Zone("Asia/Kolkata")
	b.Open(site + "/search?concern=grief&attend=online")
	b.Wait(`document.querySelector(".yours")`)
	if have := b.Text("[data-remote] .yours"); have != "08:30 your time" {
		t.Errorf("04:00 in Madrid is %q", have)
	}
	b.Open(site + "/meetings/walking-through")
	b.Wait(`document.querySelector(".now .yours")`)
	if have := b.Text(".now .yours"); have != "Tuesday 08:00 your time" {
		t.Errorf("Monday 18:30 in Oakland is %q", have)
	}
	b.Zone("America/Los_Angeles")
	b.Open(site + "/meetings/walking-through")
	var told bool
	b.Eval(`!!document.querySelector(".yours")`, &told)
	if told {
		t.Error("the same clock is told twice")
	}
}

func TestTimesAndLengthsInTheReadersWay(t *testing.T) {
	_, b, site := browse(t)
	b.Locale("en-US")
	b.Zone("America/Los_Angeles")
	b.Open(site + "/search?q=tonight+near+Oakland")
	b.Wait(`document.querySelector("[data-meeting=walking-through] .start").textContent.match(/^6:30\s?PM$/)`)
	if have := b.Text("[data-meeting=walking-through] .away"); !strings.Contains(have, "1.1 mi") {
		t.Errorf("1.7 km are %q", have)
	}
	if have := b.Text(".understood"); !strings.Contains(have, "6 mi") {
		t.Errorf("around Oakland is looked as far as %q", have)
	}
	b.Open(site + "/es/meetings/walking-through")
	b.Wait(`document.querySelector(".now .start").textContent.match(/^6:30\sp\.\s?m\.$/)`)
	for _, reader := range []string{"en", "de-DE"} {
		b.Locale(reader)
		b.Open(site + "/search?q=tonight+near+Oakland")
		if have := b.Text("[data-meeting=walking-through]"); !strings.Contains(have, "18:30") || !strings.Contains(have, "1.7 km") {
			t.Errorf("a reader of %s sees %q", reader, have)
		}
	}
}

func TestASharedDeviceKeepsNoWords(t *testing.T) {
	_, b, site := browse(t)
	b.Size(1280, 900)
	b.Open(site + "/search?shared=1")
	b.Type("#q", "grief tonight near Oakland")
	b.Wait(`document.querySelector(".found").dataset.count === "2"`)
	b.Keys("\r")
	b.Wait(`document.querySelector(".chip button") && document.querySelector(".found").dataset.count === "2"`)
	b.Click(".chip button")
	b.Wait(`document.querySelectorAll(".chip").length === 2`)
	if address := b.Address(); strings.Contains(address, "grief") || strings.Contains(address, "akland") {
		t.Errorf("the address tells: %s", address)
	}
}

func TestAResultsPageIsSmallAndStill(t *testing.T) {
	_, b, site := browse(t)
	b.Size(360, 740)
	b.Open(site + "/search?q=grief+near+Oakland")
	var bytes, shift float64
	b.Eval(`performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource")).filter((e) => !e.name.includes("woff2")).reduce((n, e) => n + e.transferSize, 0)`, &bytes)
	b.Eval(`new Promise((done) => { let sum = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; }).observe({type: "layout-shift", buffered: true}); requestAnimationFrame(() => requestAnimationFrame(() => done(sum))); })`, &shift)
	if bytes > 60_000 || bytes == 0 {
		t.Errorf("a first visit takes %.0f bytes", bytes)
	}
	if shift > 0.05 {
		t.Errorf("the page shifts by %.3f", shift)
	}
	t.Logf("%.0f bytes, layout shift %.4f", bytes, shift)
}
