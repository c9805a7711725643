package assets

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

func get(h http.Handler, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestServesWhatWasBuilt(t *testing.T) {
	s, err := Open(fstest.MapFS{
		"manifest.json":  {Data: []byte(`{"kith.css": "kith-AB.css", "worker.js": "worker-CD.js"}`)},
		"kith-AB.css":    {Data: []byte("plain")},
		"kith-AB.css.br": {Data: []byte("brotli")},
		"kith-AB.css.gz": {Data: []byte("gzip")},
		"worker-CD.js":   {Data: []byte("work")},
		"sub/secret.css": {Data: []byte("secret")},
		"notes-EF.pdf":   {Data: []byte("no type")},
		"favicon-01.svg": {Data: []byte("<svg/>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		path, accept, body, encoding string
		status                       int
	}{
		{s.Path("kith.css"), "", "plain", "", 200},
		{s.Path("kith.css"), "gzip, deflate, br", "brotli", "br", 200},
		{s.Path("kith.css"), "gzip", "gzip", "gzip", 200},
		{"/assets/favicon-01.svg", "br", "<svg/>", "", 200},
		{"/assets/manifest.json", "", "404 page not found\n", "", 404},
		{"/assets/kith.css", "", "404 page not found\n", "", 404},
		{"/assets/sub/secret.css", "", "404 page not found\n", "", 404},
		{"/assets/notes-EF.pdf", "", "404 page not found\n", "", 404},
		{"/assets/", "", "404 page not found\n", "", 404},
	} {
		w := get(s, tc.path, tc.accept)
		if w.Code != tc.status || w.Body.String() != tc.body || w.Header().Get("Content-Encoding") != tc.encoding {
			t.Errorf("%s (%s): %d %q %q", tc.path, tc.accept, w.Code, w.Body, w.Header().Get("Content-Encoding"))
		}
	}
	if w := get(s.ServeNamed("worker.js"), "/worker.js", ""); w.Body.String() != "work" || w.Header().Get("Cache-Control") != "public, no-cache" {
		t.Errorf("worker: %q, kept %q", w.Body, w.Header().Get("Cache-Control"))
	}
}

func TestWithoutABuildNothingIsFoundAndNothingBreaks(t *testing.T) {
	s, err := Open(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Has("leave.js") || get(s, s.Path("kith.css"), "").Code != 404 || get(s.ServeNamed("worker.js"), "/worker.js", "").Code != 404 {
		t.Error("an empty set has something")
	}
	if _, err := Open(fstest.MapFS{"manifest.json": {Data: []byte("[")}}); err == nil {
		t.Error("a broken manifest was taken")
	}
}
