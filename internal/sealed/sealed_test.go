package sealed

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hpke"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"kith/internal/fault"
	"kith/internal/fold"
)

func readVectors(t testing.TB) (v vectors) {
	t.Helper()
	data, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// open does with a vector what a program does that reads what is its owner's.
func (v wrapVector) open() (PrivateKeys, error) {
	o := Owner{v.Space, v.Persona}
	public, err := ParsePublicKeys(o, v.Public)
	if err != nil {
		return PrivateKeys{}, err
	}
	w, err := ParseWrapped(v.Wrapped)
	if err != nil {
		return PrivateKeys{}, err
	}
	kind := PRF
	if v.Kind == kindNames[Card] {
		kind = Card
	}
	secret, err := NewSecret(kind, v.Secret)
	if err != nil {
		return PrivateKeys{}, err
	}
	return Unwrap(o, public, w, secret)
}

func reasonOf(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	return strings.TrimPrefix(f.Key, "sealed.")
}

func TestACredentialOpensTheKeysOfItsPersona(t *testing.T) {
	all := readVectors(t)
	for _, v := range all.Wrapped {
		keys, err := v.open()
		if err != nil || !bytes.Equal(keys.bytes(), all.Keys.Private) {
			t.Errorf("%s of %s: %v", v.Kind, v.Persona, err)
		}
	}
}

func TestNothingElseOpensThem(t *testing.T) {
	for _, v := range readVectors(t).Refused {
		if _, err := v.open(); reasonOf(err) != v.Reason {
			t.Errorf("%s: %v, not %s", v.Why, err, v.Reason)
		}
	}
}

func TestNobodyShowsKeysThatAreNotTheirs(t *testing.T) {
	for _, v := range readVectors(t).Foreign {
		if _, err := ParsePublicKeys(Owner{v.Space, v.Persona}, v.Public); reasonOf(err) != v.Reason {
			t.Errorf("%s: %v, not %s", v.Why, err, v.Reason)
		}
	}
}

// TestKeysOfSmallOrderAreKnown shows that the list is needed and right: with each of its points an empty signature is right
// for one message in eight or more.
func TestKeysOfSmallOrderAreKnown(t *testing.T) {
	_, public := adasKeys(t)
	if ofSmallOrder(public.Sign) {
		t.Error("a good key is on the list")
	}
	for _, written := range smallOrder {
		key, err := hex.DecodeString(written)
		if err != nil {
			t.Fatal(err)
		}
		empty := make([]byte, ed25519.SignatureSize)
		empty[0] = 1
		forged := 0
		for i := range 256 {
			if ed25519.Verify(key, []byte{byte(i)}, empty) {
				forged++
			}
		}
		key[keySize-1] |= 0x80
		if forged == 0 || !ofSmallOrder([keySize]byte(key)) {
			t.Errorf("%s: %d forged", written, forged)
		}
	}
}

// TestKeysThatAreNotTheOtherHalvesDoNotOpen is about a program that wrapped something else.
func TestKeysThatAreNotTheOtherHalvesDoNotOpen(t *testing.T) {
	keys, public := adasKeys(t)
	secret := secretOf(t, Card, "secret")
	another := fixed("another")
	w := Wrapped{Kind: Card}
	seal, nonce, err := w.seal(ada, secret)
	if err != nil {
		t.Fatal(err)
	}
	copy(w.box[:], seal.Seal(nil, nonce, slices.Concat(keys.Seal.Bytes(), another[:]), w.associated(ada, public)))
	if _, err := Unwrap(ada, public, w, secret); reasonOf(err) != "not_opened" {
		t.Errorf("opened: %v", err)
	}
}

func TestEachWrappingIsAnother(t *testing.T) {
	keys, public := adasKeys(t)
	secret := secretOf(t, Card, "secret")
	first, err := Wrap(ada, keys, secret)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Wrap(ada, keys, secret)
	if err != nil || bytes.Equal(first.salt[:], second.salt[:]) || bytes.Equal(first.box[:], second.box[:]) {
		t.Errorf("two wrappings share something: %v", err)
	}
	if opened, err := Unwrap(ada, public, second, secret); err != nil || !bytes.Equal(opened.bytes(), keys.bytes()) {
		t.Errorf("opened: %v", err)
	}
}

// TestOthersSealToAPersona uses the sealing key for what it is made for.
func TestOthersSealToAPersona(t *testing.T) {
	keys, public := adasKeys(t)
	kem, aead := hpke.DHKEM(keys.Seal.Curve()), hpke.AES256GCM()
	to, err := kem.NewPublicKey(public.Seal[:])
	if err != nil {
		t.Fatal(err)
	}
	box, err := hpke.Seal(to, hpke.HKDFSHA256(), aead, nil, []byte("for Ada"))
	if err != nil {
		t.Fatal(err)
	}
	mine, err := hpke.NewDHKEMPrivateKey(keys.Seal)
	if err != nil {
		t.Fatal(err)
	}
	if said, err := hpke.Open(mine, hpke.HKDFSHA256(), aead, nil, box); err != nil || string(said) != "for Ada" {
		t.Errorf("%q, %v", said, err)
	}
}

func TestSecretsHaveTheirLength(t *testing.T) {
	for kind, sizes := range map[Kind][]int{0: {0, 16, 32}, PRF: {0, 16, 31, 33}, Card: {0, 15, 17, 32}, 3: {0, 16, 32}} {
		for _, n := range sizes {
			if _, err := NewSecret(kind, make([]byte, n)); fault.KindOf(err) != fault.Invalid {
				t.Errorf("kind %d with %d bytes: %v", kind, n, err)
			}
		}
	}
}

func TestACardIsReadAsItIsTyped(t *testing.T) {
	all := readVectors(t)
	for _, v := range all.Cards {
		digits, _ := v.Secret.MarshalText()
		for _, typed := range []string{
			v.English, v.Spanish, string(digits), " " + string(digits) + "\n", strings.ToUpper(v.Spanish), fold.Fold(v.Spanish),
			strings.ReplaceAll(v.English, " ", "\n 12. "), strings.ReplaceAll(v.Spanish, " ", "-"),
		} {
			if got, err := ReadCard(typed); err != nil || !bytes.Equal(got.bytes, v.Secret) {
				t.Errorf("%q: %v", typed, err)
			}
		}
	}
	for _, typed := range all.Slips {
		if _, err := ReadCard(typed); reasonOf(err) != "words" {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

// TestWordsAreToldApartWithoutAccents is what makes it safe to read them so.
func TestWordsAreToldApartWithoutAccents(t *testing.T) {
	for _, list := range lists() {
		plain := map[string]bool{}
		for _, word := range list {
			plain[fold.Fold(word)] = true
		}
		if len(list) != 1<<wordBits || len(plain) != len(list) {
			t.Errorf("%s …: %d words, %d without accents", list[0], len(list), len(plain))
		}
	}
}

func FuzzParsePublicKeys(f *testing.F) {
	all := readVectors(f)
	f.Add(all.Keys.Space, all.Keys.Persona, []byte(all.Keys.Public))
	for _, v := range all.Foreign {
		f.Add(v.Space, v.Persona, []byte(v.Public))
	}
	f.Fuzz(func(t *testing.T, space, persona string, b []byte) {
		p, err := ParsePublicKeys(Owner{space, persona}, b)
		if err == nil && !bytes.Equal(p.Bytes(), b) {
			t.Errorf("%x was read as %x", b, p.Bytes())
		}
	})
}

func FuzzWrapped(f *testing.F) {
	all := readVectors(f)
	for _, v := range slices.Concat(all.Wrapped, all.Refused) {
		f.Add([]byte(v.Wrapped), []byte(v.Secret))
	}
	keys, public := PrivateKeys{}, PublicKeys{}
	f.Fuzz(func(t *testing.T, b, secret []byte) {
		if keys.Seal == nil {
			keys, public = adasKeys(t)
		}
		w, err := ParseWrapped(b)
		if err != nil {
			return
		}
		if !bytes.Equal(w.Bytes(), b) {
			t.Errorf("%x was read as %x", b, w.Bytes())
		}
		s, err := NewSecret(w.Kind, secret)
		if err != nil {
			return
		}
		if opened, err := Unwrap(ada, public, w, s); err == nil && !bytes.Equal(opened.bytes(), keys.bytes()) {
			t.Errorf("%x opened as other keys", b)
		}
	})
}

func FuzzReadCard(f *testing.F) {
	all := readVectors(f)
	for _, v := range all.Cards {
		f.Add(v.English)
		f.Add(v.Spanish)
	}
	for _, typed := range all.Slips {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s, err := ReadCard(typed)
		if err != nil {
			return
		}
		for _, list := range lists() {
			if again, err := ReadCard(wordsOf(s.bytes, list)); err != nil || !bytes.Equal(again.bytes, s.bytes) {
				t.Errorf("%q is not what its words say: %v", typed, err)
			}
		}
	})
}
