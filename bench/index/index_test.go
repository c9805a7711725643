package bench

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kith/internal/directory/index"
	"kith/internal/fold"
	"kith/internal/place"
	"kith/internal/schedule"
)

var now = time.Date(2026, 11, 24, 18, 20, 0, 0, time.UTC)

// sample is an index of n listings with some of the places that are searched near.
type sample struct {
	*index.Index
	near    []place.Point // where people look: as dense as meetings are
	big     []place.Point // in the middle of a metropolis
	text    int           // bytes of text
	heap    int           // bytes of memory
	seconds float64
}

var samples = map[int]func() *sample{}

var sizes = []int{10_000, 100_000, 1_000_000}

func init() {
	for _, n := range sizes {
		samples[n] = sync.OnceValue(func() *sample { return newSample(n) })
	}
}

func newSample(n int) *sample {
	s := &sample{}
	before := heap()
	begin := time.Now()
	s.Index = index.New(Generate(n), index.Options{Words: Words})
	s.seconds = time.Since(begin).Seconds()
	s.heap = heap() - before
	i := 0
	for e := range Generate(n) {
		s.text += textOf(&e)
		if i++; e.Located && i%(n/2000) == 0 {
			s.near = append(s.near, e.At)
		}
		if e.Located && i%2980 > 300 && len(s.big) <= i/2980 {
			s.big = append(s.big, e.At)
		}
	}
	return s
}

func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// textOf counts the bytes of text that belong to a listing; its UUID and codes are not text.
func textOf(e *index.Entry) int {
	n := 0
	for _, text := range []string{
		e.Slug, e.Name, e.Group, e.GroupSlug, e.About, e.Venue, e.Address, e.Locality, e.Region, e.Postal, e.Country, e.Hint,
		e.Words,
	} {
		n += len(text)
	}
	for _, source := range e.Sources {
		n += len(source.Name) + len(source.ID)
	}
	return n
}

// measure runs do for each pass of the benchmark and reports percentiles in microseconds.
func measure(b *testing.B, do func(r *rand.Rand) int) {
	r := rand.New(rand.NewPCG(1, 1))
	var took []time.Duration
	rows := 0
	b.ReportAllocs()
	spent := cpu()
	for b.Loop() {
		begin := time.Now()
		rows += do(r)
		took = append(took, time.Since(begin))
	}
	b.ReportMetric(float64((cpu()-spent).Nanoseconds())/1000/float64(len(took)), "cpu-µs/op")
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Nanoseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-µs")
	b.ReportMetric(at(0.99), "p99-µs")
	b.ReportMetric(float64(rows)/float64(len(took)), "rows/op")
}

// cpu is what the process has used: on a busy machine it tells more than the clock.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func each(b *testing.B, do func(b *testing.B, s *sample)) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			s := samples[n]()
			b.ResetTimer()
			do(b, s)
		})
	}
}

func search(b *testing.B, s *sample, q index.Query) int {
	a, err := s.Search(now, q)
	if err != nil {
		b.Fatal(err)
	}
	return len(a.Hits)
}

// BenchmarkNearWeekday is the search that people make most: around a meeting's place, some weekday, 50 rows.
func BenchmarkNearWeekday(b *testing.B) {
	each(b, func(b *testing.B, s *sample) {
		measure(b, func(r *rand.Rand) int { return search(b, s, nearWeekday(r, s.near, 10)) })
	})
}

// BenchmarkNearWeekdayFull looks where there are always 50 rows.
func BenchmarkNearWeekdayFull(b *testing.B) {
	each(b, func(b *testing.B, s *sample) {
		measure(b, func(r *rand.Rand) int { return search(b, s, nearWeekday(r, s.big, 15)) })
	})
}

func nearWeekday(r *rand.Rand, points []place.Point, km float64) index.Query {
	p := points[r.IntN(len(points))]
	return index.Query{Near: &p, RadiusKM: km, Days: 1 << r.IntN(7), Limit: 50}
}

// BenchmarkTypoFacetsNear has a mistyped word, counts facets and sorts by distance.
func BenchmarkTypoFacetsNear(b *testing.B) {
	typed := []string{"serentiy", "alcoholsim", "fellowshp", "lutheren", "candelight", "begginings", "recovry", "friday nigth"}
	each(b, func(b *testing.B, s *sample) {
		measure(b, func(r *rand.Rand) int {
			p := s.near[r.IntN(len(s.near))]
			return search(b, s, index.Query{
				Text: typed[r.IntN(len(typed))], Near: &p, RadiusKM: 25, Facets: true, Sort: index.ByDistance, Limit: 50,
			})
		})
	})
}

// BenchmarkLetters is what a person types, letter by letter.
func BenchmarkLetters(b *testing.B) {
	each(b, func(b *testing.B, s *sample) {
		measure(b, func(r *rand.Rand) int {
			return search(b, s, index.Query{Text: "lutheran church"[:1+r.IntN(15)], Limit: 50})
		})
	})
}

func BenchmarkEverythingByTime(b *testing.B) { everything(b, index.Query{Limit: 50}) }
func BenchmarkEverythingFacets(b *testing.B) { everything(b, index.Query{Limit: 50, Facets: true}) }
func BenchmarkEverythingByName(b *testing.B) {
	everything(b, index.Query{Limit: 50, Sort: index.ByName})
}
func BenchmarkProgrammeFacets(b *testing.B) {
	everything(b, index.Query{Limit: 50, Facets: true, Programme: index.Choice{Any: []string{"na"}}})
}
func BenchmarkNowOnline(b *testing.B) {
	everything(b, index.Query{Limit: 50, Now: true, Attend: index.Choice{Any: []string{"online", "hybrid", "phone"}}})
}
func BenchmarkTodayFacets(b *testing.B) {
	everything(b, index.Query{Limit: 50, On: index.Today, Facets: true})
}

func everything(b *testing.B, q index.Query) {
	each(b, func(b *testing.B, s *sample) {
		measure(b, func(*rand.Rand) int { return search(b, s, q) })
	})
}

func BenchmarkNearest20(b *testing.B) {
	each(b, func(b *testing.B, s *sample) {
		measure(b, func(r *rand.Rand) int {
			p := s.near[r.IntN(len(s.near))]
			return search(b, s, index.Query{Near: &p, Nearest: 20, Sort: index.ByDistance, Limit: 20})
		})
	})
}

// BenchmarkMinute searches as time goes on, a minute at a time, at the busiest hour.
func BenchmarkMinute(b *testing.B) {
	each(b, func(b *testing.B, s *sample) {
		at := now
		measure(b, func(r *rand.Rand) int {
			at = at.Add(time.Minute)
			a, err := s.Search(at, nearWeekday(r, s.near, 10))
			if err != nil {
				b.Fatal(err)
			}
			return len(a.Hits)
		})
	})
}

// BenchmarkScan is the comparison: near and weekday by reading every entry.
func BenchmarkScan(b *testing.B) {
	for _, n := range sizes[:2] {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			entries := slices.Collect(Generate(n))
			points := samples[n]().near
			b.ResetTimer()
			measure(b, func(r *rand.Rand) int { return scan(entries, nearWeekday(r, points, 10)) })
		})
	}
}

// BenchmarkScanText is the comparison with a word, without typo, folded as it is read.
func BenchmarkScanText(b *testing.B) {
	entries := slices.Collect(Generate(sizes[0]))
	measure(b, func(*rand.Rand) int {
		rows := 0
		for i := range entries {
			if strings.Contains(fold.Fold(entries[i].Name+" "+entries[i].Venue), "serenity") {
				rows++
			}
		}
		return rows
	})
}

func scan(entries []index.Entry, q index.Query) int {
	type row struct {
		entry *index.Entry
		next  time.Time
	}
	var rows []row
	for i := range entries {
		e := &entries[i]
		if e.Schedule.Repeats == schedule.Never || q.Days&(1<<e.Schedule.Weekday) == 0 || !e.Located ||
			place.Distance(*q.Near, e.At) > q.RadiusKM {
			continue
		}
		plan, err := e.Schedule.Plan()
		if err != nil {
			continue
		}
		o, _ := plan.NowOrNext(now)
		rows = append(rows, row{e, o.Start})
	}
	slices.SortFunc(rows, func(a, b row) int { return a.next.Compare(b.next) })
	return min(len(rows), 50)
}

// BenchmarkMemory reports what a listing costs beyond its text.
func BenchmarkMemory(b *testing.B) {
	each(b, func(b *testing.B, s *sample) {
		for b.Loop() {
			runtime.KeepAlive(s)
		}
		n := float64(s.Len())
		b.ReportMetric(float64(s.heap)/n, "bytes/listing")
		b.ReportMetric(float64(s.text)/n, "text/listing")
		b.ReportMetric(float64(s.heap-s.text)/n, "beyond-text/listing")
		b.ReportMetric(s.seconds, "s-to-build")
	})
}

// BenchmarkApply changes one listing.
func BenchmarkApply(b *testing.B) {
	for _, n := range sizes[:2] {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			ix := index.New(Generate(n), index.Options{Words: Words})
			some := slices.Collect(Generate(10_000))
			measure(b, func(r *rand.Rand) int {
				e := some[r.IntN(len(some))]
				e.Updated = r.Int64()
				ix.Apply([]index.Entry{e}, nil)
				return 1
			})
		})
	}
}

// BenchmarkStart loads a saved index and answers a first search.
func BenchmarkStart(b *testing.B) {
	each(b, func(b *testing.B, s *sample) {
		var saved bytes.Buffer
		if err := s.Save(&saved, ""); err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		measure(b, func(r *rand.Rand) int {
			ix, _, err := index.Load(bytes.NewReader(saved.Bytes()), index.Options{Words: Words})
			if err != nil {
				b.Fatal(err)
			}
			return search(b, &sample{Index: ix}, nearWeekday(r, s.near, 10))
		})
	})
}
