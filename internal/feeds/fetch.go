package feeds

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"kith/internal/fault"
)

// FetchOptions say how an address is read. The zero value reads public addresses only.
type FetchOptions struct {
	ETag, LastModified string // of the last reading: an unchanged source is not sent again
	AllowPrivate       bool   // the address may lead into the own network
	MaxBytes           int64  // as sent; default 512 MiB
	// Timeout is how long the whole may take, default 10 minutes; a server that sends nothing for 30 seconds is given up
	// before.
	Timeout time.Duration
}

// Fetched is what a server said beside the body.
type Fetched struct {
	Unchanged          bool // 304: there is no body
	ETag, LastModified string
}

const (
	maxRedirects = 5
	patience     = 30 * time.Second // for an answer to begin, and then between any two reads
	agent        = "Kith (self-help directory; reads published meeting feeds)"
)

// Fetch reads an address. The body must be closed; it comes as sent, since Read unpacks gzip itself under its limits.
// Errors are faults: Invalid for an address that may not be read, Unavailable for a server that does not answer well.
func Fetch(ctx context.Context, address string, o FetchOptions) (io.ReadCloser, Fetched, error) {
	if err := CheckURL(address); err != nil {
		return nil, Fetched{}, err
	}
	o = o.orDefault()
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel()
		return nil, Fetched{}, fetchFault(fault.Invalid, "url", err)
	}
	ask(req, o)
	res, err := client(o).Do(req)
	if err != nil {
		cancel()
		return nil, Fetched{}, unreachable(err)
	}
	f := Fetched{ETag: res.Header.Get("ETag"), LastModified: res.Header.Get("Last-Modified")}
	b := &body{r: res.Body, cancel: cancel, left: o.MaxBytes, idle: time.AfterFunc(patience, cancel)}
	switch {
	case res.StatusCode == http.StatusNotModified:
		f.Unchanged = true
		b.Close()
		return http.NoBody, f, nil
	case res.StatusCode != http.StatusOK:
		b.Close()
		return nil, f, fault.New(fault.Unavailable, "fetch.error.status", map[string]any{"status": res.StatusCode})
	case res.ContentLength > o.MaxBytes:
		b.Close()
		return nil, f, fault.New(fault.Invalid, "fetch.error.too_big", nil)
	}
	return b, f, nil
}

func (o FetchOptions) orDefault() FetchOptions {
	if o.MaxBytes == 0 {
		o.MaxBytes = 512 << 20
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Minute
	}
	return o
}

func ask(req *http.Request, o FetchOptions) {
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "application/json, text/csv;q=0.9, */*;q=0.5")
	req.Header.Set("Accept-Encoding", "gzip")
	if o.ETag != "" {
		req.Header.Set("If-None-Match", o.ETag)
	}
	if o.LastModified != "" {
		req.Header.Set("If-Modified-Since", o.LastModified)
	}
}

// CheckURL says whether an address is one that can be fetched: http or https, a host, no name and password in it.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Host == "", u.Scheme != "http" && u.Scheme != "https":
		return fetchFault(fault.Invalid, "url", err)
	case u.User != nil:
		return fetchFault(fault.Invalid, "credentials", nil)
	}
	return nil
}

// fetchFault is an error without the address in it, which can have a key in it that no log may hold.
func fetchFault(k fault.Kind, key string, cause error) error {
	var whole *url.Error
	if errors.As(cause, &whole) {
		cause = whole.Err
	}
	return &fault.Error{Kind: k, Key: "fetch.error." + key, Cause: cause}
}

// client never uses a proxy from the environment, keeps no connection and no cookie, and checks each address where it
// is dialled: after the name was resolved, so that no second answer of a name server can slip past.
func client(o FetchOptions) *http.Client {
	dialer := &net.Dialer{Timeout: patience}
	if !o.AllowPrivate {
		dialer.Control = onlyPublic
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true, DisableCompression: true, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: patience, ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			req.Header.Del("Referer") // an address can have a key in it, which is not for where it leads
			if len(via) > maxRedirects {
				return fetchFault(fault.Unavailable, "redirects", nil)
			}
			return CheckURL(req.URL.String())
		},
	}
}

func unreachable(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return known
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fetchFault(fault.Unavailable, "unreachable", err)
}

// body ends when too much comes, or when nothing comes for too long.
type body struct {
	r      io.ReadCloser
	cancel context.CancelFunc
	left   int64
	idle   *time.Timer
}

func (b *body) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fetchFault(fault.Invalid, "too_big", nil)
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if n > 0 {
		b.idle.Reset(patience)
	}
	if err != nil && err != io.EOF {
		err = fetchFault(fault.Unavailable, "broken_off", err)
	}
	return n, err
}

// Close ends the reading.
func (b *body) Close() error {
	b.idle.Stop()
	b.cancel()
	return b.r.Close()
}
