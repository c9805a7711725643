package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const host = "help.example"

// site is the whole program serving HTTPS as an operator has it. Two ports of loopback stand for 443 and 80.
type site struct {
	*App
	secure, plain net.Listener
	said          *said
	stop          func() // ends it, which has to go well
}

// secured is the configuration of an operator who has Kith serve HTTPS.
func secured(a *authority, data string) Config {
	c := Defaults()
	c.Data, c.Listen, c.RedirectListen, c.Hosts, c.ACME, c.ACMERoot = data, ":443", ":80", []string{host}, a.directory, a.root
	return c
}

// serve starts the program, which has two listeners instead of those of its configuration.
func serve(t *testing.T, c Config, secure, plain net.Listener) *site {
	t.Helper()
	s := &site{secure: secure, plain: plain, said: &said{more: make(chan struct{})}}
	var err error
	if s.App, err = Open(t.Context(), c, slog.New(slog.NewJSONHandler(s.said, nil))); err != nil {
		t.Fatal(err)
	}
	s.listen = func(_, address string) (net.Listener, error) {
		return map[string]net.Listener{":443": secure, ":80": plain}[address], nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- errors.Join(s.Serve(ctx, in), in.Close()) }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := errors.Join(<-ended, s.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(s.stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if line != "ready https://"+host+"\n" {
		t.Fatalf("%q, %v\n%s", line, err, s.said)
	}
	return s
}

// visitor asks a site by the names that it has to the world, and trusts one authority.
func (s *site) visitor(t *testing.T, trusted *authority) *http.Client {
	t.Helper()
	transport := &http.Transport{
		ForceAttemptHTTP2: true,
		TLSClientConfig:   &tls.Config{RootCAs: trusted.issuer},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			to := s.secure
			if strings.HasSuffix(address, ":80") {
				to = s.plain
			}
			return (&net.Dialer{}).DialContext(ctx, network, to.Addr().String())
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// page gets a page over HTTPS once there is a certificate (who comes before waits, on a busy machine longer than a handshake
// may take), and gives the certificate's number.
func (s *site) page(t *testing.T, trusted *authority) string {
	t.Helper()
	s.said.await(t, "a certificate is there")
	res, err := s.visitor(t, trusted).Get("https://" + host + "/")
	if err != nil {
		t.Fatalf("%v\n%s", err, s.said)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !bytes.Contains(body, []byte("</html>")) {
		t.Fatalf("%d, %v\n%s", res.StatusCode, err, body)
	}
	if res.ProtoMajor != 2 {
		t.Errorf("the page comes by %s", res.Proto)
	}
	return res.TLS.PeerCertificates[0].SerialNumber.String()
}

func TestFirstRequestGetsACertificateAndTheNextStartKeepsIt(t *testing.T) {
	secure, plain, data := loopback(t), loopback(t), t.TempDir()
	a := newAuthority(t, portOf(secure), closedPort(t))
	first := serve(t, secured(a, data), secure, plain)
	number := first.page(t, a)
	first.stop()
	asked := a.asked.Load()
	if asked == 0 {
		t.Fatal("the authority was not asked")
	}
	second := serve(t, secured(a, data), loopback(t), loopback(t))
	if again := second.page(t, a); again != number {
		t.Errorf("certificate %s at the first start, %s at the second", number, again)
	}
	if now := a.asked.Load(); now != asked {
		t.Errorf("the authority was asked %d times more, though the certificate was there", now-asked)
	}
	if f := finding(t, second.App, "certificate"); !f.OK || !strings.Contains(f.Words, "holds until") {
		t.Errorf("%+v", f)
	}
	if f := finding(t, second.App, "certificate authority"); !f.OK {
		t.Errorf("%+v", f)
	}
}

func TestPort80ProvesTheNameAndLeadsToHTTPS(t *testing.T) {
	secure, plain := loopback(t), loopback(t)
	a := newAuthority(t, closedPort(t), port80(t, plain))
	s := serve(t, secured(a, t.TempDir()), secure, plain)
	s.page(t, a)
	res, err := s.visitor(t, a).Get("http://" + host + "/search?q=grief")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusFound || to != "https://"+host+"/search?q=grief" {
		t.Errorf("%d to %q", res.StatusCode, to)
	}
}

func TestNameThatIsNotConfiguredIsRefused(t *testing.T) {
	secure, plain := loopback(t), loopback(t)
	a := newAuthority(t, portOf(secure), closedPort(t))
	s := serve(t, secured(a, t.TempDir()), secure, plain)
	s.page(t, a)
	asked := a.asked.Load()
	for _, name := range []string{"other.example", "www." + host, ""} {
		c, err := tls.Dial("tcp", secure.Addr().String(), &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err == nil {
			c.Close()
			t.Errorf("%q is served, as %v", name, c.ConnectionState().PeerCertificates[0].DNSNames)
		}
	}
	if a.asked.Load() != asked {
		t.Error("the authority is asked for a name that is not configured")
	}
}

// TestNobodyElseMakesItAskTheAuthority: who claims to know RSA alone would have it get another certificate, again and again
// where that fails, until the authority answers no more.
func TestNobodyElseMakesItAskTheAuthority(t *testing.T) {
	secure, plain := loopback(t), loopback(t)
	a := newAuthority(t, portOf(secure), closedPort(t))
	s := serve(t, secured(a, t.TempDir()), secure, plain)
	s.page(t, a)
	asked := a.asked.Load()
	old := &tls.Config{ServerName: host, InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}}
	if c, err := tls.Dial("tcp", secure.Addr().String(), old); err == nil {
		c.Close()
	}
	if a.asked.Load() != asked {
		t.Error("a handshake makes it ask the authority")
	}
}

func TestKeysOfCertificatesStayWhereTheyAre(t *testing.T) {
	secure, plain, data := loopback(t), loopback(t), t.TempDir()
	a := newAuthority(t, portOf(secure), closedPort(t))
	s := serve(t, secured(a, data), secure, plain)
	s.page(t, a)
	folder := filepath.Join(data, "certificates")
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Fatalf("%v, %v", info.Mode(), err)
	}
	key, err := os.ReadFile(filepath.Join(folder, host))
	if err != nil || !bytes.Contains(key, []byte("PRIVATE KEY")) {
		t.Fatalf("there is no key: %v", err)
	}
	if info, err := os.Stat(filepath.Join(folder, host)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.DB.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadFile(copied)
	if err != nil || bytes.Contains(all, []byte("PRIVATE KEY")) || bytes.Contains(all, key[100:150]) {
		t.Errorf("a backup holds the key of a certificate (%v)", err)
	}
}

func TestAuthorityThatDoesNotAnswerIsNamed(t *testing.T) {
	secure, plain := loopback(t), loopback(t)
	a := newAuthority(t, closedPort(t), closedPort(t))
	c := secured(a, t.TempDir())
	c.ACME = fmt.Sprintf("https://127.0.0.1:%d/directory", closedPort(t))
	s := serve(t, c, secure, plain)
	s.said.await(t, "no certificate could be got")
	if _, err := s.visitor(t, a).Get("https://" + host + "/"); err == nil {
		t.Error("a page is served without a certificate")
	}
	for _, want := range []string{host, c.ACME, "connection refused"} {
		if !strings.Contains(s.said.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, s.said)
		}
	}
	if f := finding(t, s.App, "certificate"); f.OK || !strings.Contains(f.Words, "there is none for "+host) {
		t.Errorf("%+v", f)
	}
	if f := finding(t, s.App, "certificate authority"); f.OK || !strings.Contains(f.Words, c.ACME+" does not answer") {
		t.Errorf("%+v", f)
	}
}

func TestNameThatTheAuthorityCannotReachIsNamed(t *testing.T) {
	secure, plain := loopback(t), loopback(t)
	a := newAuthority(t, closedPort(t), closedPort(t))
	s := serve(t, secured(a, t.TempDir()), secure, plain)
	s.said.await(t, "no certificate could be got")
	if !strings.Contains(s.said.String(), host) {
		t.Errorf("%s", s.said)
	}
}

func TestRootThatCannotBeReadIsNamed(t *testing.T) {
	c := Defaults()
	c.Data, c.Listen, c.Hosts = t.TempDir(), ":443", []string{host}
	for name, text := range map[string]string{"nothing": "", "no certificate": "hello"} {
		c.ACMERoot = filepath.Join(t.TempDir(), name)
		if text != "" {
			if err := os.WriteFile(c.ACMERoot, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		app, err := Open(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Serve(t.Context(), io.Discard); err == nil || !strings.Contains(err.Error(), c.ACMERoot) {
			t.Errorf("%s: %v", name, err)
		}
		if f := finding(t, app, "certificate authority"); f.OK || !strings.Contains(f.Words, c.ACMERoot) {
			t.Errorf("%+v", f)
		}
		app.Close()
	}
}

// finding is what the doctor says of a subject.
func finding(t *testing.T, a *App, subject string) Finding {
	t.Helper()
	for _, f := range a.Examine(t.Context(), false) {
		if f.Subject == subject {
			return f
		}
	}
	t.Fatalf("the doctor says nothing of the %s", subject)
	return Finding{}
}

// closedPort is a port on which nobody listens.
func closedPort(t *testing.T) int {
	t.Helper()
	l := loopback(t)
	defer l.Close()
	return portOf(l)
}

// said is a log that can be waited for.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed at each line
}

// Write takes in a line.
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.more)
	s.more = make(chan struct{})
	return s.text.Write(p)
}

// String is the whole log.
func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// await waits until the log says something.
func (s *said) await(t *testing.T, words string) {
	t.Helper()
	late := time.After(time.Minute)
	for {
		s.mu.Lock()
		there, more := strings.Contains(s.text.String(), words), s.more
		s.mu.Unlock()
		if there {
			return
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("the log never says %q:\n%s", words, s)
		}
	}
}

func TestOldProtocolsAreRefused(t *testing.T) {
	secure, plain := loopback(t), loopback(t)
	a := newAuthority(t, portOf(secure), closedPort(t))
	s := serve(t, secured(a, t.TempDir()), secure, plain)
	s.page(t, a)
	dial := func(c *tls.Config) (*tls.Conn, error) {
		c.ServerName, c.RootCAs = host, a.issuer
		return tls.Dial("tcp", secure.Addr().String(), c)
	}
	for name, c := range map[string]*tls.Config{
		"TLS 1.1":         {MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		"no new secrets":  {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384}},
		"no sealed bytes": {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA}},
	} {
		if conn, err := dial(c); err == nil {
			conn.Close()
			t.Errorf("%s is let in", name)
		}
	}
	conn, err := dial(&tls.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := conn.ConnectionState(); got.Version != tls.VersionTLS13 || got.CurveID != tls.X25519MLKEM768 {
		t.Errorf("a browser of today gets %s with %v", tls.VersionName(got.Version), got.CurveID)
	}
}
