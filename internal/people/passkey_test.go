package people

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"sync"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"kith/internal/fault"
	"kith/internal/store"
)

// device is a small authenticator: one discoverable ES256 key (WebAuthn level 3, §6).
type device struct {
	t      *testing.T
	origin string
	flags  byte // user present, user verified
	id     []byte
	key    *ecdsa.PrivateKey
	handle []byte
}

const (
	present  = 1 << 0
	verified = 1 << 2
	attested = 1 << 6
)

func newDevice(t *testing.T) *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{t: t, origin: "https://kith.example", flags: present | verified, id: []byte(rand.Text()), key: key}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *device) client(kind, challenge string) []byte {
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

func (d *device) authenticatorData(flags byte) []byte {
	rp := sha256.Sum256([]byte("kith.example"))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), 7)
}

// create answers navigator.credentials.create.
func (d *device) create(options []byte) []byte {
	d.t.Helper()
	var o struct {
		Challenge string
		User      struct{ ID, Name, DisplayName string }
	}
	if err := json.Unmarshal(options, &o); err != nil {
		d.t.Fatal(err)
	}
	if o.User.Name != DefaultLabel || o.User.DisplayName != DefaultLabel {
		d.t.Errorf("the device's picker would show %q, %q", o.User.Name, o.User.DisplayName)
	}
	d.handle, _ = base64.RawURLEncoding.DecodeString(o.User.ID)
	public, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	key, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: public[1:33], -3: public[33:]})
	if err != nil {
		d.t.Fatal(err)
	}
	data := d.authenticatorData(d.flags | attested)
	data = append(data, make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), key...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]string{"clientDataJSON": b64(d.client("webauthn.create", o.Challenge)), "attestationObject": b64(object)})
}

// get answers navigator.credentials.get.
func (d *device) get(options []byte) []byte {
	d.t.Helper()
	var o struct{ Challenge string }
	if err := json.Unmarshal(options, &o); err != nil {
		d.t.Fatal(err)
	}
	client := d.client("webauthn.get", o.Challenge)
	data := d.authenticatorData(d.flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]string{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.handle)})
}

func (d *device) answer(response map[string]string) []byte {
	data, err := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

// joinWithPasskey makes a steward with a passkey on a device.
func (h *house) joinWithPasskey(name string, d *device) SignedIn {
	h.t.Helper()
	token := h.invite(name)
	options, err := h.BeginEntry(h.t.Context(), h.space, "there", "")
	if err != nil {
		h.t.Fatal(err)
	}
	in, err := h.EnterWithPasskey(h.t.Context(), h.space, d.create(options), Keys{}, false, h.Invited(h.space, token))
	if err != nil {
		h.t.Fatal(err)
	}
	return in
}

func TestStewardJoinsAndSignsInWithAPasskey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := newDevice(t)
		by := h.who(h.joinWithPasskey("Ana", d).Token)
		options, err := h.BeginSignIn(t.Context(), h.space, "there")
		if err != nil {
			t.Fatal(err)
		}
		answer := d.get(options)
		in, err := h.SignInWithPasskey(t.Context(), h.space, "there", answer, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.who(in.Token); got.Persona != by.Persona || !got.Has(Steward) {
			t.Errorf("signed in as %+v, want %+v", got, by)
		}
		_, err = h.SignInWithPasskey(t.Context(), h.space, "there", answer, false)
		wantKind(t, err, fault.Invalid) // the same answer again
	})
}

func TestPasskeysThatDoNotHold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := newDevice(t)
		h.joinWithPasskey("Ana", d)
		try := func(name string, space string, d device) {
			t.Helper()
			options, err := h.BeginSignIn(t.Context(), space, "there")
			if err != nil {
				t.Fatal(name, err)
			}
			if _, err := h.SignInWithPasskey(t.Context(), h.space, "there", d.get(options), false); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		other := *d
		other.origin = "https://evil.example"
		try("from another site", h.space, other)
		other = *d
		other.flags = present
		try("without knowing the person", h.space, other)
		other = *d
		other.key = newDevice(t).key
		try("with another key", h.space, other)
		other = *d
		other.id = []byte("somebody else's credential")
		try("of nobody here", h.space, other)
		other = *d
		other.handle = make([]byte, 16)
		try("for another persona", h.space, other)
		try("begun in another space", store.NewPersonID(), *d)

		options, err := h.BeginSignIn(t.Context(), h.space, "there")
		if err != nil {
			t.Fatal(err)
		}
		answer := d.get(options)
		h.clock.Add(ceremonyLasts)
		_, err = h.SignInWithPasskey(t.Context(), h.space, "there", answer, false)
		wantKind(t, err, fault.Invalid)
		for _, junk := range []string{"", "{}", "[", `{"id":"x","type":"public-key"}`} {
			_, err = h.SignInWithPasskey(t.Context(), h.space, "there", []byte(junk), false)
			wantKind(t, err, fault.Invalid)
		}
	})
}

func TestOneInvitationTwoPasskeysAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := h.invite("Ana")
		var won, lost int
		var mu sync.Mutex
		var answers [4][]byte
		for i := range answers {
			options, err := h.BeginEntry(t.Context(), h.space, "there", "")
			if err != nil {
				t.Fatal(err)
			}
			answers[i] = newDevice(t).create(options)
		}
		var all sync.WaitGroup
		for _, answer := range answers {
			all.Go(func() {
				_, err := h.EnterWithPasskey(t.Context(), h.space, answer, Keys{}, false, h.Invited(h.space, token))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if fault.KindOf(err) == fault.NotFound {
					lost++
				} else {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won != 1 || lost != 3 {
			t.Errorf("%d joined and %d were refused, want 1 and 3", won, lost)
		}
	})
}

func TestPasskeyIsAddedByItsPersonOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, in := h.joinWithCard("Ana")
		by := h.who(in.Token)
		_, strange := h.joinWithCard("Bo")
		d := newDevice(t)
		options, err := h.BeginPasskey(t.Context(), by, "")
		if err != nil {
			t.Fatal(err)
		}
		answer := d.create(options)
		wantKind(t, h.AddPasskey(t.Context(), h.who(strange.Token), answer, Keys{}), fault.Forbidden)
		if err := h.AddPasskey(t.Context(), by, answer, Keys{}); err != nil {
			t.Fatal(err)
		}
		signIn, err := h.BeginSignIn(t.Context(), h.space, "there")
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.SignInWithPasskey(t.Context(), h.space, "there", d.get(signIn), false)
		if err != nil || h.who(got.Token).Persona != by.Persona {
			t.Error(got, err)
		}
	})
}

func TestWhereThereAreNoPasskeys(t *testing.T) {
	for base, want := range map[string]bool{
		"https://kith.example": true, "http://localhost:8080": true, "https://kith.example:8443": true,
		"http://kith.example": false, "http://127.0.0.1:80": false, "https://192.0.2.7": false, "": false,
	} {
		p, err := New(Options{BaseURL: base})
		if err != nil || p.Passkeys() != want {
			t.Errorf("%q: passkeys %v (%v), want %v", base, p.Passkeys(), err, want)
		}
	}
}

func TestAChallengeIsLongAndNew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		seen := map[string]bool{}
		for range 20 {
			options, err := h.BeginSignIn(t.Context(), h.space, "there")
			if err != nil {
				t.Fatal(err)
			}
			var o struct{ Challenge string }
			if err := json.Unmarshal(options, &o); err != nil {
				t.Fatal(err)
			}
			b, err := base64.RawURLEncoding.DecodeString(o.Challenge)
			if err != nil || len(b) < 16 || seen[o.Challenge] {
				t.Errorf("challenge %q, seen before %v, %v", o.Challenge, seen[o.Challenge], err)
			}
			seen[o.Challenge] = true
		}
	})
}

func TestNobodyBeginsWithoutEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for range 100 {
			if _, err := h.BeginSignIn(t.Context(), h.space, "a flood"); err != nil {
				t.Fatal(err)
			}
		}
		_, err := h.BeginSignIn(t.Context(), h.space, "a flood")
		wantKind(t, err, fault.TooMany)
		_, err = h.OfferCard(t.Context(), h.space, "a flood", "")
		wantKind(t, err, fault.TooMany)
		if _, err := h.OfferCard(t.Context(), h.space, "elsewhere", ""); err != nil {
			t.Error(err)
		}
	})
}
