package web

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"kith/internal/fault"
)

// handler answers a request, or says why it cannot.
type handler func(http.ResponseWriter, *http.Request) error

// handle makes a handler one of net/http's, and logs that it was asked.
func (s *server) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &watcher{ResponseWriter: w}
		s.run(seen, r, h)
		took := time.Since(start)
		s.note(r, seen.status(), start.Add(took), took)
		if s.Observe != nil {
			s.Observe(r.Pattern, seen.status(), took)
		}
	})
}

// note logs a request: the pattern, not the address, which can name what a person looked for. Where in the program that
// is, which a logger finds out for each line, is always here.
func (s *server) note(r *http.Request, status int, end time.Time, took time.Duration) {
	ctx, out := r.Context(), s.Log.Handler()
	if !out.Enabled(ctx, slog.LevelInfo) {
		return
	}
	line := slog.NewRecord(end, slog.LevelInfo, "request", 0)
	line.AddAttrs(slog.String("id", requestID(r)), slog.String("route", r.Pattern), slog.Int("status", status), slog.Duration("took", took))
	_ = out.Handle(ctx, line) // as a Logger does
}

// unlogged is handle for what nobody may learn was asked for. A failure of our own is still told.
func (s *server) unlogged(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.run(&watcher{ResponseWriter: w}, r, h) })
}

// run calls a handler and turns its error, or its panic, into an answer.
func (s *server) run(w *watcher, r *http.Request, h handler) {
	defer func() {
		caught := recover()
		if caught == nil {
			return
		}
		if caught == http.ErrAbortHandler || w.code != 0 {
			panic(http.ErrAbortHandler) // the answer has begun: cut it off rather than end it as if it were whole
		}
		s.fail(w, r, fmt.Errorf("panic: %v\n%s", caught, debug.Stack()))
	}()
	if err := h(w, r); err != nil {
		s.fail(w, r, err)
	}
}

// watcher remembers the status of an answer.
type watcher struct {
	http.ResponseWriter
	code int
}

// WriteHeader notes the status and passes it on.
func (w *watcher) WriteHeader(code int) {
	if w.code == 0 {
		w.code = code
	}
	w.ResponseWriter.WriteHeader(code)
}

// Write passes on what is written; the status is then 200 unless another was said before.
func (w *watcher) Write(p []byte) (int, error) {
	if w.code == 0 {
		w.code = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach what lies below.
func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *watcher) status() int {
	if w.code == 0 {
		return http.StatusOK
	}
	return w.code
}

// requestHeader carries the id of a request back to the asker, who may tell it to the operator.
const requestHeader = "X-Request-Id"

// identify gives each request a random id, the only thing that a log line and a page have in common, and bounds its body.
// What lies below has a request of its own, whose address it may change.
func (s *server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:12]
		r = withTold(r, &told{id: id})
		if r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		w.Header().Set(requestHeader, id)
		next.ServeHTTP(w, r)
	})
}

// nowhere answers for every address that is not there.
func (s *server) nowhere(http.ResponseWriter, *http.Request) error {
	return fault.New(fault.NotFound, "", nil)
}
