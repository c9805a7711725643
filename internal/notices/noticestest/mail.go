// Package noticestest has what notices are sent to: a mail server and a push service, on loopback.
package noticestest

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Mail is one mail as the server got it.
type Mail struct {
	From, To string // of the envelope
	Hello    string // what the sender called itself
	Raw      string
	Header   mail.Header
	Body     string
}

// MailServer takes mail over STARTTLS from who knows its name and password.
type MailServer struct {
	Address        string // host and port
	Roots          *x509.CertPool
	Name, Password string

	mu     sync.Mutex
	mails  []Mail
	refuse func(to string) *smtp.SMTPError
}

// NewMailServer starts a mail server that goes away after the test.
func NewMailServer(t testing.TB) *MailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	certificate, roots := certificate(t)
	m := &MailServer{Address: listener.Addr().String(), Roots: roots, Name: "kith", Password: "secret of the mail server"}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: m, hello: c.Hostname()}, nil }))
	server.Domain = "mail.example"
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.ErrorLog = quiet{}
	go func() { _ = server.Serve(listener) }() // ends with the test
	t.Cleanup(func() { _ = server.Close() })
	return m
}

// certificate is one for 127.0.0.1, and who vouches for it.
func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	one := httptest.NewTLSServer(nil)
	t.Cleanup(one.Close)
	roots := x509.NewCertPool()
	roots.AddCert(one.Certificate())
	return one.TLS.Certificates[0], roots
}

// Mails are those that came so far.
func (m *MailServer) Mails() []Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Mail(nil), m.mails...)
}

// Refuse answers every recipient with a code, and repeats the address as servers do; 0: takes them again.
func (m *MailServer) Refuse(code int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refuse = nil
	if code != 0 {
		m.refuse = func(to string) *smtp.SMTPError {
			return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "<" + to + ">: not here"}
		}
	}
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

type session struct {
	server *MailServer
	hello  string
	known  bool
	mail   Mail
}

func (*session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		s.known = name == s.server.Name && password == s.server.Password
		if !s.known {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	s.mail = Mail{From: from, Hello: s.hello}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.refuse != nil {
		return s.server.refuse(to)
	}
	s.mail.To = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	read, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(read.Body)
	if err != nil {
		return err
	}
	s.mail.Raw, s.mail.Header, s.mail.Body = string(raw), read.Header, string(body)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, s.mail)
	return nil
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }
