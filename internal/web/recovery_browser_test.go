package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kith/internal/browsertest"
	"kith/internal/store"
)

// between is what stands between two texts of a page.
func between(t *testing.T, page, before, after string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, before)
	found, _, end := strings.Cut(rest, after)
	if !ok || !end {
		t.Fatalf("no %q in the page: %.2000s", before, text(page))
	}
	return found
}

// TestAWayBack is somebody without a device, who is recorded and gets a card, loses it, and comes back with another: in
// browsers, with keys.
func TestAWayBack(t *testing.T) {
	t.Parallel()
	c := newCircle(t)
	_, path, _ := strings.Cut(c.founders, c.address)
	ben := c.enter(path, url.Values{"name": {"Ben"}, "version": {"1"}})
	rosa := browsertest.New(t)
	withAuthenticator(t, rosa, hasPRF)
	rosa.Open(c.founders)
	rosa.Type("#name", "Rosa")
	rosa.Click(`button[formaction$="/passkey"]`)
	rosa.Wait(`!!document.querySelector(".desk")`)

	// Rosa records Olga, and prints a card for her.
	rosa.Open(c.base + "/entrance")
	rosa.Click(`details:has(form[action$="/witness"]) summary`)
	rosa.Type(`form[action$="/witness"] #name`, "Olga")
	rosa.Click(`form[action$="/witness"] [name=present]`)
	rosa.Follow(`form[action$="/witness"] button`)
	look(t, rosa, "witness")
	rosa.Click(`form[action$="/entrance/card"] button`)
	first := c.take(rosa)
	rosa.Wait(`location.pathname.endsWith("/entrance") && !document.querySelector('form[action$="/entrance/card"]')`)
	olga := browsertest.New(t)
	olga.Open(first.link)
	olga.Wait(`!location.hash && document.querySelector("#code").value !== ""`)
	look(t, olga, "sign-in")
	olga.Open(first.link)
	olga.Wait(`!location.hash && document.querySelector("#code").value !== ""`)
	olga.Click(`form[data-card] button`)
	olga.Wait(`!!document.querySelector(".desk")`)
	c.keysHere(olga, true)

	// Somebody says to be Olga, and to have lost everything. The page tells nothing that a made-up address does not.
	back := browsertest.New(t)
	back.Open(c.base + "/")
	back.Click(`details:has(#lost) summary`)
	back.Type("#lost", "It is Olga. My bag is gone.")
	back.Follow(`form[action="lost"] button`)
	page := back.Address()
	look(t, back, "lost")
	_, own, _ := strings.Cut(page, c.address)
	secret := own[strings.LastIndex(own, "/")+1:]
	for _, space := range []string{c.space, store.NewPersonID()} {
		madeUp := "/g/" + space + "/lost/made-up"
		a := strings.ReplaceAll(strings.ReplaceAll(c.ask("", own, nil).Body.String(), secret, "made-up"), c.space, space)
		if b := c.ask("", madeUp, nil); b.Code != http.StatusOK || b.Body.String() != a {
			t.Errorf("a made-up address in %s answers %d, or in other words", space, b.Code)
		}
	}

	// Rosa and Ben vouch. Olga's card, if it is alive, is told.
	rosa.Open(c.base + "/recovery")
	rosa.Eval(`[...document.querySelector(".knock select").options].find((o) => o.label === "Olga").selected = true`, nil)
	look(t, rosa, "recovery")
	rosa.Eval(`[...document.querySelector(".knock select").options].find((o) => o.label === "Olga").selected = true`, nil)
	rosa.Follow(`.knock button`)
	id := between(t, c.ask(ben, "/g/"+c.space+"/recovery", nil).Body.String(), `name="vouch" value="`, `"`)
	if w := c.ask(ben, "/g/"+c.space+"/recovery/too", url.Values{"vouch": {id}}); w.Code != http.StatusSeeOther {
		t.Fatalf("the second word: %d", w.Code)
	}
	olga.Open(c.base + "/")
	look(t, olga, "replacing")
	if said := olga.Text("main"); !strings.Contains(said, "Is this you?") {
		t.Errorf("the card that is left is not told: %s", said)
	}

	// A new card, that starts after seven days.
	back.Open(page)
	back.Click(`form[action$="/card"] button`)
	second := c.take(back)
	back.Wait(`document.body.textContent.includes("starts to work on")`)
	look(t, back, "lost-made")
	c.clock.Add(8 * 24 * time.Hour)
	back.Open(second.link)
	back.Wait(`!location.hash && document.querySelector("#code").value !== ""`)
	back.Click(`form[data-card] button`)
	back.Wait(`!!document.querySelector(".desk")`)
	c.keysHere(back, true)
	olga.Open(first.link)
	olga.Wait(`!location.hash && document.querySelector("#code").value !== ""`)
	olga.Click(`form[data-card] button`)
	olga.Wait(`!!document.querySelector("#code-error")`)
	back.Open(c.base + "/record")
	for _, want := range []string{"Rosa recorded Olga", "Rosa made the first card for Olga", "Rosa and Ben vouched for Olga", "The new card of Olga began to work"} {
		if said := back.Text("main"); !strings.Contains(said, want) {
			t.Errorf("the record does not say %q: %s", want, said)
		}
	}
	c.quiet(rosa, back)
	c.untold(first)
	c.untold(second)
}
