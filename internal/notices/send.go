package notices

import (
	"context"
	"errors"
	"slices"
	"time"

	"kith/internal/fault"
	"kith/internal/jobs"
	"kith/internal/store"
)

// errGone is given by a means when there is nobody at a contact any more.
var errGone = errors.New("notices: nobody is there any more")

// saying is what is sent: words that are the same for everybody.
type saying struct {
	subject string
	text    string
	end     string // address of the page that ends notices; empty: there is nothing to end yet
	open    bool   // touching it may lead to the group's page
}

// reached reads a contact for a job. There may be none any more, or one that the key does not open: then nothing is to be done.
func (n *Notices) reached(ctx context.Context, t jobs.Try) (c contact, ok bool, err error) {
	c, err = n.read(ctx, t.Space, t.Subject)
	if fault.KindOf(err) == fault.NotFound || errors.Is(err, errSealed) {
		return c, false, nil
	}
	return c, err == nil, err
}

// sort is the handler that decides whether a persona wants to be told of a kind.
func (n *Notices) sort(kind Kind) jobs.Handler {
	return func(ctx context.Context, t jobs.Try) error {
		c, ok, err := n.reached(ctx, t)
		if err != nil || !ok || !c.counts() || !slices.Contains(c.Kinds, kind) {
			return err
		}
		return n.DB.Write(ctx, func(tx *store.Tx) error {
			return jobs.Enqueue(tx, jobs.Job{Kind: sendJob, Space: t.Space, Subject: t.Subject})
		})
	}
}

// send is the handler that sends a persona one notice for all that there is.
func (n *Notices) send(ctx context.Context, t jobs.Try) error {
	c, ok, err := n.reached(ctx, t)
	if err != nil || !ok || !c.counts() {
		return err
	}
	now := n.Clock.Now()
	if at := c.next(now, time.Unix(c.LastHour*3600, 0)); at.After(now) {
		return jobs.Later(at)
	}
	words := n.Words.In(c.Lang)
	text := words.Say("mail.text") + "\n"
	if c.Link {
		text += "\n" + n.BaseURL + "/g/" + t.Space + "/\n"
	}
	end := n.BaseURL + EndPath + c.Token
	text += "\n-- \n" + words.Say("mail.end") + "\n" + end + "\n"
	say := saying{subject: words.Say("mail.subject"), text: text, end: end, open: c.Link}
	return n.sentTo(ctx, t, c.Token, n.deliver(ctx, c, say))
}

// EndPath is where a notice's link leads that ends them, before its secret. It is in no space, so that it names none.
const EndPath = "/notices/end/"

// sendCode is the handler that sends the code by which a contact is confirmed.
func (n *Notices) sendCode(ctx context.Context, t jobs.Try) error {
	c, ok, err := n.reached(ctx, t)
	if err != nil || !ok || c.Code == "" || c.Broken {
		return err
	}
	where := mailbox(c.Address)
	if c.Push != nil {
		where = c.Push.Endpoint
	}
	if !n.sent.count(where) {
		return nil // somebody is flooding it, and is not told that it was noticed
	}
	words := n.Words.In(c.Lang)
	code := c.Code[:codeDigits/2] + " " + c.Code[codeDigits/2:]
	text := words.Fill("mail.code.text", map[string]any{"code": code}) + "\n\n" + words.Say("mail.code.not_you") + "\n"
	return n.sentTo(ctx, t, c.Token, n.deliver(ctx, c, saying{subject: words.Fill("mail.code.subject", map[string]any{"code": code}), text: text}))
}

// deliver sends by the contact's means. Where that is switched off by now, it is as if it were sent: the page tells.
func (n *Notices) deliver(ctx context.Context, c contact, s saying) error {
	switch {
	case c.Means == ByMail && n.ByMail():
		return n.Mail.send(ctx, c.Address, s)
	case c.Means == ByPush && n.ByPush():
		return n.push(ctx, *c.Push, s)
	}
	return nil
}

// sentTo notes what became of sending, unless the contact was replaced meanwhile. After the last attempt, or where nobody is
// there any more, the contact is marked, and its page says so.
func (n *Notices) sentTo(ctx context.Context, t jobs.Try, token string, failed error) error {
	if failed != nil && !errors.Is(failed, errGone) && !t.Last {
		return failed
	}
	err := n.change(ctx, t.Space, t.Subject, func(_ *store.Tx, c *contact) error {
		if c.Token != token {
			return nil
		}
		c.Broken = failed != nil
		if c.Code == "" { // else it was a code
			c.LastHour = n.Clock.Now().Unix() / 3600
		}
		return nil
	})
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}
