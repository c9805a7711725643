package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"kith/internal/groups"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/web"
	"kith/internal/web/assets"
	"kith/internal/web/help"
	"kith/internal/web/templates"
)

// Limits of the listeners. Nothing waits for ever.
const (
	headerTime   = 10 * time.Second
	requestTime  = time.Minute
	idleTime     = 2 * time.Minute
	farewellTime = 15 * time.Second
	headerBytes  = 32 << 10
)

// Serve answers until ctx ends, then lets what is under way come to its end. When it can answer, it writes one line to
// out: "ready URL".
func (a *App) Serve(ctx context.Context, out io.Writer) error {
	if err := a.Config.Check(); err != nil {
		return err
	}
	certs, err := a.certifier()
	if err != nil {
		return err
	}
	public, err := a.listen("tcp", a.Config.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", a.Config.Listen, err)
	}
	base := a.base(public.Addr())
	handler, err := a.handler(ctx, base)
	if err != nil {
		return errors.Join(err, public.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	servers := &serving{failed: make(chan error, 3)}
	servers.start(a.server(handler), a.secured(public, certs))
	if err := a.serveAside(servers, certs); err != nil {
		return errors.Join(err, servers.stop())
	}
	work := a.work(ctx, certs)
	fmt.Fprintln(out, "ready", base)
	select {
	case <-ctx.Done():
	case err = <-servers.failed:
	}
	stop()
	err = errors.Join(err, servers.stop())
	work.Wait()
	last := context.WithoutCancel(ctx)
	return errors.Join(err, a.Directory.KeepMisses(last), a.Directory.Save(last, a.Config.Data))
}

// base is how browsers reach the public listener.
func (a *App) base(at net.Addr) string {
	c := a.Config
	host, _, _ := net.SplitHostPort(c.Listen)
	c.Listen = net.JoinHostPort(host, fmt.Sprint(at.(*net.TCPAddr).Port))
	return c.Address()
}

// handler builds the pages over a directory that is ready.
func (a *App) handler(ctx context.Context, base string) (http.Handler, error) {
	if err := a.Directory.Start(ctx, a.Config.Data); err != nil {
		return nil, err
	}
	words, err := message.Load(a.catalogues()...)
	if err != nil {
		return nil, err
	}
	files, err := assets.Builtin()
	if err != nil {
		return nil, err
	}
	lines, err := a.helpLines()
	if err != nil {
		return nil, err
	}
	persons, err := people.New(people.Options{DB: a.DB, Clock: a.Clock, BaseURL: base})
	if err != nil {
		return nil, err
	}
	a.Groups = groups.New(a.DB, a.Clock, persons)
	told, err := a.notices(words, base)
	if err != nil {
		return nil, err
	}
	if err := a.Groups.TellEnds(ctx, a.jobs); err != nil {
		return nil, err
	}
	return web.New(web.Options{
		AnybodyStarts: a.Config.AnybodyStarts, ListAtOnce: a.Config.ListAtOnce, Notices: told,
		Words: words, Assets: files, Help: lines, Clock: a.Clock, Log: a.Log, Directory: a.Directory, People: persons, Groups: a.Groups, Places: a.Places,
		Home: a.home(), Country: a.Config.Country, Proxies: a.Config.Proxies, Tiles: a.Config.Tiles, SampleInFeeds: a.Config.SampleInFeeds, Ready: a.DB.Ping, Observe: a.metrics.observe,
		Site: templates.Site{Name: a.Config.Name, Country: a.Config.Country, LeaveTo: a.Config.LeaveTo, BaseURL: base, Contact: a.Config.Contact},
	}), nil
}

// helpFile is where the operator keeps help lines that were checked; it stands in for the built-in list.
func (a *App) helpFile() string { return filepath.Join(a.Config.Data, "help-lines.json") }

func (a *App) helpLines() (*help.Directory, error) {
	text, err := os.ReadFile(a.helpFile())
	if errors.Is(err, fs.ErrNotExist) {
		return help.Builtin()
	}
	if err != nil {
		return nil, err
	}
	return help.Read(text)
}

// home is the middle of the operator's own region; nil when none is set or known.
func (a *App) home() *place.Point {
	if a.Config.Home == "" {
		return nil
	}
	p, ok := a.locate(a.Config.Home)
	if !ok {
		a.Log.Warn("the home in the configuration is no place we know", "home", a.Config.Home)
		return nil
	}
	return &p
}

func (a *App) server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: requestTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerBytes, ErrorLog: quiet(a.Log)}
}

// secured puts HTTPS in front of the public listener when that is configured.
func (a *App) secured(l net.Listener, certs *certifier) net.Listener {
	if !a.Config.securesItself() {
		return l
	}
	return tls.NewListener(l, certs.settings())
}

// serveAside starts the private listener, and the one that leads from HTTP to HTTPS, where they are configured.
func (a *App) serveAside(s *serving, certs *certifier) error {
	if a.Config.AdminListen != "" {
		l, err := a.listen("tcp", a.Config.AdminListen)
		if err != nil {
			return fmt.Errorf("cannot listen privately on %s: %w", a.Config.AdminListen, err)
		}
		s.start(a.server(a.metrics.handler(a)), l)
	}
	if a.Config.RedirectListen != "" {
		l, err := a.listen("tcp", a.Config.RedirectListen)
		if err != nil {
			return fmt.Errorf("cannot listen on %s: %w", a.Config.RedirectListen, err)
		}
		s.start(a.server(certs.HTTPHandler(nil)), l)
	}
	return nil
}

// work starts what goes on beside answering: getting certificates, following the feed of changes, finishing what died
// half-way, refreshing sources, writing down what was looked for in vain, looking for likenesses, forgetting and ending what
// is over, doing jobs, saving the index, fitting the collection of garbage to its size.
func (a *App) work(ctx context.Context, certs *certifier) *sync.WaitGroup {
	var wg sync.WaitGroup
	if a.Config.securesItself() {
		certs.work(ctx, &wg)
	}
	wg.Go(func() { a.Directory.Follow(ctx) })
	wg.Go(func() { a.jobs.Run(ctx) })
	wg.Go(func() { a.every(ctx, time.Hour, a.jobs.Forget) })
	wg.Go(func() { a.every(ctx, time.Minute, a.Directory.Resume) })
	wg.Go(func() { a.every(ctx, time.Minute, a.refresh) })
	wg.Go(func() { a.every(ctx, time.Minute, a.Directory.KeepMisses) })
	wg.Go(func() {
		a.every(ctx, 10*time.Minute, func(ctx context.Context) error {
			collectWisely()
			return a.Directory.Save(ctx, a.Config.Data)
		})
	})
	wg.Go(func() { a.every(ctx, time.Hour, a.Directory.Compare) })
	wg.Go(func() {
		a.every(ctx, time.Hour, func(ctx context.Context) error {
			return errors.Join(groups.Forget(ctx, a.DB, a.Clock), a.Groups.Tend(ctx, a.Directory))
		})
	})
	wg.Go(func() {
		a.every(ctx, time.Hour, func(ctx context.Context) error { return groups.EndMoves(ctx, a.DB, a.Clock) })
	})
	return &wg
}

// every does something now and again until ctx ends.
func (a *App) every(ctx context.Context, pause time.Duration, do func(context.Context) error) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("something that runs beside failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// serving is the listeners that are being served.
type serving struct {
	servers []*http.Server
	failed  chan error
}

func (s *serving) start(server *http.Server, l net.Listener) {
	s.servers = append(s.servers, server)
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
}

// stop lets what is under way come to its end, within bounds.
func (s *serving) stop() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), farewellTime)
	defer cancel()
	for _, server := range s.servers {
		err = errors.Join(err, server.Shutdown(ctx))
	}
	return err
}

// catalogues are where messages come from: the built-in ones, then what the operator adds.
func (a *App) catalogues() (all []fs.FS) {
	all = append(all, message.Builtin())
	own := filepath.Join(a.Config.Data, "messages")
	if _, err := os.Stat(own); err == nil {
		all = append(all, os.DirFS(own))
	}
	return all
}
