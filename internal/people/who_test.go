package people

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/fault"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// node is another process on the same database, with the same time.
func node(t *testing.T, o store.Options, c clock.Clock) *People {
	t.Helper()
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	p, err := New(Options{DB: db, Clock: c, BaseURL: "https://kith.example"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// twoNodes runs f with two nodes on one database.
func twoNodes(t *testing.T, f func(t *testing.T, h *house, other *People)) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o, c := storetest.Options(t, engine), clock.At(morning)
			one, other := node(t, o, c), node(t, o, c)
			s, err := clearinghouse(t, one)
			if err != nil {
				t.Fatal(err)
			}
			f(t, &house{People: one, t: t, clock: c, space: s.ID}, other)
		})
	}
}

// TestWhatEndsHoldsEverywhereWithinASecond ends a session, a way in, a role and a persona on one node while another has just
// looked.
func TestWhatEndsHoldsEverywhereWithinASecond(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(h *house, by Actor, session string) error
		over func(by Actor, err error) bool
	}{
		"a session":          {func(h *house, by Actor, session string) error { return h.EndSession(h.t.Context(), by, session) }, gone},
		"all other sessions": {func(h *house, by Actor, _ string) error { return h.EndOtherSessions(h.t.Context(), by, "") }, gone},
		"a way in": {func(h *house, by Actor, _ string) error {
			code, err := h.NewCard(h.t.Context(), by, "second")
			if err != nil {
				return err
			}
			if err := h.AddCard(h.t.Context(), by, code.Code, Keys{}); err != nil {
				return err
			}
			for _, c := range credentials(h, by) {
				if c.Label != "second" {
					err = h.RemoveCredential(h.t.Context(), by, c.ID)
				}
			}
			return err
		}, gone},
		"a role": {func(h *house, by Actor, _ string) error {
			return h.db.Write(h.t.Context(), func(tx *store.Tx) error { return h.LayDown(tx, by.Persona, Steward) })
		}, func(by Actor, err error) bool { return err == nil && !by.Has(Steward) }},
		"a persona": {func(h *house, by Actor, _ string) error {
			return h.db.Write(h.t.Context(), func(tx *store.Tx) error { return Erase(tx, by.Persona) })
		}, gone},
	} {
		t.Run(name, func(t *testing.T) {
			twoNodes(t, func(t *testing.T, h *house, other *People) {
				_, in := h.joinWithCard("Ana")
				by, session, err := h.Who(t.Context(), h.space, in.Token)
				if err != nil {
					t.Fatal(err)
				}
				if by, _, err := other.Who(t.Context(), h.space, in.Token); err != nil || !by.Has(Steward) {
					t.Fatal(by, err)
				}
				if err := c.end(h, by, session); err != nil {
					t.Fatal(err)
				}
				if by, _, err := h.Who(t.Context(), h.space, in.Token); !c.over(by, err) {
					t.Errorf("it still holds where it was ended: %+v %v", by, err)
				}
				h.clock.Add(900 * time.Millisecond)
				if by, _, err := other.Who(t.Context(), h.space, in.Token); !c.over(by, err) {
					t.Errorf("it still holds on another node: %+v %v", by, err)
				}
			})
		})
	}
}

func gone(_ Actor, err error) bool { return fault.KindOf(err) == fault.NotFound }

func credentials(h *house, by Actor) []Credential {
	h.t.Helper()
	all, err := h.Credentials(h.t.Context(), by)
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// TestASessionIsAskedForOnce: an answer serves again for most of a second, and what the caller does with it stays the
// caller's.
func TestASessionIsAskedForOnce(t *testing.T) {
	twoNodes(t, func(t *testing.T, h *house, other *People) {
		_, in := h.joinWithCard("Ana")
		by := h.who(in.Token)
		by.Roles[0] = "king"
		if !h.who(in.Token).Has(Steward) {
			t.Error("a caller changed what others are told")
		}
		if err := other.EndOtherSessions(t.Context(), by, ""); err != nil {
			t.Fatal(err)
		}
		h.clock.Add(700 * time.Millisecond)
		h.who(in.Token) // remembered: else this would show nothing
		h.clock.Add(100 * time.Millisecond)
		if _, _, err := h.Who(t.Context(), h.space, in.Token); !gone(Actor{}, err) {
			t.Error("remembered too long", err)
		}
	})
}

// TestARoleEndsWithItsDayThoughRemembered looks just before midnight and just after.
func TestARoleEndsWithItsDayThoughRemembered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, _ := h.joinWithCard("Ana")
		last := morning.AddDate(0, 0, termDays)
		h.clock.Set(time.Date(last.Year(), last.Month(), last.Day(), 23, 59, 59, 900_000_000, time.UTC))
		in, err := h.SignInWithCard(t.Context(), h.space, "there", code, false)
		if err != nil {
			t.Fatal(err)
		}
		if !h.who(in.Token).Has(Steward) {
			t.Fatal("the last day does not count")
		}
		h.clock.Add(100 * time.Millisecond)
		if h.who(in.Token).Has(Steward) {
			t.Error("the role is held a day too long")
		}
	})
}

// TestASharedSessionEndsThoughRemembered looks just before its end and at it.
func TestASharedSessionEndsThoughRemembered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, _ := h.joinWithCard("Ana")
		in, err := h.SignInWithCard(t.Context(), h.space, "there", code, true)
		if err != nil {
			t.Fatal(err)
		}
		for range 7 {
			h.clock.Add(time.Hour)
			h.who(in.Token)
		}
		h.clock.Set(morning.Add(8*time.Hour - 100*time.Millisecond))
		h.who(in.Token)
		h.clock.Add(100 * time.Millisecond)
		_, _, err = h.Who(t.Context(), h.space, in.Token)
		wantKind(t, err, fault.NotFound)
	})
}

// TestAnAnswerFromBeforeACommitIsNotKept begins to read, commits an end meanwhile, and lets the reader finish.
func TestAnAnswerFromBeforeACommitIsNotKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, in := h.joinWithCard("Ana")
		by, session, err := h.Who(t.Context(), h.space, in.Token)
		if err != nil {
			t.Fatal(err)
		}
		q := asked{h.space, HashOf(in.Token)}
		before, err := h.look(t.Context(), q, in.Token)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.EndSession(t.Context(), by, session); err != nil {
			t.Fatal(err)
		}
		h.recent.keep(q, before) // only now does the reader get to keep what it read
		_, _, err = h.Who(t.Context(), h.space, in.Token)
		wantKind(t, err, fault.NotFound)
	})
}

// TestManyAskWhileSessionsEnd has many ask without pause while sessions end: nobody is let in by an end that was over before
// they asked.
func TestManyAskWhileSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, _ := h.joinWithCard("Ana")
		for range 5 {
			in, err := h.SignInWithCard(t.Context(), h.space, "there", code, false)
			if err != nil {
				t.Fatal(err)
			}
			by, session, err := h.Who(t.Context(), h.space, in.Token)
			if err != nil {
				t.Fatal(err)
			}
			var ended atomic.Bool
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					for {
						over := ended.Load()
						_, _, err := h.Who(t.Context(), h.space, in.Token)
						if err == nil && over {
							t.Error("let in after the end")
						}
						if err != nil || over {
							return
						}
					}
				})
			}
			if err := h.EndSession(t.Context(), by, session); err != nil {
				t.Error(err)
			}
			ended.Store(true)
			all.Wait()
		}
	})
}

// TestMemoryOfSessionsIsBounded: whoever asks for ever fills nothing.
func TestMemoryOfSessionsIsBounded(t *testing.T) {
	var r recent
	for i := range mostRecent + 10 {
		r.keep(asked{"space", fmt.Sprint(i)}, holding{began: morning})
	}
	if len(r.all) > mostRecent {
		t.Errorf("%d are kept", len(r.all))
	}
	r.keep(asked{"space", "later"}, holding{began: morning.Add(time.Second)})
	if len(r.all) != 1 {
		t.Error("what nobody asks for any more stays")
	}
}

// TestWritesAreCounted: also one that failed at its end, and none that was given up.
func TestWritesAreCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		before := db.Writes()
		_ = db.Write(t.Context(), func(tx *store.Tx) error { return errors.New("no") })
		_ = db.Read(t.Context(), func(tx *store.Tx) error { return nil })
		if db.Writes() != before {
			t.Error("counted though nothing was committed")
		}
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return nil }); err != nil || db.Writes() != before+1 {
			t.Error("not counted", err)
		}
	})
}

func TestAllOtherSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, first := h.joinWithCard("Ana")
		_, bo := h.joinWithCard("Bo")
		var tokens []string
		for i := range 3 {
			in, err := h.SignInWithCard(t.Context(), h.space, "there", code, i%2 == 0)
			if err != nil {
				t.Fatal(err)
			}
			tokens = append(tokens, in.Token)
		}
		by, session, err := h.Who(t.Context(), h.space, first.Token)
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.EndOtherSessions(t.Context(), Actor{Space: h.space}, session), fault.Forbidden)
		if err := h.EndOtherSessions(t.Context(), by, session); err != nil {
			t.Fatal(err)
		}
		h.who(first.Token)
		h.who(bo.Token)
		for _, token := range tokens {
			_, _, err := h.Who(t.Context(), h.space, token)
			wantKind(t, err, fault.NotFound)
		}
	})
}

// TestWaysInChangeAfterAFreshProofOnly: a session alone makes no way in and takes none away, and no way in is needed to end
// sessions.
func TestWaysInChangeAfterAFreshProofOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, in := h.joinWithCard("Ana")
		offered, err := h.NewCard(t.Context(), h.who(in.Token), "second")
		if err != nil {
			t.Fatal(err)
		}
		if err := h.AddCard(t.Context(), h.who(in.Token), offered.Code, Keys{}); err != nil {
			t.Fatal(err)
		}
		h.clock.Add(ProofLasts + grain)
		by, session, err := h.Who(t.Context(), h.space, in.Token)
		if err != nil || by.Proved {
			t.Fatal(by, err)
		}
		_, err = h.NewCard(t.Context(), by, "")
		wantKind(t, err, fault.Forbidden)
		_, err = h.BeginPasskey(t.Context(), by, "")
		wantKind(t, err, fault.Forbidden)
		wantKind(t, h.RemoveCredential(t.Context(), by, credentials(h, by)[0].ID), fault.Forbidden)
		if err := h.EndOtherSessions(t.Context(), by, session); err != nil {
			t.Error(err)
		}
		again, err := h.SignInWithCard(t.Context(), h.space, "there", code, true)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.NewCard(t.Context(), h.who(again.Token), ""); err != nil {
			t.Error(err)
		}
	})
}

// TestSigningInAnewEndsTheOldSession: the browser has lost its token, so nobody could end it but by the list.
func TestSigningInAnewEndsTheOldSession(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, first := h.joinWithCard("Ana")
		if err := h.EndEarlier(t.Context(), store.NewPersonID(), first.Token); err != nil {
			t.Fatal(err)
		}
		h.who(first.Token) // that was in another space
		if err := h.EndEarlier(t.Context(), h.space, first.Token); err != nil {
			t.Fatal(err)
		}
		_, _, err := h.Who(t.Context(), h.space, first.Token)
		wantKind(t, err, fault.NotFound)
	})
}

// TestAnEndCannotBeMoved changes the end that lies in a token.
func TestAnEndCannotBeMoved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, own := h.joinWithCard("Ana")
		in, err := h.SignInWithCard(t.Context(), h.space, "there", code, true)
		if err != nil {
			t.Fatal(err)
		}
		secret, _, _ := strings.Cut(in.Token, ".")
		_, later, _ := strings.Cut(endingToken(store.Millis(morning.AddDate(1, 0, 0))), ".")
		for _, token := range []string{secret, secret + "." + later, in.Token + "0", own.Token + "." + later} {
			_, _, err := h.Who(context.Background(), h.space, token)
			wantKind(t, err, fault.NotFound)
		}
	})
}
