package web

import (
	"bytes"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/groups"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/place/gazetteer"
	"kith/internal/store"
	"kith/internal/store/storetest"
	"kith/internal/web/assets"
	"kith/internal/web/help"
)

// deskRig is a site with a clearinghouse, and steward Ana who is signed in to it.
type deskRig struct {
	t      *testing.T
	db     *store.DB
	dir    *directory.Directory
	who    *people.People
	groups *groups.Groups
	clock  *clock.Manual
	site   http.Handler
	log    *bytes.Buffer
	told   toldRig
	base   string // "/g/<id>"
	token  string // of Ana's session
	code   string // Ana's member card
	ana    people.Actor
}

func newDeskRig(t *testing.T) *deskRig { return newDeskRigAt(t, "http://localhost") }

// newDeskRigAt builds the rig of a site that browsers reach at an address.
func newDeskRigAt(t *testing.T, address string) *deskRig {
	t.Helper()
	k := &deskRig{t: t, db: storetest.New(t, store.SQLite), clock: clock.At(now), log: new(bytes.Buffer)}
	log := slog.New(slog.NewTextHandler(k.log, nil))
	keeping := groups.NewKeeping(k.clock)
	k.dir = directory.New(directory.Options{DB: k.db, Clock: k.clock, Log: log, Roots: keeping.Roots, Changed: keeping.Changed})
	var err error
	if k.who, err = people.New(people.Options{DB: k.db, Clock: k.clock, BaseURL: address}); err != nil {
		t.Fatal(err)
	}
	k.groups = groups.New(k.db, k.clock, k.who)
	words, err := message.Load(message.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	files, err := assets.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := help.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	places, err := gazetteer.Open()
	if err != nil {
		t.Fatal(err)
	}
	k.told = newToldRig(t, k, words, log, address)
	k.site = New(Options{Notices: k.told.notices, Words: words.WithPseudo(), Assets: files, Help: lines, Clock: k.clock, Log: log, Directory: k.dir, People: k.who, Groups: k.groups, Places: places})
	k.base, k.code, k.token = k.join("Ana")
	k.ana, _, err = k.who.Who(t.Context(), strings.TrimPrefix(k.base, "/g/"), k.token)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// join makes a steward with a member card and signs them in.
func (k *deskRig) join(name string) (base, code, token string) {
	k.t.Helper()
	ctx := k.t.Context()
	path, err := k.who.InviteSteward(ctx, people.Operator(), name)
	if err != nil {
		k.t.Fatal(err)
	}
	base, secret, _ := strings.Cut(path, "/join/")
	space := strings.TrimPrefix(base, "/g/")
	offer, err := k.who.OfferCard(ctx, space, "there", "")
	if err != nil {
		k.t.Fatal(err)
	}
	in, err := k.who.EnterWithCard(ctx, space, offer.Code, people.Keys{}, false, k.who.Invited(space, secret))
	if err != nil {
		k.t.Fatal(err)
	}
	return base, offer.Code, in.Token
}

// ask sends a request as somebody with a session's token; "" is a stranger. A form makes it a POST.
func (k *deskRig) ask(token, path string, form url.Values) *httptest.ResponseRecorder {
	k.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: token})
	}
	w := httptest.NewRecorder()
	k.site.ServeHTTP(w, r)
	return w
}

// get opens a page of the space as Ana and wants it to be there.
func (k *deskRig) get(path string) string {
	k.t.Helper()
	w := k.ask(k.token, k.base+path, nil)
	if w.Code != http.StatusOK {
		k.t.Fatalf("GET %s: status %d\n%.1500s", path, w.Code, text(w.Body.String()))
	}
	return w.Body.String()
}

// post sends a form as Ana and gives where it leads.
func (k *deskRig) post(path string, form url.Values) string {
	k.t.Helper()
	w := k.ask(k.token, k.base+path, form)
	if w.Code != http.StatusSeeOther {
		k.t.Fatalf("POST %s: status %d\n%.3000s", path, w.Code, text(w.Body.String()))
	}
	return strings.TrimPrefix(w.Header().Get("Location"), k.base)
}

var marks = regexp.MustCompile(`(?s)<[^>]*>`)

// text is a page without its marks.
func text(page string) string {
	if i := strings.Index(page, "<main"); i >= 0 {
		page = page[i:]
	}
	return strings.Join(strings.Fields(marks.ReplaceAllString(page, " ")), " ")
}

// want fails unless a page says each of the texts.
func want(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, one := range texts {
		if !strings.Contains(text(page), one) {
			t.Errorf("the page does not say %q:\n%.3000s", one, text(page))
		}
	}
}

// localServer serves a handler at a name that passkeys can belong to. The handler is set once the address is known.
func localServer(t *testing.T) (address string, serve func(http.Handler)) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return "http://localhost:" + port, func(h http.Handler) {
		server := &http.Server{Handler: h}
		go func() { _ = server.Serve(listener) }() // ends with the test
		t.Cleanup(func() { _ = server.Close() })
	}
}
