package app

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// How long a line of the log waits for others at most, and how many bytes wait together: writing each by itself costs more
// than making it.
const (
	longestWait = 250 * time.Millisecond
	mostWaiting = 32 << 10
)

// NewLog makes the log of a program that serves: one JSON object a line. What is told of each request is written a few
// times a second; anything worse than information at once, with all that waited before it. Call flush at the end.
func NewLog(to io.Writer) (log *slog.Logger, flush func()) {
	l := &lines{to: to}
	return slog.New(urgent{slog.NewJSONHandler(l, nil), l}), l.flush
}

// lines gathers what is written to it.
type lines struct {
	to io.Writer

	mu      sync.Mutex
	waiting []byte
	timed   bool // a flush will come by itself
}

// Write keeps p until the next flush. It does not fail: nobody could be told where the log itself fails.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, p...)
	if len(l.waiting) >= mostWaiting {
		l.write()
	} else if !l.timed {
		l.timed = true
		time.AfterFunc(longestWait, l.flush)
	}
	return len(p), nil
}

// flush writes what waits.
func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.timed = false
	l.write()
}

func (l *lines) write() {
	if len(l.waiting) > 0 {
		_, _ = l.to.Write(l.waiting) // see Write
	}
	l.waiting = l.waiting[:0]
}

// urgent does not let warnings and errors wait.
type urgent struct {
	slog.Handler
	lines *lines
}

// Handle writes a record, at once where it is a warning or worse.
func (u urgent) Handle(ctx context.Context, r slog.Record) error {
	err := u.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		u.lines.flush()
	}
	return err
}

// WithAttrs is that of slog.Handler.
func (u urgent) WithAttrs(attrs []slog.Attr) slog.Handler {
	return urgent{u.Handler.WithAttrs(attrs), u.lines}
}

// WithGroup is that of slog.Handler.
func (u urgent) WithGroup(name string) slog.Handler {
	return urgent{u.Handler.WithGroup(name), u.lines}
}
