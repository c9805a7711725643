package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The states of an item in doc/asvs.md.
const (
	tested   = "tested"
	untested = "untested"
	unmet    = "open"
	apart    = "–"
)

var (
	itemRow  = regexp.MustCompile(`(?m)^\| ([0-9]+\.[0-9]+)\.([0-9]+)(?:–[0-9]+\.[0-9]+\.([0-9]+))? \|[^|]*\| ([^|]+) \|(.*)\|$`)
	testName = regexp.MustCompile("`((?:cmd|internal|tools)/[a-z0-9/]+) ((?:Test|Fuzz)[A-Za-z0-9]+(?:, (?:Test|Fuzz)[A-Za-z0-9]+)*)`")
)

func TestEveryTestOfTheChecklistIsThere(t *testing.T) {
	found := map[string][]string{}
	for _, m := range testName.FindAllStringSubmatch(checklist(t), -1) {
		pkg := m[1]
		if found[pkg] == nil {
			found[pkg] = testsOf(t, pkg)
		}
		for _, name := range strings.Split(m[2], ", ") {
			if !slices.Contains(found[pkg], name) {
				t.Errorf("%s has no %s", pkg, name)
			}
		}
	}
	if len(found) == 0 {
		t.Error("the checklist names no test")
	}
}

// A row that says "tested" names a test, and the sum at the top is that of the rows.
func TestTheChecklistAddsUp(t *testing.T) {
	text := checklist(t)
	sum, seen, all := map[string]int{}, map[string]bool{}, 0
	for _, m := range itemRow.FindAllStringSubmatch(text, -1) {
		section, state := m[1], m[4]
		first, _ := strconv.Atoi(m[2])
		last := first
		if m[3] != "" {
			last, _ = strconv.Atoi(m[3])
		}
		for i := first; i <= last; i++ {
			id := fmt.Sprint(section, ".", i)
			if seen[id] {
				t.Errorf("%s stands twice", id)
			}
			seen[id] = true
			sum[state]++
			all++
		}
		if !slices.Contains([]string{tested, untested, unmet, apart}, state) {
			t.Errorf("%s.%d is %q", section, first, state)
		}
		if state == tested && !testName.MatchString(m[5]) {
			t.Errorf("%s.%d names no test", section, first)
		}
	}
	want := fmt.Sprintf("Of %d items %d are tested, %d are met untested, %d are open, %d do not apply.", all, sum[tested], sum[untested], sum[unmet], sum[apart])
	if !strings.Contains(text, want) {
		t.Errorf("the sum should read: %s", want)
	}
}

// cryptography is what a package brings in when it encrypts, digests, signs or draws by lot.
var cryptography = regexp.MustCompile(`^(crypto|math/rand|golang\.org/x/crypto|github\.com/go-webauthn)(/|$)`)

func TestCryptographyStandsInItsList(t *testing.T) {
	text := checklist(t)
	for _, s := range sources(t) {
		for _, imported := range s.imports {
			if s.test || slices.Contains(forTests, s.pkg) || !cryptography.MatchString(imported) {
				continue
			}
			row := regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(s.pkg) + "` \\|[^|]*`" + regexp.QuoteMeta(imported) + "`")
			if !row.MatchString(text) {
				t.Errorf("%s imports %s, which doc/asvs.md does not list", s.file, imported)
			}
		}
	}
}

func checklist(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "doc", "asvs.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// testsOf names the functions of a package's tests.
func testsOf(t *testing.T, pkg string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names
}
