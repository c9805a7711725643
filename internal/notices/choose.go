package notices

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"net/mail"
	"strings"

	"kith/internal/fault"
	"kith/internal/jobs"
	"kith/internal/people"
	"kith/internal/store"
)

// State is what a member sees of how they are told. The address itself is never shown again.
type State struct {
	Means     Means // empty: they are not told
	Confirmed bool
	Broken    bool // what was sent did not arrive
	Closed    bool // the key of this server does not open it: it has to be given anew
	Choices
}

// Of is how the actor is told; with the defaults when it is not.
func (n *Notices) Of(ctx context.Context, by people.Actor) (State, error) {
	if err := mustBelong(by); err != nil {
		return State{}, err
	}
	c, err := n.read(ctx, by.Space, by.Persona)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return State{Choices: defaults()}, nil
	case errors.Is(err, errSealed):
		return State{Closed: true, Choices: defaults()}, nil
	case err != nil:
		return State{}, err
	}
	return State{Means: c.Means, Confirmed: c.Code == "", Broken: c.Broken, Choices: c.Choices}, nil
}

// longestAddress is that of a mail address (RFC 5321 §4.5.3.1.3, without the angle brackets).
const longestAddress = 254

// SetMail gives an address to which the actor wants notices sent, in place of what was there. It counts once the code that
// goes there is typed in (Confirm). Invalid for what is no address, TooMany after five codes in a day, Unavailable where no
// mail is sent. Lang and zone are those of the actor's browser.
func (n *Notices) SetMail(ctx context.Context, by people.Actor, address, lang, zone string) error {
	if !n.ByMail() {
		return fault.New(fault.Unavailable, "notices.mail.off", nil)
	}
	read, err := mail.ParseAddress(strings.TrimSpace(address))
	if err != nil || read.Name != "" || len(read.Address) > longestAddress {
		return wrongInput("address", "notices.address.wrong")
	}
	return n.set(ctx, by, contact{Means: ByMail, Address: read.Address}, lang, zone)
}

// SetPush gives the browser in which the actor wants notices shown, as SetMail does an address.
func (n *Notices) SetPush(ctx context.Context, by people.Actor, s Subscription, lang, zone string) error {
	if !n.ByPush() {
		return fault.New(fault.Unavailable, "notices.push.off", nil)
	}
	if err := s.check(); err != nil {
		return wrongInput("push", "notices.push.wrong")
	}
	return n.set(ctx, by, contact{Means: ByPush, Push: &s}, lang, zone)
}

// set puts a new contact in place of the old one, whose choices stay, and sends it a code.
func (n *Notices) set(ctx context.Context, by people.Actor, c contact, lang, zone string) error {
	before, err := n.Of(ctx, by)
	if err != nil {
		return err
	}
	c.Choices, c.Token = before.Choices, people.NewSecret()
	c.Lang = lang
	if before.Means == "" {
		c.Zone = zone
	}
	if c.Choices.check() != nil {
		c.Zone = defaults().Zone
	}
	if !n.codes.count(by.Persona) {
		return fault.New(fault.TooMany, "notices.often", nil)
	}
	if c.Code, err = newCode(); err != nil {
		return err
	}
	c.CodeDay = n.today()
	return n.DB.Write(ctx, func(tx *store.Tx) error {
		if err := n.save(tx, by.Space, by.Persona, c); err != nil {
			return err
		}
		tx.AfterCommit(n.Queue.Wake)
		return jobs.Enqueue(tx, jobs.Job{Kind: codeJob, Space: by.Space, Subject: by.Persona})
	})
}

// A code is eight digits, holds until the end of the next day, and bears five slips.
const (
	codeDigits = 8
	codeDays   = 1
	mostSlips  = 5
)

func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1e8))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%0*d", codeDigits, n), nil
}

// Confirm takes the code that was sent. From then on the contact counts. Invalid for another code; Conflict when none is
// waited for, when it is too old, or after five slips: then a new one has to be asked for.
func (n *Notices) Confirm(ctx context.Context, by people.Actor, typed string) error {
	if err := mustBelong(by); err != nil {
		return err
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, typed)
	right := false
	err := n.change(ctx, by.Space, by.Persona, func(_ *store.Tx, c *contact) error {
		if c.Code == "" || n.today() > c.CodeDay.AddDays(codeDays) || c.Slips >= mostSlips {
			return fault.New(fault.Conflict, "notices.code.over", nil)
		}
		right = subtle.ConstantTimeCompare([]byte(digits), []byte(c.Code)) == 1
		if right {
			c.Code, c.Slips, c.Broken = "", 0, false
		} else {
			c.Slips++
		}
		return nil
	})
	if err == nil && !right {
		err = wrongInput("code", "notices.code.wrong")
	}
	return err
}

// Choose changes what the actor wants to be told, and when. Invalid for what cannot be chosen, NotFound when no contact is
// given.
func (n *Notices) Choose(ctx context.Context, by people.Actor, choices Choices) error {
	if err := errors.Join(mustBelong(by), choices.check()); err != nil {
		return err
	}
	return n.change(ctx, by.Space, by.Persona, func(_ *store.Tx, c *contact) error {
		c.Choices = choices
		return nil
	})
}

// Remove forgets the actor's contact, and all that was still to be sent there.
func (n *Notices) Remove(ctx context.Context, by people.Actor) error {
	if err := mustBelong(by); err != nil {
		return err
	}
	return n.DB.Write(ctx, func(tx *store.Tx) error { return Erase(tx, by.Persona) })
}

// End forgets the contact whose notices had a link with this secret. Whether there was one is not told.
func (n *Notices) End(ctx context.Context, token string) error {
	return n.DB.Write(ctx, func(tx *store.Tx) error {
		found, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM contact WHERE ending = $1`, people.HashOf(token))
		if err != nil || len(found) == 0 {
			return err
		}
		return Erase(tx, found[0])
	})
}

func wrongInput(name, key string) error {
	return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: name, Key: key}}}
}
