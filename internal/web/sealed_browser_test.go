package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"kith/internal/browsertest"
	"kith/internal/people"
	"kith/internal/sealed"
)

// sealingPage opens a page with the module web/sealed in it, under the policy of every page.
func sealingPage(t *testing.T, ready func(*browsertest.Browser)) (b *browsertest.Browser, address string) {
	t.Helper()
	s, _ := newServer(t)
	script, err := os.ReadFile("testdata/sealed.js")
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{
		"/test/sealed":    `<!doctype html><html lang="en"><title>Kith</title><link rel="icon" href="` + s.Assets.Path("favicon.svg") + `"><script type="module" src="/test/sealed.js"></script>`,
		"/test/sealed.js": string(script),
		"/test/module.js": `export * from "` + s.Assets.Path("sealed.js") + `";`,
	}
	address, serve := localServer(t)
	serve(s.handler(func(mux *http.ServeMux) {
		s.routes(mux)
		for path, body := range answers {
			kind := "text/javascript"
			if path == "/test/sealed" {
				kind = "text/html"
			}
			mux.Handle("GET "+path, s.handle(func(w http.ResponseWriter, r *http.Request) error {
				return send(w, r, http.StatusOK, kind, []byte(body))
			}))
		}
	}))
	b = browsertest.New(t)
	ready(b)
	address += "/test/sealed"
	openSealing(b, address)
	t.Cleanup(func() {
		if problems := b.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
	})
	return b, address
}

func openSealing(b *browsertest.Browser, address string) {
	b.Open(address)
	b.Wait(`!!globalThis.sealing`)
}

func asIs(*browsertest.Browser) {}

// TestBrowserReadsTheVectors says that the browser opens what Go wrapped, refuses what Go refuses, and reads the same cards.
func TestBrowserReadsTheVectors(t *testing.T) {
	vectors, err := os.ReadFile("../sealed/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := sealingPage(t, asIs)
	for name, atLeast := range map[string]int{"opens": 4 * 8, "refuses": 30, "cards": 3*10 + 9} {
		var found struct {
			Looked int
			Wrong  []string
		}
		b.Eval("sealing."+name+"("+string(vectors)+")", &found)
		if len(found.Wrong) > 0 || found.Looked < atLeast {
			t.Errorf("%s: looked at %d, of at least %d; wrong are %q", name, found.Looked, atLeast, found.Wrong)
		}
	}
}

// TestGoOpensWhatABrowserWrapped is the other direction, with keys that the browser made.
func TestGoOpensWhatABrowserWrapped(t *testing.T) {
	owner := sealed.Owner{Space: "5d1c9c1e-0f0a-4f7e-9d8c-2b6a4c8e0f11", Persona: "ñandú"}
	b, _ := sealingPage(t, asIs)
	var made struct{ Public, Private, Card, ByCard, PRF, ByPRF string }
	b.Eval(`sealing.makes({space: "`+owner.Space+`", persona: "`+owner.Persona+`"})`, &made)
	public, err := sealed.ParsePublicKeys(owner, unbase64(t, made.Public))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind            sealed.Kind
		secret, wrapped string
	}{{sealed.Card, made.Card, made.ByCard}, {sealed.PRF, made.PRF, made.ByPRF}} {
		w, err := sealed.ParseWrapped(unbase64(t, c.wrapped))
		if err != nil || w.Kind != c.kind {
			t.Fatalf("kind %d: %v", w.Kind, err)
		}
		secret, err := sealed.NewSecret(c.kind, unbase64(t, c.secret))
		if err != nil {
			t.Fatal(err)
		}
		keys, err := sealed.Unwrap(owner, public, w, secret)
		if err != nil {
			t.Fatal(err)
		}
		want, err := sealed.ParsePrivateKeys(unbase64(t, made.Private))
		if err != nil || !keys.Seal.Equal(want.Seal) || !keys.Sign.Equal(want.Sign) {
			t.Errorf("kind %d opens as other keys: %v", c.kind, err)
		}
	}
}

func unbase64(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOpenedKeysAreKeptUntilForgotten follows keys over page loads: on a device of one's own they stay, for their persona
// alone and never readable; on a shared one they end with the page; forgotten, nothing stays.
func TestOpenedKeysAreKeptUntilForgotten(t *testing.T) {
	b, address := sealingPage(t, asIs)
	const ada, bo, elsewhere = `{space: "s", persona: "ada"}`, `{space: "s", persona: "bo"}`, `{space: "t", persona: "ada"}`
	expect := func(when, of, want string, databases int) {
		t.Helper()
		var got string
		b.Eval(`sealing.has(`+of+`)`, &got)
		var on int
		b.Eval(`sealing.onDevice()`, &on)
		if got != want || on != databases {
			t.Errorf("%s: %s for %s and %d databases, not %s and %d", when, got, of, on, want, databases)
		}
	}
	expect("at first", ada, "nothing", 0)
	b.Eval(`sealing.keeps(`+ada+`, false)`, nil)
	openSealing(b, address)
	expect("kept", ada, "keys", 1)
	expect("kept", bo, "nothing", 1)
	expect("kept", elsewhere, "nothing", 1)
	b.Eval(`sealing.forget("s")`, nil)
	expect("forgotten", ada, "nothing", 0)
	openSealing(b, address)
	expect("forgotten", ada, "nothing", 0)

	b.Eval(`sealing.keeps(`+ada+`, false)`, nil)
	b.Eval(`sealing.keeps(`+ada+`, true)`, nil)
	expect("on a shared device", ada, "keys", 0)
	openSealing(b, address)
	expect("on a shared device", ada, "nothing", 0)
}

// TestAPasskeysSecret has passkeys that give it at once, when asked again, and never.
func TestAPasskeysSecret(t *testing.T) {
	type found struct {
		AtCreate      bool
		First, Second string
		Posted        []string
		Whole         string
	}
	ask := func(b *browsertest.Browser, extensions string) (f found) {
		t.Helper()
		b.Eval(`sealing.prf(`+extensions+`)`, &f)
		if f.Second != "" && !tells(t, []byte(f.Whole), f.Second) {
			t.Errorf("the whole answer is not seen to tell the secret: %s", f.Whole)
		}
		for _, posted := range f.Posted {
			if f.Second != "" && tells(t, []byte(posted), f.Second) {
				t.Errorf("the secret would be posted: %s", posted)
			}
		}
		return f
	}
	with, _ := sealingPage(t, func(b *browsertest.Browser) { withAuthenticator(t, b, hasPRF) })
	atOnce := ask(with, `sealing.prfExtension()`)
	if !atOnce.AtCreate || len(unbase64(t, atOnce.First)) != 32 || atOnce.First != atOnce.Second {
		t.Errorf("at once: %+v", atOnce)
	}
	again := ask(with, `{prf: {}}`)
	if again.AtCreate || len(unbase64(t, again.First)) != 32 || again.First != again.Second || again.First == atOnce.First {
		t.Errorf("asked again: %+v", again)
	}
	without, _ := sealingPage(t, func(b *browsertest.Browser) { withAuthenticator(t, b) })
	if never := ask(without, `sealing.prfExtension()`); never.First != "" || never.Second != "" {
		t.Errorf("never: %+v", never)
	}
}

func hasPRF(o *webauthn.VirtualAuthenticatorOptions) { o.HasPrf = true }

// asksForSecrets makes every page ask a passkey for its secret, as pages will that open what is sealed, and notes what it
// gives.
const asksForSecrets = `for (const name of ["create", "get"]) {
	const ask = navigator.credentials[name].bind(navigator.credentials);
	navigator.credentials[name] = async (o) => {
		o.publicKey.extensions = { ...o.publicKey.extensions, prf: { eval: { first: new TextEncoder().encode("kith prf v1") } } };
		const credential = await ask(o);
		const { first } = credential.getClientExtensionResults().prf.results;
		sessionStorage.setItem(name, btoa(String.fromCharCode(...new Uint8Array(first))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""));
		return credential;
	};
}`

// TestAPasskeysSecretStaysInTheBrowser makes a passkey and signs in with it on pages that ask for its secret, and looks at
// every byte that reaches the server.
func TestAPasskeysSecretStaysInTheBrowser(t *testing.T) {
	address, serve := localServer(t)
	k := newDeskRigAt(t, address)
	heard := &listener{to: k.site}
	serve(heard)
	path, err := k.who.InviteSteward(t.Context(), people.Operator(), "Bo")
	if err != nil {
		t.Fatal(err)
	}
	b := browsertest.New(t)
	withAuthenticator(t, b, hasPRF)
	onEveryPage(t, b, asksForSecrets)
	b.Open(address + path)
	b.Click(`form[action$="/passkey"] button`)
	b.Wait(`location.pathname === "` + k.base + `/" && !!document.querySelector(".desk")`)
	b.Click(".desk form button")
	b.Wait(`!document.querySelector(".desk") && !!document.querySelector("form[action='sign-in/passkey']")`)
	b.Click(`form[action="sign-in/passkey"] button`)
	b.Wait(`!!document.querySelector(".desk")`)

	var secrets []string
	b.Eval(`["create", "get"].map((name) => sessionStorage.getItem(name) ?? "")`, &secrets)
	answers := 0
	for _, said := range heard.all() {
		if strings.HasPrefix(said, "{") && strings.Contains(said, "clientExtensionResults") {
			answers++
		}
		for _, secret := range secrets {
			if len(unbase64(t, secret)) != 32 {
				t.Fatalf("no secret was given, so that this shows nothing: %q", secrets)
			}
			if tells(t, []byte(said), secret) {
				t.Errorf("the server was told the secret: %s", said)
			}
		}
	}
	if answers != 2 {
		t.Errorf("%d answers of passkeys reached the server", answers)
	}
}

func onEveryPage(t *testing.T, b *browsertest.Browser, script string) {
	t.Helper()
	err := chromedp.Do(b.Context(), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// listener writes down all that a server is told: addresses, headers, and each value of a form.
type listener struct {
	to   http.Handler
	mu   sync.Mutex
	said []string
}

// ServeHTTP writes down and passes on.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	said := []string{r.URL.String(), string(body)}
	for _, values := range r.Header {
		said = append(said, values...)
	}
	if form, err := url.ParseQuery(string(body)); err == nil {
		for _, values := range form {
			said = append(said, values...)
		}
	}
	l.mu.Lock()
	l.said = append(l.said, said...)
	l.mu.Unlock()
	l.to.ServeHTTP(w, r)
}

func (l *listener) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said
}

// tells says whether a text has a secret in it, written as base64url or within bytes that are written so, at any depth of
// JSON.
func tells(t *testing.T, said []byte, secret string) bool {
	t.Helper()
	if bytes.Contains(said, []byte(secret)) {
		return true
	}
	var any any
	return json.Unmarshal(said, &any) == nil && holds(any, unbase64(t, secret))
}

func holds(value any, secret []byte) bool {
	switch v := value.(type) {
	case string:
		b, err := base64.RawURLEncoding.DecodeString(v)
		return err == nil && bytes.Contains(b, secret)
	case []any:
		for _, one := range v {
			if holds(one, secret) {
				return true
			}
		}
	case map[string]any:
		for _, one := range v {
			if holds(one, secret) {
				return true
			}
		}
	}
	return false
}
