package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// TestAddressesThatAreNoTextLeadNowhere asks for what one database takes as text and the other does not.
func TestAddressesThatAreNoTextLeadNowhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k := newFeedRig(t, db)
		for _, odd := range []string{"%00", "a%00", "%ff", "%ed%a0%80"} {
			for _, path := range []string{"/meetings/%s", "/groups/%s", "/organisations/%s", "/meetings/%s/qr.png", "/meetings/%s/wrong", "/g/%s/", "/g/%s/me",
				"/m/%s", "/places/%s", "/concerns/%s", "/languages/%s", "/sitemap/%s", "/es/meetings/%s"} {
				if w := k.request(http.MethodGet, fmt.Sprintf(path, odd)); w.Code != http.StatusNotFound {
					t.Errorf(path+": status %d", odd, w.Code)
				}
			}
			for _, path := range []string{"/search?q=%s", "/search?near=%s", "/search?org=%s", "/search?concern=%s", "/search?cursor=%s",
				"/api/v1/meetings?q=%s", "/api/v1/meetings?org=%s", "/main_server/client_interface/json/?switcher=GetSearchResults&SearchString=%s"} {
				if w := k.request(http.MethodGet, fmt.Sprintf(path, odd)); w.Code >= 500 {
					t.Errorf(path+": status %d", odd, w.Code)
				}
			}
		}
	})
}

// TestASearchIsNotSaidBackEndlessly asks with as much as an address and a body have room for.
func TestASearchIsNotSaidBackEndlessly(t *testing.T) {
	k := feedRigOn(t)
	var many []string
	for i := range 3000 {
		many = append(many, fmt.Sprint("o", i))
	}
	const most, longest = 200 << 10, 2 * time.Second
	asked := map[string]string{"org": strings.Join(many, ","), "concern": strings.Join(many, ","), "format_all": strings.Join(many, ","),
		"q": strings.Repeat("word ", 6000), "near": strings.Repeat("springfield ", 2000)}
	for name, value := range asked {
		begin := time.Now()
		w := k.request(http.MethodGet, "/search?"+name+"="+url.QueryEscape(value))
		if w.Code != http.StatusOK || w.Body.Len() > most || time.Since(begin) > longest {
			t.Errorf("%s: status %d, %d bytes, %v", name, w.Code, w.Body.Len(), time.Since(begin))
		}
		r := httptest.NewRequest(http.MethodPost, "/search", strings.NewReader(url.Values{name: {strings.Repeat(value+",", 25)}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		posted := httptest.NewRecorder()
		begin = time.Now()
		k.site.ServeHTTP(posted, r)
		if posted.Code != http.StatusBadRequest || posted.Body.Len() > most || time.Since(begin) > longest {
			t.Errorf("%s in a body: status %d, %d bytes, %v", name, posted.Code, posted.Body.Len(), time.Since(begin))
		}
	}
}

// TestEvenAnErrorTellsAStrangerNothing compares the errors of a space that exists and of one that does not.
func TestEvenAnErrorTellsAStrangerNothing(t *testing.T) {
	k := newDeskRig(t)
	for _, path := range []string{"/join/nothing", "/join/nothing/card", "/join/nothing/passkey", "/sign-in"} {
		for _, form := range []url.Values{nil, {"x": {"1"}}} {
			real, other := k.ask("", k.base+path, form), k.ask("", "/g/"+store.NewPersonID()+path, form)
			if real.Code != other.Code || real.Body.String() != other.Body.String() || headerText(real.Header()) != headerText(other.Header()) {
				t.Errorf("%s, %v: status %d and %d, or other headers or another body", path, form, real.Code, other.Code)
			}
		}
	}
}

// TestNoHeaderChangesWhereLinksLead sends what a proxy could have said, and what a browser did.
func TestNoHeaderChangesWhereLinksLead(t *testing.T) {
	k := feedRigOn(t)
	k.take(directory.Source{Name: "town", Kind: "kith"}, everyWeek("1", "Harbour", time.Monday, clockAt(19, 0)))
	for _, path := range []string{"/", "/meetings/harbour", "/sitemap.xml", "/feeds/meetings.json", "/search?q=harbour", "/robots.txt", "/nowhere"} {
		for _, header := range []string{"Host", "X-Forwarded-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "Referer", "Origin"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set(header, "http://evil.example/")
			if header == "Host" {
				r.Host = "evil.example"
			}
			w := httptest.NewRecorder()
			k.site.ServeHTTP(w, r)
			if strings.Contains(w.Body.String()+headerText(w.Header()), "evil.example") {
				t.Errorf("%s: %s is said back", path, header)
			}
		}
	}
	for _, path := range []string{"//evil.example", "/es//evil.example", "/es/%2f%2fevil.example", "//evil.example/main_server/", "/es/g//evil.example/x", "/es/%5cevil.example"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path, _ = url.PathUnescape(path)
		w := httptest.NewRecorder()
		k.site.ServeHTTP(w, r)
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) || strings.Contains(to, ":") {
			t.Errorf("%s leads to %s", path, to)
		}
	}
}
