package people

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kith/internal/fault"
	"kith/internal/store"
)

const (
	invitationLasts = 7 * 24 * time.Hour
	termDays        = 365 // of a steward
	longestName     = 80  // letters
)

// Invitation is a link that lets one person in once.
type Invitation struct {
	Space string
	Name  string // of the persona it will make
	Role  Role

	hash string
}

// InviteSteward makes a one-time link for a new steward of the clearinghouse and gives its path, "/g/<id>/join/<token>".
// It can be used for seven days. Stewards and the operator may; Invalid names a name that cannot be used.
func (p *People) InviteSteward(ctx context.Context, by Actor, name string) (path string, err error) {
	if name, err = properName(name); err != nil {
		return "", err
	}
	token := newToken()
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		space, err := p.clearinghouse(tx)
		if err != nil {
			return err
		}
		if !by.Has(Steward) || by.Space != "" && by.Space != space.ID {
			return fault.New(fault.Forbidden, "listing.steward_only", nil)
		}
		if _, err := tx.Exec(`DELETE FROM invitation WHERE expires <= $1`, p.now()); err != nil {
			return err
		}
		path = "/g/" + space.ID + "/join/" + token
		_, err = tx.Exec(`INSERT INTO invitation (hash, space_id, name, role, by_persona, expires) VALUES ($1, $2, $3, $4, $5, $6)`,
			hashOf(token), space.ID, name, string(Steward), by.By(), p.now()+invitationLasts.Milliseconds())
		return err
	})
	return path, err
}

// properName is a name as it is kept: trimmed, without control characters and marks that turn the direction of text.
func properName(name string) (string, error) {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, name))
	switch {
	case name == "":
		return "", &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "name", Key: "persona.name_missing"}}}
	case utf8.RuneCountInString(name) > longestName:
		return "", &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "name", Key: "persona.name_long", Values: map[string]any{"most": longestName}}}}
	}
	return name, nil
}

// Invitation reads an invitation without using it up. NotFound when it is used, too old, or never was.
func (p *People) Invitation(ctx context.Context, space, token string) (i Invitation, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		i, err = p.invitation(tx, space, token)
		return err
	})
	return i, err
}

func (p *People) invitation(tx *store.Tx, space, token string) (Invitation, error) {
	i := Invitation{Space: space, hash: hashOf(token)}
	err := tx.QueryRow(`SELECT name, role FROM invitation WHERE hash = $1 AND space_id = $2 AND expires > $3`, i.hash, space, p.now()).
		Scan(&i.Name, &i.Role)
	if fault.KindOf(err) == fault.NotFound {
		return i, noInvitation()
	}
	return i, err
}

func noInvitation() error { return fault.New(fault.NotFound, "join.gone", nil) }

// BeginJoin begins to make a passkey for an invitation and gives what the browser's navigator.credentials.create wants,
// as JSON. Label is what the person calls it; it stands in the device's picker, so it is neutral unless they choose.
func (p *People) BeginJoin(ctx context.Context, space, token, label string) (options []byte, err error) {
	if _, err := p.Invitation(ctx, space, token); err != nil {
		return nil, err
	}
	return p.beginPasskey(ctx, ceremony{act: joining, space: space, persona: store.NewPersonID(), label: label}, nil)
}

// JoinWithPasskey uses an invitation up with the passkey that the browser made, and signs in. Of two at once one wins;
// the other finds nothing.
func (p *People) JoinWithPasskey(ctx context.Context, space, token string, response []byte, shared bool) (SignedIn, error) {
	made, err := parsePasskey(response)
	if err != nil {
		return SignedIn{}, err
	}
	return p.join(ctx, space, token, shared, made.challenge, made.enrol(p))
}

// OfferCode makes a code for an invitation. It is shown once; the invitation is used up only when the person has typed it
// in (JoinWithCode), so nobody is locked out who did not write it down.
func (p *People) OfferCode(ctx context.Context, space, token, label string) (code string, err error) {
	if _, err := p.Invitation(ctx, space, token); err != nil {
		return "", err
	}
	return p.offerCode(ctx, ceremony{act: joining, space: space, persona: store.NewPersonID(), label: label})
}

// JoinWithCode uses an invitation up with the code that was offered for it, and signs in.
func (p *People) JoinWithCode(ctx context.Context, space, token, typed string, shared bool) (SignedIn, error) {
	code, err := readCode(typed)
	if err != nil {
		return SignedIn{}, err
	}
	return p.join(ctx, space, token, shared, hashOf(code), enrolCode)
}

// join makes the persona that an invitation is for, with its first credential, and signs it in.
func (p *People) join(ctx context.Context, space, token string, shared bool, id string, enrol enrolment) (in SignedIn, err error) {
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		i, err := p.invitation(tx, space, token)
		if err != nil {
			return err
		}
		c, err := p.take(tx, joining, space, id)
		if err != nil {
			return err
		}
		made, err := enrol(c)
		if err != nil {
			return err
		}
		if err := p.useUp(tx, i, c.persona); err != nil {
			return err
		}
		if err := p.keep(tx, made); err != nil {
			return err
		}
		in, err = p.signIn(tx, made.persona, made.ID, shared)
		return err
	})
	return in, err
}

// useUp deletes the invitation and makes its persona with its role.
func (p *People) useUp(tx *store.Tx, i Invitation, persona string) error {
	n, err := tx.Exec(`DELETE FROM invitation WHERE hash = $1`, i.hash)
	if err != nil {
		return err
	}
	if n == 0 {
		return noInvitation()
	}
	today := p.today()
	if _, err := tx.Exec(`INSERT INTO persona (id, space_id, name, created) VALUES ($1, $2, $3, $4)`, persona, i.Space, i.Name, int64(today)); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO role (persona_id, role, since, until) VALUES ($1, $2, $3, $4)`,
		persona, string(i.Role), int64(today), int64(today.AddDays(termDays)))
	return err
}
