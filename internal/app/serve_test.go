package app

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// ask serves with a configuration, asks for a path as somebody who has the answer with a tag already, and stops.
func ask(t *testing.T, c Config, path, have string) (status int, tag, body string) {
	t.Helper()
	a, err := Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	l := loopback(t)
	a.listen = func(string, string) (net.Listener, error) { return l, nil }
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, in) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready "+c.BaseURL+"\n" {
		t.Fatalf("%q, %v", line, err)
	}
	req, err := http.NewRequestWithContext(ctx, "GET", "http://"+l.Addr().String()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("If-None-Match", have)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("ETag"), string(text)
}

func TestPageIsSentAgainWhenSettingsChangedItAndOnlyThen(t *testing.T) {
	c := Defaults()
	c.Data, c.Listen, c.BaseURL, c.Now = t.TempDir(), "localhost:0", "https://help.example", time.Date(2026, 11, 23, 18, 5, 0, 0, time.UTC)
	for _, path := range []string{"/", "/search?q=grief", "/help"} {
		status, tag, _ := ask(t, c, path, "")
		if status != http.StatusOK || tag == "" {
			t.Fatalf("%s: %d, tag %q", path, status, tag)
		}
		if status, again, body := ask(t, c, path, tag); status != http.StatusNotModified || again != tag || body != "" {
			t.Errorf("%s unchanged: %d, tag %s, before %s", path, status, again, tag)
		}
		other := c
		other.Name = "Harbour Clearing House"
		if status, again, body := ask(t, other, path, tag); status != http.StatusOK || again == tag || !strings.Contains(body, other.Name) {
			t.Errorf("%s of another name: %d, tag %s, before %s", path, status, again, tag)
		}
	}
}
