package app

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
	"golang.org/x/net/idna"
)

// authorityTime is how long one question to a certificate authority may take.
const authorityTime = 30 * time.Second

// authority is the certificate authority that the configuration names.
func (c *Config) authority() (*acme.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if c.ACMERoot != "" {
		text, err := os.ReadFile(c.ACMERoot)
		roots := x509.NewCertPool()
		if err == nil && !roots.AppendCertsFromPEM(text) {
			err = errors.New("there is no certificate in PEM form in it")
		}
		if err != nil {
			return nil, fmt.Errorf("the certificate authority's own certificate cannot be read from %s: %w", c.ACMERoot, err)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	return &acme.Client{DirectoryURL: cmp.Or(c.ACME, autocert.DefaultACMEDirectory), UserAgent: "kith",
		HTTPClient: &http.Client{Transport: transport, Timeout: authorityTime}}, nil
}

// certificateCache is where certificates and their keys are kept: beside the database, so in no backup and no export.
func (c *Config) certificateCache() autocert.DirCache {
	return autocert.DirCache(filepath.Join(c.Data, "certificates"))
}

// cachedCertificate is the certificate that was last got for a host; autocert.ErrCacheMiss when none was.
func (c *Config) cachedCertificate(ctx context.Context, host string) (*x509.Certificate, error) {
	name, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return nil, err
	}
	text, err := c.certificateCache().Get(ctx, name)
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			return x509.ParseCertificate(block.Bytes)
		}
	}
	return nil, autocert.ErrCacheMiss
}

// overdue says that a certificate should have been renewed long ago: that is tried from the last third of its life on.
func overdue(leaf *x509.Certificate, now time.Time) bool {
	return leaf.NotAfter.Sub(now) < leaf.NotAfter.Sub(leaf.NotBefore)/4
}

// certifier gets and renews certificates while serving. Only its own work asks the authority for new ones, not each
// handshake: an authority soon refuses to answer whoever fails too often.
type certifier struct {
	*autocert.Manager
	app   *App
	hosts map[string]*certified
}

// certified is one host.
type certified struct {
	host  string
	tried chan struct{} // closed after the first attempt
	has   atomic.Bool   // whether the last attempt came to a certificate
	told  time.Time     // until when the certificate holds that the log was last told of
}

func (a *App) certifier() (*certifier, error) {
	authority, err := a.Config.authority()
	if err != nil {
		return nil, err
	}
	c := &certifier{&autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(a.Config.Hosts...),
		Cache: a.Config.certificateCache(), Client: authority}, a, map[string]*certified{}}
	for _, h := range a.Config.Hosts {
		name, err := idna.Lookup.ToASCII(h)
		if err != nil {
			return nil, err
		}
		c.hosts[name] = &certified{host: name, tried: make(chan struct{})}
	}
	return c, nil
}

// settings are those of the HTTPS listener.
func (c *certifier) settings() *tls.Config {
	s := c.TLSConfig()
	s.GetCertificate = c.show
	return s
}

// show gives a handshake its certificate. Who comes before the first attempt to get it has ended waits for that.
func (c *certifier) show(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	h := c.hosts[strings.ToLower(hello.ServerName)]
	proof := slices.Equal(hello.SupportedProtos, []string{acme.ALPNProto}) // the authority itself, looking whether this is the host
	if h == nil || proof {
		return c.GetCertificate(hello)
	}
	select {
	case <-h.tried:
	case <-hello.Context().Done():
		return nil, hello.Context().Err()
	}
	if !h.has.Load() {
		return nil, errors.New("no certificate could be got yet")
	}
	return c.GetCertificate(asToday(hello.ServerName))
}

// asToday asks as today's browsers do: for who only knows RSA the manager would get another certificate.
func asToday(host string) *tls.ClientHelloInfo {
	return &tls.ClientHelloInfo{ServerName: host, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}
}

// certifyEvery is how often it is looked whether a certificate is there: a certificate authority bears about five failures
// an hour.
const certifyEvery = 15 * time.Minute

// work gets the certificates, looks after them until ctx ends, and tells the log how they are: to a browser without one
// nothing can be said.
func (c *certifier) work(ctx context.Context, wg *sync.WaitGroup) {
	for _, h := range c.hosts {
		first := sync.OnceFunc(func() { close(h.tried) })
		wg.Go(func() {
			c.app.every(ctx, certifyEvery, func(ctx context.Context) error {
				leaf, err := c.leaf(ctx, h.host)
				if ctx.Err() == nil {
					c.tell(h, leaf, err)
				}
				h.has.Store(err == nil)
				first()
				return nil
			})
		})
	}
}

func (c *certifier) tell(h *certified, leaf *x509.Certificate, err error) {
	log := c.app.Log.With("host", h.host, "authority", c.Client.DirectoryURL)
	switch {
	case err != nil:
		log.Error("no certificate could be got: browsers do not reach this host by HTTPS", "err", err)
	case overdue(leaf, c.app.Clock.Now()):
		log.Error("a certificate could not be renewed and soon ends", "until", leaf.NotAfter)
	case !h.told.Equal(leaf.NotAfter):
		h.told = leaf.NotAfter
		log.Info("a certificate is there", "until", leaf.NotAfter)
	}
}

// leaf waits for the certificate of a host, but not beyond the end of ctx, which the manager does not know of.
func (c *certifier) leaf(ctx context.Context, host string) (*x509.Certificate, error) {
	type outcome struct {
		cert *tls.Certificate
		err  error
	}
	got := make(chan outcome, 1)
	go func() {
		cert, err := c.GetCertificate(asToday(host))
		got <- outcome{cert, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case o := <-got:
		if o.err != nil {
			return nil, o.err
		}
		return o.cert.Leaf, nil
	}
}
