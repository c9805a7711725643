package webtest

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is a parsed answer.
type Page struct{ root *html.Node }

// Parse reads an HTML page.
func Parse(t testing.TB, text string) Page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return Page{root}
}

// Element is one element of a page.
type Element struct{ node *html.Node }

// Find gives the elements that a selector finds, in their order. A selector is steps with spaces between, each inside the
// one before: a tag, * for any, .class, [attribute] or [attribute=value], together without a space.
func (p Page) Find(selector string) []Element {
	found := []*html.Node{p.root}
	for _, step := range strings.Fields(selector) {
		s := parseStep(step)
		var next []*html.Node
		for _, from := range found {
			for n := range from.Descendants() {
				if s.matches(n) && !slices.Contains(next, n) {
					next = append(next, n)
				}
			}
		}
		found = next
	}
	var all []Element
	for _, n := range found {
		all = append(all, Element{n})
	}
	return all
}

// Texts are the texts of what a selector finds.
func (p Page) Texts(selector string) []string {
	var texts []string
	for _, e := range p.Find(selector) {
		texts = append(texts, e.Text())
	}
	return texts
}

// Attributes are the values of an attribute of what a selector finds.
func (p Page) Attributes(selector, name string) []string {
	var values []string
	for _, e := range p.Find(selector) {
		values = append(values, e.Attribute(name))
	}
	return values
}

// Text is what an element says, its white space drawn together.
func (e Element) Text() string {
	var b strings.Builder
	for n := range e.node.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Tag is the element's name.
func (e Element) Tag() string { return e.node.Data }

// Attribute is the value of an attribute; "" where there is none.
func (e Element) Attribute(name string) string {
	value, _ := attribute(e.node, name)
	return value
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// step is one step of a selector.
type step struct {
	tag     string
	classes []string
	wants   map[string]string // attribute → value; "" wants only that it is there
}

var stepPart = regexp.MustCompile(`^[a-z0-9-]+|\.[\w-]+|\[[^\]]+\]`)

func parseStep(text string) step {
	s := step{wants: map[string]string{}}
	for _, part := range stepPart.FindAllString(text, -1) {
		switch part[0] {
		case '.':
			s.classes = append(s.classes, part[1:])
		case '[':
			name, value, _ := strings.Cut(strings.Trim(part, "[]"), "=")
			s.wants[name] = strings.Trim(value, `"`)
		default:
			s.tag = part
		}
	}
	return s
}

func (s step) matches(n *html.Node) bool {
	if n.Type != html.ElementNode || s.tag != "" && n.Data != s.tag {
		return false
	}
	class, _ := attribute(n, "class")
	for _, wanted := range s.classes {
		if !slices.Contains(strings.Fields(class), wanted) {
			return false
		}
	}
	for name, wanted := range s.wants {
		if value, ok := attribute(n, name); !ok || wanted != "" && value != wanted {
			return false
		}
	}
	return true
}
