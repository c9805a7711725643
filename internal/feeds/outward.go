package feeds

import (
	"net"
	"net/http"
	"time"
)

// PublicClient reaches servers on the open internet alone, for addresses that come from outside: none in the own network,
// and it follows nobody elsewhere. An answer has to be there within a time.
func PublicClient(timeout time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: timeout, Control: onlyPublic}
	return &http.Client{
		Timeout:       timeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
