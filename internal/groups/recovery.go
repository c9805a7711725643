package groups

import (
	"context"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	vetoDays      = 7  // from preparing a card to its start: each way in that is left can stop it
	mostLosses    = 50 // waiting in one group, so that nobody can fill it up
	recoveryLasts = 30 * 24 * time.Hour
	recovering    = "recover" // the act that takes two
)

// Recovery is somebody who lost every way in, on the way to a new card.
type Recovery struct {
	ID      string
	Note    string // what they wrote; empty when they asked in person
	Persona string // for whom two members vouched; empty: nobody yet
	Name    string // of that persona
	Starts  schedule.Date
	Ready   bool // the card is prepared: it starts on that day
	Due     bool // that day has come
	Mine    bool // the one who reads it vouched

	by, with string
	card     people.Prepared
}

// Vouch is one member's word for a persona, which waits for another's.
type Vouch struct {
	ID   string
	Name string // of the persona
	By   string // name of who vouched
	Mine bool
	Note string // that it answers, if one
}

// Lose leaves a note to a group that somebody lost every way in, and gives the secret of the page on which they can make a
// new card once two members vouched. It gives one for every space, whether it exists or not. Invalid when the note is empty
// or too long, TooMany when too many came from one place. From is counted, never kept. Anybody may.
func (g *Groups) Lose(ctx context.Context, space, from, note string) (secret string, err error) {
	if note, err = shortText("lost", note, longestNote); err != nil {
		return "", err
	}
	if note == "" {
		return "", &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "lost", Key: "knock.empty"}}}
	}
	if err := g.people.Lost(from); err != nil {
		return "", err
	}
	secret = people.NewSecret()
	return secret, g.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO recovery (`+recoveryInto+`) SELECT $1, space_id, $2, $3, '', '', '', '', '', '', 0, $4 FROM group_space
			WHERE space_id = $5 AND (SELECT COUNT(*) FROM recovery WHERE space_id = $5 AND persona_id = '') < $6`,
			store.NewPersonID(), people.HashOf(secret), note, g.endOfDay(recoveryLasts), space, mostLosses)
		return err
	})
}

const (
	recoveryInto    = `id, space_id, hash, note, persona_id, by_persona, with_persona, handle, public_keys, wrapped_keys, starts, expires`
	recoveryColumns = `r.id, r.note, r.persona_id, COALESCE(p.name, ''), r.starts, r.by_persona, r.with_persona, r.handle, r.public_keys, r.wrapped_keys
		FROM recovery r LEFT JOIN persona p ON p.id = r.persona_id`
)

func scanRecovery(row store.Row) (r Recovery, err error) {
	err = row.Scan(&r.ID, &r.Note, &r.Persona, &r.Name, &r.Starts, &r.by, &r.with, &r.card.Handle, &r.card.Keys.Public, &r.card.Keys.Wrapped)
	r.card.Persona, r.Ready = r.Persona, r.card.Handle != ""
	return r, err
}

// lostBy reads a recovery by the secret of its page.
func (g *Groups) lostBy(tx *store.Tx, space, secret string) (Recovery, error) {
	return scanRecovery(tx.QueryRow(`SELECT `+recoveryColumns+` WHERE r.space_id = $1 AND r.hash = $2 AND (r.expires > $3 OR r.starts > 0)`,
		space, people.HashOf(secret), g.now()))
}

// LostBy is what somebody who lost every way in sees on their page. NotFound when nothing waits under the secret; the page
// must not tell that from a note that nobody has vouched for. Whoever has the secret may.
func (g *Groups) LostBy(ctx context.Context, space, secret string) (r Recovery, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		r, err = g.lostBy(tx, space, secret)
		return err
	})
	return r, err
}

// Recoveries are those under way in the actor's group, and the vouches that wait for another. Roles with the permission
// "protect" may see them.
func (g *Groups) Recoveries(ctx context.Context, by people.Actor) (all []Recovery, vouches []Vouch, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Protect); err != nil {
			return err
		}
		all, err = store.Collect(tx, scanRecovery, `SELECT `+recoveryColumns+` WHERE r.space_id = $1 AND (r.expires > $2 OR r.starts > 0) ORDER BY r.expires, r.id`,
			by.Space, g.now())
		for i := range all {
			all[i].Mine = all[i].by == by.Persona || all[i].with == by.Persona
		}
		if err != nil {
			return err
		}
		vouches, err = g.vouches(tx, by, all)
		return err
	})
	return all, vouches, err
}

func (g *Groups) vouches(tx *store.Tx, by people.Actor, all []Recovery) (vouches []Vouch, err error) {
	waiting, err := g.joints(tx, by.Space, recovering)
	if err != nil {
		return nil, err
	}
	for _, j := range waiting {
		who, err := g.people.Member(tx, by.Space, j.subject)
		if err != nil {
			return nil, err
		}
		first, err := g.people.Member(tx, by.Space, j.by)
		if err != nil {
			return nil, err
		}
		v := Vouch{ID: j.id, Name: who.Name, By: first.Name, Mine: j.by == by.Persona}
		for _, r := range all {
			if r.ID == j.words {
				v.Note = r.Note
			}
		}
		vouches = append(vouches, v)
	}
	return vouches, nil
}

// VouchFor is a member's word that somebody who lost every way in is a persona of the group; asked is the id of the note
// that it answers, empty when the person asked face to face. It takes another (VouchToo). Roles with the permission
// "protect" may. Conflict when one vouches for oneself, or when a recovery of that persona is under way.
func (g *Groups) VouchFor(ctx context.Context, by people.Actor, persona, asked string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Protect); err != nil {
			return err
		}
		if err := g.mayRecover(tx, by, persona); err != nil {
			return err
		}
		_, err := g.propose(tx, by, recovering, persona, asked, pack.Protect)
		return err
	})
}

func (g *Groups) mayRecover(tx *store.Tx, by people.Actor, persona string) error {
	if persona == by.Persona {
		return fault.New(fault.Conflict, "recovery.own", nil)
	}
	if _, err := g.people.Member(tx, by.Space, persona); err != nil {
		return err
	}
	under, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM recovery WHERE persona_id = $1 AND (expires > $2 OR starts > 0)`, persona, g.now()))
	if err == nil && under > 0 {
		err = fault.New(fault.Conflict, "recovery.under_way", nil)
	}
	return err
}

// VouchToo adds the second word. From now on a card can be prepared, every way in that is left is told, and the group sees
// that it began. Errors are as for VouchFor, and Conflict when the actor gave the first word; NotFound when it waits no more.
func (g *Groups) VouchToo(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Protect); err != nil {
			return err
		}
		j, err := g.second(tx, by, recovering, id, pack.Protect)
		if err != nil {
			return err
		}
		if err := g.mayRecover(tx, by, j.subject); err != nil {
			return err
		}
		ends := g.endOfDay(recoveryLasts)
		n, err := tx.Exec(`UPDATE recovery SET persona_id = $3, by_persona = $4, with_persona = $5, expires = $6 WHERE id = $1 AND space_id = $2 AND persona_id = ''`,
			j.words, by.Space, j.subject, j.by, by.Persona, ends)
		if err == nil && n == 0 {
			_, err = tx.Exec(`INSERT INTO recovery (`+recoveryInto+`) VALUES ($1, $2, $3, '', $4, $5, $6, '', '', '', 0, $7)`,
				store.NewPersonID(), by.Space, people.HashOf(people.NewSecret()), j.subject, j.by, by.Persona, ends)
		}
		if err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "recovery_begun", By: j.by, With: by.Persona, About: j.subject})
	})
}
