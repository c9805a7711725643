package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// test runs the tests and tallies them.
func (c *check) test() (string, error) {
	args := []string{"test", "-json", "-timeout=15m"}
	if c.short {
		args = append(args, "-short")
	} else {
		args = append(args, "-race")
	}
	packages := c.packages
	if len(packages) == 0 {
		packages = []string{"./..."}
	}
	cmd := c.command("go", append(args, packages...)...)
	cmd.Env = append(os.Environ(), envRequire+"=1")
	cmd.Stderr = os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	c.tests = tally{out: os.Stdout, output: map[test][]string{}, inner: map[test]inside{}}
	err = errors.Join(c.tests.read(events), cmd.Wait())
	return "", err
}

// event is a line of `go test -json`, described by `go doc test2json`.
type event struct {
	Action     string
	Package    string
	ImportPath string // in the place of Package where the compiler speaks
	Test       string
	Output     string
	Elapsed    float64 // seconds
}

// test names a test; without a name it is the package itself.
type test struct{ pkg, name string }

// inside says what a test has had in it.
type inside struct{ any, failed bool }

// tally counts tests, each once: a test that only holds others counts when it fails by itself.
type tally struct {
	passed, failed, skipped int

	out    io.Writer
	output map[test][]string // of those that have not ended
	inner  map[test]inside
}

// read follows the events to their end.
func (t *tally) read(events io.Reader) error {
	for d := json.NewDecoder(events); ; {
		var e event
		if err := d.Decode(&e); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("go test: %w", err)
		}
		t.take(e)
	}
}

func (t *tally) take(e event) {
	id := test{e.Package, e.Test}
	switch e.Action {
	case "output":
		t.output[id] = append(t.output[id], e.Output)
	case "build-output":
		id := test{pkg: e.ImportPath}
		t.output[id] = append(t.output[id], e.Output)
	case "build-fail":
		t.show(test{pkg: e.ImportPath})
	case "pass", "fail", "skip":
		t.end(id, e)
		delete(t.output, id)
	}
}

// end counts a test or ends a package.
func (t *tally) end(id test, e event) {
	in := t.inner[id]
	if e.Action == "fail" {
		t.failed += one(!in.failed)
		t.show(id)
	}
	if id.name == "" {
		fmt.Fprintf(t.out, "        %-5s %-42s %6.1fs\n", e.Action, id.pkg, e.Elapsed)
		return
	}
	outer := test{id.pkg, parent(id.name)}
	up := t.inner[outer]
	t.inner[outer] = inside{any: true, failed: up.failed || e.Action == "fail"}
	switch e.Action {
	case "pass":
		t.passed += one(!in.any)
	case "skip":
		t.skipped += one(!in.any)
		t.show(id)
	}
}

// show prints what a test or a package said.
func (t *tally) show(id test) {
	fmt.Fprint(t.out, "\n", id.pkg, " ", id.name, "\n", strings.Join(t.output[id], ""), "\n")
}

// parent is the test that holds another; empty, which is the package, for one that stands alone.
func parent(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return ""
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
