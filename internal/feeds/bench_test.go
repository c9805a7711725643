package feeds

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"kith/internal/directory"
)

// nothing is a sink that keeps nothing.
type nothing struct{}

func (nothing) Draft(directory.Draft) error { return nil }
func (nothing) Problem(directory.Problem)   {}
func (nothing) Progress(int64)              {}

func BenchmarkReadMeetingGuide(b *testing.B) {
	var text strings.Builder
	const n = 1000
	for i := range n {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"id":%d,"name":"Meeting %d","slug":"meeting-%d","notes":"Ring the bell","updated":"2026-01-01 00:00:00","location_id":%d,"url":"https://example.org/%d","time":"19:30","end_time":"20:30","time_formatted":"7:30 pm","day":"%d","types":["O","D","X"],"location":"Community Hall","location_notes":"","formatted_address":"%d Main St, Oakland, CA 94610, USA","latitude":"37.8","longitude":"-122.2","region_id":"1","region":"Oakland","sub_region":null,"group":"Group %d","timezone":"America/Los_Angeles"}`, i, i, i, i/3, i, i%7, i, i/3)
	}
	feed := "[" + text.String() + "]"
	b.SetBytes(int64(len(feed)))
	b.ReportAllocs()
	for b.Loop() {
		if sum, err := Read(context.Background(), strings.NewReader(feed), Options{}, nothing{}); err != nil || sum.Read != n || sum.Skipped > 0 {
			b.Fatal(sum, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
