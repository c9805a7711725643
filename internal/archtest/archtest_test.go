// Package archtest checks that packages import each other in one direction only.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "kith/"

// layers are all packages from the bottom up. A package imports packages of lower layers, and of its own layer where
// that is open. A new package needs a place here.
var layers = []struct {
	name     string
	open     bool
	packages []string
}{
	{"pure", true, []string{
		"internal/clock", "internal/fault", "internal/fold", "internal/lists", "internal/message", "internal/schedule", "internal/vocabulary",
		"internal/place", "internal/place/data", "internal/place/gazetteer", "internal/place/gazetteer/build",
		"internal/place/gazetteer/layout", "internal/place/zone", "internal/directory/index", "internal/directory/query",
		"internal/groups/archive", "internal/groups/pack", "internal/sealed", "sample",
	}},
	{"store", false, []string{"internal/store"}},
	{"jobs", false, []string{"internal/jobs"}},
	{"people", false, []string{"internal/people"}},
	{"directory", false, []string{"internal/directory"}},
	{"notices", false, []string{"internal/notices"}},
	{"groups", false, []string{"internal/groups"}},
	{"feeds", false, []string{"internal/feeds"}},
	{"web", true, []string{
		"internal/web", "internal/web/assets", "internal/web/help", "internal/web/styleguide", "internal/web/templates",
	}},
	{"app", false, []string{"internal/app"}},
	{"measures", true, []string{"bench/index", "bench/room", "bench/serve"}},
	{"programs", false, []string{
		"cmd/kith", "bench/page", "bench/intake", "tools/assets", "tools/check", "tools/gazetteer", "tools/sample",
	}},
}

// forTests are packages that only tests import. They may import anything but programs.
var forTests = []string{"internal/archtest", "internal/browsertest", "internal/notices/noticestest", "internal/store/storetest", "internal/web/webtest"}

// leaves are libraries that only the packages named with them may bring into a program; tests are free. Subpackages and
// sister modules that begin with the same path are meant too.
var leaves = []struct {
	library string
	only    []string
}{
	{"modernc.org/sqlite", []string{"internal/store"}},
	{"github.com/jackc/pgx", []string{"internal/store", "internal/store/storetest"}},
	{"github.com/pressly/goose", []string{"internal/store"}},
	{"github.com/ringsaturn/tzf", []string{"internal/place/zone"}}, // 31 MiB when loaded
	{"github.com/livekit", nil},
	{"github.com/wneessen/go-mail", []string{"internal/notices"}},
	{"github.com/SherClockHolmes/webpush-go", []string{"internal/notices"}},
	{"github.com/emersion", []string{"internal/notices/noticestest"}}, // a mail server
	{"github.com/evanw/esbuild", []string{"tools/assets"}},
	{"github.com/chromedp", []string{"internal/browsertest"}},
	{"unsafe", nil}, // memory stays Go's own to look after
}

// source is what one Go file imports.
type source struct {
	file, pkg string // relative to the top of the repository
	test      bool
	imports   []string
}

func TestEveryImportPointsDown(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports {
			if of, ours := strings.CutPrefix(imported, module); ours && !mayImport(s, of) {
				t.Errorf("%s: %s may not import %s", s.file, s.pkg, of)
			}
		}
	}
}

func TestEveryPackageHasAPlace(t *testing.T) {
	for _, s := range sources(t) {
		if layerOf(s.pkg) < 0 && !slices.Contains(forTests, s.pkg) {
			t.Errorf("%s: %s is missing in the table of layers", s.file, s.pkg)
		}
	}
}

func TestLibrariesStayBehindTheirPackages(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports {
			for _, leaf := range leaves {
				if !s.test && strings.HasPrefix(imported, leaf.library) && !slices.Contains(leaf.only, s.pkg) {
					t.Errorf("%s: %s may not import %s", s.file, s.pkg, imported)
				}
			}
		}
	}
}

func TestTheRuleItself(t *testing.T) {
	for _, c := range []struct {
		from, to  string
		test, may bool
	}{
		{"internal/directory", "internal/store", false, true},
		{"internal/store", "internal/directory", false, false},
		{"internal/place", "internal/store", false, false},
		{"internal/directory/index", "internal/directory", false, false},
		{"internal/directory", "internal/directory/index", false, true},
		{"internal/fold", "internal/place", false, true},
		{"internal/feeds", "internal/web", false, false},
		{"internal/web", "internal/web/templates", false, true},
		{"cmd/kith", "bench/page", false, false},
		{"internal/directory", "internal/store/storetest", false, false},
		{"internal/directory", "internal/store/storetest", true, true},
		{"internal/directory", "internal/web", true, false},
		{"internal/store/storetest", "internal/store", false, true},
		{"internal/store/storetest", "cmd/kith", false, false},
	} {
		if got := mayImport(source{pkg: c.from, test: c.test}, c.to); got != c.may {
			t.Errorf("%s importing %s (test %v): %v", c.from, c.to, c.test, got)
		}
	}
}

func mayImport(s source, of string) bool {
	helper := slices.Contains(forTests, s.pkg)
	if slices.Contains(forTests, of) {
		return s.test || helper
	}
	to := layerOf(of)
	if helper {
		return to >= 0 && to < len(layers)-1
	}
	from := layerOf(s.pkg)
	if to < 0 || from < 0 {
		return false
	}
	return to < from || s.pkg == of || to == from && layers[to].open
}

// layerOf is the number of a package's layer; −1 when it has none.
func layerOf(pkg string) int {
	for i, layer := range layers {
		if slices.Contains(layer.packages, pkg) {
			return i
		}
	}
	return -1
}

// sources reads the imports of every Go file in the repository.
func sources(t *testing.T) []source {
	t.Helper()
	top := filepath.Join("..", "..")
	var all []source
	for _, dir := range []string{"cmd", "internal", "tools", "bench"} {
		err := filepath.WalkDir(filepath.Join(top, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
				return err
			}
			s, err := read(top, path)
			all = append(all, s)
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return all
}

func read(top, path string) (source, error) {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return source{}, err
	}
	file, err := filepath.Rel(top, path)
	if err != nil {
		return source{}, err
	}
	s := source{file: file, pkg: filepath.Dir(file), test: strings.HasSuffix(path, "_test.go")}
	for _, spec := range f.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, name)
	}
	return s, nil
}
