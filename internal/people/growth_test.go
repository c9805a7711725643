package people

import (
	"testing"

	"kith/internal/fault"
)

// TestAPersonaKeepsItsLastSessions: who signs in again and again fills no disk, and stays in where they came in last.
func TestAPersonaKeepsItsLastSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, _ := h.joinWithCard("Ana")
		_, bo := h.joinWithCard("Bo")
		for i := range mostSessions + 5 {
			in, err := h.SignInWithCard(t.Context(), h.space, "there", code, i%2 == 0)
			if err != nil {
				t.Fatal(err)
			}
			ana := h.who(in.Token)
			if all, err := h.Sessions(t.Context(), ana); err != nil || len(all) != min(i+2, mostSessions) {
				t.Fatal(i, len(all), err)
			}
		}
		h.who(bo.Token) // others stay
	})
}

// TestAPersonaHasAtMostTenWaysIn: a further one is refused when it is begun, and when it is kept.
func TestAPersonaHasAtMostTenWaysIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, in := h.joinWithCard("Ana")
		ana := h.who(in.Token)
		last, err := h.NewCard(ctx, ana, "")
		if err != nil {
			t.Fatal(err)
		}
		for range mostWays - 1 {
			if _, err := h.addCard(ana, Keys{}); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, h.AddCard(ctx, ana, last.Code, Keys{}), fault.Conflict)
		_, err = h.NewCard(ctx, ana, "")
		wantKind(t, err, fault.Conflict)
		_, err = h.BeginPasskey(ctx, ana, "")
		wantKind(t, err, fault.Conflict)
		if all, err := h.Credentials(ctx, ana); err != nil || len(all) != mostWays {
			t.Error(len(all), err)
		}
	})
}
