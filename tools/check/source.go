package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
)

// vulnerabilityScanner is run at a fixed version, as every other library and tool is.
const vulnerabilityScanner = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"

// assets builds what is embedded in the program.
func (c *check) assets() (string, error) { return c.quiet("make", "--no-print-directory", "assets") }

// generated says whether the Go files made from templates are what the templates say.
func (c *check) generated() (string, error) {
	templates, err := c.files("*.templ")
	if err != nil || len(templates) == 0 {
		return "no templates", err
	}
	before, err := c.hashes("*_templ.go")
	if err != nil {
		return "", err
	}
	if _, err := c.output("go", "tool", "templ", "generate", "-path", "internal", "-log-level", "warn"); err != nil {
		return "", err
	}
	after, err := c.hashes("*_templ.go")
	if err == nil && before != after {
		err = errors.New("files made from templates were out of date; they have been made anew: look at them and commit them")
	}
	return fmt.Sprint(len(templates), " templates"), err
}

// hashes is a text that changes when a file of the pattern does.
func (c *check) hashes(pattern string) (string, error) {
	names, err := c.files(pattern)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %x\n", name, sha256.Sum256(content))
	}
	return b.String(), nil
}

// files are the files of the repository with such a name, committed or about to be.
func (c *check) files(pattern string) ([]string, error) {
	out, err := c.output("git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", pattern)
	names := strings.Fields(out)
	return slices.DeleteFunc(names, func(name string) bool { return !exists(name) }), err
}

func (c *check) gofmt() (string, error) {
	names, err := c.files("*.go")
	if err != nil {
		return "", err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_templ.go") })
	out, err := c.output("gofmt", append([]string{"-l"}, names...)...)
	if err == nil && out != "" {
		err = errors.New("not formatted (gofmt -w does it):\n" + out)
	}
	return fmt.Sprint(len(names), " files"), err
}

func (c *check) typescript() (string, error) {
	return c.quiet("npm", "run", "--prefix", "web", "check")
}

func (c *check) vet() (string, error) { return c.quiet("go", "vet", "./...") }

func (c *check) staticcheck() (string, error) { return c.quiet("go", "tool", "staticcheck", "./...") }

// vulnerabilities reports what is known today about the libraries. It never fails the run: the answer depends on the
// day, not on the code.
func (c *check) vulnerabilities() (string, error) {
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Head("https://vuln.go.dev/index/modules.json")
	if err != nil {
		return "NOT CHECKED: the database of known vulnerabilities cannot be reached", nil
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "NOT CHECKED: the database of known vulnerabilities answers " + response.Status, nil
	}
	if _, err := c.output("go", "run", vulnerabilityScanner, "./..."); err != nil {
		return "LOOK AT THIS:\n" + err.Error(), nil
	}
	return "none known", nil
}

// cross builds the program for the machines it is released for.
func (c *check) cross() (string, error) {
	for _, arch := range []string{"amd64", "arm64"} {
		cmd := c.command("go", "build", "-o", os.DevNull, "./cmd/kith")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
		if _, err := printed(cmd); err != nil {
			return "", err
		}
	}
	return "", nil
}
