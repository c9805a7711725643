package app

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
)

// authority is a certificate authority on loopback, by the protocol of RFC 8555: the one that Let's Encrypt tests clients
// with. It looks every name up to be this machine, and gives a certificate only to who answers its challenge there.
type authority struct {
	directory string         // its address
	root      string         // file with the certificate that its address is known by
	issuer    *x509.CertPool // by which its certificates are known
	// asked is how often somebody began with it: looked at its directory, or ordered a certificate. What a client tidies up
	// after an order comes later than its certificate, and is not counted.
	asked atomic.Int64
}

// newAuthority starts one that knocks at these ports for 443 and 80.
func newAuthority(t *testing.T, https, http80 int) *authority {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	var said bytes.Buffer
	l := log.New(&said, "", 0)
	store := db.NewMemoryStore()
	issuer := ca.New(l, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {}})
	validator := va.New(l, http80, https, false, nameServer(t), store)
	front := wfe.New(l, store, validator, issuer, nil, false, false, 1, 1)
	a := &authority{issuer: x509.NewCertPool(), root: filepath.Join(t.TempDir(), "root.pem")}
	handler := front.Handler()
	order := orderPath(t, handler)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == wfe.DirectoryPath || r.URL.Path == order {
			a.asked.Add(1)
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	a.directory = server.URL + wfe.DirectoryPath
	a.issuer.AddCert(issuer.GetRootCert(0).Cert)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(a.root, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

// orderPath is where an authority takes orders, as its directory says (RFC 8555 §7.1.1).
func orderPath(t *testing.T, handler http.Handler) string {
	t.Helper()
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, wfe.DirectoryPath, nil)
	r.Header.Set("User-Agent", "test") // without one it answers nobody (RFC 8555 §6.1)
	handler.ServeHTTP(w, r)
	var directory struct {
		NewOrder string `json:"newOrder"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &directory); err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(directory.NewOrder)
	if err != nil || len(at.Path) < 2 {
		t.Fatalf("%q, %v\n%s", directory.NewOrder, err, w.Body)
	}
	return at.Path
}

// nameServer starts a server that says of every name that it is this machine, and gives its address.
func nameServer(t *testing.T) string {
	t.Helper()
	l := loopback(t)
	server := &dns.Server{Listener: l, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		answer := new(dns.Msg).SetReply(q)
		if q.Question[0].Qtype == dns.TypeA {
			answer.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.IPv4(127, 0, 0, 1)}}
		}
		w.WriteMsg(answer)
	})}
	go server.ActivateAndServe()
	t.Cleanup(func() { server.Shutdown() })
	return l.Addr().String()
}

// port80 stands for port 80 before another one: who asks there does not name the port.
func port80(t *testing.T, to net.Listener) int {
	t.Helper()
	at := &url.URL{Scheme: "http", Host: to.Addr().String()}
	server := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(at)
		r.Out.Host, _, _ = strings.Cut(r.In.Host, ":")
	}})
	t.Cleanup(server.Close)
	return portOf(server.Listener)
}

func loopback(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }
