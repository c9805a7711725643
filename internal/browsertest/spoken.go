package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// states are what a screen reader says of a thing behind its name, and what it is then.
var states = map[accessibility.PropertyName]string{
	"required": "required", "invalid": "wrong", "expanded": "", "checked": "", "disabled": "dimmed", "pressed": "",
}

// Spoken is what a screen reader says of the element that has the focus: what it is, its name in quotation marks, its states,
// and its description in brackets.
func (b *Browser) Spoken() string {
	b.t.Helper()
	return spoken(b.ask(`document.activeElement`))
}

// ask gives the accessibility node of the element that a JavaScript expression gives.
func (b *Browser) ask(script string) (found *accessibility.Node) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		element, err := cdp.Call(ctx, tab, runtime.Evaluate, runtime.EvaluateParams{Expression: script})
		if err != nil {
			return err
		}
		alone := false
		tree, err := cdp.Call(ctx, tab, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: element.Result.ObjectID, FetchRelatives: &alone})
		if err == nil && len(tree.Nodes) > 0 {
			found = tree.Nodes[0]
		}
		return err
	}))
	return found
}

func spoken(n *accessibility.Node) string {
	if n == nil || n.Ignored {
		return "nothing"
	}
	said := []string{roleOf(n), fmt.Sprintf("%q", text(n.Name))}
	for _, p := range n.Properties {
		word, known := states[p.Name]
		value := text(p.Value)
		switch {
		case !known || value == "":
		case word != "" && value != "false":
			said = append(said, word)
		case word == "":
			said = append(said, map[string]string{"true": "", "false": "not "}[value]+string(p.Name))
		}
	}
	if more := text(n.Description); more != "" && more != text(n.Name) {
		said = append(said, "("+more+")")
	}
	return strings.Join(said, " ")
}

// roleOf is what a thing is; Chromium has names of its own for what opens and closes.
func roleOf(n *accessibility.Node) string {
	if role := text(n.Role); !strings.HasPrefix(role, "Disclosure") {
		return role
	}
	return "disclosure"
}

// text is a value of the accessibility tree as text.
func text(v *accessibility.Value) string {
	var value any
	if v == nil || json.Unmarshal(v.Value, &value) != nil || value == nil {
		return ""
	}
	return strings.Join(strings.Fields(fmt.Sprint(value)), " ")
}
