package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	for _, c := range []struct {
		name, events            string
		passed, failed, skipped int
		shown                   []string
		hidden                  string
	}{
		{
			"a test that passes", `
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"chatter\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Elapsed":1.25}`, 1, 0, 0, []string{"pass  p", "1.2s"}, "chatter",
		},
		{
			"a failure within another test is one failure", `
{"Action":"output","Package":"p","Test":"TestA/one","Output":"it broke\n"}
{"Action":"fail","Package":"p","Test":"TestA/one"}
{"Action":"pass","Package":"p","Test":"TestA/two"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`, 1, 1, 0, []string{"p TestA/one\nit broke"}, "",
		},
		{
			"a test that holds others and fails by itself only", `
{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"output","Package":"p","Test":"TestA","Output":"leaked\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`, 1, 1, 0, []string{"leaked"}, "",
		},
		{
			"a skip says why", `
{"Action":"output","Package":"p","Test":"TestA","Output":"no server\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p"}`, 0, 0, 1, []string{"no server"}, "",
		},
		{
			"a package that does not compile", `
{"ImportPath":"p [p.test]","Action":"build-output","Output":"syntax error\n"}
{"ImportPath":"p [p.test]","Action":"build-fail"}
{"Action":"output","Package":"p","Output":"FAIL p [build failed]\n"}
{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}`, 0, 1, 0, []string{"syntax error", "build failed"}, "",
		},
		{
			"a package without tests", `
{"Action":"output","Package":"p","Output":"?   p [no test files]\n"}
{"Action":"skip","Package":"p"}`, 0, 0, 0, []string{"skip  p"}, "no test files",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			got := tally{out: &out, output: map[test][]string{}, inner: map[test]inside{}}
			if err := got.read(strings.NewReader(c.events)); err != nil {
				t.Fatal(err)
			}
			if got.passed != c.passed || got.failed != c.failed || got.skipped != c.skipped {
				t.Errorf("%d passed, %d failed, %d skipped", got.passed, got.failed, got.skipped)
			}
			for _, want := range c.shown {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not shown:\n%s", want, &out)
				}
			}
			if c.hidden != "" && strings.Contains(out.String(), c.hidden) {
				t.Errorf("%q is shown:\n%s", c.hidden, &out)
			}
		})
	}
}

func TestTallyOfBrokenEvents(t *testing.T) {
	got := tally{out: &bytes.Buffer{}, output: map[test][]string{}, inner: map[test]inside{}}
	if err := got.read(strings.NewReader("go: no such tool\n")); err == nil {
		t.Error("no error")
	}
}
