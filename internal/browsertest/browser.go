// Package browsertest lets a test see a page as a person does: it drives headless Chromium, a phone or a desk wide, light
// or dark, with script or without, audits it for accessibility, notes what it asks of the network, and takes pictures.
package browsertest

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	logevents "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Require is the environment variable that turns a missing browser from a skipped test into a failed one.
const Require = "KITH_TEST_REQUIRE"

// patience is how long one act may take on a busy machine.
const patience = 20 * time.Second

// Browser is one tab of a Chromium of its own, without any earlier visit. A failure of the browser fails the test.
type Browser struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	requests []string
	problems []string
}

// New starts Chromium and closes it when the test ends. Where there is none the test is skipped, or fails when Require is
// set to 1.
func New(t testing.TB) *Browser {
	t.Helper()
	path, err := find()
	if err != nil {
		Missing(t, "no Chromium: "+err.Error())
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
	)
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // a browser that died has failed the test already
		stop()
		stopAlloc()
	})
	b := &Browser{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	b.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, runtime.Enable, cdp.Empty{})
		return err
	}))
	b.Size(1280, 900)
	return b
}

// Missing skips a test for want of something on this machine, or fails it where everything is required.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv(Require) == "1" {
		t.Fatal(what)
	}
	t.Skip("SKIPPED, NOT TESTED: " + what)
}

// find gives Chromium's path: KITH_CHROMIUM's, or the first on the search path.
func find() (string, error) {
	if path := os.Getenv("KITH_CHROMIUM"); path != "" {
		return path, nil
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		return exec.LookPath("chromium-browser")
	}
	return path, nil
}

// note remembers what the page asked for and what went wrong in it.
func (b *Browser) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *logevents.EventEntryAdded:
		if e.Entry.Level == logevents.EntryLevelError {
			b.problems = append(b.problems, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		b.problems = append(b.problems, text)
	}
}

// do performs acts, each within the browser's patience.
func (b *Browser) do(acts ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, acts...); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// Context is the tab's, for chromedp's own actions.
func (b *Browser) Context() context.Context { return b.ctx }

// Open goes to an address and waits until it has loaded. Requests and Problems begin anew.
func (b *Browser) Open(address string) {
	b.t.Helper()
	b.mu.Lock()
	b.requests, b.problems = nil, nil
	b.mu.Unlock()
	b.do(chromedp.Navigate(address))
}

// Requests are the addresses that were asked for since the last Open.
func (b *Browser) Requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.requests...)
}

// Problems are errors in the console since the last Open: exceptions, refused content, failed requests.
func (b *Browser) Problems() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.problems...)
}

// Strangers are the requests since the last Open that went to another host than the page's own.
func (b *Browser) Strangers() []string {
	b.t.Helper()
	here, err := url.Parse(b.Address())
	if err != nil {
		b.t.Fatal(err)
	}
	var strangers []string
	for _, address := range b.Requests() {
		u, err := url.Parse(address)
		if err != nil || (u.Host != here.Host && u.Scheme != "data" && u.Scheme != "blob") {
			strangers = append(strangers, address)
		}
	}
	return strangers
}

// Size sets the width and height of the window in CSS pixels. Up to 600 wide it is a phone that is touched.
func (b *Browser) Size(width, height int64) {
	b.t.Helper()
	if width <= 600 {
		b.do(chromedp.EmulateViewport(width, height, chromedp.EmulateMobile, chromedp.EmulateTouch))
		return
	}
	b.do(chromedp.EmulateViewport(width, height))
}

// Dark asks for a dark page, or a light one.
func (b *Browser) Dark(on bool) {
	b.t.Helper()
	scheme := "light"
	if on {
		scheme = "dark"
	}
	b.media(emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

// Print shows the page as it will be printed, or as on the screen again.
func (b *Browser) Print(on bool) {
	b.t.Helper()
	medium := ""
	if on {
		medium = "print"
	}
	b.media(emulation.SetEmulatedMediaParams{Media: medium})
}

func (b *Browser) media(p emulation.SetEmulatedMediaParams) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, p)
		return err
	}))
}

// Script lets the pages opened from now on run scripts, or not.
func (b *Browser) Script(on bool) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// Screenshot writes the whole page as a PNG.
func (b *Browser) Screenshot(path string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatalf("screenshot: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, picture, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
