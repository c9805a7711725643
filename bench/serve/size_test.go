package serve

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kith/internal/store"
)

// BenchmarkSize measures what depends on how many meetings there are: how long the program takes from its start to its
// first answer, with the saved index and without it, and how much memory it takes after many different requests.
func BenchmarkSize(b *testing.B) {
	program := Build(b)
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint("n=", n), func(b *testing.B) {
			data := store.Options{Dir: b.TempDir()}
			Fill(b, data, n)
			b.Run("start-from-database", func(b *testing.B) { starts(b, program, data, n, false) })
			b.Run("start-from-saved-index", func(b *testing.B) { starts(b, program, data, n, true) })
			b.Run("memory", func(b *testing.B) { remains(b, program, data, n) })
		})
	}
}

// starts starts the program and asks it something, again and again. The index is saved when the program ends.
func starts(b *testing.B, program string, data store.Options, n int, saved bool) {
	path := nearWeekday(Points(n, 1))(0)
	if saved {
		Serve(b, program, data).Stop()
	}
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		if !saved {
			if err := os.RemoveAll(filepath.Join(data.Dir, "index.cache")); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		p := Serve(b, program, data)
		dial(b, p).get(path)
		b.StopTimer()
		p.Stop()
		b.StartTimer()
	}
}

// mixed is how many requests of all sorts the program has answered when its memory is looked at.
const mixed = 2000

func remains(b *testing.B, program string, data store.Options, n int) {
	points := Points(n, 400)
	api, page := nearWeekday(points), resultsPage(points)
	for range b.N {
		p := Serve(b, program, data)
		first := answersTo(b, p, api, 50)
		slugs := slugsIn(first)
		c := dial(b, p)
		for i := range mixed {
			switch i % 4 {
			case 0:
				c.get(api(i))
			case 1:
				c.get(page(i), gzip)
			case 2:
				c.get("/meetings/"+slugs[i%len(slugs)], gzip)
			case 3:
				c.get("/search?q=serentiy+near+"+[]string{"Oakland", "Madrid", "Leeds"}[i%3], gzip)
			}
		}
		time.Sleep(time.Second) // what the last requests left behind is swept up
		resident, own := p.Memory()
		b.ReportMetric(resident/1e6, "MB-resident")
		b.ReportMetric(own/1e6, "MB-own")
		p.Stop()
	}
}
