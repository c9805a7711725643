// Package page measures the results page as a person with a slow phone meets it: headless Chromium, 390 by 844 pixels,
// nothing kept from an earlier visit, the processor slowed four times, with a quick line and with a slow one. Run it with
//
//	go test -run '^$' -bench . ./bench/page
//
// Figures stand in doc/performance.md.
package page

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"kith/bench/serve"
	"kith/internal/browsertest"
	"kith/internal/store"
)

const (
	listed   = 8000 // meetings
	visits   = 9    // of which the one in the middle counts
	slowdown = 4
)

// line is how a visitor is connected. Zero is as quick as this machine is.
type line struct {
	bytesPerSecond float64
	roundTrip      float64 // milliseconds
}

// weak is a mobile line as page tests have it: 1.6 Mbit/s, 150 ms there and back.
var weak = line{1.6e6 / 8, 150}

func BenchmarkFirstRows(b *testing.B) {
	data := store.Options{Dir: b.TempDir()}
	serve.Fill(b, data, listed)
	server := serve.Serve(b, serve.Build(b), data)
	server.Settle()
	for name, l := range map[string]line{"loopback": {}, "1.6Mbit-150ms": weak} {
		b.Run(name, func(b *testing.B) {
			all := visited(b, address(b, server.Base), l)
			b.Run("middle", func(b *testing.B) { report(b, all) })
		})
	}
}

// address is a search that fills a page of results.
func address(b *testing.B, base string) string {
	p := serve.Points(listed, 40)[0]
	return fmt.Sprintf("%s/search?near=%.2f,%.2f&radius_km=40&day=1", base, p.Lat, p.Lng)
}

// visit is what one visit came to.
type visit struct {
	Rows  float64 // milliseconds from asking until the first rows are painted
	Shift float64 // cumulative layout shift (Layout Instability API)
	Count int     // rows in the page
	bytes float64 // moved, compressed, with headers, without fonts
	fonts float64
}

// visited visits one after another: each within a benchmark of its own, at whose end its browser closes, since one that
// stayed open would take from the next.
func visited(b *testing.B, address string, l line) (all []visit) {
	for len(all) < visits {
		b.Run("visit", func(b *testing.B) { all = append(all, once(b, address, l)) })
	}
	return all
}

// once visits in a browser of its own.
func once(b *testing.B, address string, l line) visit {
	browser := browsertest.New(b)
	browser.Size(390, 844)
	moved := watch(b, browser.Context())
	do(b, browser.Context(), emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowdown})
	do(b, browser.Context(), cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: watchPaint})
	if l != (line{}) {
		do(b, browser.Context(), network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{
				Latency: l.roundTrip, DownloadThroughput: l.bytesPerSecond, UploadThroughput: l.bytesPerSecond}}})
	}
	time.Sleep(3 * time.Second) // a browser has much to do at its own start
	browser.Open(address)
	browser.Wait("document.readyState === 'complete' && painted > 0")
	time.Sleep(time.Second) // what comes late may still move the page
	var v visit
	browser.Eval("({Rows: painted, Shift: shifted, Count: document.querySelectorAll('[data-meeting]').length})", &v)
	v.bytes, v.fonts = moved()
	if v.Count == 0 {
		b.Fatal("the page has no rows")
	}
	return v
}

// watchPaint notes when the first frame with rows has been painted, and what moved on the page. A frame that is asked for
// comes before painting; the task after it comes behind.
const watchPaint = `
var painted = 0, shifted = 0;
new PerformanceObserver((list) => {
	for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});
(function look() {
	requestAnimationFrame(() => {
		const row = document.querySelector("[data-meeting]");
		if (!row || row.getBoundingClientRect().height === 0) return look();
		const channel = new MessageChannel();
		channel.port1.onmessage = () => { painted = performance.now(); };
		channel.port2.postMessage(0);
	});
})();`

// watch counts the bytes that a tab moves, compressed as they came.
func watch(b *testing.B, ctx context.Context) (moved func() (bytes, fonts float64)) {
	var mu sync.Mutex
	font := map[network.RequestID]bool{}
	var rest, fonts float64
	err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventResponseReceived:
			font[e.RequestID] = strings.HasPrefix(e.Response.MimeType, "font/")
		case *network.EventLoadingFinished:
			if font[e.RequestID] {
				fonts += e.EncodedDataLength
			} else {
				rest += e.EncodedDataLength
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	return func() (float64, float64) {
		mu.Lock()
		defer mu.Unlock()
		return rest, fonts
	}
}

// do calls a command of the browser whose answer is not wanted.
func do[P, R any](b *testing.B, ctx context.Context, method cdp.Command[P, R], params P) {
	b.Helper()
	err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, method, params)
		return err
	}))
	if err != nil {
		b.Fatal(err)
	}
}

func report(b *testing.B, all []visit) {
	slices.SortFunc(all, func(x, y visit) int { return int(x.Rows - y.Rows) })
	middle := all[len(all)/2]
	b.ReportMetric(middle.Rows, "ms-first-rows")
	b.ReportMetric(all[0].Rows, "ms-quickest")
	b.ReportMetric(all[len(all)-1].Rows, "ms-slowest")
	b.ReportMetric(float64(middle.Count), "rows")
	b.ReportMetric(slices.MaxFunc(all, func(x, y visit) int { return int(1e4 * (x.Shift - y.Shift)) }).Shift, "layout-shift")
	b.ReportMetric(middle.bytes/1024, "KB-moved")
	b.ReportMetric(middle.fonts/1024, "KB-fonts")
}
