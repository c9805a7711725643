package web

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"kith/internal/browsertest"
)

func TestMap(t *testing.T) {
	b := browsertest.New(t)
	site, _ := withTrouble(t)
	server := httptest.NewServer(site)
	defer server.Close()
	for _, width := range []int64{360, 1280} {
		b.Size(width, 800)
		b.Open(server.URL + "/test/guide/places")
		b.Wait(`document.querySelectorAll(".dot").length === 2 && document.querySelector(".land")`)
		b.CheckAxe()
		if strangers := b.Strangers(); len(strangers) > 0 {
			t.Errorf("the map asks others: %v", strangers)
		}
		b.Eval(`document.querySelector(".dot.many").focus()`, nil)
		b.Keys("\r")
		if list := b.Text(".at-point"); !strings.Contains(list, "Walking Through") || !strings.Contains(list, "مجموعة الصبر") {
			t.Errorf("two meetings at one address: %q", list)
		}
		if dir := os.Getenv("SHOTS"); dir != "" {
			b.Screenshot(dir + "/map.png")
		}
		if problems := b.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
	}
}

func TestNearMeIsRounded(t *testing.T) {
	b := browsertest.New(t)
	site, _ := withTrouble(t)
	server := httptest.NewServer(site)
	defer server.Close()
	b.Open(server.URL + "/test/guide/places")
	b.Eval(`navigator.geolocation.getCurrentPosition = (found) => found({coords: {latitude: 37.8104321, longitude: -122.2476543}})`, nil)
	b.Follow("[data-near]")
	if address := b.Address(); !strings.HasSuffix(address, "lat=37.81&lng=-122.25") {
		t.Errorf("the place was sent as %s", address)
	}
	b.Script(false)
	b.Open(server.URL + "/test/guide/places")
	if text := b.Text("form"); strings.Contains(text, "Near me") {
		t.Errorf("without script there is a button that does nothing: %q", text)
	}
}
