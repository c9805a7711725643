package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"kith/internal/directory"
	"kith/internal/people"
	"kith/internal/web/help"
)

// Finding is one thing that the doctor looked at.
type Finding struct {
	Subject string `json:"subject"` // what was looked at
	OK      bool   `json:"ok"`
	Words   string `json:"words"` // what was found, and what to do
}

// Examine looks at an installation and says in plain words what is wrong with it. It changes nothing but what opening
// the database changes. Only where that is asked for does it turn to the mail server.
func (a *App) Examine(ctx context.Context, mail bool) []Finding {
	e := &examination{app: a, ctx: ctx}
	for _, look := range []func(){e.folder, e.database, e.address, e.certificates, e.copies, e.places, e.imports, e.sources, e.sample, e.helpLines, e.notices, e.dead} {
		look()
	}
	if mail {
		e.mail()
	}
	return e.found
}

type examination struct {
	app   *App
	ctx   context.Context
	found []Finding
}

func (e *examination) good(subject, words string, args ...any) {
	e.found = append(e.found, Finding{subject, true, fmt.Sprintf(words, args...)})
}

func (e *examination) bad(subject, words string, args ...any) {
	e.found = append(e.found, Finding{subject, false, fmt.Sprintf(words, args...)})
}

// folder looks at who can read the data folder.
func (e *examination) folder() {
	info, err := os.Stat(e.app.Config.Data)
	switch {
	case err != nil:
		e.bad("data folder", "%s cannot be looked at: %v.", e.app.Config.Data, err)
	case info.Mode().Perm()&0o077 != 0:
		e.bad("data folder", "others on this machine can read %s. Say: chmod 700 %s", e.app.Config.Data, e.app.Config.Data)
	default:
		e.good("data folder", "%s is yours alone.", e.app.Config.Data)
	}
}

func (e *examination) database() {
	if err := e.app.DB.Ping(e.ctx); err != nil {
		e.bad("database", "it does not answer: %v.", err)
		return
	}
	if err := e.app.DB.Check(e.ctx); err != nil {
		e.bad("database", "it is damaged: %v. Stop Kith, keep a copy of the file, and put the last backup back: kith restore FILE", err)
		return
	}
	if err := e.app.Directory.Load(e.ctx); err != nil {
		e.bad("database", "the listings cannot be read: %v.", err)
		return
	}
	e.good("database", "%s answers, with %d public listings.", e.app.DB.Engine(), e.app.Directory.Index().Len())
}

// copiesHold is how long the copy made before an update or a restore is worth keeping.
const copiesHold = 30 * 24 * time.Hour

// copies looks for old copies of the database in the data folder: they hold what was withheld or deleted since.
func (e *examination) copies() {
	found, err := filepath.Glob(filepath.Join(e.app.Config.Data, "kith-before-*.db"))
	if err != nil {
		e.bad("old copies", "they cannot be looked for: %v.", err)
		return
	}
	old := slices.DeleteFunc(found, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || time.Since(info.ModTime()) < copiesHold
	})
	if len(old) > 0 {
		e.bad("old copies", "these still hold what was withheld or deleted since; delete them once you need them no more: %s", strings.Join(old, ", "))
		return
	}
	e.good("old copies", "none is older than 30 days.")
}

// address looks at whether browsers will allow what needs a safe connection.
func (e *examination) address() {
	base := e.app.Config.Address()
	u, err := url.Parse(base)
	switch {
	case err == nil && u.Scheme == "https":
		e.good("address", "%s is safe: passkeys work.", base)
	case err == nil && u.Hostname() == "localhost":
		e.good("address", "%s works on this machine only. For others, set base_url and https, or put a proxy with HTTPS in front.", base)
	default:
		e.bad("address", "%s is not safe: without HTTPS a browser gives no passkey, and everybody on the way can read along. Set https in the configuration.", base)
	}
}

// certificates looks at whether there are certificates for HTTPS, and whether the authority that renews them answers.
func (e *examination) certificates() {
	c := &e.app.Config
	if !c.securesItself() {
		return
	}
	for _, host := range c.Hosts {
		e.certificate(host)
	}
	authority, err := c.authority()
	if err != nil {
		e.bad("certificate authority", "%v.", err)
		return
	}
	ctx, cancel := context.WithTimeout(e.ctx, authorityTime)
	defer cancel()
	if _, err := authority.Discover(ctx); err != nil {
		e.bad("certificate authority", "%s does not answer, so no certificate can be got or renewed: %v. See that this machine may reach it, and that acme and acme_root are right.",
			authority.DirectoryURL, err)
		return
	}
	e.good("certificate authority", "%s answers.", authority.DirectoryURL)
}

func (e *examination) certificate(host string) {
	leaf, err := e.app.Config.cachedCertificate(e.ctx, host)
	switch now := e.app.Clock.Now(); {
	case errors.Is(err, autocert.ErrCacheMiss):
		e.bad("certificate", "there is none for %s yet. It is got while Kith serves, when the authority reaches this machine by that name on port 443 or 80; the log says why if not.", host)
	case err != nil:
		e.bad("certificate", "the one for %s cannot be read: %v.", host, err)
	case now.After(leaf.NotAfter):
		e.bad("certificate", "the one for %s ended on %s: browsers refuse it. The log says why it was not renewed.", host, leaf.NotAfter.Format(time.DateOnly))
	case overdue(leaf, now):
		e.bad("certificate", "the one for %s ends on %s and should have been renewed. The log says why it was not.", host, leaf.NotAfter.Format(time.DateOnly))
	default:
		e.good("certificate", "the one for %s holds until %s.", host, leaf.NotAfter.Format(time.DateOnly))
	}
}

func (e *examination) places() {
	towns, postcodes := e.app.Places.Len()
	if towns == 0 {
		e.bad("places", "this program was built without a gazetteer: nobody can search near a town. Build it with make.")
		return
	}
	e.good("places", "%d towns and %d postal codes are known.", towns, postcodes)
}

func (e *examination) imports() {
	records, err := e.app.Directory.Imports(e.ctx, people.Operator(), 500)
	if err != nil {
		e.bad("imports", "they cannot be read: %v.", err)
		return
	}
	held := 0
	for _, r := range records {
		if r.State == directory.ImportHeld {
			held++
		}
	}
	if held > 0 {
		e.bad("imports", "%d wait for a steward to accept them or throw them away.", held)
		return
	}
	e.good("imports", "none waits.")
}

// staleAfter is how many times its own interval a source may be late.
const staleAfter = 3

func (e *examination) sources() {
	late, err := e.lateSources()
	switch {
	case err != nil:
		e.bad("sources", "they cannot be read: %v.", err)
	case len(late) > 0:
		e.bad("sources", "these have not been read for long; the log says why, if Kith serves: %s.", strings.Join(late, ", "))
	default:
		e.good("sources", "none is late.")
	}
}

// lateSources names the sources that should have been read again long ago.
func (e *examination) lateSources() (late []string, err error) {
	sources, err := e.app.Directory.Sources(e.ctx, people.Operator())
	if err != nil {
		return nil, err
	}
	read, err := e.app.Directory.LastRead(e.ctx)
	for _, s := range sources {
		since := cmp.Or(read[s.ID], s.Created)
		if s.RefreshEvery > 0 && e.app.Clock.Now().UnixMilli()-since > staleAfter*s.RefreshEvery*60_000 {
			late = append(late, s.Name)
		}
	}
	return late, err
}

func (e *examination) sample() {
	sources, err := e.app.Directory.Sources(e.ctx, people.Operator())
	if err == nil && slices.ContainsFunc(sources, func(s directory.Source) bool { return s.Sample }) {
		e.bad("sample", "the sample listings are loaded: nobody may travel by them. Before others use this, say: kith sample remove")
		return
	}
	e.good("sample", "no sample listings are loaded.")
}

func (e *examination) helpLines() {
	lines, err := e.app.helpLines()
	if err != nil {
		e.bad("help lines", "they cannot be read: %v.", err)
		return
	}
	country := e.app.Config.Country
	if country == "" {
		e.bad("help lines", "no country is set, so visitors have to pick theirs first. Set country in the configuration.")
		return
	}
	unchecked := 0
	for _, l := range append(lines.In(country, help.Emergency), lines.Others(country)...) {
		if !l.Fresh(e.app.Clock.Now()) {
			unchecked++
		}
	}
	if unchecked > 0 {
		e.bad("help lines", "%d lines of %s were not checked in the last twelve months. Call each, then note it in a copy of the built-in list, %s.", unchecked, country,
			e.app.helpFile())
		return
	}
	e.good("help lines", "all of %s were checked in the last twelve months.", country)
}
