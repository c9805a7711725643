// Package app is the one place that reads the configuration and builds everything from it: the database, the directory,
// the pages, the listeners. The commands and the whole-program tests start here.
package app

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"golang.org/x/net/idna"

	"kith/internal/notices"
)

// Config is everything an operator can set. It is read once and passed down. A file is weaker than the environment, the
// environment weaker than flags; an unknown key in the file is refused.
type Config struct {
	Data        string `toml:"data"`         // the data folder
	Database    string `toml:"database"`     // postgres://…; empty: SQLite in the data folder
	Listen      string `toml:"listen"`       // address of the public listener; port 0 picks a free one
	BaseURL     string `toml:"base_url"`     // how browsers reach it, such as https://example.org
	AdminListen string `toml:"admin_listen"` // address of the private listener for metrics; empty: none

	Name           string   `toml:"name"`            // who runs this, as pages say it
	Contact        string   `toml:"contact"`         // where visitors reach the operator: a page, a mail address or a sentence; only the first two become links
	Country        string   `toml:"country"`         // ISO 3166 code; which help lines show first
	Home           string   `toml:"home"`            // a town; places of the same name near it come first
	LeaveTo        string   `toml:"leave_to"`        // the neutral page of "leave this page fast"; empty: one of our own
	Hosts          []string `toml:"https"`           // host names to get certificates for and serve HTTPS by itself
	Tiles          string   `toml:"tiles"`           // a PMTiles file with a finer map
	Proxies        []string `toml:"proxies"`         // addresses of reverse proxies in front, whose X-Forwarded-For is believed
	ACME           string   `toml:"acme"`            // directory URL of the certificate authority; empty: Let's Encrypt
	ACMERoot       string   `toml:"acme_root"`       // a PEM file with the certificate that the authority's own address is known by; empty: as the system knows it
	AnybodyStarts  bool     `toml:"anybody_starts"`  // strangers may start a group that forms, without a steward's link
	ListAtOnce     bool     `toml:"list_at_once"`    // a group that lists itself shows at once, before a steward has looked
	RedirectListen string   `toml:"redirect_listen"` // address that leads from HTTP to HTTPS, such as :80

	Mail *notices.Mail `toml:"mail"` // the mail server that notices go out by; nil: none

	Version       string    `toml:"-"` // of the program
	SampleInFeeds bool      `toml:"-"` // flag only, loopback only: for trying clients
	Now           time.Time `toml:"-"` // KITH_TEST_NOW, loopback only
}

// Defaults is the configuration of somebody who set nothing.
func Defaults() Config {
	return Config{Data: "data", Listen: "localhost:8080", Name: "Kith"}
}

// Read builds the configuration: defaults, then the file (if named), then the environment. Flags are put on top by the
// caller.
func Read(file string, env func(string) string) (Config, error) {
	c := Defaults()
	if file != "" {
		if err := c.readFile(file); err != nil {
			return c, err
		}
	}
	for name, to := range map[string]*string{"KITH_DATA": &c.Data, "KITH_DATABASE": &c.Database, "KITH_LISTEN": &c.Listen,
		"KITH_BASE_URL": &c.BaseURL, "KITH_ADMIN_LISTEN": &c.AdminListen} {
		if v := env(name); v != "" {
			*to = v
		}
	}
	if v := env("KITH_TEST_NOW"); v != "" {
		now, err := time.Parse(time.RFC3339, v)
		if err != nil {
			return c, fmt.Errorf("KITH_TEST_NOW is %q, which is not a time like 2026-11-24T18:05:00Z", v)
		}
		c.Now = now
	}
	return c, nil
}

func (c *Config) readFile(file string) error {
	meta, err := toml.DecodeFile(file, c)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no configuration file %s", file)
	}
	if err != nil {
		return fmt.Errorf("the configuration file %s cannot be read: %w", file, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("the configuration file %s has a setting %q, which does not exist", file, unknown[0].String())
	}
	return nil
}

// Check says what is wrong with a configuration for serving; nil when nothing is.
func (c *Config) Check() error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("the address to listen on is %q; it should look like localhost:8080", c.Listen)
	}
	if u, err := url.Parse(c.BaseURL); c.BaseURL != "" && (err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("the base address is %q; it should look like https://example.org", c.BaseURL)
	}
	for _, h := range c.Hosts {
		if name, err := idna.Lookup.ToASCII(h); err != nil || !strings.Contains(strings.Trim(name, "."), ".") {
			return fmt.Errorf("%q under https is no name of a host; it should look like help.example", h)
		}
	}
	if c.Mail != nil {
		if err := c.Mail.Check(); err != nil {
			return err
		}
	}
	loopback := isLoopback(host)
	switch {
	case !loopback && !c.Now.IsZero():
		return errors.New("KITH_TEST_NOW works on loopback addresses only")
	case !loopback && c.SampleInFeeds:
		return errors.New("--sample-in-feeds works on loopback addresses only: sample listings must not reach people who travel")
	case c.AdminListen != "" && !privateAddress(c.AdminListen):
		return fmt.Errorf("the private listener %q would be open to everybody; use a loopback or private address", c.AdminListen)
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func privateAddress(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return err == nil && (isLoopback(host) || ip != nil && ip.IsPrivate())
}

// securesItself says whether the public listener speaks HTTPS: where hosts for certificates are named. On a loopback address
// it stays plain: there a proxy asks, or the operator.
func (c *Config) securesItself() bool {
	host, _, _ := net.SplitHostPort(c.Listen)
	return len(c.Hosts) > 0 && !isLoopback(host)
}

// Address is how browsers reach the server by this configuration alone, before it has picked a port.
func (c *Config) Address() string {
	if c.BaseURL != "" {
		return strings.TrimSuffix(c.BaseURL, "/")
	}
	if len(c.Hosts) > 0 {
		return "https://" + c.Hosts[0]
	}
	host, port, _ := net.SplitHostPort(c.Listen)
	if isLoopback(host) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
