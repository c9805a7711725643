package people

import (
	"context"
	"time"

	"kith/internal/fault"
	"kith/internal/schedule"
	"kith/internal/store"
)

// span is how long a session lasts: in all, and without being used. Both ends are rounded up to step, so that what is
// stored tells no moment of anybody's day.
type span struct{ whole, idle, step time.Duration }

var (
	ownDevice    = span{whole: 30 * 24 * time.Hour, idle: 7 * 24 * time.Hour, step: 24 * time.Hour}
	sharedDevice = span{whole: 8 * time.Hour, idle: time.Hour, step: time.Hour}
)

func spanOf(shared bool) span {
	if shared {
		return sharedDevice
	}
	return ownDevice
}

// after is the moment d after now, rounded up to the step, in unix milliseconds.
func (s span) after(now time.Time, d time.Duration) int64 {
	return s.ends(now.Add(d))
}

// ends is a moment rounded up to the step, in unix milliseconds.
func (s span) ends(end time.Time) int64 {
	if whole := end.UTC().Truncate(s.step); whole.Before(end) {
		end = whole.Add(s.step)
	}
	return store.Millis(end)
}

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
	now, s := p.clock.Now(), spanOf(shared)
	in := SignedIn{Token: NewSecret(), Shared: shared}
	ends := s.after(now, s.whole)
	in.Ends = store.FromMillis(ends)
	_, err := tx.Exec(`INSERT INTO session (hash, id, persona_id, credential_id, shared, created, ends, idle_ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		HashOf(in.Token), store.NewPersonID(), persona, credential, shared, int64(p.today()), ends, s.after(now, s.idle))
	return in, err
}

// Who says who holds a session's token in a space, and which session it is. A token that does not hold, or not there,
// gives NotFound; so does every token in a space that does not exist.
func (p *People) Who(ctx context.Context, space, token string) (by Actor, session string, err error) {
	var idle int64
	var shared bool
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		by = Actor{Space: space}
		err := tx.QueryRow(`SELECT s.id, s.shared, s.idle_ends, p.id, p.name, sp.kind FROM session s JOIN persona p ON p.id = s.persona_id
			JOIN space sp ON sp.id = p.space_id WHERE s.hash = $1 AND p.space_id = $2 AND s.ends > $3 AND s.idle_ends > $3`, HashOf(token), space, p.now()).
			Scan(&session, &shared, &idle, &by.Persona, &by.Name, &by.Kind)
		if err != nil {
			return err
		}
		by.Roles, err = p.RolesOf(tx, by.Persona)
		return err
	})
	if err != nil {
		return Actor{}, "", err
	}
	return by, session, p.stay(ctx, session, shared, idle)
}

// stay moves the idle end of a session on, once a step.
func (p *People) stay(ctx context.Context, session string, shared bool, idle int64) error {
	s := spanOf(shared)
	next := s.after(p.clock.Now(), s.idle)
	if next <= idle {
		return nil
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE session SET idle_ends = $2 WHERE id = $1`, session, next)
		return err
	})
}

// RolesOf are the roles that a persona holds today. It is for operations that have decided that the actor may know.
func (p *People) RolesOf(tx *store.Tx, persona string) ([]Role, error) {
	return store.Collect(tx, store.Scalar[Role], `SELECT role FROM role WHERE persona_id = $1 AND since <= $2 AND until >= $2 ORDER BY role`,
		persona, int64(p.today()))
}

// Sessions lists where the actor is signed in.
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
