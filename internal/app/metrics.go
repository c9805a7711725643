package app

import (
	"log"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what the private listener tells: how often each route was asked, with what outcome, how long it took.
// Never who, never what for.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "kith_request_seconds", Help: "How long requests took, by route and status.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"route", "status"})}
	m.registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe takes in one answered request. The route is the pattern, so no address of a space or a listing gets in.
func (m *metrics) observe(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

// handler answers on the private listener.
func (m *metrics) handler(a *App) http.Handler {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kith_listings", Help: "Public listings in the index."},
		func() float64 { return float64(a.Directory.Index().Len()) }))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

// quiet passes what the HTTP server complains of to the log without the addresses it names.
func quiet(l *slog.Logger) *log.Logger { return log.New(quietWriter{l}, "", 0) }

type quietWriter struct{ log *slog.Logger }

// Write notes that there was a complaint; its text may hold an address and is left out.
func (q quietWriter) Write(p []byte) (int, error) {
	q.log.Debug("a connection was no good")
	return len(p), nil
}
