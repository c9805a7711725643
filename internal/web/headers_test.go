package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"kith/internal/store"
	"kith/internal/store/storetest"
	"kith/internal/web/assets"
)

// pages are addresses of every sort of page.
var pages = []string{
	"/help", "/help?country=US", "/es/help", "/leave", "/privacy", "/nowhere", "/test/internal", "/test/panic", "/robots.txt",
	"/manifest.webmanifest", "/test/guide/home", "/test/guide/results", "/test/guide/meeting", "/test/guide/form",
}

func get(site http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	site, _ := withTrouble(t)
	for _, path := range append(pages, "/assets/none.css", "/api/test/invalid") {
		h := get(site, path).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"Cross-Origin-Opener-Policy": "noopener-allow-popups", "Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy": "camera=()", "Strict-Transport-Security": "max-age",
		} {
			if !strings.Contains(h.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if csp := h.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s: the policy has a hole: %s", path, csp)
		}
		if h.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", path)
		}
	}
}

var (
	inline  = regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>[^<]|<style|\sstyle=|\son[a-z]+=|javascript:`)
	fetched = regexp.MustCompile(`(?i)(?:src|href|action|data|poster)="([a-z]+:)?//`)
)

func TestPagesHaveNothingInlineAndNothingOfOthers(t *testing.T) {
	site, _ := withTrouble(t)
	for _, path := range pages {
		body := get(site, path).Body.String()
		if m := inline.FindString(body); m != "" {
			t.Errorf("%s has %q", path, m)
		}
		own := strings.ReplaceAll(body, "https://kith.example", "")
		if m := fetched.FindString(own); m != "" {
			t.Errorf("%s points elsewhere: %q", path, m)
		}
	}
}

func TestUnchangedPageIsNotSentAgain(t *testing.T) {
	site, _ := withTrouble(t)
	first := get(site, "/privacy", "Accept-Encoding", "gzip")
	tag := first.Header().Get("ETag")
	again := get(site, "/privacy", "If-None-Match", `"other", `+tag)
	if tag == "" || again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("tag %q: %d with %d bytes", tag, again.Code, again.Body.Len())
	}
	if other := get(site, "/es/privacy", "If-None-Match", tag); other.Code != http.StatusOK {
		t.Errorf("another page with the same tag: %d", other.Code)
	}
}

func TestTextIsCompressed(t *testing.T) {
	site, _ := withTrouble(t)
	plain := get(site, "/privacy").Body.Bytes()
	w := get(site, "/privacy", "Accept-Encoding", "br, gzip")
	if have := w.Header().Get("Content-Encoding"); have != "gzip" {
		t.Fatalf("sent as %q", have)
	}
	reader, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(reader); err != nil || !bytes.Equal(body, plain) {
		t.Errorf("%v, same %v", err, bytes.Equal(body, plain))
	}
	if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
		t.Errorf("Vary is %q", w.Header().Values("Vary"))
	}
	for path, accept := range map[string]string{"/leave": "gzip", "/privacy": "gzip;q=0, identity", "/healthz": "gzip"} {
		if have := get(site, path, "Accept-Encoding", accept).Header().Get("Content-Encoding"); have != "" {
			t.Errorf("%s is sent as %s", path, have)
		}
	}
}

func TestFirstVisitIsSmall(t *testing.T) {
	site, _ := withTrouble(t)
	page := get(site, "/test/guide/results", "Accept-Encoding", "gzip, br")
	total := page.Body.Len()
	files := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?:src|href)="(/assets/[^"#]+)`).FindAllStringSubmatch(get(site, "/test/guide/results").Body.String(), -1) {
		if !files[m[1]] {
			files[m[1]] = true
			total += get(site, m[1], "Accept-Encoding", "gzip, br").Body.Len()
		}
	}
	t.Logf("a first visit takes %d bytes in %d files", total, len(files)+1)
	if total > 60<<10 {
		t.Errorf("a first visit takes %d bytes", total)
	}
}

func TestTheLogSaysNothingOfThePerson(t *testing.T) {
	site, log := withTrouble(t)
	for _, path := range []string{"/help?country=US", "/es/help", "/leave"} {
		get(site, path, "User-Agent", "Browser/1")
	}
	if log.Len() > 0 {
		t.Fatalf("what must not be logged is: %s", log)
	}
	r := httptest.NewRequest(http.MethodGet, "/privacy?q=secret-words", nil)
	r.RemoteAddr = "203.0.113.9:4711"
	r.Header.Set("User-Agent", "Browser/1")
	r.Header.Set("Referer", "https://before.example/")
	r.Header.Set("X-Forwarded-For", "203.0.113.10")
	site.ServeHTTP(httptest.NewRecorder(), r)
	get(site, "/no/such/place?q=secret-words", "User-Agent", "Browser/1")
	for _, secret := range []string{"203.0.113", "4711", "Browser", "before.example", "secret", "/no/such"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %q: %s", secret, log)
		}
	}
	if !strings.Contains(log.String(), `route="GET /privacy" status=200`) {
		t.Errorf("the log lacks the request: %s", log)
	}
}

func TestTooLargeAForm(t *testing.T) {
	site, _ := withTrouble(t)
	r := httptest.NewRequest(http.MethodPost, "/test/echo", strings.NewReader("word="+strings.Repeat("a", maxBody)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "too large") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestPagesAreWholeWithoutBuiltAssets(t *testing.T) {
	s, _ := newServer(t)
	empty, err := assets.Open(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	s.Assets = empty
	page := get(s.handler(s.routes), "/help?country=US")
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "tel:911") || strings.Contains(page.Body.String(), "<script") {
		t.Errorf("%d %s", page.Code, page.Body)
	}
}

func BenchmarkResults(b *testing.B) {
	site, _ := withTrouble(b)
	for name, accept := range map[string]string{"plain": "", "gzip": "gzip"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				get(site, "/test/guide/results", "Accept-Encoding", accept)
			}
		})
	}
}

// An answer that is no page, and one that the asker has already, carry less.
func TestDataIsGuardedAsData(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	first := k.ask("/api/v1/meetings")
	h := first.Header()
	if h.Get("Content-Security-Policy") != "default-src 'none'; frame-ancestors 'none'" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
		t.Errorf("%v", h)
	}
	again := k.ask("/api/v1/meetings", "If-None-Match", h.Get("ETag"))
	if have := again.Header(); again.Code != http.StatusNotModified || have.Get("Content-Security-Policy") != "" || have.Get("ETag") != h.Get("ETag") ||
		have.Get("Access-Control-Allow-Origin") != "*" || have.Get("Cache-Control") != h.Get("Cache-Control") {
		t.Errorf("%d %v", again.Code, have)
	}
	page := k.ask("/search.ics?colour=blue", "Accept", "text/html") // the page of an error is a page
	if have := page.Header().Get("Content-Security-Policy"); !strings.Contains(have, "style-src 'self'") {
		t.Errorf("the policy of a page is %q", have)
	}
}

func TestTraceSaysNothingBack(t *testing.T) {
	site, _ := withTrouble(t)
	for _, path := range []string{"/", "/privacy", "/api/v1/meetings", "/g/x/me"} {
		r := httptest.NewRequest(http.MethodTrace, path, nil)
		r.Header.Set("X-Said", "said-before")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if w.Code < 400 || strings.Contains(w.Body.String()+headerText(w.Header()), "said-before") {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}
