package people

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"kith/internal/fault"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	longestName     = 80  // letters
	longestPronouns = 40  // letters
	longestLine     = 200 // letters
	mostMarks       = 4   // on one letter, so that no name is piled over the lines above it
	mostNamesakes   = 1000
)

// Self is what a persona says of itself. Only the name is needed, and it need be nobody's outside the space.
type Self struct {
	Name     string
	Pronouns string // may be empty
	Line     string // one line about itself; may be empty
}

// Persona is somebody in a space, as the others there see them.
type Persona struct {
	ID string
	Self
	Joined schedule.Date
	Until  schedule.Date // the last day of a guest, or of a delegate; 0: none is set
	Staff  bool          // from outside, and works for the organisation whose space it is
	Guest  bool          // from outside, for a purpose: no member
}

// Check is Invalid where something of a self cannot be kept; it asks nobody.
func (s Self) Check() error {
	_, err := s.proper()
	return err
}

// Called says whether a name is the one that was asked for, and not one with a number behind it (see Create).
func (s Self) Called(name string) bool { return plain(s.Name) == name }

// proper is a self as it is kept. Invalid names each input that cannot be.
func (s Self) proper() (Self, error) {
	var wrong fault.Problems
	name, err := properName(s.Name)
	if err != nil {
		return s, err
	}
	s.Name, s.Pronouns, s.Line = name, plain(s.Pronouns), plain(s.Line)
	for _, one := range []struct {
		name, text string
		most       int
	}{{"pronouns", s.Pronouns, longestPronouns}, {"line", s.Line, longestLine}} {
		if utf8.RuneCountInString(one.text) > one.most {
			wrong.Add(one.name, "persona.long", map[string]any{"most": one.most})
		}
	}
	return s, wrong.Err()
}

// plain is text of one line as it is kept: trimmed, without control characters, ends of lines, marks that turn the direction
// of text, and marks piled on a letter.
func plain(text string) string { return strings.TrimSpace(kept(text, "")) }

// Lines is text of several lines as it is kept and shown: valid, without marks that turn its direction or pile up.
func Lines(text string) string {
	return strings.TrimSpace(kept(strings.ReplaceAll(text, "\r\n", "\n"), "\n\t"))
}

// kept is a text without what could break a page or deceive who reads it; some control characters stay.
func kept(text, stays string) string {
	marks := 0
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(stays, r) {
			marks = 0
			return r
		}
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > mostMarks || unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || r == utf8.RuneError {
			return -1
		}
		return r
	}, text)
}

// unseen says whether a letter by itself leaves no trace on a page: spaces, format characters, fillers, empty braille.
func unseen(r rune) bool {
	return unicode.In(r, unicode.White_Space, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) || r == '\u2800'
}

// seen is a text without what cannot be seen.
func seen(text string) string {
	return strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, text)
}

func properName(name string) (string, error) {
	name = plain(name)
	switch {
	case strings.TrimFunc(seen(name), unicode.IsMark) == "":
		return "", wrongName("persona.name_missing", nil)
	case utf8.RuneCountInString(name) > longestName:
		return "", wrongName("persona.name_long", map[string]any{"most": longestName})
	}
	return name, nil
}

func wrongName(key string, values map[string]any) error {
	return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "name", Key: key, Values: values}}}
}

// Create makes a persona. Where somebody else in the space has a name that looks the same, a number is put behind: a
// refusal would tell whoever stands at the door that there is such a name. It is for admissions.
func (p *People) Create(tx *store.Tx, id, space string, s Self) error {
	s, err := s.proper()
	if err != nil {
		return err
	}
	chosen := s.Name
	for n := 2; ; n++ {
		err := p.nameIsFree(tx, space, id, s.Name)
		if err == nil {
			break
		}
		if fault.KindOf(err) != fault.Invalid || n > mostNamesakes {
			return err
		}
		s.Name = fmt.Sprintf("%s %d", chosen, n)
	}
	_, err = tx.Exec(`INSERT INTO persona (id, space_id, name, likeness, pronouns, line, created) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, space, s.Name, likeness(s.Name), s.Pronouns, s.Line, int64(p.today()))
	return err
}

func (p *People) nameIsFree(tx *store.Tx, space, id, name string) error {
	taken, err := store.Collect(tx, store.Scalar[string], `SELECT name FROM persona WHERE space_id = $1 AND likeness = $2 AND id <> $3`, space, likeness(name), id)
	if err == nil && len(taken) > 0 {
		err = wrongName("persona.name_taken", nil)
	}
	return err
}

// Describe changes what the actor says of itself. Invalid when a name looks like that of somebody else in the space.
func (p *People) Describe(ctx context.Context, by Actor, s Self) error {
	if err := mustBeSomebody(by); err != nil {
		return err
	}
	s, err := s.proper()
	if err != nil {
		return err
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		if err := p.nameIsFree(tx, by.Space, by.Persona, s.Name); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE persona SET name = $2, likeness = $3, pronouns = $4, line = $5 WHERE id = $1`,
			by.Persona, s.Name, likeness(s.Name), s.Pronouns, s.Line)
		return err
	})
}

// Persona is the actor as the others of the space see it.
func (p *People) Persona(ctx context.Context, by Actor) (one Persona, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		one, err = scanPersona(tx.QueryRow(`SELECT `+personaColumns+` FROM persona WHERE id = $1`, by.Persona))
		return err
	})
	return one, err
}

const personaColumns = `id, name, pronouns, line, created, until, guest, staff`

func scanPersona(r store.Row) (one Persona, err error) {
	err = r.Scan(&one.ID, &one.Name, &one.Pronouns, &one.Line, &one.Joined, &one.Until, &one.Guest, &one.Staff)
	return one, err
}

// Members lists who is in the actor's space, guests too, by name: up to n after a persona, so that a large space is read in
// pages whose addresses tell no name. After somebody who is not there, or nobody, it begins at the beginning. Members only:
// Forbidden for guests.
func (p *People) Members(ctx context.Context, by Actor, after string, n int) (all []Persona, err error) {
	if err := mustBelong(by); err != nil {
		return nil, err
	}
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scanPersona, `SELECT `+personaColumns+` FROM persona WHERE space_id = $1
			AND likeness > COALESCE((SELECT likeness FROM persona WHERE id = $2 AND space_id = $1), '') AND removed < $4 AND (until = 0 OR until >= $4) ORDER BY likeness LIMIT $3`, by.Space, after, n, int64(p.today()))
		return err
	})
	return all, err
}

// Longest lists who has been in the actor's space longest, the first to come in front: up to n. Whoever sends a crowd through
// an open door comes last. Guests are left out. Members only: Forbidden for guests.
func (p *People) Longest(ctx context.Context, by Actor, n int) (all []Persona, err error) {
	if err := mustBelong(by); err != nil {
		return nil, err
	}
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scanPersona, `SELECT `+personaColumns+` FROM persona WHERE space_id = $1 AND NOT guest AND removed < $3 AND (until = 0 OR until >= $3)
			ORDER BY created, likeness LIMIT $2`, by.Space, n, int64(p.today()))
		return err
	})
	return all, err
}

// Erase takes a persona out of its space: what it said of itself, its ways in, its sessions, its roles. What the group
// recorded stays, without saying who. It is for operations of groups, which decide who may.
func Erase(tx *store.Tx, persona string) error {
	for _, statement := range []string{
		`DELETE FROM session WHERE persona_id = $1`, `DELETE FROM credential WHERE persona_id = $1`, `DELETE FROM ceremony WHERE persona_id = $1`,
		`DELETE FROM role WHERE persona_id = $1`, `DELETE FROM persona WHERE id = $1`,
	} {
		if _, err := tx.Exec(statement, persona); err != nil {
			return err
		}
	}
	return nil
}
