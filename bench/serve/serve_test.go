package serve

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"sync/atomic"
	"testing"

	"kith/internal/place"
	"kith/internal/store"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(envMemory); dir != "" {
		fmt.Fprintln(os.Stderr, serveMemory(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// listed is how many meetings are served, about as many as a large region has.
const listed = 8000

// nearWeekday asks for what is near a point on a weekday, the search that people make most.
func nearWeekday(points []place.Point) func(i int) string {
	return func(i int) string {
		p := points[i%len(points)]
		return fmt.Sprintf("/api/v1/meetings?lat=%.4f&lng=%.4f&radius_km=5&day=%d&limit=50", p.Lat, p.Lng, i%7)
	}
}

// resultsPage is the same question as a person asks it.
func resultsPage(points []place.Point) func(i int) string {
	return func(i int) string {
		p := points[i%len(points)]
		return fmt.Sprintf("/search?near=%.2f,%.2f&day=%d", p.Lat, p.Lng, i%7)
	}
}

// plain asks for paths as they come, with the given headers.
func plain(path func(i int) string, headers ...string) func(c *client, i int) answer {
	return func(c *client, i int) answer { return c.get(path(i), headers...) }
}

// gzip is how browsers ask.
const gzip = "Accept-Encoding: gzip, br"

func BenchmarkServe(b *testing.B) {
	program, data := Build(b), store.Options{Dir: b.TempDir()}
	Fill(b, data, listed)
	p := Serve(b, program, data)
	p.Settle()
	points := Points(listed, 400)
	api, page := nearWeekday(points), resultsPage(points)
	b.Run("api", func(b *testing.B) { measure(b, p, plain(api)) })
	answers := answersTo(b, p, api, len(points)*7)
	memory := fromMemory(b, answers)
	b.Run("api-bytes-from-memory", func(b *testing.B) {
		measure(b, memory, plain(func(i int) string { return fmt.Sprint("/", i%len(answers)) }))
	})
	b.Run("api-gzip", func(b *testing.B) { measure(b, p, plain(api, gzip)) })
	b.Run("api-unchanged", func(b *testing.B) { unchanged(b, p, api(0)) })
	b.Run("api-8-clients", func(b *testing.B) { together(b, p, api) })
	b.Run("api-bytes-from-memory-8-clients", func(b *testing.B) {
		together(b, memory, func(i int) string { return fmt.Sprint("/", i%len(answers)) })
	})
	b.Run("results", func(b *testing.B) { measure(b, p, plain(page)) })
	b.Run("results-gzip", func(b *testing.B) { measure(b, p, plain(page, gzip)) })
	b.Run("results-8-clients", func(b *testing.B) { together(b, p, page) })
	b.Run("home", func(b *testing.B) { measure(b, p, plain(func(int) string { return "/" })) })
	slugs := slugsIn(answers)
	b.Run("meeting", func(b *testing.B) {
		measure(b, p, plain(func(i int) string { return "/meetings/" + slugs[i%len(slugs)] }))
	})
	b.Run("whole-meeting-guide-gzip", func(b *testing.B) {
		measure(b, p, plain(func(int) string { return "/feeds/meetings.json" }, gzip))
	})
	b.Run("bmlt-near-weekday", func(b *testing.B) {
		measure(b, p, plain(func(i int) string {
			at := points[i%len(points)]
			return fmt.Sprintf("/main_server/client_interface/json/?switcher=GetSearchResults&lat_val=%.4f&long_val=%.4f&geo_width_km=5&weekdays=%d",
				at.Lat, at.Lng, 1+i%7)
		}))
	})
}

// answersTo collects the bodies of n answers.
func answersTo(b *testing.B, p *Process, path func(int) string, n int) [][]byte {
	c := dial(b, p)
	bodies := make([][]byte, n)
	for i := range bodies {
		bodies[i] = c.get(path(i)).body
	}
	return bodies
}

// slugsIn are the slugs of the meetings in answers.
func slugsIn(answers [][]byte) (slugs []string) {
	for _, m := range regexp.MustCompile(`"slug":"([^"]+)"`).FindAllSubmatch(bytes.Join(answers, nil), -1) {
		slugs = append(slugs, string(m[1]))
	}
	return slugs
}

// unchanged asks again and again for what the asker has already. Answers are new every minute, since what is next is.
func unchanged(b *testing.B, p *Process, path string) {
	tag, same := "", 0
	measure(b, p, func(c *client, _ int) answer {
		a := c.get(path, "If-None-Match: "+tag)
		if a.StatusCode == http.StatusNotModified {
			same++
		}
		tag = a.Header.Get("ETag")
		return a
	})
	b.ReportMetric(100*float64(same)/float64(b.N+warming), "%-unchanged")
}

// together asks with eight clients at once.
func together(b *testing.B, p *Process, path func(int) string) {
	const clients = 8
	all := make(chan *client, clients)
	for range clients {
		all <- dial(b, p)
	}
	var n atomic.Int64
	before := p.CPU()
	b.SetParallelism(clients)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c := <-all
			c.get(path(int(n.Add(1))))
			all <- c
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(micro(p.CPU()-before)/float64(b.N), "cpu-µs/op")
}
