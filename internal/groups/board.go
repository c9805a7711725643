package groups

import (
	"context"
	"slices"
	"strconv"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Board is who answers for an organisation, as everybody inside sees it: who, and how many of them are self-helpers. Which of
// them are, is shown to nobody.
type Board struct {
	Members     []Seat
	SelfHelpers int  // who says of themself that they are
	Minimum     int  // of a hundred, how many are to be; 0: the organisation did not say
	Mine        bool // the actor is on it
	Said        bool // and says that they are a self-helper
	Has         bool // there are roles of a board
}

// Seat is somebody on a board.
type Seat struct {
	Name  string
	Jobs  []string
	Until schedule.Date // the last day of the latest of their terms

	persona string
}

// Share is how many of a hundred on the board are self-helpers, rounded down.
func (b Board) Share() int {
	if len(b.Members) == 0 {
		return 0
	}
	return 100 * b.SelfHelpers / len(b.Members)
}

// Below says whether they are fewer than the organisation wants.
func (b Board) Below() bool {
	return len(b.Members) > 0 && 100*b.SelfHelpers < b.Minimum*len(b.Members)
}

// Board reads the board of the actor's organisation. Its members only; NotFound in the space of a group.
func (g *Groups) Board(ctx context.Context, by people.Actor) (b Board, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		kinds, err := kindsOf(tx, by.Space)
		if err != nil {
			return err
		}
		b.Has = slices.ContainsFunc(kinds, func(k RoleKind) bool { return k.Board && !k.Retired })
		if b.Members, err = g.seated(tx, by.Space); err != nil {
			return err
		}
		said, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM self_helper WHERE space_id = $1`, by.Space)
		if err != nil {
			return err
		}
		for _, one := range b.Members {
			if slices.Contains(said, one.persona) {
				b.SelfHelpers++
			}
		}
		b.Mine = onBoard(b.Members, by.Persona)
		b.Said = b.Mine && slices.Contains(said, by.Persona)
		b.Minimum, err = boardMinimum(tx, by.Space)
		return err
	})
	return b, err
}

// seated is who is on the board of an organisation today, each once, by name.
func (g *Groups) seated(tx *store.Tx, space string) (all []Seat, err error) {
	kinds, err := kindsOf(tx, space)
	if err != nil {
		return nil, err
	}
	terms, err := g.people.Terms(tx, space)
	for _, kind := range kinds {
		if !kind.Board {
			continue
		}
		for _, t := range terms[kind.Role] {
			i := slices.IndexFunc(all, func(s Seat) bool { return s.persona == t.Persona })
			if i < 0 {
				i, all = len(all), append(all, Seat{Name: t.Name, persona: t.Persona})
			}
			all[i].Jobs, all[i].Until = append(all[i].Jobs, kind.Name), max(all[i].Until, t.Until)
		}
	}
	return all, err
}

func onBoard(board []Seat, persona string) bool {
	return slices.ContainsFunc(board, func(s Seat) bool { return s.persona == persona })
}

// mustBeOnBoard refuses, with Forbidden, who is not on the board of the actor's organisation today.
func (g *Groups) mustBeOnBoard(tx *store.Tx, space string, personas ...string) error {
	board, err := g.seated(tx, space)
	for _, one := range personas {
		if err == nil && !onBoard(board, one) {
			err = fault.New(fault.Forbidden, "board.only", nil)
		}
	}
	return err
}

func boardMinimum(tx *store.Tx, space string) (int, error) {
	all, err := store.Collect(tx, store.Scalar[int], `SELECT percent FROM board_minimum WHERE space_id = $1`, space)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[0], nil
}

// SetMinimum says how many of a hundred on the board are to be self-helpers at least: 0 to 100; 0 says nothing about it.
// Roles with the permission "agreement" may. Invalid names "minimum".
func (g *Groups) SetMinimum(ctx context.Context, by people.Actor, percent int) error {
	if percent < 0 || percent > 100 {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "minimum", Key: "role.number", Values: map[string]any{"least": 0, "most": 100}}}}
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Agreement); err != nil {
			return err
		}
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO board_minimum (space_id, percent) VALUES ($1, $2) ON CONFLICT (space_id) DO UPDATE SET percent = excluded.percent`,
			by.Space, percent); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "board_minimum", By: by.Persona, Words: strconv.Itoa(percent) + " %"})
	})
}

// SelfHelper says whether the actor, who is on the board, is a self-helper; it can be said otherwise at any time. Nobody says
// it of another, and the record does not tell of it. Forbidden for who is not on the board.
func (g *Groups) SelfHelper(ctx context.Context, by people.Actor, is bool) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		if err := g.mustBeOnBoard(tx, by.Space, by.Persona); err != nil {
			return err
		}
		tx.Forget()
		if _, err := tx.Exec(`DELETE FROM self_helper WHERE persona_id = $1`, by.Persona); err != nil || !is {
			return err
		}
		_, err := tx.Exec(`INSERT INTO self_helper (persona_id, space_id) VALUES ($1, $2)`, by.Persona, by.Space)
		return err
	})
}

// forgetBody deletes what board members said of themselves when they are on the board no more, and services that ended.
func forgetBody(tx *store.Tx, today schedule.Date) error {
	if _, err := tx.Exec(`DELETE FROM self_helper WHERE NOT EXISTS (SELECT 1 FROM role r JOIN role_kind k ON k.space_id = r.space_id AND k.role = r.role
		WHERE r.persona_id = self_helper.persona_id AND k.board AND r.until >= $1)`, int64(today)); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM service WHERE until <> 0 AND until < $1`, int64(today))
	return err
}
