package people

import (
	"context"
	"time"

	"kith/internal/fault"
	"kith/internal/store"
)

// Who says who holds a session's token in a space, and which session it is. A token that does not hold, or not there,
// gives NotFound; so does every token in a space that does not exist, and that of a guest whose last day has passed. An answer may be most of a second old: what ended
// on this node is known at once, what ended on another within a second.
func (p *People) Who(ctx context.Context, space, token string) (by Actor, session string, err error) {
	q := asked{space, HashOf(token)}
	h, ok := p.recent.of(q, p.clock.Now(), p.db.Writes())
	if !ok {
		if h, err = p.look(ctx, q, token); err != nil {
			return Actor{}, "", err
		}
		p.recent.keep(q, h)
	}
	return h.actor(), h.session, p.stay(ctx, token, h)
}

// look reads who holds a session. What was counted and what time it was is noted before.
func (p *People) look(ctx context.Context, q asked, token string) (h holding, err error) {
	now := p.clock.Now()
	h = holding{began: now, writes: p.db.Writes(), day: dayOf(now)}
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		var ends, idle int64
		var used, proved string
		by := Actor{Space: q.space}
		err := tx.QueryRow(`SELECT s.id, s.shared, s.ends, s.idle_ends, s.used, s.proved, p.id, p.name, p.guest, p.removed >= $3, sp.kind FROM session s JOIN persona p ON p.id = s.persona_id
			JOIN space sp ON sp.id = p.space_id WHERE s.hash = $1 AND p.space_id = $2 AND (p.until = 0 OR p.until >= $3)`, q.hash, q.space, int64(h.day)).
			Scan(&h.session, &by.Shared, &ends, &idle, &used, &proved, &by.Persona, &by.Name, &by.Guest, &by.Removed, &by.Kind)
		if err != nil {
			return err
		}
		_, by.Proved = stamped(proved, token, "proved", now, ProofLasts)
		h.used, h.ends = idle, min(ends, idle)
		if by.Shared {
			h.used, _ = stamped(used, token, "used", now, sharedDevice.idle)
			h.ends = min(tokenEnd(token), grainEnd(h.used+int64(sharedDevice.idle/grain)))
		}
		if store.Millis(now) >= h.ends {
			return fault.New(fault.NotFound, "", nil)
		}
		by.Roles, err = p.RolesOf(tx, by.Persona)
		h.by = by
		return err
	})
	return h, err
}

// stay moves the idle end of a session on, once a step.
func (p *People) stay(ctx context.Context, token string, h holding) error {
	column, kept, used := "idle_ends", any(ownDevice.idleEnd(p.clock.Now())), ownDevice.idleEnd(p.clock.Now())
	if h.by.Shared {
		used = grains(p.clock.Now())
		column, kept = "used", stamp(token, "used", used)
	}
	if used <= h.used {
		return nil
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE session SET `+column+` = $2 WHERE id = $1`, h.session, kept)
		return err
	})
}

// ProofLasts is how long after showing a way in somebody may change their ways in.
const ProofLasts = 15 * time.Minute

// ProveFirst is the key of the fault when that is over. Signing in once more is all it takes.
const ProveFirst = "self.prove_first"

// mustHaveProved refuses who is signed in, but showed no way in of late: whoever finds a device with its lock open makes no
// way in of their own, and takes none away.
func mustHaveProved(by Actor) error {
	if err := mustBeSomebody(by); err != nil {
		return err
	}
	return mustHaveProvedEvenRemoved(by)
}

// mustHaveProvedEvenRemoved is mustHaveProved for what who is removed may do too.
func mustHaveProvedEvenRemoved(by Actor) error {
	if by.Persona == "" {
		return fault.New(fault.Forbidden, "", nil)
	}
	if !by.Proved {
		return fault.New(fault.Forbidden, ProveFirst, nil)
	}
	return nil
}

// RolesOf are the roles that a persona holds today. It is for operations that have decided that the actor may know.
func (p *People) RolesOf(tx *store.Tx, persona string) ([]Role, error) {
	return store.Collect(tx, store.Scalar[Role], `SELECT role FROM role WHERE persona_id = $1 AND since <= $2 AND until >= $2 ORDER BY role`,
		persona, int64(p.today()))
}
