package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// client is one connection that stays open, as a browser's does. It takes little of the processor beside the server.
type client struct {
	b    testing.TB
	conn net.Conn
	in   *bufio.Reader
}

// dial connects to a process.
func dial(b testing.TB, p *Process) *client {
	b.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.Base, "http://"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return &client{b: b, conn: conn, in: bufio.NewReaderSize(conn, 1<<16)}
}

// answer is what came back.
type answer struct {
	*http.Response
	body []byte
}

// get asks for a path and reads the answer, as it came: nothing is unpacked.
func (c *client) get(path string, headers ...string) answer {
	all := strings.Join(headers, "\r\n")
	if all != "" {
		all += "\r\n"
	}
	if _, err := fmt.Fprintf(c.conn, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, all); err != nil {
		c.b.Fatal(err)
	}
	r, err := http.ReadResponse(c.in, nil)
	if err != nil {
		c.b.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		c.b.Fatal(err)
	}
	if r.StatusCode >= 400 {
		c.b.Fatalf("%s: %s %s", path, r.Status, body)
	}
	return answer{r, body}
}

// warming is how many answers are not counted: the first find nothing ready.
const warming = 50

// measure asks once for each pass of the benchmark, over one connection, and reports the server's processor time, how
// long one waits, and the size of the answers.
func measure(b *testing.B, p *Process, ask func(c *client, i int) answer) {
	c := dial(b, p)
	for i := range warming {
		ask(c, i)
	}
	took := make([]time.Duration, 0, b.N)
	bytes := 0
	before := p.CPU()
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		bytes += len(ask(c, i).body)
		took = append(took, time.Since(start))
	}
	b.ReportMetric(micro(p.CPU()-before)/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(bytes)/float64(b.N), "body-bytes/op")
	slices.Sort(took)
	b.ReportMetric(micro(took[len(took)/2]), "p50-µs")
	b.ReportMetric(micro(took[len(took)*99/100]), "p99-µs")
}

func micro(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
