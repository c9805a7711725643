package web

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kith/internal/browsertest"
	"kith/internal/directory"
)

// walks is the document whose indented lines are walked here, so that it stays true.
const walks = "../../doc/walks.md"

// walker takes one person's browser through a walk, by keyboard alone.
type walker struct {
	t     *testing.T
	rooms map[string]string // what stands in braces in an address
	seen  map[string]*browsertest.Browser
	b     *browsertest.Browser
	at    string // the line that is walked
}

// TestTheWalksAreTrue walks everything that doc/walks.md says, by keyboard, and compares what a screen reader says.
func TestTheWalksAreTrue(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(walks)
	if err != nil {
		t.Fatal(err)
	}
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	serve(k.site)
	listed, err := k.dir.Add(t.Context(), k.ana, directory.Entered{Content: &directory.Group{Name: "Tuesday circle", Concerns: []string{"grief"}, Rhythm: "contact",
		About: "For whoever has lost somebody."}})
	if err != nil {
		t.Fatal(err)
	}
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(k.firstMembers(listed.ID), "/g/")
	link := address + "/g/" + path
	w := &walker{t: t, seen: map[string]*browsertest.Browser{}, rooms: map[string]string{
		"site": address, "listing": address + "/groups/" + listed.Slug, "founders": link, "group": link[:strings.Index(link, "/join/")],
	}}
	for n, line := range strings.Split(string(text), "\n") {
		if act, ok := strings.CutPrefix(line, "    "); ok && !t.Failed() {
			w.at = "doc/walks.md:" + strconv.Itoa(n+1) + ": " + act
			w.step(strings.TrimSpace(act))
		}
	}
	for _, b := range w.seen {
		if problems := b.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
	}
}

func (w *walker) step(line string) {
	w.t.Helper()
	act, what, _ := strings.Cut(line, " ")
	what = strings.TrimSpace(what)
	switch act {
	case "who":
		w.who(what)
	case "open":
		w.open(what)
	case "again":
		w.b.Open(w.b.Address())
	case "title":
		w.b.Wait(`document.title === ` + strconv.Quote(what))
	case "heading":
		w.b.Wait(`!window.left && document.readyState === "complete" && document.querySelector("h1")?.textContent.trim() === ` + strconv.Quote(what))
	case "says":
		w.b.Wait(`document.querySelector("main").innerText.replace(/\s+/g, " ").includes(` + strconv.Quote(what) + `)`)
	case "tab":
		w.tab(what)
	case "type":
		w.b.Keys(what)
	case "copy": // what stands on the page and has to be typed
		w.b.Keys(w.b.Text(what))
	case "press":
		w.b.Eval(`window.left = true`, nil) // a heading is said of the next page, even where that has the same
		w.b.Keys(map[string]string{"Enter": "\r", "Space": " ", "Escape": kb.Escape, "Down": kb.ArrowDown}[what])
	default:
		w.t.Fatalf("%s: no such act", w.at)
	}
}

// who takes up the browser of a person, who has a passkey's device.
func (w *walker) who(name string) {
	if w.seen[name] == nil {
		w.seen[name] = browsertest.New(w.t)
		withAuthenticator(w.t, w.seen[name])
	}
	w.b = w.seen[name]
}

func (w *walker) open(address string) {
	for name, room := range w.rooms {
		address = strings.ReplaceAll(address, "{"+name+"}", room)
	}
	w.b.Open(address)
}

// inSight asks whether what has the focus is seen, and shown by an outline of its own or of what it stands in.
const inSight = `(() => {
	const e = document.activeElement, r = e.getBoundingClientRect();
	const at = document.elementFromPoint(r.x + Math.min(r.width, innerWidth) / 2, r.y + r.height / 2);
	let outlined = false;
	for (let o = e; o; o = o.parentElement) outlined ||= getComputedStyle(o).outlineStyle !== "none";
	return outlined && r.width > 0 && (e.contains(at) || !!at?.contains(e));
})()`

// tab presses the tabulator until the screen reader says something, which is then in sight.
func (w *walker) tab(want string) {
	w.t.Helper()
	var said []string
	for range 60 {
		w.b.Keys(kb.Tab)
		now := w.b.Spoken()
		if said = append(said, now); now == want {
			var visible bool
			w.b.Eval(inSight, &visible)
			if !visible {
				w.t.Errorf("%s: the focus is not in sight", w.at)
			}
			return
		}
	}
	w.t.Fatalf("%s: the keyboard never comes there, but to\n%s", w.at, strings.Join(said, "\n"))
}
