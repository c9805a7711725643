package people

import (
	"context"
	"time"

	"kith/internal/fault"
	"kith/internal/schedule"
	"kith/internal/store"
)

// span is how long a session lasts: in all, and without being used.
type span struct{ whole, idle time.Duration }

// On a shared device the ends hold to the minute, and on one's own to the day: see stamp.
var (
	ownDevice    = span{whole: 30 * 24 * time.Hour, idle: 7 * 24 * time.Hour}
	sharedDevice = span{whole: 8 * time.Hour, idle: time.Hour}
)

// idleEnd is when a session on one's own device ends that is used now for the last time, in unix milliseconds.
func (s span) idleEnd(now time.Time) int64 { return dayEnd(now.Add(s.idle)) }

// SignedIn is what a browser gets when somebody signs in. The token is in no database.
type SignedIn struct {
	Token  string
	Ends   time.Time
	Shared bool // the cookie goes when the browser is closed
}

// Session is one browser in which a persona is signed in.
type Session struct {
	ID      string
	Label   string // of the credential it began with
	Shared  bool
	Created schedule.Date
}

// SignInWithCard signs in, in a space, with the code of a member card. Anybody may try; errors are as for SignInWithPasskey.
func (p *People) SignInWithCard(ctx context.Context, space, from, typed string, shared bool) (SignedIn, error) {
	return p.guarded(from, func() (in SignedIn, err error) {
		code, err := readCode(typed)
		if err != nil {
			return in, err
		}
		err = p.db.Write(ctx, func(tx *store.Tx) error {
			known, err := credentialOf(tx, space, Card, HashOf(code))
			if fault.KindOf(err) == fault.NotFound {
				return wrongCode("signin.code_unknown")
			}
			if err != nil {
				return err
			}
			in, err = p.signIn(tx, known.persona, known.ID, shared)
			return err
		})
		return in, err
	})
}

// guarded lets nobody try for ever. Only tries that fail count, so people who share an address do not shut each other
// out by signing in.
func (p *People) guarded(from string, try func() (SignedIn, error)) (SignedIn, error) {
	if err := p.failures.check(from); err != nil {
		return SignedIn{}, err
	}
	in, err := try()
	if fault.KindOf(err) == fault.Invalid {
		p.failures.count(from)
	}
	return in, err
}

// signIn begins a session.
func (p *People) signIn(tx *store.Tx, persona, credential string, shared bool) (SignedIn, error) {
	now := p.clock.Now()
	ends, idle := dayEnd(now.Add(ownDevice.whole)), ownDevice.idleEnd(now)
	in := SignedIn{Token: NewSecret(), Ends: store.FromMillis(ends), Shared: shared}
	used := ""
	if shared {
		in.Ends = now.Add(sharedDevice.whole)
		in.Token = endingToken(store.Millis(in.Ends))
		used = stamp(in.Token, "used", grains(now))
		ends = dayEnd(now.UTC().Truncate(24 * time.Hour).Add(48 * time.Hour)) // tells the day of the beginning, which is kept anyway
		idle = ends
	}
	_, err := tx.Exec(`INSERT INTO session (hash, id, persona_id, credential_id, shared, created, ends, idle_ends, used, proved)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, HashOf(in.Token), store.NewPersonID(), persona, credential, shared, int64(p.today()),
		ends, idle, used, stamp(in.Token, "proved", grains(now)))
	if err != nil {
		return in, err
	}
	_, err = tx.Exec(`DELETE FROM session WHERE persona_id = $1 AND hash <> $2 AND id NOT IN (SELECT id FROM session
		WHERE persona_id = $1 AND hash <> $2 ORDER BY created DESC, idle_ends DESC, id LIMIT $3)`, persona, HashOf(in.Token), mostSessions-1)
	return in, err
}

// mostSessions is how many sessions a persona has at once; the oldest end first. Which of one day is older is kept nowhere.
const mostSessions = 20

// EndEarlier ends the session that a browser had in a space before it signed in anew: of its old token nobody knows any more.
// Without such a session nothing happens. Whoever has the token may.
func (p *People) EndEarlier(ctx context.Context, space, token string) error {
	if token == "" {
		return nil
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM session WHERE hash = $1 AND persona_id IN (SELECT id FROM persona WHERE space_id = $2)`, HashOf(token), space)
		return err
	})
}

// Sessions lists where the actor is signed in. On a shared device that may be over: when it ends, only the browser knows.
func (p *People) Sessions(ctx context.Context, by Actor) (all []Session, err error) {
	scan := func(r store.Row) (s Session, err error) {
		err = r.Scan(&s.ID, &s.Label, &s.Shared, &s.Created)
		return s, err
	}
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scan, `SELECT s.id, c.label, s.shared, s.created FROM session s JOIN credential c ON c.id = s.credential_id
			WHERE s.persona_id = $1 AND s.ends > $2 AND s.idle_ends > $2 ORDER BY s.created, s.id`, by.Persona, p.now())
		return err
	})
	return all, err
}

// EndSession signs the actor out of one browser, at once. NotFound when it is not theirs.
func (p *People) EndSession(ctx context.Context, by Actor, id string) error {
	return p.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`DELETE FROM session WHERE id = $1 AND persona_id = $2`, id, by.Persona)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "persona.no_session", nil)
		}
		return err
	})
}

// EndOtherSessions signs the actor out of every browser but that of one session, at once.
func (p *People) EndOtherSessions(ctx context.Context, by Actor, session string) error {
	if by.Persona == "" {
		return fault.New(fault.Forbidden, "", nil)
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM session WHERE persona_id = $1 AND id <> $2`, by.Persona, session)
		return err
	})
}
