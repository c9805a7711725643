package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	bench "kith/bench/index"
	"kith/internal/directory/index"
	"kith/internal/place"
	"kith/internal/web"
)

// meetings is how many meetings the server holds.
const meetings = 8000

// envServe makes the test binary the server, so that the processor time of the client is not counted.
const envServe = "KITH_BENCH_SERVE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(envServe); dir != "" {
		if err := serve(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serve answers until its standard input closes.
func serve(dir string) error {
	o, err := site(context.Background(), dir, meetings)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	go http.Serve(listener, beside(web.New(o)))
	fmt.Println(listener.Addr())
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// beside puts next to the site an address that serves from memory what the site answered once, and one that tells the
// processor time taken so far.
func beside(h http.Handler) http.Handler {
	mux := http.NewServeMux()
	var kept []byte
	mux.HandleFunc("PUT /memory", func(_ http.ResponseWriter, r *http.Request) { kept, _ = io.ReadAll(r.Body) })
	mux.HandleFunc("GET /memory", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(kept)))
		w.Write(kept)
	})
	mux.HandleFunc("GET /cpu", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, spent().Nanoseconds()) })
	mux.HandleFunc("GET /resident", func(w http.ResponseWriter, _ *http.Request) {
		status, _ := os.ReadFile("/proc/self/status")
		w.Write(status)
	})
	mux.Handle("/", h)
	return mux
}

// spent is the processor time of this process.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// remote is the server in its own process, and one connection to it.
type remote struct {
	b    *testing.B
	addr string
	conn net.Conn
	in   *bufio.Reader
}

func start(b *testing.B) *remote {
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), envServe+"="+b.TempDir())
	c.Stderr = os.Stderr
	stdin, err := c.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { stdin.Close(); c.Wait() })
	addr, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	r := &remote{b: b, addr: strings.TrimSpace(addr)}
	if r.conn, err = net.Dial("tcp", r.addr); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { r.conn.Close() })
	r.in = bufio.NewReaderSize(r.conn, 1<<16)
	return r
}

// ask sends a request over the connection and reads the answer.
func (r *remote) ask(method, path, body string, headers ...string) (*http.Response, []byte) {
	fmt.Fprintf(r.conn, "%s %s HTTP/1.1\r\nHost: bench\r\nContent-Length: %d\r\n%s\r\n%s", method, path, len(body), strings.Join(headers, ""), body)
	answer, err := http.ReadResponse(r.in, nil)
	if err != nil {
		r.b.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		r.b.Fatal(err)
	}
	return answer, text
}

func (r *remote) spent() time.Duration {
	_, text := r.ask("GET", "/cpu", "")
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		r.b.Fatal(err)
	}
	return time.Duration(n)
}

// measure reports the server's processor time for each of the requests that path makes.
func (r *remote) measure(b *testing.B, path func(i int) string, headers ...string) {
	var bytes int
	before := r.spent()
	for i := range b.N {
		answer, text := r.ask("GET", path(i), "", headers...)
		if answer.StatusCode >= 400 {
			b.Fatalf("%s: %s %s", path(i), answer.Status, text)
		}
		bytes += len(text)
	}
	b.ReportMetric(float64((r.spent()-before).Microseconds())/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(bytes)/float64(b.N), "body-bytes/op")
}

// points are where somebody looks for meetings: where there are some.
func points() (list []place.Point) {
	for e := range bench.Generate(meetings) {
		if e.Kind == index.Meeting && e.Located && len(list) < 400 {
			list = append(list, e.At)
		}
	}
	return list
}

// typical is the answer that is as long as the mean of all.
func (r *remote) typical(path func(int) string, n int) (text string) {
	var all []string
	total := 0
	for i := range n {
		_, body := r.ask("GET", path(i), "")
		all, total = append(all, string(body)), total+len(body)
	}
	for _, body := range all {
		if abs(len(body)-total/n) < abs(len(text)-total/n) {
			text = body
		}
	}
	return text
}

func abs(n int) int { return max(n, -n) }

// near asks for the meetings within 5 km of a point on a day of the week.
func near(list []place.Point) func(int) string {
	return func(i int) string {
		p := list[i%len(list)]
		return fmt.Sprintf("/api/v1/meetings?lat=%.4f&lng=%.4f&radius_km=5&day=%d&limit=50", p.Lat, p.Lng, i%7)
	}
}

func BenchmarkServer(b *testing.B) {
	r := start(b)
	list := points()
	full := fmt.Sprintf("/api/v1/meetings?lat=%.4f&lng=%.4f&radius_km=40&day=1&limit=50", list[0].Lat, list[0].Lng)
	answer, text := r.ask("GET", full, "")
	if n := strings.Count(string(text), `"slug":`); n != 50 {
		b.Fatalf("the example gives %d meetings", n)
	}
	typical := r.typical(near(list), len(list))
	r.ask("PUT", "/memory", typical)
	b.Run("near-weekday", func(b *testing.B) { r.measure(b, near(list)) })
	b.Run("near-weekday-from-memory", func(b *testing.B) { r.measure(b, func(int) string { return "/memory" }) })
	r.ask("PUT", "/memory", string(text))
	b.Run("50-rows", func(b *testing.B) { r.measure(b, func(int) string { return full }) })
	b.Run("50-rows-from-memory", func(b *testing.B) { r.measure(b, func(int) string { return "/memory" }) })
	b.Run("50-rows-gzip", func(b *testing.B) {
		r.measure(b, func(int) string { return full }, "Accept-Encoding: gzip\r\n")
	})
	b.Run("unchanged", func(b *testing.B) {
		tag := answer.Header.Get("ETag")
		unchanged := 0
		before := r.spent()
		for range b.N {
			again, _ := r.ask("GET", full, "", "If-None-Match: "+tag+"\r\n")
			if again.StatusCode == http.StatusNotModified {
				unchanged++
			}
			tag = again.Header.Get("ETag")
		}
		b.ReportMetric(float64((r.spent()-before).Microseconds())/float64(b.N), "cpu-µs/op")
		b.ReportMetric(100*float64(unchanged)/float64(b.N), "%-unchanged")
	})
}

// BenchmarkFeeds measures what is made whole for a state of the listings and then served from memory.
func BenchmarkFeeds(b *testing.B) {
	r := start(b)
	list := points()
	semantic := "/main_server/client_interface/json/?switcher=GetSearchResults"
	for _, c := range []struct {
		name string
		path func(i int) string
	}{
		{"meeting-guide", func(int) string { return "/feeds/meetings.json" }},
		{"bmlt-near-weekday", func(i int) string {
			p := list[i%len(list)]
			return fmt.Sprintf("%s&lat_val=%.4f&long_val=%.4f&geo_width_km=5&weekdays=%d&sort_results_by_distance=1&get_used_formats=1", semantic, p.Lat, p.Lng, i%7+1)
		}},
		{"bmlt-everything", func(int) string { return semantic + "&get_used_formats=1" }},
		{"group", func(int) string { return "/api/v1/groups?limit=50" }},
	} {
		r.ask("GET", c.path(0), "") // made now
		b.Run(c.name, func(b *testing.B) { r.measure(b, c.path, "Accept-Encoding: gzip\r\n") })
	}
	_, status := r.ask("GET", "/resident", "")
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmRSS") || strings.HasPrefix(line, "VmHWM") {
			b.Log(strings.TrimSpace(line))
		}
	}
}
