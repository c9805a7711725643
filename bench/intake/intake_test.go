// Package intake measures how fast listings come in: new and unchanged, on both databases, from Meeting Guide JSON as
// fellowships publish it. Run it with make bench; figures stand in doc/performance.md.
package intake

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// feed writes n meetings of n/3 groups in n/4 places, as a Meeting Guide feed.
func feed(n int) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"slug":"meeting-%d","name":"Morning Light %d","day":%d,"time":"%02d:30","end_time":"%02d:30","timezone":"America/Chicago",
"types":["O","D","X"],"group":"Group %d","location":"Church %d","formatted_address":"%d Main Street, Minneapolis, MN 55401, USA",
"latitude":%.5f,"longitude":%.5f,"updated":"2026-01-01 00:00:00"}`,
			i, i/3, i%7, 6+i%14, 7+i%14, i/3, i/4, i/4, 44.9+float64(i%1000)/5000, -93.3+float64(i/1000%1000)/5000)
	}
	b.WriteByte(']')
	return b.Bytes()
}

const size = 20_000

func BenchmarkIntake(b *testing.B) {
	text := feed(size)
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine)+"/new", func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				d := open(b, engine)
				b.StartTimer()
				took(b, func() { take(b, d, text) })
			}
		})
		b.Run(string(engine)+"/unchanged", func(b *testing.B) {
			d := open(b, engine)
			take(b, d, text)
			b.ResetTimer()
			for range b.N {
				took(b, func() { take(b, d, text) })
			}
		})
	}
}

// BenchmarkMemory reads one feed of many meetings and one of ten times as many, and reports the peak of the heap in each.
func BenchmarkMemory(b *testing.B) {
	for _, n := range []int{20_000, 200_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			name := filepath.Join(b.TempDir(), "feed.json") // a feed in memory would count
			if err := os.WriteFile(name, feed(n), 0o600); err != nil {
				b.Fatal(err)
			}
			text, err := os.Open(name)
			if err != nil {
				b.Fatal(err)
			}
			defer text.Close()
			d := open(b, store.SQLite)
			runtime.GC()
			var before runtime.MemStats
			runtime.ReadMemStats(&before)
			peak := before.HeapInuse
			r := &watched{r: text, every: func() {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			}}
			b.ResetTimer()
			read(b, d, r)
			b.ReportMetric(float64(peak-before.HeapInuse)/1e6, "MB-peak")
		})
	}
}

// watched calls every once for each megabyte read.
type watched struct {
	r     io.Reader
	n     int
	every func()
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if w.n/1e6 != (w.n+n)/1e6 {
		w.every()
	}
	w.n += n
	return n, err
}

func took(b *testing.B, do func()) {
	start := time.Now()
	do()
	b.ReportMetric(size/time.Since(start).Seconds(), "meetings/s")
}

func open(b *testing.B, engine store.Engine) *directory.Directory {
	return directory.New(directory.Options{DB: storetest.New(b, engine), Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
}

func take(b *testing.B, d *directory.Directory, text []byte) { read(b, d, bytes.NewReader(text)) }

func read(b *testing.B, d *directory.Directory, r io.Reader) {
	b.Helper()
	by := people.Operator()
	s, err := d.SaveSource(context.Background(), by, directory.Source{Name: "feed", Kind: "meeting-guide"})
	if err != nil {
		b.Fatal(err)
	}
	words, err := message.Load(message.Builtin())
	if err != nil {
		b.Fatal(err)
	}
	in := feeds.Intake{Directory: d, By: by, Words: words.In("en")}
	res, err := in.Take(context.Background(), s, func(sink feeds.Sink) (feeds.Summary, error) {
		return feeds.Read(context.Background(), r, feeds.Options{Kind: feeds.MeetingGuide}, sink)
	})
	if err != nil || res.Held || res.Skipped > 0 {
		b.Fatalf("%+v %v", res, err)
	}
}
