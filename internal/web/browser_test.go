package web

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kith/internal/browsertest"
)

func TestPagesInABrowser(t *testing.T) {
	b := browsertest.New(t)
	site, _ := withTrouble(t)
	server := httptest.NewServer(site)
	defer server.Close()
	for _, path := range []string{"/help?country=US", "/es/help", "/privacy", "/nowhere", "/test/guide/home", "/test/guide/results", "/test/guide/meeting", "/test/guide/form"} {
		for _, width := range []int64{360, 1280} {
			b.Size(width, 800)
			for _, dark := range []bool{false, true} {
				b.Dark(dark)
				b.Open(server.URL + path)
				b.CheckAxe()
				fits(t, b, path, width)
				if strangers := b.Strangers(); len(strangers) > 0 {
					t.Errorf("%s asks others: %v", path, strangers)
				}
				if problems := b.Problems(); len(problems) > 0 && path != "/nowhere" {
					t.Errorf("%s: %v", path, problems)
				}
			}
		}
		for _, width := range []int64{360, 1280} {
			b.Size(width, 800)
			b.Open(server.URL + "/qps-plocm" + strings.TrimPrefix(path, "/es"))
			fits(t, b, "from the right, "+path, width)
		}
	}
}

// fits fails when a page must be scrolled sideways, or has something to touch that is smaller than 44 pixels high.
func fits(t *testing.T, b *browsertest.Browser, path string, width int64) {
	t.Helper()
	var wide int64 // a phone shows what is too wide smaller, so the window's own width says nothing
	if b.Eval("document.documentElement.scrollWidth", &wide); wide > width {
		t.Errorf("%s at %d is %d wide", path, width, wide)
	}
	var small []string
	b.Eval(`[...document.querySelectorAll(".button, .chip a, .top a:not(.skip), .foot a, summary, select, input:not([type=hidden],[type=checkbox],[type=radio]), .choice, .concerns a, .trail a, .desk-links a")]
		.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.9).map((e) => e.outerHTML.slice(0, 90))`, &small)
	if len(small) > 0 {
		t.Errorf("%s at %d has small targets: %v", path, width, small)
	}
}

func TestLeaving(t *testing.T) {
	b := browsertest.New(t)
	site, _ := withTrouble(t)
	server := httptest.NewServer(site)
	defer server.Close()

	b.Open(server.URL + "/leave") // where the person came from
	b.Open(server.URL + "/privacy")
	b.Click("[data-leave]")
	b.Wait(`location.pathname === "/leave"`)
	var entries int
	b.Eval("history.length", &entries)
	if entries > 3 {
		t.Errorf("leaving added to the history: %d entries", entries)
	}

	b.Open(server.URL + "/privacy")
	b.Keys(kb.Shift + kb.Shift)
	if b.Address() != server.URL+"/privacy" {
		t.Error("two presses of Shift were enough")
	}
	b.Keys(kb.Shift)
	b.Wait(`location.pathname === "/leave"`)

	b.Script(false)
	b.Open(server.URL + "/privacy")
	b.Follow("[data-leave]")
	if b.Address() != server.URL+"/leave" {
		t.Errorf("without script Leave leads to %s", b.Address())
	}
}

func TestHelpOpensWithoutNetworkOnceSeen(t *testing.T) {
	b := browsertest.New(t)
	site, _ := withTrouble(t)
	server := httptest.NewServer(site)
	b.Open(server.URL + "/help?country=US")
	b.Wait(`caches.match("/help?country=US").then((kept) => kept && navigator.serviceWorker.ready)`)
	b.Open(server.URL + "/privacy")
	var kept []string
	b.Eval(`caches.open("help-1").then((c) => c.keys()).then((all) => all.map((r) => new URL(r.url).pathname))`, &kept)
	if slices.Contains(kept, "/privacy") {
		t.Errorf("more than the help page is kept: %v", kept)
	}
	server.Close()
	b.Open(server.URL + "/help?country=US")
	if text := b.Text("main"); !strings.Contains(text, "911") {
		t.Errorf("without network the help page says %q", text)
	}
	var styled string
	b.Eval(`getComputedStyle(document.querySelector(".emergency")).display`, &styled)
	if styled != "grid" {
		t.Errorf("without network the page has no style: %q", styled)
	}
}
