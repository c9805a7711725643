package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestSeesWhatIsWrongWithAPage(t *testing.T) {
	b := New(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/" {
			_, _ = w.Write([]byte(`<!doctype html><title></title><img src="http://stranger.invalid/x.png"><a id=on href="/next">go</a><script>nothing()</script>`))
			return
		}
		_, _ = w.Write([]byte(`<!doctype html><html lang=en><meta name=viewport content="width=device-width"><title>Next</title><main><h1>Here</h1></main><script>document.querySelector("h1").textContent = "scripted"</script>`))
	}))
	defer server.Close()

	b.Open(server.URL)
	rules := ""
	for _, v := range b.Axe() {
		rules += v.ID + " "
	}
	for _, rule := range []string{"document-title", "html-has-lang", "image-alt"} {
		if !strings.Contains(rules, rule) {
			t.Errorf("axe did not find %s in %s", rule, rules)
		}
	}
	if s := b.Strangers(); len(s) != 1 {
		t.Errorf("strangers: %v", s)
	}
	if p := strings.Join(b.Problems(), " "); !strings.Contains(p, "nothing is not defined") {
		t.Errorf("problems: %s", p)
	}

	b.Follow("#on")
	if b.Text("h1") != "scripted" || b.Address() != server.URL+"/next" {
		t.Errorf("%s says %q", b.Address(), b.Text("h1"))
	}
	b.Script(false)
	b.Open(server.URL + "/next")
	if b.Text("h1") != "Here" {
		t.Errorf("without script the page says %q", b.Text("h1"))
	}
	b.Script(true)
	b.Size(360, 700)
	b.Dark(true)
	b.Open(server.URL + "/next")
	var is bool
	b.Eval(`innerWidth === 360 && matchMedia("(prefers-color-scheme: dark)").matches`, &is)
	if !is {
		t.Error("not a dark phone")
	}
}
