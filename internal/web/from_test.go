package web

import (
	"net/http/httptest"
	"testing"
)

func TestOnlyANamedProxyIsBelieved(t *testing.T) {
	for _, c := range []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"a visitor", "192.0.2.7:4000", nil, "192.0.2.7"},
		{"a visitor who claims another address", "192.0.2.7:4000", []string{"203.0.113.9"}, "192.0.2.7"},
		{"the proxy", "127.0.0.1:4000", []string{"203.0.113.9"}, "203.0.113.9"},
		{"a visitor's claim passed on by the proxy", "127.0.0.1:4000", []string{"198.51.100.1, 203.0.113.9"}, "203.0.113.9"},
		{"the same in two headers", "127.0.0.1:4000", []string{"198.51.100.1", "203.0.113.9"}, "203.0.113.9"},
		{"the proxy, which says nothing", "127.0.0.1:4000", nil, "127.0.0.1"},
		{"the proxy, which says nonsense", "127.0.0.1:4000", []string{"unknown"}, "127.0.0.1"},
		{"the new Internet", "[2001:db8::1]:4000", nil, "2001:db8::/64"},
		{"its neighbour, who is the same", "[2001:db8::abcd:1]:4000", nil, "2001:db8::/64"},
		{"the old one in the new one's clothes", "[::ffff:192.0.2.7]:4000", nil, "192.0.2.7"},
	} {
		r := httptest.NewRequest("POST", "/g/x/sign-in", nil)
		r.RemoteAddr = c.remote
		r.Header["X-Forwarded-For"] = c.forwarded
		s := &server{Options: Options{Proxies: []string{"127.0.0.1"}}}
		if got := s.from(r); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
