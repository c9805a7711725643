package people

import (
	"context"
	"time"

	"kith/internal/fault"
	"kith/internal/store"
)

const (
	invitationLasts = 7 * 24 * time.Hour
	termDays        = 365 // of a steward
	mostUses        = 50
)

// Invitation is a link that lets people in: as many as it says, until a day.
type Invitation struct {
	ID      string
	Space   string
	Name    string // of the persona it will make; empty: who comes chooses
	Role    Role   // which who comes will hold; empty: none
	Uses    int    // how many may still come in by it
	Expires time.Time

	hash string
}

// InviteSteward makes a one-time link for a new steward of the clearinghouse and gives its path, "/g/<id>/join/<token>".
// It can be used for seven days. Stewards and the operator may; Invalid names a name that cannot be used.
func (p *People) InviteSteward(ctx context.Context, by Actor, name string) (path string, err error) {
	if name, err = properName(name); err != nil {
		return "", err
	}
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		space, err := p.clearinghouse(tx)
		if err != nil {
			return err
		}
		if !by.Has(Steward) || by.Space != "" && by.Space != space.ID {
			return fault.New(fault.Forbidden, "listing.steward_only", nil)
		}
		path, err = p.Invite(tx, by, Invitation{Space: space.ID, Name: name, Role: Steward, Uses: 1, Expires: p.clock.Now().Add(invitationLasts)})
		return err
	})
	return path, err
}

// Invite makes an invitation and gives its path, "/g/<id>/join/<token>", which is kept nowhere. It is for operations that
// have decided that the actor may. Invalid names uses that are none or more than fifty, and an end that has passed.
func (p *People) Invite(tx *store.Tx, by Actor, i Invitation) (path string, err error) {
	var wrong fault.Problems
	if i.Uses < 1 || i.Uses > mostUses {
		wrong.Add("uses", "invitation.uses", map[string]any{"most": mostUses})
	}
	if !i.Expires.After(p.clock.Now()) {
		wrong.Add("days", "invitation.days", nil)
	}
	if err := wrong.Err(); err != nil {
		return "", err
	}
	token := NewSecret()
	_, err = tx.Exec(`INSERT INTO invitation (hash, id, space_id, name, role, by_persona, expires, uses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		HashOf(token), store.NewPersonID(), i.Space, i.Name, string(i.Role), by.By(), dayEnd(i.Expires), i.Uses)
	return "/g/" + i.Space + "/join/" + token, err
}

// Invitation reads an invitation without using it up. NotFound when it is used up, too old, or never was. Whoever has its
// token may.
func (p *People) Invitation(ctx context.Context, space, token string) (i Invitation, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		i, err = p.InvitationWith(tx, space, token)
		return err
	})
	return i, err
}

const invitationColumns = `id, hash, space_id, name, role, uses, expires`

func scanInvitation(r store.Row) (i Invitation, err error) {
	var expires int64
	err = r.Scan(&i.ID, &i.hash, &i.Space, &i.Name, &i.Role, &i.Uses, &expires)
	i.Expires = store.FromMillis(expires)
	return i, err
}

// InvitationWith is Invitation within a transaction, for operations that let somebody in.
func (p *People) InvitationWith(tx *store.Tx, space, token string) (Invitation, error) {
	i, err := scanInvitation(tx.QueryRow(`SELECT `+invitationColumns+` FROM invitation WHERE hash = $1 AND space_id = $2 AND expires > $3`,
		HashOf(token), space, p.now()))
	if fault.KindOf(err) == fault.NotFound {
		err = noInvitation()
	}
	return i, err
}

func noInvitation() error { return fault.New(fault.NotFound, "join.gone", nil) }

// Invitations lists those of a space that can still be used, the one that ends first in front. It is for operations that
// have decided that the actor may see them.
func (p *People) Invitations(tx *store.Tx, space string) ([]Invitation, error) {
	return store.Collect(tx, scanInvitation, `SELECT `+invitationColumns+` FROM invitation WHERE space_id = $1 AND expires > $2 ORDER BY expires, id`,
		space, p.now())
}

// EndInvitation makes an invitation of a space useless. NotFound when there is none. It is for operations that have
// decided that the actor may.
func (p *People) EndInvitation(tx *store.Tx, space, id string) error {
	n, err := tx.Exec(`DELETE FROM invitation WHERE space_id = $1 AND id = $2`, space, id)
	if err == nil && n == 0 {
		err = noInvitation()
	}
	return err
}

// UseInvitation takes one use from the invitation with a token. NotFound when there is none left: of two at once who want
// the last use, one wins. It is for admissions.
func (p *People) UseInvitation(tx *store.Tx, space, token string) (Invitation, error) {
	i, err := p.InvitationWith(tx, space, token)
	if err != nil {
		return i, err
	}
	n, err := tx.Exec(`UPDATE invitation SET uses = uses - 1 WHERE hash = $1 AND uses > 0`, i.hash)
	if err != nil {
		return i, err
	}
	if n == 0 {
		return i, noInvitation()
	}
	_, err = tx.Exec(`DELETE FROM invitation WHERE hash = $1 AND uses = 0`, i.hash)
	return i, err
}

// Invited admits a steward of the clearinghouse by an invitation, under the name and with the role that it says.
func (p *People) Invited(space, token string) Admission {
	return func(tx *store.Tx, persona string) error {
		i, err := p.UseInvitation(tx, space, token)
		if err != nil {
			return err
		}
		if err := p.Create(tx, persona, space, Self{Name: i.Name}); err != nil {
			return err
		}
		return p.Hold(tx, Term{Persona: persona, Role: i.Role, How: Invited}, termDays, "")
	}
}
