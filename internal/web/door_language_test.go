package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestDoorLanguageStaysAtTheDoor: the last step of a made-up address, where choosing a language leads, leads nowhere else.
func TestDoorLanguageStaysAtTheDoor(t *testing.T) {
	k, base, _, _ := doorRig(t)
	at, err := url.Parse("https://kith.example" + base + "/join/")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"code", "http:evil.example", "https:evil.example", "%2F%2Fevil.example", "x%2F..%2F%2Fevil.example", "%5C%5Cevil.example", "javascript:alert(1)", "%3Fa%23b"} {
		w := k.ask("", base+"/join/"+step, url.Values{"lang": {"es"}})
		if w.Code != http.StatusSeeOther {
			continue // the address is no door's
		}
		to, err := at.Parse(w.Header().Get("Location"))
		if err != nil || to.Scheme != at.Scheme || to.Host != at.Host || !strings.HasPrefix(to.Path, base+"/") || to.RawQuery != "" || to.Fragment != "" {
			t.Errorf("%s leads to %q: %v %v", step, w.Header().Get("Location"), to, err)
		}
	}
}
