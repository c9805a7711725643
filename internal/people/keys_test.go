package people

import (
	"crypto/rand"
	"encoding/base64"
	"sync"
	"testing"

	"kith/internal/fault"
	"kith/internal/sealed"
)

// keysFor makes keys of an owner as a browser does, and wraps them for a kind of credential.
func keysFor(t *testing.T, o sealed.Owner, kind sealed.Kind) (Keys, sealed.PrivateKeys) {
	t.Helper()
	b := make([]byte, 64)
	_, _ = rand.Read(b)
	private, err := sealed.ParsePrivateKeys(b)
	if err != nil {
		t.Fatal(err)
	}
	return wrapFor(t, o, private, kind), private
}

func wrapFor(t *testing.T, o sealed.Owner, private sealed.PrivateKeys, kind sealed.Kind) Keys {
	t.Helper()
	public, err := private.Public(o)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := sealed.NewSecret(kind, make([]byte, map[sealed.Kind]int{sealed.PRF: 32, sealed.Card: 16}[kind]))
	if err != nil {
		t.Fatal(err)
	}
	w, err := sealed.Wrap(o, private, secret)
	if err != nil {
		t.Fatal(err)
	}
	return Keys{Public: base64.RawURLEncoding.EncodeToString(public.Bytes()), Wrapped: base64.RawURLEncoding.EncodeToString(w.Bytes())}
}

func (h *house) ring(by Actor, token string) KeyRing {
	h.t.Helper()
	_, session, err := h.Who(h.t.Context(), h.space, token)
	if err != nil {
		h.t.Fatal(err)
	}
	ring, err := h.KeyRing(h.t.Context(), by, session)
	if err != nil {
		h.t.Fatal(err)
	}
	return ring
}

// addCard gives the actor a further card with keys.
func (h *house) addCard(by Actor, k Keys) (code string, err error) {
	h.t.Helper()
	offer, err := h.NewCard(h.t.Context(), by, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return offer.Code, h.AddCard(h.t.Context(), by, offer.Code, k)
}

// TestKeysComeWithTheFirstCard, and a further way in has the same ones, wrapped anew.
func TestKeysComeWithTheFirstCard(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		offer, err := h.OfferCard(t.Context(), h.space, "there", "")
		if err != nil {
			t.Fatal(err)
		}
		owner := sealed.Owner{Space: h.space, Persona: offer.Persona}
		first, private := keysFor(t, owner, sealed.Card)
		in, err := h.EnterWithCard(t.Context(), h.space, offer.Code, first, false, h.Invited(h.space, h.invite("Ana")))
		if err != nil {
			t.Fatal(err)
		}
		ana := h.who(in.Token)
		if ana.Persona != offer.Persona {
			t.Fatal("the card was offered to another persona")
		}
		second := wrapFor(t, owner, private, sealed.Card)
		if _, err := h.addCard(ana, second); err != nil {
			t.Fatal(err)
		}
		others, _ := keysFor(t, owner, sealed.Card)
		_, err = h.addCard(ana, others)
		wantKind(t, err, fault.Conflict) // public keys never change by a later post
		ring := h.ring(ana, in.Token)
		if ring.Public != first.Public || len(ring.Ways) != 2 {
			t.Errorf("%+v", ring)
		}
		for _, way := range ring.Ways {
			if way.Kind != Card || way.Handle != "" || way.Wrapped != first.Wrapped && way.Wrapped != second.Wrapped {
				t.Errorf("way %+v", way)
			}
		}
		all, err := h.Credentials(t.Context(), ana)
		if err != nil || len(all) != 2 || !all[0].Opens {
			t.Fatal(all, err)
		}
		if err := h.RemoveCredential(t.Context(), ana, all[0].ID); err != nil {
			t.Fatal(err)
		}
		code, err := h.addCard(ana, Keys{}) // without script
		if err != nil {
			t.Fatal(err)
		}
		in, err = h.SignInWithCard(t.Context(), h.space, "there", code, false)
		if err != nil {
			t.Fatal(err)
		}
		if ring := h.ring(ana, in.Token); len(ring.Ways) != 2 || ring.Ways[0].Wrapped != "" && ring.Ways[1].Wrapped != "" {
			t.Errorf("after one was taken away, and one came that opens nothing: %+v", ring)
		}
	})
}

// TestKeysThatDoNotFit: what has not the form, the owner's proof or the credential's kind lets nobody in.
func TestKeysThatDoNotFit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		offer, err := h.OfferCard(t.Context(), h.space, "there", "")
		if err != nil {
			t.Fatal(err)
		}
		owner := sealed.Owner{Space: h.space, Persona: offer.Persona}
		good, private := keysFor(t, owner, sealed.Card)
		of := func(o sealed.Owner) Keys { return wrapFor(t, o, private, sealed.Card) }
		token := h.invite("Ana")
		for name, k := range map[string]Keys{
			"another persona":        of(sealed.Owner{Space: h.space, Persona: "bo"}),
			"another space":          of(sealed.Owner{Space: "other", Persona: offer.Persona}),
			"a changed proof":        {Public: good.Public[:len(good.Public)-4] + "AAAA", Wrapped: good.Wrapped},
			"wrapped for a passkey":  wrapFor(t, owner, private, sealed.PRF),
			"exchanged":              {Public: good.Wrapped, Wrapped: good.Public},
			"public alone":           {Public: good.Public},
			"wrapped alone":          {Wrapped: good.Wrapped},
			"no base64":              {Public: good.Public + "=", Wrapped: good.Wrapped},
			"base64 over two lines":  {Public: good.Public[:8] + "\n" + good.Public[8:], Wrapped: good.Wrapped},
			"cut off":                {Public: good.Public, Wrapped: good.Wrapped[:40]},
			"words of another world": {Public: "x", Wrapped: "<script>"},
		} {
			_, err := h.EnterWithCard(t.Context(), h.space, offer.Code, k, false, h.Invited(h.space, token))
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.EnterWithCard(t.Context(), h.space, offer.Code, good, false, h.Invited(h.space, token)); err != nil {
			t.Errorf("the code is used up, or the link: %v", err)
		}
	})
}

// TestKeysOfTwoBrowsersAtOnce: a persona without keys gets those of one of them, and the other's way in does not stay with
// keys that open nothing.
func TestKeysOfTwoBrowsersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, in := h.joinWithCard("Ana")
		ana := h.who(in.Token)
		const n = 5
		var mu sync.Mutex
		var all sync.WaitGroup
		won, lost := 0, 0
		for range n {
			k, _ := keysFor(t, sealed.Owner{Space: h.space, Persona: ana.Persona}, sealed.Card)
			offer, err := h.NewCard(t.Context(), ana, "")
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() {
				err := h.AddCard(t.Context(), ana, offer.Code, k)
				mu.Lock()
				defer mu.Unlock()
				switch fault.KindOf(err) {
				case fault.Conflict:
					lost++
				default:
					if err != nil {
						t.Error(err)
					}
					won++
				}
			})
		}
		all.Wait()
		if ring := h.ring(ana, in.Token); won != 1 || lost != n-1 || len(ring.Ways) != 2 || ring.Public == "" {
			t.Errorf("%d won, %d lost, %d ways in", won, lost, len(ring.Ways))
		}
	})
}

// TestKeysForAPasskeyThatIsThere are made at the first visit with script, once.
func TestKeysForAPasskeyThatIsThere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := newDevice(t)
		in := h.joinWithPasskey("Ana", d)
		ana := h.who(in.Token)
		k, private := keysFor(t, sealed.Owner{Space: h.space, Persona: ana.Persona}, sealed.PRF)
		_, strange := h.joinWithCard("Bo")
		bo := h.who(strange.Token)
		theirs, _ := keysFor(t, sealed.Owner{Space: h.space, Persona: bo.Persona}, sealed.PRF)
		wantKind(t, h.AddKeys(t.Context(), Actor{}, b64(d.id), k), fault.Forbidden)
		wantKind(t, h.AddKeys(t.Context(), bo, b64(d.id), theirs), fault.NotFound) // the passkey is Ana's
		wantKind(t, h.AddKeys(t.Context(), bo, b64(d.id), k), fault.Invalid)
		wantKind(t, h.AddKeys(t.Context(), ana, "nothing", k), fault.NotFound)
		if err := h.AddKeys(t.Context(), ana, b64(d.id), k); err != nil {
			t.Fatal(err)
		}
		again := wrapFor(t, sealed.Owner{Space: h.space, Persona: ana.Persona}, private, sealed.PRF)
		wantKind(t, h.AddKeys(t.Context(), ana, b64(d.id), again), fault.Conflict) // what opens stays
		ring := h.ring(ana, in.Token)
		if ring.Ways[0] != (Wrapping{Kind: Passkey, Handle: b64(d.id), Wrapped: k.Wrapped}) || ring.Public != k.Public {
			t.Errorf("%+v", ring)
		}
		if ring := h.ring(bo, strange.Token); ring.Public != "" {
			t.Errorf("Bo has keys: %+v", ring)
		}
	})
}

// TestTheEndOfACodeIsEnough where the code was offered, and only its own end.
func TestTheEndOfACodeIsEnough(t *testing.T) {
	const offered = "6GB1-1THQ-18ZN-9228-DB7V-KS1H-CQ94"
	for typed, want := range map[string]string{
		"CQ94": offered, " cq94 ": offered, "c q 9 4": offered, offered: offered, "CQ9": "CQ9", "": "", "6GB1": "6GB1", "KS1H-CQ94": "KS1H-CQ94",
	} {
		if got := Confirmed(offered, typed); got != want {
			t.Errorf("%q is %q", typed, got)
		}
	}
	if got := Confirmed("CQ94", "CQ94"); got != "CQ94" {
		t.Errorf("an offer that is no code: %q", got)
	}
}
