package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Address is the address the tab shows.
func (b *Browser) Address() string {
	b.t.Helper()
	address, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		b.t.Fatalf("address: %v", err)
	}
	return address
}

// Text is the visible text of the first element that a CSS selector finds.
func (b *Browser) Text(selector string) (text string) {
	b.t.Helper()
	b.settled("text of "+selector, func(ctx context.Context) (err error) {
		text, err = chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector)))
		return err
	})
	return text
}

// Click clicks the first visible element that a CSS selector finds.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	b.settled("click "+selector, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector)))
	})
}

// Follow clicks what leads to another page and waits until that has loaded.
func (b *Browser) Follow(selector string) {
	b.t.Helper()
	b.settled("follow "+selector, func(ctx context.Context) error {
		_, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector)))
		return err
	})
}

// Type types into the first element that a CSS selector finds.
func (b *Browser) Type(selector, text string) {
	b.t.Helper()
	b.settled("type into "+selector, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS(selector), text))
	})
}

// settled does something to an element, and again where the element went before it was done: the page was just giving way to
// another, and nothing has happened.
func (b *Browser) settled(what string, act func(ctx context.Context) error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		err := act(ctx)
		if err == nil {
			return
		}
		if ctx.Err() != nil || !strings.Contains(err.Error(), "ode with given id") {
			b.t.Fatalf("%s: %v", what, err)
		}
	}
}

// Keys presses keys where the focus is; package kb of chromedp names those that are no letters.
func (b *Browser) Keys(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// Eval runs JavaScript, waiting for a promise, and puts what it gives into the value that into points to; nil drops it.
func (b *Browser) Eval(script string, into any) {
	b.t.Helper()
	if err := b.evaluate(script, into); err != nil {
		b.t.Fatalf("script: %v", err)
	}
}

func (b *Browser) evaluate(script string, into any) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	wrapped := "(async () => JSON.stringify(await (" + script + ")) ?? `null`)()"
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](wrapped, chromedp.EvalAwaitPromise))
	if err != nil || into == nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("it gave %s: %w", text, err)
	}
	return nil
}

// Wait waits until a JavaScript expression, or what it promises, is true. A question that the page cannot answer, since it
// is just giving way to another, is asked again.
func (b *Browser) Wait(script string) {
	b.t.Helper()
	var failed error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		var yes bool
		if failed = b.evaluate("(async () => !!(await ("+script+")))()", &yes); yes {
			return
		}
		b.do(chromedp.Sleep(30 * time.Millisecond))
	}
	b.t.Fatalf("never true: %s\n%v %v", script, failed, b.Problems())
}
