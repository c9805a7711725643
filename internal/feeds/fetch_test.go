package feeds

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"kith/internal/fault"
)

func keyOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Key
	}
	return ""
}

func TestOnlyPublicAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:4700::1111": true, "8.8.8.8": true,
		"127.0.0.1": false, "127.8.8.8": false, "0.0.0.0": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false, "::1": false, "::": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false,
		"::ffff:8.8.8.8": true, "64:ff9b::7f00:1": false, "64:ff9b::808:808": false, "2002:7f00:1::": false, "2001:0:4136:e378::1": false, "fe80::1": false, "fe80::1%eth0": false,
		"fc00::1": false, "fd00:ec2::254": false, "ff02::1": false, "::7f00:1": false, "2001:db8::1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is public: %v, want %v", address, got, want)
		}
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	for address, want := range map[string]string{
		"ftp://example.org/": "fetch.error.url", "file:///etc/passwd": "fetch.error.url", "": "fetch.error.url", "https:///x": "fetch.error.url", "gopher://x": "fetch.error.url",
		"https://a:b@example.org/": "fetch.error.credentials", "http://127.0.0.1:1/": "fetch.error.private", "http://[::1]:1/": "fetch.error.private",
		"http://localhost:1/": "fetch.error.private", "http://169.254.169.254/latest/": "fetch.error.private", "http://[::ffff:10.0.0.1]/": "fetch.error.private",
	} {
		if _, _, err := Fetch(context.Background(), address, FetchOptions{Timeout: 5 * time.Second}); keyOf(err) != want {
			t.Errorf("%q: %v, want %s", address, err, want)
		}
	}
}

func serve(t *testing.T, h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestFetch(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/feed", http.StatusFound)
		case r.URL.Path == "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case r.URL.Path == "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case r.URL.Path == "/gone":
			w.WriteHeader(http.StatusGone)
		case r.Header.Get("If-None-Match") == `"1"`:
			w.WriteHeader(http.StatusNotModified)
		case r.URL.Path == "/short":
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "[")
		default:
			w.Header().Set("ETag", `"1"`)
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			io.WriteString(z, `[{"name":"A","slug":"a","day":1,"time":"19:00","timezone":"UTC"}]`)
			z.Close()
		}
	})
	open := FetchOptions{AllowPrivate: true}
	for _, path := range []string{"/feed", "/moved"} {
		body, meta, err := Fetch(context.Background(), address+path, open)
		if err != nil {
			t.Fatal(path, err)
		}
		sum, err := Read(context.Background(), body, Options{}, &kept{})
		body.Close()
		if err != nil || sum.Read != 1 || meta.ETag != `"1"` {
			t.Errorf("%s: %+v %+v %v", path, sum, meta, err)
		}
	}
	for path, want := range map[string]string{"/loop": "fetch.error.redirects", "/file": "fetch.error.url", "/gone": "fetch.error.status"} {
		if _, _, err := Fetch(context.Background(), address+path, open); keyOf(err) != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	if _, meta, err := Fetch(context.Background(), address+"/feed", FetchOptions{AllowPrivate: true, ETag: `"1"`}); err != nil || !meta.Unchanged {
		t.Errorf("unchanged: %+v %v", meta, err)
	}
	body, _, err := Fetch(context.Background(), address+"/short", open)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if _, err := Read(context.Background(), body, Options{}, &kept{}); keyOf(err) != "fetch.error.broken_off" {
		t.Errorf("broken off: %v", err)
	}
}

func TestASourceThatIsTooBigOrTooSlow(t *testing.T) {
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strings.Repeat(" ", 1<<16))
		if r.URL.Path == "/slow" {
			w.(http.Flusher).Flush()
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}
	})
	for path, want := range map[string]string{"/big": "fetch.error.too_big", "/slow": "fetch.error.broken_off"} {
		o := FetchOptions{AllowPrivate: true, MaxBytes: 1 << 20, Timeout: 200 * time.Millisecond}
		if path == "/big" {
			o.MaxBytes, o.Timeout = 1<<10, 0
		}
		body, _, err := Fetch(context.Background(), address+path, o)
		if err == nil {
			_, err = io.Copy(io.Discard, body)
			body.Close()
		}
		if keyOf(err) != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

func TestWhereAnAddressLeadsLearnsNoKey(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/feed", http.StatusFound)
			return
		}
		if from := r.Header.Get("Referer"); from != "" {
			t.Errorf("it learns %q", from)
		}
		io.WriteString(w, "[]")
	})
	body, _, err := Fetch(context.Background(), address+"/moved?key=secret", FetchOptions{AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	body.Close()
}

func TestACertificateThatNobodyVouchesForIsRefused(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked all the same") }))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if _, _, err := Fetch(context.Background(), s.URL, FetchOptions{AllowPrivate: true}); fault.KindOf(err) != fault.Unavailable {
		t.Error(err)
	}
}
