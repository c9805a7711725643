// Package webtest runs request scripts: plain-text files that say what is asked of a site and what must come back. Cases
// are divided by empty lines; a line that begins with # is a comment.
//
//	GET /help?country=US
//	Accept-Language: es
//	status == 200
//	header Vary contains Accept-Language
//	body contains 911
//	body !contains cookie
//
// The first line of a case names the method and the address, with the rest of the line as the body of a POST. Lines
// "Name: value" set request headers. The others are checks: status, "header NAME" or body, an operator (==, !=, contains,
// !contains, ~ for a regular expression), and the wanted text up to the end of the line.
package webtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Run runs every script that a glob pattern finds against a handler, a subtest for each case.
func Run(t *testing.T, h http.Handler, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts at %s (%v)", pattern, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range split(string(text)) {
			t.Run(fmt.Sprintf("%s:%d", filepath.Base(file), c.line), func(t *testing.T) { c.run(t, h) })
		}
	}
}

// script is one case: its lines and where the first stands.
type script struct {
	line  int
	lines []string
}

func split(text string) []script {
	var cases []script
	var now script
	for i, line := range append(strings.Split(text, "\n"), "") {
		line = strings.TrimRight(line, " \t\r")
		switch {
		case strings.HasPrefix(line, "#"):
		case line != "":
			if len(now.lines) == 0 {
				now.line = i + 1
			}
			now.lines = append(now.lines, line)
		case len(now.lines) > 0:
			cases = append(cases, now)
			now = script{}
		}
	}
	return cases
}

var headerLine = regexp.MustCompile(`^([A-Z][A-Za-z-]+): ?(.*)$`)

func (c script) run(t *testing.T, h http.Handler) {
	parts := strings.SplitN(c.lines[0], " ", 3)
	if len(parts) < 2 {
		t.Fatalf("line %d: want METHOD ADDRESS, have %q", c.line, c.lines[0])
	}
	body := ""
	if len(parts) == 3 {
		body = parts[2]
	}
	r := httptest.NewRequest(parts[0], parts[1], strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	var checks []string
	for _, line := range c.lines[1:] {
		if m := headerLine.FindStringSubmatch(line); m != nil {
			r.Header.Set(m[1], m[2])
			continue
		}
		checks = append(checks, line)
	}
	if len(checks) == 0 {
		t.Fatalf("line %d: nothing is checked", c.line)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	for _, line := range checks {
		if err := check(w, line); err != nil {
			t.Errorf("%s: %v", c.lines[0], err)
		}
	}
}

var checkLine = regexp.MustCompile(`^(status|body|header \S+) (==|!=|contains|!contains|~) ?(.*)$`)

func check(w *httptest.ResponseRecorder, line string) error {
	m := checkLine.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("%q is no check", line)
	}
	have := w.Body.String()
	if m[1] == "status" {
		have = strconv.Itoa(w.Code)
	} else if name, ok := strings.CutPrefix(m[1], "header "); ok {
		have = strings.Join(w.Header().Values(name), ", ")
	}
	ok, err := holds(have, m[2], m[3])
	if err != nil || ok {
		return err
	}
	return fmt.Errorf("%s\n\thave %.2000s", line, have)
}

func holds(have, operator, want string) (bool, error) {
	switch operator {
	case "==":
		return have == want, nil
	case "!=":
		return have != want, nil
	case "contains":
		return strings.Contains(have, want), nil
	case "!contains":
		return !strings.Contains(have, want), nil
	}
	return regexp.MatchString(want, have)
}
