package notices

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Mail is the operator's mail server, as the configuration says it.
type Mail struct {
	Server       string `toml:"server"`        // host and port, such as mail.example.org:587
	From         string `toml:"from"`          // the address that notices come from; it should tell nothing
	Name         string `toml:"name"`          // of the account at the server; empty: none is needed
	PasswordFile string `toml:"password_file"` // a file that holds its password
	Security     string `toml:"security"`      // starttls (the default), tls, or none for a server on this machine

	Roots *x509.CertPool `toml:"-"` // who may vouch for the server; nil: as the system knows it
}

// How the way to the mail server is secured.
const (
	startTLS = "starttls"
	wholeTLS = "tls"
	plainTCP = "none"
)

// mailTime is how long sending one mail may take.
const mailTime = 30 * time.Second

// Check says what is wrong with the settings; nil when nothing is. It asks nobody.
func (m *Mail) Check() error {
	host, port, err := net.SplitHostPort(m.Server)
	if n, perr := strconv.Atoi(port); err != nil || host == "" || perr != nil || n < 1 || n > 65535 {
		return fmt.Errorf("the mail server is %q; it should look like mail.example.org:587", m.Server)
	}
	if read, err := mail.ParseAddress(m.From); err != nil || read.Name != "" || !strings.Contains(read.Address, "@") {
		return fmt.Errorf("mail is to come from %q; it should look like post@example.org", m.From)
	}
	switch m.Security {
	case "", startTLS, wholeTLS:
	case plainTCP:
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("mail to %s would go unprotected: security = %q is for a server on this machine only", host, plainTCP)
		}
	default:
		return fmt.Errorf("security of mail is %q; it is %s, %s or %s", m.Security, startTLS, wholeTLS, plainTCP)
	}
	if (m.Name == "") != (m.PasswordFile == "") {
		return errors.New("the mail server's name and password_file belong together")
	}
	return nil
}

// Try sees whether the server answers and lets us in. It sends nothing.
func (m *Mail) Try(ctx context.Context) error {
	client, err := m.client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	return client.Close()
}

func (m *Mail) client() (*gomail.Client, error) {
	host, port, err := net.SplitHostPort(m.Server)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	options := []gomail.Option{
		gomail.WithPort(n), gomail.WithTimeout(mailTime), gomail.WithHELO(m.domain()),
		gomail.WithTLSConfig(&tls.Config{ServerName: host, RootCAs: m.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch m.Security {
	case wholeTLS:
		options = append(options, gomail.WithSSL())
	case plainTCP:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if m.Name != "" {
		password, err := os.ReadFile(m.PasswordFile)
		if err != nil {
			return nil, err
		}
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(m.Name),
			gomail.WithPassword(strings.TrimRight(string(password), "\r\n")))
	}
	return gomail.NewClient(host, options...)
}

// domain is that of the sender. It stands where a mail would otherwise name this machine.
func (m *Mail) domain() string { return m.From[strings.LastIndexByte(m.From, '@')+1:] }

// send hands one mail over to the server. errGone when the server says that nobody is at the address; any other error names
// nobody: what a server says often repeats the address.
func (m *Mail) send(ctx context.Context, to string, s saying) error {
	message, err := m.message(to, s)
	if err != nil {
		return errGone // an address that cannot be written to
	}
	client, err := m.client()
	if err != nil {
		return errors.New("notices: mail cannot be sent with these settings")
	}
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, message)
	var refused *gomail.SendError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused) && refused.Reason == gomail.ErrSMTPRcptTo && !refused.IsTemp():
		return errGone
	case errors.As(err, &refused):
		return fmt.Errorf("notices: the mail server refused a mail with code %d", refused.ErrorCode())
	}
	return errors.New("notices: the mail server does not answer as it should")
}

// message is a mail without anything in it that tells of the machine, the program or the group.
func (m *Mail) message(to string, s saying) (*gomail.Msg, error) {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(message.From(m.From), message.To(to)); err != nil {
		return nil, err
	}
	message.Subject(s.subject)
	message.SetDate()
	message.SetMessageIDWithValue(rand.Text() + "@" + m.domain())
	message.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's absence answers it (RFC 3834)
	if s.end != "" {
		message.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+s.end+">")
		message.SetListUnsubscribePost() // RFC 8058
	}
	message.SetBodyString(gomail.TypeTextPlain, s.text)
	return message, nil
}
