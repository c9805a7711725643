package web

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"kith/internal/browsertest"
)

// TestAnInjectedScriptMeetsTheWalls is in two groups with one browser, and runs in a page of the one what a script would that got
// in there and wants the other. What the walls stop is shown to be stopped; what no wall stops is shown too, so that the
// threat model says what is true.
func TestAnInjectedScriptMeetsTheWalls(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	here, there := k.circle("Tuesday circle", "Marigold"), k.circle("Thursday circle", "Sparrow")
	var mu sync.Mutex
	var asked []string
	serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, there.base) {
			mu.Lock()
			asked = append(asked, r.Method+" "+r.URL.RequestURI())
			mu.Unlock()
		}
		k.site.ServeHTTP(w, r)
	}))
	b := browsertest.New(t)
	there.comesIn(b, address, false)
	here.comesIn(b, address, false)
	mu.Lock()
	asked = nil
	mu.Unlock()
	target := there.base + "/members"

	for name, try := range map[string]string{
		"fetch":        `fetch("TARGET").then((r) => r.text())`,
		"fetch, blind": `fetch("TARGET", {mode: "no-cors"}).then(() => "sent")`,
		"request":      `new Promise((ok, no) => { const x = new XMLHttpRequest(); x.onload = () => ok("read"); x.onerror = no; x.open("GET", "TARGET"); x.send(); })`,
		"events":       `new Promise((ok, no) => { const e = new EventSource("TARGET"); e.onopen = () => ok("read"); e.onerror = no; })`,
		"picture":      `new Promise((ok, no) => { const i = new Image(); i.onload = () => ok("read"); i.onerror = no; i.src = "TARGET"; })`,
		"style":        `new Promise((ok, no) => { const l = document.createElement("link"); l.rel = "stylesheet"; l.onload = () => ok("read"); l.onerror = no; l.href = "TARGET"; document.head.append(l); })`,
		"script":       `(() => { const s = document.createElement("script"); s.src = "TARGET"; document.head.append(s); return "set"; })()`,
		"object":       `(() => { const o = document.createElement("object"); o.data = "TARGET"; document.body.append(o); return "set"; })()`,
		"module":       `import("TARGET")`,
		"worker":       `(() => new Worker("TARGET") && "begun")()`,
		"shared":       `(() => new SharedWorker("TARGET") && "begun")()`,
		"service":      `navigator.serviceWorker.register("/worker.js", {scope: "` + there.base + `/"}).then(() => "registered")`,
		"markup":       `(() => { document.body.insertAdjacentHTML("beforeend", "<p>x"); return "written"; })()`,
	} {
		var outcome string
		b.Eval(`(async () => { try { return "done: " + String(await (`+strings.ReplaceAll(try, "TARGET", target)+`)).slice(0, 40); } catch { return "refused"; } })()`, &outcome)
		if outcome != "refused" {
			t.Errorf("%s: %s", name, outcome)
		}
	}
	b.Eval(`(() => { navigator.sendBeacon("`+target+`", "x");
		window.refused = []; document.addEventListener("securitypolicyviolation", (e) => refused.push(e.effectiveDirective));
		const f = document.createElement("form"); f.method = "post"; f.action = "`+there.base+`/leave"; document.body.append(f); f.submit();
		const i = document.createElement("iframe"); i.src = "`+target+`"; document.body.append(i); })()`, nil)
	b.Wait(`["form-action", "frame-src"].every((one) => refused.includes(one))`)
	mu.Lock()
	if len(asked) > 0 {
		t.Errorf("the other space was asked: %v", asked)
	}
	mu.Unlock()

	// Cookies: the session's cannot be read or written over.
	var cookies string
	b.Eval(`(() => { document.cookie = "__Secure-kith=evil; path=`+there.base+`/; secure"; document.cookie = "__Secure-kith=evil; path=`+target+`; secure"; return document.cookie; })()`, &cookies)
	if strings.Contains(cookies, here.token) || strings.Contains(cookies, there.token) || strings.Contains(cookies, sessionCookie) {
		t.Errorf("a script reads %s", cookies)
	}
	// The tab's history tells no address of another page.
	var seen []string
	b.Eval(`navigation.entries().filter((e) => e !== navigation.currentEntry).map((e) => e.url ?? "")`, &seen)
	if slices.ContainsFunc(seen, func(one string) bool { return strings.Contains(one, there.space) }) {
		t.Errorf("the history tells %v", seen)
	}
	var from string
	if b.Eval(`document.referrer`, &from); from != "" {
		t.Errorf("the page is told where one came from: %s", from)
	}

	// What no wall stops: what the whole origin keeps, and words to pages that listen. So nothing of a space is kept there that
	// its person did not ask for, and no page listens.
	var kept string
	b.Eval(`(async () => [Object.keys(localStorage), Object.keys(sessionStorage), await caches.keys(), (await indexedDB.databases()).map((d) => d.name)].flat().join())()`, &kept)
	if kept != "" {
		t.Errorf("a script reads from what is kept: %s", kept)
	}
	b.Eval(`localStorage.setItem("kith-mine", JSON.stringify({ask: true, places: [{space: "`+there.space+`", label: "x"}]}))`, nil)
	b.Open(address + here.base + "/members")
	if b.Eval(`localStorage.getItem("kith-mine") ?? ""`, &kept); !strings.Contains(kept, there.space) {
		t.Error("a page of a space cannot read the list of places any more: say so in the threat model")
	}

	// A window can be opened, and its page is asked for; it is neither read nor led from here, and nothing changes by it.
	b.Eval(`(() => { window.other = window.open("`+there.base+`/leave"); })()`, nil)
	b.Wait(`(() => { try { return !other || other.closed || !other.document; } catch { return true; } })()`)
	want(t, k.ask(there.token, there.base+"/members", nil).Body.String(), "Sparrow")
	b.Open(address + target)
	if said := b.Text("main"); !strings.Contains(said, "Sparrow") {
		t.Errorf("cookies that a script put beside shut Sparrow out: %s", said)
	}
}
