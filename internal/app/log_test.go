package app

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

// written is what reached the other end, in how many goes.
type written struct {
	mu   sync.Mutex
	text bytes.Buffer
	goes int
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.goes++
	return w.text.Write(p)
}

func TestLogLosesNothingAndLetsNoErrorWait(t *testing.T) {
	to := &written{}
	log, flush := NewLog(to)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 500 {
				log.With("id", "x").Info("request")
			}
		})
	}
	all.Wait()
	log.WithGroup("g").Error("failed", "why", "no luck")
	to.mu.Lock()
	text, goes := to.text.String(), to.goes
	to.mu.Unlock()
	if !strings.HasSuffix(text, `"msg":"failed","g":{"why":"no luck"}}`+"\n") || strings.Count(text, "\n") != 2001 {
		t.Errorf("after an error %d lines are written", strings.Count(text, "\n"))
	}
	if goes >= 2001 {
		t.Errorf("each line was written by itself")
	}
	log.Info("the last")
	flush()
	if !strings.Contains(to.text.String(), "the last") {
		t.Error("the last line is lost")
	}
}

func TestNobodyWritesALineOfTheLog(t *testing.T) {
	to := &written{}
	log, flush := NewLog(to)
	log.Warn("failed", "error", "no luck\n{\"level\":\"INFO\",\"msg\":\"all is well\"}\r\x1b[2J\u2028")
	flush()
	if text := to.text.String(); strings.Count(text, "\n") != 1 || strings.ContainsAny(text, "\r\x1b\u2028") || strings.Contains(text, `"msg":"all`) {
		t.Errorf("%q", text)
	}
}
