package message

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// top is the repository, seen from this package.
const top = "../.."

var (
	// said finds keys that are surely meant as keys.
	said = regexp.MustCompile(`\b(?:Say|Count|Fill|fault\.New)\((?:fault\.[A-Z]\w+,\s*)?"([a-z][a-z0-9._-]*[a-z0-9])"\s*[,)]`)
	// quoted finds every text that could be a key, or the beginning of one that is put together.
	quoted = regexp.MustCompile(`"([a-z][a-z0-9_-]*\.[a-z0-9._-]*)"`)
)

// TestKeysAndCodeFit finds messages that the program asks for and nobody wrote, and messages that nobody asks for.
func TestKeysAndCodeFit(t *testing.T) {
	english := load(t).In(English).texts
	found, begun := map[string]bool{}, []string{}
	eachSource(t, func(path, code string) {
		for _, m := range said.FindAllStringSubmatch(code, -1) {
			if _, ok := english[m[1]]; !ok {
				t.Errorf("%s asks for %q, which is in no catalogue", path, m[1])
			}
		}
		for _, m := range quoted.FindAllStringSubmatch(code, -1) {
			found[m[1]] = true
			if strings.HasSuffix(m[1], ".") {
				begun = append(begun, m[1])
			}
		}
	})
	for key := range english {
		composed := slices.ContainsFunc(begun, func(start string) bool { return strings.HasPrefix(key, start) })
		if !found[key] && !composed && key != "clock" {
			t.Errorf("nobody says %q", key)
		}
	}
}

// eachSource calls a function with each Go and templ file of the program itself.
func eachSource(t *testing.T, call func(path, code string)) {
	t.Helper()
	for _, dir := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(top, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			written := strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, ".go")
			if !written || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return nil
			}
			code, err := os.ReadFile(path)
			if err == nil {
				call(path, string(code))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
