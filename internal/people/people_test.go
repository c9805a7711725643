package people

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/fault"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

var morning = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

// house is a clearinghouse under test.
type house struct {
	*People
	t     *testing.T
	clock *clock.Manual
	space string
}

// each runs f on both engines.
func each(t *testing.T, f func(t *testing.T, h *house)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := clock.At(morning)
		p, err := New(Options{DB: db, Clock: c, BaseURL: "https://kith.example"})
		if err != nil {
			t.Fatal(err)
		}
		s, err := clearinghouse(t, p)
		if err != nil {
			t.Fatal(err)
		}
		f(t, &house{People: p, t: t, clock: c, space: s.ID})
	})
}

// clearinghouse is the one of a database, made at first need.
func clearinghouse(t *testing.T, p *People) (s Space, err error) {
	err = p.db.Write(t.Context(), func(tx *store.Tx) error {
		s, err = p.clearinghouse(tx)
		return err
	})
	return s, err
}

// invite gives the token of a fresh invitation.
func (h *house) invite(name string) string {
	h.t.Helper()
	path, err := h.InviteSteward(h.t.Context(), Operator(), name)
	if err != nil {
		h.t.Fatal(err)
	}
	token, ok := strings.CutPrefix(path, "/g/"+h.space+"/join/")
	if !ok {
		h.t.Fatalf("path %q does not lead into the space", path)
	}
	return token
}

// joinWithCard makes a steward and gives the code and the first session.
func (h *house) joinWithCard(name string) (code string, in SignedIn) {
	h.t.Helper()
	token := h.invite(name)
	offer, err := h.OfferCard(h.t.Context(), h.space, "there", "")
	if err != nil {
		h.t.Fatal(err)
	}
	code = offer.Code
	if in, err = h.EnterWithCard(h.t.Context(), h.space, code, Keys{}, false, h.Invited(h.space, token)); err != nil {
		h.t.Fatal(err)
	}
	return code, in
}

func (h *house) who(token string) Actor {
	h.t.Helper()
	by, _, err := h.Who(h.t.Context(), h.space, token)
	if err != nil {
		h.t.Fatal(err)
	}
	return by
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("error %v, want %v", err, kind)
	}
}

func TestClearinghouseIsOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var all sync.WaitGroup
		ids := make([]string, 6)
		for i := range ids {
			all.Go(func() {
				s, err := clearinghouse(t, h.People)
				if err != nil {
					t.Error(err)
				}
				ids[i] = s.ID
			})
		}
		all.Wait()
		if ids = slices.Compact(ids); len(ids) != 1 || ids[0] != h.space {
			t.Errorf("clearinghouses %v, want only %s", ids, h.space)
		}
	})
}

func TestStewardJoinsWithACode(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, in := h.joinWithCard("Ana")
		by := h.who(in.Token)
		if by.Name != "Ana" || !by.Has(Steward) || by.Space != h.space {
			t.Errorf("joined as %+v", by)
		}
		typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
		again, err := h.SignInWithCard(t.Context(), h.space, "there", typed, true)
		if err != nil {
			t.Fatal(err)
		}
		if h.who(again.Token).Persona != by.Persona {
			t.Error("the code leads to another persona")
		}
	})
}

func TestInvitationOpensOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := h.invite("Ana")
		for range 3 { // looking, as a mail program does, uses nothing up
			if i, err := h.Invitation(t.Context(), h.space, token); err != nil || i.Name != "Ana" {
				t.Fatal(i, err)
			}
		}
		const n = 5
		var codes [n]string
		for i := range codes {
			offer, err := h.OfferCard(t.Context(), h.space, "there", "")
			if err != nil {
				t.Fatal(err)
			}
			codes[i] = offer.Code
		}
		var won, lost int
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				_, err := h.EnterWithCard(t.Context(), h.space, codes[i], Keys{}, false, h.Invited(h.space, token))
				mu.Lock()
				defer mu.Unlock()
				switch fault.KindOf(err) {
				case fault.NotFound:
					lost++
				default:
					if err != nil {
						t.Error(err)
						return
					}
					won++
				}
			})
		}
		all.Wait()
		if won != 1 || lost != n-1 {
			t.Errorf("%d joined and %d were refused, want 1 and %d", won, lost, n-1)
		}
		_, err := h.Invitation(t.Context(), h.space, token)
		wantKind(t, err, fault.NotFound)
	})
}

func TestInvitationIsForItsSpaceAndItsWeek(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := h.invite("Ana")
		_, err := h.Invitation(t.Context(), store.NewPersonID(), token)
		wantKind(t, err, fault.NotFound)
		h.clock.Add(7 * 24 * time.Hour)
		if _, err := h.Invitation(t.Context(), h.space, token); err != nil {
			t.Error(err)
		}
		h.clock.Add(24 * time.Hour) // the end is kept as a day
		_, err = h.Invitation(t.Context(), h.space, token)
		wantKind(t, err, fault.NotFound)
	})
}

func TestOfferedCodeWaitsForItsPerson(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := h.invite("Ana")
		offer, err := h.OfferCard(t.Context(), h.space, "there", "")
		if err != nil {
			t.Fatal(err)
		}
		code := offer.Code
		_, err = h.SignInWithCard(t.Context(), h.space, "there", code, false)
		wantKind(t, err, fault.Invalid) // it is nobody's yet
		h.clock.Add(ceremonyLasts)
		_, err = h.EnterWithCard(t.Context(), h.space, code, Keys{}, false, h.Invited(h.space, token))
		wantKind(t, err, fault.Invalid)
		_, err = h.EnterWithCard(t.Context(), h.space, newCode(), Keys{}, false, h.Invited(h.space, token))
		wantKind(t, err, fault.Invalid) // one of one's own making
	})
}

func TestInvitingIsForStewards(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, in := h.joinWithCard("Ana")
		steward := h.who(in.Token)
		if _, err := h.InviteSteward(t.Context(), steward, "Bo"); err != nil {
			t.Error(err)
		}
		for _, by := range []Actor{{}, {Space: h.space, Persona: steward.Persona}, {Space: store.NewPersonID(), Persona: "x", Roles: []Role{Steward}}} {
			_, err := h.InviteSteward(t.Context(), by, "Bo")
			wantKind(t, err, fault.Forbidden)
		}
		for _, name := range []string{"", " \u202e\x00 ", strings.Repeat("é", longestName+1)} {
			_, err := h.InviteSteward(t.Context(), steward, name)
			wantKind(t, err, fault.Invalid)
		}
	})
}

func TestTermEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, _ := h.joinWithCard("Ana")
		for day, want := range map[int]bool{termDays: true, termDays + 1: false} {
			h.clock.Set(morning.AddDate(0, 0, day))
			in, err := h.SignInWithCard(t.Context(), h.space, "there", code, false)
			if err != nil {
				t.Fatal(err)
			}
			if got := h.who(in.Token).Has(Steward); got != want {
				t.Errorf("after %d days: steward %v, want %v", day, got, want)
			}
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, _ := h.joinWithCard("Ana")
		for _, c := range []struct {
			name   string
			shared bool
			step   time.Duration
			n      int // steps of use that it outlives; 0: not even one
		}{
			{"unused for eight days", false, 8*24*time.Hour + time.Minute, 0},
			{"used each day, but a month old", false, 24 * time.Hour, 30},
			{"shared, unused for an hour and five minutes", true, time.Hour + 5*time.Minute, 0},
			{"shared, used once an hour", true, time.Hour, 7},
			{"shared, used each half hour, but eight hours old", true, 30 * time.Minute, 15},
		} {
			h.clock.Set(morning)
			in, err := h.SignInWithCard(t.Context(), h.space, "there", code, c.shared)
			if err != nil {
				t.Fatal(c.name, err)
			}
			lived := 0
			for lived < 100 {
				h.clock.Add(c.step)
				if _, _, err := h.Who(t.Context(), h.space, in.Token); err != nil {
					wantKind(t, err, fault.NotFound)
					break
				}
				lived++
			}
			if lived != c.n {
				t.Errorf("%s: lived %d steps, want %d", c.name, lived, c.n)
			}
		}
	})
}

func TestRevokedSessionEndsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, first := h.joinWithCard("Ana")
		second, err := h.SignInWithCard(t.Context(), h.space, "there", code, true)
		if err != nil {
			t.Fatal(err)
		}
		by, session, err := h.Who(t.Context(), h.space, first.Token)
		if err != nil {
			t.Fatal(err)
		}
		if all, err := h.Sessions(t.Context(), by); err != nil || len(all) != 2 {
			t.Fatal(all, err)
		}
		_, stranger := h.joinWithCard("Bo")
		wantKind(t, h.EndSession(t.Context(), h.who(stranger.Token), session), fault.NotFound)
		if err := h.EndSession(t.Context(), by, session); err != nil {
			t.Fatal(err)
		}
		_, _, err = h.Who(t.Context(), h.space, first.Token)
		wantKind(t, err, fault.NotFound)
		h.who(second.Token)
	})
}

func TestSessionHoldsInItsSpaceOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, in := h.joinWithCard("Ana")
		for _, c := range [][2]string{{store.NewPersonID(), in.Token}, {h.space, NewSecret()}, {h.space, ""}, {"", ""}} {
			_, _, err := h.Who(t.Context(), c[0], c[1])
			wantKind(t, err, fault.NotFound)
		}
	})
}

func TestCredentialsAreTakenAwayButNotTheLast(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		old, first := h.joinWithCard("Ana")
		by := h.who(first.Token)
		have, err := h.Credentials(t.Context(), by)
		if err != nil || len(have) != 1 {
			t.Fatal(have, err)
		}
		wantKind(t, h.RemoveCredential(t.Context(), by, have[0].ID), fault.Conflict)

		offer, err := h.NewCard(t.Context(), by, "in the drawer")
		if err != nil {
			t.Fatal(err)
		}
		code := offer.Code
		if err := h.AddCard(t.Context(), by, code, Keys{}); err != nil {
			t.Fatal(err)
		}
		second, err := h.SignInWithCard(t.Context(), h.space, "there", code, false)
		if err != nil {
			t.Fatal(err)
		}
		_, stranger := h.joinWithCard("Bo")
		if err := h.RemoveCredential(t.Context(), h.who(stranger.Token), have[0].ID); err == nil {
			t.Error("a stranger took a credential away")
		}
		if err := h.RemoveCredential(t.Context(), by, have[0].ID); err != nil {
			t.Fatal(err)
		}
		_, _, err = h.Who(t.Context(), h.space, first.Token)
		wantKind(t, err, fault.NotFound) // it began with the code that is gone
		h.who(second.Token)
		_, err = h.SignInWithCard(t.Context(), h.space, "there", old, false)
		wantKind(t, err, fault.Invalid)
	})
}

func TestTwoRemovalsLeaveOneWayIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, in := h.joinWithCard("Ana")
		by := h.who(in.Token)
		offer, err := h.NewCard(t.Context(), by, "")
		if err != nil {
			t.Fatal(err)
		}
		code := offer.Code
		if err := h.AddCard(t.Context(), by, code, Keys{}); err != nil {
			t.Fatal(err)
		}
		have, _ := h.Credentials(t.Context(), by)
		var all sync.WaitGroup
		for _, c := range have {
			all.Go(func() { _ = h.RemoveCredential(t.Context(), by, c.ID) })
		}
		all.Wait()
		if have, _ = h.Credentials(t.Context(), by); len(have) != 1 {
			t.Errorf("%d ways in are left, want 1", len(have))
		}
	})
}

func TestGuessingIsSlowedButNotForOthers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, _ := h.joinWithCard("Ana")
		try := func(from, code string) error {
			_, err := h.SignInWithCard(t.Context(), h.space, from, code, false)
			return err
		}
		for range 20 {
			wantKind(t, try("a library", newCode()), fault.Invalid)
		}
		wantKind(t, try("a library", code), fault.TooMany)
		if err := try("elsewhere", code); err != nil {
			t.Error(err)
		}
		h.clock.Add(10 * time.Minute)
		for range 50 { // people who share an address and sign in are not counted
			if err := try("a library", code); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestNothingTellsAMoment looks at every date that is kept of people.
func TestNothingTellsAMoment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, _ := h.joinWithCard("Ana")
		if _, err := h.SignInWithCard(t.Context(), h.space, "there", code, true); err != nil {
			t.Fatal(err)
		}
		err := h.db.Read(t.Context(), func(tx *store.Tx) error {
			for _, column := range []string{"ends", "idle_ends"} {
				all, err := store.Collect(tx, store.Scalar[int64], `SELECT `+column+` FROM session`)
				if err != nil || len(all) != 2 {
					t.Fatal(all, err)
				}
				for _, ms := range all {
					if ms%(24*time.Hour).Milliseconds() != 0 {
						t.Errorf("session.%s tells a moment: %d", column, ms)
					}
				}
			}
			for _, column := range []string{"persona.created", "credential.created", "session.created", "role.since", "role.until", "space.created"} {
				table, name, _ := strings.Cut(column, ".")
				all, err := store.Collect(tx, store.Scalar[int64], `SELECT `+name+` FROM `+table)
				if err != nil || len(all) == 0 || slices.Max(all) > 100_000 {
					t.Errorf("%s is no day: %v %v", column, all, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
