package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"kith/internal/directory"
)

// BenchmarkFound measures a page of 50 results among 2,000 meetings, all told but for the network.
func BenchmarkFound(b *testing.B) {
	k := newFindRig(b)
	var drafts []directory.Draft
	for i := range 2000 {
		d := everyWeek(fmt.Sprint("m", i), fmt.Sprint("Steps ", i), time.Weekday(i%7), clockAt(6+i%16, i%4*15))
		d.Venue.Street = fmt.Sprint(i, " Montecito Avenue")
		drafts = append(drafts, d)
	}
	k.take(directory.Source{Name: "many", Kind: "kith"}, drafts...)
	for _, encoding := range []string{"identity", "gzip"} {
		b.Run(encoding, func(b *testing.B) {
			b.ReportAllocs()
			var size int
			for range b.N {
				r := httptest.NewRequest(http.MethodGet, "/search?near=Oakland&day=1", nil)
				r.Header.Set("Accept-Encoding", encoding)
				w := httptest.NewRecorder()
				k.site.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
				size = w.Body.Len()
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
