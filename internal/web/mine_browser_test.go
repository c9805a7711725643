package web

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/internal/browsertest"
)

// withReader serves a site and, beside it, a reader of QR codes for the test to see with.
func withReader(k *deskRig) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", k.site)
	for _, name := range []string{"index.js", "decode.js"} {
		mux.HandleFunc("/test/qr/"+name, func(w http.ResponseWriter, r *http.Request) {
			code, err := os.ReadFile(filepath.Join("..", "..", "web", "node_modules", "qr", name))
			if err != nil {
				k.t.Error(err)
			}
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(code)
		})
	}
	return mux
}

// seeCodes reads the codes that a page shows, as a camera would.
const seeCodes = `import("/test/qr/decode.js").then(({ default: read }) => [...document.querySelectorAll(".codes svg")].map((svg) => {
	const side = svg.viewBox.baseVal.width, scale = 4, width = side * scale, data = new Uint8Array(width * width * 4).fill(255);
	for (const [, x, y] of svg.querySelector("path").getAttribute("d").matchAll(/M(\d+) (\d+)h/g))
		for (let i = 0; i < scale; i++) for (let j = 0; j < scale; j++)
			data.fill(0, ((y * scale + i) * width + x * scale + j) * 4, ((y * scale + i) * width + x * scale + j) * 4 + 3);
	return read({ width, height: width, data });
}))`

// TestPlacesAreKeptByTheBrowserAlone keeps two places, names one, takes the list to another browser by its codes, and forgets it.
func TestPlacesAreKeptByTheBrowserAlone(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(withReader(k))
	one, two := k.circle("Tuesday circle", "Marigold"), k.circle("Thursday circle", "Sparrow")
	b := browsertest.New(t)
	b.Size(360, 800)
	b.Open(address + "/mine")
	look(t, b, "mine-empty")
	one.comesIn(b, address, false)
	b.Wait(`!document.querySelector("[data-keep]").hidden`)
	look(t, b, "keep")
	b.Click(`[data-keep] button.button:not(.quiet)`)
	b.Wait(`document.querySelector("[data-keep]").hidden`)
	b.Open(b.Address())
	var asked bool
	if b.Eval(`!document.querySelector("[data-keep]").hidden`, &asked); asked {
		t.Error("asked again though it is kept")
	}
	two.comesIn(b, address, false)
	b.Wait(`!document.querySelector("[data-keep]").hidden`)
	b.Click(`[data-keep] button.button:not(.quiet)`)

	b.Open(address + "/mine")
	if said := b.Text("[data-places]"); !strings.Contains(said, "Place 1") || !strings.Contains(said, "Place 2") || strings.Contains(said, "circle") {
		t.Errorf("the list: %s", said)
	}
	b.Click(`[data-places] li:first-child summary`)
	b.Eval(`document.querySelector("[data-places] input").value = "Allotment"`, nil)
	look2(t, b, "mine-list")
	b.Click(`[data-places] li:first-child summary`)
	b.Eval(`document.querySelector("[data-places] input").value = "Allotment"`, nil)
	b.Click(`[data-places] li:first-child form .button:not(.quiet)`)
	b.Wait(`document.querySelector("[data-places] a").textContent === "Allotment"`)
	b.Click(`[data-show]`)
	b.Wait(`document.querySelectorAll(".codes svg").length === 1`)
	b.CheckAxe()
	picture(b, "mine-codes")
	var links []string
	b.Eval(seeCodes, &links)
	if len(links) != 1 || !strings.HasPrefix(links[0], address+"/mine#k1.") {
		t.Fatalf("the code leads to %v", links)
	}

	// Another browser opens the link, as from its camera.
	phone := browsertest.New(t)
	phone.Size(360, 800)
	phone.Open(links[0])
	phone.Wait(`!document.querySelector("[data-arrived]").hidden`)
	if at := phone.Address(); strings.Contains(at, "#") {
		t.Errorf("the list stands in the address: %s", at)
	}
	var entries int
	if phone.Eval(`navigation.entries().filter((e) => e.url && e.url.includes("#")).length`, &entries); entries > 0 {
		t.Error("the list stands in the history of the tab")
	}
	picture(phone, "mine-arrived")
	phone.CheckAxe()
	var stored string
	if phone.Eval(`localStorage.getItem("kith-mine") ?? ""`, &stored); stored != "" {
		t.Errorf("taken over without asking: %s", stored)
	}
	phone.Click(`[data-take]`)
	phone.Wait(`document.querySelectorAll("[data-places] li").length === 2`)
	var href string
	if phone.Eval(`document.querySelector("[data-places] a").href`, &href); href != address+one.base+"/" {
		t.Errorf("the place leads to %s", href)
	}

	// What is no list, or a place that is none, is not believed.
	for _, broken := range []string{"#k1.AAAA", "#k1.!!", links[0][strings.Index(links[0], "#"):][:60]} {
		phone.Open(address + "/help")
		phone.Open(address + "/mine" + broken)
		phone.Wait(`!document.querySelector("[data-unread]").hidden && location.hash === ""`)
	}
	phone.Eval(`localStorage.setItem("kith-mine", JSON.stringify({places: [{space: "../../evil", label: "x"}, {space: 7}, null, {space: "`+two.space+`", label: "Good"}]}))`, nil)
	phone.Open(address + "/mine")
	if said := phone.Text("[data-places]"); !strings.HasPrefix(said, "Good") {
		t.Errorf("the list: %s", said)
	}

	b.Open(address + "/mine")
	b.Click(`[data-forget]`)
	b.Wait(`localStorage.length === 0 && !document.querySelector("[data-none]").hidden`)
	for _, asked := range append(b.Requests(), phone.Requests()...) {
		if strings.Contains(asked, "k1.") && !strings.Contains(asked, "#k1.") || strings.Contains(asked, "Allotment") {
			t.Errorf("the list was sent: %s", asked)
		}
	}
	if strings.Contains(k.log.String(), "mine") {
		t.Error("the log tells that somebody looked at their list")
	}
	for _, browser := range []*browsertest.Browser{b, phone} {
		if problems := browser.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
	}
}

// TestASharedDeviceKeepsNoList: nothing is asked and nothing kept there; nor where somebody said so once; and who leaves is
// taken from the list.
func TestASharedDeviceKeepsNoList(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	one, two := k.circle("Tuesday circle", "Marigold"), k.circle("Thursday circle", "Sparrow")
	b := browsertest.New(t)
	one.comesIn(b, address, true)
	var there int
	if b.Eval(`document.querySelectorAll("[data-keep]").length + localStorage.length + sessionStorage.length`, &there); there != 0 {
		t.Error("a shared device is asked to keep the way here, or keeps something")
	}
	two.comesIn(b, address, false)
	b.Wait(`!document.querySelector("[data-keep]").hidden`)
	b.Click(`[data-never]`)
	var stored string
	if b.Eval(`localStorage.getItem("kith-mine")`, &stored); strings.Contains(stored, two.space) {
		t.Errorf("who wants nothing kept is kept: %s", stored)
	}
	b.Open(address + one.base + "/")
	b.Follow(`.desk form[action$="/sign-out"] button`)
	one.comesIn(b, address, false)
	var hidden bool
	if b.Eval(`document.querySelector("[data-keep]").hidden`, &hidden); !hidden {
		t.Error("asked again")
	}
	b.Eval(`localStorage.setItem("kith-mine", JSON.stringify({ask: true, places: [{space: "`+one.space+`", label: "x"}]}))`, nil)
	b.Open(address + one.base + "/leave")
	b.Follow(`.acts button`)
	if b.Eval(`localStorage.getItem("kith-mine") ?? ""`, &stored); stored != "" {
		t.Errorf("who left is still on the list: %s", stored)
	}
	b.Script(false)
	b.Open(address + "/mine")
	if said := b.Text("main"); !strings.Contains(said, "needs JavaScript") {
		t.Errorf("without script: %s", said)
	}
}

// look2 is look for a state that opening the page anew would lose: the page at 360 px, light, as it is.
func look2(t *testing.T, b *browsertest.Browser, name string) {
	t.Helper()
	b.CheckAxe()
	picture(b, name)
	look(t, b, name+"-anew")
}

// picture keeps one where somebody wants to see it.
func picture(b *browsertest.Browser, name string) {
	if folder := os.Getenv("KITH_TEST_PICTURES"); folder != "" {
		b.Screenshot(filepath.Join(folder, name+".png"))
	}
}
