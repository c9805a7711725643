package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// Violation is one rule of accessibility that a page breaks.
type Violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// String names the rule and the elements that break it.
func (v Violation) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&s, "\n\t%s\n\t\t%s", n.HTML, strings.ReplaceAll(n.Summary, "\n", " "))
	}
	return s.String()
}

// audit runs axe-core's rules for WCAG 2.2 A and AA and for good practice.
const audit = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]}).then((r) => r.violations)`

// Axe audits the page with axe-core and gives what it finds.
func (b *Browser) Axe() []Violation {
	b.t.Helper()
	source, err := os.ReadFile(filepath.Join(root(b), "web", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		Missing(b.t, "no axe-core (npm ci in web/): "+err.Error())
	}
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](string(source)+"\n;1")); err != nil {
		b.t.Fatalf("axe-core: %v", err)
	}
	var found []Violation
	b.Eval(audit, &found)
	return found
}

// CheckAxe fails the test for each violation.
func (b *Browser) CheckAxe() {
	b.t.Helper()
	for _, v := range b.Axe() {
		b.t.Errorf("%s: %v", b.Address(), v)
	}
}

// root is the top of the repository: the nearest folder upwards that has go.mod.
func root(b *Browser) string {
	b.t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		b.t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			b.t.Fatal("no go.mod upwards of the test")
		}
		dir = up
	}
}
