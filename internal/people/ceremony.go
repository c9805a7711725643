package people

import (
	"context"
	"time"

	"kith/internal/fault"
	"kith/internal/store"
)

// ceremonyLasts is how long a sign-in or an enrolment may take: time enough to write a code down.
const ceremonyLasts = 15 * time.Minute

// act is what a ceremony is for.
type act string

const (
	joining   act = "join"
	signingIn act = "sign-in"
	adding    act = "add"
	handing   act = "hand" // a card that another makes
)

// ceremony is a sign-in or an enrolment under way.
type ceremony struct {
	id      string
	act     act
	space   string
	persona string // whose credential is being made; empty when signing in
	label   string
}

// begin keeps a ceremony, and drops those that were never ended.
func (p *People) begin(ctx context.Context, c ceremony) error {
	label, err := properName(c.label)
	if err != nil {
		label = DefaultLabel
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO ceremony (id, act, space_id, persona_id, label, expires) VALUES ($1, $2, $3, $4, $5, $6)`,
			c.id, string(c.act), c.space, c.persona, label, p.now()+ceremonyLasts.Milliseconds())
		return err
	})
}

// take ends a ceremony; nobody can take it again. Invalid when there is none, or when it took too long.
func (p *People) take(tx *store.Tx, a act, space, id string) (ceremony, error) {
	c := ceremony{id: id, act: a, space: space}
	err := tx.QueryRow(`DELETE FROM ceremony WHERE id = $1 AND act = $2 AND space_id = $3 AND expires > $4 RETURNING persona_id, label`,
		id, string(a), space, p.now()).Scan(&c.persona, &c.label)
	if fault.KindOf(err) == fault.NotFound {
		return c, fault.New(fault.Invalid, "signin.took_too_long", nil)
	}
	return c, err
}
