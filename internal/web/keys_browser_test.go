package web

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kith/internal/browsertest"
	"kith/internal/directory"
)

// keptCircle is a listed group with a space, on a server that a browser reaches and that writes down all it is told.
type keptCircle struct {
	*deskRig
	heard    *listener
	address  string
	founders string
	base     string // the address of the space
	space    string
}

func newCircle(t *testing.T) *keptCircle {
	t.Helper()
	address, serve := localServer(t)
	c := &keptCircle{deskRig: newDeskRigAt(t, address), address: address}
	c.heard = &listener{to: withDecoder(c.site)}
	serve(c.heard)
	l, err := c.dir.Add(t.Context(), c.ana, directory.Entered{Content: &directory.Group{Name: "Tuesday circle", Concerns: []string{"grief"}, Rhythm: "contact"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(c.firstMembers(l.ID), "/g/")
	c.founders = address + "/g/" + path
	c.base, _, _ = strings.Cut(c.founders, "/join/")
	c.space = strings.TrimPrefix(c.base, address+"/g/")
	return c
}

// withDecoder adds the other half of the library that draws QR codes, so that a page can read what it drew.
func withDecoder(site http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, ok := strings.CutPrefix(r.URL.Path, "/assets/test/"); ok {
			http.ServeFile(w, r, filepath.Join("../../web/node_modules/qr", name))
			return
		}
		site.ServeHTTP(w, r)
	})
}

// drawn reads the QR code on a card's page, as a camera would.
const drawn = `(async () => {
	const { default: decode } = await import("/assets/test/decode.js");
	const svg = document.querySelector("[data-face] svg"), scale = 4;
	const size = Number(svg.getAttribute("viewBox").split(" ")[2]), width = size * scale;
	const data = new Uint8Array(width * width * 4).fill(255);
	for (const [, x, y] of svg.querySelector("path").getAttribute("d").matchAll(/M(\d+) (\d+)h/g))
		for (let i = 0; i < scale * scale; i++) data.fill(0, 4 * ((y * scale + (i / scale | 0)) * width + x * scale + i % scale), 4 * ((y * scale + (i / scale | 0)) * width + x * scale + i % scale) + 3);
	return decode({ width, height: width, data });
})()`

// paper is what stands on a card.
type paper struct{ code, words, link string }

// take reads a card that is shown, and says that it is there.
func (c *keptCircle) take(b *browsertest.Browser) (p paper) {
	c.t.Helper()
	b.Wait(`document.querySelectorAll(".card-words li").length === 12`)
	p.code, p.words = b.Text(".secret"), strings.Join(strings.Fields(b.Text(".card-words")), " ")
	b.Eval(drawn, &p.link)
	if !strings.HasPrefix(p.link, c.base+"/card#"+p.code+".") {
		c.t.Fatalf("the drawn link is %q", p.link)
	}
	b.Type("#code", strings.ToLower(p.code[len(p.code)-4:]))
	b.Click(`form[data-card] button:not([type])`)
	return p
}

// keysHere wants the keys of the space to be in the browser, or not.
func (c *keptCircle) keysHere(b *browsertest.Browser, want bool) {
	c.t.Helper()
	is := map[bool]string{true: "", false: "!"}[want]
	b.Wait(`(async () => ` + is + `(await indexedDB.databases()).some(({name}) => name === "kith-keys-` + c.space + `"))()`)
	b.Open(c.base + "/me")
	state := map[bool]string{true: "open", false: "closed"}[want]
	b.Wait(`[...document.querySelectorAll("[data-keys] [data-state]:not([hidden])")].map((e) => e.dataset.state).join() === "` + state + `"`)
}

func (c *keptCircle) signOut(b *browsertest.Browser) {
	c.t.Helper()
	b.Click(".desk form button")
	b.Wait(`!document.querySelector(".desk") && !!document.querySelector("form[data-card]")`)
	b.Wait(`(async () => !(await indexedDB.databases()).length)()`)
}

// TestKeysAtTheDoor is the life of a persona's keys in real browsers: made with a passkey, put onto a card, opened by the
// card's link and by its words, and closed when the card is taken away. No secret of it reaches the server.
func TestKeysAtTheDoor(t *testing.T) {
	t.Parallel()
	c := newCircle(t)
	rosa := browsertest.New(t)
	withAuthenticator(t, rosa, hasPRF)
	rosa.Open(c.founders)
	rosa.Type("#name", "Rosa")
	rosa.Click(`button[formaction$="/passkey"]`)
	rosa.Wait(`!!document.querySelector(".desk")`)
	c.keysHere(rosa, true)
	look(t, rosa, "me-keys")

	// Who shows a way in once more keeps the keys, and is offered no way back.
	rosa.Open(c.base + "/me/prove")
	look(t, rosa, "prove")
	if said := rosa.Text("main"); strings.Contains(said, "lost") {
		t.Errorf("who is inside is offered a way back: %s", said)
	}
	c.keysHere(rosa, true)

	// A card beside the passkey: the passkey opens the keys for it.
	rosa.Click(`button[formaction$="/me/card"]`)
	rosa.Wait(`!!document.querySelector("[data-unlock-passkey]:not([hidden])")`)
	rosa.Click(`[data-unlock-passkey]`)
	card := c.take(rosa)
	rosa.Wait(`location.pathname.endsWith("/me") && document.body.textContent.includes("Member card")`)
	if said := rosa.Text("main"); strings.Contains(said, "opens nothing") {
		t.Errorf("the card was wrapped for: %s", said)
	}
	c.signOut(rosa)
	rosa.Click(`form[action="sign-in/passkey"] button`)
	rosa.Wait(`!!document.querySelector(".desk")`)
	c.keysHere(rosa, true)

	// By the link, on another device.
	phone := browsertest.New(t)
	phone.Open(card.link)
	phone.Wait(`!location.hash && document.querySelector("#code").value !== ""`)
	phone.Size(360, 800)
	phone.Click(`form[data-card] button`)
	phone.Wait(`!!document.querySelector(".desk")`)
	c.keysHere(phone, true)
	c.signOut(phone)

	// By code and words; with other words they stay closed, and can be opened later.
	phone.Type("#code", card.code)
	phone.Type("#words", "these are not the words")
	phone.Click(`form[data-card] button`)
	phone.Wait(`!document.querySelector("[data-reason=words]").hidden`)
	phone.Eval(`document.querySelector("#words").value = ""`, nil)
	phone.Click(`form[data-card] button`)
	phone.Wait(`!!document.querySelector(".desk")`)
	c.keysHere(phone, false)
	look(t, phone, "me-closed")
	phone.Wait(`!document.querySelector("[data-unlock]").hidden`)
	phone.Type("#unlock-words", strings.ToUpper(card.words))
	phone.Click(`[data-unlock-words]`)
	phone.Wait(`!document.querySelector("[data-state=open]").hidden`)
	c.keysHere(phone, true)

	// On a shared device nothing is kept.
	shared := browsertest.New(t)
	shared.Open(card.link)
	shared.Wait(`!location.hash`)
	shared.Click(`form[data-card] input[name=shared]`)
	shared.Click(`form[data-card] button`)
	shared.Wait(`!!document.querySelector(".desk")`)
	shared.Open(c.base + "/me")
	shared.Wait(`!document.querySelector("[data-state=shared]").hidden`)
	var databases int
	if shared.Eval(`(async () => (await indexedDB.databases()).length + sessionStorage.length)()`, &databases); databases != 0 {
		t.Errorf("%d things are kept on a shared device", databases)
	}

	// Taken away: whoever came in with it is out, and it opens nothing any more.
	rosa.Open(c.base + "/me")
	rosa.Eval(`[...document.querySelectorAll(".ledger li")].find((way) => way.textContent.includes("Member card")).id = "card"`, nil) // both were made today: either may come first
	rosa.Click(`#card button[aria-label^="Take away"]`)
	rosa.Wait(`!!document.querySelector("[data-keys]") && !document.querySelector("button[aria-label^='Take away']")`)
	phone.Open(c.base + "/me")
	phone.Wait(`!!document.querySelector("form[data-card]") && !document.querySelector(".desk")`)
	phone.Wait(`(async () => !(await indexedDB.databases()).length)()`)
	phone.Open(card.link)
	phone.Wait(`!location.hash`)
	phone.Click(`form[data-card] button`)
	phone.Wait(`!!document.querySelector("#code-error")`)

	c.quiet(rosa, shared)
	c.untold(card)
}

// quiet wants browsers without errors, that asked nobody else.
func (c *keptCircle) quiet(all ...*browsertest.Browser) {
	c.t.Helper()
	for _, b := range all {
		if problems := b.Problems(); len(problems) > 0 {
			c.t.Error(problems)
		}
		if strangers := b.Strangers(); len(strangers) > 0 {
			c.t.Error(strangers)
		}
	}
}

// untold wants that the server was never told a card's second secret.
func (c *keptCircle) untold(p paper) {
	c.t.Helper()
	_, fragment, _ := strings.Cut(p.link, "#")
	_, digits, _ := strings.Cut(fragment, ".")
	words := strings.Fields(regexp.MustCompile(`[^a-z]+`).ReplaceAllString(strings.ToLower(p.words), " "))
	if len(words) != 12 || len(digits) != 22 {
		c.t.Fatalf("no secret: %q, %q", words, digits)
	}
	sawCode := false
	for _, said := range c.heard.all() {
		sawCode = sawCode || strings.Contains(said, p.code)
		if strings.Contains(said, digits) || strings.Contains(strings.ToLower(said), words[0]+" "+words[1]) || strings.Contains(said, "#") && strings.Contains(said, "/card") {
			c.t.Errorf("the server was told: %q", said)
		}
	}
	if !sawCode {
		c.t.Error("the code was not heard, so that this shows nothing")
	}
}

// TestAPasskeyWithoutASecretNeedsACard: the page says so when it is made, and the card brings the keys.
func TestAPasskeyWithoutASecretNeedsACard(t *testing.T) {
	c := newCircle(t)
	noor := browsertest.New(t)
	withAuthenticator(t, noor)
	noor.Open(c.founders)
	noor.Type("#name", "Noor")
	noor.Click(`button[formaction$="/passkey"]`)
	noor.Wait(`!!document.querySelector(".desk")`)
	noor.Wait(`!document.querySelector("[data-beside]").hidden`)
	if folder := os.Getenv("KITH_TEST_PICTURES"); folder != "" {
		noor.Screenshot(filepath.Join(folder, "beside.png"))
	}
	noor.Open(c.base + "/me")
	noor.Wait(`!document.querySelector("[data-state=none]").hidden && document.querySelector("[data-beside]").hidden`)
	look(t, noor, "me-none")
	noor.Wait(`!document.querySelector("[data-state=none]").hidden`)
	noor.Click(`[data-keys] form button`)
	noor.Wait(`!document.querySelector("[data-no-secret]").hidden`)
	noor.Click(`button[formaction$="/me/card"]`)
	noor.Wait(`document.querySelectorAll(".card-words li").length === 12`)
	c.lookAtCard(noor)
	saved := c.saves(noor)
	card := c.take(noor)
	for _, part := range append(strings.Fields(card.words), card.code) {
		if !strings.Contains(saved, part) {
			t.Errorf("the PDF lacks %q", part)
		}
	}
	noor.Wait(`location.pathname.endsWith("/me")`)
	c.keysHere(noor, true)
	c.quiet(noor)
	c.untold(card)
}

// saves asks for the PDF of a card and gives it, read as far as its table of objects goes.
func (c *keptCircle) saves(b *browsertest.Browser) (file string) {
	c.t.Helper()
	b.Eval(`(() => { const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.saved = blob; return make.call(URL, blob); }; })()`, nil)
	b.Click("[data-save]")
	b.Wait(`!!window.saved`)
	b.Eval(`window.saved.text()`, &file)
	start := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindStringSubmatch(file)
	if !strings.HasPrefix(file, "%PDF-1.4\n") || start == nil {
		c.t.Fatalf("no PDF: %.200s", file)
	}
	table, _ := strconv.Atoi(start[1])
	if !strings.HasPrefix(file[table:], "xref\n0 7\n") {
		c.t.Errorf("no table of objects at %d", table)
	}
	for i, entry := range regexp.MustCompile(`(\d{10}) 00000 n \n`).FindAllStringSubmatch(file, -1) {
		at, _ := strconv.Atoi(entry[1])
		if !strings.HasPrefix(file[at:], strconv.Itoa(i+1)+" 0 obj\n") {
			c.t.Errorf("object %d is not at %d", i+1, at)
		}
	}
	return file
}

// lookAtCard keeps pictures of a card where somebody wants to see them: opened again it would be another.
func (c *keptCircle) lookAtCard(b *browsertest.Browser) {
	c.t.Helper()
	for name, width := range map[string]int64{"card-360": 360, "card-1280": 1280} {
		b.Size(width, 800)
		for scheme, dark := range map[string]bool{"-light": false, "-dark": true} {
			b.Dark(dark)
			b.Wait(`document.getAnimations().length === 0`) // colours that fade are then where they end
			b.CheckAxe()
			if folder := os.Getenv("KITH_TEST_PICTURES"); folder != "" {
				b.Screenshot(filepath.Join(folder, name+scheme+".png"))
			}
		}
	}
	b.Dark(false)
	b.Print(true)
	if folder := os.Getenv("KITH_TEST_PICTURES"); folder != "" {
		b.Screenshot(filepath.Join(folder, "card-print.png"))
	}
	b.Print(false)
}

// TestKeysAreMadeLater: somebody comes in without script with a passkey's half, and makes the keys at the first visit with it.
func TestKeysAreMadeLater(t *testing.T) {
	c := newCircle(t)
	mia := browsertest.New(t)
	withAuthenticator(t, mia, hasPRF)
	mia.Open(c.founders)
	mia.Eval(`crypto.subtle.generateKey = () => Promise.reject(new DOMException("", "NotSupportedError"))`, nil)
	onEveryPage(t, mia, `if (location.pathname.endsWith("/passkey")) crypto.subtle.generateKey = () => Promise.reject(new DOMException("", "NotSupportedError"))`)
	mia.Type("#name", "Mia")
	mia.Click(`button[formaction$="/passkey"]`)
	mia.Wait(`!!document.querySelector(".desk")`)
	mia.Open(c.base + "/me")
	mia.Wait(`!document.querySelector("[data-state=none]").hidden`)
	mia.Click(`[data-keys] form button`)
	mia.Wait(`!document.querySelector("[data-state=open]").hidden`)
	c.quiet(mia)
}
